"""The tables of social assistance, by subject."""

from .relief import Instalment
from .reserve import ReserveCheck, ReserveEntry, ReserveFund, ReserveOrder
from .support import Admission, CareAgreement, SelfCareAssessment

__all__ = [
    "Admission",
    "CareAgreement",
    "Instalment",
    "ReserveCheck",
    "ReserveEntry",
    "ReserveFund",
    "ReserveOrder",
    "SelfCareAssessment",
]
