"""Who of the elders is visited monthly and why, and what is written down there."""

from datetime import date

import pytest

from minzheng.kernel.enrolment.tests.township import moment
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.visits import queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.services import VisitRefused

from .test_registers import record

RULE = "elderly.difficulty"
SAID = {"health": "poor", "money": "tight", "family": "seldom", "safety": ["heat"], "services": ["meals"],
        "follow_up": "referral", "needs": ["medical"], "note": "想看眼科"}  # fmt: skip


def plan(office, on=date(2026, 11, 2), who="clerk"):
    return queries.plan_for(office[who], on, RULE)


def come(office, person, day: str, **said):
    return visits.record_visit(
        person.memberships.get().household, kind="care", purpose="月探访", person=person, rule=RULE,
        form_answers={**SAID, **said}, visited_at=moment(day, 8), by=office["clerk"], at=moment(day),
    )  # fmt: skip


@pytest.mark.requirement("EL-25")
def test_elder_in_difficulty_is_planned_with_the_groups_and_visited_with_content_and_follow_up(
    resident, office
):
    alone = resident("张桂兰", "1945-03-02")
    resident("王小花", "1990-01-01")
    record(office, alone, "ability_level", 3)
    record(office, alone, "lost_only_child", True)
    (line,) = plan(office)
    assert (line.person, line.why) == (alone.pk, "独居、失能、计划生育特殊家庭")
    assert plan(office, who="stranger") == []
    made = come(office, alone, "2026-11-05")
    assert made.answers["follow_up"] == "referral"
    assert made.answers["safety"] == ["heat"]
    lead = Lead.objects.get(person=alone)
    assert (lead.source, lead.household) == ("visit", made.household)
    assert lead.text == "转其他部门办理：走访发现就医用药；想看眼科（月探访）"
    assert plan(office, date(2026, 11, 6)) == []
    with pytest.raises(VisitRefused, match="请填写“身体状况”"):
        come(office, alone, "2026-11-06", health="")


@pytest.mark.requirement("EL-26")
def test_month_is_full_only_when_every_elder_in_difficulty_was_visited(resident, office):
    one, other = resident("张桂兰", "1945-03-02"), resident("李大山", "1944-03-02")
    come(office, one, "2026-11-05")
    on = date(2026, 11, 6)
    (row,) = queries.coverage(office["officer"], "2026-11", on, RULE)
    assert (row.listed, row.covered, row.missed) == (2, 1, 1)
    come(office, other, "2026-11-06")
    (row,) = queries.coverage(office["officer"], "2026-11", on, RULE)
    assert (row.listed, row.covered) == (2, 2)
