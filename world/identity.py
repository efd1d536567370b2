"""A stand-in for the identity service of a province: OpenID Connect with a page to choose a synthetic citizen.

In a test: ``with Identity([...]) as service`` and ``settings.OIDC_ISSUER = service.issuer``. As a process
(``python -m world.identity``) it stands beside the demo or a proof and ends with the process that
started it. It can be told to misbehave, once per sign-in.
"""

import argparse
import base64
import hashlib
import html
import json
import os
import pathlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from world.standing import Door, Server, StandIn

CLIENT, SECRET = "minzheng", "demo-identity-secret"  # a stand-in's
LIFETIME, SHOWN = 300, 60
# How the next sign-in goes wrong.
WRONG_NONCE, EXPIRED, EARLY, WRONG_KEY, WRONG_ISSUER, WRONG_AUDIENCE, ANOTHER, BROKEN, SLOW, UNNAMED = (
    "wrong_nonce", "expired", "early", "wrong_key", "wrong_issuer", "wrong_audience", "another",
    "broken", "slow", "unnamed",
)  # fmt: skip
PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>统一身份认证（演示）</title>
<style>body{{font:18px/1.6 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1rem;color:#222}}
h1{{font-size:1.3rem}}.m{{background:#fff3cd;border:1px solid #d9b24c;padding:.5rem .75rem;border-radius:6px}}
a{{display:block;min-height:44px;padding:.5rem .75rem;margin:.375rem 0;border:1px solid #8a979e;border-radius:6px;color:#0b4f5e;text-decoration:none}}
small{{color:#555}}input,button{{font:inherit;min-height:44px;padding:.25rem .75rem}}input{{width:60%}}</style></head>
<body>{body}</body></html>"""


@dataclass(frozen=True)
class Persona:
    """Somebody who may sign in."""

    key: str
    name: str
    id_number: str
    phone: str = ""
    level: str = "high"
    note: str = ""


@dataclass
class Grant:
    """A code that was given out, and what it was asked with."""

    persona: Persona
    asked: dict[str, str]
    manner: str
    at: float = field(default_factory=time.monotonic)


class _Server(Server):
    def handle_error(self, *_told: Any) -> None:
        """Say nothing of browsers that went away."""


class Identity(StandIn):
    """A running service: who may sign in, which codes are open, how it behaves."""

    def __init__(
        self,
        personas: Sequence[Persona],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        rsa: bool = False,
    ) -> None:
        """Take who may sign in; ``rsa`` signs with RS256 instead of the quicker ES256."""
        self.personas = {persona.key: persona for persona in personas}
        self.algorithm = "RS256" if rsa else "ES256"
        self.key, self.other = self._new_key(), self._new_key()
        # What the next sign-ins meet, one after the other; then all is well again.
        self.manners: list[str] = []
        # Seconds a slow sign-in takes.
        self.slow = 8.0
        self._grants: dict[str, Grant] = {}
        self._tokens: dict[str, Grant] = {}
        # The address it is reached at, where that is not the one it listens on.
        self.told_issuer = ""
        # Where the demo's short messages lie, to be read on a page.
        self.outbox: pathlib.Path | None = None
        super().__init__(_Server((host, port), _door_of(self)))

    @property
    def issuer(self) -> str:
        """Its address as browsers and the site reach it: its name in every token."""
        return self.told_issuer or self.listens_at

    def turn_key(self) -> None:
        """Sign with a new key from now on, as a service does from time to time."""
        self.key = self._new_key()

    def _new_key(self) -> Any:
        name = {"kid": secrets.token_hex(4), "use": "sig"}
        if self.algorithm == "RS256":
            return RSAKey.generate_key(2048, name)
        return ECKey.generate_key("P-256", name)

    # -- what it answers --------------------------------------------------------------------------

    def papers(self) -> dict[str, Any]:
        """Return the discovery document."""
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "userinfo_endpoint": f"{at}/userinfo",
            "jwks_uri": f"{at}/keys",
            "end_session_endpoint": f"{at}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.algorithm],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def keys(self) -> dict[str, Any]:
        """Return the public keys."""
        return {"keys": [self.key.as_dict(private=False)]}

    def page(self, asked: Mapping[str, str]) -> str:
        """Return the page on which one chooses who signs in."""
        wanted = asked.get("q", "").strip()
        found = [one for one in self.personas.values() if wanted in one.name + one.note][:SHOWN]
        told = {key: value for key, value in asked.items() if key != "q"}
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(key)}" value="{html.escape(value)}">'
            for key, value in told.items()
        )
        rows = "".join(
            f'<a href="/choose?{html.escape(urlencode({**told, "persona": one.key}))}">{html.escape(one.name)}'
            f"<br><small>{html.escape(one.note or one.id_number)}</small></a>"
            for one in found
        )
        return PAGE.format(
            body='<h1>统一身份认证</h1><p class="m">演示平台：请选择以谁的身份登录。全部人员均为虚构。</p>'
            f'<form action="/authorize">{hidden}<label>姓名 <input name="q" value="{html.escape(wanted)}"></label> '
            f"<button>查找</button></form>{rows or '<p>没有找到。</p>'}"
            f'<a href="/choose?{html.escape(urlencode({**told, "persona": ""}))}">取消登录</a>'
        )

    def messages(self) -> str:
        """Return the page with the short messages the demo sent last, newest first."""
        lines: list[str] = []
        if self.outbox is not None and self.outbox.exists():
            lines = self.outbox.read_text(encoding="utf-8").splitlines()[-SHOWN:]
        rows = "".join(
            f"<p><small>{html.escape(told['phone'])}</small><br>{html.escape(told['text'])}</p>"
            for told in map(json.loads, reversed(lines))
        )
        return PAGE.format(body=f"<h1>短信（演示）</h1>{rows or '<p>还没有短信。</p>'}")

    def choose(self, asked: Mapping[str, str]) -> str:
        """Return where the browser goes with its code, or with a refusal."""
        back, state = asked.get("redirect_uri", ""), asked.get("state", "")
        persona = self.personas.get(asked.get("persona", ""))
        if persona is None:
            return f"{back}?{urlencode({'error': 'access_denied', 'state': state})}"
        code = secrets.token_urlsafe(24)
        manner = self.manners.pop(0) if self.manners else ""
        self._grants[code] = Grant(persona, dict(asked), manner)
        return f"{back}?{urlencode({'code': code, 'state': state})}"

    def token(self, asked: Mapping[str, str], authorisation: str) -> tuple[int, dict[str, Any]]:
        """Exchange a code, once, for tokens."""
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorisation != f"Basic {pair}":
            return 401, {"error": "invalid_client"}
        grant = self._grants.pop(asked.get("code", ""), None)
        if grant is None or time.monotonic() - grant.at > LIFETIME:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != grant.asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        if asked.get("redirect_uri") != grant.asked.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if grant.manner == BROKEN:
            return 500, {"message": "系统维护中"}
        if grant.manner == SLOW:
            time.sleep(self.slow)
        access = secrets.token_urlsafe(24)
        self._tokens[access] = grant
        return 200, {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "id_token": self._id_token(grant),
        }

    def _id_token(self, grant: Grant) -> str:
        now, manner = int(time.time()), grant.manner
        begun = now + {EXPIRED: -7200, EARLY: 7200}.get(manner, 0)
        claims = {
            "iss": "https://elsewhere.example.org" if manner == WRONG_ISSUER else self.issuer,
            "sub": f"sub-{grant.persona.key}",
            "aud": "another" if manner == WRONG_AUDIENCE else CLIENT,
            "iat": begun,
            "exp": begun + LIFETIME,
            "nonce": "another" if manner == WRONG_NONCE else grant.asked.get("nonce", ""),
        }
        key = self.other if manner == WRONG_KEY else self.key
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    def userinfo(self, authorisation: str) -> tuple[int, dict[str, Any]]:
        """Tell who somebody is."""
        grant = self._tokens.pop(authorisation.removeprefix("Bearer "), None)
        if grant is None:
            return 401, {"error": "invalid_token"}
        one = grant.persona
        told = {"sub": f"sub-{'x' if grant.manner == ANOTHER else ''}{one.key}"}
        if grant.manner != UNNAMED:
            told |= {"name": one.name, "id_number": one.id_number, "phone_number": one.phone}
        return 200, told | {"assurance_level": one.level}


def _door_of(service: Identity) -> type[Door]:
    class Choosing(Door):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def serve(self) -> None:
            if self.command == "POST":
                asked = {key: values[0] for key, values in parse_qs(self.body().decode()).items()}
                self.json(*service.token(asked, self.headers["Authorization"] or ""))
            else:
                self._lead(urlsplit(self.path))

        def _lead(self, parts: SplitResult) -> None:
            asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
            if parts.path == "/choose":
                self._show("", 302, Location=service.choose(asked))
            elif parts.path == "/authorize":
                self._show(service.page(asked))
            elif parts.path == "/sms":
                self._show(service.messages())
            elif parts.path == "/end":
                self._show(PAGE.format(body="<h1>已退出统一身份认证（演示）</h1>"))
            elif parts.path == "/userinfo":
                self.json(*service.userinfo(self.headers["Authorization"] or ""))
            elif parts.path == "/keys":
                self.json(200, service.keys())
            elif parts.path == "/.well-known/openid-configuration":
                self.json(200, service.papers())
            else:
                self.json(404, {"error": "not_found"})

        def _show(self, page: str, status: int = 200, **headers: str) -> None:
            self.tell(status, page, {"Content-Type": "text/html; charset=utf-8", **headers})

    return Choosing


def main(arguments: Sequence[str] | None = None) -> None:
    """Stand in until the parent process is gone."""
    parser = argparse.ArgumentParser(prog="python -m world.identity")
    parser.add_argument("--personas", type=pathlib.Path, required=True, help="JSON 列表")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--issuer", default="", help="浏览器访问的地址")
    parser.add_argument("--outbox", type=pathlib.Path, help="短信文件，在 /sms 页显示")
    parser.add_argument("--tell", type=pathlib.Path, help="where to write the address")
    options = parser.parse_args(arguments)
    parent = os.getppid()
    told = json.loads(options.personas.read_text(encoding="utf-8"))
    with Identity(
        [Persona(**one) for one in told], host=options.host, port=options.port
    ) as service:
        if options.tell:
            options.tell.write_text(service.issuer, encoding="utf-8")
        while os.getppid() == parent:
            time.sleep(1)


if __name__ == "__main__":
    main()
