"""Every row is accepted, corrected saying how, or rejected saying why."""

from datetime import date

import polars as pl
import pytest

from minzheng.core.sealing import blind_index
from minzheng.kernel.exchange.cleaning import (
    CORRECTIONS,
    PROBLEMS,
    Cleaned,
    clean,
    explain,
)
from minzheng.kernel.exchange.declarations import data_set
from minzheng.kernel.exchange.identities import Identities
from minzheng.kernel.exchange.tests.conftest import number

ON = date(2026, 11, 6)
OWN = number(10)
OLD = OWN[:6] + OWN[8:17]
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
LOWER = next(n for order in range(99) if (n := number(order).lower()).endswith("x"))


def _clean(key: str, *rows: dict[str, str | None], demo: bool = True, **units: str) -> Cleaned:
    declared = data_set(key)
    names = [column.name for column in declared.columns]
    frame = pl.DataFrame(
        [
            [line, *(row.get(n) for n in names), row.get("broken")]
            for line, row in enumerate(rows, 2)
        ],
        schema={"line": pl.UInt32, **dict.fromkeys(names, pl.String), "broken": pl.String},
        orient="row",
    )
    return clean(frame, declared, Identities(on=ON, allow_demo=demo), units)


def _deposit(**cells: str | None) -> dict[str, str | None]:
    return {"id_no": OWN, "name": "张三", "bank": "行", "balance": "1", **cells}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"id_no": OWN.translate(FULL)}, "id_no.id_full_width"),
        ({"id_no": f"{OWN}\u3000"}, "id_no.id_spaces"),
        ({"id_no": f"{OWN[:6]} {OWN[6:]}\u00a0"}, "id_no.id_spaces"),
        ({"id_no": f"'{OWN}"}, "id_no.id_marks"),
        ({"id_no": OLD}, "id_no.id_upgraded"),
        ({"name": "张 三"}, "name.name_style"),
        ({"balance": "1,234.50"}, "balance.money_style"),
        ({"balance": "12元"}, "balance.money_style"),
        ({"balance": "１２．５"}, "balance.money_style"),
        ({"balance_on": "2026/10/3"}, "balance_on.date_style"),
        ({"bank": "行 13812345678"}, "bank.hidden"),
    ],
)
def test_clean_corrects_and_says_how(cells: dict[str, str], code: str) -> None:
    cleaned = _clean("bank.deposits", _deposit(**cells))

    assert cleaned.rows["corrections"].to_list() == [code]
    assert cleaned.rows["pid"].to_list() == [blind_index(OWN)]
    assert CORRECTIONS[code.split(".")[1]] in explain(code, data_set("bank.deposits"), CORRECTIONS)


def test_clean_capitalises_the_last_x() -> None:
    cleaned = _clean("bank.deposits", _deposit(id_no=LOWER))

    assert cleaned.rows["corrections"].to_list() == ["id_no.id_lower_x"]


@pytest.mark.requirement("KC-08")
@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"id_no": None}, "id_no.id_empty"),
        ({"id_no": "6.29901E+17"}, "id_no.id_scientific"),
        ({"id_no": OWN[:17]}, "id_no.id_length"),
        ({"id_no": OWN[:16] + "AB"}, "id_no.id_characters"),
        ({"id_no": OWN[:10] + "1340" + OWN[14:]}, "id_no.id_birth_date"),
        ({"id_no": OWN[:6] + "2030" + OWN[10:]}, "id_no.id_future"),
        ({"id_no": OWN[:6] + "1830" + OWN[10:]}, "id_no.id_age"),
        ({"id_no": OWN[:17] + ("1" if OWN[17] != "1" else "2")}, "id_no.id_check_digit"),
        ({"id_no": OLD[:12] + "998"}, "id_no.id_centenarian"),
        ({"name": ""}, "name.missing"),
        ({"balance": None}, "balance.missing"),
        ({"balance": "不详"}, "balance.bad_money"),
        ({"balance": "1.234"}, "balance.bad_money"),
        ({"balance": "-5"}, "balance.negative_money"),
        ({"balance_on": "2026-02-30"}, "balance_on.bad_date"),
        ({"balance_on": "十月"}, "balance_on.bad_date"),
        ({"broken": "too_many_cells"}, "too_many_cells"),
        ({"broken": "broken_quotes"}, "broken_quotes"),
        ({"broken": "bad_encoding"}, "bad_encoding"),
    ],
)
def test_clean_rejects_and_says_why(cells: dict[str, str | None], code: str) -> None:
    cleaned = _clean("bank.deposits", _deposit(**cells))

    assert (cleaned.rows.height, cleaned.rejects["codes"].to_list()) == (0, [code])
    assert PROBLEMS[code.rsplit(".", maxsplit=1)[-1]] in explain(
        code, data_set("bank.deposits"), PROBLEMS
    )


def test_clean_rejects_synthetic_people_outside_a_demo() -> None:
    cleaned = _clean("bank.deposits", _deposit(), demo=False)

    assert cleaned.rejects["codes"].to_list() == ["id_no.id_demo"]


def test_clean_rejects_a_choice_that_was_not_agreed() -> None:
    row = {"id_no": OWN, "name": "张三", "stage": "夜校"}

    assert _clean("education.students", row).rejects["codes"].to_list() == ["stage.unknown_choice"]


def test_clean_rejects_a_number_that_is_none() -> None:
    row = {"id_no": OWN, "name": "张三", "farm_income": "1", "land_mu": "几亩"}

    assert _clean("agriculture.rural", row).rejects["codes"].to_list() == ["land_mu.bad_number"]


def test_every_reason_is_tried_by_a_test() -> None:
    """Keep the two lists above complete."""
    marks = {
        code.split(".")[-1]
        for test in (test_clean_corrects_and_says_how, test_clean_rejects_and_says_why)
        for mark in test.pytestmark  # type: ignore[attr-defined]
        if mark.name == "parametrize"
        for _cells, code in mark.args[1]
    }
    elsewhere = {"id_lower_x", "id_demo", "unknown_choice", "bad_number", "choice_style"}
    elsewhere |= {"number_style", "duplicate"}

    assert marks | elsewhere == set(CORRECTIONS) | set(PROBLEMS)


@pytest.mark.parametrize(
    "text",
    ["2026-10-03", "2026/10/3", "20261003", "2026年10月3日", "46298", "2026.10.03",
     "２０２６-10-03", "2026-10-03 08:30:00", "46298.0"],
)  # fmt: skip
def test_clean_reads_dates_in_many_styles(text: str) -> None:
    cleaned = _clean("bank.deposits", _deposit(balance_on=text))

    assert cleaned.rows["balance_on"].to_list() == [date(2026, 10, 3)]


@pytest.mark.parametrize(
    ("text", "fen"),
    [("0", 0), ("1234.5", 123450), ("￥1，234.50 元", 123450), ("1.5万元", 1_500_000),
     ("0.30000000000000004", 30), ("999999999999.99", 99_999_999_999_999), ("0.29", 29)],
)  # fmt: skip
def test_clean_reads_money_to_the_fen(text: str, fen: int) -> None:
    assert _clean("bank.deposits", _deposit(balance=text)).rows["balance"].to_list() == [fen]


def test_clean_reads_money_in_the_unit_of_its_header() -> None:
    row = {
        "id_no": OWN, "name": "张三", "role": "投资人", "registered_capital": "10.5",
        "status": "存续", "monthly_net_income": "3",
    }  # fmt: skip

    in_wan = _clean("market.businesses", row)
    in_yuan = _clean("market.businesses", row, registered_capital="元")

    assert in_wan.rows["registered_capital"].to_list() == [10_500_000]
    assert in_yuan.rows["registered_capital"].to_list() == [1_050]


def test_clean_unifies_choices_and_numbers() -> None:
    row = {
        "id_no": OWN,
        "name": "张三",
        "farm_income": "1",
        "land_mu": "3.25亩",
        "is_monitored": "Y",
    }

    cleaned = _clean("agriculture.rural", row)

    assert cleaned.rows.select("land_mu", "is_monitored").row(0) == (325, "是")
    assert cleaned.rows["corrections"].item() == "land_mu.number_style,is_monitored.choice_style"


def test_clean_keeps_one_of_equal_rows() -> None:
    cleaned = _clean(
        "bank.deposits", _deposit(), _deposit(balance="2"), _deposit(id_no=f"{OWN} "), _deposit()
    )

    assert cleaned.rows.select("line", "corrections").rows() == [(2, ".duplicate"), (3, None)]
    assert cleaned.duplicates.sort("line").rows() == [(4, 2), (5, 2)]


def test_clean_names_every_fault_of_a_row_and_keeps_a_sound_number() -> None:
    cleaned = _clean("bank.deposits", _deposit(balance="无", balance_on="无"))

    assert cleaned.rejects.select("codes", "pid").row(0) == (
        "balance.bad_money,balance_on.bad_date",
        blind_index(OWN),
    )


def test_clean_hides_numbers_of_certificates_and_spouses() -> None:
    spouse = number(77)
    marriage = _clean(
        "civil.marriages",
        {"id_no": OWN, "name": "张三", "partner_id_no": spouse, "partner_name": "李四",
         "kind": "结婚登记", "registered_on": "2026-10-01"},
    )  # fmt: skip
    certificate = _clean(
        "disability.certificates",
        {"id_no": OWN, "name": "张三", "certificate_no": OWN + "43", "disability_kind": "精神",
         "grade": "3"},
    )  # fmt: skip

    assert marriage.rows["partner_pid"].to_list() == [blind_index(spouse)]
    assert certificate.rows["certificate_no"].to_list() == [blind_index(OWN + "43")]
    assert certificate.rows["grade"].to_list() == ["三级"]


def test_clean_of_no_rows_keeps_the_columns() -> None:
    full, empty = _clean("bank.deposits", _deposit()), _clean("bank.deposits")

    assert (empty.rows.height, empty.rows.schema) == (0, full.rows.schema)
