"""A citizen applies on the portal: asked little, nothing lost, sent once, only for his own."""

import base64
import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from minzheng.core import clock
from minzheng.core.resident_id import make
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Case, Referral
from minzheng.kernel.citizens import services
from minzheng.kernel.citizens.models import Citizen, Draft
from minzheng.kernel.citizens.queries import SESSION_KEY, UNTIL_KEY, capacities
from minzheng.kernel.citizens.tests.signing import sign_in
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.documents.tests.pictures import JPEG, picture
from minzheng.kernel.people.models import Household, Membership
from minzheng.kernel.verification.models import Authorisation
from minzheng.kernel.verification.queries import is_adult, unsigned_members
from minzheng.site import declaring, filing
from minzheng.site.drafts import Answers
from minzheng.site.office.tests.county import county, desk, raised

__all__ = ["county", "desk", "raised"]
DIBAO = "assistance.dibao.application"
ON = date(2026, 11, 16)


def drawn() -> str:
    """Return a signature as the pad on the phone sends it."""
    out = io.BytesIO()
    sheet = Image.new("RGBA", (64, 26), (0, 0, 0, 0))
    ImageDraw.Draw(sheet).line((4, 20, 60, 4), fill=(16, 32, 42, 255), width=3)
    sheet.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def free_homes(adults: int) -> list[Household]:
    """Return households of so many living adults who signed nothing and ask for nothing."""
    rows = Household.objects.annotate(all=Count("memberships")).filter(
        cases=None, entitlements=None, head__died_on=None, head__id_status="valid",
        memberships__valid_to=None, authorisations=None,
    )  # fmt: skip
    found = []
    for home in rows.select_related("head", "division").distinct().order_by("pk"):
        members = [m.person for m in Membership.objects.filter(household=home, valid_to=None)]
        grown = [p for p in members if is_adult(p, ON) and p.died_on is None]
        if len(grown) == adults and home.head in grown:
            found.append(home)
    return found


@pytest.fixture
def home(county) -> Household:
    """Return a family of one adult."""
    return free_homes(1)[0]


@pytest.fixture
def phone(home: Household) -> Client:
    """Return the phone of the family's head, signed in."""
    client = Client()
    sign_in(client, home.head)
    return client


def begin(client: Client, key: str = DIBAO, **said: object) -> Draft:
    """Fill in the first sheet."""
    pk = uuid.uuid4()
    told = {"draft": str(pk), "page": "situation", "then": "next", "reason": "illness", **said}
    answer = client.post(reverse("portal:apply", args=[key]), told)
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.get(pk=pk)


def fill(client: Client, draft: Draft, page: str, **said: object) -> object:
    """Send one sheet of a draft as the page would."""
    draft.refresh_from_db()
    seen = f"{draft.saved_at.timestamp():.6f}"
    told = {"page": page, "then": "next", "seen": seen, **said}
    return client.post(reverse("portal:draft", args=[draft.pk]), told)


def photos(draft: Draft) -> list[Document]:
    """Return the photographs that lie in a draft now."""
    draft.refresh_from_db()
    return list(Document.objects.filter(pk__in=Answers.of(draft).photos).order_by("pk"))


def sent(client: Client, home: Household, **photos: object) -> Case:
    """Apply for 低保 from the first sheet to the last."""
    draft = begin(client)
    fill(client, draft, "family", kin="no")
    fill(client, draft, "photos", **photos)
    fill(client, draft, "letters", **{f"sign_{home.head_id}": drawn()})
    answer = fill(client, draft, "check")
    assert answer.status_code == 302 and "/done/" in answer["Location"], answer.content.decode()
    draft.refresh_from_db()
    return Case.objects.get(number=draft.opened[0])


def test_guide_is_read_without_signing_in(county):
    found = Client().get(reverse("portal:service", args=[DIBAO])).content.decode()
    for words in ("居民身份证", "30 个工作日", "不收费", "银行存款证明", "最低生活保障"):
        assert words in found, words
    assert DIBAO in Client().get(reverse("portal:services"), {"q": "低保"}).content.decode()


def test_application_reaches_the_clerk_whole(home, phone, desk):
    case = sent(phone, home, photos=[SimpleUploadedFile("a.jpg", JPEG)])
    assert (case.state, case.channel, case.person) == ("submitted", "portal", home.head)
    assert case.data["reason"] == "illness" and case.data["near_kin_declared"]
    letter = Authorisation.objects.get(household=home)
    assert letter.person == home.head and letter.document is not None
    assert Document.objects.get(subject_key="cases.case", subject_id=case.pk).title == "申请材料 1"
    if case.division.parent.name == "会师镇":
        assert desk("lin").get(reverse("office:case", args=[case.pk])).status_code == 200
    done = phone.get(reverse("portal:done", args=[Draft.objects.get(opened=[case.number]).pk]))
    assert case.number in done.content.decode()


def test_second_press_of_the_button_opens_nothing_more(home, phone):
    case = sent(phone, home)
    draft = Draft.objects.get(opened=[case.number])
    again = fill(phone, draft, "check")
    assert again["Location"] == reverse("portal:done", args=[draft.pk])
    assert Case.objects.filter(household=home).count() == 1


def test_beginning_twice_with_one_page_is_one_draft(home, phone):
    told = {"draft": str(uuid.uuid4()), "page": "situation", "then": "next", "reason": "illness"}
    for _press in range(2):
        assert phone.post(reverse("portal:apply", args=[DIBAO]), told).status_code == 302
    assert Draft.objects.filter(citizen__person=home.head).count() == 1


def test_what_is_missing_is_said_and_nothing_typed_is_lost(home, phone):
    draft = begin(phone, story="屋顶漏雨")
    answer = fill(phone, draft, "family", kin="yes", kin_name="李四").content.decode()
    assert "请填写“家里的谁”" in answer and "李四" in answer
    page = phone.get(reverse("portal:draft", args=[draft.pk]), {"page": "situation"})
    assert "屋顶漏雨" in page.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM citizens_draft")
        assert "屋顶漏雨" not in str(cursor.fetchall())


def test_two_devices_never_overwrite_each_other_unseen(home, phone):
    draft = begin(phone, story="第一台写的")
    stale = f"{draft.saved_at.timestamp():.6f}"
    fill(phone, draft, "situation", reason="illness", story="第二台写的")
    told = {
        "page": "situation",
        "then": "next",
        "seen": stale,
        "reason": "illness",
        "story": "第一台又写的",
    }
    answer = phone.post(reverse("portal:draft", args=[draft.pk]), told)
    shown = answer.content.decode()
    assert answer.status_code == 409 and "第二台写的" in shown and "第一台又写的" in shown
    quiet = phone.post(reverse("portal:draft", args=[draft.pk]), told, headers={"X-Autosave": "1"})
    assert quiet.status_code == 409
    assert (
        fill(phone, draft, "situation", reason="illness", story="第一台又写的").status_code == 302
    )


def test_typing_is_saved_by_itself(home, phone):
    draft = begin(phone)
    told = {
        "page": "family",
        "seen": f"{draft.saved_at.timestamp():.6f}",
        "kin": "no",
        "then": "stay",
    }
    answer = phone.post(reverse("portal:draft", args=[draft.pk]), told, headers={"X-Autosave": "1"})
    draft.refresh_from_db()
    assert answer.json()["seen"] == f"{draft.saved_at.timestamp():.6f}"
    assert "没填完的申请" in phone.get(reverse("portal:services")).content.decode()


def test_uploaded_file_does_no_harm(home, phone):
    draft = begin(phone)
    upload = reverse("portal:draft_photo", args=[draft.pk])
    for content, name in (
        (b"<html><script>alert(1)</script>", "a.jpg"),
        (b"MZ\x90\x00", "a.png"),
        (JPEG[:40], "a.jpg"),
    ):
        phone.post(upload, {"photo": SimpleUploadedFile(name, content)})
    assert not photos(draft)
    for number in range(11):
        photo = picture("JPEG", (9, 9 + number)) + b"<script>"
        answer = phone.post(upload, {"photo": SimpleUploadedFile("a.jpg", photo)}, headers={"X-Autosave": "1"})  # fmt: skip
    assert "最多 9 张" in answer.content.decode()
    kept = photos(draft)
    assert len(kept) == 9 and all(b"script" not in content_of(row) for row in kept)
    assert all(row.path.endswith(".sealed") for row in kept)


def test_photo_taken_back_and_draft_dropped_leave_nothing(
    home, phone, django_capture_on_commit_callbacks
):
    draft = begin(phone)
    upload = reverse("portal:draft_photo", args=[draft.pk])
    for _number in range(2):
        phone.post(upload, {"photo": SimpleUploadedFile("a.jpg", JPEG)})
    first, second = photos(draft)
    phone.post(upload, {"without": first.pk})
    phone.post(reverse("portal:draft_drop", args=[draft.pk]))
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert Document.objects.filter(pk__in=[first.pk, second.pk], disposed_at=None).count() == 0


def test_stranger_neither_reads_nor_fills_nor_sends_a_draft(home, phone, county):
    draft = begin(phone)
    stranger = Client()
    sign_in(stranger, free_homes(1)[1].head)
    page = reverse("portal:draft", args=[draft.pk])
    assert (
        stranger.get(page).status_code == stranger.post(page, {"page": "check"}).status_code == 404
    )
    for name in ("portal:draft_photo", "portal:draft_drop"):
        assert stranger.post(reverse(name, args=[draft.pk])).status_code == 404
    told = {"draft": str(draft.pk), "page": "situation", "reason": "illness"}
    assert stranger.post(reverse("portal:apply", args=[DIBAO]), told).status_code == 404
    case = sent(phone, home)
    assert stranger.get(reverse("portal:done", args=[draft.pk])).status_code == 404
    assert stranger.get(reverse("portal:letters", args=[case.number])).status_code == 404


def test_nobody_names_a_household_that_is_not_his(home, phone, county):
    other = free_homes(1)[1]
    draft = begin(phone, home=str(other.pk))
    fill(phone, draft, "family", kin="no")
    fill(phone, draft, "letters", paper=["yes"])
    fill(phone, draft, "check")
    assert not Case.objects.filter(household=other).exists()


def test_empty_or_broken_signature_is_refused(home, phone):
    draft = begin(phone)
    blank = io.BytesIO()
    Image.new("RGBA", (64, 26), (0, 0, 0, 0)).save(blank, "PNG")
    for said, words in (
        ("data:image/png;base64," + base64.b64encode(blank.getvalue()).decode(), "空的"),
        ("data:text/html;base64,PGI+", "重新签"),
        ("", "请签名"),
    ):
        found = fill(phone, draft, "letters", **{f"sign_{home.head_id}": said})
        assert words in found.content.decode(), words
    assert not Authorisation.objects.filter(household=home).exists()


def test_other_adult_signs_on_his_own_phone_and_hands_it_in(county):
    home = free_homes(2)[0]
    client = Client()
    sign_in(client, home.head)
    case = sent(client, home)
    assert case.state == "draft"
    (other,) = unsigned_members(home, ON)
    assert other.name in client.get(reverse("portal:letters", args=[case.number])).content.decode()
    client.post(reverse("portal:letters", args=[case.number]), {f"sign_{other.pk}": drawn()})
    assert unsigned_members(home, ON) == [other]  # nobody signs for another adult
    theirs = Client()
    sign_in(theirs, other)
    theirs.post(reverse("portal:letters", args=[case.number]), {f"sign_{other.pk}": drawn()})
    case.refresh_from_db()
    assert case.state == "submitted" and not unsigned_members(home, ON)


def test_what_somebody_signed_on_anothers_phone_is_noted_for_the_clerk(county):
    home = free_homes(2)[0]
    client = Client()
    sign_in(client, home.head)
    other = next(p for p in unsigned_members(home, ON) if p != home.head)
    draft = begin(client)
    fill(client, draft, "family", kin="no")
    both = {f"sign_{home.head_id}": drawn(), f"sign_{other.pk}": drawn()}
    fill(client, draft, "letters", **both)
    fill(client, draft, "check")
    case = Case.objects.get(household=home)
    assert case.state == "submitted" and case.data["signed_here"] == [other.pk]


@pytest.mark.requirement("SA-11", "PO-02")
def test_one_form_starts_several_items_under_one_number(home, phone, desk):
    draft = begin(phone)
    fill(phone, draft, "family", kin="no")
    fill(phone, draft, "photos", also=["医疗救助", "assistance.rigid.application"])
    fill(phone, draft, "letters", **{f"sign_{home.head_id}": drawn()})
    fill(phone, draft, "check")
    case = Case.objects.get(household=home)
    passed = Referral.objects.get(case=case)
    assert (passed.matter, passed.department, passed.state) == (
        "医疗救助",
        "医疗保障局",
        "referred",
    )
    assert case.data["joint"] == {
        "number": case.number, "then": ["assistance.rigid.application"], "departments": ["医疗救助"],
    }  # fmt: skip
    receipt = phone.get(reverse("portal:done", args=[draft.pk])).content.decode()
    for words in (case.number, "医疗保障局", "刚性支出困难家庭认定申请"):
        assert words in receipt, words
    chen = Mandate.objects.get(user__username="chen")
    cases.answer_referral(passed, answer="已资助参保", by=chen, at=clock.now())
    follows = cases.open_next(case, by=chen, at=clock.now())
    assert follows is not None and follows.workflow == "assistance.rigid.application"
    # One number leads to everything that came of the form, whichever item one asks from.
    for number in (case.number, follows.number):
        result = phone.get(reverse("portal:joint", args=[number])).content.decode()
        for words in (f"一个编号：{case.number}", "已资助参保", follows.number, "医疗救助"):
            assert words in result, words
    stranger = Client()
    sign_in(stranger, free_homes(1)[0].head)
    assert stranger.get(reverse("portal:joint", args=[case.number])).status_code == 404


def test_relief_in_an_emergency_needs_no_letters(home, phone):
    key = "assistance.temporary.application"
    draft = begin(
        phone, key, relief_type="emergency", hardship_cause="fire", is_urgent="yes",
        living_difficult="yes", requested_amount="2000",
    )  # fmt: skip
    fill(phone, draft, "letters", paper=["yes"])
    fill(phone, draft, "check")
    case = Case.objects.get(household=home)
    assert (case.state, case.data["requested_amount"]) == ("submitted", 200_000)


def test_benefit_of_a_person_is_asked_for_a_member(home, phone):
    draft = begin(phone, "elderly.old_age.application", person=str(home.head_id))
    assert fill(phone, draft, "photos")["Location"].endswith("page=check")
    fill(phone, draft, "check")
    case = Case.objects.get(workflow="elderly.old_age.application", person=home.head)
    assert (case.state, case.household) == ("submitted", home)


def test_running_application_is_named_instead_of_a_second_one(home, phone):
    case = sent(phone, home)
    draft = begin(phone)
    fill(phone, draft, "family", kin="no")
    answer = phone.get(fill(phone, draft, "check")["Location"])
    assert case.number in answer.content.decode()
    assert not Draft.objects.get(pk=draft.pk).sent_at


def newcomer(serial: int) -> Client:
    """Return the phone of somebody no register knows, signed in."""
    citizen = services.recognise(
        issuer="https://identity.test",
        subject="new",
        name="新来人",
        id_number=make("629901", date(1985, 5, 5), serial),
        at=clock.now(),
    )
    client = Client()
    client.force_login(citizen.user)
    session = client.session
    session[SESSION_KEY], session[UNTIL_KEY] = citizen.pk, clock.now().timestamp() + 3600
    session.save()
    return client


def family_of(home: Household, **told: str) -> dict[str, str]:
    """Return what is typed to declare a family in the village of a household."""
    return {"village": home.division_id, "address": "三组7号", "residence": "rural", **told}


def test_family_no_register_knows_declares_itself_and_applies(county):
    child = make("629901", date(2016, 5, 5), 78)
    client, page = newcomer(77), reverse("portal:family_new")
    offer = client.get(reverse("portal:apply", args=[DIBAO])).content.decode()
    assert page in offer
    told = family_of(free_homes(1)[0], name_1="新小宝", number_1=child, relation_1="child")
    own = told | {"number_1": make("629901", date(1985, 5, 5), 77)}
    assert "填重" in client.post(page, own).content.decode()
    assert "一起填" in client.post(page, told | {"number_1": ""}).content.decode()
    assert client.post(page, told).status_code == 302
    home = Household.objects.get(head__name="新来人")
    case = sent(client, home)
    assert case.state == "submitted" and case.data["self_declared"]
    assert ("家庭成员", "本人网上申报，待核实：受理时核对户口簿和身份证") in filing.remarks(case)
    assert "不用再报" in client.post(page, told, follow=True).content.decode()


@pytest.mark.parametrize("typed", ["his own name", "别人"])
def test_declared_kin_with_a_file_waits_for_the_clerk_and_nothing_of_it_is_told(
    county, desk, typed
):
    old = next(home for home in free_homes(1) if home.division_id.startswith("620422100"))
    kin, client = old.head, newcomer(79)
    name = kin.name if typed == "his own name" else typed
    told = family_of(old, name_1=name, number_1=str(kin.id_number), relation_1="parent")
    page = client.post(reverse("portal:family_new"), told, follow=True).content.decode()
    assert "要由窗口核对" in page and kin.name not in page
    home = Household.objects.get(head__name="新来人")
    case = sent(client, home)
    assert [row.person.name for row in home.memberships.select_related("person")] == ["新来人"]
    assert capacities(Citizen.objects.get(name="新来人"), ON).keys() == {home.head_id}
    assert any(label == "待核对的家人" for label, _words in filing.remarks(case))
    task = declaring.waiting(home).get()
    where = reverse("office:declared", args=[task.pk])
    assert desk("zhao").get(where).status_code == 404
    shown = desk("lin").get(where).content.decode()
    assert kin.name in shown and name in shown and str(kin.id_number) not in shown
    deed = reverse("office:declared_act", args=[task.pk, "join"])
    assert desk("lin").post(deed, {"note": "看了户口簿"}).status_code == 303
    assert Membership.objects.get(person=kin, valid_to=None).household == home
    assert not declaring.waiting(home).exists()
    assert desk("lin").post(deed, {"note": "再来"}).status_code == 404
