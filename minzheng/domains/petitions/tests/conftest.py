"""Fixtures of the tests of this room: a small county with its limits, and a voice to work on."""

import pytest

from minzheng.domains.petitions import services
from minzheng.kernel.cases.tests.procedures import procedure
from minzheng.kernel.determinations.tests.fixtures import small
from minzheng.kernel.documents.tests.county import (
    county,
    family,
    moment,
    own_home,
    register,
    staff,
    village,
)

__all__ = ["county", "family", "own_home", "procedure", "register", "small", "staff", "village"]


@pytest.fixture
def limits(staff, small):
    """Return the staff once the limits of the room are in force."""
    return staff


@pytest.fixture
def told(limits, village):
    """Return a function that takes a voice down at nine in the morning of 16 November."""

    def tell(kind="complaint", matter="charity.fundraising", **said):
        given = {
            "channel": "counter", "division": village, "text": "街上有人打着捐款的名义收钱", "by": limits["lin"],
            "at": moment(11, 16), "told_by": "老李", "phone": "13912345678",
        }  # fmt: skip
        return services.receive(kind=kind, matter=matter, **given | said)

    return tell
