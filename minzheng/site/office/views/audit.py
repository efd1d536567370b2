"""The audit desk: who did what and who looked at whom, whether the chain holds, exports on record."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts import queries
from minzheng.kernel.audit import services
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.divisions.models import Division
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from .. import lists, words
from ..deeds import EXPORTS, GROUPS, LOOKS
from ..doors import acting, found, needs


@needs("audit.see", "looks.see")
def audit(request: StaffRequest) -> HttpResponseBase:
    """List the lines of the audit, newest first: all, only looks, only exports, only refusals."""
    viewer = acting(request)
    if request.GET.get("export") and not viewer.may("audit.export"):
        raise PermissionDenied(_("您的岗位不能导出审计记录。"))
    rows = queries.audit_entries(viewer)
    group = request.GET.get("group", "")
    chosen = rows.filter(GROUPS[group]) if group in GROUPS else rows
    if request.GET.get("actor", "").isdecimal():
        chosen = chosen.filter(actor_user_id=int(request.GET["actor"]))
    if request.GET.get("subject"):
        chosen = chosen.filter(
            subject_key=request.GET["subject"], subject_id=request.GET.get("id", "")
        )
    return lists.respond(
        request, _table(chosen), "office/audit/list.html",
        tabs=_tabs(group), intro=_said(request), head=services.head(), may_verify=viewer.may("audit.verify"),
    )  # fmt: skip


def _tabs(group: str) -> list[dict[str, Any]]:
    here = reverse("office:audit")
    labels = (
        ("", _("全部")),
        ("looks", _("谁看了谁")),
        ("exports", _("导出与下载")),
        ("refusals", _("登录失败")),
    )
    tabs: list[dict[str, Any]] = [
        {"label": label, "url": f"{here}?group={key}" if key else here, "active": key == group}
        for key, label in labels
    ]
    by_person = {"label": _("按人汇总"), "url": reverse("office:audit_people")}
    return [*tabs, {**by_person, "active": group == "people"}]


def _said(request: StaffRequest) -> str:
    if not request.GET.get("subject"):
        return ""
    subject = words.SUBJECTS.get(request.GET["subject"], request.GET["subject"])
    return _("关于%(subject)s %(id)s 的全部记录") % {
        "subject": subject,
        "id": request.GET.get("id", ""),
    }


def _table(rows: QuerySet[Entry]) -> Table:
    places: dict[str, str] = dict(Division.objects.values_list("code", "name"))
    return Table(
        "audit.entries",
        _("审计记录"),
        [
            Column("sequence", _("序号"), kind="number", order_by="sequence", href=lambda row: reverse("office:audit_entry", args=[row.sequence])),
            Column("at", _("时间"), kind="datetime", order_by="at"),
            Column("actor_label", _("操作人")),
            Column("deed", _("动作"), lambda row: words.deed(row.verb), order_by="verb"),
            Column("subject", _("对象"), lambda row: words.SUBJECTS.get(row.subject_key, row.subject_key), href=_subject_link),
            Column("subject_id", _("编号"), kind="code", href=_subject_link),
            Column("place", _("地区"), lambda row: places.get(row.division_code, ""), wide=True),
            Column("detail", _("说明"), lambda row: _detail(row.detail)),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("操作人"), fields=("actor_label",)),
            Filter("subject_key", _("对象"), "choice", lists.worded(words.SUBJECTS.items())),
            Filter("since", _("从"), "date", apply=lambda r, day: r.filter(at__date__gte=day)),
            Filter("until", _("到"), "date", apply=lambda r, day: r.filter(at__date__lte=day)),
            Filter("detail", _("说明含有"), apply=lambda r, text: r.filter(detail__icontains=text)),
        ],
        order="-sequence",
    )  # fmt: skip


def _subject_link(row: Entry) -> str:
    if not row.subject_key or not row.subject_id:
        return ""
    return (
        f"{reverse('office:audit')}?{urlencode({'subject': row.subject_key, 'id': row.subject_id})}"
    )


def _detail(detail: dict[str, Any]) -> str:
    """Return what a line says beside its deed: the reason first, then the rest."""
    said = [str(detail["reason"])] if detail.get("reason") else []
    said += [
        f"{LABELS[key]} {words.value(key, value)}"
        for key, value in detail.items()
        if key in LABELS and value not in (None, "")
    ]
    return "；".join(said)


LABELS = {
    "action": "处置", "added": "增加", "address": "来源地址", "amount": "金额", "answer": "答复", "began": "新列入",
    "benefit": "待遇", "breaks": "断点", "case": "办件", "data_set": "数据", "department": "部门", "due_on": "期限",
    "ended": "退出", "failed": "失败", "field": "内容", "file": "文件", "first": "自第", "household": "家庭", "kind": "种类",
    "last": "至第", "line": "行", "lines": "笔数", "month": "月份", "name": "名称", "near": "近亲属", "note": "说明",
    "number": "编号", "on": "日期", "only": "只运行", "opened": "派发", "outcome": "结论", "paid": "成功", "place": "地点",
    "policy": "政策", "problem": "问题", "problems": "异常", "purpose": "用途", "receiver": "接收单位", "rejected": "退回",
    "relation": "关系", "removed": "减少", "role": "岗位", "rows": "行数", "sampled": "抽中", "state": "状态", "user": "用户",
    "username": "用户名", "value": "数值", "waived": "放弃陈述",
}  # fmt: skip


@needs("audit.see", "looks.see")
def audit_entry(request: StaffRequest, sequence: int) -> HttpResponse:
    """Show one line whole, with its hashes and what else was done to the same subject."""
    rows = queries.audit_entries(acting(request))
    row = found(rows, rows.filter(sequence=sequence).values_list("pk", flat=True).first() or 0)
    context = {
        "entry": row,
        "title": f"{row.sequence} · {words.deed(row.verb)}",
        "back": reverse("office:audit"),
        "facts": [
            {"label": _("操作人"), "value": row.actor_label, "href": f"{reverse('office:audit')}?actor={row.actor_user_id}" if row.actor_user_id else ""},
            {"label": _("动作"), "value": f"{words.deed(row.verb)}（{row.verb}）"},
            {"label": _("对象"), "value": f"{words.SUBJECTS.get(row.subject_key, row.subject_key)} {row.subject_id}", "href": _subject_link(row)},
            {"label": _("区划"), "value": row.division_code},
            {"label": _("前一条摘要"), "value": row.previous_hash},
            {"label": _("本条摘要"), "value": row.hash},
        ],
        "detail": [(LABELS.get(key, key), words.value(key, value)) for key, value in row.detail.items()],
        "others": _others(rows, row),
    }  # fmt: skip
    return render(request, "office/audit/entry.html", context)


def _others(rows: QuerySet[Entry], row: Entry) -> list[dict[str, Any]]:
    """Return what else was done to the same subject, newest first."""
    if not row.subject_id:
        return []
    same = rows.filter(subject_key=row.subject_key, subject_id=row.subject_id).exclude(pk=row.pk)
    return [
        {"at": other.at, "title": words.deed(other.verb), "detail": _detail(other.detail), "who": other.actor_label,
         "href": reverse("office:audit_entry", args=[other.sequence])}
        for other in same[:20]
    ]  # fmt: skip


@needs("audit.see", "looks.see")
def audit_people(request: StaffRequest) -> HttpResponseBase:
    """List who looked at how many files and exported how often, the busiest first."""
    rows = queries.audit_entries(acting(request))
    counted = (
        rows.exclude(actor_user_id=None).order_by().values("actor_user_id", "actor_label")
        .annotate(deeds=Count("id"), looks=Count("id", filter=LOOKS), subjects=Count("subject_id", filter=LOOKS, distinct=True),
                  exports=Count("id", filter=EXPORTS))
    )  # fmt: skip
    here = reverse("office:audit")
    table = Table(
        "audit.people",
        _("按人汇总"),
        [
            Column("actor_label", _("操作人与岗位"), href=lambda row: f"{here}?actor={row['actor_user_id']}", order_by=True),
            Column("deeds", _("全部动作"), kind="number", order_by=True, href=lambda row: f"{here}?actor={row['actor_user_id']}"),
            Column("looks", _("查看次数"), kind="number", order_by=True, href=lambda row: f"{here}?group=looks&actor={row['actor_user_id']}"),
            Column("subjects", _("看过的对象"), kind="number", order_by=True, href=lambda row: f"{here}?group=looks&actor={row['actor_user_id']}"),
            Column("exports", _("导出与下载"), kind="number", order_by=True, href=lambda row: f"{here}?group=exports&actor={row['actor_user_id']}"),
        ],
        rows=list(counted),
        filters=[Filter("q", _("操作人"), fields=("actor_label",))],
        order="-looks",
    )  # fmt: skip
    return lists.respond(request, table, "office/audit/list.html", tabs=_tabs("people"))


@require_POST
@needs("audit.verify")
def audit_check(request: StaffRequest) -> HttpResponse:
    """Check the whole chain and say where it breaks, if it does; the check itself is recorded."""
    breaks = services.verify_chain()
    last, hash_ = services.head()
    services.record(
        "audit.chain.checked", subject=None, subject_key="audit.entry", by=acting(request), at=request.at,
        first=1, last=last, breaks=len(breaks),
    )  # fmt: skip
    if breaks:
        for place in breaks[:20]:
            messages.error(
                request,
                _("第 %(n)s 条：%(reason)s") % {"n": place.sequence, "reason": place.reason},
            )
    else:
        given = {"n": f"{last:,}", "hash": hash_[:16]}
        messages.success(
            request, _("审计链完整：第 1 条至第 %(n)s 条逐条核验无误，末条摘要 %(hash)s…") % given
        )
    return redirect("office:audit")


urlpatterns: list[URLPattern] = [
    path("audit/", audit, name="audit"),
    path("audit/people/", audit_people, name="audit_people"),
    path("audit/check/", audit_check, name="audit_check"),
    path("audit/<int:sequence>/", audit_entry, name="audit_entry"),
]
