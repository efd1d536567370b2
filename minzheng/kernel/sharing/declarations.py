"""What a shared data set is: whose it is, who may have which fields of it, and how they are written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from minzheng.core.registry import Registry
from minzheng.kernel.exchange.declarations import (
    PERSON_ID,
    SECRET,
    DeclarationError,
    Field,
    data_set,
)

ROW_KEY, DIVISION = "row_key", "division"
DATA_PLATFORM = "data_platform"
OPEN, CONDITIONAL, CLOSED = "open", "conditional", "closed"

# The rows of a data set as they stand on a day: ROW_KEY, DIVISION and the declared columns.
Provider = Callable[[date], pl.DataFrame]
# What is wrong with the values of one row, in Chinese sentences.
RowCheck = Callable[[Mapping[str, Any]], Sequence[str]]
# Which risks the values of one row show on a day, in Chinese sentences; they refuse nothing.
RowScreen = Callable[[Mapping[str, Any], date], Sequence[str]]
# What a certificate of a person says on a day; None when the person holds none.
Holding = Callable[[Any, date], Mapping[str, str] | None]
# The number of working days or of years that a dated parameter sets at a division on a day; the
# last is the data set, whose own value goes before the one for all.
Terms = Callable[[str, str, date, str], int]


@dataclass(frozen=True)
class Partner:
    """One side of the sharing: a department, a bank, a system of the state (交换伙伴).

    ``feeds`` names the partner of the exchange room whose monthly lists come from it; ``is_system``
    marks a platform of a higher level. ``duty`` is what the law obliges it to provide.
    """

    key: str
    label: str
    mode: str
    frequency: str
    duty: str
    basis: str
    feeds: tuple[str, ...] = ()
    is_system: bool = False


@dataclass(frozen=True)
class SharedSet:
    """A data set that we give, take, or keep a register of in common with another system (共享数据集).

    ``give`` makes the rows we provide; without it they are the rows of the local register kept
    for this set. ``consumers`` says which partner may have which fields: nothing else can be
    granted. ``taken_from`` is the system whose rows may be pulled or imported into the register.
    ``mapping`` is a csv (system, set where it is not for all, field, target, codes) of the names and codes at the other side.
    ``checks`` refuse a row of the register, ``screen`` names the risks that one shows.
    ``stages`` are the stations of a row in the register; it leaves from ``leaves_at`` on.
    ``is_list`` marks a monthly list of the exchange room that the data platform offers as well.
    ``likened_by`` are fields by which rows of ``counterpart`` may be the same as one of ours.
    """

    key: str
    label: str
    basis: str
    columns: tuple[Field, ...]
    consumers: Mapping[str, tuple[str, ...]]
    give: Provider | None = None
    provider: str = "民政局"
    key_fields: tuple[str, ...] = ()
    sharing: str = CONDITIONAL
    frequency: str = "monthly"
    due_day: int = 10
    taken_from: str = ""
    mapping: Path | None = None
    checks: tuple[RowCheck, ...] = ()
    screen: RowScreen | None = None
    stages: tuple[str, ...] = ()
    leaves_at: int = 0
    counterpart: str = ""
    likened_by: tuple[str, ...] = ()
    is_list: bool = False

    def __post_init__(self) -> None:
        """Refuse a consumer of unknown fields and a register without a key."""
        names = {column.name for column in self.columns}
        for partner, fields in self.consumers.items():
            if unknown := set(fields) - names:
                raise DeclarationError(f"{self.key}：{partner} 可用字段 {sorted(unknown)} 未声明")
        if not self.is_provided and not self.key_fields:
            raise DeclarationError(f"{self.key}：登记册须有主键字段")
        if unknown := {*self.key_fields, *self.likened_by} - names:
            raise DeclarationError(f"{self.key}：字段 {sorted(unknown)} 未声明")
        if self.sharing == CLOSED and self.consumers:
            raise DeclarationError(f"{self.key}：不予共享的数据不得有使用方")

    @property
    def is_provided(self) -> bool:
        """Whether the rows come from a room and not from a register kept for the set."""
        return self.give is not None

    def column(self, name: str) -> Field:
        """Return the column called ``name``; KeyError if there is none."""
        return next(c for c in self.columns if c.name == name) if name in self.names else _no(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def sensitive(self) -> frozenset[str]:
        """The columns that identify somebody and are sealed at rest."""
        return frozenset(c.name for c in self.columns if is_sensitive(c))


def _no(name: str) -> Field:
    raise KeyError(name)


def is_sensitive(column: Field) -> bool:
    """Say whether a column identifies somebody: a number of a person, or what is told in confidence."""
    return column.kind in {PERSON_ID, SECRET}


@dataclass(frozen=True)
class CertificateKind:
    """A kind of electronic certificate (电子证照): who issues it and what it says of a person."""

    key: str
    label: str
    issuer: str
    basis: str
    holding: Holding


_sets: Registry[SharedSet] = Registry("共享数据集")
_certificates: Registry[CertificateKind] = Registry("电子证照")
_terms: list[Terms] = []


def declare_share(share: SharedSet | CertificateKind) -> None:
    """Declare a shared data set or a kind of certificate; a key declared twice fails at start-up."""
    if isinstance(share, SharedSet):
        _sets.add(share.key, share)
    else:
        _certificates.add(share.key, share)


def shared_sets() -> list[SharedSet]:
    """Return every shared data set by key."""
    return _sets.all()


def shared_set(key: str) -> SharedSet:
    """Return the shared data set of a key, a monthly list of departments too; KeyError if there is none."""
    return _sets.get(key) if key in _sets else _listed(key)


def _listed(key: str) -> SharedSet:
    """Return a monthly list of the exchange room as what the city's data platform offers of it (HD-04)."""
    declared = data_set(key)
    return SharedSet(
        key, declared.label, declared.legal_basis, declared.columns, {}, provider=DATA_PLATFORM,
        key_fields=(declared.columns[0].name,), due_day=declared.due_day, taken_from=DATA_PLATFORM, is_list=True,
    )  # fmt: skip


def registers() -> list[SharedSet]:
    """Return the data sets whose rows are kept in a local register."""
    return [one for one in _sets.all() if not one.is_provided]


def certificate_kinds() -> list[CertificateKind]:
    """Return the kinds of certificates by key."""
    return _certificates.all()


def certificate_kind(key: str) -> CertificateKind:
    """Return the kind of certificate of a key; KeyError if there is none."""
    return _certificates.get(key)


def forget(key: str) -> None:
    """Take a data set out again (for tests that declare their own)."""
    _sets.remove(key)


def read_terms_from(terms: Terms) -> None:
    """Say who knows the dated parameters: they are kept higher on the staircase than this room."""
    _terms[:] = [terms]


def term(name: str, division: str, on: date, data_set: str = "") -> int:
    """Return a dated parameter of the sharing at a division on a day, for a data set if it has its own."""
    return _terms[0](name, division, on, data_set)
