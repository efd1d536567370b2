"""What the office shows of the room: the registers of orphans, unattended children, children in difficulty."""

from datetime import date
from typing import Any

import polars as pl
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.domain import Register
from minzheng.kernel.enrolment import queries
from minzheng.kernel.enrolment.columns import (
    benefit_columns,
    fact_column,
    fact_filter,
    insured_columns,
    insured_filters,
    person_columns,
    search,
    with_cover,
    with_facts,
    with_guardian,
)
from minzheng.kernel.payments.choices import LineState
from minzheng.kernel.payments.models import PaymentLine
from minzheng.kernel.people.models import Person
from minzheng.ui.tables import Column, Filter

from .indicators import unattended_children
from .workflows import HARDSHIP, ORPHAN, UNATTENDED

# A month is worked out after it has ended; a list older than this is no list of today.
LOOK_BACK = 3
ACCIDENT = "children.accident"
KINDS = {
    "poor_family": "家庭贫困",
    "own_condition": "自身残疾或患重病",
    "guardianship_fails": "监护缺失或监护不当",
    "needs_attention": "留守、流动或有心理健康问题",
    "rehabilitating": "困难家庭残疾儿童康复期间",
}


def held(benefit: str, *facts: str) -> Any:
    """Return how the rows of a register of recipients are read: guardian, findings, money paid."""

    def rows(viewer: Mandate, on: date) -> QuerySet[Any]:
        paid = PaymentLine.objects.filter(
            entitlement=OuterRef("pk"), state=LineState.PAID.value
        ).values("entitlement")
        found = with_guardian(with_facts(queries.held(viewer, benefit, on), on, *facts))
        return found.annotate(paid=Subquery(paid.annotate(all=Sum("amount")).values("all")[:1]))

    return rows


def paid_column() -> Column:
    """Return the money that reached the account so far."""
    return Column("paid", _("累计到账（元）"), kind="money", order_by="paid")


def guardian_column() -> Column:
    """Return the registered guardian."""
    return Column("guardian", _("监护人"), order_by="guardian")


def orphan_columns(on: date) -> list[Column]:
    """Return guardian, placement, standard and payments of an orphan (CH-08)."""
    return [*person_columns(on, "person__"), guardian_column(), fact_column("child_placement"), *benefit_columns(), paid_column()]  # fmt: skip


def unattended_columns(on: date) -> list[Column]:
    """Return guardian, the parents' situation, standard and payments (CH-09)."""
    return [
        *person_columns(on, "person__"), guardian_column(),
        Column("father", _("父亲情形"), lambda row: parent(row, "father"), wide=True),
        Column("mother", _("母亲情形"), lambda row: parent(row, "mother"), wide=True),
        *benefit_columns(), paid_column(),
    ]  # fmt: skip


SITUATIONS = {
    "dead": "死亡", "declared_missing": "宣告失踪", "out_of_contact": "失联",
    "guardianship_revoked": "被撤销监护资格", "deported": "被遣送出境", "listed_disease": "重病",
}  # fmt: skip
PARENTS = [f"{who}_{what}" for who in ("father", "mother") for what in SITUATIONS]


def parent(row: Any, who: str) -> list[str]:
    """Return in words what is on record of a parent."""
    return [word for what, word in SITUATIONS.items() if getattr(row, f"found_{who}_{what}")]


def in_difficulty(viewer: Mandate, on: date) -> QuerySet[Any]:
    """Return the children in difficulty with what their recognition found."""
    rows = held(HARDSHIP, "guardianship_level")(viewer, on)
    answers = Case.objects.filter(pk=OuterRef("case_id")).values("data__rules")[:1]
    return rows.annotate(rules=Subquery(answers))


def unprovided(viewer: Mandate, on: date) -> QuerySet[Any]:
    """Return the unattended children of the viewer's divisions whom no money reaches, by name (CH-14).

    As of the last month worked out before the day, or the day's own.
    """
    month = months.month_of(on)
    for back in range(1, LOOK_BACK + 1):
        earlier = months.shift_month(months.month_of(on), -back)
        if determinations.results_path(UNATTENDED, earlier).is_file():
            month = earlier
            break
    missing = unattended_children(month).filter(~pl.col("guaranteed"))
    rows = Person.objects.filter(pk__in=missing["person"].to_list(), died_on=None)
    return with_guardian(
        accounts.visible(rows, viewer).select_related("division__parent"), person="pk"
    )


def unprovided_columns(on: date) -> list[Column]:
    """Return who is missing, where, and who looks after the child."""
    return [*person_columns(on), guardian_column()]


def difficulty_columns(on: date) -> list[Column]:
    """Return the kinds of difficulty, the standard each leads to, and the guardian (classification)."""
    return [
        *person_columns(on, "person__"), guardian_column(),
        Column("kinds", _("困境类别"), kinds), fact_column("guardianship_level", wide=True),
        *benefit_columns(), paid_column(),
    ]  # fmt: skip


def kinds(row: Any) -> list[str]:
    """Return the kinds of difficulty the recognition found."""
    found = row.rules or {}
    return [label for key, label in KINDS.items() if found.get(key)]


def placed(_on: date) -> list[Filter]:
    """Return the filters of the register of orphans."""
    return [search("person__name"), fact_filter("child_placement")]


def named(_on: date) -> list[Filter]:
    """Return the search by name alone."""
    return [search("person__name")]


def child(row: Any) -> int:
    """Return whose file a row opens."""
    return int(row.person_id)


# -- accident insurance (SA-67) ---------------------------------------------------------------------


def insurable(viewer: Mandate, on: date) -> QuerySet[Person]:
    """Return the orphans and unattended children who hold their allowance on a day, with their policy."""
    held = Entitlement.objects.filter(benefits.in_force(on), benefit__in=(ORPHAN, UNATTENDED))
    children = accounts.visible(held, viewer).values("person")
    rows = Person.objects.filter(pk__in=children, died_on=None)
    return with_cover(rows.select_related("division__parent"), ACCIDENT, on, person="pk")


REGISTERS = (
    Register(ACCIDENT, "孤儿和事实无人抚养儿童意外伤害保险", insurable, insured_columns, lambda row: int(row.pk),
             insured_filters, order="division__path", intro="在享基本生活费、基本生活补贴的儿童：承保公司、保单号和保险期间。不公示、不张贴。",
             insures=True),
    Register("children.orphan", "孤儿登记", held(ORPHAN, "child_placement"), orphan_columns, child, placed,
             order="division__path", intro="在享孤儿基本生活费的儿童：监护人、养育方式、标准和发放情况。"),
    Register("children.unattended", "事实无人抚养儿童登记", held(UNATTENDED, *PARENTS), unattended_columns, child, named,
             order="division__path", intro="在享基本生活补贴的事实无人抚养儿童：父母情形、标准和发放情况。不公示、不张贴。"),
    Register("children.unattended.missing", "事实无人抚养儿童未保障名单", unprovided, unprovided_columns, lambda row: int(row.pk),
             lambda _on: [search("name")], order="division__path",
             intro="已认定或者经比对符合条件、没有领取基本生活补贴也没有选择特困供养的儿童。保障率应为100%：名单上的每一名都要核实、补上。不公示、不张贴。"),
    Register("children.hardship", "困境儿童分类登记", in_difficulty, difficulty_columns, child, named,
             order="division__path", intro="按困境类别登记的儿童和对应的保障标准；同时属于几类的按最高一类发给。"),
)  # fmt: skip
