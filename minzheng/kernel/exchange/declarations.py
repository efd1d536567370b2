"""What a data set of a partner is: who sends it, which columns it has, how they are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

FULL = "full"
INCREMENT = "increment"

TEXT = "text"
CODE = "code"
CHOICE = "choice"
DATE = "date"
MONEY = "money"
DECIMAL = "decimal"
PERSON_ID = "person_id"
SECRET = "secret"  # noqa: S105 - the kind of a column, not a password
KINDS = (TEXT, CODE, CHOICE, DATE, MONEY, DECIMAL, PERSON_ID, SECRET)

_MARKS = re.compile(r"[\s*＊:：]+")
_BRACKETS = re.compile(r"[（(【\[].*?[)）】\]]")


class DeclarationError(ValueError):
    """A declaration contradicts itself or one made before."""


@dataclass(frozen=True)
class Partner:
    """A department or bank that delivers files."""

    key: str
    label: str


@dataclass(frozen=True)
class Field:
    """One column of a data set.

    ``kind``: ``text`` (any words), ``code`` (the public number of a thing, kept), ``choice``,
    ``date``, ``money`` (yuan in the file, fen after), ``decimal`` (two decimals kept, as
    hundredths), ``person_id`` and ``secret`` (kept as a pseudonym only).
    A ``required`` column must be in the file and filled in every row.
    """

    name: str
    kind: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = True
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str = "元"

    def __post_init__(self) -> None:
        """Refuse a kind nobody can read and a choice without values."""
        if self.kind not in KINDS:
            raise DeclarationError(f"{self.name}：未知的列类型 {self.kind}")
        if (self.kind == CHOICE) != bool(self.choices):
            raise DeclarationError(f"{self.name}：选项列须列出选项，其他列不得有选项")

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which this column is known, in normal form."""
        return tuple(header_form(text) for text in (self.label, *self.synonyms))


@dataclass(frozen=True)
class DataSet:
    """A file that a partner delivers every month.

    ``mode`` full: the whole stock at the end of the month, so that absence means none;
    increment: the events of the month, so that all months together count.
    A delivery may stand in for ``stale_after_months`` later months; ``due_day`` is the day of
    the following month by which it should be here. A full list that ``may_be_empty`` says by
    having no rows that there is nobody; any other empty list is a mistake of its sender.
    """

    key: str
    label: str
    partner: str
    columns: tuple[Field, ...]
    mode: str = FULL
    key_fields: tuple[str, ...] = ("pid",)
    stale_after_months: int = 0
    # Until 2026-06-30: 社会救助暂行办法 第五十八条.
    legal_basis: str = "社会救助法 第四十条、第四十一条"
    due_day: int = 20
    may_be_empty: bool = False

    def __post_init__(self) -> None:
        """Refuse two columns that answer to one header, and unknown key columns."""
        if self.mode not in (FULL, INCREMENT):
            raise DeclarationError(f"{self.key}：未知的报送方式 {self.mode}")
        seen: dict[str, str] = {}
        for column in self.columns:
            for header in column.headers:
                if seen.setdefault(header, column.name) != column.name:
                    raise DeclarationError(f"{self.key}：列名“{header}”对应两个字段")
        if self.mode == INCREMENT:
            object.__setattr__(self, "may_be_empty", True)
        unknown = set(self.key_fields) - {"pid"} - {column.name for column in self.columns}
        if unknown:
            raise DeclarationError(f"{self.key}：主键列 {sorted(unknown)} 未声明")

    @property
    def short(self) -> str:
        """The last part of the key, as it is written in file names."""
        return self.key.rsplit(".", 1)[-1]

    def column(self, name: str) -> Field:
        """Return the column called ``name``; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def header_form(text: str) -> str:
    """Return a header as it is compared: no spaces, stars or colons, brackets half-width."""
    return _MARKS.sub("", text).replace("（", "(").replace("）", ")").lower()


def bare_header(text: str) -> str:
    """Return the normal form of a header without what stands in brackets (units, remarks)."""
    return header_form(_BRACKETS.sub("", text))


_partners: dict[str, Partner] = {}
_data_sets: dict[str, DataSet] = {}


def declare_partner(partner: Partner) -> Partner:
    """Add ``partner`` to the registry; a key already taken is refused."""
    if _partners.setdefault(partner.key, partner) != partner:
        raise DeclarationError(f"数据来源 {partner.key} 已登记")
    return partner


def declare_data_set(data_set: DataSet) -> DataSet:
    """Add ``data_set`` to the registry; its partner must be known and its key free."""
    if data_set.partner not in _partners:
        raise DeclarationError(f"{data_set.key}：未登记的数据来源 {data_set.partner}")
    if _data_sets.setdefault(data_set.key, data_set) != data_set:
        raise DeclarationError(f"数据集 {data_set.key} 已登记")
    return data_set


def partner(key: str) -> Partner:
    """Return the partner with this key; KeyError if there is none."""
    return _partners[key]


def data_set(key: str) -> DataSet:
    """Return the data set with this key; KeyError if there is none."""
    return _data_sets[key]


def data_sets() -> tuple[DataSet, ...]:
    """Return every declared data set in the order of declaration."""
    return tuple(_data_sets.values())
