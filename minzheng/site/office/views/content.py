"""Publishing: texts through three reviews and three proofs, units ranked, online accounts."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.publicity import choices, queries, services
from minzheng.domains.publicity.models import Article, OnlineAccount, Publication
from minzheng.domains.publicity.services.articles import STEPS, next_step, passed
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import queries as documents
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs
from ..forms import content as forms
from .assistance.acts import Deed, Sheet, perform, show
from .purchases.entering import button, filled, tabs

ARTICLE_ACT, ACCOUNT_ACT = "office:article_act", "office:online_account_act"
WORK = ("content.write", "content.review", "content.approve")
TONES = {
    choices.DRAFTED: "quiet", choices.IN_REVIEW: "due", choices.APPROVED: "info", choices.PUBLISHED: "good",
    choices.SENT_BACK: "danger", choices.TAKEN_DOWN: "quiet",
}  # fmt: skip
RISK_TONES = {choices.LOW: "good", choices.MIDDLE: "due", choices.HIGH: "danger"}
TABS = (
    ("articles", _lazy("信息稿件")),
    ("unit_standings", _lazy("报送考核")),
    ("online_accounts", _lazy("账号台账")),
)


def _state(row: Article) -> Badge:
    waiting = next_step(row)
    label = choices.REVIEW_STEPS[waiting] if waiting else row.get_state_display()
    return Badge(label, TONES[row.state])


def _policies(viewer: Mandate) -> list[tuple[Any, str]]:
    return [(row.pk, str(row)) for row in documents.policy_documents(viewer)]


def _places(viewer: Mandate) -> list[tuple[str, str]]:
    rows = divisions.subtree(viewer.division_id).filter(valid_to=None).select_related("parent")
    return [(row.code, lists.place(row)) for row in rows.order_by("path")]


def _with_policy(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key != "policy"} | {
        "policy_id": told["policy"]
    }


@needs(*WORK)
def articles(request: StaffRequest) -> HttpResponseBase:
    """List the texts of the viewer's divisions."""
    viewer = acting(request)
    table = Table(
        "publicity.articles", _("信息稿件"),
        [
            Column("title", _("标题"), href=lambda row: reverse("office:article", args=[row.pk]), order_by="title"),
            Column("kind", _("栏目"), "get_kind_display", order_by="kind"),
            Column("unit", _("报送单位"), order_by="unit"),
            Column("state", _("状态"), _state, kind="badge"),
            Column("sent_at", _("报送时间"), kind="datetime", order_by="sent_at", wide=True),
            Column("published_on", _("发布日期"), kind="date", order_by="published_on"),
            Column("views", _("浏览"), queries.view_count, kind="number", wide=True),
        ],
        queryset=queries.articles(viewer).prefetch_related("reviews"),
        filters=[
            Filter("q", _("标题、正文或单位"), fields=("title", "body", "unit")),
            Filter("state", _("状态"), "choice", list(choices.ARTICLE_STATES.items())),
            Filter("kind", _("栏目"), "choice", list(choices.ARTICLES.items())),
        ],
        order=("-at",), empty=_("还没有稿件。"),
    )  # fmt: skip
    buttons = [button(_("新稿件"), "article_new", primary=True)] if viewer.may(WORK[0]) else []
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "articles"), buttons=buttons
    )


@needs("content.write")
def article_new(request: StaffRequest) -> HttpResponse:
    """Write a text."""
    viewer = acting(request)
    places = _places(viewer)
    form = forms.ArticleEntry(
        request.POST or None, request.FILES or None, places=places, policies=_policies(viewer),
        initial={"division": viewer.division_id, "unit": _("%(place)s民政办") % {"place": viewer.division.name}},
    )  # fmt: skip

    def enter(told: dict[str, Any]) -> Article:
        place = found(Division.objects.filter(pk__in=dict(places)), told.pop("division"))
        return services.write(place, **_with_policy(told), by=viewer, at=request.at)

    return filled(
        request, form, enter, title=_("新稿件"), done=_("草稿已保存，请核对后报送审校。"),
        home=lambda row: reverse("office:article", args=[row.pk]), back=reverse("office:articles"),
    )  # fmt: skip


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _changed(request: StaffRequest, row: Article, told: dict[str, Any]) -> Any:
    return services.change(row, **_with_policy(told), by=acting(request), at=request.at)


def _shown(request: StaffRequest, row: Article, told: dict[str, Any]) -> Any:
    publication = found(row.publications.all(), told["publication"])
    return services.show_on(publication, address=told["address"], by=acting(request), at=request.at)


def _elsewhere(row: Article) -> list[Publication]:
    return list(row.publications.exclude(channel=choices.WEBSITE))


def _state_is(*states: str, needs: str) -> Any:
    return lambda viewer, row: viewer.may(needs) and row.state in states


def _may_pass(viewer: Mandate, row: Article) -> bool:
    last = next_step(row) == STEPS[4]
    return row.state == choices.IN_REVIEW and viewer.may(WORK[2] if last else WORK[1])


UNDONE = (choices.DRAFTED, choices.SENT_BACK)
DEEDS = (
    Deed("pass", _lazy("通过本环节"), forms.Passing, _on(services.pass_step), _lazy("本环节已通过。"), _may_pass),
    Deed("send", _lazy("报送审校"), forms.Sure, _on(services.send_in), _lazy("已报送审校。"), _state_is(*UNDONE, needs=WORK[0])),
    Deed(
        "publish", _lazy("发布"), forms.Channels, _on(services.publish), _lazy("已发布；微信、微博请下载素材包发布后登记网址。"),
        _state_is(choices.APPROVED, needs=WORK[1]),
    ),
    Deed(
        "shown", _lazy("登记发布网址"), forms.Shown, _shown, _lazy("网址已登记。"),
        lambda viewer, row: viewer.may(WORK[1]) and row.state == choices.PUBLISHED and bool(_elsewhere(row)),
        shape=lambda _request, row: {"publications": [(p.pk, p.get_channel_display()) for p in _elsewhere(row)]},
    ),
    Deed(
        "change", _lazy("修改"), forms.ArticleText, _changed, _lazy("修改已保存。"), _state_is(*UNDONE, needs=WORK[0]),
        initial=lambda _request, row: {name: getattr(row, name) for name in services.articles.TEXT} | {"policy": row.policy_id},
        shape=lambda request, _row: {"policies": _policies(acting(request))},
    ),
    Deed("back", _lazy("退回修改"), forms.Reason, _on(services.send_back), _lazy("已退回。"), _state_is(choices.IN_REVIEW, choices.APPROVED, needs=WORK[1])),
    Deed("adopt", _lazy("登记上级采用"), forms.AdoptionEntry, _on(services.adopt), _lazy("采用情况已登记。"), _state_is(choices.PUBLISHED, choices.TAKEN_DOWN, needs=WORK[1])),
    Deed("down", _lazy("撤下"), forms.Reason, _on(services.take_down), _lazy("已从门户撤下，其他渠道请同步删除。"), _state_is(choices.PUBLISHED, needs=WORK[1])),
)  # fmt: skip


def _tables(row: Article) -> list[Table]:
    return [
        Table(
            "publicity.reviews", _("审校记录"),
            [
                Column("step", _("环节"), "get_step_display"),
                Column("passed", _("结果"), lambda r: Badge(_("通过"), "good") if r.is_passed else Badge(_("退回"), "danger"), kind="badge"),
                Column("note", _("意见")), Column("by", _("办理人"), "by.user"), Column("at", _("时间"), kind="datetime", order_by="at"),
            ],
            queryset=row.reviews.select_related("by__user"), order=("at",), prefix="r-", empty=_("还没有审校。"),
        ),
        Table(
            "publicity.publications", _("发布渠道"),
            [
                Column("channel", _("渠道"), "get_channel_display"),
                Column("account", _("账号"), lambda p: p.account.name if p.account else "—"),
                Column("bundle", _("素材包"), lambda p: _("下载") if p.bundle_id else "—", href=lambda p: reverse("office:document", args=[p.bundle_id]) if p.bundle_id else ""),
                Column("address", _("网址")), Column("shown_at", _("上线时间"), kind="datetime"),
                Column("removed_at", _("撤下时间"), kind="datetime", wide=True),
            ],
            queryset=row.publications.select_related("account"), order=("channel",), prefix="p-", empty=_("还没有发布。"),
        ),
        Table(
            "publicity.adoptions", _("上级采用"),
            [
                Column("level", _("级别"), "get_level_display"), Column("medium", _("媒体或刊物")),
                Column("on", _("日期"), kind="date", order_by="on"), Column("proof", _("凭据"), wide=True),
            ],
            queryset=row.adoptions.all(), order=("-on",), prefix="a-", empty=_("没有登记采用。"),
        ),
    ]  # fmt: skip


def _article_sheet(row: Article) -> Sheet:
    first, *more = _tables(row)
    done = passed(row)
    facts: list[tuple[Any, Any]] = [
        (_("索引号"), row.index_number), (_("栏目"), row.get_kind_display()), (_("主题分类"), row.theme_class),
        (_("报送单位"), row.unit), (_("拟稿人"), row.by.user), (_("关键词"), row.keywords or "—"),
        (_("政策文件"), row.policy or "—"), (_("展示至"), row.until_on or _("长期")), (_("浏览量"), queries.view_count(row)),
        (_("已通过"), _("%(count)s / 6 个环节") % {"count": len(done)}),
    ]  # fmt: skip
    if row.reason:
        facts.append((_("退回或撤下原因"), row.reason))
    link = None
    if row.state == choices.PUBLISHED:
        link = (_("在门户查看"), reverse("portal:page", args=[row.pk]))
    return Sheet(
        title=row.title, subtitle=lists.place(row.division), status=_state(row), facts=facts, intro=row.body,
        back=reverse("office:articles"), deeds=DEEDS, table=first, more=more, link=link,
    )  # fmt: skip


@needs(*WORK)
def article(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one text with its steps."""
    row = found(queries.articles(acting(request)), pk)
    return show(request, row, _article_sheet(row), ARTICLE_ACT)


@require_POST
@needs(*WORK)
def article_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a text."""
    row = found(queries.articles(acting(request)), pk)
    home = reverse("office:article", args=[row.pk])
    return perform(request, row, act, _article_sheet(row), ARTICLE_ACT, home)


@needs(*WORK)
def unit_standings(request: StaffRequest) -> HttpResponseBase:
    """Rank the units by what they sent in during a year."""
    on = localdate(request.at)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= on.year else on.year
    home = reverse("office:articles")
    table = Table(
        "publicity.standings", _("%(year)s 年信息报送") % {"year": year},
        [
            Column("unit", _("报送单位"), href=lambda row: f"{home}?q={row.unit}"),
            Column("sent", _("报送"), kind="number"), Column("published", _("发布"), kind="number"),
            Column("adopted", _("上级采用"), kind="number"), Column("points", _("得分"), kind="number"),
        ],
        rows=queries.standings(acting(request), year, on), empty=_("本年还没有报送。"),
    )  # fmt: skip
    years = [
        {"label": str(y), "url": f"?year={y}", "active": y == year}
        for y in range(on.year, on.year - 3, -1)
    ]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "unit_standings"), chips=years
    )


# -- online accounts -------------------------------------------------------------------------------


def _account_state(row: OnlineAccount) -> Badge:
    tone = "good" if row.state == choices.ACTIVE else "quiet"
    return Badge(row.get_state_display(), tone)


@needs(*WORK)
def online_accounts(request: StaffRequest) -> HttpResponseBase:
    """List the accounts of the viewer's divisions, with what is overdue."""
    viewer = acting(request)
    rows = queries.online_accounts(viewer)
    late = queries.unchecked(viewer, localdate(request.at)).count()
    table = Table(
        "publicity.accounts", _("网络账号"),
        [
            Column("name", _("名称"), href=lambda row: reverse("office:online_account", args=[row.pk]), order_by="name"),
            Column("kind", _("类型"), "get_kind_display", order_by="kind"), Column("unit", _("主办单位")),
            Column("owner", _("责任人")), Column("identifier", _("标识"), wide=True),
            Column("state", _("状态"), _account_state, kind="badge"),
            Column("checked_on", _("最近检查"), kind="date", order_by="checked_on"),
            Column("unmended", _("待整改"), kind="number", order_by="unmended"),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("名称、标识或单位"), fields=("name", "identifier", "unit")),
            Filter("kind", _("类型"), "choice", list(choices.ACCOUNTS.items())),
            Filter("state", _("状态"), "choice", list(choices.ACCOUNT_STATES.items())),
        ],
        order=("name",), empty=_("还没有登记账号。"),
    )  # fmt: skip
    tiles = [{"label": _("到期未检查的账号"), "value": late, "tone": "due" if late else "good"}]
    buttons = (
        [button(_("登记账号"), "online_account_new", primary=True)] if viewer.may(WORK[0]) else []
    )
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "online_accounts"), tiles=tiles, buttons=buttons
    )  # fmt: skip


@needs("content.write")
def online_account_new(request: StaffRequest) -> HttpResponse:
    """Enter an account."""
    viewer = acting(request)
    places = _places(viewer)
    form = forms.AccountEntry(
        request.POST or None, places=places, initial={"division": viewer.division_id}
    )

    def enter(told: dict[str, Any]) -> OnlineAccount:
        place = found(Division.objects.filter(pk__in=dict(places)), told.pop("division"))
        return services.register_account(place, **told, by=viewer, at=request.at)

    return filled(
        request, form, enter, title=_("登记账号"), done=_("账号已登记。"),
        home=lambda row: reverse("office:online_account", args=[row.pk]), back=reverse("office:online_accounts"),
    )  # fmt: skip


def _mended(request: StaffRequest, row: OnlineAccount, told: dict[str, Any]) -> Any:
    check = row.checks.filter(due_on__isnull=False, mended_on=None).first()
    if check is None:
        raise services.PublicityError(_("没有待整改的检查。"))
    return services.mend_check(check, **told, by=acting(request), at=request.at)


ACCOUNT_DEEDS = (
    Deed("check", _lazy("登记检查"), forms.CheckEntry, _on(services.check_account), _lazy("检查已登记。"), lambda viewer, row: viewer.may(WORK[0]) and row.state != choices.CLOSED_DOWN),
    Deed("mend", _lazy("登记整改"), forms.Mended, _mended, _lazy("整改已登记。"), lambda viewer, row: viewer.may(WORK[0]) and bool(row.unmended)),
    Deed(
        "state", _lazy("变更状态或责任人"), forms.AccountState, _on(services.change_account), _lazy("变更已登记。"),
        lambda viewer, row: viewer.may(WORK[0]), initial=lambda _request, row: {"state": row.state, "owner": row.owner},
    ),
)  # fmt: skip


def _account_sheet(row: OnlineAccount) -> Sheet:
    checks = Table(
        "publicity.checks", _("检查记录"),
        [
            Column("on", _("检查日期"), kind="date", order_by="on"),
            Column("risk", _("舆情风险"), lambda c: Badge(c.get_risk_display(), RISK_TONES[c.risk]), kind="badge"),
            Column("findings", _("问题"), lambda c: "；".join(c.findings) or "—"), Column("measure", _("处置措施"), wide=True),
            Column("due_on", _("整改期限"), kind="date"), Column("mended_on", _("整改完成"), kind="date"),
            Column("mended_note", _("整改情况"), wide=True),
        ],
        queryset=row.checks.all(), order=("-on",), prefix="c-", empty=_("还没有检查。"),
    )  # fmt: skip
    facts = [
        (_("类型"), row.get_kind_display()), (_("标识"), row.identifier), (_("主办单位"), row.unit),
        (_("责任人"), row.owner), (_("开通日期"), row.opened_on), (_("备案号"), row.filing_number or "—"),
    ]  # fmt: skip
    return Sheet(
        title=row.name, subtitle=lists.place(row.division), status=_account_state(row), facts=facts,
        back=reverse("office:online_accounts"), deeds=ACCOUNT_DEEDS, table=checks,
    )  # fmt: skip


@needs(*WORK)
def online_account(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one account with its checks."""
    row = found(queries.online_accounts(acting(request)), pk)
    return show(request, row, _account_sheet(row), ACCOUNT_ACT)


@require_POST
@needs("content.write")
def online_account_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with an account."""
    row = found(queries.online_accounts(acting(request)), pk)
    home = reverse("office:online_account", args=[row.pk])
    return perform(request, row, act, _account_sheet(row), ACCOUNT_ACT, home)


urlpatterns: list[URLPattern] = [
    path("content/", articles, name="articles"),
    path("content/new/", article_new, name="article_new"),
    path("content/standings/", unit_standings, name="unit_standings"),
    path("content/accounts/", online_accounts, name="online_accounts"),
    path("content/accounts/new/", online_account_new, name="online_account_new"),
    path("content/accounts/<int:pk>/", online_account, name="online_account"),
    path("content/accounts/<int:pk>/<str:act>/", online_account_act, name="online_account_act"),
    path("content/<int:pk>/", article, name="article"),
    path("content/<int:pk>/<str:act>/", article_act, name="article_act"),
]
