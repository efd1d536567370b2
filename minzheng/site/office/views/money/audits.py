"""The auditor's desk: questions over all lines, one line down to its clause, samples that can be drawn again."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as trail
from minzheng.kernel.benefits.declarations import benefit, benefits, funds, label_of
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.ledger import queries as ledger
from minzheng.kernel.payments.choices import LineKind, LineState
from minzheng.kernel.payments.models import AuditItem, AuditSample, PaymentLine
from minzheng.kernel.payments.models.audits import DOUBTFUL
from minzheng.kernel.payments.queries import audits, runs
from minzheng.kernel.payments.services import audits as desk
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import masked, yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table, listing

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.money import Conclusion, DrawSample, Judge
from ..people.lists import places
from .tabs import tabs


def _narrow(key: str) -> Callable[[Any, Any], Any]:
    """Return the narrowing of one question, as the table's filters ask it."""

    def apply(rows: Any, value: Any) -> Any:
        text = value if isinstance(value, str) else _plain(key, value)
        return audits.NARROWINGS[key](rows, text)

    return apply


def _plain(key: str, value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m}" if key in {"since", "until"} else f"{value}"
    return "1"


def _filters(request: StaffRequest) -> list[Filter]:
    choices: dict[str, Any] = {
        "benefit": [(one.key, one.label) for one in benefits()],
        "fund": [(one.key, one.label) for one in funds()],
        "place": lambda: places(request),
        "state": [(s.value, s.label) for s in LineState],
        "kind": [(k.value, k.label) for k in LineKind],
    }
    kinds = {"since": "month", "until": "month", "settled_since": "date", "settled_until": "date"}
    kinds |= dict.fromkeys(choices, "choice") | dict.fromkeys(audits.FLAGS, "flag")
    return [
        Filter(key, str(label), kinds.get(key, "search"), choices.get(key, ()), apply=_narrow(key))
        for key, label in audits.LABELS.items()
    ]


def _columns() -> list[Column]:
    return [
        Column("payee_name", _("收款人"), lambda line: line.payee_name or _("（无收款人）"), href=_line_address, order_by="payee_name"),
        Column("number", _("家庭编号"), "household.number", kind="code", wide=True),
        Column("place", _("乡镇、村"), lambda line: lists.place(line.division), order_by="division__path"),
        Column("benefit", _("待遇"), lambda line: label_of(line.benefit), order_by="benefit"),
        Column("month", _("所属月份"), kind="code", order_by="month"),
        Column("kind", _("类别"), "get_kind_display", wide=True),
        Column("amount", _("金额（元）"), kind="money", order_by="amount"),
        Column("account", _("账号"), lambda line: masked(line.account, "0,4"), kind="code", wide=True),
        Column("state", _("状态"), lambda line: (line.get_state_display(), lists.LINE_TONES[line.state]), kind="badge"),
        Column("settled_on", _("到账日"), kind="date", order_by="settled_on", wide=True),
        Column("why", _("说明"), lambda line: line.failure_text or line.block_reason, wide=True),
    ]  # fmt: skip


def _line_address(line: PaymentLine) -> str:
    return reverse("office:money_line", args=[line.pk])


@needs("payments.see")
def money_lines(request: StaffRequest, form: DrawSample | None = None) -> HttpResponseBase:
    """Ask the lines of the viewer's places in filters; an auditor draws a sample from the answer."""
    viewer = acting(request)
    table = Table(
        "money.lines",
        _("发放明细查询"),
        _columns(),
        queryset=audits.asked_lines(viewer, {}),
        filters=_filters(request),
        order=("-month", "division__path", "id"),
        row_tone=lambda line: {"failed": "danger", "blocked": "due"}.get(line.state, ""),
        empty=_("没有符合条件的发放明细。"),
    )
    asked = audits.asked_only(request.GET)
    return lists.respond(
        request, table, "office/money/lines.html", tabs=tabs("money_lines", viewer),
        sums=_sums(viewer, asked), asked=asked,
        draw=(form or DrawSample()) if viewer.may("payments.audit") else None,
    )  # fmt: skip


def _sums(viewer: Mandate, asked: dict[str, str]) -> dict[str, int]:
    """Return what the answer comes to, so that a figure of the dashboard is met again here."""
    told = (
        audits.asked_lines(viewer, asked).order_by().aggregate(n=Count("pk"), money=Sum("amount"))
    )
    return {"lines": told["n"], "money": int(told["money"] or 0)}


@require_POST
@needs("payments.audit")
def money_sample_draw(request: StaffRequest) -> HttpResponseBase:
    """Draw a sample from the lines that answer the questions of the address."""
    form = DrawSample(request.POST)
    if not form.is_valid():
        return money_lines(request, form)
    made: list[AuditSample] = []

    def act() -> None:
        made.append(
            desk.draw_sample(
                request.GET.dict(), **form.cleaned_data, by=acting(request), at=request.at
            )
        )

    if tried(request, act, _("已抽样；种子和条件已保存。")):
        return redirect(request, _sample_address(made[0]))
    return redirect(
        request, f"{reverse('office:money_lines')}?{urlencode(audits.asked_only(request.GET))}"
    )


# -- one line, down to the clause -----------------------------------------------------------------------


@needs("payments.see")
def money_line(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one line with its run and hands, its bookings, its entitlement, and why it was due."""
    viewer = acting(request)
    line = found(audits.asked_lines(viewer, {}), pk)
    trail.record_look(line, by=viewer, at=request.at, reason=_("核查发放明细"))
    right = line.entitlement
    case = lists.case(viewer, right.case_id)
    # What it rests on tells a family's means: finance sees that it was due, not why.
    tree, ground = _argument(line) if viewer.may("cases.see") else (None, "")
    context = {
        "title": f"{line.payee_name or line.household.number} {line.month}",
        "status": (line.get_state_display(), lists.LINE_TONES[line.state]),
        "back": reverse("office:money_lines"),
        "line_facts": _line_facts(line, viewer),
        "hands": _hands(line),
        "right_facts": [
            {"label": _("待遇"), "value": label_of(right.benefit)},
            {"label": _("月金额"), "value": f"{yuan(right.amount)} {_('元')}"},
            {"label": _("起止"), "value": f"{right.valid_from} – {right.valid_to or ''}"},
            {"label": _("确认日"), "value": right.confirmed_on},
            {"label": _("办件"), "value": _("打开办件") if case else "", "href": case},
            {"label": _("终止原因"), "value": right.end_reason},
        ],
        "events": [
            {"at": event.at, "title": {"granted": _("批准"), "ended": _("终止"), "adjusted": _("调整")}.get(event.kind, _("变动")),
             "detail": event.reason, "who": str(event.by.user)}
            for event in right.events.select_related("by__user").order_by("at")
        ],
        "tree": tree,
        "ground": ground,
        "postings": _postings(line, viewer),
        "findings": line.findings.order_by("pk") if viewer.may("payments.audit") else [],
        "finding_url": f"{reverse('office:money_finding_new')}?line={line.pk}" if viewer.may("payments.audit") else "",
    }  # fmt: skip
    return render(request, "office/money/line.html", context)


def _run_address(viewer: Mandate, line: PaymentLine) -> str:
    """Return where the run is opened: a run of the county is no township's to open."""
    is_shown = viewer.may("payments.see") and runs(viewer).filter(pk=line.run_id).exists()
    return reverse("office:run", args=[line.run_id]) if is_shown else ""


def _line_facts(line: PaymentLine, viewer: Mandate) -> list[dict[str, Any]]:
    again = getattr(line, "reissue", None)
    facts: list[dict[str, Any]] = [
        {"label": _("金额"), "value": f"{yuan(line.amount)} {_('元')}"},
        {"label": _("待遇"), "value": label_of(line.benefit)},
        {"label": _("所属月份"), "value": line.month},
        {"label": _("类别"), "value": line.get_kind_display()},
        {"label": _("家庭"), "value": line.household.number, "href": lists.household(viewer, line.household_id)},
        {"label": _("地区"), "value": lists.place(line.division)},
        {"label": _("收款人"), "value": line.payee_name, "href": lists.person(viewer, line.payee_id)},
        {"label": _("账号"), "value": f"{masked(line.account, '0,4')} {line.bank_name}"},
        {"label": _("批次"), "value": str(_run_label(line)), "href": _run_address(viewer, line)},
        {"label": _("到账日"), "value": line.settled_on},
        {"label": _("说明"), "value": line.failure_text or line.block_reason},
    ]  # fmt: skip
    if line.reissue_of_id:
        facts.append({"label": _("重发自"), "value": _("原失败的一笔"), "href": reverse("office:money_line", args=[line.reissue_of_id])})  # fmt: skip
    if again is not None:
        facts.append({"label": _("已重发"), "value": again.run.month, "href": reverse("office:money_line", args=[again.pk])})  # fmt: skip
    return facts


def _run_label(line: PaymentLine) -> str:
    return f"{label_of(line.run.benefit)} {line.run.month} {line.run.get_kind_display()}"


def _hands(line: PaymentLine) -> list[dict[str, Any]]:
    """Return who made, submitted, approved and sent the run, and when."""
    run = line.run
    steps = (
        (_("编制"), run.made_at, run.made_by),
        (_("提交"), run.submitted_at, run.submitted_by),
        (_("复核"), run.approved_at, run.approved_by),
        (_("发送"), run.sent_at, run.sent_by),
    )
    return [{"at": at, "title": label, "who": str(by.user)} for label, at, by in steps if at and by]


def _argument(line: PaymentLine) -> tuple[dict[str, Any] | None, str]:
    """Return why the line was due, and what that rests on.

    The recorded determination of its entitlement, computed again from its snapshot; where a
    taken-over entitlement has none, the law on the facts of the month or of the one before.
    """
    right = line.entitlement
    if right.determination_id:
        row = Determination.objects.filter(pk=right.determination_id).first()
        if row is not None:
            with suppress(ValueError):
                return determinations.explain(row), _("按认定时的快照重算")
    policy = benefit(line.benefit).policy
    for month in (line.month, months.shift_month(line.month, -1)):
        with suppress(LookupError, ValueError, OSError):
            told = determinations.explain_month(
                policy, line.household_id, month=month, unit=right.person_id
            )
            return told, _("没有留存认定，按 %(month)s 的部门数据计算，仅供核对") % {"month": month}
    return None, ""


def _postings(line: PaymentLine, viewer: Mandate) -> list[dict[str, Any]]:
    """Return the postings of the line's run and of the bank's answers to it, as far as the viewer sees them."""
    rows = ledger.postings(viewer).filter(reference=f"payments.run:{line.run_id}")
    return [
        {"row": row, "href": lists.address("office:book_posting", row.pk, viewer=viewer, needs="ledger.see")}
        for row in rows.order_by("on", "pk")
    ]  # fmt: skip


# -- samples ------------------------------------------------------------------------------------------


def _sample_address(row: AuditSample) -> str:
    return reverse("office:money_sample", args=[row.pk])


@needs("payments.audit")
def money_samples(request: StaffRequest) -> HttpResponseBase:
    """List the samples that were drawn, newest first."""
    viewer = acting(request)
    table = Table(
        "money.samples",
        _("资金抽样"),
        [
            Column("worded", _("抽样条件"), href=_sample_address),
            Column("size", _("抽取笔数"), lambda row: row.items.count(), kind="number"),
            Column("population", _("总体笔数"), kind="number", order_by="population"),
            Column("seed", _("随机种子"), kind="code"),
            Column("made_by", _("抽样人"), lambda row: str(row.made_by.user)),
            Column("made_at", _("抽样时间"), kind="datetime", order_by="made_at"),
            Column("state", _("状态"), lambda row: Badge(_("已办结"), "good") if row.closed_at else Badge(_("核查中"), "due"), kind="badge"),
        ],
        queryset=audits.samples(viewer),
        filters=[Filter("q", _("条件或种子"), fields=("worded", "seed"))],
        order=("-made_at",),
        empty=_("还没有抽样。在“明细查询”中设好条件，再抽取样本。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=tabs("money_samples", viewer))


@needs("payments.audit")
def money_sample(
    request: StaffRequest, pk: int, typed: tuple[int, Judge] | None = None, ending: Conclusion | None = None
) -> HttpResponseBase:  # fmt: skip
    """Show one sample: how it was drawn, whether it is drawn again the same, its lines and findings."""
    viewer = acting(request)
    row = found(audits.samples(viewer), pk)
    items = row.items.select_related(
        "line__division__parent", "line__household", "line__run", "judged_by__user"
    )
    table = _items_table(items)
    if (answer := lists.piece(request, table)) is not None:
        return answer
    stands, same = audits.drawn_again(row)
    waiting = items.filter(outcome="").order_by("position").first()
    context = {
        "title": _("资金抽样 %(n)s") % {"n": row.pk},
        "status": (_("已办结"), "good") if row.closed_at else (_("核查中"), "due"),
        "back": reverse("office:money_samples"),
        "row": row, "stands": stands, "same": same,
        "facts": [
            (_("条件"), row.worded), (_("随机种子"), row.seed), (_("总体笔数"), f"{row.population:,}"),
            (_("抽样人"), f"{row.made_by.user} {row.made_at:%Y-%m-%d}"), (_("结论"), row.conclusion),
        ],
        "table": listing(request, table),
        "findings": row.findings.order_by("pk"),
        "next": waiting if row.closed_at is None else None,
        "judge": typed[1] if typed else Judge(),
        "ending": ending or (Conclusion() if row.closed_at is None and waiting is None else None),
        "finding_url": f"{reverse('office:money_finding_new')}?sample={row.pk}" if row.closed_at is None else "",
    }  # fmt: skip
    return render(request, "office/money/sample.html", context)


def _items_table(rows: Any) -> Table:
    return Table(
        "money.items",
        _("抽样明细"),
        [
            Column("position", _("序号"), kind="number", order_by="position"),
            Column("payee", _("收款人"), "line.payee_name", href=lambda item: _line_address(item.line)),
            Column("place", _("乡镇、村"), lambda item: lists.place(item.line.division), wide=True),
            Column("benefit", _("待遇"), lambda item: label_of(item.line.benefit)),
            Column("month", _("所属月份"), "line.month", kind="code"),
            Column("amount", _("金额（元）"), "line.amount", kind="money", order_by="line__amount"),
            Column("outcome", _("核查结果"), lambda item: (item.get_outcome_display() or _("待核查"), {"": "due", DOUBTFUL: "danger"}.get(item.outcome, "good")), kind="badge"),
            Column("note", _("核查说明"), wide=True),
        ],
        queryset=rows,
        order=("position",),
    )  # fmt: skip


@require_POST
@needs("payments.audit")
def money_item(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Write down what was seen of one line of a sample; the next one follows."""
    item = found(AuditItem.objects.filter(sample__in=audits.samples(acting(request))), pk)
    form = Judge(request.POST)
    if not form.is_valid():
        return money_sample(request, item.sample_id, typed=(item.pk, form))
    done = tried(
        request,
        lambda: desk.judge_item(item, **form.cleaned_data, by=acting(request), at=request.at),
    )
    if not done:
        return money_sample(request, item.sample_id, typed=(item.pk, form))
    return redirect(request, f"{_sample_address(item.sample)}#next")


@require_POST
@needs("payments.audit")
def money_sample_close(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Close a sample with its conclusion."""
    row = found(audits.samples(acting(request)), pk)
    form = Conclusion(request.POST)
    if not form.is_valid():
        return money_sample(request, pk, ending=form)
    done = tried(
        request,
        lambda: desk.close_sample(row, **form.cleaned_data, by=acting(request), at=request.at),
        _("抽样已办结。"),
    )
    return (
        redirect(request, _sample_address(row)) if done else money_sample(request, pk, ending=form)
    )


urlpatterns: list[URLPattern] = [
    path("money/lines/", money_lines, name="money_lines"),
    path("money/lines/<int:pk>/", money_line, name="money_line"),
    path("money/samples/", money_samples, name="money_samples"),
    path("money/samples/draw/", money_sample_draw, name="money_sample_draw"),
    path("money/samples/<int:pk>/", money_sample, name="money_sample"),
    path("money/samples/<int:pk>/close/", money_sample_close, name="money_sample_close"),
    path("money/items/<int:pk>/", money_item, name="money_item"),
]
