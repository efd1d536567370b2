"""The words other rooms declare with: policies, seeds of parameters, providers of facts; no Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from minzheng.core.registry import Registry
from minzheng.facts import TABLES
from minzheng.policy import Parameter, Policy
from minzheng.policy.legality import LegalityCheck

# (month, at, register) -> rows keyed by a column `person` or `household`.
Provider = Callable[[str, date, pl.DataFrame], pl.DataFrame]

# The fact tables that are filled for every household and person of a county; the others belong to
# one case (a hardship, a deceit, an income change, a funeral bill).
GATHERED = (
    "households", "persons", "assisted_families", "assisted_persons", "price_linked_persons",
    "parents_of_children", "children_in_care", "disabled_persons", "elders",
)  # fmt: skip

_policies: Registry[Policy] = Registry("政策")
_order: list[str] = []


@dataclass(frozen=True, slots=True)
class FactProvider:
    """A room's way of giving facts from its own rows; `label` names the source to a reader."""

    key: str
    give: Provider
    label: str = ""
    is_early: bool = False


_providers: Registry[FactProvider] = Registry("事实来源")


@dataclass(frozen=True, slots=True)
class ParameterFile:
    """A csv of parameter values that belongs to an owner (a policy, a workflow, a room)."""

    owner: str
    label: str
    path: Path


_files: Registry[ParameterFile] = Registry("参数文件")
_case_only: dict[str, str] = {}


def register_policy(policy: Policy) -> Policy:
    """Add a policy with the parameters.csv beside it. Policies are determined in this order."""
    _policies.add(policy.key, policy)
    if policy.key not in _order:
        _order.append(policy.key)
    values = policy.folder / "parameters.csv" if policy.folder else None
    if values is not None and values.is_file():
        declare_parameters(policy.key, values, label=policy.label)
    return policy


def policies() -> Mapping[str, Policy]:
    """Return the registered policies by key, in the order in which they are determined."""
    return {key: _policies.get(key) for key in _order}


def case_only(key: str, reason: str) -> None:
    """Say that a policy is answered in cases only, never for a whole county, and why (Chinese)."""
    if not reason.strip():
        raise ValueError(f"政策“{key}”只在办件中认定，须写明理由。")
    _case_only[key] = reason


def case_only_policies() -> Mapping[str, str]:
    """Return the reasons why policies are answered in cases only, by key."""
    return dict(_case_only)


def county_policies() -> Mapping[str, Policy]:
    """Return the policies that are worked out for a whole county every month.

    Left out are those declared `case_only`, and a local one that asks for facts of a single case.
    """
    return {
        key: policy
        for key, policy in policies().items()
        if key not in _case_only and asked_facts(policy) <= _gathered()
    }


def _gathered() -> set[str]:
    return {name for table in GATHERED for name in TABLES[table].columns}


def asked_facts(policy: Policy) -> set[str]:
    """Return every fact column a policy may ask for, whatever day and division."""
    arguments = {
        a for rule in policy.rules.values() for version in rule.versions for a in version.arguments
    }
    arguments |= {parameter.by for parameter in policy.parameters.values() if parameter.by}
    named = policy.rules.keys() | policy.parameters.keys()
    return {name for name in arguments - named if policy.fact(name) is not None}


def policy_of(key: str) -> Policy:
    """Return the policy of a key; KeyError when nobody registered it."""
    return _policies.get(key)


def declare_parameters(owner: str, path: Path, *, label: str = "") -> None:
    """Name the csv that seeds the values of `owner`.

    Columns: parameter, division, since, value, source; optional: until, category, unit, document.
    Deadlines of a workflow are declared the same way, under the key of the workflow.
    """
    _files.add(owner, ParameterFile(owner, label or owner, path))


def parameter_files() -> list[ParameterFile]:
    """Return the declared csv files by owner."""
    return list(_files.all())


def fact_provider(
    key: str, label: str = "", *, early: bool = False
) -> Callable[[Provider], Provider]:
    """Declare a function that gives facts from a room's own rows.

    It is called with the month, the day and the register frame (the persons in question, with what
    departments and earlier providers told) and returns one row per person or household with fact
    columns; null says nothing is known here. `label` is the Chinese name of the source. What an
    `early` one tells, the others find in the register frame and may build upon.
    """

    def register(function: Provider) -> Provider:
        _providers.add(key, FactProvider(key, function, label, early))
        return function

    return register


def fact_providers() -> list[FactProvider]:
    """Return the providers, the early ones first, else by key: a later one always wins the same way."""
    return sorted(_providers.all(), key=lambda provider: not provider.is_early)


def forget(key: str) -> None:
    """Take a policy, its parameter file or a provider out again (for tests that declare their own)."""
    _policies.remove(key)
    _files.remove(key)
    _providers.remove(key)
    _case_only.pop(key, None)
    if key in _order:
        _order.remove(key)


# -- what is published and not asked by any rule; checks of what is published ---------------------

_statistics: Registry[Parameter] = Registry("统计数")
_checks: Registry[LegalityCheck] = Registry("合法性核验")


def declare_parameter(parameter: Parameter) -> Parameter:
    """Declare a dated figure that no rule of a policy asks for, such as a statistic of the year."""
    _statistics.add(f"{parameter.policy}.{parameter.name}", parameter)
    return parameter


def declared_parameter(owner: str, name: str) -> Parameter | None:
    """Return what a parameter was declared as, by a policy or by itself; None for plain settings."""
    if owner in _policies:
        found = _policies.get(owner).parameters.get(name)
        return found if found is not None and found.policy == owner else None
    key = f"{owner}.{name}"
    return _statistics.get(key) if key in _statistics else None


def declared_parameters() -> list[Parameter]:
    """Return every declared parameter once, those of policies first, in the order of declaration."""
    own = [p for key, law in policies().items() for p in law.parameters.values() if p.policy == key]
    return [*own, *_statistics.all()]


def declare_checks(*checks: LegalityCheck) -> None:
    """Declare rules of law about published standards; a key declared twice fails at start-up."""
    for check in checks:
        _checks.add(check.key, check)


def legality_checks() -> list[LegalityCheck]:
    """Return the declared checks by key."""
    return list(_checks.all())
