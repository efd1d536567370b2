"""The tables of social assistance, by subject."""

from .plans import HelpPlan, PlanItem, ReliefService
from .relief import Instalment
from .reserve import ReserveCheck, ReserveEntry, ReserveFund, ReserveOrder
from .resources import HelpOrder, HelpRecord, HelpResource
from .rounds import ReliefRound, RoundLine
from .special import ErrorReport, SpecialReferral
from .support import Admission, CareAgreement, SelfCareAssessment

__all__ = [
    "Admission",
    "CareAgreement",
    "ErrorReport",
    "HelpOrder",
    "HelpPlan",
    "HelpRecord",
    "HelpResource",
    "Instalment",
    "PlanItem",
    "ReliefRound",
    "ReliefService",
    "ReserveCheck",
    "ReserveEntry",
    "ReserveFund",
    "ReserveOrder",
    "RoundLine",
    "SelfCareAssessment",
    "SpecialReferral",
]
