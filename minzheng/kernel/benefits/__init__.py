"""待遇: who receives what, since when, on which determination, and what may stand beside what."""

from .declarations import (
    DISABILITY,
    ELDERLY_SERVICE,
    FUNERAL,
    HOUSEHOLD,
    LOCAL,
    MONTHLY,
    OLD_AGE,
    ONCE,
    PERSON,
    RECOGNITION,
    RELIEF,
    VOUCHER,
    Benefit,
    Fund,
)

__all__ = [
    "DISABILITY",
    "ELDERLY_SERVICE",
    "FUNERAL",
    "HOUSEHOLD",
    "LOCAL",
    "MONTHLY",
    "OLD_AGE",
    "ONCE",
    "PERSON",
    "RECOGNITION",
    "RELIEF",
    "VOUCHER",
    "Benefit",
    "Fund",
]
