"""An honest error that was put right: reported by who made it, reviewed by somebody else."""

from datetime import date

import pytest

from minzheng.domains.assistance import queries
from minzheng.domains.assistance.choices import TOLERANCE_TESTS
from minzheng.domains.assistance.services import tolerance
from minzheng.kernel.audit import queries as audit
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Task

from .conftest import moment

TOLD = {
    "what": "录入收入时漏填一位数", "cause": "系统迁移时手工转录", "happened_on": date(2026, 8, 3),
    "found_on": date(2026, 9, 1), "corrected_on": date(2026, 9, 2), "correction": "已重新核定并追补差额",
}  # fmt: skip


@pytest.mark.requirement("SA-76")
def test_honest_error_put_right_in_time_is_exempt_after_anothers_review(office):
    at = moment("2026-09-03")
    row = tolerance.report_error(**TOLD, by=office["clerk"], at=at)
    assert Task.objects.get(subject_id=row.pk, done_at=None).role == "reviewer"
    every = dict.fromkeys(TOLERANCE_TESTS, True)
    with pytest.raises(StepRefused, match="县级复核人"):
        tolerance.review_error(row, tests=every, reasons="是", by=office["clerk"], at=at)
    with pytest.raises(StepRefused, match="逐项"):
        tolerance.review_error(
            row, tests={"lawful": True}, reasons="是", by=office["reviewer"], at=at
        )
    done = tolerance.review_error(row, tests=every, reasons="属实", by=office["reviewer"], at=at)
    assert (done.state, done.reviewed_by) == ("exempt", office["reviewer"])
    verbs = [entry.verb for entry in audit.entries_of(row)]
    assert verbs == ["assistance.tolerance.reviewed", "assistance.tolerance.reported"]
    other = tolerance.report_error(**TOLD, by=office["reviewer"], at=at)
    with pytest.raises(StepRefused, match="自己的报告"):
        tolerance.review_error(other, tests=every, reasons="是", by=office["reviewer"], at=at)
    again = tolerance.report_error(**TOLD, by=office["clerk"], at=at)
    gained = tolerance.review_error(
        again, tests={**every, "no_gain": False}, reasons="收受礼品", by=office["reviewer"], at=at
    )
    assert gained.state == "not_exempt"
    with pytest.raises(StepRefused, match="主动报告的期限"):
        tolerance.report_error(**TOLD, by=office["clerk"], at=moment("2026-10-20"))
    assert not queries.error_reports(office["stranger"]).exists()
