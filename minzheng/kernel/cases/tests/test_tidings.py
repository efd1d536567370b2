"""A step of the office reaches the telephone once, in words that tell a stranger nothing, unless switched off."""

import pytest
from django.db import transaction

from minzheng.kernel.cases import services
from minzheng.kernel.cases.declarations import PORTAL, Service
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.citizens.tests.signing import citizen_of
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.messages.models import Message
from minzheng.kernel.messages.tests.test_messages import outbox

AT = moment(6, 1)


@pytest.fixture
def case(procedure, family, staff):
    return services.open_case(KEY, household=family, by=staff["lin"], at=AT)


@pytest.fixture
def head(family):
    """Return the account of the family's head, whose telephone the identity service vouches for."""
    return citizen_of(family.head, at=AT)


def texts() -> list[str]:
    return [row.text for row in Message.objects.filter(channel="sms").order_by("pk")]


def accept(case, staff):
    return services.take(case, "accept", by=staff["lin"], at=AT, data={"ready": True})


def test_acceptance_leaves_by_sms_once_without_name_or_matter(
    case, head, staff, settings, django_capture_on_commit_callbacks
):
    shown = Case.objects.get(pk=case.pk)
    with django_capture_on_commit_callbacks(execute=True):
        accept(case, staff)
        accept(shown, staff)
    (line,) = outbox(settings)
    assert line["phone"] == head.phone
    assert f"您的办件（{case.number}）已受理。" in line["text"]
    assert head.name not in line["text"] and case.definition.label not in line["text"]
    assert case.definition.label in Message.objects.get(channel="inbox").text


def test_refusal_says_how_to_object_and_keeps_the_reason_off_the_telephone(case, head, staff):
    accept(case, staff)
    services.take(case, "refuse", by=staff["chen"], at=AT, note="月人均收入超过标准")
    said = texts()[-1]
    assert "没有得到同意" in said and "60日内可以申请行政复议" in said and "收入" not in said
    inbox = Message.objects.filter(channel="inbox").order_by("-pk").first().text
    assert "月人均收入超过标准" in inbox and "行政复议" in inbox


def test_who_switched_it_off_has_the_inbox_only(case, head, staff):
    citizens.set_texting(head, wanted=False, at=AT)
    accept(case, staff)
    assert texts() == [] and Message.objects.filter(channel="inbox").count() == 1


def test_a_telephone_nobody_vouched_for_is_not_told(case, head, staff):
    head.phone = None
    head.save()
    accept(case, staff)
    assert texts() == []


def test_who_has_no_account_is_told_nothing_of_steps(case, staff):
    accept(case, staff)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_step_taken_back_tells_nobody(case, head, staff, settings):
    with transaction.atomic():
        accept(case, staff)
        transaction.set_rollback(True)
    assert not Message.objects.exists() and outbox(settings) == []


def test_who_applied_for_another_is_told_while_he_may_act(procedure, family, staff):
    mother, child = family.head, family.memberships.exclude(person=family.head).first().person
    object.__setattr__(procedure, "of", "person")
    object.__setattr__(procedure, "service", Service(channels=(PORTAL,)))
    own = citizen_of(mother, at=AT)
    seat = citizens.seat(own, family.division, at=AT)
    case = services.open_case(KEY, household=family, person=child, by=seat, at=AT)
    accept(case, staff)
    assert Message.objects.get(channel="sms").phone == own.phone
    family.memberships.filter(person=child).update(valid_to=AT.date())
    services.take(case, "notify", by=staff["head"], at=AT)
    assert Message.objects.filter(channel="sms").count() == 1
