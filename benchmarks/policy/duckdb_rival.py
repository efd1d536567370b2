"""The five benefits as SQL for one county and one month, run by DuckDB over the Parquet files.

No engine: the county's figures stand in the text, and all facts must be known.
"""

from pathlib import Path

import duckdb
import pyarrow as pa

INCOME = """
    (wages + business_income + property_income + pension + farm_income + support_received
        + other_transfers + surveyed_income - support_paid - insurance_paid) * 10000
    - least(wages * 2000, standard * 10000, wages * 10000)
"""
MONTH = "2026 * 12 + 10"
STANDARD = "CASE residence WHEN 'urban' THEN 62300 ELSE 39900 END"
OF_MIND = "disability_kind IN ('intellectual', 'mental')"
ALIVE = f"(NOT is_dead OR year(died_on) * 12 + month(died_on) >= {MONTH})"
SUBSIDISED = """
    disability_grade BETWEEN 1 AND 4 AND certificate_until >= DATE '2026-10-01'
    AND registered_here AND NOT is_dead AND NOT in_custody
    AND NOT tekun_recipient AND NOT work_injury_care
"""

DIBAO = f"""
WITH people AS (
    SELECT *, {STANDARD} AS standard,
        relation = 'child' AS is_child,
        disability_grade >= 1
            AND (disability_grade <= 2 OR (disability_grade = 3 AND {OF_MIND})) AS severe
    FROM persons
),
counted AS (
    SELECT household, {INCOME} AS income, deposits, cars, shops, homes, registered_capital,
        (CASE WHEN severe OR has_major_disease THEN 2000
              WHEN age >= 70 OR age < 18 THEN 1000
              ELSE 0 END * standard + 5000) // 10000 AS extra
    FROM people
    WHERE NOT (is_dead OR in_custody OR declared_missing OR years_religious >= 3)
      AND (relation IN ('head', 'spouse')
        OR (is_child AND age < 18 AND NOT lives_with_other_parent)
        OR (is_child AND age >= 18 AND (NOT can_live_independently
            OR schooling IN ('compulsory', 'senior', 'undergraduate')))
        OR (has_support_duty AND years_together >= 1
            AND NOT (is_child AND age >= 18 AND schooling = 'postgraduate')))
),
sums AS (
    SELECT household, count(*) AS size, greatest(sum(income), 0)::BIGINT AS income,
        sum(extra)::BIGINT AS extra, sum(deposits)::BIGINT AS deposits, sum(cars)::BIGINT AS cars,
        sum(shops)::BIGINT AS shops, sum(homes)::BIGINT AS homes,
        sum(registered_capital)::BIGINT AS capital
    FROM counted GROUP BY household
),
judged AS (
    SELECT household, standard * size AS line, income, extra,
        coalesce(income < standard * size * 10000 AND deposits <= standard * size * 24
            AND cars <= 0 AND shops <= 0 AND homes <= 2 AND capital <= 10000000, false) AS eligible
    FROM (SELECT household, {STANDARD} AS standard FROM households) LEFT JOIN sums USING (household)
)
SELECT household, eligible,
    CASE WHEN eligible THEN (line * 10000 - income + 5000) // 10000 + extra ELSE 0 END::BIGINT
        AS amount
FROM judged
"""

TEKUN = f"""
WITH people AS (
    SELECT *, {STANDARD} AS standard,
        (NOT can_eat)::INT + (NOT can_dress)::INT + (NOT can_get_up)::INT
            + (NOT can_toilet)::INT + (NOT can_walk)::INT + (NOT can_bathe)::INT AS failed,
        care_mode = 'centralised' AS centralised
    FROM persons
),
judged AS (
    SELECT person, residence,
        coalesce((age >= 60 OR age < 18
            OR (disability_grade >= 1 AND (({OF_MIND} AND disability_grade <= 3)
                OR (disability_kind = 'physical' AND disability_grade <= 2)
                OR (disability_kind = 'visual' AND disability_grade = 1)))
            OR (tekun_as_minor AND (schooling IN ('compulsory', 'senior')
                OR {MONTH} - (year(birth_on) * 12 + month(birth_on)
                    + (month(birth_on) = 2 AND day(birth_on) = 29)::INT) <= 216)))
        AND greatest({INCOME}, 0) - insurance_benefits * 10000 < standard * 10000
        AND deposits <= standard * 24
        AND cars <= 0 AND shops <= 0 AND homes <= 2 AND registered_capital <= 10000000
        AND obligor_capacity IN ('none', 'incapable')
        AND (age >= 18 OR NOT child_scheme_chosen)
        AND {ALIVE} AND NOT in_custody AND NOT declared_missing, false) AS eligible,
        CASE WHEN failed = 0 THEN CASE WHEN centralised THEN 400 ELSE 300 END
             WHEN failed <= 3 THEN CASE WHEN centralised THEN 3000 ELSE 2000 END
             ELSE CASE WHEN centralised THEN 5000 ELSE 3500 END END AS percent
    FROM people
)
SELECT person, eligible,
    CASE WHEN eligible THEN CASE residence WHEN 'urban' THEN 81100 ELSE 56800 END
        + (160000 * percent + 5000) // 10000 ELSE 0 END::BIGINT AS amount
FROM judged
"""

LIVING = f"""
WITH judged AS (
    SELECT person, coalesce({SUBSIDISED}
        AND (dibao_recipient OR edge_family OR rigid_family)
        AND NOT orphan_recipient AND NOT unsupported_recipient
        AND other_living_money <= 11000, false) AS eligible
    FROM persons
)
SELECT person, eligible, CASE WHEN eligible THEN 11000 ELSE 0 END::BIGINT AS amount FROM judged
"""

NURSING = f"""
WITH judged AS (
    SELECT person, coalesce({SUBSIDISED}
        AND (disability_grade <= 2 OR ({OF_MIND} AND disability_grade <= 4))
        AND care_needed_months >= 6 AND other_nursing_money <= 11000, false) AS eligible
    FROM persons
)
SELECT person, eligible, CASE WHEN eligible THEN 11000 ELSE 0 END::BIGINT AS amount FROM judged
"""

OLD_AGE = f"""
WITH people AS (
    SELECT person, registered_here, is_dead, died_on,
        {MONTH} - (year(birth_on) * 12 + month(birth_on)) - (day(birth_on) <> 1)::INT AS months
    FROM persons
),
judged AS (
    SELECT person, months, coalesce(months >= 960 AND registered_here AND {ALIVE}, false) AS eligible
    FROM people
)
SELECT person, eligible,
    CASE WHEN NOT eligible THEN 0 WHEN months >= 1200 THEN 10000 WHEN months >= 1080 THEN 6000
         ELSE 2500 END::BIGINT AS amount
FROM judged
"""
QUERIES = {
    "dibao": DIBAO, "tekun": TEKUN, "living": LIVING, "nursing": NURSING, "old_age": OLD_AGE,
}  # fmt: skip


def decide(folder: Path) -> dict[str, pa.Table]:
    """Decide all five, each a query over the files."""
    with duckdb.connect() as base:
        base.execute("SET threads TO 2")
        for table in ("households", "persons"):
            base.execute(f"CREATE VIEW {table} AS FROM '{folder / table}.parquet'")
        return {name: base.sql(text).to_arrow_table() for name, text in QUERIES.items()}


if __name__ == "__main__":
    from benchmarks.policy import timing

    timing.main(decide)
