"""A what-if run as its page shows it: headline figures, sums by one view of the people, rows in words."""

from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minzheng.core import months
from minzheng.core.text import mask_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.determinations import declarations
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.scenarios import choices, computing, queries
from minzheng.kernel.scenarios.models import Scenario
from minzheng.ui import charts
from minzheng.ui.formats import yuan
from minzheng.ui.tables import Column, Filter, Table

from . import frames, words

EFFECT_TONES = {
    choices.ENTERS: "good",
    choices.LEAVES: "danger",
    choices.GAINS: "good",
    choices.LOSES: "danger",
    choices.UNCLEAR: "due",
    choices.SETTLED: "info",
    choices.UNDETERMINED: "due",
    choices.UNCHANGED: "quiet",
}
STATE_TONES = {"saved": "info", "released": "good", "withdrawn": "quiet"}
# The views of the result: how its rows are gathered, and what the first column is called.
VIEWS = {
    "town": gettext_lazy("乡镇"),
    "fund": gettext_lazy("资金"),
    "policy": gettext_lazy("待遇"),
    "residence": gettext_lazy("城乡"),
    "size": gettext_lazy("家庭人数"),
    "month": gettext_lazy("月份"),
}
# How many months of cost are shown ahead, and the effects that have a sheet of their own.
AHEAD = 12
SHEETS = (choices.ENTERS, choices.GAINS, choices.LOSES, choices.LEAVES)
LARGE = 6
SHOWN = 2
MONEY = ("before", "after", "change", "roll_change")


def signed(fen: int | None) -> str:
    """Return a difference in yuan with its sign, so that more and less are told apart in print."""
    return f"+{yuan(fen)}" if fen and fen > 0 else yuan(fen)


def plain(fen: int | None) -> float | None:
    """Return fen as yuan for a chart."""
    return None if fen is None else round(fen / 100, 2)


def change_words(change: dict[str, str]) -> str:
    """Say one changed value: 低保标准（农村）→ 450."""
    label = words.parameter(change["policy"], change["parameter"])
    category = words.CATEGORIES.get(change["category"], change["category"])
    kind = f"（{category}）" if category else ""
    return f"{label}{kind} → {words.VALUES.get(change['value'], change['value'])}"


def terms(scenario: Scenario) -> list[tuple[str, Any]]:
    """Return what was tried and on what, as label and value."""
    names = dict(Division.objects.filter(code__in=_codes(scenario)).values_list("code", "name"))
    told: list[tuple[str, Any]] = [
        (_("改动"), [
            f"{change_words(change)}（{names.get(change['division'], change['division'])}）"
            for change in scenario.changes
        ]),
        (_("人口"), _("%(month)s 月末的全部家庭") % {"month": scenario.month}),
        (_("范围"), [names[code] for code in scenario.divisions] or scenario.division.name),
        (_("测算的政策"), [words.owner(key) for key in scenario.figures.get("policies", scenario.policies)]),
    ]  # fmt: skip
    if scenario.law_on:
        told.append((_("适用规定"), f"{scenario.law_on:%Y-%m-%d}"))
    if scenario.without:
        told.append((_("不适用地方规定"), [names.get(code, code) for code in scenario.without]))
    for origin, to in scenario.extended:
        told.append((_("推广地方规定"), f"{names.get(origin, origin)} → {names.get(to, to)}"))
    if scenario.note:
        told.append((_("说明"), scenario.note))
    return told


def _codes(scenario: Scenario) -> set[str]:
    pairs = {code for pair in scenario.extended for code in pair}
    return {
        *(change["division"] for change in scenario.changes),
        *scenario.divisions,
        *scenario.without,
        *pairs,
    }


def fund_of(policy: str) -> str:
    """Return the name of the fund a policy's benefit is paid from; the benefit itself without one."""
    benefit = queries.benefit_of(policy)
    return benefits.fund(benefit.fund).label if benefit else words.owner(policy)


def tiles(scenario: Scenario, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the headline: money a month and a year, who comes, goes, gains and loses, what stays open."""
    here = reverse("office:scenario_units", args=[scenario.pk])
    monthly, once = paying(frame, benefits.MONTHLY), paying(frame, benefits.ONCE)
    frame = pl.concat([monthly, once])
    total = int(monthly["change"].sum() or 0)
    roll = int(monthly.filter(computing.on_roll())["change"].sum() or 0)
    shown = [
        {"label": _("每月变动"), "value": signed(total), "unit": _("元"),
         "note": _("其中在享的 %(roll)s 元") % {"roll": signed(roll)}},
        {"label": _("每年变动"), "value": signed(total * 12), "unit": _("元"), "note": _("按十二个月")},
    ]  # fmt: skip
    if once["change"].sum():
        shown.append({"label": _("一次性变动"), "value": signed(int(once["change"].sum() or 0)), "unit": _("元")})  # fmt: skip
    shown += [
        _tile(frame, choices.EFFECTS[effect], [effect], f"{here}?effect={effect}", EFFECT_TONES[effect])
        for effect in (choices.ENTERS, choices.GAINS, choices.LOSES, choices.LEAVES)
    ]  # fmt: skip
    open_ = _tile(frame, _("待定"), [*choices.UNKNOWN], f"{here}?effect=unknown", "due")
    newly = frame.filter(effect=choices.UNCLEAR)["household"].n_unique()
    told = _("未计入金额；因改动新增 %(n)s 户") % {"n": f"{newly:,}"} if newly else _("未计入金额")
    shown.append(open_ | {"note": told})
    return shown


def paying(frame: pl.DataFrame, way: str) -> pl.DataFrame:
    """Return the rows of the policies whose benefit is paid this way: monthly, once or not at all."""
    keys = [key for key in frame["policy"].unique() if queries.paid_as(key) == way]
    return frame.filter(pl.col("policy").is_in(keys))


def _tile(
    frame: pl.DataFrame, label: str, effects: list[str], href: str, tone: str
) -> dict[str, Any]:
    rows = frame.filter(pl.col("effect").is_in(effects))
    homes = rows["household"].n_unique()
    people = rows.filter(pl.col("person").is_null()).unique("household")["persons"].sum()
    people += rows["person"].drop_nulls().n_unique()
    return {
        "label": label,
        "value": homes,
        "unit": _("户"),
        "note": _("%(n)s 人") % {"n": f"{people:,}"},
        "href": href,
        "tone": tone if homes else "",
    }


def gathered(frame: pl.DataFrame, view: str) -> list[dict[str, Any]]:
    """Return the sums of a result by one of VIEWS, each row with its name; the townships in their order.

    Only what is paid every month adds up; by policy, what is paid once and what pays nothing stand
    beside it, the latter without money.
    """
    if view != "policy":
        frame = paying(frame, benefits.MONTHLY)
    if view == "fund":
        funds = {key: fund_of(key) for key in frame["policy"].unique()}
        frame = frame.with_columns(fund=pl.col("policy").replace(funds))
    if view == "size":
        frame = frame.with_columns(size=pl.min_horizontal("size", pl.lit(LARGE)))
    rows = computing.summed(frame, view).to_dicts()
    names = _names(view, [row[view] for row in rows])
    for row in rows:
        row |= {"key": row[view], "name": names.get(row[view], str(row[view] or _("未注明")))}
        if view == "policy" and queries.paid_as(row["key"]) == benefits.RECOGNITION:
            row |= dict.fromkeys(MONEY)
    return rows


def _names(view: str, keys: list[Any]) -> dict[Any, str]:
    if view == "town":
        return dict(Division.objects.filter(code__in=keys).values_list("code", "name"))
    if view == "policy":
        once = {key for key in keys if queries.paid_as(key) == benefits.ONCE}
        return {key: words.owner(key) + (_("（一次性）") if key in once else "") for key in keys}
    if view == "residence":
        return {key: str(words.CATEGORIES.get(key, key)) for key in keys if key}
    if view == "size":
        return {key: _("%(n)s 人%(more)s") % {"n": key, "more": _("及以上") if key == LARGE else ""} for key in keys}  # fmt: skip
    return {}


def sums_table(scenario: Scenario, frame: pl.DataFrame, view: str) -> Table:
    """Return the sums by one view as a list; its workbook holds the same rows."""
    rows = gathered(frame, view)

    def counted(effect: str) -> Column:
        return Column(effect, choices.EFFECTS[effect], kind="number", order_by=True)

    return Table(
        "scenarios.sums",
        f"{scenario.title}·{VIEWS[view]}",
        [
            Column("name", str(VIEWS[view]), href=lambda row: _rows_behind(scenario, view, row)),
            *(counted(e) for e in (choices.ENTERS, choices.LEAVES, choices.GAINS, choices.LOSES)),
            Column("uncertain", _("待定"), kind="number", order_by=True),
            Column("before", _("现行（元/月）"), kind="money", order_by=True, wide=True),
            Column("after", _("改后（元/月）"), kind="money", order_by=True, wide=True),
            Column("change", _("变动（元/月）"), kind="money", order_by=True),
            Column("roll_change", _("其中在享（元/月）"), kind="money", order_by=True, wide=True),
        ],
        rows=rows,
        order="" if view in {"town", "size"} else "-change",
        empty=_("没有户受影响。"),
    )


def months_table(scenario: Scenario, frame: pl.DataFrame) -> Table:
    """Return what a year costs more, month by month and fund by fund, with what has come together.

    Who receives today is adjusted from the first month; who comes anew has to be confirmed first and
    counts from the second, and so does what is paid once.
    """
    monthly, once = paying(frame, benefits.MONTHLY), paying(frame, benefits.ONCE)
    parts = (_by_fund(monthly.filter(computing.on_roll())), _by_fund(monthly), _by_fund(once))
    funds = sorted({fund for part in parts for fund in part})
    at_once, whole, single = parts
    rows: list[dict[str, Any]] = []
    total = 0
    for number in range(AHEAD):
        month = months.shift_month(scenario.month, number + 1)
        part = whole if number else at_once
        costs = {f: part.get(f, 0) + (single.get(f, 0) if number == 1 else 0) for f in funds}
        total += sum(costs.values())
        rows.append({"month": month, "costs": costs, "sum": sum(costs.values()), "total": total})
    return Table(
        "scenarios.months",
        f"{scenario.title}·{VIEWS['month']}",
        [
            Column("month", _("月份")),
            *(
                Column(f"fund{number}", _("%(fund)s（元）") % {"fund": fund}, partial(_cost, fund), kind="money")
                for number, fund in enumerate(funds)
            ),
            Column("sum", _("当月变动（元）"), kind="money"),
            Column("total", _("累计（元）"), kind="money"),
        ],
        rows=rows,
        order="",
    )  # fmt: skip


def _cost(fund: str, row: dict[str, Any]) -> int:
    cost: int = row["costs"][fund]
    return cost


def _by_fund(frame: pl.DataFrame) -> dict[str, int]:
    found: dict[str, int] = {}
    for policy, change in frame.group_by("policy").agg(pl.col("change").sum()).rows():
        found[fund_of(policy)] = found.get(fund_of(policy), 0) + change
    return found


def sheets(viewer: Mandate, scenario: Scenario, frame: pl.DataFrame) -> list[Table]:
    """Return the result as the lists of one workbook: the headline, who is touched, each view, the months."""
    head = [
        {"what": tile["label"], "value": tile["value"], "unit": tile.get("unit", ""), "note": tile.get("note", "")}
        for tile in tiles(scenario, frame)
    ]  # fmt: skip
    head += [
        {"what": label, "value": said, "unit": "", "note": ""} for label, said in terms(scenario)
    ]
    head += [{"what": _("说明"), "value": note, "unit": "", "note": ""} for note in notes(scenario)]
    summary = Table(
        "scenarios.book",
        _("概览"),
        [Column("what", _("项目")), Column("value", _("数值")), Column("unit", _("单位")), Column("note", _("附注"))],
        rows=head,
        order="",
    )  # fmt: skip
    people = [
        replace(
            units_table(viewer, scenario, frame.filter(effect=effect).head(frames.CAP)),
            title=choices.EFFECTS[effect],
        )
        for effect in SHEETS
    ]
    views = [
        replace(sums_table(scenario, frame, view), title=str(label))
        for view, label in VIEWS.items()
        if view != "month"
    ]
    by_month = replace(months_table(scenario, frame), title=str(VIEWS["month"]))
    return [summary, *people, *views, by_month]


def _rows_behind(scenario: Scenario, view: str, row: dict[str, Any]) -> str:
    if view not in {"town", "policy", "residence"} or not row["key"]:
        return ""
    return f"{reverse('office:scenario_units', args=[scenario.pk])}?{urlencode({view: row['key']})}"


def chart(frame: pl.DataFrame) -> charts.Figure | None:
    """Return who pays more: the monthly difference by township."""
    rows = [row for row in gathered(paying(frame, benefits.MONTHLY), "town") if row["change"]]
    if not rows:
        return None
    rows.sort(key=lambda row: -abs(row["change"]))
    return charts.bar(
        _("各乡镇每月变动"), [row["name"] for row in rows],
        {_("变动"): [plain(row["change"]) for row in rows]}, unit=_("元"), head=_("乡镇"),
    )  # fmt: skip


def units_table(viewer: Mandate, scenario: Scenario, frame: pl.DataFrame) -> Table:
    """Return who is affected, one row per household or person, names masked, each opening its reasons."""
    rows = frames.rows_of(viewer, queries.still_missing(frame, scenario.month))
    for row in rows:
        row["head"], row["name"] = mask_name(row["head"]), mask_name(row["name"])
        row["of"] = words.owner(row["policy"])
    return Table(
        "scenarios.units",
        _("%(title)s·受影响的家庭") % {"title": scenario.title},
        [
            *frames.named_households(viewer, persons=frame["person"].drop_nulls().len() > 0),
            Column("of", _("待遇"), order_by=True),
            Column("effect", _("影响"), lambda row: (choices.EFFECTS[row["effect"]], EFFECT_TONES[row["effect"]]),
                   kind="badge", href=lambda row: _reasons(scenario, row)),
            Column("before", _("现行（元/月）"), kind="money", order_by=True),
            Column("after", _("改后（元/月）"), kind="money", order_by=True),
            Column("change", _("变动（元/月）"), kind="money", order_by=True),
            Column("paid", _("现发（元/月）"), kind="money", order_by=True, wide=True),
            Column("met", _("与其他待遇"), wide=True),
            Column("missing", _("缺少的资料"), _missing, wide=True),
        ],
        rows=rows,
        filters=[
            Filter("number", _("家庭编号"), fields=("number",)),
            Filter("policy", _("待遇"), "choice", lambda: [(k, words.owner(k)) for k in scenario.figures["policies"]]),
        ],
        order="place",
        empty=_("没有户受影响。"),
    )  # fmt: skip


def _missing(row: dict[str, Any]) -> str:
    policy = declarations.policy_of(row["policy"])
    names = row["missing"] or []
    facts = [policy.fact(name) for name in names]
    told = "、".join(fact.label if fact else name for fact, name in zip(facts[:SHOWN], names, strict=False))  # fmt: skip
    return told + (_("等 %(n)s 项") % {"n": len(names)} if len(names) > SHOWN else "")


def _reasons(scenario: Scenario, row: dict[str, Any]) -> str:
    page = reverse("office:scenario_unit", args=[scenario.pk, row["policy"], row["household"]])
    return f"{page}?person={row['person']}" if row["person"] else page


def notes(scenario: Scenario) -> list[str]:
    """Say what a reader has to know before he quotes a figure."""
    only = [
        key for key in scenario.figures["policies"] if queries.paid_as(key) == benefits.RECOGNITION
    ]
    told = [
        _(
            "“现行”是现行规定对同一批家庭的认定结果，不是实际发放数；“在享”只算现在领取该待遇、按现行规定也符合条件的。"
        ),
        _("资料不全、暂不能认定的家庭单独计数，不计入金额。"),
    ]
    recorded = queries.recorded_facts(scenario.figures.get("policies", ()))
    if recorded:
        told.append(_("以下情况取自已作出的决定，测算时不重新认定：%(facts)s。") % {"facts": "、".join(recorded)})  # fmt: skip
    if only:
        told.append(_("%(names)s只认定身份、不发钱：人数在“待遇”一栏，金额不计入合计。") % {"names": "、".join(words.owner(key) for key in only)})  # fmt: skip
    told.append(
        _(
            "不可同时享受、择高、补差的待遇已按发放时的同一算法扣除；没有测算的待遇以在册决定为准，因此变动的一并列出。"
        )
    )
    told.append(_("按月的数：在享的从首月起，新纳入的和一次性的从次月起；不预计人员增减。"))
    return told
