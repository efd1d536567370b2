"""Who is caught by the safety net, and which of the dependent live in a home."""

from datetime import date

import pytest

from minzheng.domains.assistance.indicators import recipients, support
from minzheng.domains.assistance.models import Admission
from minzheng.domains.assistance.services import care
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.indicators.computing import compute

from .conftest import COUNTY, TOWN, moment
from .test_support import ABLE, FULL, HALF

DIBAO, TEKUN = "assistance.dibao", "assistance.tekun"
BIRTHS = [date(1958, month, 2) for month in range(1, 6)]


@pytest.fixture
def paid(office):
    """Grant a benefit to a household, or to one person of it, from a month on."""

    def pay(benefit, household, since="2026-09-01", person=None):
        day = date.fromisoformat(since)
        return benefits.grant(
            benefit, household=household, person=person, amount=50_000, since=day,
            basis=benefits.Basis(reason="确认"), by=office["officer"], at=moment(since),
        )  # fmt: skip

    return pay


def counted(item, table, month, place=COUNTY):
    tables = {item.tables[0]: table(month)}
    found = compute(item, tables, divisions.lineages())
    return next(
        ((f.numerator, f.denominator) for f in found if f.division == place and not f.dimension),
        None,
    )


@pytest.mark.requirement("SA-88")
def test_everybody_in_the_net_counts_once_and_the_growth_follows_from_two_counts(family, paid):
    pair = family(("马德福", BIRTHS[0], "head"), ("马小花", date(2015, 5, 1), "child"))
    alone = family(("王老五", BIRTHS[1], "head"))
    paid(DIBAO, pair)
    paid("children.unattended", pair, person=pair.memberships.get(relation="child").person)
    paid(TEKUN, alone, since="2025-08-01", person=alone.head)
    persons, growth = recipients.safety_net_persons, recipients.safety_net_growth
    assert counted(persons, recipients.safety_net, "2026-09") == (3, None)
    assert counted(persons, recipients.safety_net, "2026-08") == (1, None)
    assert counted(growth, recipients.safety_net, "2026-09", TOWN) == (2, 1)
    assert growth.value(2, 1) == 200
    assert growth.value(*counted(growth, recipients.safety_net, "2025-09")) is None


@pytest.mark.requirement("SA-85")
def test_only_the_assessed_who_cannot_care_for_themselves_and_live_in_a_home_count(
    family, paid, office
):
    men = [
        family((name, born, "head")).head for name, born in zip("甲乙丙丁", BIRTHS, strict=False)
    ]
    for man, items in zip(men, (HALF, FULL, ABLE), strict=False):
        paid(TEKUN, care.home_of(man, date(2026, 9, 1)), person=man)
        care.record_assessment(
            man, body="县医院", assessors="李医生", assessed_on=date(2026, 9, 15), items=items,
            by=office["clerk"], at=moment("2026-09-15"),
        )  # fmt: skip
    paid(TEKUN, care.home_of(men[3], date(2026, 9, 1)), person=men[3])
    chosen = {"chosen_by": "本人", "by": office["clerk"], "at": moment("2026-09-20")}
    for man in (men[0], men[2]):
        care.choose_mode(man, "centralised", **chosen)
    rate, unknown = support.central_rate, support.unassessed_share
    assert counted(rate, support.supported_persons, "2026-09") == (0, 2)
    care.admit(
        Admission.objects.get(person=men[0]), home="县福利院", by=office["officer"], at=moment("2026-10-08")
    )  # fmt: skip
    assert counted(rate, support.supported_persons, "2026-10") == (1, 2)
    assert counted(rate, support.supported_persons, "2026-09") == (0, 2)
    assert counted(unknown, support.supported_persons, "2026-10") == (1, 4)
