"""Who was visited in the county seat: last month's rounds, this month's so far, carers, posts, one odd visit."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.visits import queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.models import ServiceWorker
from minzheng.kernel.visits.queries import PlanLine

Moment = Callable[..., datetime.datetime]
# Enough to fill a screen; a village worker walks to a dozen doors in a day.
MOST = 60
# Every so many on the list somebody was left out, last month and this.
MISSED, WAITING = 9, 3
SEAT_AT = (35.6921, 105.0534)
MONTH = datetime.timedelta(days=30)
ONE_DAY, QUICK = datetime.timedelta(days=1), datetime.timedelta(minutes=5)
SAID: dict[str, dict[str, Any]] = {
    "elderly.difficulty": {"health": "fair", "money": "enough", "family": "weekly", "services": ["meals"]},
    "assistance.tekun": {"health": "fair", "living": "good", "carer": "yes", "paid": "yes"},
    "assistance.carers": {"done": ["home", "hygiene", "laundry", "health", "safety"], "state": "fair"},
    "assistance.member_care": {"done": ["company", "meals"], "state": "fair"},
    "children.quarterly": {"carer": "grandparents", "health": "well", "school": "yes", "mood": "calm"},
    "disability.severe": {"care": "family", "health": "fair", "subsidy": "yes"},
}  # fmt: skip
POSTS = (
    ("杨树林", "assistant", "走访发现困难群众、协助申请、政策宣传、入户陪同", 50000),
    ("李春燕", "child_director", "儿童信息登记、季度走访、强制报告、活动组织", 30000),
)


def fill(staff: Mapping[str, Mandate], moment: Moment, today: datetime.date) -> str:
    """Record visits, carers, posts and activities through the room's own doors; return what was done."""
    lin, yang = staff["lin"], staff["yang"]
    carers = _carers(lin, moment)
    made = sum(1 for _visit in _rounds(lin, carers, today))
    _odd(yang, today)
    lines = [line for line in queries.plan_lines(lin, today) if line.division == yang.division_id]
    visits.assign([line.key for line in lines], yang, by=lin, at=moment(today.day, 8))
    posts = _posts(lin, moment)
    chased = visits.chase(by=staff["chen"], at=moment(today.day, 8))
    return f"{made} 次走访，{posts} 个村级岗位，{chased['chased']} 户逾期催办"


def _carers(lin: Mandate, moment: Moment) -> list[ServiceWorker]:
    """Enter two carers and a social worker; each carer signs for supported persons of the seat."""
    on = moment(1, 9).date() - MONTH
    given: dict[str, Any] = {"valid_from": on, "by": lin, "at": moment(1, 9)}
    found = [
        visits.enter_worker(lin.division, name=name, kind="carer", body="会师镇康乐养老服务中心",
                            contract="会民购〔2026〕3号", **given)
        for name in ("吴秀兰", "马玉梅")
    ]  # fmt: skip
    social = visits.enter_worker(
        lin.division, name="周明", kind="social_worker", body="会宁县阳光社会工作服务中心",
        certificate="社会工作者（中级）", **given,
    )  # fmt: skip
    lines = queries.plan_lines(lin, on, "assistance.tekun", all_lines=True)
    for number, line in enumerate(lines[:8]):
        visits.charge_carer(
            found[number % 2], Person.objects.get(pk=line.person or 0), signed_on=on, by=lin, at=moment(1, 9),
            duties="每月上门不少于3次：清扫居家环境、清洁个人卫生、清洗衣被、监测健康、排查水电气煤安全", supervisor=lin,
        )  # fmt: skip
    for kind, line in zip(("needs", "filing"), lines, strict=False):
        visits.give_task(
            social, Household.objects.get(pk=line.household), kind=kind, text="上门了解生活和照料需求",
            due_on=moment(20, 9).date(), by=lin, at=moment(2, 9),
        )  # fmt: skip
    return found


def _rounds(lin: Mandate, carers: list[ServiceWorker], today: datetime.date) -> Iterator[object]:
    """Visit those on the list of the seat: last month nearly everybody, this month some so far."""
    for number, line in enumerate(queries.plan_lines(lin, today, *SAID, all_lines=True)[:MOST]):
        carer = carers[number % len(carers)] if line.rule.kind == "service" else None
        if number % MISSED:
            yield _visit(lin, line, _hour(today - MONTH, number), carer)
        if number % MISSED and number % WAITING and today.day > 1:
            day = today.replace(day=1 + number % (today.day - 1))
            yield _visit(lin, line, _hour(day, number), carer)


def _hour(day: datetime.date, number: int) -> datetime.datetime:
    """Return an hour of work of a day: the clock of the demo does not matter to the days before it."""
    return datetime.datetime.combine(day, datetime.time(9 + number % 8), clock.SHANGHAI)


def _visit(
    by: Mandate,
    line: PlanLine,
    came: datetime.datetime,
    carer: ServiceWorker | None,
    place: tuple[float, float] | None = None,
) -> object:
    home = Household.objects.select_related("division").get(pk=line.household)
    person = Person.objects.get(pk=line.person) if line.person else None
    latitude, longitude = place or (None, None)
    return visits.record_visit(
        home, kind=line.rule.kind, purpose=line.rule.label, visited_at=came, person=person, rule=line.rule.key,
        form_answers={**SAID[line.rule.key], "follow_up": "no"}, by=by, at=came + datetime.timedelta(hours=1),
        worker=carer, place=home.division.name, latitude=latitude, longitude=longitude,
    )  # fmt: skip


def _odd(yang: Mandate, today: datetime.date) -> None:
    """Let the village worker be at two doors far apart within five minutes."""
    # Done or not: what is odd is that one person was at both doors.
    listed = queries.plan_lines(yang, today, *SAID, all_lines=True)
    lines = list({line.household: line for line in listed}.values())[:2]
    for number, line in enumerate(lines):
        place = (SEAT_AT[0] + number * 0.09, SEAT_AT[1])
        _visit(yang, line, _hour(today - ONE_DAY, 1) + number * QUICK, None, place)


def _posts(lin: Mandate, moment: Moment) -> int:
    """Fill the posts of the seat's villages, train them, hold an activity."""
    villages = divisions.subtree(lin.division_id).filter(level=Level.VILLAGE.value, valid_to=None)
    on = moment(1, 9).date()
    count = 0
    for number, village in enumerate(villages.order_by("path")[:6]):
        for name, post, duties, pay in POSTS:
            row = visits.appoint(
                village, name=name if not number else f"{name[0]}{'国建春秀玉明'[number]}{name[-1]}", post=post,
                duties=duties, pay=pay, pay_source="县级财政", valid_from=on.replace(month=1), by=lin, at=moment(1, 9),
            )  # fmt: skip
            visits.record_training(
                row,
                title="社会救助和儿童关爱政策",
                held_on=on - MONTH,
                hours=8 + number,
                by=lin,
                at=moment(1, 9),
            )
            count += 1
        if number % 2 == 0:
            visits.hold_activity(
                village, title="周末关爱课堂", held_on=on, organiser=f"{village.name}村委会", children=6 + number,
                volunteers=3, content="作业辅导、安全教育、亲情连线", by=lin, at=moment(1, 12),
            )  # fmt: skip
    return count
