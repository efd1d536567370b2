"""How many elders in special difficulty were visited (EL-82); what is reported of beds, homes and meals."""

from datetime import date, datetime, time
from typing import Any

import narwhals as nw
import polars as pl
from django.db import connection

from minzheng.core import months
from minzheng.core.clock import SHANGHAI
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.indicators import FLOW, STOCK, Ratio, Rows, indicator, reported
from minzheng.kernel.indicators.facts import fact_source
from minzheng.kernel.visits import queries as visits
from minzheng.kernel.visits.choices import CARE, REJECTED
from minzheng.kernel.visits.models import Visit

PLANS = "“十四五”民政事业发展规划"
VISITING = "民发〔2022〕73号"
ELDER_AGE = 60
DISABLED_FROM = 3
SEVERE = (1, 2)
# What our own people found of an elder, and from which value on it is a special difficulty.
FOUND = {"is_left_behind_elder": 1, "lost_only_child": 1, "ability_level": DISABLED_FROM}
PEOPLE: dict[str, Any] = {
    "person": pl.Int64, "household": pl.Int64, "division": pl.String, "born": pl.String, "since": pl.String,
}  # fmt: skip

# Everybody of the households that have an elder: who lives alone or only among the old is seen there.
_HOMES = """
SELECT m.person_id, m.household_id, h.division_id, CAST(p.birth_on AS varchar(10)), CAST(m.valid_from AS varchar(10))
FROM people_membership m
JOIN people_household h ON h.id = m.household_id
JOIN people_person p ON p.id = m.person_id
WHERE m.valid_from <= %s AND (m.valid_to IS NULL OR m.valid_to > %s)
  AND h.valid_from <= %s AND (h.valid_to IS NULL OR h.valid_to > %s)
  AND m.household_id IN (
    SELECT n.household_id FROM people_membership n JOIN people_person q ON q.id = n.person_id
    WHERE q.birth_on <= %s AND n.valid_from <= %s AND (n.valid_to IS NULL OR n.valid_to > %s))
"""
# More places than this are read with the whole country and narrowed afterwards.
NAMED_AT_MOST = 2000


@fact_source("elder_visits")
def elder_visits(month: str) -> pl.DataFrame:
    """One row per elder in special difficulty at the month's end; `visited` where somebody came that month.

    Special difficulty (民发〔2022〕73号): living alone or only among the old, left behind, disabled,
    severely handicapped, without the only child. A visit to the family reaches every elder of it.
    """
    day = months.last_day(month)
    known = elders(day)
    found = set(found_of(day)) | severely_disabled(month)
    hard = known.filter(
        (pl.col("young") == 0)
        | pl.col("person").is_in(pl.Series(sorted(found), dtype=pl.Int64).implode())
    )
    homes, persons = _visited(month)
    return hard.select(
        "person", "household", "division",
        visited=pl.col("person").is_in(persons.implode()) | pl.col("household").is_in(homes.implode()),
    )  # fmt: skip


def elders(day: date, codes: list[str] | None = None) -> pl.DataFrame:
    """Return the elders of a day, of some divisions if named.

    `since` when they live in their household, of how many (`size`), with how many younger people (`young`).
    """
    born = months.add_months(day, -12 * ELDER_AGE)
    named = codes if codes is not None and len(codes) <= NAMED_AT_MOST else None
    places = f"  AND h.division_id IN ({', '.join(['%s'] * len(named))})" if named else ""
    with connection.cursor() as cursor:
        cursor.execute(_HOMES + places, [day, day, day, day, born, day, day, *(named or [])])
        rows = [list(row) for row in cursor.fetchall()]
    people = pl.DataFrame(rows, schema=PEOPLE, orient="row")
    if codes is not None:
        people = people.filter(pl.col("division").is_in(codes))
    # Who has no birth date on record may be young: the others then do not live among the old alone.
    is_old = (pl.col("born") <= born.isoformat()).fill_null(value=False)
    counted = people.with_columns(
        is_old=is_old, young=(~is_old).sum().over("household"), size=pl.len().over("household")
    )
    return counted.filter("is_old").unique("person", keep="first", maintain_order=True)


def found_of(day: date, codes: list[str] | None = None) -> dict[int, list[str]]:
    """Return the special difficulties on record of persons on a day, by person."""
    kept = {
        person: [column for column in FOUND if told.get(column, (0,))[0] >= FOUND[column]]
        for person, told in visits.recorded(FOUND, day, codes).items()
    }
    return {person: columns for person, columns in kept.items() if columns}


def severely_disabled(month: str) -> set[int]:
    """Return who has a certificate of grade one or two, as far as the facts of the month tell."""
    path = determinations.facts_path(month, "persons")
    if not path.is_file():
        return set()
    facts = pl.scan_parquet(path)
    if "disability_grade" not in facts.collect_schema():
        return set()
    severe = facts.filter(pl.col("disability_grade").is_in(SEVERE)).select("person").collect()
    return set(severe["person"])


def _visited(month: str) -> tuple[pl.Series, pl.Series]:
    """Return the households visited as a whole in a month, and the persons visited by name."""
    start, end = (
        datetime.combine(months.first_day(one), time.min, tzinfo=SHANGHAI)
        for one in (month, months.shift_month(month, 1))
    )
    came = Visit.objects.filter(kind=CARE, visited_at__gte=start, visited_at__lt=end)
    came = came.exclude(standing=REJECTED)
    rows = list(came.values_list("household_id", "person_id"))
    homes = pl.Series([home for home, person in rows if person is None], dtype=pl.Int64)
    return homes, pl.Series([person for _home, person in rows if person], dtype=pl.Int64)


@indicator(
    "elderly.visits.monthly_rate", "特殊困难老年人月探访率", kind=FLOW, unit="%", basis=VISITING
)
def monthly_rate(elder_visits: Rows) -> Ratio:
    """当月至少走访探视过一次的特殊困难老年人占期末在册特殊困难老年人的比重。

    特殊困难老年人指年满60周岁，独居、空巢、留守、失能（重度以上）、重度残疾或者计划生育特殊家庭的老年人；走访到户的，同户老年人均计为已探访。
    """
    visited = elder_visits.filter(nw.col("visited"))
    return Ratio(visited.count_distinct("person"), of=elder_visits.count_distinct("person"))


FIGURES = (
    reported(
        "elderly.beds.nursing_share",
        "养老机构护理型床位占比",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末养老机构护理型床位数（分子）占养老机构床位总数（分母）的比重。",
    ),
    reported(
        "elderly.townships.comprehensive_coverage",
        "乡镇（街道）范围具备综合功能的养老服务机构覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末有具备全托、日托、上门服务、协调指导等综合功能养老服务机构的乡镇（街道）数（分子）占乡镇（街道）总数（分母）的比重。",
    ),
    reported(
        "elderly.estates.facility_conformity",
        "城市社区（新建居住小区）配套建设养老服务设施达标率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末养老服务设施配建达到规定标准的新建城区、新建居住小区数（分子）占其总数（分母）的比重。",
    ),
    reported(
        "elderly.beds.per_1000",
        "每千名老年人拥有养老床位数",
        kind=STOCK,
        unit="张/千人",
        basis=PLANS,
        per=1000,
        definition="期末养老床位数（分子）与60周岁及以上老年人口（分母）之比，乘以一千。",
    ),
    reported(
        "elderly.beds.occupancy",
        "养老机构床位利用率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末养老机构入住人数（分子）占养老机构床位数（分母）的比重。",
    ),
    reported(
        "elderly.beds.added",
        "新增养老床位数",
        kind=FLOW,
        unit="张",
        basis=PLANS,
        definition="报告期内新建、改扩建增加并投入使用的养老床位数，不扣除减少的床位。",
    ),
    reported(
        "elderly.disabled_care.county_coverage",
        "失能特困人员专业照护机构县级覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末建成1处以失能、半失能特困人员专业照护为主的养老服务机构的县（市、区）数（分子）占县（市、区）总数（分母）的比重。",
    ),
    reported(
        "elderly.homes.adapted",
        "完成家庭适老化改造户数",
        kind=FLOW,
        unit="户",
        basis=PLANS,
        definition="报告期内验收合格的特殊困难老年人家庭适老化改造户数。",
    ),
    reported(
        "elderly.meals.points",
        "老年助餐点数",
        kind=STOCK,
        unit="个",
        basis=PLANS,
        definition="期末常态化运营的老年助餐点（老饭桌、食堂）个数。",
    ),
    reported(
        "elderly.homes.family_beds",
        "家庭养老床位数",
        kind=STOCK,
        unit="张",
        basis=PLANS,
        definition="期末签约并提供服务的家庭养老床位数。",
    ),
    reported(
        "elderly.homes.visit_care_users",
        "居家上门养老服务户数",
        kind=FLOW,
        unit="户",
        basis=PLANS,
        definition="报告期内接受过居家上门养老服务的家庭户数，同一户只计一次。",
    ),
    reported(
        "elderly.carers.trained",
        "培训养老护理员人次",
        kind=FLOW,
        unit="人",
        basis=PLANS,
        definition="报告期内参加并完成培训的养老护理员人数，同一人同一培训只计一次。",
    ),
)
SHOWN = (monthly_rate.key, *(item.key for item in FIGURES))
