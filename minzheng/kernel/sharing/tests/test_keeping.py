"""The ledger and closed batches go when the years of their data set are over, and not a day before."""

from datetime import datetime

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.sharing import declarations, services
from minzheng.kernel.sharing.models import Batch, BatchLine, ExchangeRecord, HeldRow
from minzheng.kernel.sharing.tests.system import AT, granted, quick


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """Keep three years of this data set, ten of any other."""

    def years(_name, _division, _on, data_set):
        return 3 if data_set == "trial.recipients" else 10

    monkeypatch.setattr(declarations, "_terms", [years])


@pytest.mark.parametrize(
    ("day", "goes"),
    [(datetime(2029, 11, 6, 9, tzinfo=SHANGHAI), False), (datetime(2029, 11, 7, 0, tzinfo=SHANGHAI), True)],
)  # fmt: skip
def test_exchange_goes_the_day_its_years_are_over(
    shared, staff, places, national, connected, day, goes
):
    row = granted(staff, places["会宁县"])
    services.push(row, by=staff["chen"], at=AT, pause=quick)
    services.answer_query(row, {"name": "李梅"}, at=AT)
    done = services.delete_expired(by=staff["chen"], at=day)
    assert done == ({"records": 2, "batches": 1} if goes else {"records": 0, "batches": 0})
    left = ExchangeRecord.objects.exists(), Batch.objects.exists(), BatchLine.objects.exists()
    assert left == (not goes,) * 3
    assert HeldRow.objects.count() == 3, "what the partner holds is no ledger"
    told = Entry.objects.filter(verb="sharing.expired").values_list("detail", flat=True)
    assert [(one["records"], one["before"]) for one in told] == (
        [(2, "2026-11-07")] if goes else []
    )


def test_open_batch_and_one_the_ledger_still_tells_of_stay(shared, staff, places):
    row = granted(staff, places["会宁县"])
    batch = services.push(row, by=staff["chen"], at=AT)
    late = datetime(2030, 1, 1, tzinfo=SHANGHAI)
    assert services.delete_expired(by=staff["chen"], at=late)["batches"] == 0
    services.record_receipts(batch, {}, by=staff["chen"], at=late)
    assert services.delete_expired(by=staff["chen"], at=late) == {"records": 0, "batches": 0}
