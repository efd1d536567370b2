"""Who of the poor is insured against accidents, under which policy, and what was claimed."""

from datetime import date

import pytest

from minzheng.domains.assistance import views
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.enrolment import services as enrolment

from .conftest import moment

TODAY = date(2026, 11, 16)


def granted(office, household, benefit, amount=10_000):
    benefits.grant(
        benefit, household=household, amount=amount, since=date(2026, 3, 1),
        basis=benefits.Basis(reason="试"), by=office["system"], at=moment("2026-02-10"),
    )  # fmt: skip


@pytest.mark.requirement("SA-67")
def test_members_of_poor_and_marginal_families_are_listed_insured_once_and_claim(office, family):
    poor = family(("张大", date(1980, 1, 1), "head"), ("王芳", date(1982, 1, 1), "spouse"))
    edge = family(("李四", date(1970, 1, 1), "head"))
    family(("赵五", date(1975, 1, 1), "head"))
    granted(office, poor, "assistance.dibao")
    granted(office, edge, "assistance.dibao_edge", 0)
    rows = list(views.insurable(office["officer"], TODAY).order_by("name"))
    assert [row.name for row in rows] == sorted(["张大", "王芳", "李四"])
    assert list(views.insurable(office["stranger"], TODAY)) == []
    policy = {
        "insurer": "某保险公司", "policy_number": "Z1", "valid_from": date(2026, 12, 1),
        "valid_to": date(2027, 12, 1), "premium": 3000, "by": office["officer"], "at": moment("2026-11-16"),
    }  # fmt: skip
    listed = [(row, row.division_id) for row in rows]
    assert enrolment.insure(views.SCHEME, listed, **policy) == 3
    assert enrolment.insure(views.SCHEME, listed, **policy) == 0
    row = views.insurable(office["officer"], date(2026, 12, 1)).get(name="王芳")
    assert (row.insurer, row.policy_number) == ("某保险公司", "Z1")
    claim = enrolment.report_claim(
        row.insurance_covers.get(), happened_on=date(2026, 12, 5), event="跌伤",
        by=office["clerk"], at=moment("2026-12-06"),
    )  # fmt: skip
    enrolment.settle_claim(
        claim, paid=120_000, settled_on=date(2027, 1, 8), by=office["officer"], at=moment("2027-01-08")
    )  # fmt: skip
    claim.refresh_from_db()
    assert claim.paid == 120_000
