"""Public pages kept for a moment: whoever reads without having signed in reads the same."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.timezone import localdate

from minzheng.site.middleware import READS, StaffRequest
from minzheng.site.portal.context import COOKIE as TYPE
from minzheng.site.portal.places import COOKIE as PLACE

# What the forms of a page carry is each reader's own.
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
MARK = b"@@token@@"
LONGEST_ADDRESS = 300
# Who brings one of these is, or was just, spoken to in person.
PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")

View = Callable[..., HttpResponse]


def kept_for_all(view: View) -> View:
    """Keep a public page for ``KEPT_SECONDS``, per address, place, size of type and day.

    Whoever has a session is answered anew, so an officer sees at once what was just released;
    everybody else may see it up to that many seconds later.
    """

    @wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.KEPT_SECONDS or not _is_for_all(request):
            return view(request, *args, **kwargs)
        key = _key(request)
        body: bytes | None = cache.get(key)
        if body is None:
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200:
                cache.set(key, TOKEN.sub(rb"\1" + MARK, answer.content), settings.KEPT_SECONDS)
            return answer
        return HttpResponse(body.replace(MARK, get_token(request).encode()))

    return shown


def _is_for_all(request: StaffRequest) -> bool:
    is_short = len(request.get_full_path()) <= LONGEST_ADDRESS
    return request.method in READS and is_short and not any(map(request.COOKIES.get, PERSONAL))


def _key(request: StaffRequest) -> str:
    asked = (
        request.get_host(),
        request.get_full_path(),
        request.COOKIES.get(PLACE, ""),
        request.COOKIES.get(TYPE, ""),
        localdate(request.at).isoformat(),
    )
    return f"portal.page.{hashlib.sha256(repr(asked).encode()).hexdigest()}"
