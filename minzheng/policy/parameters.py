"""Parameter values: dated rows per division with their document; the nearest ancestor wins."""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .declaration import Parameter, ParameterInvalid, Policy

STATE_CODE = "000000"


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One value in force for a division from `since` until (not including) `until`.

    `value` is written in the parameter's own unit (yuan, percent); `category` is the value of
    the fact the parameter is keyed by ("" serves every category); `document` is the number of
    the paper that sets it, `source` says where the figure was found.
    """

    policy: str
    name: str
    division: str
    since: date
    until: date | None
    value: str
    category: str = ""
    source: str = ""
    document: str = ""

    def in_force(self, at: date) -> bool:
        """Tell whether the row holds on that day."""
        return self.since <= at and (self.until is None or at < self.until)


class ParameterStore:
    """All known parameter rows, looked up by policy, name, lineage, day and category."""

    def __init__(
        self,
        rows: Iterable[ParameterRow] = (),
        *,
        given: Mapping[str, tuple[Any, ParameterRow]] | None = None,
    ) -> None:
        self.rows = tuple(rows)
        self._given = dict(given or {})
        self._index: dict[tuple[str, str, str, str], list[ParameterRow]] = {}
        self._divisions: dict[str, set[str]] = {}
        self._parsed: dict[tuple[int, int], tuple[Parameter, Any]] = {}
        for row in self.rows:
            self._index.setdefault(
                (row.policy, row.name, row.division, row.category or ""), []
            ).append(row)
            self._divisions.setdefault(row.policy, set()).add(row.division)
        for same in self._index.values():
            same.sort(key=lambda row: row.since, reverse=True)

    @classmethod
    def from_csv(cls, *paths: Path | str) -> "ParameterStore":
        """Read parameters.csv files (policy, parameter, division, since, until, category, value, …).

        Raises ParameterInvalid with file and line when a row cannot be read.
        """
        return cls(row for path in paths for row in _read_csv(Path(path)))

    @classmethod
    def of(cls, *policies: Policy) -> "ParameterStore":
        """Read the rows lying beside the policies and beside those they include; checks them."""
        everyone = included(policies)
        folders: dict[str, Path] = {}
        for each in everyone:
            path = each.folder / "parameters.csv" if each.folder else None
            if path is not None and path.exists():
                folders[each.key] = path
        store = cls.from_csv(*folders.values())
        problems = store.problems(*everyone)
        if problems:
            raise ParameterInvalid("；".join(problems))
        return store

    def overlaid(
        self, policy: Policy, values: Mapping[str, str], *, document: str = ""
    ) -> "ParameterStore":
        """Give a store in which the named parameters have these written values everywhere.

        For cases, what-if runs and replay; raises ParameterInvalid on a value that does not fit.
        """
        given = dict(self._given)
        for name, written in values.items():
            declared = policy.parameters[name]
            row = ParameterRow(
                declared.policy,
                name,
                "",
                date.min,
                None,
                str(written),
                source="given",
                document=document,
            )
            given[name] = (declared.parse(str(written)), row)
        return ParameterStore(self.rows, given=given)

    def value(
        self,
        policy: Policy,
        name: str,
        lineage: Sequence[str],
        at: date,
        category: str | None = None,
    ) -> tuple[Any, ParameterRow | None]:
        """Give the typed value in force and its row; (None, None) where nobody has set one.

        Along the lineage (nearest first) the first division with a row in force wins; there the
        row for the category beats the row for all, and a later `since` beats an earlier one.
        """
        if name in self._given:
            return self._given[name]
        declared = policy.parameters[name]
        for division in lineage:
            row = self._row(declared, division, at, category)
            if row is not None:
                return self._parse(declared, row), row
        return None, None

    def _parse(self, declared: Parameter, row: ParameterRow) -> Any:
        """Read a written value once, however often it is asked for."""
        key = (id(declared), id(row))
        if key not in self._parsed:
            self._parsed[key] = (declared, declared.parse(row.value))
        return self._parsed[key][1]

    def divisions(self, policies: Iterable[str]) -> set[str]:
        """List the divisions that have rows of their own for any of these policies."""
        return set().union(*(self._divisions.get(key, set()) for key in policies))

    def problems(
        self, *policies: Policy, lineages: Mapping[str, Sequence[str]] | None = None
    ) -> list[str]:
        """Check every row against its declaration; gives Chinese sentences, empty when all is well."""
        found: list[str] = []
        by_key = {policy.key: policy for policy in policies}
        for row in self.rows:
            policy = by_key.get(row.policy)
            if policy is None:
                continue
            try:
                self.check(policy, row, (lineages or {}).get(row.division, ()))
            except ParameterInvalid as error:
                found.append(str(error))
        return found

    def check(self, policy: Policy, row: ParameterRow, lineage: Collection[str] = ()) -> None:
        """Check one row (also one not yet stored); raises ParameterInvalid in Chinese.

        Its value must fit the unit, its dates run forward, and from the day the law says so it
        must not lie below its guiding value in force along `lineage`.
        """
        declared = policy.parameters.get(row.name)
        where = f"{row.division} {row.since:%Y-%m-%d} 起"
        if declared is None or declared.policy != row.policy:
            raise ParameterInvalid(f"政策「{row.policy}」没有参数「{row.name}」（{where}）")
        if row.until is not None and row.until <= row.since:
            raise ParameterInvalid(f"参数「{declared.label}」（{where}）的终止日不晚于起始日")
        if row.category and not declared.by:
            raise ParameterInvalid(
                f"参数「{declared.label}」（{where}）不分类，却写了「{row.category}」"
            )
        value = declared.parse(row.value)
        self._check_floor(policy, declared, row, value, lineage)

    def _check_floor(
        self,
        policy: Policy,
        declared: Parameter,
        row: ParameterRow,
        value: Any,
        lineage: Collection[str],
    ) -> None:
        starts = declared.floor_since or row.since
        if (
            declared.floor is None
            or (row.until is not None and row.until <= starts)
            or row.since < starts
        ):
            return
        floor, _ = self.value(
            policy, declared.floor, tuple(lineage), row.since, row.category or None
        )
        if floor is not None and value < floor:
            label = policy.parameters[declared.floor].label
            raise ParameterInvalid(
                f"参数「{declared.label}」（{row.division}）的值 {row.value} 低于{label}，不予采用"
            )

    def _row(
        self, declared: Parameter, division: str, at: date, category: str | None
    ) -> ParameterRow | None:
        for wanted in (category, "") if declared.by and category else ("",):
            for row in self._index.get(
                (declared.policy, declared.name, division, wanted or ""), ()
            ):
                if row.in_force(at):
                    return row
        return None


def included(policies: Iterable[Policy]) -> list[Policy]:
    """Policies with all they include, and what those include, each once."""
    found: list[Policy] = []
    waiting = list(policies)
    while waiting:
        policy = waiting.pop(0)
        if policy not in found:
            found.append(policy)
            waiting.extend(policy.includes)
    return found


def _read_csv(path: Path) -> Iterable[ParameterRow]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, fields in enumerate(csv.DictReader(file), start=2):
            try:
                yield ParameterRow(
                    policy=fields["policy"],
                    name=fields["parameter"],
                    division=fields["division"],
                    since=date.fromisoformat(fields["since"]),
                    until=date.fromisoformat(fields["until"]) if fields.get("until") else None,
                    value=fields["value"],
                    category=fields.get("category") or "",
                    source=fields.get("source") or "",
                    document=fields.get("document") or "",
                )
            except (KeyError, TypeError, ValueError) as error:
                raise ParameterInvalid(
                    f"{path.parent.name}/{path.name} 第 {line} 行无法读取：{error}"
                ) from None
