"""One statistical form as a page: lines that open, what the checks found, signatures, frozen versions."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from minzheng.core import months
from minzheng.domains.planning import choices
from minzheng.domains.planning.choices import FILLED, FILLING, SENT_UP, SIGNED
from minzheng.domains.planning.declarations.forms import Line, form_of
from minzheng.domains.planning.models import StatisticsCell, StatisticsReturn, StatisticsSnapshot
from minzheng.domains.planning.queries import statistics as queries
from minzheng.domains.planning.services import statistics as services
from minzheng.kernel.accounts.declarations import HEAD
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators import queries as indicators
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import NOTHING, moment
from minzheng.ui.tables import Badge, Column, Table

from ... import figures
from ...doors import acting
from ...forms import planning_statistics as forms
from ...forms.purchases import Nothing
from ..assistance.acts import Deed, Sheet

TONES = {FILLING: "due", FILLED: "due", SIGNED: "info", SENT_UP: "good"}
PROBLEM_TONES = {queries.ERROR: "danger", queries.SWING: "due", queries.MISSING: "due"}


def address(row: StatisticsReturn) -> str:
    """Return the page of a form."""
    return reverse("office:statistics_return", args=[row.pk])


def state(row: StatisticsReturn) -> Badge:
    """Return the state of a form."""
    return Badge(row.get_state_display(), TONES[row.state])


# -- deeds --------------------------------------------------------------------------------------


def _here(viewer: Mandate, row: StatisticsReturn) -> bool:
    return viewer.division_id == row.division_id


def _may_fill(viewer: Mandate, row: StatisticsReturn) -> bool:
    return row.state == FILLING and _here(viewer, row) and viewer.may("plans.work")


def _may_sign(viewer: Mandate, row: StatisticsReturn) -> bool:
    return row.state == FILLED and _here(viewer, row) and viewer.role in services.SIGNERS


def _may_send(viewer: Mandate, row: StatisticsReturn) -> bool:
    capable = viewer.may("plans.work") or viewer.may("plans.confirm")
    return row.state == SIGNED and _here(viewer, row) and capable


def _may_reopen(viewer: Mandate, row: StatisticsReturn) -> bool:
    own = row.state == SIGNED and _here(viewer, row) and viewer.role == HEAD
    return row.state in (SIGNED, SENT_UP) and (own or viewer.may("plans.confirm"))


def _shape(request: StaffRequest, row: StatisticsReturn) -> dict[str, Any]:
    unclear = {problem.line for problem in queries.problems(row)}
    cells = {cell.line: cell for cell in row.cells.all()}
    return {"form": form_of(row.form), "cells": cells, "unclear": unclear}


def _entered(request: StaffRequest, row: StatisticsReturn, told: Any) -> Any:
    return services.enter_values(row, told, by=acting(request), at=request.at)


def _plain(service: Any) -> Any:
    return lambda request, row, told: service(row, by=acting(request), at=request.at)


def _reasoned(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


DEEDS = (
    Deed("fill", _lazy("填报数值和说明"), forms.ReturnValues, _entered, _lazy("已保存。"), _may_fill, shape=_shape),
    Deed("refresh", _lazy("重新取数"), Nothing, _plain(services.refresh), _lazy("指标行已重新取数。"), _may_fill),
    Deed("sum", _lazy("汇总下级"), Nothing, _plain(services.add_up), _lazy("已按下级签署的报表汇总。"), _may_fill),
    Deed("finish", _lazy("填表人签名"), Nothing, _plain(services.finish), _lazy("已签名，等待负责人签署。"), _may_fill),
    Deed("sign", _lazy("负责人签署"), Nothing, _plain(services.sign), _lazy("已签署，数据已冻结。"), _may_sign),
    Deed("back", _lazy("退回填表人"), forms.Reasons, _reasoned(services.give_back), _lazy("已退回。"), _may_sign),
    Deed("send", _lazy("报送上级"), Nothing, _plain(services.send), _lazy("已报送。"), _may_send),
    Deed("reopen", _lazy("重开更正"), forms.Reasons, _reasoned(services.reopen), _lazy("已重开，原数据保留。"), _may_reopen),
)  # fmt: skip


# -- the page -----------------------------------------------------------------------------------


def page(viewer: Mandate, row: StatisticsReturn) -> Sheet:
    """Return the page of a form."""
    form, approval = form_of(row.form), row.approval
    facts: list[tuple[Any, Any]] = [
        (_("表号"), approval.table_number), (_("制表机关"), approval.maker), (_("批准文号"), approval.approval_number),
        (_("有效期至"), approval.valid_to), (_("报送期限"), row.due_on), (_("版次"), row.revision),
        (_("填表人"), _who(row.filler, row.filled_at)), (_("单位负责人"), _who(row.head, row.signed_at)),
        (_("报送"), _who(row.sent_by, row.sent_at)),
    ]  # fmt: skip
    told = queries.problems(row) if row.state in (FILLING, FILLED) else []
    if row.state in (FILLING, FILLED):
        waiting = sum(problem.blocks for problem in told)
        facts.append(
            (_("审核"), _("%(n)s 处待处理") % {"n": waiting} if waiting else _("全部通过"))
        )
    # What still has to be mended stands above the lines.
    tables = [_problems(told), _lines(row)] if told else [_lines(row)]
    return Sheet(
        title=f"{form.title}　{months.period_label(row.period)}", subtitle=row.division.name, status=state(row),
        facts=facts, back=reverse("office:statistics"), deeds=DEEDS, table=tables[0], more=[*tables[1:], _versions(row)],
        link=(_("导出报表（Excel）"), reverse("office:statistics_return_book", args=[row.pk])),
    )  # fmt: skip


def _who(mandate: Mandate | None, at: Any) -> str:
    return f"{mandate.user} {moment(at)}" if mandate else NOTHING


def _lines(row: StatisticsReturn) -> Table:
    form = form_of(row.form)
    before = StatisticsReturn.objects.filter(
        form=row.form, division=row.division_id, period=months.previous_period(row.period)
    ).first()
    was = queries.values(before) if before else {}
    cells = {cell.line: cell for cell in row.cells.select_related("observation")}
    rows = [
        {"line": line, "cell": cells.get(line.code), "was": was.get(line.code)}
        for line in form.lines
    ]
    return Table(
        "statistics_return.lines", _("报表数据"),
        [
            Column("code", _("行次"), "line.code", kind="code"), Column("label", _("指标"), "line.label"),
            Column("unit", _("单位"), "line.unit"),
            Column("value", _("数量"), lambda one: _worded(one["line"], one["cell"] and one["cell"].value), href=lambda one: _opens(row, one)),
            Column("was", _("上期"), lambda one: _worded(one["line"], one["was"]), href=lambda one: address(before) if before and one["was"] is not None else ""),
            Column("origin", _("来源"), lambda one: _origin(one["cell"]), kind="badge"),
            Column("source", _("数据出处"), "cell.source", wide=True),
            Column("explanation", _("说明"), "cell.explanation", wide=True),
        ],
        rows=rows, order="", empty=_("没有行次。"), prefix="l-", page_size=100,
    )  # fmt: skip


def _worded(line: Line, value: Decimal | None) -> str:
    return NOTHING if value is None else f"{value:,.{line.digits}f}"


def _origin(cell: StatisticsCell | None) -> Badge:
    if cell is None or (cell.value is None and not cell.source):
        return Badge(_("没有数据"), "due")
    tone = {choices.TYPED: "quiet", choices.SUMMED: "info"}.get(cell.origin, "good")
    return Badge(cell.get_origin_display(), tone)


def _opens(row: StatisticsReturn, one: dict[str, Any]) -> str:
    """Return where a value opens: the figure of the indicator, or the forms below that were added."""
    cell, line = one["cell"], one["line"]
    if cell is None or cell.value is None:
        return ""
    if cell.observation is not None:
        item = indicators.find(line.indicator)
        return figures.address(item, cell.observation.period, row.division_id) if item else ""
    if cell.origin == choices.SUMMED:
        return f"{reverse('office:statistics_summary')}?form={row.form}&period={row.period}"
    return ""


def _problems(told: list[queries.Problem]) -> Table:
    return Table(
        "statistics_return.problems", _("审核结果"),
        [
            Column("kind", _("类别"), lambda one: Badge(queries.PROBLEMS[one.kind], PROBLEM_TONES[one.kind]), kind="badge"),
            Column("line", _("行次"), kind="code"), Column("text", _("内容")),
            Column("told", _("处理"), _handled, kind="badge"),
        ],
        rows=told, order="", empty=_("审核全部通过。"), prefix="p-",
    )  # fmt: skip


def _handled(one: queries.Problem) -> Badge:
    if one.kind == queries.ERROR:
        return Badge(_("须改正"), "danger")
    return Badge(_("已说明"), "good") if one.is_explained else Badge(_("须说明"), "due")


def _intact(one: StatisticsSnapshot) -> Badge:
    return (
        Badge(_("与签署时一致"), "good")
        if queries.is_intact(one)
        else Badge(_("内容被改动"), "danger")
    )


def _versions(row: StatisticsReturn) -> Table:
    known = row.snapshots.count()

    def compared(one: Any) -> str:
        if known < 2:
            return ""
        other = one.revision - 1 if one.revision > 1 else one.revision + 1
        first, second = sorted((one.revision, other))
        page_of = reverse("office:statistics_return_compare", args=[row.pk])
        return f"{page_of}?first={first}&second={second}"

    return Table(
        "statistics_return.versions", _("冻结版本"),
        [
            Column("revision", _("版次"), kind="number", href=compared),
            Column("frozen_at", _("冻结时间"), kind="datetime"), Column("by", _("签署人"), "frozen_by.user"),
            Column("reason", _("重开原因")), Column("reopened", _("重开人"), "reopened_by.user", wide=True),
            Column("intact", _("核验"), _intact, kind="badge"), Column("digest", _("摘要"), kind="code", wide=True),
        ],
        queryset=row.snapshots.select_related("frozen_by__user", "reopened_by__user"), order=("revision",),
        empty=_("还没有冻结的版本。"), prefix="v-",
    )  # fmt: skip
