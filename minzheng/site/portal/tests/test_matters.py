"""A citizen sees his own matters and nobody else's, and does there what the law lets him do himself."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import PORTAL
from minzheng.kernel.cases.models import Appointment, Case, RatingCall, RatingInvitation
from minzheng.kernel.cases.queries import Figures
from minzheng.kernel.citizens.tests.signing import sign_in
from minzheng.kernel.documents.models import Document
from minzheng.kernel.messages.models import Message
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.verification.models import ChangeReport
from minzheng.site.office.tests.county import county, desk, raised
from minzheng.site.portal.views import rating

__all__ = ["county", "desk", "raised"]
DIBAO = "assistance.dibao.application"


@pytest.fixture
def citizen(county) -> Callable[[Person], Client]:
    """Return a function that signs a person in to the portal."""

    def signed(person: Person) -> Client:
        client = Client()
        sign_in(client, person)
        return client

    return signed


def seat_of(username: str) -> Mandate:
    return Mandate.objects.get(user__username=username)


def refused_case() -> Case:
    """Return an application for 低保 the county refused, of a family whose head lives."""
    rows = Case.objects.filter(workflow=DIBAO, state="refused", household__head__died_on=None)
    return rows.select_related("household__head").order_by("pk").first()


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_every_page_of_ones_own_opens(citizen):
    case = refused_case()
    client = citizen(case.household.head)
    for name in ("matters", "benefits", "appointments", "inbox", "change_report", "ratings"):
        page(client, f"portal:{name}")
    assert case.number in page(client, "portal:matters")


def test_the_matter_of_another_family_does_not_exist(citizen):
    case = refused_case()
    stranger = (
        Household.objects.exclude(pk=case.household_id).exclude(head=None).order_by("pk").first()
    )
    client = citizen(stranger.head)
    for name, args in (("matter", [case.number]), ("matter_paper", [case.number, 1])):
        assert client.get(reverse(f"portal:{name}", args=args)).status_code == 404
    for name, args in (
        ("matter_act", [case.number, "withdraw"]),
        ("matter_rate", [case.number]),
        ("matter_object", [case.number]),
        ("matter_opinion", [case.number]),
    ):
        assert client.post(reverse(f"portal:{name}", args=args), {}).status_code == 404
    assert Client().get(reverse("portal:matter", args=[case.number])).status_code == 302


def test_a_refusal_says_why_and_what_can_be_done_and_is_objected_to(citizen):
    case = refused_case()
    client = citizen(case.household.head)
    text = page(client, "portal:matter", case.number)
    for words in ("为什么", "不服怎么办", "60 日", "会宁县人民政府", "下载《"):
        assert words in text, words
    letter = (
        Document.objects.filter(subject_key="cases.case", subject_id=case.pk)
        .exclude(template="")
        .first()
    )
    paper = client.get(reverse("portal:matter_paper", args=[case.number, letter.pk]))
    assert paper.headers["Content-Disposition"].startswith("attachment")
    client.post(reverse("portal:matter_object", args=[case.number]), {"text": "收入算多了"})
    review = Case.objects.get(data__refused_case=case.pk)
    assert review.data["objection"] == "收入算多了"
    assert review.number in page(client, "portal:matters")


@pytest.mark.requirement("PE-07")
def test_a_bad_rating_from_the_portal_reaches_the_call_list_without_a_name(citizen, desk):
    case = refused_case()
    client = citizen(case.household.head)
    where = reverse("portal:matter_rate", args=[case.number])
    assert client.post(where, {"level": "9"}).status_code == 200
    assert (
        client.post(where, {"level": "1", "tags": ["slow"], "words": "等了太久"}).status_code == 302
    )
    call = RatingCall.objects.get(rating__case=case)
    listed = desk("lin").get(reverse("office:ratings")).content.decode()
    assert "非常不满意" in listed
    assert case.number not in listed and case.household.head.name not in listed
    assert desk("lin").get(reverse("office:rating_call", args=[call.pk])).status_code in {403, 404}
    _followed_up(call, desk("wei"))


def _followed_up(call, head):
    sheet = reverse("office:rating_call", args=[call.pk])
    assert "等了太久" in head.get(sheet).content.decode()
    halfway = head.post(f"{sheet}called/", {"said": "本人说等了两个月"})
    assert halfway.status_code == 200 and "本人说等了两个月" in halfway.content.decode()
    head.post(f"{sheet}called/", {"was_reached": "yes", "said": "本人说等了两个月"})
    head.post(
        f"{sheet}answered/",
        {"outcome": "true", "found": "超期两日", "mended": "已约谈", "answer": "向您道歉"},
    )
    call.refresh_from_db()
    assert call.was_reached and call.answer == "向您道歉"


def test_papers_asked_for_are_supplied_on_the_phone_and_the_counter_goes_on(citizen):
    """SA-13: begun at the counter, sent back, supplied online, accepted at the counter: one case, one number."""
    case = Case.objects.filter(workflow=DIBAO, state="submitted").order_by("pk").first()
    clerk = Mandate.objects.filter(role="clerk", division__code=case.division_id[:9]).first()
    at = clock.now()
    cases.take(case, "correct", by=clerk, at=at, note="请补交残疾证")
    client = citizen(case.household.head)
    text = page(client, "portal:matter", case.number)
    assert "请补交残疾证" in text and "退回补正" in text
    seen = case.events.count()
    answer = client.post(
        reverse("portal:matter_act", args=[case.number, "submit"]),
        {"text": "残疾证在办，附受理单", "seen": seen},
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    case.refresh_from_db()
    assert case.state == "submitted"
    assert case.data["supplements"][-1]["text"] == "残疾证在办，附受理单"
    last = case.events.order_by("-sequence").first()
    assert last.by.role == "applicant"


@pytest.mark.requirement("PO-06")
def test_assistance_and_marriage_are_booked_online_and_stand_on_the_windows_list(citizen, desk):
    home = household_of_any()
    client = citizen(home.head)
    for matter, clerk in ((DIBAO, "lin"), ("marriage.registration", "chen")):
        where = f"{reverse('portal:appointment_new')}?matter={matter}"
        form = client.get(where).content.decode()
        slot = form.split('<option value="2026')[1].split('"')[0]
        said = {"matter": matter, "for": home.head_id, "time": f"2026{slot}"}
        assert client.post(where, said).status_code == 302
        row = Appointment.objects.get(workflow=matter)
        assert row.channel == PORTAL
        day = desk(clerk).get(f"{reverse('office:appointments')}?on={row.on}").content.decode()
        assert home.head.name in day and "网上" in day
    listed = page(client, "portal:appointments")
    assert "婚姻登记" in listed
    client.post(reverse("portal:appointment_cancel", args=[row.pk]))
    row.refresh_from_db()
    assert row.cancelled_at is not None


def household_of_any() -> Household:
    """Return a family of 会师镇 whose head lives and which has no 低保 application running."""
    busy = Case.objects.filter(workflow=DIBAO, closed_at=None).values("household")
    rows = Household.objects.filter(division__parent=seat_of("lin").division, head__died_on=None)
    return rows.exclude(pk__in=busy).select_related("head").order_by("pk").first()


def test_a_change_in_a_family_with_benefit_opens_its_review(citizen):
    row = Entitlement.objects.filter(
        benefit="assistance.dibao", valid_to=None, household__head__died_on=None
    ).first()
    client = citizen(row.household.head)
    text = page(client, "portal:benefits")
    assert "最低生活保障" in text and "每月" in text
    said = {"what": "job", "happened_on": "2026-11-10", "text": "儿子到厂里上班"}
    answer = client.post(reverse("portal:change_report"), said)
    assert answer.status_code == 302, answer.content.decode()
    report = ChangeReport.objects.get(household=row.household, text__contains="儿子到厂里上班")
    assert report.case is not None and report.case.workflow == "assistance.dibao.change"


def test_booked_online_taken_down_at_the_counter_withdrawn_online(citizen, desk):
    """SA-13: one matter under one number, wherever somebody goes on with it."""
    home = household_of_any()
    client = citizen(home.head)
    form = client.get(f"{reverse('portal:appointment_new')}?matter={DIBAO}").content.decode()
    slot = form.split('<option value="2026')[1].split('"')[0]
    client.post(
        reverse("portal:appointment_new"),
        {"matter": DIBAO, "for": home.head_id, "time": f"2026{slot}"},
    )
    row = Appointment.objects.get(household=home)
    arrived = desk("lin").post(reverse("office:appointment_arrive", args=[row.pk]))
    assert reverse("office:intake_form", args=[home.pk]) in arrived.headers["Location"]
    row.refresh_from_db()
    assert row.case is not None and row.case.channel == PORTAL
    assert row.case.number in page(client, "portal:appointments")
    gone = client.post(
        reverse("portal:matter_act", args=[row.case.number, "withdraw"]), {"note": "不申请了"}
    )
    assert gone.status_code == 302
    case = desk("lin").get(reverse("office:case", args=[row.case.pk])).content.decode()
    assert "不申请了" in case and "申请人" in case


def test_a_code_from_the_counter_rates_once_without_signing_in(county, desk):
    case = refused_case()
    paper = desk("lin").post(reverse("office:rating_code", args=[case.pk])).content.decode()
    code = RatingInvitation.objects.get(case=case).code
    assert code in paper and "data:image/svg+xml" in paper
    passer_by = Client()
    where = reverse("portal:rate", args=[code])
    assert "最低生活保障申请" in passer_by.get(where).content.decode()
    assert passer_by.post(where, {"level": "5", "tags": ["kind"]}).status_code == 302
    assert passer_by.get(where).status_code == 404
    assert case.ratings.get().by is None


@pytest.mark.requirement("PE-07")
def test_ratings_are_published_without_lines_about_few(county, monkeypatch):
    monkeypatch.setattr("minzheng.kernel.cases.queries.fewest", lambda *_where: 2)
    first, second = Case.objects.filter(workflow=DIBAO, closed_at__isnull=False).order_by("pk")[:2]
    rate_on_paper(first)
    few = page(Client(), "portal:ratings")
    assert "评价很少，不列" in few and "1 条评价" not in few
    rate_on_paper(second)
    assert "2 条评价，满意 100.0%" in page(Client(), "portal:ratings")


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ([9, 2, 6], [9, None, None]),  # 2 alone would come back from the sum
        ([9, 4, 3], [9, None, None]),
        ([9, 1, 1], [None, None, None]),
        ([9, 6], [9, 6]),
        ([4], [None]),
    ],
)
def test_a_line_about_few_cannot_be_had_from_the_sum(counts, seen):
    rows = [Figures(key=str(n), label=str(n), count=count) for n, count in enumerate(counts)]
    assert [one["row"] and one["row"].count for one in rating.shown(rows, 5)] == seen


def rate_on_paper(case: Case) -> None:
    at = clock.now()
    cases.rate_by_code(cases.invite(case, by=seat_of("lin"), at=at).code, level=4, at=at)


def test_the_office_tells_an_applicant_with_an_account_of_each_step(citizen):
    case = Case.objects.filter(workflow=DIBAO, state="submitted").order_by("pk").first()
    client = citizen(case.household.head)
    clerk = Mandate.objects.filter(role="clerk", division__code=case.division_id[:9]).first()
    cases.take(case, "correct", by=clerk, at=clock.now(), note="请补交残疾证")
    said = page(client, "portal:inbox")
    assert "请补交残疾证" in said and case.number in said
    mine = Message.objects.get(template="cases.step", channel="inbox")
    stranger = citizen(
        Household.objects.exclude(pk=case.household_id).exclude(head=None).first().head
    )
    assert stranger.post(reverse("portal:message_read", args=[mine.pk])).status_code == 404
    client.post(reverse("portal:message_read", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.read_at is not None
