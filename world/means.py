"""What everybody earns and owns: ordinary households clearly enough, poor ones clearly too little."""

import numpy as np
import polars as pl

from world import law, numbers

BANKS = ("甘肃银行", "农业银行", "邮政储蓄银行", "会宁县农村信用社", "工商银行", "建设银行")
_YUAN = 100
MONEY = ("wage", "insurance", "pension", "central_pension", "business_income", "rent",
         "farm_income", "other_transfer")  # fmt: skip
DISABILITIES = ("肢体", "视力", "听力", "言语", "智力", "精神", "多重")


def frailties(rng: np.random.Generator, people: pl.DataFrame, poor: np.ndarray) -> pl.DataFrame:
    """Return disability and major illness of everybody; the poor are struck more often."""
    count = len(people)
    disabled = rng.random(count) < np.where(poor, 0.16, 0.04)
    kind = np.where(disabled, rng.choice(np.array(DISABILITIES, object), count), "")
    grade = np.where(disabled, rng.integers(1, 5, count), 0)
    return pl.DataFrame(
        {
            "disability_kind": kind.astype(str),
            "disability_grade": grade,
            "is_major": rng.random(count) < np.where(poor, 0.05, 0.008),
        }
    )


def incomes(rng: np.random.Generator, people: pl.DataFrame, poor: np.ndarray) -> pl.DataFrame:
    """Return the monthly money of everybody, in fen."""
    money = {key: np.zeros(len(people), dtype=np.int64) for key in MONEY}
    _pensions(rng, people, poor, money)
    _ordinary(rng, people, poor, money)
    _poor(rng, people, poor, money)
    return pl.DataFrame(money)


def _pensions(
    rng: np.random.Generator, people: pl.DataFrame, poor: np.ndarray, money: dict[str, np.ndarray]
) -> None:
    old = people["age"].to_numpy() >= 60
    amount = rng.integers(150, 231, len(people)) * _YUAN + rng.integers(0, 10, len(people)) * 10
    amount = np.where(poor, np.minimum(amount, 230 * _YUAN), amount + 10 * _YUAN)
    money["pension"][:] = np.where(old, amount, 0)
    money["central_pension"][:] = np.where(old, 143 * _YUAN, 0)


def _ordinary(
    rng: np.random.Generator, people: pl.DataFrame, poor: np.ndarray, money: dict[str, np.ndarray]
) -> None:
    """Give the head alone enough for 1.8 standards per head; the others earn on top."""
    count = len(people)
    age = people["age"].to_numpy()
    size = people.select(pl.len().over("household")).to_series().to_numpy()
    standard = law.standards(people["residence"])
    ratio = 1.8 + rng.gamma(2.0, 0.9, count)
    target = (standard * size * ratio).astype(np.int64) // 1000 * 1000
    urban = people["residence"].to_numpy() == "urban"
    head = (people["place"].to_numpy() == 0) & ~poor
    pensioner = head & (age >= 60)
    money["pension"][pensioner] = target[pensioner]
    money["central_pension"][pensioner] = 0
    draw = rng.random(count)
    farmer = head & ~pensioner & ~urban & (draw < 0.3)
    money["farm_income"][farmer] = target[farmer]
    trader = head & ~pensioner & ~farmer & (draw > 0.9)
    money["business_income"][trader] = target[trader]
    worker = head & ~pensioner & ~farmer & ~trader
    money["wage"][worker] = target[worker] * 5 // 4 // 1000 * 1000
    second = ~poor & ~head & (age >= 23) & (age < 60) & (draw < 0.55)
    money["wage"][second] = rng.integers(1_500, 5_500, count)[second] * _YUAN
    earns = money["wage"] > 0
    money["insurance"][earns] = money["wage"][earns] * 105 // 1000 // 10 * 10


def _poor(
    rng: np.random.Generator, people: pl.DataFrame, poor: np.ndarray, money: dict[str, np.ndarray]
) -> None:
    """Give poor heads at most a quarter of the household's line besides the pensions."""
    count = len(people)
    age = people["age"].to_numpy()
    size = people.select(pl.len().over("household")).to_series().to_numpy()
    line = law.standards(people["residence"]) * size
    extra = (line * rng.random(count) * 0.25).astype(np.int64) // _YUAN * _YUAN
    head = (people["place"].to_numpy() == 0) & poor & (rng.random(count) < 0.8)
    urban = people["residence"].to_numpy() == "urban"
    young = age < 60
    farm, work = head & ~urban, head & urban & young
    money["farm_income"][farm] = extra[farm]
    money["wage"][work] = extra[work] * 5 // 4 // _YUAN * _YUAN
    alms = head & urban & ~young
    money["other_transfer"][alms] = extra[alms]


def deposits(rng: np.random.Generator, people: pl.DataFrame, poor: np.ndarray) -> pl.DataFrame:
    """Return one line per account: at most one per bank and person."""
    count = len(people)
    adult = people["age"].to_numpy() >= 16
    accounts = np.where(adult, np.where(poor, 1, rng.choice([1, 2, 3, 4, 5], count,
                        p=[0.1, 0.15, 0.2, 0.3, 0.25])), 0)  # fmt: skip
    person = np.repeat(people["person"].to_numpy(), accounts)
    first = np.repeat(rng.integers(0, len(BANKS), count), accounts)
    nth = np.arange(len(person)) - np.repeat(np.cumsum(accounts) - accounts, accounts)
    limit = law.standards(people["residence"])[person] * law.FINANCIAL_MONTHS
    low = (limit * rng.random(len(person)) * 0.5).astype(np.int64)
    high = (np.exp(rng.normal(8.5, 1.4, len(person))) * _YUAN).astype(np.int64)
    return pl.DataFrame(
        {
            "person": person,
            "bank": np.array(BANKS, object)[(first + nth) % len(BANKS)].astype(str),
            "balance": np.where(poor[person], low, high),
        }
    )


def vehicles(rng: np.random.Generator, people: pl.DataFrame, poor: np.ndarray) -> pl.DataFrame:
    """Return cars of ordinary people, and light vehicles of all, some of them sold."""
    age = people["age"].to_numpy()
    adult = (age >= 20) & (age < 75)
    rural = people["residence"].to_numpy() == "rural"
    draw = rng.random((3, len(people)))
    kinds = (
        ("小型轿车", adult & ~poor & (draw[0] < 0.24)),
        ("轻型货车", adult & ~poor & (draw[1] < 0.03)),
        ("两轮摩托车", adult & (draw[1] > 0.86)),
        ("正三轮摩托车", adult & rural & (draw[2] < 0.06)),
        ("拖拉机", adult & rural & (draw[2] > 0.94)),
    )
    owners = [np.flatnonzero(mask) for _, mask in kinds]
    person = np.concatenate(owners)
    kind = np.repeat([key for key, _ in kinds], [len(o) for o in owners])
    return pl.DataFrame(
        {
            "person": person,
            "vehicle_type": kind.astype(str),
            "plate": numbers.plates(rng, len(person)),
            "is_sold": rng.random(len(person)) < 0.08,
        }
    )


def properties(rng: np.random.Generator, people: pl.DataFrame, poor: np.ndarray) -> pl.DataFrame:
    """Return homes of heads, second homes and let shops of ordinary ones."""
    head = people["place"].to_numpy() == 0
    draw = rng.random((3, len(people)))
    kinds = (
        ("住宅", head & (draw[0] < 0.85)),
        ("住宅", head & ~poor & (draw[1] < 0.18)),
        ("商铺", head & ~poor & (draw[2] < 0.03)),
    )
    owners = [np.flatnonzero(mask) for _, mask in kinds]
    person = np.concatenate(owners)
    use = np.repeat([key for key, _ in kinds], [len(o) for o in owners]).astype(str)
    rent = np.where(use == "商铺", rng.integers(500, 3_000, len(person)) * _YUAN, 0)
    return pl.DataFrame(
        {
            "person": person,
            "use": use,
            "area": rng.integers(45, 160, len(person)),
            "monthly_rent": rent,
            "is_sold": np.zeros(len(person), dtype=bool),
        }
    )


def businesses(rng: np.random.Generator, people: pl.DataFrame, income: np.ndarray) -> pl.DataFrame:
    """Return the going businesses of traders, and some that were given up."""
    age = people["age"].to_numpy()
    closed = (age >= 25) & (income == 0) & (rng.random(len(people)) < 0.02)
    person = np.flatnonzero((income > 0) | closed)
    is_closed = closed[person]
    return pl.DataFrame(
        {
            "person": person,
            "role": np.where(is_closed, "个体经营者", "法定代表人"),
            "capital_wan": rng.choice([1, 2, 3, 5, 20, 50], len(person)),
            "status": np.where(is_closed, rng.choice(["注销", "吊销"], len(person)), "存续"),
            "monthly_net_income": income[person],
        }
    )
