"""Writes: values are entered and released, policies evaluated for one household or the county."""

from .batch import compare_all, county_frames, determine_all, evaluate_policy, gather_facts
from .parameters import ParameterError, enter_value, release_value, seed_parameters, withdraw_value
from .recording import FactError, Source, record_fact, withdraw_fact
from .single import determine, explain, explain_month, fact_frames, replay, values_of

__all__ = [
    "FactError",
    "ParameterError",
    "Source",
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
    "record_fact",
    "release_value",
    "replay",
    "seed_parameters",
    "values_of",
    "withdraw_fact",
    "withdraw_value",
]
