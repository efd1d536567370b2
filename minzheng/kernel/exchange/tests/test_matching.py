"""Whom a rejected row may be about, and whose own number is wrong."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.exchange import matching, services
from minzheng.kernel.exchange.tests.conftest import AT, DEPOSITS, MONTH, Take, Write, number
from minzheng.kernel.people.models import Person

Register = Callable[..., Person]
DEATHS = ("姓名", "身份证号", "死亡日期")
RESIDENTS = ("姓名", "身份证号", "性别", "出生日期", "户号", "与户主关系", "户口性质", "变动")
GOOD = ("路人", number(900), "县农商行", "1", "2026-10-31")
OWN = number(7)


def _frame(*people: Person) -> pl.DataFrame:
    return pl.DataFrame(
        [(p.pk, p.pid, p.name) for p in people],
        schema={"person": pl.Int64, "pid": pl.String, "name": pl.String},
        orient="row",
    )


def _in_doubt(*people: Person, month: str = MONTH, key: str = "bank.deposits") -> set[int]:
    return set(matching.doubts(month, _frame(*people), [key])["person"].to_list())


@pytest.mark.parametrize(
    ("spoilt", "expected"),
    [
        (OWN, True),
        ("", True),
        (None, True),
        (OWN[:9] + OWN[10:], True),
        (OWN[:6] + "1" + OWN[6:16], False),
        (OWN[:16] + "9" + OWN[17], True),
        (OWN[:4] + OWN[5] + OWN[4] + OWN[6:], True),
        ("6.29901E+17", True),
        ("6.29902E+17", True),
        ("6.29903E+17", False),
        ("6.29901E-17", True),
        ("62990219600518007X", False),
        ("不详", True),
    ],
)
def test_may_be_follows_the_surviving_digits(
    spoilt: str | None, expected: bool, write: Write, take: Take, register: Register
) -> None:
    person = register("王五", OWN)
    money = "1" if spoilt != OWN else "不详"
    write("bank_deposits_202610.csv", DEPOSITS, GOOD, ("王五", spoilt, "行", money, "2026-10-31"))
    (delivery,) = take()
    assert delivery.rejected == 1

    assert (person.pk in _in_doubt(person)) is expected


def test_doubt_leaves_other_names_alone(write: Write, take: Take, register: Register) -> None:
    other = register("赵六", number(8))
    write("bank_deposits_202610.csv", DEPOSITS, GOOD, ("王五", "", "行", "1", "2026-10-31"))
    take()

    assert _in_doubt(other) == set()


def test_doubt_takes_a_person_without_any_number(
    write: Write, take: Take, register: Register
) -> None:
    unnumbered = register("王五", None)
    write("bank_deposits_202610.csv", DEPOSITS, GOOD, ("王五", "62", "行", "1", "2026-10-31"))
    take()

    assert _in_doubt(unnumbered) == {unnumbered.pk}


def test_doubt_ends_when_the_list_is_sent_again(
    write: Write, take: Take, register: Register
) -> None:
    person = register("王五", OWN)
    write("bank_deposits_202610.csv", DEPOSITS, GOOD, ("王五", "", "行", "1", "2026-10-31"))
    take()
    assert _in_doubt(person) == {person.pk}
    write("bank_deposits_202610.csv", DEPOSITS, GOOD, ("王五", OWN, "行", "1", "2026-10-31"))

    take()

    assert _in_doubt(person) == set()


def test_doubt_of_an_event_ends_when_its_person_is_reported_later(
    write: Write, take: Take, register: Register
) -> None:
    dead, namesake = register("王五", OWN), register("王五", OWN[:16] + "8" + number(78)[17])
    write("police_deaths_202609.csv", DEATHS, ("王五", OWN[:17], "2026-09-03"))
    take()
    spoilt = {"key": "police.deaths", "month": "2026-09"}
    assert dead.pk in _in_doubt(dead, namesake, **spoilt)
    write("police_deaths_202610.csv", DEATHS, ("王五", OWN, "2026-09-03"))

    take()

    assert _in_doubt(dead, namesake, key="police.deaths") == set()
    assert _in_doubt(namesake, key="police.deaths") == set()


def test_doubt_ends_when_an_officer_settles_the_row(
    write: Write, take: Take, register: Register, officer: Mandate
) -> None:
    person = register("王五", OWN)
    write("police_deaths_202610.csv", DEATHS, ("王五", "", "2026-10-03"))
    (delivery,) = take()
    assert _in_doubt(person, key="police.deaths") == {person.pk}

    services.settle_reject(delivery, 2, by=officer, at=AT, note="公安电话核实为邻县同名者")

    assert _in_doubt(person, key="police.deaths") == set()


def test_settle_reject_asks_for_a_ground_and_a_rejected_row(
    write: Write, take: Take, officer: Mandate
) -> None:
    write("police_deaths_202610.csv", DEATHS, ("王五", OWN, "2026-10-03"))
    (delivery,) = take()

    with pytest.raises(ValueError, match="依据"):
        services.settle_reject(delivery, 2, by=officer, at=AT, note=" ")
    with pytest.raises(ValueError, match="不是退回行"):
        services.settle_reject(delivery, 2, by=officer, at=AT, note="核实")


def _resident(name: str, id_no: str, book: str) -> tuple[str, ...]:
    return (name, id_no, "男", "1960-05-17", book, "户主", "农村", "无")


def test_wrong_ids_needs_name_book_and_another_number(
    write: Write, take: Take, register: Register
) -> None:
    wrong = register("王五", number(70), "B1")
    elsewhere = register("王五", number(72), "B2")
    fine = register("赵六", OWN, "B3")
    write(
        "police_residents_202610.csv", RESIDENTS,
        _resident("王五", number(71), "B1"), _resident("赵六", OWN.lower() + " ", "B3"),
    )  # fmt: skip
    take()

    found = matching.wrong_ids(MONTH, _frame(wrong, elsewhere, fine))

    assert found.select("person", "household_book", "line").rows() == [(wrong.pk, "B1", 2)]


def test_wrong_ids_spares_namesakes_of_one_book(
    write: Write, take: Take, register: Register
) -> None:
    father, son = register("王五", number(70), "B1"), register("王五", number(71), "B1")
    write("police_residents_202610.csv", RESIDENTS, _resident("王五", number(71), "B1"))
    take()

    assert matching.wrong_ids(MONTH, _frame(father)).is_empty()
    assert matching.wrong_ids(MONTH, _frame(father, son)).is_empty()


def test_wrong_ids_knows_nothing_without_the_list(register: Register) -> None:
    assert matching.wrong_ids(MONTH, _frame(register("王五", OWN, "B1"))).is_empty()


def test_sieve_lets_through_whatever_may_be() -> None:
    """Every spoilt form that ``may_be`` allows must pass the quick look before it."""
    other = number(7, date(1971, 12, 30))
    forms = [OWN[:i] + OWN[i + 1 :] for i in range(18)]
    forms += [OWN[:i] + "3" + OWN[i + 1 :] for i in range(18)]
    forms += [OWN[:i] + OWN[i : i + 2][::-1] + OWN[i + 2 :] for i in range(17)]
    frame = pl.DataFrame(
        {"text": forms + forms, "number": [OWN] * len(forms) + [other] * len(forms)}
    )

    passed = frame.filter(matching._worth_a_look(pl.col("text"), pl.col("number")))

    allowed = frame.filter(
        pl.Series([matching.may_be(text, whole) for text, whole in frame.iter_rows()])
    )
    assert allowed.height == len(forms)
    assert allowed.join(passed, on=["text", "number"], how="anti").is_empty()
