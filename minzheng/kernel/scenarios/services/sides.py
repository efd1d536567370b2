"""The two sides of a comparison: the rules and values in force, and those that are tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from minzheng.core import months
from minzheng.kernel.benefits import facts as entitlements
from minzheng.kernel.determinations import declarations
from minzheng.kernel.determinations import queries as determinations
from minzheng.policy import ParameterStore, Policy

from .. import computing, queries
from ..models import Scenario


@dataclass(frozen=True)
class Side:
    """Some policies as one side of the comparison sees them: rules, values, day."""

    policies: Sequence[Policy]
    store: ParameterStore
    on: date


def sides_of(scenario: Scenario, keys: Sequence[str]) -> tuple[Side, Side]:
    """Return some policies as they are and as the scenario would have them."""
    policies = [declarations.policy_of(key) for key in keys]
    store, on = determinations.parameter_store(*policies), queries.judged_on(scenario)
    extended = [(origin, to) for origin, to in scenario.extended]
    others = [computing.switched(policy, scenario.without, extended) for policy in policies]
    changed = computing.overlaid(store, queries.rows_of(scenario.changes, on))
    return (
        Side(policies, store, months.last_day(scenario.month)),
        Side(others, changed, on),
    )


def roll(scenario: Scenario, key: str) -> pl.DataFrame:
    """Return who is to be paid the benefit of a policy in the month after the snapshot."""
    benefit = queries.benefit_of(key)
    return entitlements.recipients(
        benefit.key if benefit else "", months.shift_month(scenario.month, 1)
    )


def paid_on(scenario: Scenario) -> date:
    """Return the first day of the month after the snapshot, whose rolls count."""
    return months.first_day(months.shift_month(scenario.month, 1))
