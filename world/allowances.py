"""Benefits that persons hold: who has them by law, what our people found, and the truths among them.

The figures are a second copy on purpose, as in `law`: the generator must not ask the product.
"""

import datetime
from collections.abc import Callable

import numpy as np
import polars as pl

from world import namesakes, records
from world.draft import Draft
from world.sites import plants_per_kind

OLD_AGE, SERVICE = "elderly.old_age", "elderly.service"
LIVING, NURSING = "disability.living", "disability.nursing"
TEKUN = "assistance.tekun"
ORPHAN, UNATTENDED = "children.orphan", "children.unattended"
# 元/月 in fen, by the demo county's parameters.
BANDS = ((80, 2_500), (90, 6_000), (100, 10_000))
LIVING_MONEY = NURSING_MONEY = 11_000
SERVICE_MONEY, SERVICE_AGE = 5_000, 80
CHILD_MONEY = 100_000
# Basic living and 3 % of the minimum wage of 1,600 for whoever looks after himself at home.
SUPPORT_MONEY = {"rural": 56_800 + 4_800, "urban": 81_100 + 4_800}
CARE_MONTHS = 6
MIND = ("智力", "精神")
# So many of the severely disabled have been assessed for care.
ASSESSED_SHARE = 0.6
ADULT, PENSIONER = 18, 60
Planter = Callable[[Draft, int, int], None]


# -- truths and decoys ------------------------------------------------------------------------------


def plant_all(draft: Draft, households: int) -> None:
    """Assess some of the severely disabled, plant every kind, and give children without parents a home."""
    rng = draft.stream("allowances")
    _assess(draft, rng)
    _support(draft)
    each = max(plants_per_kind(households) // 3, 3 if households >= 3_000 else 2)
    used = {int(h) for chosen in (*draft.sites.values(), draft.supported) for h in chosen}
    for kind, pool, truth, decoy in CELLS:
        for is_truth, planter in ((True, truth), (False, decoy)):
            near = _pool(draft, "near_eighty" if planter is not_yet_eighty else pool)
            for turn, person in enumerate(_pick(draft, rng, near, each, used)):
                planter(draft, person, turn)
                _write_down(draft, kind, person, is_truth=is_truth)
    _children(draft, rng, max(2, households // 500), used)


def _pool(draft: Draft, name: str) -> np.ndarray:
    """Return who may carry a plant: of ordinary households, or of dibao households."""
    people = draft.people
    age, place = people["age"].to_numpy(), people["place"].to_numpy()
    ordinary = people["is_known"].to_numpy() & ~draft.columns["poor"]
    recipient = np.isin(people["household"].to_numpy(), draft.recipients)
    well = (draft.columns["disability_grade"] == 0) & (age >= ADULT) & (age < PENSIONER)
    pool: np.ndarray = {
        # Not the head, who earns enough alone: a death changes nothing for the household.
        "old_members": ordinary & (place > 0) & (age > SERVICE_AGE),
        "near_eighty": ordinary & (age == SERVICE_AGE - 1),
        "in_dibao": recipient & well,
        "ordinary": ordinary & well & (place > 0),
    }[name]
    return pool


def _pick(
    draft: Draft, rng: np.random.Generator, pool: np.ndarray, count: int, used: set[int]
) -> list[int]:
    """Choose people of households that carry nothing yet, one of each."""
    households = draft.people["household"].to_numpy()
    chosen: list[int] = []
    for person in rng.permutation(np.flatnonzero(pool)):
        household = int(households[person])
        if household not in used and len(chosen) < count:
            used.add(household)
            draft.protected.update(int(p) for p in draft.members(household))
            chosen.append(int(person))
    return chosen


def _write_down(draft: Draft, kind: str, person: int, *, is_truth: bool) -> None:
    household = int(draft.people["household"][person])
    if is_truth:
        draft.plant(kind, household, person)
    else:
        draft.decoy(kind, household, draft.reasons[person], person)


def never_asked(draft: Draft, person: int, _: int) -> None:
    """Old enough, and nobody asked for the allowance."""
    draft.withheld.add((OLD_AGE, person))


def not_yet_eighty(draft: Draft, person: int, _: int) -> None:
    """Seventy-nine."""
    draft.reasons[person] = "未满八十周岁"


def gone(draft: Draft, person: int, turn: int) -> None:
    """Died within the month, or moved out of the county; the allowance runs on."""
    if turn % 2 == 0:
        draft.columns["is_dead"][person] = True
        draft.add(
            "police.deaths",
            person,
            died_on=draft.day(0, 4 + turn % 20),
            cancelled_on=draft.month_end,
        )
    else:
        draft.police_changes[person] = "迁出"
    draft.overdue.add((OLD_AGE, person))


def namesake_gone(draft: Draft, person: int, turn: int) -> None:
    """Somebody else of this name died."""
    other = namesakes.of(draft, person)
    draft.columns["is_dead"][other] = True
    draft.add(
        "police.deaths", other, died_on=draft.day(0, 5 + turn % 20), cancelled_on=draft.month_end
    )
    draft.reasons[person] = "同名者死亡"


def _certify(draft: Draft, person: int, grade: int, until: datetime.date | None = None) -> None:
    """Give a body's certificate: grade 4 brings no extra help, so nothing else changes."""
    draft.columns["disability_kind"][person] = "肢体"
    draft.columns["disability_grade"][person] = grade
    if until is not None:
        draft.certificate_until[person] = until


def unaware_of_living(draft: Draft, person: int, _: int) -> None:
    """A certificate in a dibao household, and no subsidy."""
    _certify(draft, person, 4)
    draft.withheld.add((LIVING, person))


def long_expired(draft: Draft, person: int, turn: int) -> None:
    """The certificate ended before the month, and so did the subsidy."""
    _certify(draft, person, 4, draft.day(-1 - turn, 15))
    draft.reasons[person] = "残疾人证已到期"


def expired_and_paid(draft: Draft, person: int, turn: int) -> None:
    """The certificate ended within the month, the subsidy did not."""
    _certify(draft, person, 4, draft.day(0, 6 + turn % 20))
    draft.overdue.add((LIVING, person))


def expires_on_the_last_day(draft: Draft, person: int, _: int) -> None:
    """The day of expiry still counts."""
    _certify(draft, person, 4, draft.month_end)
    draft.reasons[person] = "残疾人证月末当日到期"


def unaware_of_nursing(draft: Draft, person: int, _: int) -> None:
    """Severely disabled, assessed for care, and no subsidy."""
    _certify(draft, person, 2)
    _find(draft, person, care_needed_months=12)
    draft.withheld.add((NURSING, person))


def care_too_short(draft: Draft, person: int, _: int) -> None:
    """Assessed for less than half a year of care."""
    _certify(draft, person, 2)
    _find(draft, person, care_needed_months=CARE_MONTHS - 1)
    draft.reasons[person] = "照护需要不足六个月"


def paid_by_work_injury(draft: Draft, person: int, turn: int) -> None:
    """Work-injury insurance began to pay for the same care."""
    _certify(draft, person, 2)
    _find(draft, person, care_needed_months=24)
    draft.add(
        "hr.work_injury", person, monthly_amount=150_000, started_on=draft.day(-1 - turn % 5, 1),
        ended_on=None,
    )  # fmt: skip
    draft.overdue.add((NURSING, person))


def work_injury_ended(draft: Draft, person: int, turn: int) -> None:
    """Work-injury insurance paid for care until some months ago."""
    _certify(draft, person, 2)
    _find(draft, person, care_needed_months=24)
    draft.add(
        "hr.work_injury", person, monthly_amount=150_000, started_on=draft.day(-30, 1),
        ended_on=draft.day(-2 - turn % 5, 28),
    )  # fmt: skip
    draft.reasons[person] = "工伤护理费月前已停发"


CELLS: tuple[tuple[str, str, Planter, Planter], ...] = (
    (f"{OLD_AGE}.stop", "old_members", gone, namesake_gone),
    (f"{OLD_AGE}.missed", "old_members", never_asked, not_yet_eighty),
    (f"{LIVING}.missed", "in_dibao", unaware_of_living, long_expired),
    (f"{LIVING}.stop", "in_dibao", expired_and_paid, expires_on_the_last_day),
    (f"{NURSING}.missed", "ordinary", unaware_of_nursing, care_too_short),
    (f"{NURSING}.stop", "ordinary", paid_by_work_injury, work_injury_ended),
)


# -- what our people found --------------------------------------------------------------------------


def _find(draft: Draft, person: int, **found: bool | int | str | datetime.date) -> None:
    """Have our people find something out, some months ago."""
    since = draft.day(-4, 1 + person % 20)
    for column, value in found.items():
        draft.findings.append({"person": person, "column": column, "value": value, "since": since})


def _assess(draft: Draft, rng: np.random.Generator) -> None:
    """Assess how long the severely disabled need care; who was not assessed stays unknown."""
    severe = _needs_nursing(draft) & draft.people["is_known"].to_numpy()
    for person in np.flatnonzero(severe & (rng.random(len(severe)) < ASSESSED_SHARE)):
        _find(draft, int(person), care_needed_months=12 if person % 9 else CARE_MONTHS - 2)


def _support(draft: Draft) -> None:
    """Have it found that the supported have nobody to support them, and look after themselves."""
    able = dict.fromkeys(
        ("can_eat", "can_dress", "can_get_up", "can_toilet", "can_walk", "can_bathe"), True
    )
    for household in draft.supported:
        _find(
            draft, draft.head(int(household)), obligor_capacity="none", care_mode="scattered",
            has_infectious_disease=False, **able,
        )  # fmt: skip


def _children(draft: Draft, rng: np.random.Generator, count: int, used: set[int]) -> None:
    """Let some children live with a relative: orphans, and such whose mother went away."""
    people = draft.people
    age = people["age"].to_numpy()
    ordinary = people["is_known"].to_numpy() & ~draft.columns["poor"]
    with_one = (people["template"] == "lone_parent").to_numpy() & ordinary
    pool = with_one & (people["relation"] == "child").to_numpy() & (age >= 3) & (age <= 15)
    chosen = _pick(draft, rng, pool, count, used)
    relation = people["relation"].to_numpy().astype(object)
    for turn, child in enumerate(chosen):
        relation[child] = "other"
        _find(draft, child, father_dead=True, child_placement="scattered")
        if turn % 2 == 0:
            draft.wards[child] = ORPHAN
            _find(draft, child, mother_dead=True)
            continue
        draft.wards[child] = UNATTENDED
        _find(
            draft, child, mother_dead=False, mother_not_found=False, mother_declared_missing=False,
            mother_out_of_contact=True, mother_lost_on=draft.day(-26, 9),
        )  # fmt: skip
    draft.people = people.with_columns(relation=pl.Series(relation.astype(str)))


# -- who has what by law ----------------------------------------------------------------------------


def _needs_nursing(draft: Draft) -> np.ndarray:
    """Grade 1 or 2 of any kind; of the mind every grade, as the county has extended it."""
    grade = draft.columns["disability_grade"]
    of_mind = np.isin(draft.columns["disability_kind"], MIND)
    needs: np.ndarray = (grade >= 1) & ((grade <= 2) | of_mind)
    return needs


def lawful(draft: Draft) -> dict[str, np.ndarray]:
    """Return the monthly fen that each person is due of each benefit after the month; 0 for none."""
    people = draft.people
    count = len(people)
    age, household = people["age"].to_numpy(), people["household"].to_numpy()
    dead = draft.columns["is_dead"] | np.isin(np.arange(count), records.ordinary_dead(draft))
    away = [p for p, change in draft.police_changes.items() if change in {"迁出", "注销"}]
    here = people["is_known"].to_numpy() & ~dead & ~np.isin(np.arange(count), away)
    recipient = np.isin(household, draft.recipients)
    expired = [p for p, until in draft.certificate_until.items() if until < draft.month_end]
    certified = (draft.columns["disability_grade"] > 0) & ~np.isin(np.arange(count), expired)
    injured = [
        row["person"] for row in draft.rows.get("hr.work_injury", ()) if row["ended_on"] is None
    ]
    entitled = here & certified & ~draft.columns["in_custody"]
    supported = here & np.isin(household, draft.supported)
    entitled &= ~np.isin(np.arange(count), injured) & ~supported
    cared = [
        row["person"] for row in draft.findings
        if row["column"] == "care_needed_months" and row["value"] >= CARE_MONTHS
    ]  # fmt: skip
    assessed = np.isin(np.arange(count), cared)
    of_place = np.where(
        people["residence"].to_numpy() == "urban", SUPPORT_MONEY["urban"], SUPPORT_MONEY["rural"]
    )
    due = {
        TEKUN: supported * of_place,
        OLD_AGE: _by_band(draft) * here,
        SERVICE: (here & recipient & (age >= SERVICE_AGE)) * SERVICE_MONEY,
        LIVING: (entitled & recipient) * LIVING_MONEY,
        NURSING: (entitled & _needs_nursing(draft) & assessed) * NURSING_MONEY,
    }
    for benefit in (ORPHAN, UNATTENDED):
        wards = [p for p, theirs in draft.wards.items() if theirs == benefit]
        due[benefit] = (here & np.isin(np.arange(count), wards)) * CHILD_MONEY
    return due


def _by_band(draft: Draft) -> np.ndarray:
    """The old-age allowance begins the month after the birthday, or with a birthday on the first."""
    born = draft.people["birth_on"]
    index = (born.dt.year().cast(pl.Int64) * 12 + born.dt.month() + (born.dt.day() > 1)).to_numpy()
    now = draft.month_end.year * 12 + draft.month_end.month
    amount = np.zeros(len(index), dtype=np.int64)
    for years, money in BANDS:
        amount[index + years * 12 <= now] = money
    return amount


def held(draft: Draft) -> pl.DataFrame:
    """Return who holds what at the month's end: the lawful, less what is withheld, and the overdue."""
    rng = draft.stream("allowances held")
    due = lawful(draft)
    rows = []
    for benefit, amounts in due.items():
        usual = int(amounts[amounts > 0].min()) if amounts.any() else 0
        amounts = amounts.copy()
        for of, person in draft.overdue:
            if of == benefit:
                amounts[person] = _by_band(draft)[person] if of == OLD_AGE else usual
        for of, person in draft.withheld:
            if of == benefit:
                amounts[person] = 0
        who = np.flatnonzero(amounts > 0)
        months = rng.integers(2, 30, len(who))
        rows.append(
            pl.DataFrame(
                {
                    "household": draft.people["household"].to_numpy()[who],
                    "person": who,
                    "amount": amounts[who],
                    "valid_from": [draft.day(-int(m), 1) for m in months],
                },
                schema_overrides={"amount": pl.Int64, "valid_from": pl.Date},
            ).with_columns(benefit=pl.lit(benefit))
        )
    return pl.concat(rows)
