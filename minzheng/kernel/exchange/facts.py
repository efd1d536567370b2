"""What departments know of each person in a month, as the columns of the fact tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from minzheng.core.money import format_yuan
from minzheng.core.months import last_day
from minzheng.facts import COLUMNS
from minzheng.facts.schema import DTYPES
from minzheng.kernel.exchange import lake, matching
from minzheng.kernel.exchange.declarations import (
    DECIMAL,
    MONEY,
    PERSON_ID,
    SECRET,
    DataSet,
    data_set,
)
from minzheng.kernel.exchange.linkage import rows as linked
from minzheng.kernel.exchange.models import Delivery

SCHOOLING = {
    "学前": 0,
    "小学": 1,
    "初中": 1,
    "高中": 2,
    "中职": 2,
    "大专": 3,
    "本科": 3,
    "硕士": 4,
    "博士": 4,
}
SCHOOLING_NAMES = {0: "none", 1: "compulsory", 2: "senior", 3: "undergraduate", 4: "postgraduate"}
DISABILITIES = {
    "肢体": "physical",
    "视力": "visual",
    "听力": "hearing",
    "言语": "speech",
    "智力": "intellectual",
    "精神": "mental",
    "多重": "multiple",
}
GRADES = {"一级": 1, "二级": 2, "三级": 3, "四级": 4}
CARS = ("小型轿车", "小型普通客车", "轻型货车")
OPEN_BODIES = ("存续", "在业")
NO_OWNER = "监事"
ITEMS = {
    "childcare_subsidy": ("育儿补贴",),
    "old_age_allowance": ("高龄津贴",),
    "veteran_allowance": ("优抚金",),
    "family_planning_award": ("计生奖扶",),
    "assistance_money": ("救助金",),
    "elderly_care_subsidy": ("养老服务补贴",),
    "child_welfare_money": ("孤儿和事无儿童基本生活费",),
    "other_transfers": ("失业保险金", "其他转移"),
    "insurance_benefits": ("失业保险金",),
}
UNEMPLOYMENT = {
    "unemployment_recipient": "失业保险金",
    "unemployment_aid_recipient": "失业补助金",
}
CARE_FORMS = {
    "home_insured": "居家上门",
    "day_care_insured": "日间照料",
    "institution_insured": "机构",
}
MONTHS_OF_EXPENSES = 12

Reader = Callable[[pl.DataFrame, date], pl.DataFrame]


@dataclass(frozen=True)
class Source:
    """Which fact columns a data set fills, with the value of somebody who is not on it.

    `needs` names the columns read where the list is long and most of it is not asked for.
    """

    data_set: str
    columns: Mapping[str, object]
    read: Reader
    needs: tuple[str, ...] = ()


def _sums(**columns: str) -> Reader:
    """Add up money columns per person; an empty optional cell adds nothing."""

    def read(rows: pl.DataFrame, _end: date) -> pl.DataFrame:
        return rows.group_by("pid").agg(
            pl.col(source).sum().alias(name) for name, source in columns.items()
        )

    return read


def _pensions(rows: pl.DataFrame, end: date) -> pl.DataFrame:
    begun = rows.filter(pl.col("started_on").is_null() | (pl.col("started_on") <= end))
    return _sums(pension="monthly_amount", central_pension="central_part")(begun, end)


def _open_at(end: date) -> pl.Expr:
    """Not ended by the last day of the month: an end on a later day does not count yet."""
    return pl.col("ended_on").is_null() | (pl.col("ended_on") > end)


def _begun_by(column: str, end: date) -> pl.Expr:
    return pl.col(column).is_null() | (pl.col(column) <= end)


def _businesses(rows: pl.DataFrame, end: date) -> pl.DataFrame:
    """Open businesses of an owner, each once however many posts he holds in it.

    A body held by two members of one household counts with its capital once.
    """
    owned = rows.filter(
        pl.col("status").is_in(OPEN_BODIES),
        _open_at(end),
        _begun_by("established_on", end),
        pl.col("role") != NO_OWNER,
    ).with_columns(body=pl.coalesce("credit_code", "body_name", pl.col("line").cast(pl.String)))
    bodies = (
        owned.group_by("pid", "body")
        .agg(pl.col("monthly_net_income", "registered_capital").max(), _household())
        .with_columns(is_first=_first_in_household("body"))
    )
    return bodies.group_by("pid").agg(
        business_income=pl.col("monthly_net_income").sum(),
        registered_capital=pl.col("registered_capital").filter("is_first").sum(),
        active_businesses=pl.len().cast(pl.Int64),
    )


def _household() -> pl.Expr:
    return pl.col("household").first()


def _first_in_household(column: str) -> pl.Expr:
    """Keep what two members of one household hold together with the first of them."""
    is_first = pl.col("pid") == pl.col("pid").min().over("household", column)
    return pl.col("household").is_null() | is_first


def _properties(rows: pl.DataFrame, end: date) -> pl.DataFrame:
    """Homes and other property held at the end of the month; joint property counts once."""
    held = rows.filter(_open_at(end), _begun_by("registered_on", end)).with_columns(
        unit=pl.coalesce("property_no", pl.col("line").cast(pl.String))
    )
    units = (
        held.group_by("pid", "unit")
        .agg(pl.col("monthly_rent").max(), pl.col("use").first(), _household())
        .filter(_first_in_household("unit"))
    )
    is_home = pl.col("use") == "住宅"
    return units.group_by("pid").agg(
        property_income=pl.col("monthly_rent").sum(),
        homes=is_home.sum().cast(pl.Int64),
        shops=(~is_home).sum().cast(pl.Int64),
    )


def _vehicles(rows: pl.DataFrame, end: date) -> pl.DataFrame:
    counting = rows.filter(
        pl.col("vehicle_type").is_in(CARS),
        pl.col("status") == "正常",
        _open_at(end),
        _begun_by("registered_on", end),
    )
    car = pl.coalesce("plate", pl.col("line").cast(pl.String))
    return counting.group_by("pid").agg(cars=car.n_unique().cast(pl.Int64))


def _certificates(rows: pl.DataFrame, end: date) -> pl.DataFrame:
    """The gravest certificate valid on the last day, the latest expiry; the subsidies that are paid."""
    valid = pl.col("valid_to").is_null() | (pl.col("valid_to") >= end)
    grade = pl.col("grade").replace_strict(GRADES, return_dtype=pl.Int64)
    kind = pl.col("disability_kind").replace_strict(DISABILITIES, return_dtype=pl.String)
    judged = rows.with_columns(valid=valid, number=grade, kind=kind).sort("number", "line")
    return judged.group_by("pid", maintain_order=True).agg(
        disability_kind=pl.col("kind").filter("valid").first().fill_null("none"),
        disability_grade=pl.col("number").filter("valid").first().fill_null(0),
        disability_subsidies=pl.col("subsidy").sum(),
        certificate_until=pl.col("valid_to").max(),
        certificate_issued_on=pl.col("issued_on").max(),
    )


def _expenses(rows: pl.DataFrame, _end: date) -> pl.DataFrame:
    total = pl.col("self_paid_12m").sum()
    # Half up in whole numbers: (2a + b) // 2b.
    monthly = (2 * total + MONTHS_OF_EXPENSES) // (2 * MONTHS_OF_EXPENSES)
    return rows.group_by("pid").agg(
        self_paid_medical=monthly,
        has_major_disease=(pl.col("is_major") == "是").any(),
        medical_refunds=pl.col("refunds_month").sum(),
        medical_spending=total,
    )


def _students(rows: pl.DataFrame, _end: date) -> pl.DataFrame:
    stage = pl.col("stage").replace_strict(SCHOOLING, return_dtype=pl.Int64)
    return rows.group_by("pid").agg(
        schooling=stage.max().replace_strict(SCHOOLING_NAMES, return_dtype=pl.String),
        scholarship=pl.col("scholarship").sum(),
    )


def _custody(rows: pl.DataFrame, end: date) -> pl.DataFrame:
    held = (pl.col("status") == "在押") & _open_at(end) & (pl.col("started_on") <= end)
    return rows.group_by("pid").agg(in_custody=held.any())


def _transfers(rows: pl.DataFrame, _end: date) -> pl.DataFrame:
    return rows.group_by("pid").agg(
        pl.col("monthly_amount").filter(pl.col("item").is_in(items)).sum().alias(name)
        for name, items in ITEMS.items()
    )


def _dead(rows: pl.DataFrame, end: date) -> pl.DataFrame:
    by_then = pl.col("died_on") <= end
    return rows.group_by("pid").agg(
        is_dead=by_then.any(), died_on=pl.col("died_on").filter(by_then).min()
    )


def _registered(rows: pl.DataFrame, _end: date) -> pl.DataFrame:
    """Registered in the county; who moved out is not, and what a cancelled row means is not known."""
    change = pl.col("change")
    stays = change.is_in(["无", "迁入"]).any()
    return rows.group_by("pid").agg(
        registered_here=pl.when(stays)
        .then(pl.lit(value=True))
        .when((change == "迁出").all())
        .then(pl.lit(value=False))
    )


def _unemployment(rows: pl.DataFrame, _end: date) -> pl.DataFrame:
    drawn = {name: pl.col("item") == item for name, item in UNEMPLOYMENT.items()}
    return rows.group_by("pid").agg(*(has.any().alias(name) for name, has in drawn.items()))


def _work_injury(rows: pl.DataFrame, end: date) -> pl.DataFrame:
    held = _begun_by("started_on", end) & _open_at(end)
    return rows.group_by("pid").agg(work_injury_care=held.any())


def _care_insurance(rows: pl.DataFrame, _end: date) -> pl.DataFrame:
    paid = pl.col("monthly_paid")
    return rows.group_by("pid").agg(
        (paid > 0).any().alias("care_insurance_paid"),
        *(
            paid.filter(pl.col("care_form") == form).sum().alias(name)
            for name, form in CARE_FORMS.items()
        ),
    )


def _veterans(rows: pl.DataFrame, _end: date) -> pl.DataFrame:
    return rows.group_by("pid").agg(veteran_recipient=(pl.col("monthly_amount") > 0).any())


SOURCES = (
    Source(
        "hr.wages",
        {"wages": 0, "insurance_paid": 0},
        _sums(wages="monthly_wage", insurance_paid="insurance_paid"),
    ),
    Source("hr.pensions", {"pension": 0, "central_pension": 0}, _pensions),
    Source(
        "market.businesses",
        {"business_income": 0, "registered_capital": 0, "active_businesses": 0},
        _businesses,
    ),
    Source("housing.properties", {"property_income": 0, "homes": 0, "shops": 0}, _properties),
    Source("transport.vehicles", {"cars": 0}, _vehicles),
    Source("bank.deposits", {"deposits": 0}, _sums(deposits="balance")),
    Source(
        "disability.certificates",
        {
            "disability_kind": "none",
            "disability_grade": 0,
            "disability_subsidies": 0,
            "certificate_until": None,
            "certificate_issued_on": None,
        },
        _certificates,
    ),
    Source(
        "medical.expenses",
        {
            "self_paid_medical": 0,
            "has_major_disease": False,
            "medical_refunds": 0,
            "medical_spending": 0,
        },
        _expenses,
    ),
    Source("education.students", {"schooling": "none", "scholarship": 0}, _students),
    Source("justice.custody", {"in_custody": False}, _custody),
    Source("agriculture.rural", {"farm_income": 0}, _sums(farm_income="farm_income")),
    Source("civil.transfers", dict.fromkeys(ITEMS, 0), _transfers),
    Source("police.residents", {"registered_here": False}, _registered, ("change",)),
    Source("hr.unemployment", dict.fromkeys(UNEMPLOYMENT, False), _unemployment),
    Source("hr.work_injury", {"work_injury_care": False}, _work_injury),
    Source(
        "medical.care_insurance",
        {"care_insurance_paid": False, **dict.fromkeys(CARE_FORMS, 0)},
        _care_insurance,
    ),
    Source("veterans.recipients", {"veteran_recipient": False}, _veterans),
)
# Two lists tell of deaths; either may say so, and only both together can say that nobody did.
DEATHS = (
    Source("police.deaths", {"is_dead": False, "died_on": None}, _dead),
    Source("civil.cremations", {"is_dead": False, "died_on": None}, _dead),
)


def department_facts(month: str, register: pl.DataFrame) -> pl.DataFrame:
    """Return one row per person with what departments know at the last day of ``month``.

    ``register`` holds ``person pid name`` (and ``household``, so that joint property counts
    once). Money is in fen per month. A column is null for everybody when its data set has no
    usable delivery; null for a person whom a rejected row may be about; null throughout for one
    whose own number is missing or proven wrong, since records under it prove nothing. Absence
    from a delivered full list means 0, False or none.
    """
    wanted = [name for name in ("person", "pid", "name", "household") if name in register.columns]
    people = register.select(wanted).unique("person", keep="first", maintain_order=True)
    if "household" not in people.columns:
        people = people.with_columns(pl.lit(None, pl.Int64).alias("household"))
    usable = lake.usable_by_key(month)
    keys = [source.data_set for source in (*SOURCES, *DEATHS)]
    doubts = matching.doubts(month, people, keys, usable)
    wrong = matching.wrong_ids(month, people)["person"]
    sound = people.filter(pl.col("pid").is_not_null() & ~pl.col("person").is_in(wrong.implode()))
    known = _known(sound.select("person", "pid", "household"), last_day(month), doubts, usable)
    columns = [column for source in SOURCES for column in _columns(source, known)]
    facts = known.people.select("person").hstack([*columns, *_deaths(known)])
    facts = facts.with_columns(registered_here=_here_until_death())
    return people.select("person").join(facts, on="person", how="left", maintain_order="left")


def _deaths(known: "_Known") -> list[pl.Series]:
    """Say who is dead and since when: the earlier day where both lists name one."""
    (police, died_on), (funeral, cremated) = (_columns(source, known) for source in DEATHS)
    days = pl.DataFrame([died_on.rename("a"), cremated.rename("b")])
    # Kleene's *or*: one sure death decides, else both lists must be known.
    return [police | funeral, days.select(died_on=pl.min_horizontal("a", "b"))["died_on"]]


def _here_until_death() -> pl.Expr:
    """Whoever died is off the list because of it: that says nothing about where he was registered."""
    return pl.when(pl.col("registered_here") | ~pl.col("is_dead")).then("registered_here")


@dataclass(frozen=True)
class _Known:
    """Whom facts are asked of: sound ``person pid household``, the day, doubts, their own rows."""

    people: pl.DataFrame
    end: date
    doubts: pl.DataFrame
    rows: Mapping[str, pl.DataFrame]


def _known(
    people: pl.DataFrame, end: date, doubts: pl.DataFrame, usable: Mapping[str, list[Delivery]]
) -> _Known:
    """Read the rows of these people from every delivered data set, all at once."""
    scans = {s.data_set: lake.rows_of(usable[s.data_set]) for s in (*SOURCES, *DEATHS)}
    mine = pl.col("pid").is_in(people["pid"].implode())
    own = {key: scan.filter(mine) for key, scan in scans.items() if scan is not None}
    for source in SOURCES:
        if source.needs and source.data_set in own:
            own[source.data_set] = own[source.data_set].select("pid", *source.needs)
    rows = dict(zip(own, pl.collect_all(own.values()), strict=True))
    return _Known(people, end, doubts, linked.with_matched(rows, people, usable))


def _columns(source: Source, known: _Known) -> list[pl.Series]:
    """Return the columns of one source in the order of the people."""
    own, people = known.rows.get(source.data_set), known.people
    if own is None:
        return [pl.Series(name, [None] * people.height, _dtype(name)) for name in source.columns]
    in_doubt = known.doubts.filter(pl.col("data_set") == source.data_set)["person"]
    if own.is_empty():
        sure = ~people["person"].is_in(in_doubt.implode())
        return [_absent(name, absent, sure) for name, absent in source.columns.items()]
    read = source.read(own.join(people.select("pid", "household"), on="pid", how="left"), known.end)
    listed = read.with_columns(listed=pl.lit(value=True))
    base = people.join(listed, on="pid", how="left", maintain_order="left")
    # What a row of the list leaves open stays unknown; only who is not on the list has none.
    return base.select(
        pl.when(pl.col("person").is_in(in_doubt.implode()))
        .then(None)
        .when(pl.col("listed").is_null())
        .then(pl.lit(absent))
        .otherwise(pl.col(name))
        .cast(_dtype(name))
        .alias(name)
        for name, absent in source.columns.items()
    ).get_columns()


def _absent(name: str, absent: object, sure: pl.Series) -> pl.Series:
    """Return what absence from a full list means for everybody it is sure of; null for the others."""
    values = [absent if certain else None for certain in sure]
    return pl.Series(name, values, _dtype(name))


def _dtype(column: str) -> pl.DataType:
    return DTYPES[COLUMNS[column].kind]


# -- evidence -----------------------------------------------------------------------------------


_EVIDENCE = pl.Schema(
    {"pid": pl.String, "data_set": pl.String, "delivery": pl.Int64, "file_name": pl.String,
     "line": pl.UInt32, "summary": pl.String}
)  # fmt: skip


def evidence(key: str, month: str, pids: Sequence[str]) -> pl.DataFrame:
    """Return the rows of some persons that speak for ``month``.

    Columns ``pid data_set delivery file_name line summary`` (the row in Chinese words, without
    numbers of persons) and the fields of the data set; empty when nothing is known.
    """
    return evidence_by_key(month, pids, [key]).get(key, _EVIDENCE.to_frame())


def evidence_by_key(
    month: str, pids: Sequence[str], keys: Sequence[str] = ()
) -> dict[str, pl.DataFrame]:
    """Return ``evidence`` of every data set, or of ``keys``; left out is what nobody delivered."""
    return _evidence_in(lake.usable_by_key(month, keys), pids)


def _evidence_in(
    usable: Mapping[str, list[Delivery]], pids: Sequence[str]
) -> dict[str, pl.DataFrame]:
    matched = linked.of_persons([row for rows in usable.values() for row in rows], pids)
    return {key: _evidence(key, rows, pids, matched) for key, rows in usable.items() if rows}


def _evidence(
    key: str, deliveries: list[Delivery], pids: Sequence[str], matched: pl.DataFrame
) -> pl.DataFrame:
    rows = lake.rows_of(deliveries)
    assert rows is not None
    files = {row.pk: row.file_name for row in deliveries}
    wanted = pl.Series(list(pids), dtype=pl.String)
    found = rows.filter(pl.col("pid").is_in(wanted.implode())).collect()
    if not matched.is_empty():
        found = linked.joined(found, linked.typed(key, deliveries, matched))
    found = found.sort("delivery", "line")
    summaries = [_summary(data_set(key), row) for row in found.iter_rows(named=True)]
    return found.with_columns(
        pl.lit(key).alias("data_set"),
        pl.col("delivery").replace_strict(files, return_dtype=pl.String).alias("file_name"),
        pl.Series("summary", summaries, dtype=pl.String),
    )


def _summary(declared: DataSet, row: Mapping[str, object]) -> str:
    words = [str(row["name"])]
    for column in declared.columns:
        value = row.get(column.name)
        hidden = column.name == "name" or column.kind in {PERSON_ID, SECRET}
        if value is not None and not hidden:
            words.append(f"{column.label.split('（')[0]} {_words(column.kind, value)}")
    if ground := row.get(linked.GROUND):
        words.append(f"（{ground}）")
    return "，".join(words)


def _words(kind: str, value: object) -> str:
    if kind in {MONEY, DECIMAL} and isinstance(value, int):
        return format_yuan(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def provenance(month: str, pids: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return for (pid, fact column) where its value comes from, for explanations.

    The words name the partner's file and line; a person not on a delivered list is named as such.
    """
    asked = list(pids)
    words: dict[tuple[str, str], str] = {}
    told = [*SOURCES, *DEATHS]
    usable = lake.usable_by_key(month, [source.data_set for source in told])
    found = _evidence_in(usable, asked)
    for source in told:
        if source.data_set not in found:
            continue
        deliveries, rows = usable[source.data_set], found[source.data_set]
        label = data_set(source.data_set).label
        lines: dict[str, list[str]] = {}
        for pid, file_name, line in rows.select("pid", "file_name", "line").iter_rows():
            lines.setdefault(pid, []).append(f"{file_name} 第 {line} 行")
        for pid in asked:
            text = "；".join(lines.get(pid, [])) or f"{label}（{deliveries[-1].month}）名单中无此人"
            for column in source.columns:
                former = words.get((pid, column))
                words[(pid, column)] = f"{former}；{text}" if former else text
    return words
