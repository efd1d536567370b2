"""A letter of authorisation is signed on the portal by the family it is about, and by nobody next door."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from minzheng.kernel.cases.declarations import Workflow
from minzheng.kernel.cases.tests.test_own_matters import citizen_of
from minzheng.kernel.documents.tests.county import Register
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification.services import record_authorisation, withdraw_authorisation

from .conftest import AT


def test_nobody_signs_or_takes_back_the_letter_of_the_house_next_door(
    means: Workflow, family: Household, register: Register
) -> None:
    neighbours = register(("李大山", date(1970, 2, 2), "head"))
    assert family.head is not None and neighbours.head is not None
    own, stranger = citizen_of(family.head), citizen_of(neighbours.head)
    with pytest.raises(PermissionDenied, match="不是您本人"):
        record_authorisation(family, family.head, signed_on=AT.date(), by=stranger, at=AT)
    letter = record_authorisation(family, family.head, signed_on=AT.date(), by=own, at=AT)
    with pytest.raises(PermissionDenied, match="不是您本人"):
        withdraw_authorisation(letter, by=stranger, at=AT)
    withdraw_authorisation(letter, by=own, at=AT)
    assert letter.withdrawn_at == AT
