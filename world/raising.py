"""Raising: the county put into a real home through the rooms' own doors, step by step."""

import dataclasses
import datetime
import pathlib
from collections.abc import Callable
from typing import Any

import polars as pl

from minzheng.core import clock
from minzheng.core.money import format_yuan
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cycle import services as cycle
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.people.models import Household
from minzheng.site import structure
from world import (
    acts,
    files,
    home,
    petitions,
    planning,
    staff,
    taking_over,
    treasury,
    visits,
    warnings,
    window,
)
from world import county as counties
from world.national import story


@dataclasses.dataclass
class Raising:
    """One demo being raised: where, how large, on which day, and what is known so far."""

    home: pathlib.Path
    households: int
    seed: int
    today: datetime.date
    county: counties.County | None = None
    truth: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def month(self) -> str:
        """Return the last finished month: the one whose files have come in."""
        last = self.today.replace(day=1) - datetime.timedelta(days=1)
        return f"{last:%Y-%m}"

    @property
    def inbox(self) -> pathlib.Path:
        """Return the folder of the month's files."""
        return self.home / "inbox" / self.month

    def made(self) -> counties.County:
        """Return the county; it is drawn when first asked for."""
        if self.county is None:
            made = counties.make(self.households, seed=self.seed, month=self.month)
            self.county = warnings.plant(made)
        return self.county

    def moment(self, day: int, hour: int, minute: int = 0) -> datetime.datetime:
        """Return a moment of this month, never later than now."""
        wanted = datetime.datetime(
            self.today.year, self.today.month, day, hour, minute, tzinfo=clock.SHANGHAI
        )
        return min(wanted, clock.now())

    def known(self) -> dict[str, Any]:
        """Return what the finished home remembers of itself."""
        return {
            "households": self.households,
            "seed": self.seed,
            "today": self.today.isoformat(),
            "month": self.month,
            "stories": self.truth.get("stories", []),
        }


def raise_county(county: counties.County, *, at: datetime.datetime) -> Mandate:
    """Put divisions, parameters, register and entitlements into the present database.

    For tests and benchmarks as well as the demo; returns the platform's mandate at the county.
    """
    if not Division.objects.filter(code=staff.COUNTY).exists():
        divisions.load_county(staff.COUNTY)
    determinations.seed_parameters()
    by = accounts.system_mandate(staff.COUNTY)
    taking_over.register(county, by=by, at=at)
    taking_over.entitlements(county, by=by, at=at)
    taking_over.findings(county, by=by, at=at)
    return by


def deliver_before(
    county: counties.County, inbox: pathlib.Path, *, by: Mandate, at: datetime.datetime
) -> str:
    """Take the lists of the month before, with which the month is compared; return that month.

    Write them before the month's own files: the truth beside the inbox is the later month's.
    """
    month = files.write_before(county, inbox)
    exchange.take_inbox(inbox.parent / month, month, by=by, at=at)
    return month


def _migrate(raising: Raising) -> str:
    structure.bring_up()
    if Household.objects.exists():
        raise home.HomeTaken("数据库中已有家庭档案。请换一个空库（MINZHENG_DATABASE）。")
    return "已建库"


def _draw(raising: Raising) -> str:
    county = raising.made()
    return f"{len(county.households):,} 户、{len(county.persons):,} 人，全部虚构"


def _divisions(raising: Raising) -> str:
    county = divisions.load_county(staff.COUNTY)
    return f"{county.name}，{Division.objects.filter(path__startswith=county.path).count() - 1} 个乡镇与村（社区）"


def _parameters(raising: Raising) -> str:
    return f"{determinations.seed_parameters()} 条参数"


def _staff(raising: Raising) -> str:
    story = next(s for s in raising.made().stories if s["key"] == "couple_never_applied")
    home = raising.made().households.filter(pl.col("number") == story["household"])
    village = Division.objects.get(
        parent_id=home["town_code"][0], name=home["village_name"][0], valid_to=None
    )
    hired = staff.hire(village=village.code, at=raising.moment(1, 8))
    return f"{len(hired)} 个账户，各有密码与动态口令"


def _register(raising: Raising) -> str:
    by = accounts.system_mandate(staff.COUNTY)
    count = taking_over.register(raising.made(), by=by, at=raising.moment(1, 9))
    return f"{count:,} 人入库，证件号加密"


def _entitlements(raising: Raising) -> str:
    by = accounts.system_mandate(staff.COUNTY)
    count = taking_over.entitlements(raising.made(), by=by, at=raising.moment(1, 9, 30))
    found = taking_over.findings(raising.made(), by=by, at=raising.moment(1, 9, 30))
    return f"{count:,} 项在享待遇，{found:,} 条调查记录"


def _treasury(raising: Raising) -> str:
    by = staff.mandates()["sun"]
    funds, received = treasury.fill(by, raising.today, raising.moment(1, 9, 45))
    return f"{funds} 项资金的预算和负担比例，拨入 {format_yuan(received)} 元"


def _former_month(raising: Raising) -> str:
    return f"{raising.month} 已发放 {acts.pay_former(staff.mandates(), month=raising.month):,} 笔"


def _before(raising: Raising) -> str:
    by = accounts.system_mandate(staff.COUNTY)
    month = deliver_before(raising.made(), raising.inbox, by=by, at=raising.moment(1, 10))
    return f"{month} 的 {len(raising.made().before)} 份名单，供与本月比较"


def _files(raising: Raising) -> str:
    raising.truth = files.write(raising.made(), raising.inbox)
    truth = raising.truth
    return (
        f"{len(truth['files'])} 份文件、{truth['rows']:,} 行，其中 {truth['dirty']:,} 行有毛病、"
        f"{truth['broken']:,} 行无法修复"
    )


def _cycle(raising: Raising) -> str:
    run = cycle.run(
        raising.month, inbox=raising.inbox, by=accounts.system_mandate(staff.COUNTY),
        at=raising.moment(2, 9), progress=lambda *words: print("   ", *words, flush=True),
    )  # fmt: skip
    return f"{raising.month} {run.get_state_display()}"


def _acts(raising: Raising) -> str:
    return acts.play(raising.moment, month=raising.month, stories=raising.truth["stories"])


def _sharing(raising: Raising) -> str:
    return story.share(staff.mandates(), raising.moment)


def _visits(raising: Raising) -> str:
    return visits.fill(staff.mandates(), raising.moment, raising.today)


def _voices(raising: Raising) -> str:
    return petitions.speak(staff.mandates(), raising.moment)


def _window(raising: Raising) -> str:
    return window.fill(staff.mandates(), raising.moment)


def _plans(raising: Raising) -> str:
    return planning.fill(staff.mandates(), raising.moment, raising.today)


Step = tuple[str, Callable[[Raising], str]]
UNTIL_THE_MONTH: tuple[Step, ...] = (
    ("建立数据库", _migrate),
    ("生成演示县", _draw),
    ("载入区划", _divisions),
    ("载入政策参数", _parameters),
    ("建立岗位账户", _staff),
    ("载入人员与家庭", _register),
    ("载入在享待遇", _entitlements),
    ("编制预算、拨入资金", _treasury),
    ("补录上月发放", _former_month),
    ("收下前一个月名单", _before),
    ("写出部门文件", _files),
    ("运行月度周期", _cycle),
)
STEPS: tuple[Step, ...] = (
    *UNTIL_THE_MONTH,
    ("有人办事", _acts),
    ("开始数据共享", _sharing),
)
# Plans and voices are for who looks at the demo: the tests enter their own.
DEMO: tuple[Step, ...] = (
    *STEPS,
    ("录入规划、指标和督办", _plans),
    ("上门走访", _visits),
    ("群众反映情况", _voices),
    ("设施收费、预约和评价", _window),
)
