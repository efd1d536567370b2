"""The rival: one month done by a pandas script on the same files, as its users would write it.

``python -m benchmarks.cycle.pandas_rival INBOX REGISTER OUT MONTH``; the last line printed is JSON. It
shares no code with minzheng. It reads plain identity numbers and seals nothing.
"""

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

ID = ("身份证号", "公民身份号码", "证件号码", "身份证号码")
NAME = ("姓名", "人员姓名", "权利人", "户主姓名")
MONEY, DAY, TEXT = "money", "day", "text"
# file: {column: (header, kind, required)}
COLUMNS: dict[str, dict[str, tuple[str, str, bool]]] = {
    "police_residents": {"sex": ("性别", TEXT, True), "birth_on": ("出生日期", DAY, True),
                         "household_book": ("户口簿号", TEXT, False), "change": ("变动", TEXT, False)},
    "police_deaths": {"died_on": ("死亡日期", DAY, True)},
    "hr_wages": {"wages": ("缴费工资", MONEY, True), "insurance_paid": ("个人缴费", MONEY, False)},
    "hr_pensions": {"pension": ("月养老金", MONEY, True), "started_on": ("领取起始日期", DAY, False)},
    "market_businesses": {"credit_code": ("统一社会信用代码", TEXT, False), "role": ("任职", TEXT, True),
                          "capital": ("注册资本（万元）", MONEY, False), "status": ("登记状态", TEXT, True),
                          "established_on": ("成立日期", DAY, False), "ended_on": ("注销日期", DAY, False),
                          "business_income": ("月均净收入", MONEY, False)},
    "housing_properties": {"unit": ("不动产单元号", TEXT, False), "use": ("用途", TEXT, True),
                           "registered_on": ("登记日期", DAY, False), "ended_on": ("转移日期", DAY, False),
                           "property_income": ("月租金", MONEY, False)},
    "transport_vehicles": {"plate": ("号牌号码", TEXT, False), "vehicle_type": ("车辆类型", TEXT, True),
                           "registered_on": ("初次登记日期", DAY, False),
                           "ended_on": ("注销或转移日期", DAY, False), "status": ("状态", TEXT, True)},
    "bank_deposits": {"deposits": ("余额", MONEY, True), "balance_on": ("余额日期", DAY, False)},
    "disability_certificates": {"kind": ("残疾类别", TEXT, True), "grade": ("残疾等级", TEXT, True),
                                "valid_to": ("有效期至", DAY, False), "subsidy": ("两项补贴月额", MONEY, False)},
    "medical_expenses": {"self_paid": ("近12个月自付金额", MONEY, True),
                         "is_major": ("是否重特大疾病", TEXT, False), "refunds": ("月均报销", MONEY, False)},
    "education_students": {"stage": ("学段", TEXT, True), "scholarship": ("月奖助学金", MONEY, False)},
    "civil_marriages": {"kind": ("登记种类", TEXT, True), "registered_on": ("登记日期", DAY, True)},
    "civil_cremations": {"died_on": ("死亡日期", DAY, True)},
    "justice_custody": {"started_on": ("起始日期", DAY, False), "ended_on": ("刑满日期", DAY, False),
                        "status": ("状态", TEXT, True)},
    "agriculture_rural": {"farm_income": ("月均农业净收入", MONEY, False)},
    "finance_transfers": {"item": ("补贴项目", TEXT, True), "amount": ("月金额", MONEY, True)},
    "prefecture_recipients": {"ended_on": ("停发日期", DAY, False)},
}  # fmt: skip
CHOICES = {
    "sex": ("男", "女"), "status": ("存续", "在业", "注销", "吊销", "正常", "转移", "在押", "刑满释放", "假释"),
    "use": ("住宅", "商铺", "办公", "其他"), "is_major": ("是", "否", ""),
    "stage": ("学前", "小学", "初中", "高中", "中职", "大专", "本科", "硕士", "博士"),
    "kind": ("结婚", "离婚", "肢体", "视力", "听力", "言语", "智力", "精神", "多重"),
}  # fmt: skip
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECKS = np.array(list("10X98765432"))
STANDARD = {"rural": 39_900, "urban": 62_300}
CAPITAL_LIMIT, HOMES_LIMIT, ASSET_MONTHS = 10_000_000, 2, 24
CARS = ("小型轿车", "小型普通客车", "轻型货车")
HEAD_LINES = 10

Tables = dict[str, pd.DataFrame]


# -- ingest ---------------------------------------------------------------------------------------


def read_table(path: Path) -> pd.DataFrame:
    """Read one file as texts under its real header, with line numbers."""
    if path.suffix == ".xlsx":
        rows = pd.read_excel(path, engine="calamine", header=None, dtype=str).fillna("")
        header = next(i for i in range(HEAD_LINES) if set(rows.iloc[i]) & set(ID))
        frame = rows.iloc[header + 1 :].set_axis(rows.iloc[header].tolist(), axis=1)
        frame = frame.astype(str).assign(line=np.arange(header + 2, len(rows) + 1))
    else:
        encoding = "utf-8-sig"
        try:
            head = path.read_text(encoding)[:10_000]
        except UnicodeDecodeError:
            encoding = "gb18030"
            head = path.read_text(encoding)[:10_000]
        lines = head.splitlines()[:HEAD_LINES]
        header = next(i for i, line in enumerate(lines) if set(line.split(",")) & set(ID))
        frame = pd.read_csv(
            path, encoding=encoding, skiprows=header, dtype=str, keep_default_na=False,
            skip_blank_lines=False,
        )  # fmt: skip
        frame["line"] = np.arange(header + 2, header + 2 + len(frame))
    is_id = next(column for column in frame.columns if column in ID)
    is_name = next(column for column in frame.columns if column in NAME)
    frame = frame.rename(columns={is_id: "id_no", is_name: "name"})
    first = frame.iloc[:, 0]
    return frame[(first != "合计") & ~((first == "") & (frame["name"] == ""))].reset_index(
        drop=True
    )


def clean_ids(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return sound 18-digit numbers and a mask of the sound ones."""
    usual = texts.str.fullmatch(r"[0-9]{17}[0-9X]")
    odd = texts[~usual].str.normalize("NFKC").str.replace(r"[\s'’]", "", regex=True).str.upper()
    old = odd.str.fullmatch(r"[0-9]{15}")
    if old.any():
        longer = odd[old].str[:6] + "19" + odd[old].str[6:]
        odd.loc[old] = longer + pd.Series(CHECKS[_sums(longer)], index=longer.index)
    ids = texts.copy()
    ids.loc[odd.index] = odd
    shaped = ids.str.fullmatch(r"[0-9]{17}[0-9X]").astype(bool)
    sound = shaped.to_numpy(copy=True)
    known = ids[shaped]
    born = pd.to_datetime(known.str[6:14], format="%Y%m%d", errors="coerce")
    sound[shaped.to_numpy()] = (CHECKS[_sums(known)] == known.str[17].to_numpy(dtype=object)) & (
        born.notna().to_numpy()
    )
    return ids, pd.Series(sound, index=texts.index)


def _sums(numbers: pd.Series) -> np.ndarray:
    digits = numbers.to_numpy(dtype="S18").view(np.uint8).reshape(-1, 18)[:, :17] - ord("0")
    return (digits.astype(np.int64) @ WEIGHTS) % 11


def clean_money(texts: pd.Series, *, scale: int) -> pd.Series:
    """Return fen; what is no amount becomes missing."""
    plain = pd.to_numeric(texts, errors="coerce")
    odd = texts[plain.isna() & (texts != "")]
    plain.loc[odd.index] = pd.to_numeric(
        odd.str.normalize("NFKC").str.replace(r"[,元\s]", "", regex=True), errors="coerce"
    )
    return (plain * scale).round()


def clean_days(texts: pd.Series) -> pd.Series:
    """Return days from five styles; what is no day becomes missing."""
    days = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    for style in ("%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"):
        left = texts[days.isna() & (texts != "")]
        days.loc[left.index] = pd.to_datetime(left, format=style, errors="coerce")
    left = texts[days.isna() & texts.str.fullmatch(r"[0-9]{5}")]
    serial = pd.to_numeric(left, errors="coerce")
    days.loc[left.index] = pd.Timestamp("1899-12-30") + pd.to_timedelta(serial, unit="D")
    return days


def clean(key: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sound rows of a file and its rejects with their reasons."""
    ids, sound = clean_ids(frame["id_no"])
    out = pd.DataFrame({"line": frame["line"], "id_no": ids, "name": frame["name"].str.strip()})
    reason = pd.Series(np.where(sound, "", "身份证号不合格；"), index=frame.index)
    for column, (header, kind, required) in COLUMNS[key].items():
        texts = frame[header].str.strip() if header in frame else pd.Series("", index=frame.index)
        if kind == MONEY:
            value = clean_money(texts, scale=1_000_000 if "万元" in header else 100)
            bad = value.isna() & (required | (texts != ""))
            value = value.fillna(0).astype("int64")
        elif kind == DAY:
            value = clean_days(texts)
            bad = value.isna() & (required | (texts != ""))
        else:
            value = texts
            bad = (texts == "") & required
            if column in CHOICES:
                bad |= ~texts.isin(CHOICES[column])
        out[column] = value
        reason = reason + np.where(bad, f"{header}不合格；", "")
    rejected = reason != ""
    rejects = out.loc[rejected, ["line", "id_no", "name"]].assign(
        reason=reason[rejected], sound=sound[rejected]
    )
    values = [column for column in out.columns if column != "line"]
    return out[~rejected].drop_duplicates(values), rejects


def ingest(inbox: Path, out: Path) -> tuple[Tables, Tables]:
    """Clean every file; keep the rows as Parquet and send the rejects back as workbooks."""
    tables, rejects = {}, {}
    for path in sorted(inbox.iterdir()):
        key = path.stem.rsplit("_", 1)[0]
        if key not in COLUMNS:  # lists that 低保 asks nothing of
            continue
        tables[key], rejects[key] = clean(key, read_table(path))
        tables[key].to_parquet(out / f"{key}.parquet")
        rejects[key].to_excel(out / f"{path.stem}_退回.xlsx", index=False, engine="xlsxwriter")
    return tables, rejects


# -- match ----------------------------------------------------------------------------------------


GRADES = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
STAGES = {
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


def sums(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Add up columns per person."""
    return rows.groupby("id_no")[list(columns)].sum()


def department_facts(tables: Tables, end: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """Return per file what it says of each person at the end of the month."""

    def held(rows: pd.DataFrame, since: str) -> pd.DataFrame:
        begun = rows[since].isna() | (rows[since] <= end)
        return rows[begun & (rows["ended_on"].isna() | (rows["ended_on"] > end))]

    bodies = held(tables["market_businesses"], "established_on")
    bodies = bodies[bodies["status"].isin(["存续", "在业"]) & (bodies["role"] != "监事")]
    bodies = bodies.drop_duplicates(["id_no", "credit_code"])
    homes = held(tables["housing_properties"], "registered_on").drop_duplicates(["id_no", "unit"])
    homes = homes.assign(homes=homes["use"] == "住宅", shops=homes["use"] != "住宅")
    cars = held(tables["transport_vehicles"], "registered_on")
    cars = cars[cars["vehicle_type"].isin(CARS) & (cars["status"] == "正常")]
    papers = tables["disability_certificates"]
    papers = papers[papers["valid_to"].isna() | (papers["valid_to"] >= end)]
    grade = papers["grade"].str[:1].map(GRADES)
    mind = papers["kind"].isin(["智力", "精神"])
    papers = papers.assign(is_severe=(grade <= 2) | ((grade == 3) & mind), grade=grade)
    papers = papers.sort_values("grade").drop_duplicates("id_no")
    students = tables["education_students"]
    stage = students["stage"].map(STAGES)
    custody = tables["justice_custody"]
    inside = (custody["status"] == "在押") & (custody["started_on"] <= end)
    custody = custody[inside & (custody["ended_on"].isna() | (custody["ended_on"] > end))]
    moved = tables["finance_transfers"]
    moved = moved[moved["item"].isin(["失业保险金", "其他转移"])]
    dead = pd.concat([tables["police_deaths"], tables["civil_cremations"]])
    dead = dead[dead["died_on"] <= end]
    pensions = tables["hr_pensions"]
    pensions = pensions[pensions["started_on"].isna() | (pensions["started_on"] <= end)]
    ill = tables["medical_expenses"]
    return {
        "hr_wages": sums(tables["hr_wages"], "wages", "insurance_paid"),
        "hr_pensions": sums(pensions, "pension"),
        "market_businesses": sums(bodies, "business_income", "capital"),
        "housing_properties": sums(homes, "property_income", "homes", "shops"),
        "transport_vehicles": cars.groupby("id_no")["plate"].nunique().to_frame("cars"),
        "bank_deposits": sums(tables["bank_deposits"], "deposits"),
        "disability_certificates": papers.set_index("id_no")[["is_severe"]],
        "medical_expenses": ill.assign(is_major=ill["is_major"] == "是").groupby("id_no")[["is_major"]].any(),
        "education_students": students.assign(stage=stage).groupby("id_no")[["stage"]].max(),
        "justice_custody": custody.drop_duplicates("id_no").set_index("id_no").assign(in_custody=1)[["in_custody"]],
        "agriculture_rural": sums(tables["agriculture_rural"], "farm_income"),
        "finance_transfers": moved.groupby("id_no")["amount"].sum().to_frame("transfers"),
        "deaths": dead.drop_duplicates("id_no").set_index("id_no").assign(is_dead=1)[["is_dead"]],
    }  # fmt: skip


def match(
    register: pd.DataFrame, tables: Tables, rejects: Tables, end: pd.Timestamp
) -> pd.DataFrame:
    """Join what departments know to the register; mark by file whom a rejected row may be about."""
    people = register
    police = tables["police_residents"]
    strange = people[~people["id_no"].isin(police["id_no"])]
    strange = strange.merge(police, on=["name", "household_book"], suffixes=("", "_police"))
    people = people.assign(is_wrong=people["person"].isin(strange["person"]))
    for key, facts in department_facts(tables, end).items():
        people = people.merge(facts.fillna(0), left_on="id_no", right_index=True, how="left")
        for column in facts.columns:
            people[column] = people[column].fillna(0).astype("int64")
        own = ["police_deaths", "civil_cremations"] if key == "deaths" else [key]
        unsure = pd.concat([rejects[name] for name in own])
        sound = unsure["sound"].astype(bool)
        people[f"doubt_{key}"] = (
            people["id_no"].isin(unsure.loc[sound, "id_no"])
            | people["name"].isin(unsure.loc[~sound, "name"])
            | people["is_wrong"]
        )
    return people


# -- determine ------------------------------------------------------------------------------------


def determine(people: pd.DataFrame) -> pd.DataFrame:
    """Return for every household its conditions (true, false or unknown), outcome and amount."""
    standard = people["residence"].map(STANDARD)
    child = people["relation"] == "child"
    graduate = child & (people["stage"] == 4)
    dependent = (
        child
        & (people["age"] >= 18)
        & (~people["can_live_independently"] | people["stage"].between(1, 3))
    )
    counted = ~(people["is_dead"].astype(bool) | people["in_custody"].astype(bool)) & (
        people["relation"].isin(["head", "spouse"]) | (child & (people["age"] < 18)) | dependent
        | ((people["years_together"] >= 1) & ~graduate)
    )  # fmt: skip
    income = (
        people["wages"] + people["pension"] + people["business_income"] + people["property_income"]
        + people["farm_income"] + people["transfers"] - people["insurance_paid"]
    )  # fmt: skip
    cost = np.minimum(people["wages"] * 20, standard * 100)
    by_age = np.where((people["age"] >= 70) | (people["age"] < 18), 10, 0)
    extra = np.maximum(by_age, np.where((people["is_severe"] + people["is_major"]) > 0, 20, 0))
    frame = pd.DataFrame(
        {
            "household": people["household"], "standard": standard, "size": counted,
            "income": (income * 100 - cost) * counted, "extra": (standard * extra + 50) // 100 * counted,
            **{name: people[name] * counted for name in ("deposits", "cars", "shops", "homes", "capital")},
        }
    )  # fmt: skip
    homes = frame.groupby("household").sum()
    homes["standard"] = frame.groupby("household")["standard"].first()
    doubts = people.filter(like="doubt_").groupby(people["household"]).any()

    def known(*keys: str) -> pd.Series:
        return ~doubts[[f"doubt_{key}" for key in ("deaths", "justice_custody", *keys)]].any(axis=1)

    line = homes["standard"] * homes["size"]
    conditions = {
        "below": (homes["income"].clip(lower=0) < line * 100, known(
            "hr_wages", "hr_pensions", "market_businesses", "housing_properties",
            "agriculture_rural", "finance_transfers")),
        "deposit": (homes["deposits"] <= line * ASSET_MONTHS, known("bank_deposits")),
        "car": (homes["cars"] == 0, known("transport_vehicles")),
        "property": ((homes["shops"] == 0) & (homes["homes"] <= HOMES_LIMIT), known("housing_properties")),
        "business": (homes["capital"] <= CAPITAL_LIMIT, known("market_businesses")),
    }  # fmt: skip
    for name, (holds, is_known) in conditions.items():
        homes[name] = holds.astype("boolean").mask(~is_known)
    verdict = homes[list(conditions)]
    failed = (~verdict).fillna(value=False).any(axis=1)
    sure = verdict.notna().all(axis=1) & known("disability_certificates", "medical_expenses")
    homes["outcome"] = np.select([failed, sure], ["not_eligible", "eligible"], "undetermined")
    gap = line * 100 - homes["income"].clip(lower=0)
    homes["amount"] = np.where(
        homes["outcome"] == "eligible", (gap + 50) // 100 + homes["extra"], 0
    )
    return homes


# -- write back -----------------------------------------------------------------------------------


def findings(
    people: pd.DataFrame, homes: pd.DataFrame, tables: Tables, end: pd.Timestamp
) -> pd.DataFrame:
    """Compare with the entitlements and name what was found: kind, household, person."""
    paid = people.groupby("household")["entitlement"].first()
    on = paid.reindex(homes.index).fillna(0)
    receives = on > 0
    members = people[people["entitlement"] > 0]
    away = tables["police_residents"]
    away = away[away["change"].isin(["迁出", "注销"])]
    other = tables["prefecture_recipients"]
    other = other[other["ended_on"].isna() | (other["ended_on"] > end)]
    personal = {
        "dead_recipient": (members["is_dead"] > 0) & ~members["doubt_deaths"],
        "in_custody": members["in_custody"] > 0,
        "double_claim": members["id_no"].isin(other["id_no"]),
        "wrong_id": members["is_wrong"],
        "member_left": members["id_no"].isin(away["id_no"]) & (members["is_dead"] == 0),
    }
    rows = [
        members.loc[mask, ["household", "id_no"]].assign(kind=kind)
        for kind, mask in personal.items()
    ]
    special = pd.concat([r["household"] for r in rows if r["kind"].iloc[:1].isin(
        ["dead_recipient", "in_custody", "member_left"]).any()])  # fmt: skip
    plain = receives & ~homes.index.isin(special)
    no = {
        name: (~homes[name]).fillna(value=False)
        for name in ("below", "deposit", "car", "property", "business")
    }
    eligible = homes["outcome"] == "eligible"
    supported = people.groupby("household")["supported"].all().reindex(homes.index)
    general = {
        "missed": ~receives & eligible & ~supported,
        "exit_income": plain & no["below"],
        "amount_change": plain & eligible & (homes["amount"] != on),
        "hidden_deposit": receives & no["deposit"],
        "hidden_car": receives & no["car"],
        "hidden_property": receives & no["property"],
        "hidden_business": receives & no["business"],
    }
    rows += [
        pd.DataFrame({"household": homes.index[mask], "id_no": None, "kind": kind})
        for kind, mask in general.items()
    ]
    return pd.concat(rows, ignore_index=True)


def write_back(
    people: pd.DataFrame, homes: pd.DataFrame, tables: Tables, end: pd.Timestamp, out: Path
) -> pd.DataFrame:
    """Store answers, findings, the payment list and the statistics of the month in a database."""
    found = findings(people, homes, tables, end)
    listed = people.drop_duplicates("household")
    listed = listed.loc[listed["entitlement"] > 0, ["household", "entitlement", "division"]]
    place = people.drop_duplicates("household").set_index("household")["division"]
    figures = homes.assign(division=place).groupby(["division", "outcome"]).agg(
        households=("size", "size"), persons=("size", "sum"), amount=("amount", "sum")
    )  # fmt: skip
    with sqlite3.connect(out / "month.sqlite3") as base:
        homes.reset_index().to_sql("determinations", base, index=False)
        found.to_sql("findings", base, index=False)
        listed.to_sql("payment_lines", base, index=False)
        figures.reset_index().to_sql("figures", base, index=False)
    return found


def main(inbox: Path, register: Path, out: Path, month: str) -> None:
    """Do the month and print what each stage took."""
    seconds: dict[str, float] = {}

    def timed(stage: str, work: Callable, *values: object) -> object:
        clock = time.perf_counter()
        answer = work(*values)
        seconds[stage] = round(seconds.get(stage, 0) + time.perf_counter() - clock, 2)
        return answer

    end = pd.Timestamp(f"{month}-01") + pd.offsets.MonthEnd(0)
    tables, rejects = timed("ingest", ingest, inbox, out)
    people = timed("match", lambda: match(pd.read_parquet(register), tables, rejects, end))
    homes = timed("determine", determine, people)
    found = timed("write_back", write_back, people, homes, tables, end, out)
    listed = found[["kind", "household", "id_no"]].astype(object)
    print(json.dumps({
        "stages": seconds, "outcomes": homes["outcome"].value_counts().to_dict(),
        "found": listed.where(listed.notna(), None).to_numpy().tolist(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
