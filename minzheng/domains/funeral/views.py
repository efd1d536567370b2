"""What the office shows of the room: waived items with their settlement, and awards of ecological burial."""

from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from minzheng.core.money import format_yuan
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases.models import Case
from minzheng.kernel.domain import Register
from minzheng.kernel.enrolment.columns import person_columns, search
from minzheng.kernel.payments.models import PaymentLine
from minzheng.ui.tables import Column, Filter

from .choices import BASIC, ECO_BURIAL

ITEMS = {
    "waived_transport": "遗体接运",
    "waived_storage": "遗体存放",
    "waived_cremation": "遗体火化",
    "waived_ash_keeping": "骨灰寄存",
}


def confirmed(viewer: Mandate, benefit: str) -> QuerySet[Any]:
    """Return what was confirmed for the dead of the viewer's divisions, with what the case found."""
    case = Case.objects.filter(pk=OuterRef("case_id"))
    rows = benefits.entitlements(viewer).filter(benefit=benefit, person__isnull=False)
    return rows.select_related("person", "division__parent").annotate(
        rules=Subquery(case.values("data__rules")[:1]),
        told=Subquery(case.values("data__facts")[:1]),
    )


def waivers(viewer: Mandate, _on: date) -> QuerySet[Any]:
    """Return the waivers with the facility they were settled with."""
    return confirmed(viewer, BASIC).annotate(
        facility=F("waiver_settlement__facility__name"),
        settled_on=F("waiver_settlement__settled_on"),
    )


def degree(row: Any) -> str:
    """Return by which degree of need the fees were waived: free of charge, or reduced."""
    rules = row.rules or {}
    return "免费" if rules.get("is_free") else "减收"


def items(row: Any) -> list[str]:
    """Return each item waived with its fee in yuan."""
    rules = row.rules or {}
    return [f"{label} {format_yuan(rules[key])}" for key, label in ITEMS.items() if rules.get(key)]


def waiver_columns(on: date) -> list[Column]:
    """Return whose fees were waived, why, which items, how much, settled with whom (FU-06)."""
    return [
        *person_columns(on, "person__"),
        Column("died_on", _("死亡日期"), "person.died_on", kind="date", order_by="person__died_on"),
        Column("degree", _("减免方式"), degree),
        Column("items", _("减免项目（元）"), items),
        Column("amount", _("减免金额（元）"), kind="money", order_by="amount"),
        Column("facility", _("结算机构"), order_by="facility"),
        Column("settled_on", _("结算日期"), kind="date", order_by="settled_on"),
    ]  # fmt: skip


def waiver_filters(_on: date) -> list[Filter]:
    """Return the search, the month of settlement, and what is still owed."""
    return [
        search("person__name", "facility"),
        Filter("settled_on", "结算月份", "month"),
        Filter("open", "未结算", "flag", apply=lambda rows, _yes: rows.filter(settled_on=None)),
    ]  # fmt: skip


def awards(viewer: Mandate, _on: date) -> QuerySet[Any]:
    """Return the awards with the day they reached the account."""
    paid = PaymentLine.objects.filter(entitlement=OuterRef("pk"), settled_on__isnull=False)
    return confirmed(viewer, ECO_BURIAL).annotate(paid_on=Subquery(paid.values("settled_on")[:1]))


def burial(row: Any) -> str:
    """Return the kind of burial in words."""
    kind = (row.told or {}).get("burial_kind", "")
    return COLUMNS["burial_kind"].choices.get(kind, "")


def award_columns(on: date) -> list[Column]:
    """Return kind, proof, amount and payment of an award (FU-08)."""
    return [
        *person_columns(on, "person__"),
        Column("died_on", _("死亡日期"), "person.died_on", kind="date", order_by="person__died_on"),
        Column("kind", _("安葬方式"), burial),
        Column("proof", _("安葬证明"), lambda row: (row.told or {}).get("burial_proved")),
        Column("amount", _("奖补金额（元）"), kind="money", order_by="amount"),
        Column("payee", _("领款人"), "payee.name"),
        Column("paid_on", _("到账日"), kind="date", order_by="paid_on"),
    ]  # fmt: skip


def named(_on: date) -> list[Filter]:
    """Return the search by name alone."""
    return [search("person__name")]


def dead(row: Any) -> int:
    """Return whose file a row opens."""
    return int(row.person_id)


REGISTERS = (
    Register("funeral.waivers", "惠民殡葬减免与结算", waivers, waiver_columns, dead, waiver_filters,
             order="-valid_from", intro="按困难程度免费或减收的基本殡葬服务项目，和与服务机构的结算情况。"),
    Register("funeral.awards", "生态安葬奖补", awards, award_columns, dead, named, order="-valid_from",
             intro="采用生态安葬方式并持有证明的奖补。"),
)  # fmt: skip
