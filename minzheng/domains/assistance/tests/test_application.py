"""An application for dibao, from the village to the money, and a refusal with its reasons."""

from datetime import date

import pytest

from minzheng.core.money import yuan_to_fen
from minzheng.domains.assistance.services import objection as objections
from minzheng.domains.assistance.services import papers
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.verification import services as verification

from .conftest import moment

OLD = ("张秀英", date(1954, 3, 1), "head")
SON = ("张建国", date(1985, 6, 1), "child")


@pytest.fixture
def poor(family, deliver):
    """An old woman with a small pension: 210 of 399 yuan."""
    household = family(OLD)
    deliver(
        hr_pensions=[
            {
                "person": household.head,
                "pension_kind": "城乡居民",
                "monthly_amount": "210",
                "central_part": "143",
                "started_on": "2014-04-01",
            }
        ]
    )
    return household


@pytest.fixture
def well_off(family, deliver):
    """A mother and her grown son, who earns 3,000 yuan."""
    household = family(OLD, SON)
    son = household.memberships.get(relation="child").person
    deliver(
        hr_wages=[
            {"person": son, "employer": "某厂", "monthly_wage": "3000", "insurance_paid": "0"}
        ]
    )
    return household


@pytest.mark.requirement("SA-17")
def test_application_runs_from_village_to_entitlement(poor, assessed, act):
    case = assessed(poor)
    # 399 - 210 = 189, and 10 % of the standard on top for a person of 72.
    assert (case.data["outcome"], case.data["amount"]) == ("eligible", yuan_to_fen("228.90"))
    act(case, "notify", "head", "2026-09-28")
    act(case, "report", "head", "2026-10-09")
    case.sampled = False
    case.save()
    act(case, "confirm", "officer", "2026-10-20")
    row = Entitlement.objects.get(household=poor)
    assert (row.amount, row.valid_from, row.recheck_on) == (
        22_890,
        date(2026, 11, 1),
        date(2027, 10, 20),
    )
    assert case.closed_at is not None


def test_notice_of_the_handbook_ends_after_the_holiday_and_announcement_is_a_second_record(
    poor, assessed, act
):
    """Worked example 8: posted 2026-09-28, 7 days, last day 2026-10-08; opinion by 2026-10-22."""
    case = act(assessed(poor), "notify", "head", "2026-09-28")
    before = case.notices.get()
    assert (before.posted_on, before.until_on) == (date(2026, 9, 28), date(2026, 10, 8))
    with pytest.raises(StepRefused, match="公示期至 2026-10-08"):
        act(case, "report", "head", "2026-10-08")
    act(case, "report", "head", "2026-10-09")
    assert case.deadlines.get(parameter="approval_days").due_on == date(2026, 10, 22)
    Case.objects.filter(pk=case.pk).update(sampled=False)
    case.refresh_from_db()
    act(case, "confirm", "officer", "2026-10-20")
    assert list(case.notices.order_by("id").values_list("kind", flat=True)) == [
        "pre_decision",
        "announcement",
    ]


@pytest.mark.requirement("SA-18")
def test_notices_show_a_masked_line_and_nothing_else(poor, assessed, act):
    case = act(assessed(poor), "notify", "head", "2026-09-28")
    (row,) = case.notices.get().content["rows"]
    assert row == {
        "applicant": row["applicant"], "village": case.division.name, "members": 1, "benefit": "最低生活保障", "amount": "228.90",
    }  # fmt: skip
    assert poor.head.id_number not in str(case.notices.get().content)


@pytest.mark.requirement("HD-02", "SA-03")
def test_case_is_not_assessed_without_a_valid_report(poor, applied, visited, act):
    case = act(applied(poor), "accept", "clerk", "2026-09-14")
    assert case.verifications.get().state == "returned"
    visited(case, "2026-09-14")
    case.verifications.update(valid_to=date(2026, 9, 20))
    with pytest.raises(StepRefused, match="核对报告已于 2026-09-20 失效"):
        act(case, "assess", "clerk", "2026-09-21")


def test_case_is_not_assessed_before_the_visit(poor, applied, act):
    case = act(applied(poor), "accept", "clerk", "2026-09-14")
    with pytest.raises(StepRefused, match="尚未记录入户调查"):
        act(case, "assess", "clerk", "2026-09-15")


def test_whole_case_limit_is_thirty_working_days_from_acceptance(poor, applied, act):
    """Worked example 7: accepted Mon 2026-09-14, investigation by 09-17, whole case by 2026-10-30."""
    case = act(applied(poor), "accept", "clerk", "2026-09-14")
    due = dict(case.deadlines.values_list("parameter", "due_on"))
    assert due["investigation_days"] == date(2026, 9, 17)
    assert due["whole_case_days"] == date(2026, 10, 30)


def test_who_assessed_does_not_post_or_confirm(poor, assessed, office, act):
    case = assessed(poor)
    office["head"].user = office["clerk"].user
    with pytest.raises(StepRefused):
        act(case, "notify", "head", "2026-09-28")


def test_stranger_can_take_no_step(poor, applied, act):
    case = applied(poor)
    with pytest.raises(StepRefused):
        act(case, "accept", "stranger", "2026-09-14")


def test_family_on_dibao_cannot_apply_again(poor, assessed, act, applied):
    case = act(act(assessed(poor), "notify", "head", "2026-09-28"), "report", "head", "2026-10-09")
    Case.objects.filter(pk=case.pk).update(sampled=False)
    act(Case.objects.get(pk=case.pk), "confirm", "officer", "2026-10-20")
    with pytest.raises(StepRefused, match="已在享受低保"):
        applied(poor, "2026-11-10")


def test_refusal_is_written_with_reasons_and_remedy(well_off, assessed, act):
    case = assessed(well_off)
    assert case.data["outcome"] == "not_eligible"
    with pytest.raises(StepRefused, match="说明"):
        act(case, "refuse", "officer", "2026-10-20")
    act(case, "refuse", "officer", "2026-10-20", note="家庭收入高于标准")
    letter = Document.objects.get(
        subject_id=case.pk, subject_key="cases.case", title="不予确认告知书"
    )
    assert content_of(letter)[:2] == b"PK"
    assert not Entitlement.objects.filter(benefit="assistance.dibao").exists()


def test_reasons_name_the_condition_and_its_clause(well_off, assessed):
    case = assessed(well_off)
    reasons = papers.reasons_of(Determination.objects.get(pk=case.data["determination"]))
    assert len(reasons) == 1
    assert "低于" in reasons[0]


@pytest.mark.requirement("SA-23")
def test_refused_marginal_family_enters_its_own_register(family, deliver, assessed, act):
    """Two people, 1,200 yuan wage: 1,200 - 240 = 960, 480 a head: above 399, below 598.50."""
    household = family(OLD, SON)
    son = household.memberships.get(relation="child").person
    deliver(
        hr_wages=[
            {"person": son, "employer": "某厂", "monthly_wage": "1200", "insurance_paid": "0"}
        ]
    )
    case = act(
        assessed(household),
        "refuse",
        "officer",
        "2026-10-20",
        note="收入高于低保标准，认定为低保边缘家庭",
    )
    row = Entitlement.objects.get(household=household)
    assert (row.benefit, row.amount, row.valid_from) == (
        "assistance.dibao_edge",
        0,
        date(2026, 11, 1),
    )
    assert case.data["edge_outcome"] == "eligible"


def test_objection_reopens_with_the_old_answers(well_off, assessed, act, office):
    case = act(assessed(well_off), "refuse", "officer", "2026-10-20", note="收入高于标准")
    objection = objections.file_objection(
        case, text="儿子已于九月离职", by=office["clerk"], at=moment("2026-10-26")
    )
    assert objection.deadlines.get().due_on == date(2026, 11, 9)
    act(objection, "reopen", "reviewer", "2026-10-28", note="情况属实，重新调查")
    again = Case.objects.get(pk=objection.data["new_case"])
    assert (again.state, again.data["reason"], "determination" in again.data) == (
        "draft",
        "收入低",
        False,
    )


def test_objection_upheld_ends_with_a_note(well_off, assessed, act, office):
    case = act(assessed(well_off), "refuse", "officer", "2026-10-20", note="收入高于标准")
    objection = objections.file_objection(
        case, text="不服", by=office["clerk"], at=moment("2026-10-26")
    )
    with pytest.raises(StepRefused, match="说明"):
        act(objection, "uphold", "reviewer", "2026-10-28")
    assert (
        act(objection, "uphold", "reviewer", "2026-10-28", note="原认定无误").closed_at is not None
    )


def test_objection_to_a_notice_takes_it_down_and_investigates_anew(poor, assessed, act):
    case = act(assessed(poor), "notify", "head", "2026-09-28")
    act(case, "object", "head", "2026-09-30", note="邻居反映有其他收入")
    assert case.state == "accepted"
    assert case.notices.get().withdrawn_at is not None


@pytest.mark.requirement("SA-68")
def test_sample_of_a_month_never_falls_below_thirty_percent(family, deliver, assessed, act):
    households = [family((f"户{n}", date(1950, 1, n + 1), "head")) for n in range(7)]
    deliver()
    found = [act(assessed(h), "notify", "head", "2026-09-28") for h in households]
    for done, case in enumerate(found, start=1):
        act(case, "report", "head", "2026-10-09")
        drawn = Case.objects.filter(sampled=True).count()
        assert drawn * 100 >= 30 * done


@pytest.mark.requirement("SA-68")
def test_sampled_case_waits_for_the_county_visit(poor, assessed, visited, act):
    case = act(act(assessed(poor), "notify", "head", "2026-09-28"), "report", "head", "2026-10-09")
    assert case.sampled
    with pytest.raises(StepRefused, match="列入抽查"):
        act(case, "confirm", "officer", "2026-10-20")
    visited(case, "2026-10-19", kind="county_check", who="officer")
    assert act(case, "confirm", "officer", "2026-10-20").state == "confirmed"


@pytest.mark.requirement("SA-20")
@pytest.mark.parametrize(("grade", "outcome"), [("二级", "eligible"), ("三级", "not_eligible")])
def test_severely_disabled_member_of_a_marginal_family_is_admitted_alone(
    family, deliver, assessed, act, grade, outcome
):
    """Family of two at 480 a head (marginal); the daughter with a visual grade 2 applies alone, grade 3 may not."""
    household = family(OLD, SON)
    mother, son = household.head, household.memberships.get(relation="child").person
    deliver(
        hr_wages=[
            {"person": son, "employer": "某厂", "monthly_wage": "1200", "insurance_paid": "0"}
        ],
        disability_certificates=[
            {
                "person": mother,
                "certificate_no": "1",
                "disability_kind": "视力",
                "grade": grade,
                "valid_to": "2030-01-01",
                "subsidy": "0",
            }
        ],
    )
    case = assessed(household, applied_as="single")
    assert (case.data["edge_outcome"], case.data["outcome"]) == ("eligible", outcome)
    if outcome == "eligible":
        act(act(case, "notify", "head", "2026-09-28"), "report", "head", "2026-10-09")
        Case.objects.filter(pk=case.pk).update(sampled=False)
        act(Case.objects.get(pk=case.pk), "confirm", "officer", "2026-10-20")
        row = Entitlement.objects.get(benefit="assistance.dibao")
        assert (row.holder, row.payee, case.notices.first().content["rows"][0]["members"]) == (
            f"p{mother.pk}",
            mother,
            1,
        )


@pytest.mark.requirement("SA-13")
def test_booked_application_takes_the_same_steps_as_one_at_the_window(
    family, deliver, office, act, visited
):
    """预约 → 申请 → 受理 → 审核 → 审批: booked online or at the counter, the steps are the same."""
    deliver(hr_pensions=[])
    village, at = office["worker"].division, moment("2026-09-14")
    taken = {}
    for order, channel in enumerate(("portal", "counter"), start=1):
        household = family((f"户{channel}", date(1950, order, 1), "head"))
        row = cases.book(
            "assistance.dibao.application", household, division=village.parent, on=date(2026, 9, 15), slot="09:00",
            by=office["clerk"], at=at, channel=channel,
        )  # fmt: skip
        case = cases.arrive(
            row, by=office["clerk"], at=moment("2026-09-15"), data={"reason": "收入低"}
        )
        head = household.head
        verification.record_authorisation(
            household,
            head,
            signed_by=head,
            signed_on=date(2026, 9, 15),
            by=office["clerk"],
            at=moment("2026-09-15"),
        )
        cases.declare_no_near_kin(case, by=office["clerk"], at=moment("2026-09-15"))
        act(act(case, "submit", "clerk", "2026-09-15"), "accept", "clerk", "2026-09-15")
        visited(case, "2026-09-16")
        act(act(case, "assess", "clerk", "2026-09-16"), "notify", "head", "2026-09-16")
        taken[case.channel] = list(case.events.values_list("step", flat=True))
    assert taken["portal"] == taken["counter"]
    assert taken["portal"][-4:] == ["submit", "accept", "assess", "notify"]


def test_full_slot_rest_day_and_stranger_cannot_be_booked(family, office):
    town = office["worker"].division.parent
    book = {"division": town, "by": office["clerk"], "at": moment("2026-09-14")}
    for n in range(3):
        cases.book(
            "assistance.dibao.application",
            family((f"户{n}", date(1950, 1, n + 1), "head")),
            on=date(2026, 9, 15),
            slot="09:00",
            **book,
        )
    household = family(("后来", date(1950, 2, 1), "head"))
    assert "09:00" not in cases.free_slots(town, date(2026, 9, 15))
    for refused in (
        {"on": date(2026, 9, 15), "slot": "09:00"},
        {"on": date(2026, 9, 13), "slot": "09:00"},
        {"on": date(2026, 10, 1), "slot": "10:00"},
    ):
        with pytest.raises(StepRefused):
            cases.book("assistance.dibao.application", household, **book, **refused)
    with pytest.raises(StepRefused, match="辖区"):
        cases.book(
            "assistance.dibao.application",
            household,
            on=date(2026, 9, 15),
            slot="10:00",
            **{**book, "by": office["stranger"]},
        )
