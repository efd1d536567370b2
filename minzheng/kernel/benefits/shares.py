"""Who holds a benefit on a day, as other departments and the systems of the state may be told (HD-04, HD-21)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from minzheng.core.models import in_force_at
from minzheng.kernel.exchange.declarations import CHOICE, CODE, DATE, MONEY, PERSON_ID, TEXT, Field
from minzheng.kernel.people.choices import RELATIONS, SEXES
from minzheng.kernel.people.models import Membership
from minzheng.kernel.sharing.declarations import DIVISION, ROW_KEY, Provider, SharedSet

from .choices import EntitlementState
from .declarations import label_of
from .models import Entitlement

COLUMNS = (
    Field("name", TEXT, "姓名"),
    Field("id_no", PERSON_ID, "公民身份号码"),
    Field("sex", CHOICE, "性别", choices={"男": (), "女": (), "未说明": ()}),
    Field("benefit", TEXT, "待遇类别"),
    Field("household", CODE, "家庭编号"),
    Field("relation", TEXT, "与户主关系", required=False),
    Field("place", TEXT, "乡镇、村"),
    Field("amount", MONEY, "月保障金额"),
    Field("since", DATE, "待遇起始日期"),
)
# Who helps needs to know whom and since when; amounts and household ties are not his.
IDENTITY = ("name", "id_no", "sex", "benefit", "place", "since")
MAPPING = Path(__file__).parent / "shares.csv"
EVERYTHING = tuple(column.name for column in COLUMNS)
_SCHEMA = {
    ROW_KEY: pl.String,
    DIVISION: pl.String,
    **{name: pl.String for name in EVERYTHING},
    "amount": pl.Int64,
    "since": pl.Date,
}


def recipients(*benefits: str) -> Provider:
    """Return a provider of everybody who holds one of these benefits, alive and not suspended.

    A household's benefit gives one row for each member, with the amount of the household.
    """

    def give(on: date) -> pl.DataFrame:
        held = Entitlement.objects.filter(in_force_at(on), benefit__in=benefits)
        rows = held.exclude(state=EntitlementState.SUSPENDED.value)
        return pl.DataFrame([*_persons(rows, on), *_members(rows, on)], schema=_SCHEMA)

    return give


_HELD = ("benefit", "household__number", "division_id", "division__name", "division__parent__name", "amount", "valid_from")  # fmt: skip
_PERSON = ("id", "name", "id_number", "sex")


def _persons(rows: Any, on: date) -> list[dict[str, Any]]:
    named = [f"person__{name}" for name in _PERSON]
    found = rows.filter(person__isnull=False, person__died_on__isnull=True)
    return [_row(told[:7], told[7:], "") for told in found.values_list(*_HELD, *named)]


def _members(rows: Any, on: date) -> list[dict[str, Any]]:
    shared = rows.filter(person__isnull=True)
    named = [f"person__{name}" for name in _PERSON]
    members: dict[int, list[tuple[Any, ...]]] = {}
    living = Membership.objects.in_force(on).filter(
        household__in=shared.values("household"), person__died_on__isnull=True
    )
    for household, relation, *person in living.values_list("household_id", "relation", *named):
        members.setdefault(household, []).append((relation, person))
    return [
        _row(told[1:], person, str(RELATIONS[relation]))
        for told in shared.values_list("household_id", *_HELD)
        for relation, person in members.get(told[0], ())
    ]


def _row(held: Any, person: Any, relation: str) -> dict[str, Any]:
    benefit, household, division, place, above, amount, since = held
    key, name, number, sex = person
    return {
        ROW_KEY: f"{benefit}:{household}:{key}", DIVISION: division, "name": name, "id_no": number or "",
        "sex": str(SEXES[sex]), "benefit": label_of(benefit), "household": household, "relation": relation,
        "place": f"{above or ''}{place}", "amount": amount, "since": since,
    }  # fmt: skip


def recipients_share(
    key: str, label: str, *benefits: str, basis: str, also: Mapping[str, tuple[str, ...]]
) -> SharedSet:
    """Return the data set of a room's recipients: whole to the systems of the state, to others as said."""
    consumers = {
        "jinmin": EVERYTHING,
        "data_platform": EVERYTHING,
        "prefecture": EVERYTHING,
        **also,
    }
    return SharedSet(
        key, label, basis, COLUMNS, consumers, give=recipients(*benefits), mapping=MAPPING,
    )  # fmt: skip
