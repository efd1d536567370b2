"""The tables of social assistance, by subject."""

from .plans import HelpPlan, PlanItem, ReliefService
from .relief import Instalment
from .reserve import ReserveCheck, ReserveEntry, ReserveFund, ReserveOrder
from .rounds import ReliefRound, RoundLine
from .support import Admission, CareAgreement, SelfCareAssessment

__all__ = [
    "Admission",
    "CareAgreement",
    "HelpPlan",
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
]
