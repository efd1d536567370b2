"""Taking over: the register and the running entitlements, as a bureau brings them from its old books."""

import datetime

import polars as pl

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.choices import EntitlementState
from minzheng.kernel.benefits.models import Entitlement, EntitlementEvent
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Household
from world import staff
from world.county import County

DIBAO = "assistance.dibao"
BATCH = 1_000
# Accounts of two banks whose file formats differ.
BANKS = ("会宁县农村信用社", "中国农业银行会宁县支行")


def register(county: County, *, by: Mandate, at: datetime.datetime) -> int:
    """Load persons, households and memberships; return how many persons."""
    villages = _villages()
    where = {"on": ["town_code", "village_name"], "how": "left", "maintain_order": "left"}
    persons = county.persons.join(villages, **where)
    households = county.households.join(villages, **where)
    if persons["division"].null_count() or households["division"].null_count():
        raise ValueError("有村（社区）不在区划树中")
    loaded = people.load_register(
        persons=_persons(persons),
        households=_households(county, households),
        memberships=_memberships(county),
        by=by,
        at=at,
    )
    return len(loaded.persons)


def _villages() -> pl.DataFrame:
    rows = Division.objects.filter(
        path__contains=f"/{staff.COUNTY}/", level=5, valid_to__isnull=True
    ).values_list("parent_id", "name", "code")
    schema = {"town_code": pl.String, "village_name": pl.String, "division": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _persons(persons: pl.DataFrame) -> pl.DataFrame:
    """Give heads a phone and an account: numbers that no network and no bank has issued."""
    head = pl.col("place") == 0
    serial = (pl.col("person") + 1).cast(pl.String).str.zfill(8)
    return persons.select(
        "person",
        "name",
        "division",
        "residence",
        "birth_on",
        pl.col("register_id").alias("id_number"),
        pl.col("sex").replace_strict({"M": "male", "F": "female"}),
        pl.when(head).then(pl.lit("129") + serial).alias("phone"),
        pl.when(head).then(pl.lit("62990199") + serial + "01").alias("account_number"),
        pl.when(head)
        .then(pl.when(pl.col("household") % 4 == 0).then(pl.lit(BANKS[1])).otherwise(pl.lit(BANKS[0])))
        .alias("bank_name"),
        pl.when(pl.col("town_name").str.contains("回族") & pl.col("name").str.starts_with("马"))
        .then(pl.lit("回族"))
        .otherwise(pl.lit("汉族"))
        .alias("ethnicity"),
    )  # fmt: skip


def _households(county: County, households: pl.DataFrame) -> pl.DataFrame:
    heads = county.persons.filter(pl.col("place") == 0).select("household", head="person")
    return households.join(heads, on="household", how="left", maintain_order="left").select(
        "household",
        "number",
        "division",
        "residence",
        "head",
        hukou_book="household_book",
        valid_from=pl.date(2005, 1, 1),
        address=pl.format(
            "甘肃省白银市会宁县{}{}{}号", "town_name", "village_name", pl.col("household") % 200 + 1
        ),
    )


def _memberships(county: County) -> pl.DataFrame:
    """Let everybody belong to the household since the years the register says, or since birth."""
    births = county.persons.select("person", "birth_on")
    joined = county.memberships.join(births, on="person", how="left", maintain_order="left")
    since = pl.date(county.month_end.year - pl.col("years_together"), 1, 1)
    return joined.select(
        "household",
        "person",
        "relation",
        "can_live_independently",
        "years_together",
        "valid_to",
        valid_from=pl.when(pl.col("valid_to").is_null())
        .then(pl.max_horizontal(since, "birth_on"))
        .otherwise(pl.date(2006, 1, 1)),
        left_reason=pl.when(pl.col("valid_to").is_null())
        .then(pl.lit(""))
        .otherwise(pl.lit("分户")),
    )


def entitlements(county: County, *, by: Mandate, at: datetime.datetime) -> int:
    """Load the running entitlements of 低保 with their beginnings; return how many."""
    numbers = dict(county.households.select("household", "number").iter_rows())
    known = {row.number: row for row in Household.objects.filter(is_demo=True).only(
        "id", "number", "head_id", "division_id")}  # fmt: skip
    rows = []
    for entry in county.entitlements.iter_rows(named=True):
        home = known[numbers[entry["household"]]]
        since: datetime.date = entry["valid_from"]
        confirmed = since - datetime.timedelta(days=12)
        rows.append(
            Entitlement(
                benefit=DIBAO, holder=f"h{home.pk}", household=home, payee_id=home.head_id,
                division_id=home.division_id, amount=entry["amount"], valid_from=since,
                state=EntitlementState.ACTIVE.value, confirmed_on=confirmed,
                recheck_on=_next_recheck(confirmed, county.month_end), is_demo=True,
            )
        )  # fmt: skip
    made = Entitlement.objects.bulk_create(rows, batch_size=BATCH)
    EntitlementEvent.objects.bulk_create(
        [EntitlementEvent(entitlement=row, kind="granted", at=at, by=by, reason="原系统在享对象转入")
         for row in made], batch_size=BATCH,
    )  # fmt: skip
    audit.record(
        "benefits.entitlements.taken_over", subject=by.division_id,
        subject_key="divisions.division", by=by, at=at, entitlements=len(made),
    )  # fmt: skip
    return len(made)


def _next_recheck(confirmed: datetime.date, month_end: datetime.date) -> datetime.date:
    """Return the next yearly re-check after the month's end."""
    years = 1
    while months.add_months(confirmed, 12 * years) <= month_end:
        years += 1
    return months.add_months(confirmed, 12 * years)
