"""Who calls: a key in the header, its scopes, and what a refusal looks like to a machine."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from minzheng.kernel.accounts.models import ApiKey
from minzheng.kernel.accounts.services import KeyRefused, known_key
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.citizens.services import NotRecognised
from minzheng.kernel.documents.services import FileRefused

STATUS = {"unknown_key": 401, "expired_key": 401, "too_many": 429, "token_reused": 409}


class Key(HttpBearer):
    """The key of the calling body: ``Authorization: Bearer mz_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:
        """Return the key; KeyRefused is answered by the handler below."""
        return known_key(token, at=request.at)  # type: ignore[attr-defined]


class Wrong(ValueError):
    """What was sent cannot be filed: by item, in Chinese."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("填写有误")
        self.fields = fields


class Missing(LookupError):
    """Nothing of this key or number, or not for this caller."""


def scoped(scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Ask for a scope of the key before an operation."""

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if scope not in request.auth.scopes:
                raise KeyRefused("scope", f"该密钥没有“{scope}”权限。")
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def said(api: NinjaAPI, request: HttpRequest, status: int, code: str, *reasons: str, fields: dict[str, str] | None = None) -> HttpResponse:  # fmt: skip
    """Answer a refusal in the one shape every refusal has."""
    body = {"code": code, "reasons": list(reasons), "fields": fields or {}}
    return api.create_response(request, body, status=status)


def refuse_in_words(api: NinjaAPI) -> None:
    """Teach an interface to answer every refusal of the rooms."""

    def add(kind: type[Exception], answer: Callable[[Any, HttpRequest, Any], HttpResponse]) -> None:
        api.add_exception_handler(kind, lambda request, fault: answer(api, request, fault))

    add(KeyRefused, lambda a, r, f: said(a, r, STATUS.get(f.code, 403), f.code, str(f)))
    add(
        AuthenticationError,
        lambda a, r, f: said(a, r, 401, "no_key", "请在 Authorization 头中提供接口密钥。"),
    )
    add(Missing, lambda a, r, f: said(a, r, 404, "not_found", str(f)))
    add(
        Wrong, lambda a, r, f: said(a, r, 422, "wrong_answers", *f.fields.values(), fields=f.fields)
    )
    add(StepRefused, lambda a, r, f: said(a, r, 409, "refused", *f.reasons))
    add(NotRecognised, lambda a, r, f: said(a, r, 422, "not_recognised", str(f)))
    add(FileRefused, lambda a, r, f: said(a, r, 422, "file_refused", str(f)))
    add(PermissionDenied, lambda a, r, f: said(a, r, 403, "forbidden", str(f) or "无权办理。"))
    add(ValueError, lambda a, r, f: said(a, r, 422, "refused", str(f)))
    add(
        ValidationError,
        lambda a, r, f: said(a, r, 422, "malformed", *(_worded(e) for e in f.errors)),
    )


def _worded(error: dict[str, Any]) -> str:
    """Name where a body does not fit the published shape."""
    place = ".".join(str(part) for part in error.get("loc", ()))
    return f"{place}：{error.get('msg', '')}"
