"""Discovery in the office: modules off and on by place, life events across rooms, a screening of the disabled."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.core import clock
from minzheng.domains.children import tasks as children
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.campaigns.models import Campaign, Errand, FollowUp, NeedReport
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cycle import services as cycle
from minzheng.kernel.cycle.declarations import Month
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Household, Person
from minzheng.site.guide import offered_policies

ON = date(2026, 11, 16)
SEAT, NEXT = "会师镇", "郭城驿镇"


def mandate(username):
    return Mandate.objects.select_related("division", "user").get(user__username=username)


def home_in(town):
    return Household.objects.filter(division__parent__name=town, valid_to=None).order_by("pk")[0]


# -- modules ----------------------------------------------------------------------------------------


@pytest.fixture
def pilot(county, desk):
    """Switch elderly services off in the county and, as a pilot, on in the seat."""
    liu, seat = desk("liu"), mandate("lin").division_id
    for place, state, paper in (("620422", "off", "县民发〔2026〕8号"), (seat, "pilot", "县民发〔2026〕9号")):  # fmt: skip
        typed = {"module": "elderly", "division": place, "state": state, "since": ON.isoformat()}
        assert liu.post("/switches/new/", typed | {"document": paper}).status_code == 303
    return liu


@pytest.mark.requirement("KC-04")
def test_room_that_is_off_is_offered_and_worked_only_in_its_pilot(pilot, desk, monkeypatch):
    here, there = home_in(SEAT), home_in(NEXT)
    assert "高龄津贴" in desk("lin").get(f"/intake/{here.pk}/").content.decode()
    assert "高龄津贴" not in desk("zhao").get(f"/intake/{there.pk}/").content.decode()
    with pytest.raises(StepRefused, match="尚未启用"):
        enrolment.open_application(
            "elderly.old_age", there.head, by=mandate("zhao"), at=clock.now()
        )
    worked = []
    monkeypatch.setattr(
        "minzheng.domains.elderly.tasks.enrolment.hold_unchecked",
        lambda _benefit, *, by, at, required: worked.append(by.division.name) or 0,
    )
    done = cycle._routines(Month("2026-10", mandate("chen"), clock.now(), None, lambda *_: None))
    assert worked == [SEAT]
    assert done["elderly.life_checks"] == {"held": 0}
    assert (
        "/rosters/elderly" not in desk("zhao").get("/rosters/assistance.special/").content.decode()
    )


def test_guide_names_no_benefit_of_a_room_that_is_off_where_the_family_lives(pilot, desk):
    off, on = mandate("zhao").division_id, mandate("lin").division_id
    assert "elderly.old_age" in {policy.key for policy in offered_policies(on, ON)}
    keys = {policy.key for policy in offered_policies(off, ON)}
    assert "assistance.dibao" in keys
    assert not {key for key in keys if key.startswith("elderly.")}
    family = {"step": "start", "lines": "1", "residence": "rural", "m0-relation": "head", "m0-birth_on": "1943-06-20"}  # fmt: skip
    assert desk("lin").post("/navigator/", family | {"place": off}).status_code == 200


@pytest.mark.requirement("KC-04")
def test_pilots_are_reported_and_a_module_that_is_off_leaves_the_menu(pilot, desk, county):
    listed = pilot.get("/switches/?pilots=1").content.decode()
    assert "县民发〔2026〕9号" in listed
    assert "县民发〔2026〕8号" not in listed
    assert 'href="/campaigns/"' in desk("zhao").get("/").content.decode()
    typed = {"module": "campaigns", "division": mandate("zhao").division_id, "state": "off"}
    pilot.post(
        "/switches/new/", typed | {"since": ON.isoformat(), "document": "县民发〔2026〕10号"}
    )
    assert 'href="/campaigns/"' not in desk("zhao").get("/").content.decode()
    assert 'href="/campaigns/"' in desk("lin").get("/").content.decode()


def test_switch_without_a_document_keeps_what_was_typed(desk, county):
    typed = {"module": "elderly", "division": "620422", "state": "off", "since": "2026-12-01", "document": ""}  # fmt: skip
    page = desk("liu").post("/switches/new/", typed)
    assert page.status_code == 200
    assert "2026-12-01" in page.content.decode()
    assert desk("chen").get("/switches/new/").status_code == 403


# -- life events ------------------------------------------------------------------------------------


def opened(person):
    return set(FollowUp.objects.filter(event__person=person).values_list("chain", flat=True))


@pytest.mark.requirement("KC-05")
def test_death_opens_tasks_in_the_other_rooms_and_each_is_seen_and_done(county, desk):
    row = Entitlement.objects.filter(
        division__parent__name=SEAT, valid_to=None, benefit="assistance.dibao", person=None
    ).select_related("household__head")[0]  # fmt: skip
    dead = row.household.head
    people.record_death(dead, died_on=ON, by=mandate("lin"), at=clock.now())
    assert opened(dead) >= {"assistance.after_death", "funeral.after_death"}
    lin = desk("lin")
    desk_page, file = lin.get("/").content.decode(), lin.get(f"/people/{dead.pk}/").content.decode()
    for step in FollowUp.objects.filter(event__person=dead):
        assert f"/follow-ups/{step.pk}/" in desk_page
        assert f"/follow-ups/{step.pk}/" in file
    step = FollowUp.objects.get(event__person=dead, chain="funeral.after_death")
    assert lin.post(f"/follow-ups/{step.pk}/", {"text": "已告知家属"}).status_code == 303
    assert "已告知家属" in lin.get(f"/people/{dead.pk}/").content.decode()
    assert f"/follow-ups/{step.pk}/" not in lin.get("/").content.decode()


@pytest.mark.requirement("KC-05")
@pytest.mark.parametrize(
    ("kind", "rooms"), [("admitted", {"elderly"}), ("grade_changed", {"disability", "elderly"})]
)
def test_admission_and_grade_change_of_an_old_person_reach_the_rooms_concerned(
    county, desk, kind, rooms
):
    old = Person.objects.filter(
        memberships__household__division__parent__name=SEAT, memberships__valid_to=None,
        birth_on__lt="1950-01-01", died_on=None,
    )[0]  # fmt: skip
    typed = {"kind": kind, "happened_on": "2026-11-10", "note": "县中心敬老院"}
    assert desk("lin").post(f"/people/{old.pk}/life-event/", typed).status_code == 303
    assert {key.split(".")[0] for key in opened(old)} >= rooms


def test_guardian_of_a_child_in_custody_is_seen_by_child_welfare(county):
    child = Person.objects.filter(
        memberships__relation="child", memberships__valid_to=None, birth_on__gt="2012-01-01",
        memberships__household__head__birth_on__lt="2000-01-01",
    )[0]  # fmt: skip
    head = child.memberships.get(valid_to=None).household.head
    discovery.record_life_event(
        head, kind="imprisoned", happened_on=ON, by=mandate("chen"), at=clock.now()
    )
    assert "children.guardian_imprisoned" in opened(head)


def test_majority_is_counted_by_month(county):
    count = children.majority("2026-10", by=mandate("chen"), at=clock.now())
    assert count == children.majority("2026-10", by=mandate("chen"), at=clock.now())


# -- screenings -------------------------------------------------------------------------------------


@pytest.mark.requirement("DI-10")
def test_all_disabled_without_a_subsidy_are_listed_and_a_need_becomes_an_application(county, desk):
    chen = desk("chen")
    plan = {"title": "残疾人拉网式排摸", "basis": "县残联〔2026〕3号", "target": "disability.unsubsidised",
            "division": "620422", "starts_on": "2026-11-16", "ends_on": "2026-11-30"}  # fmt: skip
    url = chen.post("/campaigns/new/", plan)["Location"]
    chen.post(f"{url}fill/")
    campaign = Campaign.objects.get(title=plan["title"])
    listed = set(campaign.lines.values_list("person", flat=True))
    held = Entitlement.objects.filter(benefit__startswith="disability.", valid_to=None)
    assert listed
    assert listed.isdisjoint(held.values_list("person", flat=True))
    line = campaign.lines.exclude(household=None).order_by("pk")[0]
    assert line.known["等级"]
    typed = {"result": "need", "note": "没有申请过", "ask_certificate": "有效", "visited_at": "2026-11-16T00:01", "receipt": "d1"}  # fmt: skip
    chen.post(f"/campaigns/lines/{line.pk}/", typed)
    answer = chen.post(
        f"/campaigns/lines/{line.pk}/case/", {"workflow": "disability.living.application"}
    )
    case = Case.objects.get(person=line.person, workflow="disability.living.application")
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert campaign.lines.get(pk=line.pk).lead.case_id == case.pk


def test_informant_is_tasked_on_the_landing_and_replies(county, desk):
    village = mandate("yang").division
    desk("yang").post("/reports/new/", {
        "channel": "patrol", "division": village.code, "place": "三社老井旁", "text": "出院无人照料", "receipt": "n1",
    })  # fmt: skip
    row = NeedReport.objects.get(text="出院无人照料")
    ren = desk("ren")
    chen = desk("chen")
    chen.post(f"/reports/{row.pk}/errand/", {"to": str(mandate("ren").pk), "text": "核实住院费用"})
    errand = Errand.objects.get(report=row)
    assert "待回报的派单" in ren.get("/").content.decode()
    assert ren.get(f"/reports/{row.pk}/").status_code == 404
    ren.post(f"/errands/{errand.pk}/", {"text": "自付三万元"})
    assert "自付三万元" in chen.get(f"/reports/{row.pk}/").content.decode()
    assert desk("zhao").get(f"/errands/{errand.pk}/").status_code == 404


def test_informants_file_goes_through_the_intake_and_says_what_came_of_it(county, desk):
    person = home_in(SEAT).head
    ren = desk("ren")
    offered = ren.get("/deliver/").content.decode()
    assert "police.deaths" in offered
    assert "hr.wages" not in offered, "an informant delivers for his own department"
    rows = f"身份证号,姓名,死亡日期\n{person.id_number},{person.name},2026-11-01\n坏号码,李四,2026-11-02\n"
    sent = SimpleUploadedFile("名单.csv", rows.encode("gb18030"))
    typed = {"data_set": "police.deaths", "month": "2026-11", "file": sent}
    assert "已接收" in ren.post("/deliver/", typed).content.decode()
    row = Delivery.objects.get(month="2026-11", data_set="police.deaths")
    assert (row.received_by.user.username, row.rows, row.rejected) == ("ren", 2, 1)
    bad = {**typed, "file": SimpleUploadedFile("宏.xlsm", b"x")}
    assert "请上传" in ren.post("/deliver/", bad).content.decode()
    assert desk("lin").get("/deliver/").status_code == 403
