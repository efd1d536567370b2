"""What registers of people show: the columns and the look-ups every room's register is made of."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from minzheng.core.months import completed_age
from minzheng.facts import COLUMNS
from minzheng.kernel.determinations.models import RecordedFact
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.choices import Tie
from minzheng.kernel.people.models import Kinship
from minzheng.ui.tables import Column, Filter

from .models import InsuranceCover, LifeCheck

_STORED = {"text": "text", "day": "day"}


def with_facts(
    rows: QuerySet[Any], on: date, *columns: str, person: str = "person"
) -> QuerySet[Any]:
    """Add ``found_<column>``: what is on record of each person on a day, as the database holds it."""
    found = {}
    for name in columns:
        facts = RecordedFact.objects.filter(
            Q(until__isnull=True) | Q(until__gt=on), person=OuterRef(person), column=name,
            since__lte=on, withdrawn_at__isnull=True,
        ).order_by("-since", "-pk")  # fmt: skip
        kept = _STORED.get(COLUMNS[name].kind, "number")
        found[f"found_{name}"] = Subquery(facts.values(kept)[:1])
        found[f"review_{name}"] = Subquery(facts.values("review_on")[:1])
    return rows.annotate(**found)


def with_guardian(rows: QuerySet[Any], *, person: str = "person") -> QuerySet[Any]:
    """Add ``guardian``: the name of the registered guardian."""
    ties = Kinship.objects.filter(
        person=OuterRef(person), kind=Tie.GUARDIAN.value, valid_to__isnull=True
    )
    return rows.annotate(guardian=Subquery(ties.order_by("pk").values("relative__name")[:1]))


def with_life_check(rows: QuerySet[Any], *, person: str = "person") -> QuerySet[Any]:
    """Add ``life_until``: until when the last confirmation of life is good."""
    checks = LifeCheck.objects.filter(person=OuterRef(person)).order_by("-valid_to")
    return rows.annotate(life_until=Subquery(checks.values("valid_to")[:1]))


def with_cover(
    rows: QuerySet[Any], scheme: str, on: date, *, person: str = "person"
) -> QuerySet[Any]:
    """Add ``insurer``, ``policy_number`` and ``insured_until`` of a scheme on a day."""
    covers = InsuranceCover.objects.in_force(on).filter(scheme=scheme, person=OuterRef(person))
    return rows.annotate(
        insurer=Subquery(covers.values("insurer")[:1]),
        policy_number=Subquery(covers.values("policy_number")[:1]),
        insured_until=Subquery(covers.values("valid_to")[:1]),
    )


def place(division: Division) -> str:
    """Name a village with its township, anything else by itself."""
    if division.level == Level.VILLAGE and division.parent is not None:
        return f"{division.parent.name} {division.name}"
    return division.name


def person_columns(on: date, path: str = "", *, division: str = "division") -> list[Column]:
    """Return name, masked number, sex, age and place of the person at ``path`` of a row."""

    def person(row: Any) -> Any:
        return row if not path else getattr(row, path.removesuffix("__"))

    def age(row: Any) -> int | None:
        born = person(row).birth_on
        return completed_age(born, on) if born else None

    return [
        Column("name", _("姓名"), lambda row: person(row).name, order_by=f"{path}name"),
        Column("id", _("公民身份号码"), lambda row: person(row).masked_id, kind="code", wide=True),
        Column("sex", _("性别"), lambda row: person(row).get_sex_display(), wide=True),
        Column("age", _("年龄"), age, kind="number", order_by=f"-{path}birth_on"),
        Column("place", _("乡镇、村"), lambda row: place(_reach(row, division)), order_by=f"{division}__path".replace(".", "__")),
    ]  # fmt: skip


def _reach(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name)
    return row


def benefit_columns() -> list[Column]:
    """Return what an entitlement says of itself: standard, first month, review, payee, state."""
    return [
        Column("amount", _("标准（元）"), kind="money", order_by="amount"),
        Column("valid_from", _("起始日"), kind="date", order_by="valid_from"),
        Column("recheck_on", _("复核期限"), kind="date", order_by="recheck_on"),
        Column("payee", _("领款人"), "payee.name", wide=True),
        Column("state", _("状态"), lambda row: (row.get_state_display(), "good" if row.state == "active" else "due"), kind="badge"),
    ]  # fmt: skip


def fact_column(name: str, label: Any = "", *, wide: bool = False) -> Column:
    """Return a column of a fact on record, in words."""
    declared, key = COLUMNS[name], f"found_{name}"

    def word(row: Any) -> Any:
        value = getattr(row, key)
        if value in (None, ""):
            return None
        if declared.kind == "flag":
            return bool(value)
        return declared.choices.get(value, value)

    kind = {"day": "date", "money": "money", "whole": "number"}.get(declared.kind, "text")
    return Column(name, label or declared.label, word, kind=kind, order_by=key, wide=wide)


def fact_filter(name: str, label: str = "") -> Filter:
    """Return a choice of the values of a fact on record."""
    declared, key = COLUMNS[name], f"found_{name}"
    if declared.kind == "flag":
        return Filter(
            name, label or declared.label, "flag", apply=lambda rows, _yes: rows.filter(**{key: 1})
        )
    choices = list(declared.choices.items())
    return Filter(
        name,
        label or declared.label,
        "choice",
        choices,
        apply=lambda rows, value: rows.filter(**{key: value}),
    )


def search(*fields: str) -> Filter:
    """Return the search by name (and whatever else is named)."""
    return Filter("q", "姓名", fields=fields)


def late(key: str, label: str, on: date) -> Filter:
    """Return the filter of what is due: never done, or run out by a day."""

    def due(rows: QuerySet[Any], _yes: Any) -> QuerySet[Any]:
        return rows.filter(Q(**{f"{key}__isnull": True}) | Q(**{f"{key}__lte": on}))

    return Filter(f"{key}_due", label, "flag", apply=due)


def cover_columns() -> list[Column]:
    """Return insurer, policy number and end of the cover of a row."""
    return [
        Column("insurer", _("承保公司"), order_by="insurer"),
        Column("policy_number", _("保单号"), kind="code"),
        Column("insured_until", _("保险至（不含）"), kind="date", order_by="insured_until"),
    ]


def insured_columns(on: date) -> list[Column]:
    """Return who is insured by whom, under which policy, until when."""
    return [*person_columns(on), *cover_columns()]


def insured_filters(on: date) -> list[Filter]:
    """Return the search, and who is not insured."""
    return [search("name"), late("insured_until", _("未参保或已到期"), on)]
