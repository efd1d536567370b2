"""What each department knows of the county, in clean columns: money in fen, days as dates."""

import datetime

import numpy as np
import polars as pl

from world import numbers, plants
from world.draft import Draft

_YUAN = 100
SCHOOLS = {"学前": "中心幼儿园", "小学": "中心小学", "初中": "初级中学", "高中": "第一中学",
           "中职": "职业中专", "大专": "白银职业学院", "本科": "西北师范大学"}  # fmt: skip
DISEASES = ("高血压", "慢性阻塞性肺病", "糖尿病", "关节炎", "普通门诊")
MAJOR_DISEASES = ("恶性肿瘤", "尿毒症", "白血病", "重性精神病")


def _days_before(draft: Draft, rng: np.random.Generator, count: int, least: int, most: int
                 ) -> pl.Series:  # fmt: skip
    day = np.datetime64(draft.month_end)
    return pl.Series(day - rng.integers(least, most, count).astype("timedelta64[D]")).cast(pl.Date)


def _with_planted(draft: Draft, data_set: str, frame: pl.DataFrame) -> pl.DataFrame:
    planted = draft.rows.get(data_set)
    if not planted:
        return frame
    if frame.is_empty():  # A small county may draw nobody at random; an empty frame has no types.
        return pl.DataFrame(planted, infer_schema_length=None)
    extra = pl.DataFrame(planted, schema={k: frame.schema[k] for k in planted[0]})
    return pl.concat([frame, extra], how="diagonal")


def _column(draft: Draft, name: str) -> np.ndarray:
    return draft.columns[name]


def residents(draft: Draft) -> pl.DataFrame:
    """户籍人口: everybody, with what moved this month."""
    people, rng = draft.people, draft.stream("police.residents")
    change = np.full(len(people), "无", dtype=object)
    poor = _column(draft, "poor")
    moved = ~poor & (rng.random(len(people)) < 0.01)
    known = people["is_known"].to_numpy()
    change[moved] = np.where(known, "迁入", rng.choice(["迁入", "迁出"], len(people)))[moved]
    for person, what in draft.police_changes.items():
        change[person] = what
    relation = pl.col("relation").replace_strict(
        {
            "head": "户主",
            "spouse": "配偶",
            "child": "子女",
            "grown": "子女",
            "parent": "父母",
            "other": "其他",
        }
    )
    return people.select(
        "person",
        pl.col("sex").replace_strict({"M": "男", "F": "女"}),
        "birth_on",
        "household_book",
        relation.alias("relation"),
        pl.col("village_name").alias("division_name"),
        "town_name",
        pl.col("residence").replace_strict({"urban": "城镇", "rural": "农村"}).alias("hukou_kind"),
        pl.Series("change", change.astype(str)),
    )


def deaths(draft: Draft) -> pl.DataFrame:
    """死亡注销: the old who never stood in the register, and the planted ones."""
    rng = draft.stream("police.deaths")
    gone = ordinary_dead(draft)
    died = _days_before(draft, rng, len(gone), 1, 28)
    frame = pl.DataFrame({"person": gone, "died_on": died}).with_columns(
        cancelled_on=pl.lit(draft.month_end)
    )
    return _with_planted(draft, "police.deaths", frame)


def ordinary_dead(draft: Draft) -> np.ndarray:
    """Return the dead of ordinary households: never the head, who earns enough alone."""
    rng = draft.stream("dead")
    people = draft.people
    old = (people["age"].to_numpy() >= 55) & (people["place"].to_numpy() > 0)
    return np.flatnonzero(
        old & ~_column(draft, "poor") & (rng.random(len(people)) < 0.006)
        & ~np.isin(np.arange(len(people)), list(draft.protected))
    )  # fmt: skip


def cremations(draft: Draft) -> pl.DataFrame:
    """殡葬火化: two in three of the dead."""
    rng = draft.stream("civil.cremations")
    gone = ordinary_dead(draft)
    gone = gone[rng.random(len(gone)) < 0.66]
    died = _days_before(draft, rng, len(gone), 2, 28)
    frame = pl.DataFrame({"person": gone, "died_on": died}).with_columns(
        cremated_on=pl.lit(draft.month_end)
    )
    return _with_planted(draft, "civil.cremations", frame)


def wages(draft: Draft) -> pl.DataFrame:
    """工资与社保缴费."""
    rng = draft.stream("hr.wages")
    who = np.flatnonzero(_column(draft, "wage") > 0)
    employers = np.array(
        [f"{a}{b}" for a in ("会宁", "白银", "陇中", "祖厉河", "桃花山")
         for b in ("农业发展有限公司", "建筑劳务有限公司", "商贸有限公司", "小杂粮加工厂", "家政服务部")]
    )  # fmt: skip
    return pl.DataFrame(
        {
            "person": who,
            "employer": rng.choice(employers, len(who)),
            "monthly_wage": _column(draft, "wage")[who],
            "insurance_paid": _column(draft, "insurance")[who],
        }
    )


def pensions(draft: Draft) -> pl.DataFrame:
    """养老金发放."""
    rng = draft.stream("hr.pensions")
    amount = _column(draft, "pension")
    who = np.flatnonzero(amount > 0)
    central = _column(draft, "central_pension")[who]
    return pl.DataFrame(
        {
            "person": who,
            "pension_kind": np.where(central > 0, "城乡居民基本养老保险", "城镇职工基本养老保险"),
            "monthly_amount": amount[who],
            "central_part": central,
            "started_on": _days_before(draft, rng, len(who), 40, 5_000),
        }
    )


def businesses(draft: Draft) -> pl.DataFrame:
    """市场主体: registered capital in 万元."""
    rng = draft.stream("market.businesses")
    frame = _with_planted(draft, "market.businesses", draft.frames["businesses"])
    count = len(frame)
    begun = _days_before(draft, rng, count, 800, 4_000)
    ended = _days_before(draft, rng, count, 60, 700)
    serial = pl.Series(rng.permutation(count)).cast(pl.String).str.zfill(5)
    # Struck off without being wound up: no day of ending, only the state.
    wound_up = frame["status"] == "注销"
    return frame.with_columns(
        body_name=pl.lit("会宁县第") + serial + "号经营部",
        credit_code=numbers.credit_codes(rng, count),
        registered_capital=pl.col("capital_wan"),
        established_on=begun,
        ended_on=pl.when(wound_up).then(ended),
    ).select("person", "body_name", "credit_code", "role", "registered_capital", "status",
             "established_on", "ended_on", "monthly_net_income")  # fmt: skip


def properties(draft: Draft) -> pl.DataFrame:
    """不动产."""
    rng = draft.stream("housing.properties")
    frame = _with_planted(draft, "housing.properties", draft.frames["properties"])
    count = len(frame)
    return frame.with_columns(
        property_no=numbers.property_numbers(rng, count),
        registered_on=_days_before(draft, rng, count, 800, 6_000),
        ended_on=pl.when("is_sold").then(_days_before(draft, rng, count, 40, 700)),
        area=pl.col("area").cast(pl.String) + ".5",
    ).select("person", "property_no", "use", "area", "registered_on", "ended_on",
             "monthly_rent")  # fmt: skip


def vehicles(draft: Draft) -> pl.DataFrame:
    """机动车."""
    rng = draft.stream("transport.vehicles")
    frame = _with_planted(draft, "transport.vehicles", draft.frames["vehicles"])
    count = len(frame)
    return frame.with_columns(
        plate=numbers.plates(rng, count),
        purpose=pl.when(pl.col("vehicle_type") == "轻型货车")
        .then(pl.lit("货运"))
        .otherwise(pl.lit("非营运")),
        registered_on=_days_before(draft, rng, count, 800, 4_500),
        ended_on=pl.when("is_sold").then(_days_before(draft, rng, count, 40, 700)),
        status=pl.when("is_sold").then(pl.lit("转移")).otherwise(pl.lit("正常")),
    ).select("person", "plate", "vehicle_type", "purpose", "registered_on", "ended_on",
             "status")  # fmt: skip


def deposits(draft: Draft) -> pl.DataFrame:
    """存款余额."""
    kept = draft.frames["deposits"].filter(~pl.Series(draft.emptied_accounts))
    return _with_planted(draft, "bank.deposits", kept).with_columns(
        balance_on=pl.lit(draft.month_end)
    )


def certificates(draft: Draft) -> pl.DataFrame:
    """残疾人证."""
    rng = draft.stream("disability.certificates")
    grade = _column(draft, "disability_grade")
    who = np.flatnonzero(grade > 0)
    digit = {
        "视力": "1",
        "听力": "2",
        "言语": "3",
        "肢体": "4",
        "智力": "5",
        "精神": "6",
        "多重": "7",
    }
    until = _days_before(draft, rng, len(who), -3_000, -60)
    planted = draft.certificate_until
    frame = pl.DataFrame(
        {
            "person": who,
            "disability_kind": _column(draft, "disability_kind")[who].astype(str),
            "grade": np.array(["", "一级", "二级", "三级", "四级"])[grade[who]],
            "issued_on": [day - datetime.timedelta(days=3_652) for day in until],
            "valid_to": [planted.get(int(p), day) for p, day in zip(who, until, strict=True)],
            "subsidy": rng.choice([0, 100, 110, 210], len(who)) * _YUAN,
        }
    )
    suffix = pl.col("disability_kind").replace_strict(digit) + pl.Series(grade[who]).cast(pl.String)
    return frame.with_columns(
        certificate_no=draft.people["id_no"].gather(who) + suffix,
    )


def expenses(draft: Draft) -> pl.DataFrame:
    """医疗自付."""
    people, rng = draft.people, draft.stream("medical.expenses")
    major = _column(draft, "is_major")
    who = np.flatnonzero(major | (rng.random(len(people)) < 0.95))
    ill = major[who]
    paid = np.exp(rng.normal(6.3, 0.9, len(who))) * np.where(ill, 20, 1)
    return pl.DataFrame(
        {
            "person": who,
            "self_paid_12m": (paid * _YUAN).astype(np.int64),
            "disease": np.where(ill, rng.choice(MAJOR_DISEASES, len(who)),
                                rng.choice(DISEASES, len(who))),
            "is_major": np.where(ill, "是", "否"),
            "refunds_month": (paid * _YUAN / 20).astype(np.int64),
        }
    )  # fmt: skip


def students(draft: Draft) -> pl.DataFrame:
    """在校学生."""
    people, rng = draft.people, draft.stream("education.students")
    age = people["age"].to_numpy()
    child = people["relation"].is_in(["child", "other"]).to_numpy() & (age >= 3)
    who = np.flatnonzero(child)
    upper = np.where(rng.random(len(who)) < 0.5, "高中", "中职")
    higher = np.where(rng.random(len(who)) < 0.5, "本科", "大专")
    stage = np.select(
        [age[who] < 6, age[who] < 12, age[who] < 15, age[who] < 18],
        ["学前", "小学", "初中", upper], higher,
    )  # fmt: skip
    grant = np.where(age[who] >= 18, rng.choice([0, 0, 300, 500], len(who)), 0) * _YUAN
    town = people["town_name"].gather(who)
    frame = pl.DataFrame({"person": who, "stage": stage, "scholarship": grant, "town": town})
    local = pl.col("stage").is_in(["学前", "小学", "初中"])
    school = pl.col("stage").replace_strict(SCHOOLS)
    return frame.with_columns(
        school=pl.when(local).then(pl.col("town") + school).otherwise(school)
    ).drop("town")


def marriages(draft: Draft) -> pl.DataFrame:
    """结婚与离婚登记: couples of ordinary households."""
    people, rng = draft.people, draft.stream("civil.marriages")
    wife = (people["relation"] == "spouse").to_numpy() & ~_column(draft, "poor")
    who = np.flatnonzero(wife & (people["age"].to_numpy() < 45) & (rng.random(len(people)) < 0.02))
    partner = np.array([draft.head(int(h)) for h in people["household"].gather(who)], dtype=int)
    return pl.DataFrame(
        {
            "person": who,
            "partner_id_no": people["id_no"].gather(partner),
            "partner_name": people["name"].gather(partner),
            "kind": rng.choice(["结婚", "离婚"], len(who), p=[0.8, 0.2]),
            "registered_on": _days_before(draft, rng, len(who), 1, 28),
        }
    )


def custody(draft: Draft) -> pl.DataFrame:
    """服刑羁押: some outsiders, some ordinary ones, and the planted."""
    people, rng = draft.people, draft.stream("justice.custody")
    apart = np.isin(np.arange(len(people)), list(draft.protected))
    who = np.flatnonzero(
        ~people["is_known"].to_numpy() & ~apart & (people["age"].to_numpy() < 60)
        & (rng.random(len(people)) < 0.08)
    )  # fmt: skip
    frame = pl.DataFrame(
        {
            "person": who,
            "place": np.full(len(who), "白银监狱"),
            "started_on": _days_before(draft, rng, len(who), 100, 900),
            "ended_on": draft.day(14, 20),
            "status": np.full(len(who), "在押"),
        }
    )
    return _with_planted(draft, "justice.custody", frame)


def farms(draft: Draft) -> pl.DataFrame:
    """农户与防返贫: the grown members of rural households."""
    people, rng = draft.people, draft.stream("agriculture.rural")
    rural = (people["residence"] == "rural").to_numpy() & (people["age"].to_numpy() >= 18)
    who = np.flatnonzero(rural)
    poor = _column(draft, "poor")[who]
    return pl.DataFrame(
        {
            "person": who,
            "land_mu": pl.Series(rng.integers(0, 150, len(who)) / 10).cast(pl.String),
            "farm_income": _column(draft, "farm_income")[who],
            "is_monitored": np.where(poor & (rng.random(len(who)) < 0.3), "是", "否"),
        }
    )


def transfers(draft: Draft) -> pl.DataFrame:
    """转移性补贴 through the one-card system: one line per person and item."""
    people, rng = draft.people, draft.stream("civil.transfers")
    age, count = people["age"].to_numpy(), len(people)
    draw = rng.random((5, count))
    other = _column(draft, "other_transfer").copy()
    ordinary = ~_column(draft, "poor") & (people["place"].to_numpy() == 0)
    other[ordinary] += (20 + draw[1][ordinary] * 60).astype(np.int64) * _YUAN
    recipient = np.isin(people["household"].to_numpy(), draft.recipients)
    items = (
        ("育儿补贴", age < plants.CHILDCARE_UNTIL, np.full(count, 300 * _YUAN)),
        ("高龄津贴", age >= 80, np.full(count, 60 * _YUAN)),
        ("优抚金", (age >= 60) & (draw[2] < 0.02), np.full(count, 980 * _YUAN)),
        ("计生奖扶", (age >= 60) & (draw[3] < 0.05), np.full(count, 100 * _YUAN)),
        ("养老服务补贴", (age >= 70) & (draw[4] < 0.05), np.full(count, 50 * _YUAN)),
        ("救助金", recipient & (draw[4] > 0.7), np.full(count, 45 * _YUAN)),
        ("其他转移", other > 0, other),
    )
    parts = [
        pl.DataFrame({"person": np.flatnonzero(m), "monthly_amount": a[m].astype(np.int64)})
        .with_columns(item=pl.lit(key))
        for key, m, a in items
    ]  # fmt: skip
    frame = pl.concat(parts).sort("person").select("person", "item", "monthly_amount")
    return _with_planted(draft, "civil.transfers", frame)


def elsewhere(draft: Draft) -> pl.DataFrame:
    """外县在册救助对象: outsiders of our county, and the planted."""
    people, rng = draft.people, draft.stream("prefecture.recipients")
    apart = np.isin(np.arange(len(people)), list(draft.protected))
    who = np.flatnonzero(~people["is_known"].to_numpy() & ~apart & (rng.random(len(people)) < 0.2))
    frame = pl.DataFrame(
        {
            "person": who,
            "county_name": rng.choice(["靖远县", "景泰县", "白银区", "平川区"], len(who)),
            "benefit": rng.choice(["低保", "特困"], len(who), p=[0.85, 0.15]),
            "ended_on": pl.Series([None] * len(who), dtype=pl.Date),
        }
    )
    return _with_planted(draft, "prefecture.recipients", frame)


def unemployment(draft: Draft) -> pl.DataFrame:
    """失业保险待遇: some grown outsiders between two jobs."""
    people, rng = draft.people, draft.stream("hr.unemployment")
    apart = np.isin(np.arange(len(people)), list(draft.protected))
    age = people["age"].to_numpy()
    who = np.flatnonzero(
        ~people["is_known"].to_numpy() & ~apart & (age >= 24) & (age < 60)
        & (rng.random(len(people)) < 0.1)
    )  # fmt: skip
    return pl.DataFrame(
        {
            "person": who,
            "item": rng.choice(["失业保险金", "失业补助金"], len(who), p=[0.8, 0.2]),
            "monthly_amount": np.full(len(who), 1_224 * _YUAN),
        }
    )


def work_injury(draft: Draft) -> pl.DataFrame:
    """工伤保险生活护理费: a few outsiders, and the planted."""
    people, rng = draft.people, draft.stream("hr.work_injury")
    apart = np.isin(np.arange(len(people)), list(draft.protected))
    who = np.flatnonzero(~people["is_known"].to_numpy() & ~apart & (rng.random(len(people)) < 0.03))
    frame = pl.DataFrame(
        {
            "person": who,
            "monthly_amount": np.full(len(who), 1_500 * _YUAN),
            "started_on": _days_before(draft, rng, len(who), 100, 3_000),
            "ended_on": pl.Series([None] * len(who), dtype=pl.Date),
        }
    )
    return _with_planted(draft, "hr.work_injury", frame)


def care_insurance(draft: Draft) -> pl.DataFrame:
    """长期护理保险待遇: one in forty of the ordinary old."""
    people, rng = draft.people, draft.stream("medical.care_insurance")
    old = (people["age"].to_numpy() >= 70) & ~_column(draft, "poor")
    who = np.flatnonzero(old & (rng.random(len(people)) < 0.025))
    return pl.DataFrame(
        {
            "person": who,
            "care_form": rng.choice(["居家上门", "日间照料", "机构"], len(who), p=[0.6, 0.2, 0.2]),
            "monthly_paid": rng.integers(3, 16, len(who)) * 100 * _YUAN,
        }
    )


def veterans(draft: Draft) -> pl.DataFrame:
    """定期抚恤补助对象: some of the old."""
    people, rng = draft.people, draft.stream("veterans.recipients")
    old = people["age"].to_numpy() >= 60
    who = np.flatnonzero(old & (rng.random(len(people)) < 0.02))
    return pl.DataFrame(
        {
            "person": who,
            "item": rng.choice(["在乡复员军人", "带病回乡退伍军人", "参战退役人员"], len(who)),
            "monthly_amount": np.full(len(who), 980 * _YUAN),
        }
    )


DATA_SETS = {
    "police.residents": residents,
    "police.deaths": deaths,
    "hr.wages": wages,
    "hr.pensions": pensions,
    "market.businesses": businesses,
    "housing.properties": properties,
    "transport.vehicles": vehicles,
    "bank.deposits": deposits,
    "disability.certificates": certificates,
    "medical.expenses": expenses,
    "education.students": students,
    "civil.marriages": marriages,
    "civil.cremations": cremations,
    "justice.custody": custody,
    "agriculture.rural": farms,
    "civil.transfers": transfers,
    "prefecture.recipients": elsewhere,
    "hr.unemployment": unemployment,
    "hr.work_injury": work_injury,
    "medical.care_insurance": care_insurance,
    "veterans.recipients": veterans,
}


def every(draft: Draft) -> dict[str, pl.DataFrame]:
    """Return all data sets with the number and name of each person in front."""
    who = draft.people.select("person", "id_no", "name")
    return {
        key: who.join(make(draft).with_columns(pl.col("person").cast(pl.Int64)), on="person",
                      how="right", maintain_order="right")
        for key, make in DATA_SETS.items()
    }  # fmt: skip
