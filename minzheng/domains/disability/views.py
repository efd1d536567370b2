"""What the office shows of the room: the register of disabled persons, and who is to be insured."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from minzheng.core.months import add_months, completed_age
from minzheng.facts.tables import DISABILITY_KINDS
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.domain import Register
from minzheng.kernel.enrolment.columns import (
    insured_columns,
    insured_filters,
    place,
    with_cover,
    with_facts,
    with_guardian,
)
from minzheng.kernel.people.models import Person
from minzheng.ui.tables import Column, Filter

from .queries import allowances, certified
from .workflows import LIVING, NURSING

SCHEME = "disability.accident"
INSURED_BELOW = 60
GRADES = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
GIVEN = ("disability_aids", "disability_services")


def disabled(viewer: Mandate, on: date) -> list[dict[str, Any]]:
    """Return everybody of the viewer's divisions with a certificate, by the last gathered month."""
    told = {line["person"]: line for line in certified(viewer, on)}
    rows = with_guardian(Person.objects.filter(pk__in=told, died_on=None), person="pk")
    rows = with_facts(rows, on, *GIVEN, person="pk")
    held = allowances(viewer, on)
    return [
        {"row": row, "held": held.get(row.pk, []), **told[row.pk]}
        for row in rows.select_related("division__parent")
    ]


def disabled_columns(on: date) -> list[Column]:
    """Return certificate, kind, grade, guardian and allowances with aids and services (DI-09)."""
    return [
        Column("name", _("姓名"), "row.name", order_by=lambda line: line["row"].name),
        Column("id", _("公民身份号码"), lambda line: line["row"].masked_id, kind="code", wide=True),
        Column("age", _("年龄"), lambda line: _age(line["row"], on), kind="number", order_by=True),
        Column("place", _("乡镇、村"), lambda line: place(line["row"].division), order_by=True),
        Column("kind", _("残疾类别"), lambda line: DISABILITY_KINDS.get(line["disability_kind"] or "", ""), order_by=True),
        Column("grade", _("等级"), lambda line: GRADES[line["disability_grade"]], order_by=lambda line: line["disability_grade"]),
        Column("until", _("残疾人证有效期"), lambda line: line["certificate_until"], kind="date", order_by=True),
        Column("guardian", _("监护人"), lambda line: line["row"].guardian, wide=True),
        Column("held", _("在享补贴"), lambda line: line["held"]),
        Column("aids", _("辅助器具"), lambda line: line["row"].found_disability_aids, wide=True),
        Column("services", _("服务"), lambda line: line["row"].found_disability_services, wide=True),
    ]  # fmt: skip


def _age(person: Person, on: date) -> int | None:
    return completed_age(person.birth_on, on) if person.birth_on else None


def disabled_filters(_on: date) -> list[Filter]:
    """Return the filters of the register."""
    return [
        Filter("q", "姓名", apply=lambda rows, text: [r for r in rows if r["row"].name.startswith(text)]),
        Filter("grade", "等级", "choice", [(str(k), v) for k, v in GRADES.items()],
               apply=lambda rows, value: [r for r in rows if str(r["disability_grade"]) == value]),
        Filter("kind", "残疾类别", "choice", list(DISABILITY_KINDS.items()),
               apply=lambda rows, value: [r for r in rows if r["disability_kind"] == value]),
        Filter("none", "未享受补贴", "flag", apply=lambda rows, _yes: [r for r in rows if not r["held"]]),
    ]  # fmt: skip


# -- accident insurance of the recipients under sixty (DI-13) -----------------------------------


def insurable(viewer: Mandate, on: date) -> QuerySet[Person]:
    """Return the holders of the two subsidies who are under sixty on a day, with their policy."""
    held = Entitlement.objects.filter(
        benefits.in_force(on), benefit__in=(LIVING, NURSING), person__isnull=False
    )
    holders = accounts.visible(held, viewer).values("person")
    born = add_months(on, -12 * INSURED_BELOW)
    rows = Person.objects.filter(pk__in=holders, birth_on__gt=born, died_on=None)
    return with_cover(rows.select_related("division__parent"), SCHEME, on, person="pk")


REGISTERS = (
    Register("disability.persons", "残疾人登记", disabled, disabled_columns, lambda line: int(line["person"]),
             disabled_filters, order="place", intro="残联交付的持证人员（最近一个数据月份）和在享的两项补贴。"),
    Register(SCHEME, "残疾人意外伤害保险", insurable, insured_columns, lambda row: int(row.pk), insured_filters,
             order="division__path", intro="在享残疾人两项补贴、未满60周岁的人员：承保公司、保单号和保险期间。", insures=True),
)  # fmt: skip
