"""OpenID Connect, as provincial identity services speak it: authorisation code, PKCE, state and nonce.

The provider's address comes from the environment, everything else from its discovery document. The
clock of the machine counts here, whatever day the office is set to.
"""

import base64
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import urllib3
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

ALGORITHMS = ("RS256", "ES256", "PS256", "EdDSA")
# The clocks of two machines differ by this much at most.
LEEWAY = 120
# For so long the provider's papers are kept; an unknown key makes us ask again, but not at once.
KEPT, PAUSE = 3600, 30
TIMEOUT = urllib3.Timeout(connect=3, read=6)
OK = 200
_POOL = urllib3.PoolManager(maxsize=16, timeout=TIMEOUT, retries=False)


class IdentityFault(Exception):
    """Nobody was identified; ``code`` is unset, down, cancelled, stale, clock, token, claims or level."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code


@dataclass(frozen=True)
class Started:
    """What must come back unchanged from a sign-in that began here."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who the provider says somebody is."""

    issuer: str
    subject: str
    name: str
    id_number: str
    phone: str
    level: str


@dataclass
class _Papers:
    """The provider's discovery document and keys, as last fetched."""

    told: dict[str, Any]
    at: float
    keys: KeySet | None = None
    keys_at: float = 0.0


@dataclass
class Provider:
    """One identity provider, as the settings name it."""

    issuer: str
    client: str
    secret: str
    _papers: _Papers | None = field(default=None, repr=False)

    def begin(self, back: str) -> tuple[str, Started]:
        """Return where to send the citizen, and what to remember; ``back`` is where he returns to."""
        started = Started(*(secrets.token_urlsafe(32) for _ in range(3)))
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": back,
            "scope": settings.OIDC_SCOPE,
            "state": started.state,
            "nonce": started.nonce,
            "code_challenge": create_s256_code_challenge(started.verifier),
            "code_challenge_method": "S256",
        }
        address = self._endpoint("authorization_endpoint")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", started

    def finish(self, code: str, started: Started, back: str) -> Identity:
        """Exchange the code for who the citizen is; IdentityFault says what did not hold."""
        granted = self._granted(code, started, back)
        claims = self._verified(granted, started)
        found = {**claims, **self._userinfo(str(granted.get("access_token", "")), claims["sub"])}
        names: dict[str, str] = settings.OIDC_CLAIMS
        told = {key: str(found.get(name) or "").strip() for key, name in names.items()}
        if not told["name"] or not told["id_number"]:
            raise IdentityFault("claims", "name or number missing")
        if settings.OIDC_LEVELS and told["level"] not in settings.OIDC_LEVELS:
            raise IdentityFault("level", told["level"])
        return Identity(self.issuer, str(claims["sub"]), **told)

    def end_address(self) -> str:
        """Return where the citizen ends his session at the provider too, if it says so."""
        try:
            return str(self._known().told.get("end_session_endpoint", ""))
        except IdentityFault:
            return ""

    def _granted(self, code: str, started: Started, back: str) -> dict[str, Any]:
        """Return the provider's answer to the code."""
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": started.verifier,
        }
        headers = {"Accept": "application/json"}
        ways = self._known().told.get("token_endpoint_auth_methods_supported")
        if ways and "client_secret_basic" not in ways:
            body |= {"client_id": self.client, "client_secret": self.secret}
        else:
            pair = f"{quote(self.client, safe='')}:{quote(self.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        granted = _asked("POST", self._endpoint("token_endpoint"), headers, urlencode(body))
        if not isinstance(granted.get("id_token"), str):
            raise IdentityFault("token", str(granted.get("error", "no id token"))[:60])
        return granted

    def _verified(self, granted: dict[str, Any], started: Started) -> dict[str, Any]:
        """Return the claims of the id token once its signature, audience, nonce and times hold."""
        try:
            token = self._decoded(granted["id_token"])
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client},
                },
                params={
                    "nonce": started.nonce,
                    "client_id": self.client,
                    "access_token": granted.get("access_token"),
                },
            )
            claims.validate(now=int(time.time()), leeway=LEEWAY)
        except ExpiredTokenError as old:
            raise IdentityFault("clock", "expired") from old
        except ClaimError as wrong:
            is_time = wrong.claim in {"iat", "nbf", "exp"}
            raise IdentityFault("clock" if is_time else "token", wrong.claim) from wrong
        except (JoseError, ValueError) as unsound:
            raise IdentityFault("token", type(unsound).__name__) from unsound
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        """Return the token once its signature holds; a key we do not know is asked for once more."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(token, self._keys(), registry=registry)
        except InvalidKeyIdError:
            return jwt.decode(token, self._keys(is_new=True), registry=registry)

    def _userinfo(self, access_token: str, subject: str) -> dict[str, Any]:
        """Return what the provider tells of the citizen; it must speak of the same one."""
        address = str(self._known().told.get("userinfo_endpoint", ""))
        if not address or not access_token:
            return {}
        told = _asked("GET", address, {"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != subject:
            raise IdentityFault("token", "userinfo of another")
        return told

    def _endpoint(self, name: str) -> str:
        try:
            return str(self._known().told[name])
        except KeyError as missing:
            raise IdentityFault("down", name) from missing

    def _known(self) -> _Papers:
        """Return the discovery document, fetched when first asked for and every hour."""
        if self._papers is None or time.monotonic() - self._papers.at > KEPT:
            address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
            told = _asked("GET", address, {})
            if told.get("issuer") != self.issuer:
                raise IdentityFault("down", "issuer differs")
            self._papers = _Papers(told, time.monotonic())
        return self._papers

    def _keys(self, *, is_new: bool = False) -> KeySet:
        """Return the provider's keys; asked for anew at most every half minute."""
        papers = self._known()
        age = time.monotonic() - papers.keys_at
        if papers.keys is None or age > KEPT or (is_new and age > PAUSE):
            told: Any = _asked("GET", self._endpoint("jwks_uri"), {})
            papers.keys, papers.keys_at = KeySet.import_key_set(told), time.monotonic()
        return papers.keys


def provider() -> Provider:
    """Return the provider of the settings; IdentityFault ``unset`` where the home has none."""
    wanted = (settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET)
    if not wanted[0]:
        raise IdentityFault("unset")
    if wanted not in _PROVIDERS:
        _PROVIDERS[wanted] = Provider(*wanted)
    return _PROVIDERS[wanted]


_PROVIDERS: dict[tuple[str, str, str], Provider] = {}


def _asked(method: str, address: str, headers: dict[str, str], body: str = "") -> dict[str, Any]:
    """Return the JSON object of an address; a refusal comes back as it was told."""
    if body:
        headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = _POOL.request(method, address, headers=headers, body=body or None, redirect=False)
        told = json.loads(answer.data)
    except (urllib3.exceptions.HTTPError, ValueError) as silence:
        raise IdentityFault("down", type(silence).__name__) from silence
    if not isinstance(told, dict) or (answer.status != OK and "error" not in told):
        raise IdentityFault("down", str(answer.status))
    return told
