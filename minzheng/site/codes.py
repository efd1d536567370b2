"""Printed codes (码上办): what a sticker on a wall leads to, short, signed, good for years."""

import hmac
import re
from dataclasses import dataclass

import segno

from minzheng.core.sealing import blind_index

# A village, a service offered there, a facility, a report of somebody in need.
PLACE, SERVICE, FACILITY, REPORT = "v", "s", "f", "r"
KINDS = {PLACE: "村（社区）", SERVICE: "事项", FACILITY: "设施", REPORT: "求助报告"}
_BODY = re.compile(r"(?P<kind>[vsfr])(?P<division>\d{2,15})(?:\.(?P<key>[a-z0-9_.]{1,100}))?")
_SIGNATURE = 10


@dataclass(frozen=True, slots=True)
class Target:
    """What a code leads to: its kind, the division it hangs in, the service's or facility's key."""

    kind: str
    division: str
    key: str = ""


def code_of(target: Target) -> str:
    """Return the code of a target. It is signed with the data key, which outlives every session key."""
    body = f"{target.kind}{target.division}" + (f".{target.key}" if target.key else "")
    if _BODY.fullmatch(body) is None:
        raise ValueError(f"“{body}”不能做成二维码")
    return f"{body}-{_signature(body)}"


def target_of(code: str) -> Target:
    """Return what a code leads to. ValueError (Chinese) when it was not made here."""
    body, _dash, signature = code.rpartition("-")
    found = _BODY.fullmatch(body)
    if found is None or not hmac.compare_digest(_signature(body), signature):
        raise ValueError("这个二维码不是本平台制作的，或者没有扫完整。")
    return Target(found["kind"], found["division"], found["key"] or "")


def picture(address: str) -> str:
    """Return the code of an address as an SVG data URI, sharp at any size on paper."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=3))


def _signature(body: str) -> str:
    return blind_index(f"code:{body}")[:_SIGNATURE]
