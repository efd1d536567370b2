"""The navigator: asks only what still matters, in the order that settles most, from policies alone."""

from datetime import date

import pytest

from minzheng.domains.assistance.policies.dibao.policy import policy as dibao
from minzheng.domains.disability.policies.living.policy import policy as living
from minzheng.domains.elderly.policies.old_age.policy import policy as old_age
from minzheng.facts.questions import QUESTIONS
from minzheng.policy import ParameterStore
from minzheng.policy.navigator import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    UNDETERMINED,
    Family,
    Member,
    Navigator,
)

PLACE = "620422"
LINEAGES = {PLACE: (PLACE, "620400", "620000", "000000")}
AT = date(2026, 11, 16)
ANNA = Member(1, "本人", "head", date(1980, 5, 2))
MOTHER = Member(2, "母亲", "parent", date(1943, 6, 20))


@pytest.fixture(scope="module")
def guide() -> Navigator:
    policies = [old_age, living]
    return Navigator(policies, ParameterStore.of(*policies), LINEAGES, AT)


def family(answers=None, *, members=(ANNA, MOTHER), unsure=()) -> Family:
    return Family(PLACE, "rural", members, answers or {}, frozenset(unsure))


def asked(guide: Navigator, said: Family) -> dict[str, list[str]]:
    page = guide.next_page(said, guide.standings(said))
    return {q.column: [m.name for m in who] for q, who in page.asks} if page else {}


def test_what_age_settles_is_never_asked(guide):
    outcomes = {s.member.name: s.outcome for s in guide.standings(family()) if s.policy is old_age}
    assert outcomes == {"本人": NOT_ELIGIBLE, "母亲": UNDETERMINED}


def test_unknown_is_never_taken_for_no(guide):
    lone = family(members=(MOTHER,), unsure=("registered_here", "life_confirmed"))
    (standing,) = [s for s in guide.standings(lone) if s.policy is old_age]
    assert standing.outcome == UNDETERMINED
    assert standing.missing == ["registered_here"]
    assert guide.is_probable(lone, standing)


def test_question_asks_only_the_people_it_still_matters_for(guide):
    told = {(1, "disability_grade"): 0, (2, "disability_grade"): 0}
    assert asked(guide, family(told)) == {"registered_here": ["母亲"]}


def test_first_page_is_the_one_that_settles_most(guide):
    """Registration closes both policies for everybody at once; a certificate closes one."""
    told = {(1, "disability_grade"): 1, (2, "disability_grade"): 0}
    settled_by = guide.next_page(family(told), guide.standings(family(told)))
    assert settled_by.topic.key == "home"


def finished(guide: Navigator, said: Family, told=()) -> tuple[Family, int]:
    """Answer page after page: what is told, else what leaving the question alone says."""
    pages = 0
    while (page := guide.next_page(said, guide.standings(said))) is not None:
        answers, unsure = dict(said.answers), set(said.unsure)
        for question, people in page.asks:
            for member in people or (None,):
                value = dict(told).get(question.column, question.preset or question.otherwise)
                if value is None:
                    unsure.add(question.column)
                else:
                    answers[member and member.person, question.column] = value
        assert (answers, unsure) != (said.answers, set(said.unsure))
        said, pages = family(answers, members=said.members, unsure=unsure), pages + 1
    return said, pages


def test_every_path_ends_and_every_answer_counts_once(guide):
    said, pages = finished(guide, family())
    assert pages <= len({q.topic for q in QUESTIONS.values()})
    (mother,) = [s for s in guide.standings(said) if s.outcome == ELIGIBLE]
    assert (mother.policy, mother.member, mother.amount) == (old_age, MOTHER, 2500)
    assert all(mother.basis_of(name) for name in mother.conditions)


def test_recognition_opens_what_rests_on_it():
    """Disabled, alone, without income: first dibao, then the subsidy for families on dibao."""
    policies = [dibao, living]
    guide = Navigator(policies, ParameterStore.of(*policies), LINEAGES, AT)
    certificate = {
        "disability_grade": 1,
        "disability_kind": "mental",
        "certificate_until": date(2030, 1, 1),
    }
    said, _pages = finished(guide, family(members=(ANNA,)), certificate.items())
    standings = guide.standings(said)
    assert {s.policy: s.outcome for s in standings} == {dibao: ELIGIBLE, living: NOT_ELIGIBLE}
    ((then, needed),) = guide.after_recognition(said, standings)
    assert (then.policy, then.outcome, needed) == (living, ELIGIBLE, ["assistance.dibao"])
