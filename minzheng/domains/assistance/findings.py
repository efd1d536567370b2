"""What the comparison of a month looks for in 低保: judges over frames, and the register's categories."""

import polars as pl

from minzheng.core import months
from minzheng.kernel.benefits import facts as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.monitoring.declarations import (
    FOUND,
    FindingMonth,
    category,
    finding_kind,
    once_a_month,
)

from .choices import APPLICATION, CHANGE, DIBAO, DIBAO_EDGE, DIBAO_SINGLE

TEKUN = "assistance.tekun"
DOMAIN = "assistance"
INCOMES = (
    "hr.wages", "hr.pensions", "market.businesses", "housing.properties", "agriculture.rural", "civil.transfers",
)  # fmt: skip
DROPPED_WITHIN = 12
INCOME_LOSS_SHARE = 2


def yuan(fen: pl.Expr) -> pl.Expr:
    """Write whole fen as yuan with two places."""
    return pl.format("{}.{}", fen // 100, (fen % 100).cast(pl.String).str.zfill(2))


@once_a_month
def _recipients(month: FindingMonth) -> pl.DataFrame:
    """Households that are to be paid as a whole at the first of the pay month: household, amount_before."""
    rows = benefits.recipients(DIBAO, month.pay_month).filter(pl.col("person").is_null())
    return rows.select("household", amount_before="amount")


@once_a_month
def _alone(month: FindingMonth) -> pl.DataFrame:
    """Members who are to be paid as a household of one: household, person, amount_before."""
    rows = benefits.recipients(DIBAO, month.pay_month).filter(pl.col("person").is_not_null())
    return rows.select("household", "person", amount_before="amount")


@once_a_month
def _judged(month: FindingMonth) -> pl.DataFrame:
    """The 低保 answers of the month beside what the household receives (null: nothing)."""
    answers = month.results[DIBAO].rename({"outcome": "outcome_after", "amount": "amount_after"})
    return answers.join(_recipients(month), on="household", how="left")


def _found(rows: pl.DataFrame, summary: pl.Expr, *extra: str) -> pl.DataFrame:
    """Put rows in the form of findings; a column a kind does not know is null."""
    blank = {
        name: pl.lit(None, kind).alias(name)
        for name, kind in FOUND.items()
        if name not in rows.columns
    }
    before = (
        pl.when(pl.col("amount_before").is_null())
        .then(pl.lit("none"))
        .otherwise(pl.lit("receiving"))
    )
    filled = rows.with_columns(*(e for n, e in blank.items() if n != "summary"))
    filled = filled.with_columns(outcome_before=before, summary=summary)
    return filled.select(*(pl.col(n).cast(k) for n, k in FOUND.items()), *extra)


# -- households that qualify and do not receive ----------------------------------------------------


@finding_kind(
    "missed", "应保未保", risk="medium", domain=DOMAIN, code="W8", basis="社会救助法 第三十九条", evidence=INCOMES, workflow=APPLICATION,
    advice="入户核实家庭情况，告知政策，协助提出低保申请。",
)  # fmt: skip
def missed(month: FindingMonth) -> pl.DataFrame:
    """Not receiving at the first of the pay month, not supported as 特困人员, and all conditions hold."""
    held = benefits.entitlements_in_force(months.first_day(month.pay_month)).filter(
        pl.col("benefit") == DIBAO
    )
    rows = (
        _judged(month)
        .filter(pl.col("outcome_after") == "eligible")
        .join(held, on="household", how="anti")
        .join(_supported(month), on="household", how="anti")
    )
    rows = rows.with_columns(dropped=pl.col("household").is_in(_dropped(month)))
    income = (
        pl.when("dropped").then(pl.lit("曾享受低保，现已停发，")).otherwise(pl.lit("未享受低保，"))
    )
    return _found(
        rows,
        pl.format("{}按部门数据测算符合条件，月低保金 {} 元", income, yuan(pl.col("amount_after"))),
        "dropped",
    )


def _supported(month: FindingMonth) -> pl.DataFrame:
    """Households whose members are all supported as 特困人员: that comes before 低保."""
    people = month.persons
    if "tekun_recipient" not in people.columns:
        return people.head(0).select("household")
    each = people.group_by("household").agg(pl.col("tekun_recipient").all())
    return each.filter("tekun_recipient").select("household")


def _dropped(month: FindingMonth) -> list[int]:
    """Households whose 低保 ended within the last twelve months (脱保)."""
    until = months.first_day(month.pay_month)
    since = months.first_day(months.shift_month(month.pay_month, -DROPPED_WITHIN))
    rows = Entitlement.objects.filter(benefit=DIBAO, valid_to__gt=since, valid_to__lte=until)
    return list(rows.values_list("household_id", flat=True).distinct())


# -- recipients who no longer qualify, or for another amount ------------------------------------------


@once_a_month
def _personal(month: FindingMonth) -> pl.DataFrame:
    """Households whose change has a reason of its own: a death, custody, a member who moved out."""
    frames = [_dead(month), _in_prison(month), _gone(month)]
    return pl.concat([frame.select("household") for frame in frames]).unique()


@finding_kind(
    "exit_income", "应退未退（收入超标）", risk="medium", domain=DOMAIN, code="R2", basis="社会救助法 第四十六条、第四十七条", evidence=INCOMES, workflow=CHANGE,
    advice="核实收入，听取意见后办理停发；就业增收的按规定渐退。",
)  # fmt: skip
def exit_income(month: FindingMonth) -> pl.DataFrame:
    """Receiving, and the income per head surely is not below the standard."""
    rows = _judged(month).filter(
        pl.col("amount_before").is_not_null(),
        pl.col("outcome_after") == "not_eligible",
        ~pl.col("below_standard"),
    )
    rows = rows.join(_personal(month), on="household", how="anti")
    income = yuan((pl.col("countable_income") + 5000) // 10000)
    return _found(
        rows, pl.format("家庭月收入 {} 元，共 {} 人，人均不低于低保标准", income, pl.col("size"))
    )


@finding_kind(
    "alone_change", "单人户应退未退或应调整", risk="medium", domain=DOMAIN, code="R2", basis="社会救助法 第四十六条、第四十七条", evidence=(*INCOMES, "disability.certificates"),
    workflow=CHANGE, advice="核实本人收入、财产和残疾等级，减少或停发前须听取意见。",
)  # fmt: skip
def alone_change(month: FindingMonth) -> pl.DataFrame:
    """Receiving as a household of one, and the sure answer is no longer what is paid."""
    answers = month.results[DIBAO_SINGLE].select(
        "household", "person", outcome_after="outcome", amount_after=pl.col("amount").fill_null(0)
    )
    rows = (
        _alone(month)
        .join(answers, on=["household", "person"], how="inner")
        .filter(
            pl.col("outcome_after") != "undetermined",
            pl.col("amount_before") != pl.col("amount_after"),
        )
    )
    gone = pl.concat([frame.select("person") for frame in (_dead(month), _in_prison(month))])
    rows = rows.join(gone, on="person", how="anti")
    before, after = yuan(pl.col("amount_before")), yuan(pl.col("amount_after"))
    return _found(rows, pl.format("单人户现月低保金 {} 元，按部门数据测算为 {} 元", before, after))


@finding_kind(
    "amount_change", "待遇应调整", risk="low", domain=DOMAIN, code="R2", basis="社会救助法 第四十六条、第四十七条", evidence=INCOMES, workflow=CHANGE,
    advice="核实家庭收入和人口变化，重新核定低保金；减少金额前须听取意见。",
)  # fmt: skip
def amount_change(month: FindingMonth) -> pl.DataFrame:
    """Receiving and still eligible, for another amount."""
    rows = _judged(month).filter(
        pl.col("outcome_after") == "eligible", pl.col("amount_before") != pl.col("amount_after")
    )
    rows = rows.join(_personal(month), on="household", how="anti")
    return _found(
        rows,
        pl.format(
            "现发 {} 元，按部门数据应为 {} 元",
            yuan(pl.col("amount_before")),
            yuan(pl.col("amount_after")),
        ),
    )


def _over_limit(month: FindingMonth, condition: str, summary: pl.Expr) -> pl.DataFrame:
    rows = _judged(month).filter(pl.col("amount_before").is_not_null(), ~pl.col(condition))
    return _found(rows, summary)


@finding_kind(
    "hidden_car", "名下有机动车", risk="high", domain=DOMAIN, code="R1", basis="社会救助法 第四十六条、第四十七条", evidence=("transport.vehicles",), workflow=CHANGE,
    advice="核实车辆权属和用途（残疾人代步车、小型生产车辆除外）。",
)  # fmt: skip
def hidden_car(month: FindingMonth) -> pl.DataFrame:
    """Receiving, and the members own more cars than the place allows."""
    return _over_limit(
        month, "within_cars_limit", pl.format("家庭成员名下机动车 {} 辆", pl.col("cars_owned"))
    )


@finding_kind(
    "hidden_business", "名下有市场主体", risk="high", domain=DOMAIN, code="R1", basis="社会救助法 第四十六条、第四十七条", evidence=("market.businesses",), workflow=CHANGE,
    advice="核实市场主体是否实际经营、出资是否属实。",
)  # fmt: skip
def hidden_business(month: FindingMonth) -> pl.DataFrame:
    """Receiving, and the registered capital of active businesses is above the limit."""
    capital = yuan(pl.col("capital_owned"))
    return _over_limit(
        month, "within_capital_limit", pl.format("在营市场主体注册资本 {} 元，超过限额", capital)
    )


@finding_kind(
    "hidden_property", "名下有超限房产", risk="high", domain=DOMAIN, code="R1", basis="社会救助法 第四十六条、第四十七条", evidence=("housing.properties",), workflow=CHANGE,
    advice="核实房产权属、用途和是否出租。",
)  # fmt: skip
def hidden_property(month: FindingMonth) -> pl.DataFrame:
    """Receiving, and shops or homes are above the limit."""
    rows = _judged(month).filter(
        pl.col("amount_before").is_not_null(),
        (~pl.col("within_shops_limit")).fill_null(value=False)
        | (~pl.col("within_homes_limit")).fill_null(value=False),
    )
    shops = pl.col("shops_owned").cast(pl.String).fill_null("未知")
    homes = pl.col("homes_owned").cast(pl.String).fill_null("未知")
    return _found(rows, pl.format("非居住类房产 {} 处，住房 {} 套，超过限量", shops, homes))


@finding_kind(
    "hidden_deposit", "金融资产超限", risk="high", domain=DOMAIN, code="R1", basis="社会救助法 第四十六条、第四十七条", evidence=("bank.deposits",), workflow=CHANGE,
    advice="核实存款来源和余额。",
)  # fmt: skip
def hidden_deposit(month: FindingMonth) -> pl.DataFrame:
    """Receiving, and the financial assets are above the limit."""
    owned, limit = yuan(pl.col("financial_assets")), yuan(pl.col("financial_limit"))
    return _over_limit(
        month, "within_financial_limit", pl.format("金融资产 {} 元，限额 {} 元", owned, limit)
    )


# -- members: proof about a person, whatever else is known of the household -----------------------------


@once_a_month
def _members(month: FindingMonth) -> pl.DataFrame:
    """Members for whom is paid, alone or with their household, whose number is not known to be wrong."""
    mistaken = month.mistaken().select("person")
    people = month.persons.join(mistaken, on="person", how="anti")
    together = people.join(_judged(month), on="household", how="inner", suffix="_home").filter(
        pl.col("amount_before").is_not_null()
    )
    alone = people.join(_alone(month), on=["household", "person"], how="inner")
    return pl.concat([together, alone], how="diagonal") if len(alone) else together


@once_a_month
def _dead(month: FindingMonth) -> pl.DataFrame:
    return _members(month).filter("is_dead")


@once_a_month
def _in_prison(month: FindingMonth) -> pl.DataFrame:
    return _members(month).filter("in_custody")


@once_a_month
def _gone(month: FindingMonth) -> pl.DataFrame:
    """Members whose every police row of the month says moved away or cancelled, and who are not dead."""
    members = _members(month)
    residents = month.accepted("police.residents")
    if residents is None:
        return members.head(0)
    change = residents.group_by("pid").agg(
        pl.col("change").is_in(["迁出", "注销"]).all().alias("gone"),
        (pl.col("change") == "注销").any().alias("cancelled"),
    )
    rows = members.join(change.filter("gone"), on="pid", how="inner")
    # A cancelled registration may be a death the month's list does not show: then only a sure no counts.
    return rows.filter(~pl.col("is_dead").fill_null(pl.col("cancelled")))


@finding_kind(
    "dead_recipient", "死亡仍领", risk="high", domain=DOMAIN, code="R3", basis="社会救助法 第四十六条、第四十七条", evidence=("police.deaths", "civil.cremations"),
    workflow=CHANGE, advice="核实死亡情况，自死亡次月起重新核定或停发，多发的依法追回。",
)  # fmt: skip
def dead_recipient(month: FindingMonth) -> pl.DataFrame:
    """A member of a receiving household died by the end of the month and still stands in the register."""
    return _found(_dead(month), pl.format("家庭成员 {} 已死亡，仍计入低保家庭", pl.col("name")))


@finding_kind(
    "in_custody", "服刑人员仍计", risk="high", domain=DOMAIN, code="R3", basis="社会救助法 第四十六条、第四十七条", evidence=("justice.custody",), workflow=CHANGE,
    advice="核实羁押情况，服刑人员不计入共同生活家庭成员，重新核定。",
)  # fmt: skip
def in_custody(month: FindingMonth) -> pl.DataFrame:
    """A member of a receiving household is in prison and still counted."""
    return _found(
        _in_prison(month), pl.format("家庭成员 {} 正在服刑或羁押，仍计入低保家庭", pl.col("name"))
    )


@finding_kind(
    "member_left", "成员已迁出仍计", risk="medium", domain=DOMAIN, code="R3", basis="社会救助法 第四十六条、第四十七条", evidence=("police.residents",), workflow=CHANGE,
    advice="核实成员去向，确已不共同生活的调整家庭成员并重新核定。",
)  # fmt: skip
def member_left(month: FindingMonth) -> pl.DataFrame:
    """A member's registration was moved away or cancelled, not by death; the amount is anew without him."""
    return _found(
        _without(month, _gone(month)),
        pl.format("家庭成员 {} 的户口已迁出或注销，仍计入低保家庭", pl.col("name")),
    )


def _without(month: FindingMonth, gone: pl.DataFrame) -> pl.DataFrame:
    """Put beside each row the answer for its household without the persons named."""
    if gone.is_empty():
        return gone
    staying = month.persons.join(gone.select("household"), on="household", how="semi").join(
        gone.select("household", "person"), on=["household", "person"], how="anti"
    )
    anew = month.redetermine(DIBAO, staying).select(
        "household", outcome_after="outcome", amount_after="amount"
    )
    return (
        gone.drop("outcome_after", "amount_after")
        .join(anew, on="household", how="left")
        .with_columns(pl.col("outcome_after").fill_null("not_eligible"), pl.col("amount_after"))
    )


@finding_kind(
    "double_claim", "重复享受", risk="high", domain=DOMAIN, code="R4", basis="社会救助法 第四十六条、第四十七条", evidence=("prefecture.recipients",), workflow=CHANGE,
    advice="与对方县区核实，由一方停发，多发的依法追回。",
)  # fmt: skip
def double_claim(month: FindingMonth) -> pl.DataFrame:
    """A member is also on another county's list at the end of the month, or in a second household here."""
    members = _members(month)
    twice = members.filter(pl.col("household").n_unique().over("person") > 1)
    here = _found(twice, pl.format("{} 同时列入本县另一户低保", pl.col("name")))
    listed = month.accepted("prefecture.recipients")
    if listed is None:
        return here
    current = listed.filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > month.on))
    where = current.group_by("pid").agg(pl.col("county_name").first(), pl.col("benefit").first())
    rows = members.join(where, on="pid", how="inner")
    elsewhere = _found(
        rows,
        pl.format("{} 同时在 {} 享受{}", pl.col("name"), pl.col("county_name"), pl.col("benefit")),
    )
    return pl.concat([elsewhere, here])


@finding_kind(
    "wrong_id", "身份信息有误", risk="medium", domain=DOMAIN, code="R4", basis="社会救助法 第四十六条、第四十七条", evidence=("police.residents",),
    advice="核对户口簿和身份证，更正登记的公民身份号码；更正前部门数据不能用于认定。",
)  # fmt: skip
def wrong_id(month: FindingMonth) -> pl.DataFrame:
    """The register holds another number for a member than the police have for the same person."""
    together = month.persons.join(_recipients(month), on="household", how="inner")
    alone = month.persons.join(_alone(month), on=["household", "person"], how="inner")
    people = pl.concat([together, alone.select(together.columns)])
    rows = people.join(month.mistaken(), on="person", how="inner", suffix="_police")
    summary = pl.format("{} 的登记号码与公安户籍登记不一致", pl.col("name"))
    return _found(rows, summary, "delivery", "line")


# -- the register of the low-income population (国办发〔2023〕39号) ---------------------------------------

OPINION = "国办发〔2023〕39号"


def _holders(month: FindingMonth, benefit: str) -> pl.DataFrame:
    return benefits.recipients(benefit, month.pay_month).select("household")


@category("dibao", "低保对象", basis=OPINION, watches=True)
def on_dibao(month: FindingMonth) -> pl.DataFrame:
    """Households with a 低保 entitlement to be paid next."""
    return _holders(month, DIBAO)


@category("tekun", "特困人员", basis=OPINION, watches=True)
def on_tekun(month: FindingMonth) -> pl.DataFrame:
    """Households with a recorded 特困 entitlement."""
    return _holders(month, TEKUN)


@category("edge", "低保边缘家庭", basis=OPINION, watches=True)
def on_edge(month: FindingMonth) -> pl.DataFrame:
    """Households recognised as edge families by a recorded decision."""
    recognised = month.households.filter("edge_family").select("household")
    return pl.concat([_holders(month, DIBAO_EDGE), recognised]).unique()


@category("monitored", "防止返贫监测对象", basis="中央一号文件；农业农村部门认定", watches=True)
def monitored(month: FindingMonth) -> pl.DataFrame:
    """Households the rural department watches against falling back into poverty."""
    rows = month.accepted("agriculture.rural")
    if rows is None:
        return month.households.head(0).select("household")
    watched = rows.filter(pl.col("is_monitored") == "是").select("pid")
    return month.persons.join(watched, on="pid", how="semi").select("household").unique()


@category("heavy_expense", "刚性支出较大家庭", basis=f"{OPINION}；预警线为本地参数")
def heavy_expense(month: FindingMonth) -> pl.DataFrame:
    """Self-paid medical cost of a year at or above the warning line set for the place (W1)."""
    line = int(month.parameters["heavy_medical_expense"]) * 100
    spent = month.persons.group_by("household").agg(
        (pl.col("self_paid_medical").sum() * 12).alias("spent")
    )
    return spent.filter(pl.col("spent") >= line).select("household")


@category(
    "income_loss", "收入大幅缩减家庭", basis=f"{OPINION}；较上月减少一半以上且符合低保边缘收入条件"
)
def income_loss(month: FindingMonth) -> pl.DataFrame:
    """Countable income fell to less than half of last month's and is below the edge standard now."""
    before = month.earlier(DIBAO, months.shift_month(month.month, -1))
    poor = month.results[DIBAO].filter("below_standard")
    if before is None:
        return poor.head(0).select("household")
    both = poor.join(
        before.select("household", was="countable_income"), on="household", how="inner"
    )
    return both.filter(pl.col("countable_income") * INCOME_LOSS_SHARE < pl.col("was")).select(
        "household"
    )
