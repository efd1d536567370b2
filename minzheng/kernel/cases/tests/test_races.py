"""Two hands on one case at the same moment: one of them moves it."""

import threading

import pytest
from django.db import connection

from minzheng.kernel.cases import services
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.documents.tests.county import moment

AT = moment(9, 14)


def race(*acts):
    """Run acts at the same moment in threads of their own; return what each gave or refused."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        start.wait()
        try:
            answers[place] = act()
        except StepRefused as refused:
            answers[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_double_click_at_one_moment_takes_one_step(procedure, staff, family):
    case = services.open_case(KEY, household=family, by=staff["lin"], at=AT)
    twins = [Case.objects.get(pk=case.pk) for _ in range(2)]
    events = race(
        *(lambda twin=twin: services.take(twin, "accept", by=staff["lin"], at=AT) for twin in twins)
    )
    case.refresh_from_db()
    assert events[0] == events[1]
    assert (case.data["caused"], case.events.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_counters_at_one_moment_open_one_case(procedure, staff, family):
    acts = [
        lambda who=who: services.open_case(KEY, household=family, by=staff[who], at=AT)
        for who in ("lin", "wang")
    ]
    answers = race(*acts)
    assert sorted(type(answer).__name__ for answer in answers) == ["Case", "StepRefused"]
    assert Case.objects.count() == 1
