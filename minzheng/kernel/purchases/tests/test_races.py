"""Two hands on one contract at the same moment: what is left of it is given once."""

from datetime import date

import pytest

from minzheng.kernel.cases.tests.test_races import race
from minzheng.kernel.purchases.models import Contract
from minzheng.kernel.purchases.services import PurchaseError

from .test_buying import accepted, invoiced


@pytest.mark.django_db(transaction=True)
def test_two_invoices_at_one_moment_never_exceed_what_was_accepted(contract, hands):
    accepted(contract, hands, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30))

    def bill(number):
        try:
            return invoiced(Contract.objects.get(pk=contract.pk), hands, 300_000, number)
        except PurchaseError as refused:
            return refused

    answers = race(lambda: bill("一"), lambda: bill("二"))
    assert sorted(type(answer).__name__ for answer in answers) == ["Invoice", "PurchaseError"]
    contract.refresh_from_db()
    assert (contract.accepted, contract.invoiced) == (400_000, 300_000)
