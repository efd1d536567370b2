"""Credit records: two people, a term, pleas, measures, and a look instead of a refusal."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from minzheng.kernel.credit import queries, services
from minzheng.kernel.credit.declarations import fields
from minzheng.kernel.credit.models import CreditRecord

from .conftest import AT

DAY = AT.date()


@pytest.fixture
def entered(office, person):
    return services.enter_record(
        field="assistance", kind="penalty", person=person, fact="隐瞒车辆骗取低保金", paper="会民罚〔2026〕3号",
        valid_from=DAY, months_long=12, by=office["officer"], at=AT,
    )  # fmt: skip


@pytest.fixture
def standing(entered, office):
    return services.decide_record(
        entered, confirmed=True, reason="事实清楚", publish_days=30, by=office["reviewer"], at=AT
    )


@pytest.mark.requirement("KC-20")
def test_five_fields_declare_their_law_and_their_joint_measures(standing, body, office):
    assert {field.key for field in fields()} == {
        "assistance", "organisations", "elderly", "charity", "marriage",
    }  # fmt: skip
    assert all(field.basis and field.penalties and field.rewards for field in fields())
    told = {"unit": "县民政局", "taken_on": DAY, "by": office["officer"], "at": AT}
    services.take_measure(standing, measure="checked", **told)
    with pytest.raises(services.CreditRefused, match="没有规定这项措施"):
        services.take_measure(standing, measure="no_raise", **told)
    good = services.enter_record(
        field="elderly", kind="reward", body=body, fact="连续三年评为五星级", paper="会民〔2026〕8号",
        valid_from=DAY, months_long=36, by=office["officer"], at=AT,
    )  # fmt: skip
    with pytest.raises(services.CreditRefused, match="未生效"):
        services.take_measure(good, measure="praised", **told)


def test_record_counts_only_after_a_second_person_and_only_for_its_term(entered, person, office):
    assert queries.standing([person], DAY) == []
    with pytest.raises(PermissionDenied):
        services.decide_record(entered, confirmed=True, reason="是", by=office["officer"], at=AT)
    services.decide_record(entered, confirmed=True, reason="属实", by=office["reviewer"], at=AT)
    assert queries.standing([person], date(2027, 9, 13)) == [entered]
    assert queries.standing([person], date(2027, 9, 14)) == []
    with pytest.raises(services.CreditRefused, match="1 至 36"):
        services.enter_record(
            field="assistance", kind="penalty", person=person, fact="x", paper="y", valid_from=DAY,
            months_long=37, by=office["officer"], at=AT,
        )  # fmt: skip


def test_publication_ends_with_the_record_and_with_its_repair(standing, office):
    seen = queries.published(office["clerk"], DAY + timedelta(days=30))
    assert list(seen) == [standing]
    assert not queries.published(office["clerk"], DAY + timedelta(days=31)).exists()
    told = {"kind": "repair", "text": "已退回并培训", "by": office["clerk"]}
    with pytest.raises(services.CreditRefused, match="2027-03-14"):
        services.plead(standing, at=AT, **told)
    later = AT + timedelta(days=200)
    plea = services.plead(standing, at=later, **told)
    services.settle_plea(plea, upheld=True, reason="已改正", by=office["reviewer"], at=later)
    assert CreditRecord.objects.get().state == "repaired"
    assert queries.standing([standing.person], later.date()) == []


def test_objection_is_decided_by_somebody_who_had_no_hand_in_the_record(standing, office):
    plea = services.plead(standing, kind="objection", text="车辆已卖", by=office["clerk"], at=AT)
    with pytest.raises(services.CreditRefused, match="复核人"):
        services.settle_plea(plea, upheld=False, reason="x", by=office["reviewer"], at=AT)
    services.settle_plea(plea, upheld=True, reason="查证属实", by=office["chief"], at=AT)
    assert CreditRecord.objects.get().state == "revoked"


def test_dishonest_applicant_is_looked_at_once_more_and_the_stranger_sees_nothing(
    standing, person, office
):
    # Any row may be the application: here the record of somebody's mandate stands for it.
    application = office["clerk"]
    told = {"field": "assistance", "subject": application}
    assert queries.unchecked([person], DAY, **told) == [standing]
    assert queries.unchecked([person], DAY, field="marriage", subject=application) == []
    services.note_check(application, standing, finding="车辆确已过户", by=office["clerk"], at=AT)
    assert queries.unchecked([person], DAY, **told) == []
    assert not queries.records(office["stranger"]).exists()
    assert not queries.records(office["worker"]).exists()
    with pytest.raises(PermissionDenied):
        services.plead(standing, kind="objection", text="x", by=office["stranger"], at=AT)
