"""What the demo county promised and how far it is: plans, figures by two people, tasks, a meeting, a problem."""

import csv
import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

from minzheng.domains import planning
from minzheng.domains.planning.choices import AUDIT_SOURCE, GOVERNMENT, SPECIAL_MEETING, WEEKLY
from minzheng.domains.planning.models import Plan
from minzheng.domains.planning.reading import plan_file
from minzheng.domains.planning.services import meetings, plans, projects, rectification, tasks
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries as indicators
from minzheng.kernel.indicators import services as figures

HERE = Path(__file__).parent / "data" / "plans"
SHIPPED = Path(planning.__file__).parent / "plans"
SOURCE = "演示：民政事业统计台账"
COUNTY, PREFECTURE = "620422", "620400"
Moment = Callable[..., datetime.datetime]
# Task of the year, how far (percent), done quantity, day of the report, what was said.
PROGRESS = (
    ("完成城乡低保年度复核", 100, None, "10-28", "复核完毕，结果已公示。"),
    ("制定临时救助备用金管理办法", 60, None, "09-20", "征求意见稿已发乡镇。"),
    ("困难老年人家庭适老化改造", 70, 140, "10-31", "已验收140户。"),
    ("新建社区养老服务站", 50, 1, "10-15", "建成1个，另1个装修。"),
    ("儿童主任全员培训", 100, None, "08-25", "分三期培训完毕。"),
    ("清明祭扫安全保障", 100, None, "04-06", "无安全事故。"),
    ("社会组织年检", 100, None, "06-26", "年检结束。"),
)
TOWNS_TASK = "未成年人保护工作站建设"


def fill(staff: Mapping[str, Mandate], moment: Moment, today: datetime.date) -> str:
    """Enter plans, figures, work and tracking through the rooms' own doors; return what was done."""
    chen, at = staff["chen"], moment(2, 14)
    above = plans.enter(_read(HERE / "prefecture.yaml"), division=PREFECTURE, by=chen, at=at)
    county = plans.enter(_read(SHIPPED / "huining.yaml"), division=COUNTY, by=chen, at=at)
    plans.link(county, above, by=chen, at=at)
    year = plans.enter(_read(HERE / "work_points.yaml"), division=COUNTY, by=chen, at=at)
    told = _figures({county.key: county, year.key: year}, chen, staff["wei"], at)
    _works(year, staff, at, today)
    _builds(county, chen, at)
    _tracks(staff, moment, today)
    return f"3 个规划、{told} 个经两人审核的指标值、{year.tasks.count()} 项年度任务"


def _read(place: Path) -> dict[str, object]:
    """Return a plan that is known to be sound."""
    found = plan_file.read(place.read_bytes())
    if found.faults:
        raise ValueError("\n".join(map(str, found.faults)))
    return found.content


def _figures(
    known: Mapping[str, Plan], by: Mandate, checker: Mandate, at: datetime.datetime
) -> int:
    """Report the figures of the past years and have them accepted; what the platform reckons is left."""
    keys = {plan: dict(row.targets.order_by("is_listed", "-sequence").values_list("key", "indicator")) for plan, row in known.items()}  # fmt: skip
    count = 0
    with (HERE / "figures.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            indicator = keys[row["plan"]][row["key"]]
            item = indicators.find(indicator)
            if item is None or not item.is_reported:
                continue
            value = figures.report(
                indicator, COUNTY, row["period"], value=row["value"], source=SOURCE, note="演示数据，已核对台账", by=by, at=at,
            )  # fmt: skip
            figures.accept(value, by=checker, at=at)
            count += 1
    return count


def _works(
    year: Plan, staff: Mapping[str, Mandate], at: datetime.datetime, today: datetime.date
) -> None:
    """Give the year's tasks owners and let them tell how far they are."""
    chen, lin = staff["chen"], staff["lin"]
    named = {row.title: row for row in year.tasks.all()}
    for title, row in named.items():
        owner = lin if title == TOWNS_TASK else chen
        tasks.hand_over(row, owner=owner, unit="", by=chen, at=at)
    for title, percent, quantity, day, words in PROGRESS:
        on = min(datetime.date.fromisoformat(f"{year.period_from.year}-{day}"), today)
        tasks.progress(named[title], on=on, percent=percent, quantity=quantity, text=words, by=chen, at=at)  # fmt: skip


def _builds(county: Plan, by: Mandate, at: datetime.datetime) -> None:
    """Tell how far the county's largest project came."""
    home = county.projects.get(name="会宁县养老服务中心建设项目")
    for stone in home.milestones.filter(due_on__lte=datetime.date(2022, 12, 31)):
        projects.finish_milestone(stone, done_on=stone.due_on, note="演示", by=by, at=at)
    projects.move_on(home, state="in_use", note="已投入运营", by=by, at=at)
    centre = county.projects.get(name="会宁县中心敬老院建设项目")
    projects.move_on(centre, state="building", note="主体施工", by=by, at=at)


def _tracks(staff: Mapping[str, Mandate], moment: Moment, today: datetime.date) -> None:
    """Hold two meetings, assign a task at one, and put two problems on the ledger."""
    chen, at = staff["chen"], moment(3, 9)
    monday = at.date() - datetime.timedelta(days=at.date().weekday())
    meetings.hold_meeting(
        COUNTY, kind=SPECIAL_MEETING, convener=GOVERNMENT, title="县政府研究民政工作专题会议",
        held_on=datetime.date(today.year, 3, 12), place="县政府二楼会议室", chair="分管副县长", attendees="民政、财政、残联",
        issues=[("养老服务中心运营", "由民政局提出公建民营方案")], by=chen, at=at,
    )  # fmt: skip
    weekly = meetings.hold_meeting(
        COUNTY, kind=WEEKLY, convener="bureau", title="民政局周例会", held_on=min(monday, at.date()), place="三楼会议室",
        chair="刘慧敏", issues=[("适老化改造进度", "月底前完成余下60户")], by=chen, at=at,
    )  # fmt: skip
    meetings.assign(
        weekly, title="适老化改造余下60户的验收", unit="养老服务股", owner=chen,
        due_on=today + datetime.timedelta(days=10), by=chen, at=at,
    )  # fmt: skip
    seat = Division.objects.get(name="会师镇", level=4, valid_to=None)
    first = rectification.register(
        seat.pk, source=AUDIT_SOURCE, paper="演示：社会救助资金审计报告", issue="3户临时救助档案缺审批签字",
        unit="会师镇人民政府", due_on=today + datetime.timedelta(days=20), by=chen, at=at,
    )  # fmt: skip
    rectification.set_measure(first, measure="逐户补齐签字，建立归档前核对清单", owner=staff["lin"], by=staff["lin"], at=at)  # fmt: skip
    rectification.register(
        seat.pk, source=AUDIT_SOURCE, paper="演示：社会救助资金审计报告", issue="备用金台账未按月核对",
        unit="会师镇人民政府", due_on=today - datetime.timedelta(days=3), by=chen, at=at,
    )  # fmt: skip
