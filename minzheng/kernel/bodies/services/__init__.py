"""Writes of bodies and of the facilities they run."""

from .bodies import register_body
from .facilities import (
    FacilityError,
    add_investment,
    change_facility,
    register_facility,
    set_state,
)
from .fees import set_fee
from .importing import Imported, import_facilities

__all__ = [
    "FacilityError",
    "Imported",
    "add_investment",
    "change_facility",
    "import_facilities",
    "register_body",
    "register_facility",
    "set_fee",
    "set_state",
]
