"""Where money comes from, what it is budgeted for, what an entry of a posting says; no Django."""

from dataclasses import dataclass
from typing import Final

from minzheng.core.registry import Registry
from minzheng.kernel.benefits.declarations import Fund, funds

WHOLE: Final = 10_000  # shares are parts of ten thousand

SERVICES: Final = "social_services"


class LedgerError(ValueError):
    """Something the ledger refuses; the message is for the person at the screen."""


@dataclass(frozen=True, slots=True)
class Source:
    """Whose money it is (资金来源)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """A use inside a fund that is budgeted or watched on its own (专门用途); `fund` empty: of any fund."""

    key: str
    label: str
    fund: str = ""


@dataclass(frozen=True, slots=True)
class Earmark:
    """A share of what a source brings that must go to a purpose each year, at every level (专项比例).

    The figure is the dated parameter `parameter` of owner ``ledger``, in whole percent.
    """

    key: str
    label: str
    source: str
    purpose: str
    parameter: str
    basis: str


SOURCES: Final = (
    Source("central", "中央"),
    Source("province", "省级"),
    Source("prefecture", "市级"),
    Source("county", "县级"),
    Source("lottery", "福彩公益金"),
    Source("charity", "慈善资金"),
    Source("reserve", "备用金"),
    Source("self_raised", "自筹"),
    Source("social_capital", "社会资本"),
)
_sources: Registry[Source] = Registry("资金来源")
for _source in SOURCES:
    _sources.add(_source.key, _source)

_lines: Registry[Fund] = Registry("预算科目")
for _key, _label in (
    ("lottery_projects", "彩票公益金项目"), ("purchases", "政府购买服务"), ("projects", "建设项目"), ("emergency", "应急救助"),
    ("work", "工作经费"),
):  # fmt: skip
    _lines.add(_key, Fund(_key, _label))

_purposes: Registry[Purpose] = Registry("资金用途")
for _purpose in (
    Purpose(SERVICES, "向社会组织购买服务"),
    Purpose("staff_pay", "基层民政工作人员薪酬", "work"),
    Purpose("running", "民政服务机构工作经费", "work"),
    Purpose("pre_project", "重点项目前期工作经费", "work"),
    Purpose("assistance_work", "社会救助工作经费", "work"),
):
    _purposes.add(_purpose.key, _purpose)

EARMARKS: Final[Registry[Earmark]] = Registry("专项比例")
EARMARKS.add(
    "lottery_services",
    Earmark(
        "lottery_services", "福彩公益金用于向社会组织购买服务", "lottery", SERVICES, "lottery_services_percent",
        "甘肃省民政事业发展规划：福彩公益金的25%用于向社会组织购买社会服务",
    ),
)  # fmt: skip


def sources() -> tuple[Source, ...]:
    """Return every source, the highest level first."""
    return SOURCES


def budget_lines() -> list[Fund]:
    """Return every fund money is budgeted under: those of the benefits and those of other work."""
    return [*funds(), *_lines.all()]


def purposes(fund: str = "") -> list[Purpose]:
    """Return the purposes money of a fund may be marked with; all of them without a fund."""
    return [one for one in _purposes.all() if not fund or one.fund in ("", fund)]


def source_label(key: str) -> str:
    """Return the Chinese name of a source; a key nobody declared is its own name."""
    return _sources.get(key).label if key in _sources else key


def fund_label(key: str) -> str:
    """Return the Chinese name of a budget line; a key nobody declared is its own name."""
    return next((line.label for line in budget_lines() if line.key == key), key)


def purpose_label(key: str) -> str:
    """Return the Chinese name of a purpose; a key nobody declared is its own name."""
    return _purposes.get(key).label if key in _purposes else key


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a posting to be: whole fen, debit above nought, credit below.

    `division` is the code of a county or a township; `year` 0 is that of the posting's day.
    """

    kind: str
    source: str
    fund: str
    division: str
    amount: int
    benefit: str = ""
    year: int = 0
    purpose: str = ""
