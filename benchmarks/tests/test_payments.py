"""The benchmark of payments, small: everybody is paid, refused or held back, and the books agree."""

import pytest

from benchmarks import payments

# It raises a home of its own on the embedded database.
pytestmark = [pytest.mark.slow, pytest.mark.apart]


def test_every_line_is_accounted_for_and_books_agree():
    measured = payments.run(400)
    assert measured["paid"] + measured["failed"] == measured["sent"]
    assert measured["sent"] + measured["held_back"] == 400
    assert (measured["failed"], measured["held_back"]) == (4, 6)
    assert (measured["problems"], measured["disagreements"], measured["ledger_total"]) == (0, 0, 0)
    assert measured["rivals"]["executemany"]["rows"] == 400
