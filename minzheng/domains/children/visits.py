"""Left-behind children and children in difficulty: holiday rounds, quarterly visits, weekly contact ("2+4+N")."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db.models import QuerySet

from minzheng.core import months
from minzheng.core.forms import CHOICE, LONG, MANY, YES_NO, Form, Item
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.people.choices import Relation
from minzheng.kernel.people.models import Membership
from minzheng.kernel.visits import queries as visits
from minzheng.kernel.visits.choices import CONTACT, QUARTER, ROUND, WEEK
from minzheng.kernel.visits.declarations import (
    Due,
    VillageCheck,
    VisitRule,
    declare_village_check,
    declare_visit_rule,
    visit_form,
)

from .policies.hardship.policy import policy as hardship
from .policies.orphan.policy import policy as orphan
from .policies.unattended.policy import policy as unattended

BASIS = "国务院关于加强农村留守儿童关爱保护工作的意见（国发〔2016〕13号）"
ROUNDS_BASIS = "农村留守儿童和困境儿童“2+4+N”走访制度"
ADULT, OLD = 18, 60
LEFT_BEHIND = "left_behind"
BENEFITS = {
    orphan.key: "孤儿",
    unattended.key: "事实无人抚养儿童",
    hardship.key: "困境儿童",
}
FORM = visit_form(
    "children.visit",
    "儿童走访",
    Item("carer", "现在由谁照料", CHOICE, is_required=True,
         options=(("parents", "父母"), ("grandparents", "祖辈"), ("relatives", "亲戚"), ("other", "其他人"),
                  ("alone", "无人照料"))),
    Item("health", "身体状况", CHOICE, is_required=True,
         options=(("well", "良好"), ("fair", "一般"), ("ill", "生病，需要就医"))),
    Item("school", "上学情况", CHOICE, is_required=True,
         options=(("yes", "正常上学"), ("absent", "有缺课"), ("dropped", "已辍学"), ("small", "未到学龄"))),
    Item("mood", "情绪状态", CHOICE,
         options=(("calm", "开朗"), ("quiet", "沉默"), ("upset", "焦虑、低落"))),
    Item("risks", "发现的风险", MANY,
         options=(("guardian", "监护不到位"), ("water", "溺水、用电等安全隐患"), ("bullying", "受欺凌"),
                  ("injury", "身上有伤"), ("online", "沉迷网络"), ("harm", "疑似受侵害"))),
    Item("parents_call", "父母每周都有联系", YES_NO),
)  # fmt: skip
CONTACT_FORM = Form(
    "children.contact",
    "亲情联系记录",
    (
        Item("who", "谁联系的", CHOICE, is_required=True,
             options=(("father", "父亲"), ("mother", "母亲"), ("both", "父母"))),
        Item("way", "联系方式", CHOICE, is_required=True,
             options=(("video", "视频"), ("call", "电话"), ("visit", "回家团聚"))),
        Item("note", "说明", LONG, most=300),
    ),
)  # fmt: skip


def troubled(codes: list[str], on: date) -> Iterator[Due]:
    """Yield the left-behind children, and those in difficulty by a recorded decision."""
    held: dict[int, tuple[str, date]] = {}
    rows = benefits.personal_among(BENEFITS, on, codes)
    for person, benefit, since in rows.values_list("person_id", "benefit", "valid_from"):
        held[person] = (BENEFITS[benefit], since)
    for person, told in visits.recorded([LEFT_BEHIND], on, codes).items():
        is_left, since = told[LEFT_BEHIND]
        if is_left:
            words, earlier = held.get(person, ("", since))
            held[person] = ("、".join(filter(None, ("留守儿童", words))), min(since, earlier))
    for row in _minors(codes, on, list(held)):
        why, since = held[row.person_id]
        yield Due(row.household_id, row.person_id, row.household.division_id, why, since)


def left_behind(codes: list[str], on: date) -> Iterator[Due]:
    """Yield the children recorded as left behind: their parents owe them a call every week."""
    found = {
        person: told[LEFT_BEHIND][1]
        for person, told in visits.recorded([LEFT_BEHIND], on, codes).items()
        if told[LEFT_BEHIND][0]
    }
    for row in _minors(codes, on, list(found)):
        yield Due(
            row.household_id, row.person_id, row.household.division_id, "留守儿童",
            found[row.person_id],
        )  # fmt: skip


def unregistered(codes: list[str], on: date) -> Iterator[Due]:
    """Yield the children who live with their grandparents alone and of whom nobody said whether they are left behind."""
    known = visits.recorded([LEFT_BEHIND], on, codes)
    suspected = _minors(codes, on).filter(
        relation=Relation.GRANDCHILD.value,
    )
    families = {row.household_id for row in suspected}
    adults = set(
        Membership.objects.in_force(on)
        .filter(
            household__in=families,
            person__birth_on__gt=months.add_months(on, -12 * OLD),
            person__birth_on__lte=months.add_months(on, -12 * ADULT),
        )
        .values_list("household_id", flat=True)
    )
    for row in suspected:
        if row.household_id not in adults and row.person_id not in known:
            yield Due(
                row.household_id,
                row.person_id,
                row.household.division_id,
                "与祖辈共同生活，父母不在家",
            )


def _minors(codes: list[str], on: date, persons: list[int] | None = None) -> QuerySet[Membership]:
    rows = Membership.objects.in_force(on).filter(
        household__division__in=codes, person__died_on=None,
        person__birth_on__gt=months.add_months(on, -12 * ADULT),
    )  # fmt: skip
    if persons is not None:
        rows = rows.filter(person__in=persons)
    return rows.select_related("household").order_by("pk")


declare_parameters("children.visits", Path(__file__).parent / "visits.csv", label="儿童走访")
QUARTERLY = declare_visit_rule(
    VisitRule(
        "children.quarterly", "留守和困境儿童季度随访", "children", troubled, "child_visits", FORM,
        ROUNDS_BASIS, period=QUARTER, also=("children.rounds",),
    )
)  # fmt: skip
ROUNDS = declare_visit_rule(
    VisitRule(
        "children.rounds", "留守和困境儿童寒暑假走访", "children", troubled, "round_visits", FORM,
        ROUNDS_BASIS, period=ROUND, windows=("winter_round", "summer_round"),
    )
)  # fmt: skip
CONTACTS = declare_visit_rule(
    VisitRule(
        "children.contact", "留守儿童父母每周联系", "children", left_behind, "parent_contacts",
        CONTACT_FORM, BASIS, period=WEEK, kind=CONTACT,
    )
)  # fmt: skip
declare_village_check(
    VillageCheck(
        "children", "儿童关爱村级查漏", (QUARTERLY.key, ROUNDS.key), unregistered, ROUNDS_BASIS
    )
)
