"""What stands beside the cases: places with their fees, times booked at windows, how people found it."""

import datetime
from collections.abc import Callable, Mapping

from minzheng.core.working_days import calendar
from minzheng.domains.marriage.declarations import REGISTRATION
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.bodies.models import Facility
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import PORTAL
from minzheng.kernel.cases.models import Appointment, Case, Rating
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person

Moment = Callable[..., datetime.datetime]
PAPER = "演示：价格目录〔2026〕1号"
YEAR = datetime.date(2026, 1, 1)
# Kind, name, level, beds, fees: item, fen, unit.
PLACES = (
    ("elderly_home", "会宁县中心敬老院（演示）", "county", 120, (
        ("床位费", 60_000, "元/人·月"), ("伙食费", 54_000, "元/人·月"), ("半护理", 80_000, "元/人·月"),
    )),
    ("day_care", "城关社区日间照料中心（演示）", "village", None, (("午餐", 800, "元/餐"), ("助浴", 2_000, "元/次"))),
    ("canteen", "会师镇老年助餐点（演示）", "town", None, (("午餐", 1_000, "元/餐"),)),
    ("funeral_home", "会宁县殡仪馆（演示）", "county", None, (
        ("遗体接运（县域内）", 0, "元/次"), ("火化", 0, "元/次"), ("遗体冷藏", 12_000, "元/天"), ("骨灰寄存", 6_000, "元/年"),
    )),
    ("public_cemetery", "会师镇公益性公墓（演示）", "town", None, (("墓穴", 280_000, "元/个"), ("管理费", 4_000, "元/年"))),
    ("minor_protection", "会宁县未成年人救助保护中心（演示）", "county", 20, ()),
    ("rescue_station", "会宁县救助管理站（演示）", "county", 16, ()),
)  # fmt: skip
# Level, tags, what was said; one bad rating waits to be called back.
RATINGS = (
    (5, ("kind", "near"), "在村里就办了，没跑腿"),
    (4, ("clear",), ""),
    (2, ("slow",), "等的时间长"),
)
# At the county's window for marriages, one a day: came, was served, said so.
WEDDINGS = ((5, ("kind",)), (5, ("fast",)), (4, ("clear",)), (5, ("few_papers", "kind")), (3, ()))
# Procedure, how many working days ahead, time.
BOOKED = (
    ("assistance.dibao.application", 1, "09:00"),
    ("assistance.dibao.application", 1, "10:00"),
    ("assistance.temporary.application", 2, "14:30"),
)


def fill(staff: Mapping[str, Mandate], moment: Moment) -> str:
    """Register places with their fees, book times at the seat's window, rate what is over."""
    places = _places(staff["chen"], staff["lin"].division, moment(2, 15))
    _ratings(staff["lin"], moment(16, 8, 30))
    _weddings(staff["chen"], staff["lin"].division, moment)
    booked, rated = _bookings(staff["lin"], moment(13, 16)), Rating.objects.count()
    return f"{places} 处服务设施、{rated} 条评价、{booked} 个预约"


def _places(chen: Mandate, seat: Division, at: datetime.datetime) -> int:
    for kind, name, level, beds, fees in PLACES:
        where = chen.division if level == "county" else seat
        row = bodies.register_facility(
            where, name=name, state="open", since=YEAR, document="演示登记", by=chen, at=at,
            kind=kind, level=level, ownership="public", beds=beds, address="会师镇（演示地址）",
            phone="0943-0000000",
        )  # fmt: skip
        for item, amount, unit in fees:
            bodies.set_fee(
                row, item=item, amount=amount, unit=unit, since=YEAR, document=PAPER, by=chen, at=at
            )
    return Facility.objects.count()


def _ratings(lin: Mandate, at: datetime.datetime) -> None:
    over = Case.objects.filter(closed_at__lte=at, division__parent=lin.division).order_by("pk")
    rows = [case for case in over if case.definition.service is not None]
    for case, (level, tags, words) in zip(rows, RATINGS, strict=False):
        made = cases.invite(case, by=lin, at=at)
        cases.rate_by_code(made.code, level=level, tags=tags, words=words, at=at)


def _weddings(chen: Mandate, seat: Division, moment: Moment) -> None:
    """Let people of the seat come for a marriage on five working days and rate the window."""
    people = Person.objects.filter(division__parent=seat, died_on=None, memberships__valid_to=None)
    grown = people.filter(birth_on__year__range=(1985, 2000)).order_by("pk")
    on = moment(2, 9).date()
    for person, (level, tags) in zip(grown, WEDDINGS, strict=False):
        on = calendar().next_working_day(on + datetime.timedelta(days=1))
        came = moment(on.day, 9, 10)
        row = cases.book(
            REGISTRATION.key, None, person=person, division=chen.division, on=on, slot="09:00", by=chen,
            at=moment(2, 16), channel=PORTAL,
        )  # fmt: skip
        cases.arrive(row, by=chen, at=came)
        row.refresh_from_db()
        made = cases.invite(row, by=chen, at=came)
        cases.rate_by_code(made.code, level=level, tags=tags, at=came)


def _bookings(lin: Mandate, at: datetime.datetime) -> int:
    idle = Household.objects.filter(division__parent=lin.division, cases=None, entitlements=None)
    days = [day_of(at)]
    for _day in range(3):
        days.append(calendar().next_working_day(days[-1] + datetime.timedelta(days=1)))
    for home, (workflow, ahead, slot) in zip(idle.order_by("pk"), BOOKED, strict=False):
        cases.book(
            workflow, home, division=lin.division, on=days[ahead + 1], slot=slot, by=lin, at=at
        )
    return Appointment.objects.count()
