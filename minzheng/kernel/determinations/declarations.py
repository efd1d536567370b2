"""The words other rooms declare with: policies, seeds of parameters, providers of facts; no Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from minzheng.core.registry import Registry
from minzheng.facts import TABLES
from minzheng.policy import Policy

# (month, at, register) -> rows keyed by a column `person` or `household`.
Provider = Callable[[str, date, pl.DataFrame], pl.DataFrame]

# The fact tables that are filled for every household; others are given by a case.
GATHERED = ("households", "persons")

_policies: Registry[Policy] = Registry("政策")
_order: list[str] = []


@dataclass(frozen=True, slots=True)
class FactProvider:
    """A room's way of giving facts from its own rows."""

    key: str
    give: Provider


_providers: Registry[FactProvider] = Registry("事实来源")


@dataclass(frozen=True, slots=True)
class ParameterFile:
    """A csv of parameter values that belongs to an owner (a policy, a workflow, a room)."""

    owner: str
    label: str
    path: Path


_files: Registry[ParameterFile] = Registry("参数文件")


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


def county_policies() -> Mapping[str, Policy]:
    """Return the policies that can be worked out for a whole county from the fact tables alone.

    A policy that asks for facts only a case knows (an income change, say) is left to the case.
    """
    return {key: policy for key, policy in policies().items() if _asked(policy) <= _gathered()}


def _gathered() -> set[str]:
    return {name for table in GATHERED for name in TABLES[table].columns}


def _asked(policy: Policy) -> set[str]:
    arguments = {
        a for rule in policy.rules.values() for version in rule.versions for a in version.arguments
    }
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


def fact_provider(key: str) -> Callable[[Provider], Provider]:
    """Declare a function that gives facts from a room's own rows.

    It is called with the month, the day and the register frame (the persons in question) and
    returns one row per person or household with fact columns; null says nothing is known here.
    """

    def register(function: Provider) -> Provider:
        _providers.add(key, FactProvider(key, function))
        return function

    return register


def fact_providers() -> list[FactProvider]:
    """Return the providers sorted by key, so that a later one wins the same way every month."""
    return list(_providers.all())


def forget(key: str) -> None:
    """Take a policy, its parameter file or a provider out again (for tests that declare their own)."""
    _policies.remove(key)
    _files.remove(key)
    _providers.remove(key)
    if key in _order:
        _order.remove(key)
