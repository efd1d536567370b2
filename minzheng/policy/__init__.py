"""The engine of the law: rules wired by name, parameters dated and placed, reasons derived."""

from . import citizen
from .cases import CaseResult, run_cases
from .declaration import (
    COUNTY,
    PREFECTURE,
    PROVINCE,
    STATE,
    Level,
    Parameter,
    ParameterInvalid,
    Policy,
    WiringError,
    all_hold,
)
from .engine import ELIGIBLE, NOT_ELIGIBLE, UNDETERMINED, Evaluation, FactFrames, evaluate
from .explanation import Explanation
from .parameters import ParameterRow, ParameterStore
from .rounding import half_up, up
from .snapshots import UnknownDigest, replay, retrace

__all__ = [
    "COUNTY",
    "ELIGIBLE",
    "NOT_ELIGIBLE",
    "PREFECTURE",
    "PROVINCE",
    "STATE",
    "UNDETERMINED",
    "CaseResult",
    "Evaluation",
    "Explanation",
    "FactFrames",
    "Level",
    "Parameter",
    "ParameterInvalid",
    "ParameterRow",
    "ParameterStore",
    "Policy",
    "UnknownDigest",
    "WiringError",
    "all_hold",
    "citizen",
    "evaluate",
    "half_up",
    "replay",
    "retrace",
    "run_cases",
    "up",
]
