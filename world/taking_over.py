"""Taking over: the register and the running entitlements, as a bureau brings them from its old books."""

import datetime

import polars as pl

from minzheng.core import months
from minzheng.core.sealing import blind_index
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.choices import EntitlementState
from minzheng.kernel.benefits.models import Entitlement, EntitlementEvent
from minzheng.kernel.determinations.models import RecordedFact
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Household, Membership, Person
from world import staff
from world.county import County

DIBAO = "assistance.dibao"
BATCH = 1_000
ADULT = 18
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
        persons=_persons(persons, county.allowances["person"]),
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


def _persons(persons: pl.DataFrame, paid: pl.Series) -> pl.DataFrame:
    """Give heads a phone and whoever is paid an account: numbers that no network and no bank issued."""
    head = pl.col("place") == 0
    has_account = head | (pl.col("person").is_in(paid.implode()) & (pl.col("age") >= ADULT))
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
        pl.when(has_account).then(pl.lit("62990199") + serial + "01").alias("account_number"),
        pl.when(has_account)
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
    """Load the running entitlements of households and persons with their beginnings; return how many."""
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
    rows += _allowances(county, known, numbers)
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


def _allowances(
    county: County, homes: dict[str, Household], numbers: dict[int, str]
) -> list[Entitlement]:
    """Return what persons hold; grown-ups are paid themselves, children through the head."""
    found = _register_persons(county, county.allowances["person"])
    ages = dict(county.persons.select("person", "age").iter_rows())
    rows = []
    for entry in county.allowances.iter_rows(named=True):
        home, person = homes[numbers[entry["household"]]], found[entry["person"]]
        rows.append(
            Entitlement(
                benefit=entry["benefit"], holder=f"p{person}", household=home, person_id=person,
                payee_id=person if ages[entry["person"]] >= ADULT else home.head_id,
                division_id=home.division_id, amount=entry["amount"], valid_from=entry["valid_from"],
                state=EntitlementState.ACTIVE.value, is_demo=True,
                confirmed_on=entry["valid_from"] - datetime.timedelta(days=12),
            )
        )  # fmt: skip
    return rows


def _register_persons(county: County, wanted: pl.Series) -> dict[int, int]:
    """Return the files of some people of the county by their place in it."""
    numbers = county.persons.filter(pl.col("person").is_in(wanted.unique().implode()))
    index = {
        blind_index(number): person
        for person, number in numbers.select("person", "register_id").iter_rows()
    }
    rows: dict[int, int] = {}
    hashes = list(index)
    for start in range(0, len(hashes), BATCH // 2):
        some = Person.objects.filter(pid__in=hashes[start : start + BATCH // 2])
        rows |= {index[pid or ""]: pk for pk, pid in some.values_list("pk", "pid")}
    return rows


def findings(county: County, *, by: Mandate, at: datetime.datetime) -> int:
    """Load what our people had found and written down before the platform came; return how many."""
    found = _register_persons(county, county.findings["person"])
    homes = {
        row.person_id: row.household
        for row in Membership.objects.in_force(county.month_end)
        .filter(person__in=list(found.values()))
        .select_related("household")
    }
    rows = []
    for entry in county.findings.iter_rows(named=True):
        person, value = found[entry["person"]], entry["value"]
        rows.append(
            RecordedFact(
                person_id=person, household=homes[person], division_id=homes[person].division_id,
                column=entry["column"], since=entry["since"], recorded_by=by, recorded_at=at,
                note="原系统调查记录转入",
                number=int(value) if isinstance(value, int) else None,
                text=value if isinstance(value, str) else "",
                day=value if isinstance(value, datetime.date) else None,
            )
        )  # fmt: skip
    RecordedFact.objects.bulk_create(rows, batch_size=BATCH)
    audit.record(
        "determinations.facts.taken_over", subject=by.division_id,
        subject_key="divisions.division", by=by, at=at, facts=len(rows),
    )  # fmt: skip
    return len(rows)


def _next_recheck(confirmed: datetime.date, month_end: datetime.date) -> datetime.date:
    """Return the next yearly re-check after the month's end."""
    years = 1
    while months.add_months(confirmed, 12 * years) <= month_end:
        years += 1
    return months.add_months(confirmed, 12 * years)
