"""The truths and decoys themselves, kind by kind, as departments would come to know them."""

from collections.abc import Callable

import numpy as np

from world import law, namesakes
from world.draft import Draft

_YUAN = 100
# Below this age every child draws the childcare subsidy anyway.
CHILDCARE_UNTIL = 3
Planter = Callable[[Draft, int, int], None]


def plant_all(draft: Draft) -> None:
    """Plant every kind in the households chosen for it."""
    for (kind, is_truth), chosen in draft.sites.items():
        planter = (TRUTHS if is_truth else DECOYS)[kind]
        for turn, household in enumerate(chosen):
            planter(draft, int(household), turn)


def _second(draft: Draft, household: int) -> int:
    """Return a grown member who is not the head."""
    age = draft.people["age"].to_numpy()
    return next(int(p) for p in draft.members(household)[1:] if 23 <= age[p] <= 75)


def missed(draft: Draft, household: int, _: int) -> None:
    """应保未保: poor, and nobody ever applied."""
    draft.plant("missed", household)


def missed_decoy(draft: Draft, household: int, turn: int) -> None:
    """Income exactly at the standard, or income low and a possession over the limit."""
    head = draft.head(household)
    if turn % 2 == 0:
        means = draft.money_of(household)
        draft.columns["other_transfer"][head] += means["line"] - means["income"]
        draft.decoy("missed", household, "收入恰等于标准")
    elif turn % 4 == 1:
        _deposit(draft, household, draft.money_of(household)["line"] * law.FINANCIAL_MONTHS + 100)
        draft.decoy("missed", household, "存款超限")
    else:
        draft.add("transport.vehicles", head, vehicle_type="小型轿车", is_sold=False)
        draft.decoy("missed", household, "有汽车")


def exit_income(draft: Draft, household: int, _: int) -> None:
    """应退未退: the head found work."""
    means = draft.money_of(household)
    wage = means["line"] * 2 // 1000 * 1000
    draft.columns["wage"][draft.head(household)] = wage
    draft.plant("exit_income", household)


def exit_income_decoy(draft: Draft, household: int, _: int) -> None:
    """A person who left the household years ago earns well."""
    former = namesakes.outsider(draft)
    draft.columns["wage"][former] = 9_000 * _YUAN
    draft.former_members.append((household, former))
    draft.decoy("exit_income", household, "多年前已分户的人员有高工资", former)


def hidden_car(draft: Draft, household: int, _: int) -> None:
    """A car that nobody declared."""
    draft.add("transport.vehicles", draft.head(household), vehicle_type="小型轿车", is_sold=False)
    draft.plant("hidden_car", household)


def hidden_car_decoy(draft: Draft, household: int, turn: int) -> None:
    """A car sold before the month, a tractor, a wheelchair vehicle."""
    kind, sold, why = (
        ("小型轿车", True, "汽车月前已转移"),
        ("拖拉机", False, "拖拉机"),
        ("残疾人机动轮椅车", False, "残疾人机动轮椅车"),
    )[turn % 3]
    draft.add("transport.vehicles", draft.head(household), vehicle_type=kind, is_sold=sold)
    draft.decoy("hidden_car", household, why)


def hidden_business(draft: Draft, household: int, turn: int) -> None:
    """A company with much registered capital."""
    draft.add(
        "market.businesses", draft.head(household), role=("法定代表人", "投资人")[turn % 2],
        capital_wan=50, status="存续", monthly_net_income=0,
    )  # fmt: skip
    draft.plant("hidden_business", household)


def hidden_business_decoy(draft: Draft, household: int, turn: int) -> None:
    """A company struck off, or a seat among its supervisors only."""
    role, status, why = (
        ("法定代表人", "吊销", "企业已吊销"),
        ("监事", "存续", "仅任监事"),
        ("法定代表人", "注销", "企业已注销"),
    )[turn % 3]
    draft.add(
        "market.businesses", draft.head(household), role=role, capital_wan=200, status=status,
        monthly_net_income=0,
    )  # fmt: skip
    draft.decoy("hidden_business", household, why)


def hidden_property(draft: Draft, household: int, turn: int) -> None:
    """A shop, or one home too many."""
    use, count = (("商铺", 1), ("住宅", 3))[turn % 2]
    for _ in range(count):
        draft.add(
            "housing.properties", draft.head(household), use=use, area=66, monthly_rent=0,
            is_sold=False,
        )  # fmt: skip
    draft.plant("hidden_property", household)


def hidden_property_decoy(draft: Draft, household: int, _: int) -> None:
    """A shop transferred before the month."""
    draft.add(
        "housing.properties", draft.head(household), use="商铺", area=48, monthly_rent=0,
        is_sold=True,
    )  # fmt: skip
    draft.decoy("hidden_property", household, "商铺月前已转移")


def _deposit(draft: Draft, household: int, total: int) -> None:
    """Make the deposits of one household exactly ``total``."""
    frame = draft.frames["deposits"]
    mine = np.isin(frame["person"].to_numpy(), draft.members(household))
    draft.emptied_accounts |= mine
    head = draft.head(household)
    draft.add("bank.deposits", head, bank="甘肃银行", balance=total - total // 3)
    draft.add("bank.deposits", head, bank="农业银行", balance=total // 3)


def hidden_deposit(draft: Draft, household: int, turn: int) -> None:
    """Deposits over the limit, sometimes by one yuan only."""
    limit = draft.money_of(household)["line"] * law.FINANCIAL_MONTHS
    _deposit(draft, household, limit + _YUAN if turn % 3 == 0 else limit * 2)
    draft.plant("hidden_deposit", household)


def hidden_deposit_decoy(draft: Draft, household: int, _: int) -> None:
    """Deposits exactly at the limit."""
    _deposit(draft, household, draft.money_of(household)["line"] * law.FINANCIAL_MONTHS)
    draft.decoy("hidden_deposit", household, "存款恰等于限额")


def amount_change(draft: Draft, household: int, turn: int) -> None:
    """A new counted income, or an income that fell away."""
    change = (30 + turn % 4 * 10) * _YUAN
    if turn % 2 == 0:
        draft.columns["other_transfer"][draft.head(household)] += change
    else:
        draft.entitlement_shift[household] = -change
    draft.plant("amount_change", household)


def amount_change_decoy(draft: Draft, household: int, turn: int) -> None:
    """A new income that does not count: a disability or a childcare subsidy."""
    age = draft.people["age"].to_numpy()
    members = draft.members(household)
    able = [int(p) for p in members if draft.columns["disability_grade"][p] == 0]
    if turn % 2 == 0 or not able:
        child = int(members[np.argmin(age[members])])
        if age[child] >= CHILDCARE_UNTIL:
            draft.add("civil.transfers", child, item="育儿补贴", monthly_amount=300 * _YUAN)
        draft.decoy("amount_change", household, "新增育儿补贴不计入收入")
    else:
        # Grade 4 of the body: a certificate and its subsidy, no extra help.
        draft.columns["disability_kind"][able[0]] = "肢体"
        draft.columns["disability_grade"][able[0]] = 4
        draft.decoy("amount_change", household, "新增残疾人两项补贴不计入收入")


def dead_recipient(draft: Draft, household: int, turn: int) -> None:
    """A member died within the month, and the register does not know."""
    person = _second(draft, household)
    died = draft.day(0, 2 + turn % 24)
    draft.columns["is_dead"][person] = True
    if turn % 3 != 2:
        draft.add("police.deaths", person, died_on=died, cancelled_on=draft.month_end)
    if turn % 3 != 1:
        draft.add("civil.cremations", person, died_on=died, cremated_on=draft.month_end)
    draft.plant("dead_recipient", household, person)


def dead_recipient_decoy(draft: Draft, household: int, turn: int) -> None:
    """A namesake died."""
    person = _second(draft, household)
    other = namesakes.of(draft, person)
    died = draft.day(0, 3 + turn % 20)
    draft.columns["is_dead"][other] = True
    draft.add("police.deaths", other, died_on=died, cancelled_on=draft.month_end)
    draft.decoy("dead_recipient", household, "同名者死亡", person)


def in_custody(draft: Draft, household: int, turn: int) -> None:
    """A member serves a prison term."""
    person = _second(draft, household)
    draft.columns["in_custody"][person] = True
    draft.add(
        "justice.custody", person, place="白银监狱", started_on=draft.day(-4 - turn % 8, 12),
        ended_on=draft.day(20 + turn % 10, 11), status="在押",
    )  # fmt: skip
    draft.plant("in_custody", household, person)


def in_custody_decoy(draft: Draft, household: int, turn: int) -> None:
    """A term that ended before the month."""
    person = _second(draft, household)
    draft.add(
        "justice.custody", person, place="会宁县看守所", started_on=draft.day(-20, 5),
        ended_on=draft.day(-2 - turn % 6, 4), status="刑满释放",
    )  # fmt: skip
    draft.decoy("in_custody", household, "刑期已满", person)


def double_claim(draft: Draft, household: int, turn: int) -> None:
    """Another county pays the same person."""
    person = draft.head(household)
    draft.add(
        "prefecture.recipients", person, county_name=("靖远县", "景泰县", "白银区")[turn % 3],
        benefit=("低保", "特困")[turn % 5 == 4], ended_on=None,
    )  # fmt: skip
    draft.plant("double_claim", household, person)


def double_claim_decoy(draft: Draft, household: int, turn: int) -> None:
    """Stopped elsewhere before the month, or a namesake elsewhere."""
    person = draft.head(household)
    if turn % 2 == 0:
        draft.add(
            "prefecture.recipients", person, county_name="靖远县", benefit="低保",
            ended_on=draft.day(-3, 28),
        )  # fmt: skip
        draft.decoy("double_claim", household, "外县月前已停发", person)
    else:
        other = namesakes.of(draft, person)
        draft.add(
            "prefecture.recipients", other, county_name="平川区", benefit="低保", ended_on=None
        )
        draft.decoy("double_claim", household, "外县同名者", person)


def wrong_id(draft: Draft, household: int, turn: int) -> None:
    """The register holds a number that police gave to nobody."""
    person = int(draft.members(household)[turn % draft.size(household)])
    draft.wrongly_registered.append(person)
    draft.plant("wrong_id", household, person)


def wrong_id_decoy(draft: Draft, household: int, turn: int) -> None:
    """The police file writes the right number in an old or careless way."""
    ids = draft.people["id_no"]
    years = draft.people["birth_on"].dt.year()
    members = [int(p) for p in draft.members(household)]
    lower = [p for p in members if ids[p].endswith("X")]
    old = [p for p in members if years[p] < 2000]
    person = (lower or old)[0] if turn % 2 or not old else old[0]
    style = "lower_x" if person in lower and (turn % 2 or not old) else "fifteen"
    draft.id_styles[person] = style
    why = {"lower_x": "公安文件中为小写x", "fifteen": "公安文件中为15位号码"}[style]
    draft.decoy("wrong_id", household, why, person)


def member_left(draft: Draft, household: int, turn: int) -> None:
    """Police moved a member out."""
    person = _second(draft, household)
    draft.police_changes[person] = ("迁出", "注销")[turn % 4 == 3]
    draft.plant("member_left", household, person)


def member_left_decoy(draft: Draft, household: int, turn: int) -> None:
    """A member moved in, or a namesake moved out."""
    person = _second(draft, household)
    if turn % 2 == 0:
        draft.police_changes[person] = "迁入"
        draft.decoy("member_left", household, "迁入", person)
    else:
        draft.police_changes[namesakes.of(draft, person)] = "迁出"
        draft.decoy("member_left", household, "同名者迁出", person)


TRUTHS: dict[str, Planter] = {
    f.__name__: f
    for f in (missed, exit_income, hidden_car, hidden_business, hidden_property, hidden_deposit,
              amount_change, dead_recipient, in_custody, double_claim, wrong_id, member_left)
}  # fmt: skip
DECOYS: dict[str, Planter] = {
    f.__name__.removesuffix("_decoy"): f
    for f in (missed_decoy, exit_income_decoy, hidden_car_decoy, hidden_business_decoy,
              hidden_property_decoy, hidden_deposit_decoy, amount_change_decoy,
              dead_recipient_decoy, in_custody_decoy, double_claim_decoy, wrong_id_decoy,
              member_left_decoy)
}  # fmt: skip
