"""Writes: values are entered and released, policies evaluated for one household or the county."""

from .batch import compare_all, county_frames, determine_all, evaluate_policy, gather_facts
from .parameters import (
    ParameterError,
    cleaned,
    enter_value,
    judgements_of,
    release_value,
    seed_parameters,
    withdraw_value,
)
from .recomputing import (
    Amounts,
    Recomputation,
    changed_parameters,
    gathered_months,
    nearest_months,
    touches,
)
from .recording import FactError, Source, record_fact, withdraw_fact
from .single import determine, explain, explain_month, fact_frames, replay, values_of
from .standards import (
    NewValue,
    judged,
    may_release,
    objections,
    propose_change,
    release_change,
    withdraw_change,
)

__all__ = [
    "Amounts",
    "FactError",
    "NewValue",
    "ParameterError",
    "Recomputation",
    "Source",
    "changed_parameters",
    "cleaned",
    "compare_all",
    "county_frames",
    "determine",
    "determine_all",
    "enter_value",
    "evaluate_policy",
    "explain",
    "explain_month",
    "fact_frames",
    "gather_facts",
    "gathered_months",
    "judged",
    "judgements_of",
    "may_release",
    "nearest_months",
    "objections",
    "propose_change",
    "record_fact",
    "release_change",
    "release_value",
    "replay",
    "seed_parameters",
    "touches",
    "values_of",
    "withdraw_change",
    "withdraw_fact",
    "withdraw_value",
]
