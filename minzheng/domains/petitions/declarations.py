"""The words of the room: lines one can call, matters and the unit each goes to, what the public forms ask."""

import csv
from dataclasses import dataclass
from pathlib import Path

from minzheng.core.forms import CHOICE, LONG, MANY, PHONE, PHOTO, TEXT, YES_NO, Form, Item
from minzheng.core.registry import Registry
from minzheng.kernel.accounts.declarations import Role, role_of

from .choices import BODIES, COMPLAINT, ENQUIRY, KINDS, OPINION, REPORT, SIGNS, SUGGESTION

OWNER = "petitions"
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Matter:
    """Something one may speak about: the room it belongs to and the role that answers for it."""

    key: str
    label: str
    room: str
    role: Role
    kinds: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone line: what is usually spoken about on it; its number is a dated parameter of the place."""

    key: str
    label: str
    matter: str
    basis: str


MATTERS: Registry[Matter] = Registry("诉求事项")
LINES: Registry[Line] = Registry("热线")


def declare_matters(path: Path) -> None:
    """Declare the routing table of a csv: matter, room, role, kinds. KeyError for an unknown role."""
    for row in _rows(path):
        kinds = tuple(row["kinds"].split())
        if unknown := set(kinds) - KINDS.keys():
            raise LookupError(f"诉求事项“{row['label']}”引用了未知类别 {unknown}。")
        matter = Matter(
            row["key"], row["label"], row["room"], role_of(row["role"]), kinds, row["basis"]
        )
        MATTERS.add(matter.key, matter)


def declare_lines(path: Path) -> None:
    """Declare the lines of a csv; each names a declared matter."""
    for row in _rows(path):
        MATTERS.get(row["matter"])
        LINES.add(row["key"], Line(**row))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def matter_of(key: str) -> Matter:
    """Return the matter of a key; KeyError when nobody declared it."""
    return MATTERS.get(key)


def matters(kind: str = "") -> list[Matter]:
    """Return the matters one may speak about in a kind, or all, in the order of their keys."""
    return [matter for matter in MATTERS.all() if not kind or kind in matter.kinds]


declare_matters(HERE / "matters.csv")
declare_lines(HERE / "lines.csv")

# -- what the public is asked ---------------------------------------------------------------------

_PHOTOS = Item("photos", "照片", PHOTO, most=3)
_PHONE = Item("phone", "您的电话（用来回复您）", PHONE)
# Three things and no more: whoever sees somebody in need has no time (SA-51).
NEED = Form(
    "petitions.need", "帮别人求助",
    (
        Item("place", "在哪里", TEXT, help="如：会师镇东山根村三社老井旁", is_required=True, most=100),
        Item("text", "看到什么", LONG, help="谁、怎么了、要不要马上有人去", is_required=True, most=500),
        Item("phone", "您的电话", PHONE),
        Item("urgent", "要不要马上有人去", YES_NO),
        _PHOTOS,
    ),
)  # fmt: skip
SPOKEN = (ENQUIRY, COMPLAINT, REPORT, SUGGESTION, OPINION)


def voice_form(plans: tuple[tuple[str, str], ...] = ()) -> Form:
    """Return what a complaint, report, suggestion, enquiry or opinion on a plan asks.

    ``plans`` are the plans one may speak about (key, title); the room itself knows none.
    """
    spoken = {m.key: m.label for m in MATTERS.all() if set(m.kinds) & set(SPOKEN)}
    kinds = tuple((kind, KINDS[kind]) for kind in SPOKEN if kind != OPINION or plans)
    items = [
        Item("kind", "您要", CHOICE, options=kinds, is_required=True),
        Item("matter", "关于什么", CHOICE, options=tuple(spoken.items())),
    ]
    if plans:
        items.append(
            Item("plan", "哪一个规划", CHOICE, options=plans, when=("kind", OPINION), is_required=True)
        )  # fmt: skip
    return Form(
        "petitions.voice", "投诉、举报、建议、咨询",
        (
            *items,
            Item("about", "反映的单位或人", TEXT, most=100),
            Item("text", "请说明情况", LONG, is_required=True, most=2000),
            Item("name", "怎么称呼您", TEXT, most=40),
            _PHONE,
            Item("anonymous", "不让被反映的单位知道我是谁", YES_NO),
            _PHOTOS,
        ),
    )  # fmt: skip


MANDATORY_FORM = Form(
    "petitions.mandatory", "侵害未成年人强制报告",
    (
        Item("body", "您的单位属于", CHOICE, options=tuple(BODIES.items()), is_required=True),
        Item("body_name", "单位名称", TEXT, is_required=True, most=100),
        Item("signs", "发现了什么（可多选）", MANY, options=tuple(SIGNS.items()), is_required=True),
        Item("danger", "孩子现在是否有生命危险", YES_NO, is_required=True,
             help="有危险请先拨打 110、120，再填写"),
        Item("place", "孩子现在在哪里", TEXT, is_required=True, most=100),
        Item("about", "孩子的姓名或者特征（知道多少写多少）", TEXT, most=100),
        Item("text", "发现的经过", LONG, is_required=True, most=2000),
        Item("police", "是否已经报警", YES_NO, is_required=True),
        Item("name", "报告人", TEXT, is_required=True, most=40),
        Item("phone", "报告人电话（只有经办人能看到）", PHONE, is_required=True),
    ),
)  # fmt: skip
