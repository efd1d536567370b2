"""What a month warns of: things that befell families since the month before, planted in both months' lists.

`plant` takes a finished county. Most warnings are things that the lists of the month already say and
those of the month before did not: they are taken out of the earlier lists, or put into those only.
The month's own lists gain what no other rule looks at. Nothing of what `plants` planted changes.
"""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from world import numbers
from world.county import County
from world.sites import plants_per_kind
from world.two_months import Plan

_YUAN = 100
_SEVERE = ("一级", "二级")
_HIGHER = {"高中": "初中", "中职": "初中", "大专": "高中", "本科": "高中"}
# A list that names nobody this month is delivered all the same.
_LISTS: dict[str, dict[str, Any]] = {
    "emergency.disasters": {"disaster": pl.String, "happened_on": pl.Date, "loss": pl.Int64},
    "education.costs": {"year_cost": pl.Int64},
    "tax.incomes": {"taxed_income": pl.Int64},
    "police.exits": {"left_on": pl.Date, "state": pl.String},
    "construction.dangerous_houses": {"house_grade": pl.String, "appraised_on": pl.Date},
}
_MEDICAL_LINE, _DEPOSIT_JUMP, _ELDER, _ADULT = 10_000 * _YUAN, 20_000 * _YUAN, 60, 18


def plant(county: County) -> County:
    """Return the county with the lists of the month before and what its two months warn of."""
    plan = Plan(county)
    each = max(1, plants_per_kind(len(county.households)) // 3)
    _open_lists(plan)
    for planter in PLANTERS:
        planter(plan, each)
    _natural(plan)
    return dataclasses.replace(
        county, records=plan.now, before=plan.before,
        warnings=sorted(plan.told, key=lambda r: (r["kind"], r["household"], r["person"] or "")),
    )  # fmt: skip


# -- what the month says and the month before did not ------------------------------------------------

# kind: truths that carry it already, the list, the condition on the row
_NEW = {
    "wage_started": (("exit_income",), "hr.wages"),
    "new_vehicle": (("hidden_car",), "transport.vehicles"),
    "new_business": (("hidden_business",), "market.businesses"),
    "new_property": (("hidden_property",), "housing.properties"),
}


def new_things(plan: Plan, each: int) -> None:
    """Work, a car, a company, a shop: there since this month only."""
    owned = {
        "hr.wages": None,
        "transport.vehicles": pl.col("vehicle_type").is_in(["小型轿车", "小型普通客车", "轻型货车"]) & pl.col("ended_on").is_null(),
        "market.businesses": pl.col("status").is_in(["存续", "在业"]) & (pl.col("role") != "监事"),
        "housing.properties": pl.col("ended_on").is_null(),
    }  # fmt: skip
    for kind, (kinds, key) in _NEW.items():
        heads = plan.of_kind(*kinds).filter(pl.col("place") == 0)
        able = heads.filter(pl.col("person").is_in(plan.has(key, owned[key]).implode()))
        for row in plan.pick(able, each):
            plan.drop(key, [row["person"]])
            plan.warn(kind, row)


def income_jump(plan: Plan, each: int) -> None:
    """A wage five times as high as the month before."""
    heads = plan.of_kind("exit_income").filter(pl.col("place") == 0)
    high = plan.has("hr.wages", pl.col("monthly_wage") > 900 * _YUAN)
    others = [k for k in ("hr.pensions", "agriculture.rural", "market.businesses") for _ in (0,)]
    rich = pl.concat([plan.has(k) for k in others if k != "agriculture.rural"])
    able = heads.filter(
        pl.col("person").is_in(high.implode()), ~pl.col("person").is_in(rich.implode())
    )
    for row in plan.pick(able, each):
        farm = plan.now["agriculture.rural"].filter(person=row["person"])["farm_income"].sum()
        wage = plan.now["hr.wages"].filter(person=row["person"])["monthly_wage"].sum()
        low = wage // 5 // _YUAN * _YUAN
        if (wage - low) * 2 < low + farm:
            continue
        plan.edit("hr.wages", [row["person"]], monthly_wage=pl.lit(low))
        plan.warn("income_jump", row)


def pension_started(plan: Plan, each: int) -> None:
    """A pension that begins."""
    able = plan.hosts.filter(pl.col("person").is_in(plan.has("hr.pensions").implode()))
    for row in plan.pick(able, each):
        plan.drop("hr.pensions", [row["person"]])
        plan.warn("pension_started", row)


def deposit_jump(plan: Plan, each: int) -> None:
    """Much money in the bank that was not there."""
    sums = plan.now["bank.deposits"].group_by("person").agg(pl.col("balance").sum())
    rich = sums.filter(pl.col("balance") >= _DEPOSIT_JUMP)["person"]
    able = plan.of_kind("hidden_deposit").filter(pl.col("person").is_in(rich.implode()))
    for row in plan.pick(able, each):
        plan.drop("bank.deposits", [row["person"]])
        plan.warn("deposit_jump", row)


def custody(plan: Plan, each: int) -> None:
    """Taken in while a child is at home; and set free."""
    minors = plan.people.filter(pl.col("age") < _ADULT)["number"].unique()
    held = plan.has("justice.custody", pl.col("status") == "在押")
    able = plan.of_kind("in_custody").filter(
        pl.col("person").is_in(held.implode()), pl.col("number").is_in(minors.implode()), pl.col("age") >= _ADULT
    )  # fmt: skip
    for row in plan.pick(able, each):
        plan.drop("justice.custody", [row["person"]])
        plan.warn("parent_jailed", row)
    freed = plan.has("justice.custody", pl.col("status") == "刑满释放")
    able = plan.of_kind("in_custody decoy").filter(pl.col("person").is_in(freed.implode()))
    for row in plan.pick(able, each):
        plan.edit(
            "justice.custody",
            [row["person"]],
            status=pl.lit("在押"),
            ended_on=pl.lit(None, pl.Date),
        )
        plan.warn("released", row)


def certificates(plan: Plan, each: int) -> None:
    """A new certificate, another grade, one that ends soon."""
    key = "disability.certificates"
    valid = pl.col("valid_to") > plan.county.month_end + datetime.timedelta(days=40)
    severe = plan.has(key, valid & pl.col("grade").is_in(_SEVERE))
    for row in plan.pick(plan.hosts.filter(pl.col("person").is_in(severe.implode())), each):
        plan.drop(key, [row["person"]])
        plan.warn("certificate_new", row)
    every = plan.has(key, valid)
    for row in plan.pick(plan.hosts.filter(pl.col("person").is_in(every.implode())), each):
        other = pl.when(pl.col("grade") == "四级").then(pl.lit("三级")).otherwise(pl.lit("四级"))
        plan.edit(key, [row["person"]], grade=other)
        plan.warn("grade_changed", row)
    soon = plan.county.month_end + datetime.timedelta(days=12)
    for row in plan.pick(plan.hosts.filter(pl.col("person").is_in(every.implode())), each):
        mine = pl.col("person") == row["person"]
        ends = pl.when(mine).then(pl.lit(soon)).otherwise(pl.col("valid_to")).alias("valid_to")
        plan.now[key], plan.before[key] = (
            f.with_columns(ends) for f in (plan.now[key], plan.before[key])
        )
        plan.warn("certificate_expiring", row)


def medical(plan: Plan, each: int) -> None:
    """A family's medical cost passes the line."""
    spent = plan.now["medical.expenses"].group_by("person").agg(cost=pl.col("self_paid_12m").sum())
    homes = plan.people.join(spent, on="person").group_by("number").agg(pl.col("cost").sum())
    dear = homes.filter(pl.col("cost") >= _MEDICAL_LINE)["number"]
    heads = plan.hosts.filter(pl.col("place") == 0, pl.col("number").is_in(dear.implode()))
    for row in plan.pick(heads, each):
        mine = plan.people.filter(number=row["number"])["person"]
        plan.edit("medical.expenses", mine, self_paid_12m=pl.lit(50 * _YUAN))
        plan.warn("medical_cost", row, of_household=True)


def students(plan: Plan, each: int) -> None:
    """Up to senior school or university."""
    key = "education.students"
    stages = dict(plan.now[key].select("person", "stage").iter_rows())
    high = [p for p, stage in stages.items() if stage in _HIGHER]
    for row in plan.pick(plan.hosts.filter(pl.col("person").is_in(high)), each):
        plan.edit(key, [row["person"]], stage=pl.lit(_HIGHER[stages[row["person"]]]))
        plan.warn("new_student", row)


def watched(plan: Plan, each: int) -> None:
    """The rural department begins to watch somebody."""
    seen = plan.has("agriculture.rural", pl.col("is_monitored") == "是")
    for row in plan.pick(plan.hosts.filter(pl.col("person").is_in(seen.implode())), each):
        plan.edit("agriculture.rural", [row["person"]], is_monitored=pl.lit("否"))
        plan.warn("poverty_alert", row)


# -- what the month before said and the month does not ------------------------------------------------


def _workers(plan: Plan) -> pl.DataFrame:
    idle = pl.concat([plan.has("hr.wages"), plan.has("hr.pensions"), plan.has("hr.unemployment")])
    return plan.hosts.filter(
        pl.col("age").is_between(23, 57), ~pl.col("person").is_in(idle.implode())
    )


def lost(plan: Plan, each: int) -> None:
    """Out of work; out of unemployment insurance; the one who earned is dead."""
    for row in plan.pick(_workers(plan), each):
        _wage(plan, row)
        plan.warn("job_lost", row)
    for row in plan.pick(_workers(plan), each):
        plan.append(
            plan.before, "hr.unemployment", row, item="失业保险金", monthly_amount=1_224 * _YUAN
        )
        plan.warn("unemployment_ended", row)
    died = {r["person"] for r in plan.county.truths if r["kind"] == "dead_recipient"}
    paid = plan.has("hr.wages")
    able = plan.of_kind("dead_recipient").filter(
        pl.col("register_id").is_in(list(died)), ~pl.col("person").is_in(paid.implode())
    )
    for row in plan.pick(able, each):
        _wage(plan, row)
        plan.warn("earner_died", row)


def _wage(plan: Plan, row: dict[str, Any]) -> None:
    plan.append(
        plan.before, "hr.wages", row, employer="会宁商贸有限公司", monthly_wage=2_400 * _YUAN,
        insurance_paid=252 * _YUAN,
    )  # fmt: skip


# -- what only the month's lists say -------------------------------------------------------------------


# Who else helped, with what, for which need, in yuan.
_HELP = (
    ("群团组织", "县总工会", "教育", "资金", "金秋助学金", 1_000),
    ("慈善组织", "县慈善会", "医疗", "资金", "大病慈善援助", 2_000),
    ("群团组织", "县残联", "照料护理", "物质", "轮椅一辆", 680),
    ("政府部门", "县应急管理局", "住房", "物质", "棉被和帐篷", 900),
)


def _helped(plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """Say whom other bodies helped in the month: every fortieth head of a family."""
    heads = (
        people.filter(pl.col("relation") == "head")
        .gather_every(40)
        .select("person", "id_no", "name")
    )
    rows = [_HELP[n % len(_HELP)] for n in range(heads.height)]
    given = pl.DataFrame(
        [(*row[:5], row[5] * _YUAN, plan.day(5 + n % 20)) for n, row in enumerate(rows)],
        schema={
            "giver": pl.String, "provider": pl.String, "need": pl.String, "form": pl.String,
            "what": pl.String, "amount": pl.Int64, "given_on": pl.Date,
        },
        orient="row",
    )  # fmt: skip
    return pl.concat([heads, given], how="horizontal")


def _open_lists(plan: Plan) -> None:
    """Give every list that only warns its ordinary rows: births of families, the formerly poor."""
    who = {"person": pl.Int64, "id_no": pl.String, "name": pl.String}
    plan.now |= {key: pl.DataFrame(schema={**who, **columns}) for key, columns in _LISTS.items()}
    people = plan.county.persons.filter("is_known")
    disabled = plan.has("disability.certificates")
    parents = {
        sex: people.filter(
            pl.col("relation").is_in(["head", "spouse"]), pl.col("sex") == sex
        ).unique("household", keep="first", maintain_order=True)
        for sex in ("F", "M")
    }
    births = people.filter(pl.col("relation") == "child", pl.col("age") < _ADULT)
    for name, sex in (("mother", "F"), ("father", "M")):
        parent = parents[sex].select(
            "household", pl.col("person").is_in(disabled.implode()).alias(f"{name}_disabled"),
            pl.col("id_no").alias(f"{name}_id_no"), pl.col("name").alias(f"{name}_name"),
        )  # fmt: skip
        births = births.join(parent, on="household", how="inner", maintain_order="left")
    jailed = pl.concat(
        [plan.has("justice.custody"), plan.has("police.deaths"), plan.has("civil.cremations")]
    )
    apart = plan.county.persons.filter(pl.col("person").is_in(jailed.implode()))["household"]
    births = births.filter(
        ~(pl.col("mother_disabled") & pl.col("father_disabled")), ~pl.col("household").is_in(apart.implode())
    )  # fmt: skip
    columns = (
        "person",
        "id_no",
        "name",
        "mother_id_no",
        "mother_name",
        "father_id_no",
        "father_name",
    )
    plan.now["health.births"] = births.select(columns)
    plan.now["help.given"] = _helped(plan, people)
    heads = people.filter(pl.col("place") == 0, pl.col("residence") == "rural")
    poor = [p for p in heads["person"] if plan.rng.random() < 0.12]
    plan.now["agriculture.former_poor"] = heads.filter(pl.col("person").is_in(poor)).select(
        "person", "id_no", "name", delisted_on=pl.lit(datetime.date(2019, 12, 1))
    )


def struck(plan: Plan, each: int) -> None:
    """A flood, a dear school, an income that only the tax office knows, a long journey, a wedding."""
    for row in plan.pick(plan.hosts, each):
        plan.append(plan.now, "emergency.disasters", row, disaster="暴雨洪涝", happened_on=plan.day(17), loss=23_000 * _YUAN)  # fmt: skip
        plan.warn("disaster", row)
    pupils = plan.has("education.students", pl.col("stage").is_in(list(_HIGHER)))
    for row in plan.pick(plan.hosts.filter(pl.col("person").is_in(pupils.implode())), each):
        plan.append(plan.now, "education.costs", row, year_cost=12_600 * _YUAN)
        plan.warn("schooling_cost", row)
    for row in plan.pick(_workers(plan), each):
        plan.append(plan.now, "tax.incomes", row, taxed_income=4_800 * _YUAN)
        plan.warn("tax_income", row)
    grown = plan.hosts.filter(pl.col("age") >= 23)
    for row in plan.pick(grown, each):
        left = plan.county.month_end - datetime.timedelta(days=150)
        plan.append(plan.now, "police.exits", row, left_on=left, state="未入境")
        plan.warn("abroad", row)
    for kind, word in (("married", "结婚"), ("divorced", "离婚")):
        for row in plan.pick(grown.filter(pl.col("age") < 60), each):
            other = plan.stranger(row, 30, "F" if row["sex"] == "M" else "M")
            plan.append(
                plan.now, "civil.marriages", row, partner_id_no=other["id_no"], kind=word,
                partner_name=other["name"], registered_on=plan.day(13),
            )  # fmt: skip
            plan.warn(kind, row)


def housed(plan: Plan, each: int) -> None:
    """A house that the construction bureau found dangerous this month; the neighbour's was known before."""
    for row in plan.pick(plan.hosts.filter(pl.col("place") == 0), each):
        plan.append(plan.now, "construction.dangerous_houses", row, house_grade="D级", appraised_on=plan.day(12))  # fmt: skip
        plan.warn("dangerous_house", row)
    last_year = plan.day(1) - datetime.timedelta(days=300)
    for row in plan.pick(plan.hosts.filter(pl.col("place") == 0), each):
        plan.append(plan.now, "construction.dangerous_houses", row, house_grade="C级", appraised_on=last_year)  # fmt: skip


def born(plan: Plan, each: int) -> None:
    """A child in the book that the register does not know."""
    residents = plan.now["police.residents"].group_by("person").first()
    for row in plan.pick(plan.hosts.filter(pl.col("place") == 0), each):
        home = residents.row(by_predicate=pl.col("person") == row["person"], named=True)
        baby = plan.stranger(row, 0, "F")
        baby["birth_on"] = plan.day(6)
        baby["id_no"] = numbers.resident_numbers(
            pl.Series([baby["birth_on"]]), np.array([880 + 2 * (plan.strangers % 10)])
        )[0]
        _resident(plan, baby, home, household_book=home["household_book"], relation="子女")
        plan.warn("newborn", row, of_household=True)


def _resident(plan: Plan, who: dict[str, Any], home: dict[str, Any], **changes: Any) -> None:
    told = {**{k: v for k, v in home.items() if k not in {"person", "id_no", "name"}},
            "sex": {"M": "男", "F": "女"}[who["sex"]], "birth_on": who["birth_on"], "change": "无", **changes}  # fmt: skip
    plan.append(plan.now, "police.residents", who, **told)


def silent(plan: Plan, each: int) -> None:
    """A child whose parents, registered in two other villages, are both severely disabled."""
    residents = plan.now["police.residents"].group_by("person", maintain_order=True).first()
    villages = residents.unique("division_name", keep="first", maintain_order=True).to_dicts()
    births = plan.now["health.births"]
    children = plan.hosts.filter(
        pl.col("age").is_between(2, 15), pl.col("relation").is_in(["child", "other"])
    )
    for row in plan.pick(children, each):
        births = births.filter(pl.col("person") != row["person"])
        plan.now["health.births"] = births
        told = {}
        for name, sex, place in (("mother", "F", 0), ("father", "M", 1)):
            parent = plan.stranger(row, row["age"] + 24, sex)
            home = villages[(plan.strangers + place * 3) % len(villages)]
            _resident(
                plan,
                parent,
                home,
                household_book=f"62{900_100_000 + plan.strangers}",
                relation="户主",
            )
            plan.append(
                plan.now, "disability.certificates", parent, disability_kind=("精神", "肢体")[place],
                grade=_SEVERE[place], issued_on=datetime.date(2020, 5, 1),
                valid_to=datetime.date(2030, 5, 1), subsidy=0,
                certificate_no=f"{parent['id_no']}{('6', '4')[place]}{place + 1}",
            )  # fmt: skip
            told |= {f"{name}_id_no": parent["id_no"], f"{name}_name": parent["name"]}
        plan.append(plan.now, "health.births", row, **told)
        births = plan.now["health.births"]
        plan.warn("silent_child", row)


def _natural(plan: Plan) -> None:
    """Write down what the county's own truths warn of: the left behind, the unregistered dead, the grown up."""
    dead = {r["person"] for r in plan.county.truths if r["kind"] == "dead_recipient"}
    on_list = plan.has("police.deaths")
    for row in plan.people.filter(pl.col("register_id").is_in(list(dead))).to_dicts():
        home = plan.people.filter(
            pl.col("number") == row["number"], pl.col("person") != row["person"]
        )
        if len(home) == 1 and home["age"][0] >= _ELDER:
            plan.warn("elder_alone", home.row(0, named=True))
        if row["person"] not in on_list:
            plan.warn("cremated", row)
    first = plan.day(1)
    born = first.replace(year=first.year - _ADULT)
    grown = plan.receiving.filter(
        pl.col("relation").is_in(["child", "grown"]),
        pl.col("birth_on").dt.year() == born.year, pl.col("birth_on").dt.month() == born.month,
    )  # fmt: skip
    for row in grown.to_dicts():
        plan.warn("turned_adult", row)


Planter = Callable[[Plan, int], None]
# The choosiest first, so that nobody takes what only they can use.
PLANTERS: tuple[Planter, ...] = (
    new_things, income_jump, deposit_jump, custody, lost, medical, certificates, students,
    silent, watched, pension_started, struck, born, housed,
)  # fmt: skip
