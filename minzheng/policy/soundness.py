"""Is a policy whole? Every wording on every day and in every place can be wired, named and valued."""

from collections.abc import Iterable, Sequence
from datetime import date

from .declaration import Policy, WiringError
from .graph import graph_in_force
from .parameters import STATE_CODE, ParameterStore


def problems(*policies: Policy) -> list[str]:
    """Say in Chinese what is wrong with policies as they are written; empty when all is well.

    Each day on which a wording begins or ends is tried in each place that has wordings of its
    own, so that a circle through an amendment shows at the start and not on that day.
    """
    return [problem for policy in policies for problem in (*_words(policy), *_wirings(policy))]


def without_value(
    policy: Policy, store: ParameterStore, lineage: Sequence[str], at: date
) -> list[str]:
    """Name the parameters in force that nobody has set for a place and a day, and who sets them.

    What rests on them is undetermined there. A parameter by category counts as set as soon as
    one category has a value.
    """
    missing = []
    graph = graph_in_force(policy, lineage, at)
    for name in graph.parameters:
        declared = policy.parameters[name]
        told = {row.category for row in store.rows if row.name == name} | {""}
        if all(store.value(policy, name, lineage, at, c)[1] is None for c in told):
            missing.append(
                f"参数「{declared.label}」在 {lineage[0]} 于 {at:%Y-%m-%d} 没有值，"
                f"由{declared.set_by}规定，请在参数中录入并注明文件"
            )
    return missing


def _words(policy: Policy) -> Iterable[str]:
    own = [rule for rule in policy.rules.values() if rule.policy is policy]
    for rule in own:
        if rule.kind in {"condition", "amount"} and not all(v.basis for v in rule.versions):
            yield f"{policy.key}：规则「{rule.label}」没有写明依据的条款（basis）"
        for version in rule.versions:
            if version.since and version.until and version.until <= version.since:
                yield f"{policy.key}：规则「{rule.label}」{version.since} 起的版本终止不晚于起始"
        days = [(v.division, v.since) for v in rule.versions]
        for division, since in {day for day in days if days.count(day) > 1}:
            yield (
                f"{policy.key}：规则「{rule.label}」在 {division or '全国'} "
                f"{since or '自始'} 有两个版本，后写的会顶替先写的"
            )


def _wirings(policy: Policy) -> Iterable[str]:
    versions = [v for rule in policy.rules.values() for v in rule.versions]
    days = {day for v in versions for day in (v.since, v.until) if day} | {date.min}
    places = {v.division for v in versions if v.division}
    lineages = [(STATE_CODE,), *((place, STATE_CODE) for place in sorted(places))]
    told = set()
    for day in sorted(days):
        for lineage in lineages:
            try:
                graph_in_force(policy, lineage, day)
            except WiringError as error:
                if str(error) not in told:
                    told.add(str(error))
                    yield f"{error}（{lineage[0]}，{day} 起）"
