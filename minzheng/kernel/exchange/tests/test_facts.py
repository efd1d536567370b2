"""Department facts: what is known, what is none, and what nobody knows."""

from collections.abc import Callable, Mapping

import polars as pl
import pytest

from minzheng.facts import COLUMNS
from minzheng.kernel.exchange import facts
from minzheng.kernel.exchange.tests.conftest import DEPOSITS, MONTH, Take, Write, number
from minzheng.kernel.people.models import Person

Register = Callable[..., Person]
WHO = ("姓名", "身份证号")
BANK = "bank_deposits_202610.csv"


@pytest.fixture
def person(register: Register) -> Person:
    """Return a registered person."""
    return register("王五", number(7))


def _facts(*people: Person, homes: tuple[int, ...] = (), month: str = MONTH
           ) -> Mapping[int, dict[str, object]]:  # fmt: skip
    frame = pl.DataFrame(
        [(p.pk, p.pid, p.name) for p in people],
        schema={"person": pl.Int64, "pid": pl.String, "name": pl.String},
        orient="row",
    )
    if homes:
        frame = frame.with_columns(pl.Series("household", homes))
    rows = facts.department_facts(month, frame).rows(named=True)
    return {row["person"]: row for row in rows}


def test_facts_are_unknown_without_a_delivery(person: Person) -> None:
    row = _facts(person)[person.pk]

    assert set(row.values()) == {person.pk, None}
    assert set(row) - {"person"} <= set(COLUMNS)


def test_facts_of_somebody_not_on_a_full_list_are_none(
    write: Write, take: Take, person: Person
) -> None:
    write(BANK, DEPOSITS, ("路人", number(900), "行", "5", "2026-10-31"))
    take()

    row = _facts(person)[person.pk]

    assert (row["deposits"], row["wages"]) == (0, None)


def test_facts_add_up_what_several_rows_say(write: Write, take: Take, person: Person) -> None:
    own = ("王五", number(7))
    write(BANK, DEPOSITS, (*own, "甲", "1.25", "2026-10-31"), (*own, "乙", "3", "2026-10-31"))
    take()

    assert _facts(person)[person.pk]["deposits"] == 425


@pytest.mark.requirement("HD-18")
def test_facts_of_somebody_in_doubt_are_unknown(write: Write, take: Take, person: Person) -> None:
    write(
        BANK, DEPOSITS,
        ("路人", number(900), "行", "5", "2026-10-31"),
        ("王五", number(7)[:17], "行", "5", "2026-10-31"),
    )  # fmt: skip
    take()

    assert _facts(person)[person.pk]["deposits"] is None


def test_facts_under_a_wrong_or_missing_number_are_unknown(
    write: Write, take: Take, register: Register
) -> None:
    wrong, without = register("王五", number(70), "B1"), register("赵六", None)
    write(BANK, DEPOSITS, ("路人", number(900), "行", "5", "2026-10-31"))
    header = (*WHO, "性别", "出生日期", "户号", "与户主关系", "户口性质", "变动")
    row = ("王五", number(71), "男", "1960-05-17", "B1", "户主", "农村", "无")
    write("police_residents_202610.csv", header, row)
    take()

    known = _facts(wrong, without)

    assert {known[wrong.pk]["deposits"], known[without.pk]["deposits"]} == {None}


def test_facts_use_a_list_of_last_month_but_no_older(
    write: Write, take: Take, person: Person
) -> None:
    write("bank_deposits_202609.csv", DEPOSITS, ("王五", number(7), "行", "5", "2026-09-30"))
    take()

    known = {month: _facts(person, month=month)[person.pk]["deposits"] for month in
             ("2026-08", "2026-09", "2026-10", "2026-11")}  # fmt: skip

    assert known == {"2026-08": None, "2026-09": 500, "2026-10": 500, "2026-11": None}


DEATH_HEADER = (*WHO, "死亡日期")


@pytest.mark.parametrize(
    ("police", "funeral", "expected"),
    [
        ("2026-10-31", "absent", True),
        ("2026-11-01", "absent", False),
        ("absent", "2026-10-02", True),
        ("absent", "absent", False),
        ("absent", None, None),
        ("2026-10-02", None, True),
        (None, "absent", None),
    ],
)
def test_death_is_told_by_either_list_and_denied_by_both(
    police: str | None, funeral: str | None, expected: bool | None,
    write: Write, take: Take, person: Person,
) -> None:  # fmt: skip
    for name, day in (("police_deaths", police), ("civil_cremations", funeral)):
        if day is not None:
            rows = [] if day == "absent" else [("王五", number(7), day)]
            write(f"{name}_202610.csv", DEATH_HEADER, *rows)
    take()

    assert _facts(person)[person.pk]["is_dead"] is expected


def _one(write: Write, take: Take, person: Person, name: str, header: tuple[str, ...],
         *rows: tuple[object, ...]) -> dict[str, object]:  # fmt: skip
    own = [("王五", number(7), *row) for row in rows]
    others = [("路人", number(900), *row) for row in rows]
    write(f"{name}_202610.csv", (*WHO, *header), *own, *others)
    take()
    return _facts(person)[person.pk]


def test_businesses_count_open_ones_of_an_owner(write: Write, take: Take, person: Person) -> None:
    header = ("统一社会信用代码", "任职", "注册资本（万元）", "登记状态", "注销日期", "月均净收入")
    row = _one(
        write, take, person, "market_businesses", header,
        ("91A", "法定代表人", "10", "存续", "", "200"),
        ("91A", "股东", "10", "存续", "", "200"),
        ("91B", "个体经营者", "3.5", "在业", "2026-11-02", "100"),
        ("91C", "监事", "99", "存续", "", "900"),
        ("91D", "投资人", "99", "注销", "2026-01-02", "900"),
        ("91E", "投资人", "99", "存续", "2026-10-31", "900"),
    )  # fmt: skip

    assert (row["active_businesses"], row["registered_capital"], row["business_income"]) == (
        2,
        13_500_000,
        30_000,
    )


def test_property_held_by_a_couple_counts_once(
    write: Write, take: Take, register: Register
) -> None:
    husband, wife, stranger = (register(n, number(i)) for i, n in enumerate("甲乙丙"))
    rows = [(n, number(i), "U1", "住宅", "", "") for i, n in enumerate("甲乙丙")]
    sold = ("甲", number(0), "U2", "商铺", "2026-10-31", "800")
    kept = ("甲", number(0), "U3", "商铺", "2026-11-01", "800")
    header = (*WHO, "不动产单元号", "用途", "转移日期", "月租金")
    write("housing_properties_202610.csv", header, *rows, sold, kept)
    take()

    known = _facts(husband, wife, stranger, homes=(1, 1, 2))

    couple = [known[p.pk] for p in (husband, wife)]
    assert sum(int(str(row["homes"])) for row in couple) == 1
    assert known[stranger.pk]["homes"] == 1
    assert (known[husband.pk]["shops"], known[husband.pk]["property_income"]) == (1, 80_000)


@pytest.mark.parametrize(
    ("vehicle", "state", "ended", "expected"),
    [
        ("小型轿车", "正常", "", 1),
        ("轻型货车", "正常", "2026-11-01", 1),
        ("小型普通客车", "正常", "2026-10-31", 0),
        ("小型轿车", "转移", "2026-09-01", 0),
        ("拖拉机", "正常", "", 0),
        ("残疾人机动轮椅车", "正常", "", 0),
    ],
)
def test_cars_count_by_kind_state_and_end(
    vehicle: str, state: str, ended: str, expected: int, write: Write, take: Take, person: Person
) -> None:
    header = ("号牌号码", "车辆类型", "注销或转移日期", "状态")
    row = _one(
        write, take, person, "transport_vehicles", header, ("甘D00001", vehicle, ended, state)
    )

    assert row["cars"] == expected


@pytest.mark.parametrize(
    ("grade", "valid_to", "expected"),
    [("2", "2026-10-31", ("mental", 2)), ("2级", "2026-10-30", ("none", 0)),
     ("一级", "长期", ("mental", 1))],
)  # fmt: skip
def test_disability_holds_while_the_certificate_is_valid(
    grade: str, valid_to: str, expected: tuple[str, int], write: Write, take: Take, person: Person
) -> None:
    header = ("残疾证号", "残疾类别", "残疾等级", "有效期至", "两项补贴月额")
    rows = ("62990119600517007X43", "精神残疾", grade, valid_to, "110")
    row = _one(write, take, person, "disability_certificates", header, rows)

    assert (row["disability_kind"], row["disability_grade"]) == expected
    assert row["disability_subsidies"] == 11_000


def test_custody_ends_with_the_term(write: Write, take: Take, register: Register) -> None:
    inside, free = register("甲", number(1)), register("乙", number(2))
    header = (*WHO, "起始日期", "刑满日期", "状态")
    write(
        "justice_custody_202610.csv", header,
        ("甲", number(1), "2025-01-01", "2027-01-01", "在押"),
        ("乙", number(2), "2020-01-01", "2026-10-01", "刑满释放"),
    )  # fmt: skip
    take()

    known = _facts(inside, free)

    assert (known[inside.pk]["in_custody"], known[free.pk]["in_custody"]) == (True, False)


def test_expenses_transfers_studies_pensions_and_wages_fill_their_columns(
    write: Write, take: Take, person: Person
) -> None:
    own = ("王五", number(7))
    write("medical_expenses_202610.csv", (*WHO, "近12个月自付金额", "是否重特大疾病", "月均报销"),
          (*own, "1000", "是", "20"))  # fmt: skip
    write("finance_transfers_202610.csv", (*WHO, "补贴项目", "月金额"),
          (*own, "高龄津贴", "30"), (*own, "失业保险金", "7"), (*own, "其他转移", "5"))  # fmt: skip
    write("education_students_202610.csv", (*WHO, "学段", "月奖助学金"), (*own, "大专", ""))
    write("hr_pensions_202610.csv", (*WHO, "月养老金", "其中中央基础养老金", "领取起始日期"),
          (*own, "200", "143", "2020-01-01"), (*own, "9", "9", "2026-11-01"))  # fmt: skip
    write("hr_wages_202610.csv", (*WHO, "月工资", "个人缴费"), (*own, "2,000元", "160"))
    write("agriculture_rural_202610.csv", (*WHO, "月均农业净收入"), (*own, "88"))
    take()

    row = _facts(person)[person.pk]

    expected = {
        "self_paid_medical": 8_333, "has_major_disease": True, "medical_refunds": 2_000,
        "old_age_allowance": 3_000, "other_transfers": 1_200, "childcare_subsidy": 0,
        "schooling": "undergraduate", "scholarship": 0, "pension": 20_000,
        "central_pension": 14_300, "wages": 200_000, "insurance_paid": 16_000,
        "farm_income": 8_800,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_evidence_quotes_file_line_and_words(write: Write, take: Take, person: Person) -> None:
    write(BANK, DEPOSITS, ("王五", number(7), "县农商行", "1234.5", "2026-10-31"))
    (delivery,) = take()

    found = facts.evidence("bank.deposits", MONTH, [person.pid or ""])

    assert found.select("pid", "data_set", "delivery", "file_name", "line", "summary").rows() == [
        (person.pid, "bank.deposits", delivery.pk, BANK, 2,
         "王五，开户银行 县农商行，余额 1,234.50，余额日期 2026-10-31")
    ]  # fmt: skip


def test_provenance_names_the_line_or_the_list(write: Write, take: Take, person: Person) -> None:
    write(BANK, DEPOSITS, ("路人", number(900), "行", "5", "2026-10-31"))
    take()

    words = facts.provenance(MONTH, [person.pid or ""])

    assert words == {(person.pid, "deposits"): "存款余额（2026-10）名单中无此人"}


def test_facts_of_one_person_equal_those_of_the_county(
    write: Write, take: Take, register: Register
) -> None:
    people = [register(f"人{'甲乙丙丁戊'[i]}", number(i)) for i in range(5)]
    write(
        BANK, DEPOSITS,
        *((p.name, number(i)[: 18 - i % 2], "行", str(i), "2026-10-31") for i, p in enumerate(people)),
    )  # fmt: skip
    take()

    together = _facts(*people)

    assert {p.pk: _facts(p)[p.pk] for p in people} == together
    assert [row["deposits"] for row in together.values()] == [0, None, 200, None, 400]


RESIDENTS = (*WHO, "性别", "出生日期", "户号", "与户主关系", "户口性质", "变动")


@pytest.mark.parametrize(
    ("change", "here"), [("无", True), ("迁入", True), ("迁出", False), ("注销", None)]
)
def test_whoever_moved_out_is_not_registered_here_and_a_cancelled_row_proves_nothing(
    write: Write, take: Take, person: Person, change: str, here: bool | None
) -> None:
    row = ("王五", number(7), "男", "1960-05-17", "1", "户主", "农村", change)
    write("police_residents_202610.csv", RESIDENTS, row)
    write("police_deaths_202610.csv", (*WHO, "死亡日期"))
    write("civil_cremations_202610.csv", (*WHO, "死亡日期"))
    take()

    assert _facts(person)[person.pk]["registered_here"] is here


def test_death_names_the_earlier_day_and_leaves_open_where_the_dead_were_registered(
    write: Write, take: Take, person: Person, register: Register
) -> None:
    own = ("王五", number(7))
    write("police_residents_202610.csv", RESIDENTS)
    write("police_deaths_202610.csv", (*WHO, "死亡日期"), (*own, "2026-10-09"))
    write("civil_cremations_202610.csv", (*WHO, "死亡日期"), (*own, "2026-10-08"))
    take()

    row = _facts(person)[person.pk]

    assert (row["is_dead"], str(row["died_on"]), row["registered_here"]) == (
        True,
        "2026-10-08",
        None,
    )


@pytest.mark.requirement("DI-08")
def test_certificate_of_the_federation_gives_grade_and_last_day(
    write: Write, take: Take, person: Person
) -> None:
    write(
        "disability_certificates_202610.csv", (*WHO, "残疾类别", "残疾等级", "有效期至", "签发日期"),
        ("王五", number(7), "肢体", "二级", "2026-10-30", "2016-10-31"),
    )  # fmt: skip
    write("hr_work_injury_202610.csv", (*WHO, "生活护理费月额"), ("路人", number(900), "900"))
    take()

    row = _facts(person)[person.pk]

    assert (row["disability_grade"], str(row["certificate_until"])) == (0, "2026-10-30")
    assert (row["work_injury_care"], row["care_insurance_paid"]) == (False, None)
