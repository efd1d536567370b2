"""Subsidies of operators: appraisals by scored rules, recorded services by the month, the rules themselves."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.choices import CONFIRMED, DECISIONS, ENTERED, REFUSED
from minzheng.kernel.purchases.declarations import (
    BY_HEAD,
    BY_PIECE,
    BY_SCORE,
    WAYS,
    WHOLE,
    subsidies,
    subsidy,
)
from minzheng.kernel.purchases.models import Appraisal, Rule
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import percent, yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import purchases as forms
from ..assistance.acts import Deed, Sheet, perform, show
from .entering import SUBSIDY_TABS, button, filled, found_person, money, state, tabs


def _label(key: str) -> str:
    return subsidy(key).label


def _scored() -> list[tuple[str, str]]:
    return [(row.key, row.label) for row in subsidies(BY_SCORE)]


# -- appraisals ---------------------------------------------------------------------------------


@needs("purchases.see")
def appraisals(request: StaffRequest) -> HttpResponseBase:
    """List the appraisals of operators with what each brings."""
    viewer = acting(request)
    table = Table(
        "appraisals", _("运营考核与补贴"),
        [
            Column("operator", _("运营机构"), "operator.name", href=lambda row: reverse("office:appraisal", args=[row.pk])),
            Column("subsidy", _("补贴"), lambda row: _label(row.rule.subsidy)),
            Column("months", _("考核期"), lambda row: f"{row.from_month} 至 {row.to_month}", order_by="from_month"),
            Column("score", _("得分"), kind="number", order_by="score"),
            Column("grade", _("等次")),
            Column("amount", _("补贴（元）"), kind="money", order_by="amount"),
            Column("state", _("状态"), state, kind="badge"),
        ],
        queryset=queries.appraisals(viewer),
        filters=[
            Filter("q", _("运营机构"), fields=("operator__name",)),
            Filter("rule__subsidy", _("补贴"), "choice", _scored()),
            Filter("state", _("状态"), "choice", list(DECISIONS.items())),
        ],
        order=("-from_month", "-id"), empty=_("还没有考核。先录入考核细则，再给运营机构打分。"),
    )  # fmt: skip
    buttons = [button(f"{_('考核')}：{label}", "appraisal_new", key) for key, label in _scored()]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(SUBSIDY_TABS, "appraisals"),
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


@needs("purchases.enter")
def appraisal_new(request: StaffRequest, key: str) -> HttpResponse:
    """Judge an operator by the rules in force, item by item."""
    viewer = acting(request)
    if key not in dict(_scored()):
        raise Http404
    rule = queries.rule_in_force(key, viewer.division_id, localdate(request.at))
    payees = queries.payees(viewer)
    form = forms.AppraisalForm(request.POST or None, items=rule.scored if rule else [], payees=payees)  # fmt: skip
    intro = f"{rule.document} · {yuan(rule.amount)} 元/年" if rule else _("当地没有已复核的考核细则，请先录入。")  # fmt: skip
    return filled(
        request, form,
        lambda told: services.appraise(
            found(payees, told.pop("operator")), key, **told, by=viewer, at=request.at
        ),
        title=f"{_('考核')}：{_label(key)}", intro=intro, done=_("考核已录入，等待复核。"),
        home=lambda row: reverse("office:appraisal", args=[row.pk]), back=reverse("office:appraisals"),
    )  # fmt: skip


def _waits(viewer: Mandate, row: Any) -> bool:
    return row.state == ENTERED and viewer.may("purchases.confirm")


def _may_settle(viewer: Mandate, row: Appraisal) -> bool:
    settled = row.settlements.exclude(state=REFUSED).exists()
    return row.state == CONFIRMED and viewer.may("purchases.enter") and not settled


def _decide(service: Any, agreed: bool) -> Any:
    return lambda request, row, told: service(row, agreed=agreed, by=acting(request), at=request.at)


APPRAISAL_DEEDS = (
    Deed("agree", _("复核通过"), forms.Nothing, _decide(services.decide_appraisal, True), _("已复核。"), _waits),
    Deed("refuse", _("退回"), forms.Nothing, _decide(services.decide_appraisal, False), _("已退回，可以重新考核。"), _waits),
    Deed(
        "settle", _("提交结算"), forms.Nothing,
        lambda request, row, told: services.settle_appraisal(row, by=acting(request), at=request.at),
        _("已提交，等待复核和支付。"), _may_settle,
    ),
)  # fmt: skip


def _appraisal_sheet(row: Appraisal) -> Sheet:
    rule = row.rule
    judged = [
        {"text": item.text, "points": item.points, "given": given, "measured": item.measured}
        for item, given in zip(rule.scored, row.points, strict=True)
    ]
    table = Table(
        "appraisal.items", _("各项得分"),
        [
            Column("text", _("考核内容")), Column("points", _("分值"), kind="number"),
            Column("given", _("得分"), kind="number"), Column("measured", _("衡量方法"), wide=True),
        ],
        rows=judged, order="", empty=_("没有细则。"),
    )  # fmt: skip
    settled = row.settlements.exclude(state=REFUSED).first()
    share = percent(row.share / WHOLE)
    return Sheet(
        title=row.operator.name, status=state(row),
        subtitle=f"{_label(rule.subsidy)} · {row.from_month} 至 {row.to_month}",
        facts=[
            (_("得分"), f"{row.score}（{row.grade}）"), (_("支付比例"), share),
            (_("补贴金额"), yuan(row.amount)),
            (_("怎样算出"), f"{yuan(rule.amount)} 元/年 × 考核月数 ÷ 12 × {share}"),
            (_("依据"), rule.document), (_("资金及来源"), money(rule.fund, rule.source)),
            (_("扣分说明"), row.note or "—"), (_("考核人"), str(row.entered_by.user)),
        ],
        back=reverse("office:appraisals"), deeds=APPRAISAL_DEEDS, table=table,
        link=(_("结算单"), reverse("office:settlement", args=[settled.pk])) if settled else None,
    )  # fmt: skip


@needs("purchases.see")
def appraisal(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one appraisal: every item, the grade, and how the sum comes about."""
    row = found(queries.appraisals(acting(request)), pk)
    return show(request, row, _appraisal_sheet(row), "office:appraisal_act")


@require_POST
@needs("purchases.enter", "purchases.confirm")
def appraisal_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Confirm, refuse or settle an appraisal."""
    row = found(queries.appraisals(acting(request)), pk)
    home = reverse("office:appraisal", args=[pk])
    return perform(request, row, act, _appraisal_sheet(row), "office:appraisal_act", home)


# -- recorded services --------------------------------------------------------------------------


@needs("purchases.see")
def service_records(request: StaffRequest) -> HttpResponseBase:
    """List deliveries that subsidies pay for: meals, visits, care."""
    viewer = acting(request)
    kinds = [(row.key, row.label) for row in subsidies(BY_PIECE, BY_HEAD)]
    table = Table(
        "service_records", _("服务记录"),
        [
            Column("on", _("日期"), kind="date", order_by="on"),
            Column("operator", _("服务机构"), "operator.name", order_by="operator__name"),
            Column("subsidy", _("补贴"), lambda row: _label(row.subsidy)),
            Column("person", _("服务对象"), "person.name", href=lambda row: lists.person(viewer, row.person_id)),
            Column("quantity", _("数量"), kind="number"),
            Column("amount", _("补贴（元）"), kind="money"),
            Column("reference", _("单号"), kind="code", wide=True),
            Column("settled", _("结算"), _settled, kind="badge", href=_settlement),
        ],
        queryset=queries.service_records(viewer).exclude(subsidy=""),
        filters=[
            Filter("q", _("姓名、机构或单号"), fields=("person__name", "operator__name", "reference")),
            Filter("subsidy", _("补贴"), "choice", kinds),
            Filter("on", _("月份"), "month"),
        ],
        order=("-on", "-id"), empty=_("还没有服务记录。"),
    )  # fmt: skip
    buttons = [
        button(_("登记服务"), "service_record_new"),
        button(_("月度结算"), "month_settle", primary=True),
    ]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(SUBSIDY_TABS, "service_records"),
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


def _settled(row: Any) -> Badge:
    return state(row.settlement) if row.settlement else Badge(_("未结算"), "due")


def _settlement(row: Any) -> str:
    return reverse("office:settlement", args=[row.settlement_id]) if row.settlement_id else ""


@needs("purchases.enter")
def service_record_new(request: StaffRequest) -> HttpResponse:
    """Record one delivery a subsidy pays for."""
    viewer = acting(request)
    payees = queries.payees(viewer)

    def act(told: dict[str, Any]) -> Any:
        person = found_person(request, told.pop("id_number"))
        operator = found(payees, told.pop("operator"))
        return services.record_service(operator, person, **told, by=viewer, at=request.at)

    form = forms.SubsidisedDelivery(request.POST or None, payees=payees)
    return filled(
        request, form, act, title=_("登记服务"), intro=_("同一机构的单号只登记一次。"), done=_("已登记。"),
        home=lambda row: reverse("office:service_records"), back=reverse("office:service_records"),
    )  # fmt: skip


@needs("purchases.enter")
def month_settle(request: StaffRequest) -> HttpResponse:
    """Settle a month of an operator; the sum opens to its records."""
    viewer = acting(request)
    payees = queries.payees(viewer)
    form = forms.MonthSettlement(request.POST or None, payees=payees)
    return filled(
        request, form,
        lambda told: services.settle_month(
            found(payees, told["operator"]), told["key"], told["month"], by=viewer, at=request.at
        ),
        title=_("月度结算"), intro=_("按当月登记的服务记录和已复核的标准计算。"), label=_("计算并提交结算"),
        done=_("已提交，等待复核和支付。"), home=lambda row: reverse("office:settlement", args=[row.pk]),
        back=reverse("office:service_records"),
    )  # fmt: skip


# -- rules --------------------------------------------------------------------------------------


@needs("purchases.see")
def subsidy_rules(request: StaffRequest) -> HttpResponseBase:
    """List the standards and scoring rules, whether in force, with their documents."""
    viewer = acting(request)
    kinds = [(row.key, row.label) for row in subsidies()]
    table = Table(
        "subsidy_rules", _("补贴标准与考核细则"),
        [
            Column("subsidy", _("补贴"), lambda row: _label(row.subsidy), href=lambda row: reverse("office:subsidy_rule", args=[row.pk])),
            Column("way", _("方式"), lambda row: WAYS[subsidy(row.subsidy).way]),
            Column("amount", _("标准（元）"), kind="money"),
            Column("valid_from", _("执行"), kind="date", order_by="valid_from"),
            Column("valid_to", _("止"), kind="date", wide=True),
            Column("division", _("区划"), lambda row: lists.place(row.division), wide=True),
            Column("document", _("依据文件"), wide=True),
            Column("state", _("状态"), state, kind="badge"),
        ],
        queryset=queries.rules(viewer), filters=[Filter("subsidy", _("补贴"), "choice", kinds)],
        order=("subsidy", "-valid_from"), empty=_("还没有标准。没有标准的补贴不能结算。"),
    )  # fmt: skip
    buttons = [button(label, "subsidy_rule_new", key) for key, label in kinds]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(SUBSIDY_TABS, "subsidy_rules"),
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


@needs("purchases.enter")
def subsidy_rule_new(request: StaffRequest, key: str) -> HttpResponse:
    """Enter what a subsidy is worth from a day and how it is scored."""
    viewer = acting(request)
    if key not in {row.key for row in subsidies()}:
        raise Http404
    form = forms.RuleForm(request.POST or None, key=key)
    return filled(
        request, form,
        lambda told: services.enter_rule(
            key, viewer.division_id, told.pop("since"), **told, by=viewer, at=request.at
        ),
        title=_label(key), intro=_("给出的细则是参考文本，按当地文件修改；另一人复核后执行。"), done=_("已录入，等待复核。"),
        home=lambda row: reverse("office:subsidy_rule", args=[row.pk]), back=reverse("office:subsidy_rules"),
    )  # fmt: skip


RULE_DEEDS = (
    Deed("agree", _("复核通过"), forms.Nothing, _decide(services.decide_rule, True), _("已复核，按执行日期生效。"), _waits),
    Deed("refuse", _("退回"), forms.Nothing, _decide(services.decide_rule, False), _("已退回。"), _waits),
)  # fmt: skip


def _rule_sheet(row: Rule) -> Sheet:
    items = Table(
        "subsidy_rule.items", _("考核细则"),
        [Column("text", _("内容")), Column("points", _("分值"), kind="number"), Column("measured", _("衡量方法"))],
        rows=row.scored, order="", empty=_("没有细则。"),
    ) if row.items else None  # fmt: skip
    grades = "；".join(f"{b.label} ≥{b.floor} {percent(b.share / WHOLE)}" for b in row.grades)
    facts = [
        (_("标准"), yuan(row.amount) if row.amount else ""), (_("方式"), WAYS[subsidy(row.subsidy).way]),
        (_("执行"), f"{row.valid_from} 至 {row.valid_to or _('今')}"), (_("依据文件"), row.document),
        (_("资金及来源"), money(row.fund, row.source) if row.fund else ""), (_("等次和支付比例"), grades),
        (_("录入"), str(row.entered_by.user)), (_("复核"), str(row.decided_by.user) if row.decided_by else ""),
    ]  # fmt: skip
    return Sheet(
        title=_label(row.subsidy), subtitle=row.division.name, status=state(row),
        facts=[fact for fact in facts if fact[1]], back=reverse("office:subsidy_rules"), deeds=RULE_DEEDS, table=items,
    )  # fmt: skip


@needs("purchases.see")
def subsidy_rule(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one rule with its scoring items."""
    row = found(queries.rules(acting(request)), pk)
    return show(request, row, _rule_sheet(row), "office:subsidy_rule_act")


@require_POST
@needs("purchases.confirm")
def subsidy_rule_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Confirm or refuse a rule."""
    row = found(queries.rules(acting(request)), pk)
    home = reverse("office:subsidy_rule", args=[pk])
    return perform(request, row, act, _rule_sheet(row), "office:subsidy_rule_act", home)


urlpatterns: list[URLPattern] = [
    path("subsidies/", appraisals, name="appraisals"),
    path("subsidies/appraise/<str:key>/", appraisal_new, name="appraisal_new"),
    path("subsidies/appraisals/<int:pk>/", appraisal, name="appraisal"),
    path("subsidies/appraisals/<int:pk>/<str:act>/", appraisal_act, name="appraisal_act"),
    path("subsidies/services/", service_records, name="service_records"),
    path("subsidies/services/new/", service_record_new, name="service_record_new"),
    path("subsidies/services/settle/", month_settle, name="month_settle"),
    path("subsidies/rules/", subsidy_rules, name="subsidy_rules"),
    path("subsidies/rules/new/<str:key>/", subsidy_rule_new, name="subsidy_rule_new"),
    path("subsidies/rules/<int:pk>/", subsidy_rule, name="subsidy_rule"),
    path("subsidies/rules/<int:pk>/<str:act>/", subsidy_rule_act, name="subsidy_rule_act"),
]
