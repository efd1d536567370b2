"""Supported persons at home are visited monthly and served by carers; families that cannot cope get help."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from minzheng.core import months
from minzheng.core.forms import CHOICE, MANY, YES_NO, Item
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.people.models import Membership
from minzheng.kernel.visits import queries as visits
from minzheng.kernel.visits.choices import SERVICE
from minzheng.kernel.visits.declarations import Due, VisitRule, declare_visit_rule, visit_form
from minzheng.kernel.visits.models import CareCharge

from .choices import DIBAO, DIBAO_EDGE, TEKUN
from .indicators.support import in_homes

BASIS = "特困人员救助供养（国发〔2016〕14号）"
SERVICES_BASIS = "关于加强分散供养特困人员照料服务的通知"
PURCHASED_BASIS = "关于积极发展服务类社会救助的指导意见（民发〔2026〕35号）"
ELDER, CHILD, DISABLED_FROM = 60, 16, 3
SEVERE_BENEFIT = "disability.nursing"
CHILD_BENEFITS = ("children.orphan", "children.unattended", "children.hardship")
# What a carer does on every visit (SA-64), each ticked when done.
CARER_ITEMS = (
    ("home", "居家环境清扫"),
    ("hygiene", "个人卫生清洁"),
    ("laundry", "衣物被褥清洗"),
    ("health", "健康状况监测"),
    ("safety", "水电气煤安全排查"),
)
CADRE_FORM = visit_form(
    "assistance.tekun_visit",
    "特困人员走访",
    Item("health", "身体状况", CHOICE, is_required=True,
         options=(("well", "良好"), ("fair", "一般"), ("poor", "较差"), ("ill", "生病，需要就医"))),
    Item("living", "吃饭穿衣住房", CHOICE, is_required=True,
         options=(("good", "有保障"), ("part", "有欠缺"), ("bad", "没有保障"))),
    Item("carer", "照料服务人是否按协议照料", CHOICE, is_required=True,
         options=(("yes", "按协议照料"), ("partly", "有欠缺"), ("no", "没有照料"), ("none", "没有照料服务人"))),
    Item("paid", "供养金是否按时到账", YES_NO, is_required=True),
    Item("safety", "安全隐患", MANY,
         options=(("power", "用电"), ("gas", "燃气、炉火"), ("heat", "取暖（一氧化碳）"), ("house", "房屋破损"))),
)  # fmt: skip
CARER_FORM = visit_form(
    "assistance.carer_visit",
    "上门照料服务",
    Item("done", "完成的服务", MANY, options=CARER_ITEMS, is_required=True),
    Item("state", "服务对象状况", CHOICE, is_required=True,
         options=(("well", "良好"), ("fair", "一般"), ("poor", "较差"), ("ill", "生病，需要就医"))),
    Item("satisfied", "服务对象是否满意", YES_NO),
)  # fmt: skip
MEMBER_FORM = visit_form(
    "assistance.member_care",
    "困难家庭探视照料",
    Item("done", "提供的服务", MANY, is_required=True,
         options=(("company", "探视陪伴"), ("meals", "助餐"), ("hygiene", "个人清洁"), ("clean", "居家整理"),
                  ("errands", "代办代购"), ("medical", "陪同就医"), ("study", "学习辅导"), ("rehab", "康复训练"))),
    Item("state", "服务对象状况", CHOICE, is_required=True,
         options=(("well", "良好"), ("fair", "一般"), ("poor", "较差"), ("ill", "生病，需要就医"))),
)  # fmt: skip


def supported_at_home(codes: list[str], on: date) -> Iterator[Due]:
    """Yield who is supported (特困) and lives in his own house, not in a home (分散供养)."""
    homed = in_homes(on)
    rows = benefits.personal_among([TEKUN], on, codes)
    for household, person, division, since in rows.order_by("pk").values_list(
        "household_id", "person_id", "household__division_id", "valid_from"
    ):
        if person not in homed:
            yield Due(household, person, division, "分散供养特困人员", since)


def cared_for(codes: list[str], on: date) -> Iterator[Due]:
    """Yield who is to have a carer: the supported at home, and whoever a carer signed for."""
    signed = CareCharge.objects.in_force(on).filter(household__division__in=codes)
    rows = signed.select_related("worker").order_by("pk")
    charged = (
        Due(row.household_id, row.person_id, row.household.division_id, f"照料服务人：{row.worker.name}", row.valid_from)
        for row in rows.select_related("household")
    )  # fmt: skip
    return chain(charged, supported_at_home(codes, on))


def unable_members(codes: list[str], on: date) -> Iterator[Due]:
    """Yield the old, disabled and young members of assisted families who cannot care for themselves."""
    assisted = dict(
        benefits.live_among([DIBAO, DIBAO_EDGE, TEKUN], on)
        .filter(household__division__in=codes)
        .values_list("household_id", "valid_from")
    )
    named = benefits.personal_among([SEVERE_BENEFIT, *CHILD_BENEFITS], on, codes)
    held = dict(named.values_list("person_id", "benefit"))
    found = visits.recorded(["ability_level"], on, codes)
    unable = {person for person, told in found.items() if told["ability_level"][0] >= DISABLED_FROM}
    rows = Membership.objects.in_force(on).filter(
        household__in=assisted, person__in={*held, *unable}, person__died_on=None
    )
    for row in rows.select_related("person", "household").order_by("pk"):
        born = row.person.birth_on
        age = months.completed_age(born, on) if born else None
        if row.person_id in unable and age is not None and age >= ELDER:
            why = "困难家庭失能老年人"
        elif held.get(row.person_id) == SEVERE_BENEFIT:
            why = "困难家庭重度残疾人"
        elif held.get(row.person_id) in CHILD_BENEFITS and age is not None and age < CHILD:
            why = "困难家庭儿童"
        else:
            continue
        since = max(row.valid_from, assisted[row.household_id])
        yield Due(row.household_id, row.person_id, row.household.division_id, why, since)


declare_parameters("assistance.visits", Path(__file__).parent / "visits.csv", label="救助对象走访")
TEKUN_MONTHLY = declare_visit_rule(
    VisitRule(
        "assistance.tekun", "分散供养特困人员走访", "assistance", supported_at_home, "tekun_visits",
        CADRE_FORM, BASIS, also=("elderly.difficulty",),
    )
)  # fmt: skip
CARERS = declare_visit_rule(
    VisitRule(
        "assistance.carers", "照料服务人员上门服务", "assistance", cared_for, "carer_visits", CARER_FORM,
        SERVICES_BASIS, kind=SERVICE,
    )
)  # fmt: skip
PURCHASED = declare_visit_rule(
    VisitRule(
        "assistance.member_care", "困难家庭成员探视照料（购买服务）", "assistance", unable_members,
        "member_care_visits", MEMBER_FORM, PURCHASED_BASIS, kind=SERVICE,
    )
)  # fmt: skip
