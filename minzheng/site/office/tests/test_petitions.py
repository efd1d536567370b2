"""Voices in the office: a call taken with the caller known, the next action in place, who spoke behind a reason."""

import pytest

from minzheng.core import clock
from minzheng.domains.petitions import queries, services
from minzheng.domains.petitions.models import Call, Grievance
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.cases.models import Case
from minzheng.site.office.tests.county import household_of

NEW = "/petitions/new/"


def mandate(username):
    return Mandate.objects.select_related("division", "user").get(user__username=username)


@pytest.fixture
def caller(county):
    """Return a household whose head is known by his telephone."""
    home = household_of(county, "long_name")
    head = home.head
    head.phone = "13912340001"
    head.phone_index = queries.index_of(head.phone)
    head.save(update_fields=["phone", "phone_index"])
    return home


def typed(home, /, **said):
    return {
        "channel": "hotline", "line": "assistance", "phone": "13912340001", "kind": "help", "matter": "assistance.urgent",
        "division": home.division_id, "urgency": "high", "note": "家里失火没地方住", "receipt": "t1", "home": home.pk,
    } | said  # fmt: skip


@pytest.mark.requirement("SA-07")
def test_caller_is_shown_at_once_and_one_press_makes_a_lead_of_his_household(caller, desk):
    lin = desk("lin")
    piece = lin.post("/petitions/caller/", {"phone": "13912340001"}).content.decode()
    assert caller.head.name in piece
    answer = lin.post(NEW, typed(caller))
    call = Call.objects.get()
    assert answer.headers["Location"] == f"/petitions/{call.grievance_id}/"
    assert call.grievance.need.household == caller
    assert lin.post(NEW, typed(caller)).status_code == 303  # sent twice
    assert Call.objects.count() == 1
    again = lin.post("/petitions/caller/", {"phone": "13912340001"}).content.decode()
    assert call.grievance.number in again
    assert desk("zhao").get(f"/petitions/{call.grievance_id}/").status_code == 404


@pytest.mark.requirement("SA-07")
def test_enquiry_is_answered_on_the_telephone_with_the_words_of_the_law(caller, desk):
    lin = desk("lin")
    piece = lin.get("/petitions/law/", {"law": "低保 人均收入 标准"}).content.decode()
    assert "社会救助" in piece
    cited = "最低生活保障：人均收入低于当地低保标准（社会救助法第十八条）"
    said = typed(caller, kind="enquiry", matter="assistance.apply", urgency="medium", note="低保标准怎么算", cite=[cited])  # fmt: skip
    lin.post(NEW, said)
    row = Grievance.objects.get()
    assert (row.state, row.answer) == ("answered", cited)


def test_call_about_a_running_case_stands_on_the_page_of_the_case(county, desk):
    lin = desk("lin")
    case = Case.objects.filter(division__parent__name="会师镇", closed_at=None).first()
    said = typed(
        case.household or case.person, joins=f"case:{case.pk}", note="说材料明天送来", home=""
    )
    assert lin.post(NEW, said).headers["Location"] == f"/cases/{case.pk}/"
    assert "说材料明天送来" in lin.get(f"/cases/{case.pk}/").content.decode()


def test_files_show_what_was_told_and_no_empty_card_where_nothing_was(caller, desk):
    lin = desk("lin")
    pages = f"/households/{caller.pk}/", f"/people/{caller.head.pk}/"
    assert all("诉求和来电" not in lin.get(page).content.decode() for page in pages)
    lin.post(NEW, typed(caller))
    row = Grievance.objects.get()
    household = lin.get(pages[0]).content.decode()
    assert row.number in household
    assert household.count("诉求和来电</") == 2  # its heading and the link that leads to it
    assert "全部帮扶</a>" in household


def test_lists_figures_and_page_open_for_those_who_read_them(caller, desk):
    desk("lin").post(NEW, typed(caller))
    row = Grievance.objects.get()
    for name in ("lin", "chen", "song", "ma"):
        for page in ("", "mine/", "late/", "calls/", "figures/", f"{row.pk}/"):
            assert desk(name).get(f"/petitions/{page}").status_code == 200, (name, page)
    assert row.number in desk("lin").get("/petitions/").content.decode()
    assert desk("kang").get("/petitions/").status_code == 403


def test_every_deed_of_a_page_is_done_there(caller, desk):
    lin, chen = desk("lin"), desk("chen")
    lin.post(NEW, typed(caller))
    row = Grievance.objects.get()
    page = f"/petitions/{row.pk}/"
    for who, act, said in (
        (lin, "respond", {"what": "已到现场"}),
        (lin, "confer", {
            "held_at": "2026-11-16T00:00", "participants": "民政、住建", "decision": "先安置", "role_1": "head",
            "text_1": "腾出周转房", "due_1": "2026-11-18",
        }),
        (lin, "return", {"reason": "应由县里办"}),
        (chen, "return_decision", {"accepted": "no"}),
        (lin, "more_time", {"days": "2", "reason": "等鉴定"}),
        (chen, "time_decision", {"accepted": "yes"}),
        (lin, "relief", {}),
        (lin, "answer", {"text": "已安置。"}),
        (chen, "call_back", {"solved": "yes", "satisfied": "yes"}),
    ):  # fmt: skip
        answer = who.post(f"{page}{act}/", said)
        assert answer.status_code == 303, (act, answer.content.decode())
    row.refresh_from_db()
    assert (row.state, row.case.workflow) == ("closed", "assistance.temporary.application")


def test_who_spoke_opens_with_a_reason_and_leaves_a_trace(county, desk):
    place = mandate("lin").division
    row = services.receive(
        kind="complaint", matter="assistance.conduct", channel="counter", division=place, text="优亲厚友",
        told_by="老李头", phone="13900000009", is_anonymous=True, by=mandate("chen"), at=clock.now(),
    )  # fmt: skip
    assert desk("lin").get(f"/petitions/{row.pk}/").status_code == 404
    assert "老李头" not in desk("chen").get(f"/petitions/{row.pk}/").content.decode()
    assert (
        "老李头"
        not in desk("chen").post(f"/petitions/{row.pk}/who/", {"reason": ""}).content.decode()
    )
    shown = desk("chen").post(f"/petitions/{row.pk}/who/", {"reason": "回访核实"}).content.decode()
    assert "老李头" in shown
    assert (
        Entry.objects.filter(verb="petitions.teller.revealed", subject_id=str(row.pk)).count() == 1
    )
    assert desk("song").post(f"/petitions/{row.pk}/who/", {"reason": "审计"}).status_code == 403
