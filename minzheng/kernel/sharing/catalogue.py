"""The catalogue in both directions: who the partners are, what comes from them, what they may have."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from minzheng.kernel.exchange import declarations as exchange

from .choices import Direction, Frequency, Mode, Property
from .declarations import Partner, SharedSet, shared_set, shared_sets

REGISTER = Path(__file__).parent / "partners.csv"
PARAMETERS = Path(__file__).parent / "parameters.csv"
OWNER = "share"
TERMS = ("reply_days_open", "reply_days_conditional", "kept_years")


@dataclass(frozen=True)
class Offer:
    """One line of the catalogue: a data set and one partner who gives or may have it."""

    key: str
    label: str
    direction: str
    partner: str
    partner_label: str
    provider: str
    sharing: str
    mode: str
    frequency: str
    basis: str
    fields: tuple[str, ...]
    due_day: int | None


@lru_cache
def partners() -> dict[str, Partner]:
    """Return the register of partners by key, in the order of the register (HD-09)."""
    with REGISTER.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["key"]: Partner(
            row["key"], row["label"], Mode(row["mode"]).value, Frequency(row["frequency"]).value,
            row["duty"], row["basis"], tuple(row["feeds"].split()), row["is_system"] == "是",
        )
        for row in rows
    }  # fmt: skip


def partner(key: str) -> Partner:
    """Return the partner of a key; KeyError if there is none."""
    return partners()[key]


def label_of(key: str) -> str:
    """Return the Chinese name of a partner of either room; the key where neither knows it."""
    known = partners().get(key)
    try:
        return known.label if known else exchange.partner(key).label
    except KeyError:
        return key


def delivered_by(one: Partner) -> list[exchange.DataSet]:
    """Return the lists that a partner delivers every month, as the exchange room declares them."""
    return [s for s in exchange.data_sets() if s.partner in one.feeds]


def offers() -> list[Offer]:
    """Return the catalogue: lists delivered to us, what we give and take, lists of the data platform."""
    found = [
        _delivered(one, declared) for one in partners().values() for declared in delivered_by(one)
    ]
    for one in shared_sets():
        found += [_offered(one, key, Direction.OUT) for key in one.consumers]
        if one.taken_from:
            found.append(_offered(one, one.taken_from, Direction.IN))
    lists = [shared_set(declared.key) for declared in exchange.data_sets()]
    return found + [_offered(one, one.taken_from, Direction.IN) for one in lists]


def _delivered(one: Partner, declared: exchange.DataSet) -> Offer:
    return Offer(
        declared.key, declared.label, Direction.IN.value, one.key, one.label, one.label,
        Property.CONDITIONAL.value, one.mode, one.frequency, declared.legal_basis,
        tuple(column.label for column in declared.columns), declared.due_day,
    )  # fmt: skip


def _offered(one: SharedSet, key: str, direction: Direction) -> Offer:
    told, is_out = partner(key), direction is Direction.OUT
    names = one.consumers[key] if is_out else one.names
    return Offer(
        one.key, one.label, direction.value, key, told.label, one.provider if is_out else told.label,
        one.sharing, told.mode, one.frequency, one.basis,
        tuple(one.column(name).label for name in names), one.due_day,
    )  # fmt: skip
