"""特困 support: recognition on the person, six items, the form he chooses, homes, agreement, end."""

from datetime import date

import pytest
from django.core.management import call_command
from docx import Document as Word

from minzheng.domains.assistance.declarations import FOLDER
from minzheng.domains.assistance.models import Admission, CareAgreement, SelfCareAssessment
from minzheng.domains.assistance.services import care, support
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case, Task
from minzheng.kernel.documents.declarations import paper_templates
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people import services as people
from minzheng.kernel.verification import services as verification
from minzheng.kernel.verification.queries import is_adult, living_members

from .conftest import moment

MAN = ("马德福", date(1958, 4, 2), "head")
ABLE = dict.fromkeys(
    ("can_eat", "can_dress", "can_get_up", "can_toilet", "can_walk", "can_bathe"), True
)
HALF = ABLE | {"can_walk": False, "can_bathe": False}
FULL = HALF | {"can_toilet": False, "can_get_up": False}
BASIC = 56_800  # 会宁县农村特困基本生活标准, fen


@pytest.fixture
def man(family, deliver):
    household = family(MAN)
    deliver()
    return household.head


@pytest.fixture
def assessed_by(office):
    """Record what the hired body found about somebody."""

    def assess(person, items, day="2026-09-15", **more):
        return care.record_assessment(
            person, body="会宁县第二人民医院", assessors="李医生、王护士", assessed_on=date.fromisoformat(day), items=items,
            by=office["clerk"], at=moment(day), **more,
        )  # fmt: skip

    return assess


@pytest.fixture
def supported(office, act, visited, assessed_by):
    """Bring an application on a person to the township's opinion."""

    def go(person, items=HALF, mode="scattered", capacity="none") -> Case:
        home = care.home_of(person, date(2026, 9, 14))
        for member in living_members(home, date(2026, 9, 14)):
            if is_adult(member, date(2026, 9, 14)):
                verification.record_authorisation(
                    home, member, signed_by=member, signed_on=date(2026, 9, 14), by=office["worker"], at=moment("2026-09-14")
                )  # fmt: skip
        case = support.open_support(person, by=office["worker"], at=moment("2026-09-14"))
        act(act(case, "submit", "worker", "2026-09-14"), "accept", "clerk", "2026-09-14")
        visited(case, "2026-09-15")
        assessed_by(person, items, case=case)
        act(case, "choose", "clerk", "2026-09-15", care_mode=mode, chosen_by="本人")
        return act(case, "assess", "clerk", "2026-09-16", obligor_capacity=capacity)

    return go


@pytest.fixture
def confirmed(supported, act):
    """Bring an application to its confirmation."""

    def go(person, **how) -> Case:
        case = supported(person, **how)
        act(case, "notify", "head", "2026-09-16")
        act(case, "report", "head", "2026-09-24")
        Case.objects.filter(pk=case.pk).update(sampled=False)
        case.refresh_from_db()
        return act(case, "confirm", "officer", "2026-09-25")

    return go


@pytest.mark.requirement("SA-27", "SA-30")
def test_support_runs_on_the_person_from_application_to_agreement(man, confirmed, office):
    case = confirmed(man)
    row = Entitlement.objects.get(benefit="assistance.tekun")
    # Half care, scattered: 20 % of the minimum wage of 1,600 on the basic standard.
    assert (row.holder, row.amount, row.valid_from) == (
        f"p{man.pk}",
        BASIC + 32_000,
        date(2026, 10, 1),
    )
    assert case.deadlines.get(parameter="township_days").due_on == date(2026, 10, 10)
    task = Task.objects.get(subject_key="people.person", done_at=None)
    made = care.sign_agreement(
        man, provider="王桂兰", relation="邻居", duties="每日送餐、洗衣、协助洗澡", until=date(2027, 9, 30), by=office["clerk"],
        at=moment("2026-09-28"),
    )  # fmt: skip
    task.refresh_from_db()
    assert task.done_at is not None
    assert made.document.template == "care_agreement"
    assert Document.objects.filter(subject_id=case.pk, template="confirmation").exists()


def test_support_of_a_member_has_the_dibao_of_the_family_looked_at_again(
    family, deliver, confirmed, office
):
    home = family(MAN, ("马兰", date(2008, 5, 1), "grandchild"))
    deliver()
    benefits.grant(
        "assistance.dibao", household=home, amount=30_000, since=date(2026, 9, 1),
        basis=benefits.Basis(reason="在享"), by=office["officer"], at=moment("2026-09-01"),
    )  # fmt: skip
    confirmed(home.head)
    change = Case.objects.get(workflow="assistance.dibao.change")
    assert (change.household, change.data["cause"]) == (home, "tekun")
    assert "自2026-10-01起享受特困人员救助供养" in change.data["reported"]


def test_a_second_agreement_ends_the_first(man, office):
    told = {"relation": "邻居", "duties": "送餐", "until": date(2027, 9, 30), "by": office["clerk"]}
    for provider, day in (("甲", "2026-09-28"), ("乙", "2026-10-08")):
        care.sign_agreement(man, provider=provider, at=moment(day), **told)
    assert CareAgreement.objects.get(ended_on=None).provider == "乙"


@pytest.mark.requirement("SA-31")
@pytest.mark.parametrize(
    ("items", "tier", "care_money"), [(ABLE, "全自理", 4_800), (HALF, "半护理", 32_000), (FULL, "全护理", 56_000)]
)  # fmt: skip
def test_hired_body_grades_six_items_and_the_grade_drives_the_care_money(
    man, supported, items, tier, care_money
):
    case = supported(man, items=items)
    row = SelfCareAssessment.objects.get()
    assert (row.tier, row.body, row.assessed_on, row.due_on) == (
        tier, "会宁县第二人民医院", date(2026, 9, 15), date(2027, 9, 15),
    )  # fmt: skip
    assert (case.data["tier"], case.data["amount"]) == (tier, BASIC + care_money)


def test_assessment_due_comes_onto_the_list_and_a_reported_change_within_ten_working_days(
    man, assessed_by, office
):
    """Handbook example 12: change reported 2026-05-06 → reassess by 2026-05-19 (make-up Saturday 05-09)."""
    assessed_by(man, ABLE)
    assert care.due_assessments("2027-08", by=office["system"], at=moment("2027-08-01")) == 0
    assert care.due_assessments("2027-09", by=office["system"], at=moment("2027-09-01")) == 1
    assert care.due_assessments("2027-09", by=office["system"], at=moment("2027-09-02")) == 0
    task = care.ask_reassessment(man, why="跌倒骨折", by=office["clerk"], at=moment("2026-05-06"))
    assert task.due_on == date(2026, 5, 19)


def test_application_waits_for_assessment_and_choice(man, office, act, visited):
    case = support.open_support(man, by=office["clerk"], at=moment("2026-09-14"))
    verification.record_authorisation(
        case.household, man, signed_by=man, signed_on=date(2026, 9, 14), by=office["clerk"], at=moment("2026-09-14")
    )  # fmt: skip
    act(act(case, "submit", "clerk", "2026-09-14"), "accept", "clerk", "2026-09-14")
    visited(case, "2026-09-15")
    with pytest.raises(StepRefused) as refused:
        act(case, "assess", "clerk", "2026-09-16", obligor_capacity="none")
    assert {"尚未评估生活自理能力", "请由本人（监护人）选择集中供养或者分散供养"} <= set(
        refused.value.reasons
    )
    with pytest.raises(StepRefused, match="由谁选择"):
        act(case, "choose", "clerk", "2026-09-16", care_mode="centralised")


def test_obligor_who_refuses_the_check_leaves_the_answer_to_the_county_by_hand(man, supported, act):
    """Example 12: no check without consent, unproven, manual decision; never an automatic yes or no."""
    case = supported(man, capacity="unproven")
    assert case.data["outcome"] == "undetermined"
    with pytest.raises(StepRefused, match="事实不全"):
        act(case, "refuse", "officer", "2026-09-17", note="义务人未证明")
    act(
        case,
        "settle_obligor",
        "officer",
        "2026-09-17",
        note="邻里证明其子七十二岁、无收入",
        obligor_capacity="incapable",
    )
    assert case.data["outcome"] == "eligible"


def test_person_with_an_able_obligor_is_refused_with_the_reason(man, supported, act):
    case = supported(man, capacity="capable")
    act(case, "refuse", "officer", "2026-09-17", note="有赡养能力的子女")
    assert case.state == "refused"
    assert Document.objects.filter(subject_id=case.pk, template="refusal").exists()


def test_minor_is_never_posted(family, deliver, supported, act):
    household = family(MAN, ("马小军", date(2012, 5, 1), "grandchild"))
    deliver()
    case = supported(household.memberships.get(relation="grandchild").person)
    with pytest.raises(StepRefused, match="未成年人不公示"):
        act(case, "notify", "head", "2026-09-16")


@pytest.mark.requirement("SA-29")
def test_everybody_who_wants_a_home_is_admitted_those_in_need_first(family, assessed_by, office):
    people = [family((f"老人{n}", date(1950, 1, n + 1), "head")).head for n in range(3)]
    for person, items in zip(people, (ABLE, FULL, HALF), strict=True):
        assessed_by(person, items)
        care.choose_mode(
            person, "centralised", chosen_by="本人", by=office["clerk"], at=moment("2026-09-16")
        )
    queue = list(Admission.objects.filter(state="waiting"))
    assert [row.tier for row in queue] == ["全护理", "半护理", "全自理"]
    told = {"home": "县中心敬老院", "by": office["officer"], "at": moment("2026-09-20")}
    with pytest.raises(StepRefused, match="优先"):
        care.admit(queue[-1], **told)
    for row in queue:
        care.admit(row, **told)
    assert Admission.objects.filter(state="admitted").count() == len(people)


@pytest.mark.requirement("SA-30")
def test_whoever_changes_his_mind_leaves_the_list(man, assessed_by, office):
    assessed_by(man, HALF)
    for mode, day in (("centralised", "2026-09-16"), ("scattered", "2026-09-18")):
        care.choose_mode(man, mode, chosen_by="本人", by=office["clerk"], at=moment(day))
    assert Admission.objects.get().state == "withdrawn"


def test_worse_self_care_raises_the_money_from_next_month(man, confirmed, assessed_by, act, office):
    confirmed(man)
    assessed_by(man, FULL, day="2026-11-02")
    case = support.open_change(man, cause="tier", by=office["clerk"], at=moment("2026-11-03"))
    act(act(case, "verify", "clerk", "2026-11-03"), "decide", "officer", "2026-11-04")
    row = Entitlement.objects.get(benefit="assistance.tekun", valid_to=None)
    assert (row.amount, row.valid_from) == (BASIC + 56_000, date(2026, 12, 1))


@pytest.mark.requirement("SA-27")
def test_death_ends_support_after_its_month_and_an_obligor_only_after_hearing(
    man, family, confirmed, act, office
):
    confirmed(man)
    case = support.open_change(man, cause="obligor", by=office["clerk"], at=moment("2026-11-03"))
    act(case, "verify", "clerk", "2026-11-03")
    assert case.data["change"]["kind"] == "stop"
    with pytest.raises(StepRefused, match="听取"):
        act(case, "decide", "officer", "2026-11-04")
    act(case, "dismiss", "officer", "2026-11-04", note="经核实其子不具备赡养能力")
    people.record_death(
        man, died_on=date(2026, 11, 10), by=office["clerk"], at=moment("2026-11-12")
    )
    assert Entitlement.objects.get(benefit="assistance.tekun").valid_to == date(2026, 12, 1)


def test_shipped_papers_are_those_of_the_builder(tmp_path):
    call_command("build_assistance_papers", to=tmp_path)
    shipped = [t for t in paper_templates if t.path.is_relative_to(FOLDER)]
    assert len(shipped) >= 3
    for template in shipped:
        built = Word(tmp_path / template.path.name)
        assert [p.text for p in built.paragraphs] == [
            p.text for p in Word(template.path).paragraphs
        ]
