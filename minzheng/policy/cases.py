"""The law's own examples, run as tests: cases.yaml beside each policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from minzheng.facts import COLUMNS

from .declaration import Policy
from .engine import Evaluation, FactFrames, evaluate
from .parameters import STATE_CODE, ParameterStore
from .units import DTYPES, read


@dataclass(frozen=True)
class CaseResult:
    """How one case came out: `problems` is empty when everything is as expected."""

    name: str
    problems: list[str]
    row: dict[str, Any]
    evaluation: Evaluation

    @property
    def passed(self) -> bool:
        """Tell whether the case came out as written."""
        return not self.problems


def run_cases(
    policy: Policy,
    source: Path | str | Sequence[Mapping[str, Any]] | None = None,
    parameters: ParameterStore | None = None,
) -> list[CaseResult]:
    """Run the cases of a policy (by default those beside it) with the parameters beside it.

    A file is a list of cases, or {defaults: {unit, person}, cases: […]}. Money is written in
    yuan, percentages in percent. `given` holds facts of the unit and parameters; `members` the
    people. Raises ValueError for a name that is neither.
    """
    if source is None:
        if policy.folder is None:
            raise ValueError(f"政策「{policy.key}」没有所在文件夹，须给出案例")
        source = policy.folder / "cases.yaml"
    written: Any = source
    if isinstance(source, (Path, str)):
        written = yaml.safe_load(Path(source).read_text(encoding="utf-8"))
    defaults: Mapping[str, Any] = {}
    if isinstance(written, Mapping):
        defaults, written = written.get("defaults") or {}, written["cases"]
    store = parameters if parameters is not None else ParameterStore.of(policy)
    return [_run(policy, case, defaults, store) for case in written]


def _run(
    policy: Policy, case: Mapping[str, Any], defaults: Mapping[str, Any], store: ParameterStore
) -> CaseResult:
    given = {**(defaults.get("unit") or {}), **(case.get("given") or {})}
    values = {name: _written(given.pop(name)) for name in list(given) if name in policy.parameters}
    unit = 1
    members = [
        {**(defaults.get("person") or {}), **member, "household": unit, "person": number}
        for number, member in enumerate(case.get("members") or (), start=1)
    ]
    division = str(case["division"])
    row = {"household": unit, "division": division, **given}
    if policy.of == "person":
        row = {"person": unit, **(defaults.get("person") or {}), **row}
        if case.get("members"):
            raise ValueError(f"案例「{case['name']}」：个人政策的案例不写 members，事实写在 given")
    frames = FactFrames(
        _frame(policy, [row], case["name"]),
        _frame(policy, members, case["name"]) if policy.of == "household" else None,
    )
    lineage = case.get("lineage") or (
        division,
        division[:4] + "00",
        division[:2] + "0000",
        STATE_CODE,
    )
    evaluation = evaluate(
        policy,
        frames,
        store.overlaid(policy, values),
        read(case["at"], "day"),
        {division: tuple(map(str, lineage))},
    )
    result = evaluation.one(unit)
    return CaseResult(case["name"], _compare(policy, case["expect"], result), result, evaluation)


def _written(value: Any) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _frame(policy: Policy, rows: list[dict[str, Any]], case: str) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {}
    for name in dict.fromkeys(n for row in rows for n in row) or ("household", "person"):
        column = COLUMNS.get(name)
        if column is None:
            raise ValueError(f"案例「{case}」：「{name}」不是 {policy.key} 的事实或参数")
        values = [read(row.get(name), column.kind) for row in rows]
        columns[name] = pl.Series(name, values, dtype=DTYPES[column.kind])
    return pl.DataFrame(columns)


def _compare(policy: Policy, expect: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    problems = []
    for name, wanted in expect.items():
        if name == "eligible":
            have, want = result["outcome"] == "eligible", wanted
        elif name == "amount":
            have, want = result["amount"], read(wanted, "money")
        elif name in policy.rules and name in result:
            rule = policy.rules[name]
            have, want = result[name], read(wanted, rule.value_kind)
            want = want * rule.scale if want is not None and rule.scale != 1 else want
        elif name in {"outcome", "missing"}:
            have, want = result[name], wanted
        else:
            problems.append(f"「{name}」不是可核对的结果")
            continue
        if have != want:
            problems.append(f"{name}：应为 {want}，实为 {have}")
    return problems
