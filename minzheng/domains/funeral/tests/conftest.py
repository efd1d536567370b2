"""What the tests of the room stand on: a township, its offices, its residents."""

from minzheng.kernel.enrolment.tests.township import (
    _demo_home,
    accepted,
    act,
    confirmed,
    office,
    resident,
)

__all__ = ["_demo_home", "accepted", "act", "confirmed", "office", "resident"]
