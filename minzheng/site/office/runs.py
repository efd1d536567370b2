"""The parts of a payment run's page: its steps, hands, sums, exceptions, bank files and trail."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import queries as trail
from minzheng.kernel.payments import files, queries
from minzheng.kernel.payments.choices import LineKind, LineState, RunState
from minzheng.kernel.payments.models import PaymentLine, PaymentRun
from minzheng.kernel.payments.queries import calendar
from minzheng.ui.formats import yuan

from . import lists, reckoning
from .forms.payments import ReturnFile

EXCEPTIONS = (LineState.FAILED.value, LineState.BLOCKED.value)
LINES = "table-payments-run_lines"
DEEDS = {
    "payments.run.built": "编制明细",
    "payments.run.submitted": "提交复核",
    "payments.run.approved": "复核通过",
    "payments.run.sent_back": "退回经办",
    "payments.run.sent": "封存并送银行",
    "payments.file.handed_over": "送交银行文件",
    "payments.return.read": "读入回盘",
    "payments.return.refused": "拒收回盘",
    "payments.run.closed": "办结",
    "payments.file.downloaded": "下载银行文件",
}


def steps_of(row: PaymentRun) -> list[dict[str, Any]]:
    order = [state.value for state in RunState]
    here = order.index(row.state)
    done = (
        row.made_at,
        row.submitted_at,
        row.approved_at,
        row.sent_at,
        _answered_at(row),
        row.closed_at,
    )
    labels = (_("编制"), _("提交"), _("复核"), _("送银行"), _("回盘"), _("办结"))
    steps = []
    for number, (label, moment) in enumerate(zip(labels, done, strict=True)):
        state = "done" if number <= here else "current" if number == here + 1 else "next"
        steps.append(
            {"label": label, "state": state, "done_on": moment if number <= here else None}
        )
    return steps


def _answered_at(row: PaymentRun) -> Any:
    return max(
        (answer.read_at for file in row.files.all() for answer in file.returns.all()), default=None
    )


def hands_of(row: PaymentRun, viewer: Mandate) -> list[dict[str, Any]]:
    """Return the three hands: who did it and when, or whether the viewer's own is next."""
    draft, submitted, approved = (
        row.state == state.value
        for state in (RunState.DRAFT, RunState.SUBMITTED, RunState.APPROVED)
    )
    own = {row.submitted_by and row.submitted_by.user_id}
    both = own | {row.approved_by and row.approved_by.user_id}
    return [
        _hand("make", _("第一人 · 县级经办"), _("提交复核"), "submit", draft, row.submitted_by, row.submitted_at,
              may=viewer.role == "officer", says=_("核对差异和暂缓明细后提交。")),
        _hand("check", _("第二人 · 县级复核"), _("复核通过"), "approve", submitted, row.approved_by, row.approved_at,
              may=viewer.role == "reviewer" and viewer.user_id not in own, says=_("复核人与提交人不得为同一人。"),
              can_return=submitted and viewer.role == "reviewer"),
        _hand("send", _("第三人 · 财务"), _("封存并送银行"), "send", approved, row.sent_by, row.sent_at,
              may=viewer.role == "finance" and viewer.user_id not in both,
              says=_("封存后明细不能再改；生成银行文件。"), confirm=_("确认封存并生成银行文件？封存后明细不能再改。"),
              can_return=approved and viewer.role == "finance"),
    ]  # fmt: skip


def _hand(key: str, who: str, label: str, act: str, is_next: bool, by: Mandate | None, at: Any, *,
          may: bool, says: str, confirm: str = "", can_return: bool = False) -> dict[str, Any]:  # fmt: skip
    return {
        "key": key, "who": who, "label": label, "act": act, "is_next": is_next, "may": is_next and may,
        "by": by, "at": at, "done": by is not None and not is_next, "says": says, "confirm": confirm,
        "can_return": can_return,
    }  # fmt: skip


def drift_of(row: PaymentRun) -> str:
    """Say that the month's own lines differ widely from last month's; empty where they do not."""
    drift = calendar.drift(row)
    if drift is None or not drift.is_wide or row.state == RunState.CLOSED.value:
        return ""
    told = {"before": yuan(drift.before), "now": yuan(drift.now), "percent": drift.percent}
    return (
        _("本批 %(now)s 元，上月 %(before)s 元，相差超过 %(percent)s%%，请核对下面的差异后再办理。")
        % told
    )


def tiles_of(row: PaymentRun) -> list[dict[str, Any]]:
    by_state = {total.state: total for total in queries.totals(row)}
    here = reverse("office:run", args=[row.pk])
    tiles = []
    for state in LineState:
        total = by_state.get(state.value)
        if total is None:
            continue
        tiles.append({
            "label": state.label, "value": yuan(total.amount), "unit": _("元"),
            "note": _("%(n)s 户") % {"n": f"{total.lines:,}"}, "href": f"{here}?state={state.value}#{LINES}",
            "tone": lists.LINE_TONES[state.value] if state.value in EXCEPTIONS else "",
        })  # fmt: skip
    return tiles


def sums_of(row: PaymentRun, changes: list[reckoning.Change]) -> list[dict[str, Any]]:
    """Return the reckoning down to what this run pays, each line with a way to its rows."""
    lines: list[dict[str, Any]] = [
        {"entry": entry, "href": reverse("office:run_cause", args=[row.pk, entry.key])}
        for entry in reckoning.reckoning(changes)
    ]
    again = row.lines.filter(reissue_of__isnull=False).aggregate(n=Count("id"), total=Sum("amount"))
    held = row.lines.filter(state=LineState.BLOCKED.value).aggregate(
        n=Count("id"), total=Sum("amount")
    )
    whole = row.lines.aggregate(n=Count("id"), total=Sum("amount"))
    own = row.lines.filter(reissue_of=None)
    back = own.filter(kind=LineKind.BACK.value).aggregate(n=Count("id"), total=Sum("amount"))
    late = (
        own.filter(kind=LineKind.REGULAR.value)
        .exclude(month=row.month)
        .aggregate(n=Count("id"), total=Sum("amount"))
    )
    kept = _kept(own.filter(kind=LineKind.REGULAR.value))
    payable = lines[-1]["entry"]
    due = payable.amount + (back["total"] or 0) - kept["total"]
    elsewhere = (
        payable.households + again["n"] + back["n"] + late["n"] - whole["n"],
        due + (again["total"] or 0) + (late["total"] or 0) - (whole["total"] or 0),
    )
    here = reverse("office:run", args=[row.pk])
    rest = [
        (reckoning.Entry("back", "+", _("补发以前月份"), back["n"], back["total"] or 0), f"{here}?kind=back#{LINES}"),
        (reckoning.Entry("kept", "−", _("扣回以前月份"), kept["n"], kept["total"]), f"{here}#{LINES}"),
        (reckoning.Entry("late", "+", _("已月结月份的暂缓补发"), late["n"], late["total"] or 0), f"{here}#{LINES}"),
        (reckoning.Entry("again", "+", _("以前批次失败重发"), again["n"], again["total"] or 0),
         reverse("office:run_again", args=[row.pk])),
        (reckoning.Entry("elsewhere", "−", _("在其他批次发放"), *elsewhere), reverse("office:run_elsewhere", args=[row.pk])),
        (reckoning.Entry("held", "−", _("暂缓"), held["n"], held["total"] or 0), f"{here}?state=blocked#{LINES}"),
        (reckoning.Entry("pays", "=", _("本批发放"), whole["n"] - held["n"], (whole["total"] or 0) - (held["total"] or 0), is_total=True),
         f"{here}#{LINES}"),
    ]  # fmt: skip
    return lines + [
        {"entry": entry, "href": href}
        for entry, href in rest
        if entry.households or entry.amount or entry.is_total
    ]


def _kept(own: QuerySet[PaymentLine]) -> dict[str, int]:
    """Count the lines that keep back something of earlier months or of recoveries, and what."""
    sums = [
        own.aggregate(total=Sum(f"{of}__amount"))["total"] or 0
        for of in ("settlements", "withheld")
    ]
    touched = own.filter(Q(settlements__isnull=False) | Q(withheld__isnull=False))
    return {"n": touched.distinct().count(), "total": sum(sums)}


def exceptions_of(row: PaymentRun) -> list[dict[str, Any]]:
    """Return why lines are held back or failed, the most frequent reason first."""
    groups = []
    for state, field in ((LineState.FAILED, "failure_text"), (LineState.BLOCKED, "block_reason")):
        counted = (
            row.lines.filter(state=state.value)
            .values(field)
            .annotate(n=Count("id"), total=Sum("amount"))
        )
        groups += [
            {"state": (state.label, lists.LINE_TONES[state.value]), "reason": group[field], "lines": group["n"],
             "amount": group["total"], "href": f"{reverse('office:run_exceptions', args=[row.pk])}?{urlencode({'state': state.value, 'reason': group[field]})}"}
            for group in counted.order_by("-n", field)
        ]  # fmt: skip
    return groups


def bank_files_of(row: PaymentRun, viewer: Mandate) -> list[dict[str, Any]]:
    return [
        {
            "file": file,
            "label": files.form_of(file).label,
            "returns": list(file.returns.order_by("read_at")),
            "may": viewer.may("payments.send"),
            "is_zipped": files.wants_archive(file),
            "form": ReturnFile(prefix=f"f{file.pk}"),
        }
        for file in row.files.prefetch_related("returns").order_by("bank")
    ]


def trail_of(row: PaymentRun) -> list[dict[str, Any]]:
    return [
        {
            "at": entry.at,
            "title": DEEDS.get(entry.verb, entry.verb),
            "detail": entry.detail.get("reason", ""),
            "who": entry.actor_label,
        }
        for entry in trail.entries_of(row)[:20]
    ]
