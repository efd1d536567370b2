"""The tables of social assistance, by subject."""

from .relief import Instalment
from .reserve import ReserveCheck, ReserveEntry, ReserveFund, ReserveOrder

__all__ = ["Instalment", "ReserveCheck", "ReserveEntry", "ReserveFund", "ReserveOrder"]
