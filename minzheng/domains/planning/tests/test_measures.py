"""Local measures: ordered, taken through the steps of law, reviewed by another, issued, evaluated."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.planning.choices import MATERIALS
from minzheng.domains.planning.queries import registers
from minzheng.domains.planning.services import legality, measures
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.documents.tests.county import moment

AT = moment(11, 16)
WORDS = {"text": "已完成"}


@pytest.fixture
def chen(staff):
    seed_parameters()
    return {"by": staff["chen"], "at": AT}


@pytest.fixture
def ordered(chen):
    """Return a function that lists a measure."""

    def make(rank, **told):
        given = {
            "title": "低保审核确认实施细则",
            "due_on": date(2026, 10, 31),
            "ordered_by": "会民发〔2026〕1号",
        }
        return measures.plan_measure(None, kind="rules", rank=rank, owner="社会救助股", **{**given, **told}, **chen)  # fmt: skip

    return make


def step(row, kind, chen, start=date(2026, 9, 1), end=date(2026, 10, 10), **told):
    return measures.take_step(row, kind, from_on=start, on=end, **{**WORDS, **told}, **chen)


@pytest.mark.requirement("KC-14")
def test_plain_measure_is_listed_overdue_issued_into_the_register_and_evaluated(
    ordered, chen, staff
):
    row = ordered("plain")
    assert [m.title for m in registers.overdue(registers.measures(staff["lin"]), AT.date())] == [row.title]  # fmt: skip
    told = {"document_number": "会民发〔2026〕12号", "issued_on": date(2026, 11, 15)}
    head = {"by": staff["bureau"], "at": AT}
    with pytest.raises(PlanningError, match="起草、集体审议"):
        measures.issue(row, **told, **head)
    step(row, "drafting", chen)
    row = step(row, "deliberate", chen, end=date(2026, 11, 14)).measure
    assert row.stage == "deliberate"
    with pytest.raises(PlanningError, match="岗位"):
        measures.issue(row, **told, **chen)
    with pytest.raises(PlanningError, match="不规范"):
        measures.issue(row, **{**told, "document_number": "会民发[2026]012号"}, **head)
    row = measures.issue(row, valid_to=date(2026, 11, 16), **told, **head)
    assert (row.stage, row.policy.document_number) == ("issued", "会民发〔2026〕12号")
    assert registers.is_overdue(row, AT.date())
    row = measures.evaluate(row, conclusion="repeal", on=AT.date(), text="已有新规定", **chen)
    row.policy.refresh_from_db()
    assert (row.stage, row.policy.validity_state) == ("evaluated", "repealed")


@pytest.mark.requirement("KC-15")
def test_major_decision_is_not_issued_before_every_statutory_step(ordered, chen, staff):
    row = ordered("major")
    with pytest.raises(PlanningError, match="先完成：起草"):
        step(row, "consult", chen)
    step(row, "drafting", chen)
    with pytest.raises(PlanningError, match="不少于 30 日"):
        step(row, "consult", chen, start=date(2026, 10, 1))
    step(row, "consult", chen)
    step(row, "experts", chen)
    with pytest.raises(PlanningError, match="依法不能免除"):
        step(row, "deliberate", chen, is_excused=True, excuse="急")
    every = {"materials": list(MATERIALS)}
    with pytest.raises(PlanningError, match="风险评估"):
        legality.submit(row, **every, **chen)
    step(row, "risk", chen, is_excused=True, excuse="不影响社会稳定和公共安全")
    with pytest.raises(PlanningError, match="缺：起草说明"):
        legality.submit(row, materials=["text", "basis", "opinions", "own_opinion"], **chen)
    with pytest.raises(PlanningError, match="合法性审核"):
        step(row, "deliberate", chen)
    upload = SimpleUploadedFile("draft.pdf", b"%PDF-1.7\n%%EOF")
    review = legality.submit(row, document=upload, **every, **{**chen, "at": moment(11, 2)})
    assert review.due_on == date(2026, 11, 23)
    with pytest.raises(PlanningError, match="岗位"):
        legality.answer(review, opinion="lawful", text="同意", **chen)
    lawyer = {"by": staff["reviewer"], "at": AT}
    with pytest.raises(PlanningError, match="不少于 7 个工作日"):
        legality.answer(review, opinion="lawful", text="同意", **{**lawyer, "at": moment(11, 9)})
    legality.answer(review, opinion="to_change", text="第三条超越权限", **lawyer)
    again = legality.submit(row, is_urgent=True, **every, **chen)
    legality.answer(again, opinion="lawful", text="合法", **lawyer)
    row = step(row, "deliberate", chen, start=AT.date(), end=AT.date()).measure
    row = measures.issue(row, document_number="会政发〔2026〕3号", issued_on=AT.date(), by=staff["bureau"], at=AT)  # fmt: skip
    assert [s.label for s in registers.stages(row) if s.step is None] == []
    assert list(row.reviews.order_by("pk").values_list("opinion", flat=True)) == ["to_change", "lawful"]  # fmt: skip


def test_normative_document_ends_after_the_years_of_the_parameter(ordered, chen, staff):
    row = ordered("normative")
    for kind in ("drafting", "consult"):
        step(row, kind, chen)
    review = legality.submit(row, materials=list(MATERIALS), is_urgent=True, **chen)
    legality.answer(review, opinion="lawful", text="合法", by=staff["reviewer"], at=AT)
    with pytest.raises(PlanningError, match="步骤更少"):
        measures.describe(row, kind="rules", rank="plain", owner="救助股", due_on=AT.date(), **chen)
    step(row, "deliberate", chen, start=AT.date(), end=AT.date())
    row = measures.issue(row, document_number="会民规〔2026〕1号", issued_on=AT.date(), by=staff["bureau"], at=AT)  # fmt: skip
    assert row.valid_to == date(2031, 11, 16)


def test_the_same_title_of_a_plan_stays_one_row_and_a_cancelled_one_stays(ordered, chen, staff):
    row = ordered("plain")
    with pytest.raises(PlanningError, match="已经登记"):
        ordered("plain")
    row = measures.cancel(row, reason="上级已统一制定", by=staff["reviewer"], at=AT)
    with pytest.raises(PlanningError, match="撤销"):
        step(row, "drafting", chen)
    assert not registers.is_overdue(row, AT.date())
