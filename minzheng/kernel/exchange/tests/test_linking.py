"""Rows without a sound number: matched with reasons, decided by people, remembered, undone."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from django.core.exceptions import PermissionDenied

from minzheng.core import pinyin
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.exchange import facts, matching, queries, services
from minzheng.kernel.exchange.choices import MatchState
from minzheng.kernel.exchange.linkage import bands, records
from minzheng.kernel.exchange.models import RowMatch
from minzheng.kernel.exchange.tests.conftest import AT, DEPOSITS, MONTH, Take, Write, number
from minzheng.kernel.people.models import Person

Register = Callable[..., Person]
OWN = number(7)
SLIPPED = OWN[:15] + str((int(OWN[15]) + 4) % 10) + OWN[16:]
GOOD = ("路人", number(900), "县农商行", "1", "2026-10-31")


@pytest.fixture
def known(register: Register) -> Callable[..., Person]:
    """Return a function that registers a person as the register does: with pinyin and birthday."""

    def known_person(name: str, id_number: str | None) -> Person:
        person = register(name, id_number)
        person.name_pinyin = pinyin.full(name)
        person.birth_on = date(1960, 5, 17)
        person.save()
        return person

    return known_person


@pytest.fixture
def crowd(register: Register) -> None:
    """Register enough others that one person is not half of the register."""
    Person.objects.bulk_create(
        Person(name=f"旁人{n}", division=register("头一", None).division) for n in range(40)
    )


def _frame(*people: Person) -> pl.DataFrame:
    return pl.DataFrame(
        [(p.pk, p.pid, p.name) for p in people],
        schema={"person": pl.Int64, "pid": pl.String, "name": pl.String},
        orient="row",
    )


def _deposits(*people: Person) -> list[int | None]:
    return facts.department_facts(MONTH, _frame(*people))["deposits"].to_list()


def _row(name: str, text: str, money: str = "12000") -> tuple[str, ...]:
    return (name, text, "县农商行", money, "2026-10-31")


def _sent(write: Write, take: Take, *rows: tuple[str, ...], month: str = "202610") -> None:
    write(f"bank_deposits_{month}.csv", DEPOSITS, GOOD, *rows)
    take(f"{month[:4]}-{month[4:]}")


@pytest.mark.usefixtures("crowd")
def test_row_with_a_slipped_number_counts_for_its_person_with_the_reason(
    write: Write, take: Take, known: Register, officer: Mandate
) -> None:
    person, namesake = known("王五", OWN), known("王五", number(9, date(1988, 1, 3)))
    _sent(write, take, _row("王五", SLIPPED))
    assert _deposits(person) == [None]

    counts = services.link_rows(MONTH, by=officer, at=AT)

    assert counts["automatic"] == 1
    assert _deposits(person, namesake) == [12_000_00, 0]
    (row,) = facts.evidence("bank.deposits", MONTH, [str(person.pid)]).iter_rows(named=True)
    assert "比对认定，概率" in row["summary"]
    assert "姓名相同；证件号只差一位" in row["summary"]
    assert services.link_rows(MONTH, by=officer, at=AT) == counts


@pytest.mark.usefixtures("crowd")
def test_row_without_any_number_stays_unknown_for_its_namesakes(
    write: Write, take: Take, known: Register, officer: Mandate
) -> None:
    person = known("王五", OWN)
    _sent(write, take, _row("王五", ""))

    assert services.link_rows(MONTH, by=officer, at=AT)["automatic"] == 0
    assert _deposits(person) == [None]


@pytest.mark.usefixtures("crowd")
def test_two_who_fit_equally_well_are_left_to_people(
    write: Write, take: Take, known: Register, officer: Mandate
) -> None:
    # One digit lost: either of the two may be meant.
    first, second = known("王五", number(711)), known("王五", number(721))
    _sent(write, take, _row("王五", number(711)[:15] + number(711)[16:17]))

    assert services.link_rows(MONTH, by=officer, at=AT)["automatic"] == 0
    assert _deposits(first, second) == [None, None]


def _waiting(person: Person, write: Write, take: Take, officer: Mandate) -> RowMatch:
    _sent(write, take, _row("王五", SLIPPED))
    services.link_rows(MONTH, by=officer, at=AT)
    match = RowMatch.objects.get(person=person)
    return services.decide_match(match, "waiting", by=officer, at=AT)


@pytest.mark.usefixtures("crowd")
def test_decision_counts_is_audited_and_can_be_taken_back(
    write: Write, take: Take, known: Register, officer: Mandate
) -> None:
    person = known("王五", OWN)
    match = _waiting(person, write, take, officer)
    assert _deposits(person) == [None]

    services.decide_match(match, "same", by=officer, at=AT, note="电话核实")
    assert _deposits(person) == [12_000_00]
    services.decide_match(match, "other", by=officer, at=AT)
    assert _deposits(person) == [0]
    assert matching.doubts(MONTH, _frame(person), ["bank.deposits"]).is_empty()
    services.decide_match(match, "unsure", by=officer, at=AT)
    assert _deposits(person) == [None]
    services.decide_match(match, "waiting", by=officer, at=AT)
    match.refresh_from_db()
    assert (match.state, match.decided_by) == (MatchState.WAITING, None)


@pytest.mark.usefixtures("crowd")
def test_decision_is_remembered_for_the_next_delivery(
    write: Write, take: Take, known: Register, officer: Mandate
) -> None:
    person = known("王五", OWN)
    services.decide_match(_waiting(person, write, take, officer), "other", by=officer, at=AT)

    _sent(write, take, _row("王五", SLIPPED, "99"), month="202611")
    services.link_rows("2026-11", by=officer, at=AT)

    latest = RowMatch.objects.get(delivery__month="2026-11")
    assert latest.state == MatchState.OTHER
    assert "沿用" in latest.note


@pytest.mark.usefixtures("crowd")
def test_matched_row_that_repeats_an_accepted_one_counts_once(
    write: Write, take: Take, known: Register, officer: Mandate
) -> None:
    person = known("王五", OWN)
    _sent(write, take, _row("王五", OWN), _row("王五", SLIPPED))
    services.link_rows(MONTH, by=officer, at=AT)

    assert _deposits(person) == [12_000_00]


def test_only_who_takes_deliveries_decides(
    write: Write, take: Take, known: Register, officer: Mandate
) -> None:
    known("王五", OWN)
    clerk = Mandate.objects.create(
        user=officer.user, role="clerk", division=officer.division, valid_from=date(2020, 1, 1)
    )
    with pytest.raises(PermissionDenied):
        services.link_rows(MONTH, by=clerk, at=AT)
    assert not queries.matches(clerk).exists()


@pytest.mark.usefixtures("crowd")
@pytest.mark.requirement("KC-09")
def test_new_person_without_a_number_meets_the_one_already_registered(
    known: Register, officer: Mandate
) -> None:
    person = known("刘國强", OWN)
    said = {"name": "刘国强", "birth": "19600517"}

    (found,) = services.lookalikes(said, by=officer, at=AT)

    assert found.person == person.pk
    assert [r["words"] for r in found.reasons] == ["姓名为异体字或繁体字", "出生日期相同"]


def test_limits_are_dated_and_automatic_only_where_proven() -> None:
    limits = bands.bands(AT.date())
    assert limits.is_automatic(limits.automatic_from)
    assert not limits.is_automatic(limits.automatic_from - 0.01)
    unproven = bands.Bands(0.9, 0.5, 0.8, 0.99, 100, "")
    assert not unproven.is_automatic(1.0)
    with pytest.raises(LookupError):
        bands.bands(date(2019, 1, 1))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("会宁县会师镇桃花山社区12号", ("会师镇", "桃花山", "12")),
        ("桃花山村12号", (None, "桃花山", "12")),
        ("会师镇桃花山社区", ("会师镇", "桃花山", None)),
        ("", (None, None, None)),
    ],
)
def test_address_falls_into_its_parts(address: str, told: tuple[str | None, ...]) -> None:
    assert records.places(address) == told


def test_remains_of_a_number_are_read_as_they_were_lost() -> None:
    assert records.remains("6.29901E+17") == "629901"
    assert records.remains("629901600517007") == OWN
    assert records.remains("不详") is None
    assert records.is_sound(OWN)
    assert not records.is_sound(SLIPPED)
