"""What the office shows of the room: the elders, who must prove to live, who comes first for care, who is insured."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from minzheng.core.months import add_months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.domain import Register
from minzheng.kernel.enrolment import queries
from minzheng.kernel.enrolment.choices import SERVICE as AS_SERVICE
from minzheng.kernel.enrolment.columns import (
    benefit_columns,
    fact_column,
    insured_columns,
    insured_filters,
    late,
    person_columns,
    search,
    with_cover,
    with_facts,
    with_life_check,
)
from minzheng.kernel.enrolment.models import SpendingMode
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Membership, Person
from minzheng.ui.tables import Column, Filter

from .workflows import NURSING, OLD_AGE, SERVICE

SCHEME = "elderly.accident"
ELDER_AGE = 60
LEVELS = {0: "能力完好", 1: "轻度失能", 2: "中度失能", 3: "重度失能", 4: "完全失能"}
FOUND = ("ability_level", "is_left_behind_elder", "lost_only_child", "has_dementia", "in_central_care", "in_home_care_project")  # fmt: skip
HELD = {OLD_AGE: "高龄津贴", SERVICE: "养老服务补贴", NURSING: "护理补贴"}
POOR = ("assistance.dibao", "assistance.tekun", "assistance.dibao_edge")
CARED_FROM = 3


def elders(viewer: Mandate, on: date) -> QuerySet[Person]:
    """Return the people of sixty and over with what is on record of them and of those they live with."""
    born = add_months(on, -12 * ELDER_AGE)
    rows = people.people(viewer).filter(birth_on__lte=born, died_on=None)
    home = Membership.objects.in_force(on).filter(person=OuterRef("pk")).values("household")[:1]
    rows = with_facts(rows.annotate(home=Subquery(home)), on, *FOUND, person="pk")
    together = Membership.objects.in_force(on).filter(household=OuterRef("home"))
    counted = together.order_by().values("household")
    held = Entitlement.objects.filter(benefits.in_force(on))
    drawn = SpendingMode.objects.in_force(on).filter(
        mode=AS_SERVICE, entitlement__person=OuterRef("pk")
    )
    return rows.annotate(
        living_with=Subquery(counted.annotate(n=Count("pk")).values("n")[:1]),
        elders_there=Subquery(
            counted.annotate(n=Count("pk", filter=Q(person__birth_on__lte=born))).values("n")[:1]
        ),
        is_poor=Exists(held.filter(benefit__in=POOR, household=OuterRef("home"))),
        draws_services=Exists(drawn),
        **{_flag(key): Exists(held.filter(benefit=key, person=OuterRef("pk"))) for key in HELD},
    ).select_related("division__parent")


def _flag(key: str) -> str:
    return f"draws_{key.rpartition('.')[2]}"


def level(row: Any) -> str | None:
    """Return the assessed ability in words."""
    return LEVELS.get(row.found_ability_level)


def living(row: Any) -> str:
    """Return how an elder lives: alone, only among the old, left behind, or with family."""
    if row.living_with == 1:
        return "独居"
    if row.found_is_left_behind_elder:
        return "留守"
    return "空巢" if row.living_with and row.living_with == row.elders_there else "与家人同住"


def marks(row: Any) -> list[str]:
    """Return the special flags of an elder."""
    disabled = row.found_ability_level is not None and row.found_ability_level >= CARED_FROM
    flags = (
        (row.is_poor, "经济困难"),
        (disabled, "失能"),
        (row.found_has_dementia, "失智"),
        (row.found_lost_only_child, "计划生育特殊家庭"),
    )
    return [word for holds, word in flags if holds]


def allowances(row: Any) -> list[str]:
    """Return the allowances an elder draws, and the services received."""
    drawn = [label for key, label in HELD.items() if getattr(row, _flag(key))]
    served = (
        (row.draws_services, "转为服务"),
        (row.found_in_central_care, "集中照护"),
        (row.found_in_home_care_project, "居家养老提升行动"),
    )
    return [*drawn, *(word for holds, word in served if holds)]


def elder_columns(on: date) -> list[Column]:
    """Return age, ability with its next assessment, living state, flags, allowances (EL-16, EL-17)."""
    return [
        *person_columns(on),
        Column("ability", _("能力评估"), level, order_by="found_ability_level"),
        Column("review", _("复评日期"), "review_ability_level", kind="date", order_by="review_ability_level"),
        Column("living", _("居住状况"), living),
        Column("marks", _("特殊标识"), marks),
        Column("held", _("津贴和服务"), allowances),
    ]  # fmt: skip


def elder_filters(on: date) -> list[Filter]:
    """Return the filters of the register of elders."""
    return [
        search("name"),
        Filter("level", "能力等级", "choice", [(str(k), v) for k, v in LEVELS.items()],
               apply=lambda rows, value: rows.filter(found_ability_level=int(value))),
        Filter("alone", "独居", "flag", apply=lambda rows, _yes: rows.filter(living_with=1)),
        Filter("nest", "空巢", "flag", apply=lambda rows, _yes: rows.filter(living_with__gt=1, living_with=F("elders_there"))),
        late("review_ability_level", "未评估或到期复评", on),
        Filter("poor", "经济困难", "flag", apply=lambda rows, _yes: rows.filter(is_poor=True)),
    ]  # fmt: skip


# -- confirmation of life (EL-19) --------------------------------------------------------------


def old_age(viewer: Mandate, on: date) -> QuerySet[Any]:
    """Return the recipients of the old-age allowance with their confirmation of life."""
    return with_life_check(queries.held(viewer, OLD_AGE, on))


def old_age_columns(on: date) -> list[Column]:
    """Return the allowance and until when the confirmation of life is good."""
    return [
        *person_columns(on, "person__"), *benefit_columns(),
        Column("life_until", _("生存认证有效至（不含）"), kind="date", order_by="life_until"),
    ]  # fmt: skip


def old_age_filters(on: date) -> list[Filter]:
    """Return the search, and whose confirmation is due."""
    return [search("person__name"), late("life_until", "待生存认证", on)]


# -- who comes first for long-term care (EL-23) ------------------------------------------------


def waiting_for_care(viewer: Mandate, on: date) -> QuerySet[Any]:
    """Return the disabled and demented elders outside central care, the neediest first."""
    rows = elders(viewer, on).filter(
        Q(found_in_central_care__isnull=True) | Q(found_in_central_care=0)
    )
    return rows.filter(Q(found_ability_level__gte=CARED_FROM) | Q(found_has_dementia=1))


def care_columns(on: date) -> list[Column]:
    """Return what decides the order: need of money, degree, dementia, who is there to care."""
    return [
        *person_columns(on), Column("poor", _("经济困难"), "is_poor", order_by="-is_poor"),
        Column("ability", _("能力评估"), level, order_by="-found_ability_level"),
        fact_column("has_dementia", _("失智")), Column("living", _("居住状况"), living),
        Column("marks", _("特殊标识"), marks),
    ]  # fmt: skip


# -- accident insurance (EL-24) ----------------------------------------------------------------


def insurable(viewer: Mandate, on: date) -> QuerySet[Person]:
    """Return the elders of sixty and over with their policy."""
    born = add_months(on, -12 * ELDER_AGE)
    rows = people.people(viewer).filter(birth_on__lte=born, died_on=None)
    return with_cover(rows.select_related("division__parent"), SCHEME, on, person="pk")


def named(_on: date) -> list[Filter]:
    """Return the search by name alone."""
    return [search("name")]


def own(row: Any) -> int:
    """Return whose file a row of a person opens."""
    return int(row.pk)


REGISTERS = (
    Register("elderly.elders", "老年人登记", elders, elder_columns, own, elder_filters, order="birth_on",
             intro="年满60周岁的人员：能力评估和复评日期、居住状况、特殊标识、津贴和服务。"),
    Register(OLD_AGE, "高龄津贴与生存认证", old_age, old_age_columns, lambda row: int(row.person_id), old_age_filters,
             order="life_until", intro="在享高龄津贴的老年人和生存认证有效期；死亡登记后自次月停发。"),
    Register("elderly.care", "长期照护优先名单", waiting_for_care, care_columns, own, named,
             order=("-is_poor", "-found_ability_level", "birth_on"),
             intro="重度以上失能和失智、尚未集中照护的老年人；经济困难的在前，再按失能程度。"),
    Register(SCHEME, "老年人意外伤害保险", insurable, insured_columns, own, insured_filters, order="birth_on",
             intro="年满60周岁的人员：承保公司、保单号和保险期间。", insures=True),
)  # fmt: skip
