"""What the comparison of a month shows of any monthly benefit of persons: due, due no more, another sum.

Declared once for every such benefit whose policy is worked out for the whole county: the answers of
the month stand against the entitlements that are to be paid next. Beside them: benefits of one
person that may not stand together.
"""

import polars as pl

from minzheng.core import months
from minzheng.kernel.determinations import declarations as determinations
from minzheng.kernel.exchange.facts import DEATHS, SOURCES
from minzheng.kernel.monitoring.declarations import (
    FOUND,
    FindingMonth,
    Judge,
    finding_kind,
    once_a_month,
)
from minzheng.policy import Policy

from .catalogue import overlaps
from .claims import lowered, reason_of, settle_held
from .declarations import MONTHLY, PERSON, Benefit, label_of
from .facts import entitlements_in_force

MISSED, STOP, AMOUNT = "missed", "stop", "amount"
PER_MONTH = "/月"


def declare_findings(benefit: Benefit, domain: str, workflows: tuple[str, ...] = ()) -> list[str]:
    """Declare the three kinds of findings of a benefit and return their keys; none where they do not fit.

    They fit a benefit that persons hold and that is paid every month, when its policy is answered
    for the whole county. `workflows` are the procedures of the room: one named after the benefit
    (``<key>.application``, ``<key>.change``) is the case a lead opens.
    """
    policy = determinations.policy_of(benefit.policy)
    if not _fits(benefit, policy):
        return []
    evidence = _evidence(policy)
    declared = (
        (MISSED, "应享未享", "medium", _missed(benefit), "application",
         "上门核实，告知政策，协助提出申请。"),
        (STOP, "应停未停", "high", _stop(benefit, policy), "change",
         "核实情况，自条件消失的次月起停发，多发的依法追回。"),
        (AMOUNT, "金额应调整", "low", _amount(benefit), "change",
         "核实情况，按现行标准调整金额；减少的须先听取意见。"),
    )  # fmt: skip
    keys = []
    for kind, words, risk, judge, procedure, advice in declared:
        key = f"{benefit.key}.{kind}"
        workflow = f"{benefit.key}.{procedure}"
        finding_kind(
            key, f"{benefit.label}{words}", risk=risk, domain=domain, evidence=evidence,
            workflow=workflow if workflow in workflows else "", advice=advice, code="R4",
            basis=policy.basis,
        )(judge)  # fmt: skip
        keys.append(key)
    return keys


def _fits(benefit: Benefit, policy: Policy) -> bool:
    amount = policy.rules[policy.amount_rule] if policy.amount_rule else None
    return (
        benefit.to == PERSON
        and benefit.paid == MONTHLY
        and policy.of == PERSON
        and amount is not None
        and amount.unit.endswith(PER_MONTH)
        and policy.key in determinations.county_policies()
    )


def _evidence(policy: Policy) -> tuple[str, ...]:
    """Return the data sets that tell a fact of the policy."""
    asked = determinations.asked_facts(policy)
    return tuple(s.data_set for s in (*DEATHS, *SOURCES) if asked & s.columns.keys())


@once_a_month
def _held(month: FindingMonth) -> pl.DataFrame:
    """Everything a person holds at the first of the pay month: person, household, benefit, amount_before."""
    rows = entitlements_in_force(months.first_day(month.pay_month))
    live = rows.filter(pl.col("person").is_not_null() & (pl.col("state") != "suspended"))
    return live.select("person", "household", "benefit", amount_before="amount")


@once_a_month
def _dead(month: FindingMonth) -> pl.DataFrame:
    """Who surely died by the end of the month: person, died_on."""
    day = pl.col("died_on") if "died_on" in month.persons.columns else pl.lit(None, pl.Date)
    return month.persons.filter("is_dead").select("person", died_on=day).unique("person")


def _answers(month: FindingMonth, benefit: Benefit) -> pl.DataFrame:
    """Return the answers of the month for this benefit, with the person's name."""
    names = month.persons.select("person", "name").unique("person")
    rows = month.results[benefit.policy].unique("person", keep="first", maintain_order=True)
    rows = rows.rename({"outcome": "outcome_after", "amount": "amount_after"})
    return rows.join(names, on="person", how="left")


def _holders(month: FindingMonth, benefit: Benefit) -> pl.DataFrame:
    """Return who holds the benefit beside the answer of the month."""
    own = _held(month).filter(pl.col("benefit") == benefit.key).drop("benefit")
    return own.join(_answers(month, benefit).drop("household"), on="person", how="inner")


def _found(rows: pl.DataFrame, before: str, summary: pl.Expr) -> pl.DataFrame:
    filled = rows.with_columns(outcome_before=pl.lit(before), summary=summary)
    return filled.select(pl.col(name).cast(kind) for name, kind in FOUND.items())


def _yuan(column: str) -> pl.Expr:
    fen = pl.col(column)
    return pl.format("{}.{}", fen // 100, (fen % 100).cast(pl.String).str.zfill(2))


def _missed(benefit: Benefit) -> Judge:
    def missed(month: FindingMonth) -> pl.DataFrame:
        """Alive, surely eligible for some money, and on no list of the next payment."""
        held = entitlements_in_force(months.first_day(month.pay_month))
        rows = _answers(month, benefit).filter(
            pl.col("outcome_after") == "eligible", pl.col("amount_after") > 0
        )
        rows = rows.join(_dead(month), on="person", how="anti").join(
            held.filter(pl.col("benefit") == benefit.key), on="person", how="anti"
        )
        rows = rows.with_columns(amount_before=pl.lit(None, pl.Int64))
        words = f"符合{benefit.label}条件而未享受"
        return _found(
            rows,
            "none",
            pl.format(f"{{}} {words}，应为每月 {{}} 元", "name", _yuan("amount_after")),
        )

    return missed


def _stop(benefit: Benefit, policy: Policy) -> Judge:
    def stop(month: FindingMonth) -> pl.DataFrame:
        """Still on the list of the next payment, and dead or surely not eligible any more."""
        rows = _holders(month, benefit).join(_dead(month), on="person", how="left")
        is_dead = pl.col("person").is_in(_dead(month)["person"].implode())
        rows = rows.filter(is_dead | (pl.col("outcome_after") == "not_eligible"))
        rows = rows.with_columns(
            outcome_after=pl.lit("not_eligible"), amount_after=pl.lit(0, pl.Int64)
        )
        died = pl.format("已于 {} 死亡", pl.col("died_on").cast(pl.String).fill_null("本月前"))
        why = pl.when(is_dead).then(died).otherwise(_unmet(policy, rows.columns))
        return _found(
            rows, "receiving", pl.format(f"{{}} {{}}，仍在享受{benefit.label}", "name", why)
        )

    return stop


def _unmet(policy: Policy, columns: list[str]) -> pl.Expr:
    """Say which conditions surely do not hold, in their own words."""
    said = [
        pl.when(~pl.col(name)).then(pl.lit(f"不符合“{policy.rules[name].label}”"))
        for name in policy.conditions
        if name in columns
    ]
    return pl.concat_str(said, separator="，", ignore_nulls=True) if said else pl.lit("不符合条件")


def _amount(benefit: Benefit) -> Judge:
    def amount(month: FindingMonth) -> pl.DataFrame:
        """Still eligible, for another sum than is to be paid next."""
        rows = _holders(month, benefit).join(_dead(month), on="person", how="anti")
        rows = rows.filter(
            pl.col("outcome_after") == "eligible", pl.col("amount_before") != pl.col("amount_after")
        )
        words = pl.format(
            f"{{}} 的{benefit.label}现发 {{}} 元，应为 {{}} 元",
            "name", _yuan("amount_before"), _yuan("amount_after"),
        )  # fmt: skip
        return _found(rows, "receiving", words)

    return amount


# -- benefits that may not stand beside each other --------------------------------------------------


@finding_kind(
    "overlap", "不可兼得的待遇同时享受", risk="high", code="R4",
    basis="各项待遇规定的不得重复享受（见政策手册）",
    advice="核实各项待遇，由本人选择或按规定保留一项；减少或停发前须听取意见，多发的依法追回。",
)  # fmt: skip
def overlap(month: FindingMonth) -> pl.DataFrame:
    """To be paid next although another benefit of the same person forbids or lowers it."""
    rows = lowered(settle_held(month.pay_month, sorted(overlaps().benefits())))
    names = month.persons.select("person", "name").unique("person")
    rows = rows.join(names, on="person", how="left").sort("household", "person", "amount", "claim")
    said = [
        f"{row['name'] or ''} 的{label_of(row['benefit'])}：{reason_of(row)}".strip()
        for row in rows.iter_rows(named=True)
    ]
    left = pl.when(pl.col("stands")).then(pl.lit("eligible")).otherwise(pl.lit("not_eligible"))
    rows = rows.with_columns(
        outcome_after=left, amount_before="amount", amount_after="payable", summary=pl.Series(said, dtype=pl.String)
    )  # fmt: skip
    return _found(rows, "receiving", pl.col("summary"))
