"""Those who serve families at home: who they are, whom they answer for, how well, what they were asked to do."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import PHOTO
from minzheng.kernel.people import queries as people
from minzheng.kernel.visits import choices, queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.declarations import NEEDS
from minzheng.kernel.visits.models import CareCharge, QualityAssessment, ServiceWorker, WorkTask
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import day
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import visiting as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..people.lists import in_place, places
from ..purchases.entering import button, filled, found_case, found_person, tabs
from .shared import STAFF_TABS, villages

WORKER_ACT, CHARGE_ACT, TASK_ACT = (
    "office:service_worker_act", "office:care_charge_act", "office:work_task_act",
)  # fmt: skip
OPEN, LATE, DONE = "open", "late", "done"


def _rows(request: StaffRequest) -> Any:
    return queries.service_workers(acting(request), localdate(request.at))


def _worker_address(row: ServiceWorker) -> str:
    return reverse("office:service_worker", args=[row.pk])


def _charge_address(row: CareCharge) -> str:
    return reverse("office:care_charge", args=[row.pk])


def _task_address(row: WorkTask) -> str:
    return reverse("office:work_task", args=[row.pk])


@needs("cases.see")
def service_workers(request: StaffRequest) -> HttpResponseBase:
    """List the carers, social workers, visitors and volunteers of the viewer's divisions."""
    viewer = acting(request)
    table = Table(
        "visits.workers.list", _("服务人员"),
        [
            Column("name", _("姓名"), href=_worker_address, order_by="name"),
            Column("kind", _("类别"), "get_kind_display", order_by="kind"),
            Column("body", _("所属机构"), order_by="body"),
            Column("place", _("服务范围"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("contract", _("购买服务合同"), kind="code", wide=True),
            Column("cared_for", _("照料人数"), kind="number", order_by="cared_for"),
            Column("valid_from", _("开始服务"), kind="date", order_by="valid_from", wide=True),
        ],
        queryset=_rows(request),
        filters=[
            Filter("q", _("姓名或机构"), fields=("name", "body")),
            Filter("kind", _("类别"), "choice", list(choices.WORKER_KINDS.items())),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
        order=("division__path", "kind", "name"), empty=_("还没有登记服务人员。"),
    )  # fmt: skip
    buttons = [button(_("登记服务人员"), "service_worker_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(STAFF_TABS, "service_workers"),
        buttons=buttons if viewer.may("visits.plan") else [],
    )  # fmt: skip


@needs("visits.plan")
def service_worker_new(request: StaffRequest) -> HttpResponse:
    """Enter somebody who serves families."""
    viewer = acting(request)
    offered = villages(viewer, towns=True)
    form = forms.WorkerEntry(request.POST or None, places=offered)

    def enter(told: dict[str, Any]) -> ServiceWorker:
        place = found(Division.objects.filter(pk__in=dict(offered)), told.pop("division"))
        return visits.enter_worker(place, **told, by=viewer, at=request.at)

    return filled(
        request, form, enter, title=_("登记服务人员"), done=_("服务人员已登记。"), home=_worker_address,
        back=reverse("office:service_workers"),
    )  # fmt: skip


# -- one worker ----------------------------------------------------------------------------------------


def _charge(request: StaffRequest, row: ServiceWorker, told: dict[str, Any]) -> CareCharge:
    viewer = acting(request)
    person = found_person(request, told.pop("id_number"))
    letter = told.pop("letter", None)
    paper = None
    if letter:
        home = people.household_of(person.pk, localdate(request.at))
        paper = documents.store(
            letter, kind=PHOTO, title=_("照料责任书"), by=viewer, at=request.at, subject=person,
            division=home.division_id if home else row.division_id,
        )  # fmt: skip
    return visits.charge_carer(
        row, person, **told, document=paper, supervisor=viewer, by=viewer, at=request.at
    )


def _give(request: StaffRequest, row: ServiceWorker, told: dict[str, Any]) -> WorkTask:
    person = found_person(request, told.pop("id_number"))
    case = found_case(request, told.pop("case"))
    home = people.household_of(person.pk, localdate(request.at))
    if home is None:
        raise visits.VisitRefused(_("没有找到该人员的家庭档案"))
    return visits.give_task(
        row, home, **told, person=person, case=case, by=acting(request), at=request.at
    )


def _retire(request: StaffRequest, row: ServiceWorker, told: dict[str, Any]) -> Any:
    return visits.retire_worker(row, **told, by=acting(request), at=request.at)


def _may(viewer: Mandate, row: Any) -> bool:
    return viewer.may("visits.plan")


WORKER_DEEDS = (
    Deed(
        "charge", _lazy("签订照料责任书"), forms.Charge, _charge, _lazy("责任书已登记。"),
        lambda viewer, row: _may(viewer, row) and row.kind in (choices.CARER, choices.VISITOR),
    ),
    Deed(
        "task", _lazy("交办任务"), forms.TaskEntry, _give, _lazy("任务已交办。"),
        lambda viewer, row: _may(viewer, row) and row.kind != choices.CARER,
    ),
    Deed("retire", _lazy("停止服务"), forms.Ending, _retire, _lazy("已登记停止服务。"), _may),
)  # fmt: skip


def _worker_sheet(request: StaffRequest, row: ServiceWorker) -> Sheet:
    viewer, on = acting(request), localdate(request.at)
    facts = [
        (_("类别"), row.get_kind_display()),
        (_("所属机构"), row.body or "—"),
        (_("服务范围"), lists.place(row.division)),
        (_("职业资格证书"), row.certificate or "—"),
        (_("购买服务合同"), row.contract or "—"),
        (_("开始服务"), day(row.valid_from)),
    ]
    charges = _charge_table(queries.charges(viewer, on).filter(worker=row), prefix="c-")
    tasks = _task_table(request, queries.work_tasks(viewer).filter(worker=row), prefix="t-")
    served = Table(
        "visits.worker.visits", _("上门服务记录"),
        [
            Column("visited_at", _("时间"), kind="datetime", order_by="visited_at", href=lambda one: reverse("office:visit", args=[one.pk])),
            Column("who", _("服务对象"), lambda one: one.person.name if one.person else one.household.head.name),
            Column("purpose", _("事项")), Column("conclusion", _("说明"), wide=True),
        ],
        queryset=queries.visits(viewer).filter(worker=row), order="-visited_at", prefix="v-", empty=_("还没有上门服务记录。"),
    )  # fmt: skip
    shown = [charges, served] if row.kind in (choices.CARER, choices.VISITOR) else [tasks, served]
    return Sheet(
        title=row.name, facts=facts, deeds=WORKER_DEEDS, table=shown[0], more=shown[1:],
        back=reverse("office:service_workers"),
    )  # fmt: skip


@needs("cases.see")
def service_worker(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one worker with whom he serves."""
    row = found(_rows(request), pk)
    return show(request, row, _worker_sheet(request, row), WORKER_ACT)


@require_POST
@needs("visits.plan")
def service_worker_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Charge a worker with somebody, give a task, or end the service."""
    row = found(_rows(request), pk)
    home = reverse("office:service_workers") if act == "retire" else _worker_address(row)
    return perform(request, row, act, _worker_sheet(request, row), WORKER_ACT, home)


# -- letters of responsibility --------------------------------------------------------------------------


def _charge_table(rows: Any, *, prefix: str = "", filters: Any = ()) -> Table:
    return Table(
        "visits.charges", _("照料责任书"),
        [
            Column("person", _("照料对象"), lambda row: row.person.name, href=_charge_address, order_by="person__name"),
            Column("worker", _("照料服务人"), lambda row: row.worker.name, order_by="worker__name"),
            Column("relation", _("关系"), wide=True),
            Column("place", _("村（社区）"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("signed_on", _("签订日期"), kind="date", order_by="signed_on"),
            Column("letter", _("责任书"), lambda row: _("有") if row.document_id else _("未上传"), wide=True),
        ],
        queryset=rows, filters=filters, order=("division__path", "id"), prefix=prefix, empty=_("还没有签订责任书。"),
    )  # fmt: skip


@needs("cases.see")
def care_charges(request: StaffRequest) -> HttpResponseBase:
    """List who answers for whom, and how many assessments wait to be mended."""
    viewer, on = acting(request), localdate(request.at)
    table = _charge_table(
        queries.charges(viewer, on),
        filters=[
            Filter("q", _("姓名"), fields=("person__name", "worker__name")),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
    )  # fmt: skip
    waiting = queries.assessments(viewer).filter(is_passed=False, mended_on=None)
    tiles = [
        {"label": _("照料责任书"), "value": queries.charges(viewer, on).count()},
        {"label": _("评估不合格待整改"), "value": waiting.count(), "tone": "due" if waiting else "good"},
        {"label": _("整改已逾期"), "value": waiting.filter(mend_by__lt=on).count()},
    ]  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(STAFF_TABS, "care_charges"), tiles=tiles,
        intro=_("分散供养特困人员的照料服务人签订责任书，乡镇联系走访并评估服务质量；责任书在服务人员页面登记。"),
    )  # fmt: skip


def _assess(request: StaffRequest, row: CareCharge, told: dict[str, Any]) -> Any:
    return visits.assess_quality(row, **told, by=acting(request), at=request.at)


def _mend(request: StaffRequest, row: CareCharge, told: dict[str, Any]) -> Any:
    return visits.mark_mended(_waiting(row), on=told["on"], by=acting(request), at=request.at)


def _waiting(row: CareCharge) -> QualityAssessment:
    """Return the oldest assessment that waits to be mended."""
    found_one = row.assessments.filter(is_passed=False, mended_on=None).order_by("pk").first()
    if found_one is None:
        raise visits.VisitRefused(_("没有待整改的评估"))
    return found_one


def _end(request: StaffRequest, row: CareCharge, told: dict[str, Any]) -> Any:
    return visits.end_charge(row, **told, by=acting(request), at=request.at)


CHARGE_DEEDS = (
    Deed("assess", _lazy("评估服务质量"), forms.Quality, _assess, _lazy("评估已登记。"), _may),
    Deed(
        "mend", _lazy("登记整改完成"), forms.Mended, _mend, _lazy("整改已登记。"),
        lambda viewer, row: _may(viewer, row) and row.assessments.filter(is_passed=False, mended_on=None).exists(),
    ),
    Deed("end", _lazy("解除责任书"), forms.Ending, _end, _lazy("责任书已解除。"), _may),
)  # fmt: skip


def _charge_sheet(request: StaffRequest, row: CareCharge) -> Sheet:
    facts = [
        (_("照料对象"), row.person.name),
        (_("照料服务人"), row.worker.name),
        (_("关系"), row.relation or "—"),
        (_("联系走访人"), str(row.supervisor.user) if row.supervisor else "—"),
        (_("签订日期"), day(row.signed_on)),
        (_("照料内容和责任"), row.duties),
    ]
    assessed = Table(
        "visits.assessments", _("服务质量评估"),
        [
            Column("assessed_on", _("日期"), kind="date", order_by="assessed_on"),
            Column("total", _("平均得分"), kind="number"),
            Column("scores", _("各项得分"), _scores, wide=True),
            Column("state", _("结果"), _outcome, kind="badge"),
            Column("remarks", _("意见和整改要求")),
            Column("mend_by", _("整改期限"), kind="date"),
        ],
        queryset=row.assessments.all(), order="-assessed_on", prefix="q-", empty=_("还没有评估。"),
    )  # fmt: skip
    contacts = Table(
        "visits.charge.visits", _("走访和上门服务"),
        [
            Column("visited_at", _("时间"), kind="datetime", order_by="visited_at", href=lambda one: reverse("office:visit", args=[one.pk])),
            Column("kind", _("类型"), "get_kind_display"),
            Column("by", _("走访人"), lambda one: one.worker.name if one.worker else str(one.by.user)),
            Column("purpose", _("事项"), wide=True),
        ],
        queryset=queries.visits(acting(request), row.household), order="-visited_at", prefix="v-", empty=_("还没有走访。"),
    )  # fmt: skip
    paper = (_("查看责任书"), reverse("office:document", args=[row.document_id])) if row.document_id else None  # fmt: skip
    return Sheet(
        title=_("照料责任：%(who)s") % {"who": row.person.name}, facts=facts, deeds=CHARGE_DEEDS,
        table=assessed, more=(contacts,), back=reverse("office:care_charges"), link=paper,
    )  # fmt: skip


def _scores(row: QualityAssessment) -> list[str]:
    return [f"{choices.QUALITY_ITEMS[key]}{score}" for key, score in row.scores.items()]


def _outcome(row: QualityAssessment) -> Badge:
    if row.is_passed:
        return Badge(_("合格"), "good")
    return Badge(_("已整改"), "info") if row.mended_on else Badge(_("待整改"), "due")


@needs("cases.see")
def care_charge(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one letter of responsibility with its assessments and contact visits."""
    row = found(queries.charges(acting(request), localdate(request.at)), pk)
    return show(request, row, _charge_sheet(request, row), CHARGE_ACT)


@require_POST
@needs("visits.plan")
def care_charge_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Assess the care, record that it was mended, or end the letter."""
    row = found(queries.charges(acting(request), localdate(request.at)), pk)
    home = reverse("office:care_charges") if act == "end" else _charge_address(row)
    return perform(request, row, act, _charge_sheet(request, row), CHARGE_ACT, home)


# -- what social workers are asked to do -----------------------------------------------------------------


def _task_table(request: StaffRequest, rows: Any, *, prefix: str = "", filters: Any = ()) -> Table:
    on = localdate(request.at)

    def state(row: WorkTask) -> Badge:
        if row.done_on:
            return Badge(_("已完成"), "good")
        return Badge(_("已逾期"), "danger") if row.due_on < on else Badge(_("进行中"), "due")

    return Table(
        "visits.tasks", _("社工任务"),
        [
            Column("kind", _("任务"), "get_kind_display", href=_task_address, order_by="kind"),
            Column("who", _("服务对象"), lambda row: row.person.name if row.person else row.household.head.name),
            Column("worker", _("社工"), lambda row: row.worker.name, order_by="worker__name"),
            Column("body", _("机构"), lambda row: row.worker.body, wide=True),
            Column("place", _("村（社区）"), lambda row: lists.place(row.division), order_by="division__path", wide=True),
            Column("due_on", _("期限"), kind="date", order_by="due_on"),
            Column("state", _("状态"), state, kind="badge"),
        ],
        queryset=rows, filters=filters, order=("done_on", "due_on", "id"), prefix=prefix, empty=_("还没有交办任务。"),
    )  # fmt: skip


@needs("cases.see")
def work_tasks(request: StaffRequest) -> HttpResponseBase:
    """List what social workers were asked to do, by kind, worker and body."""
    on = localdate(request.at)
    states: dict[str, dict[str, Any]] = {
        OPEN: {"done_on": None},
        LATE: {"done_on": None, "due_on__lt": on},
        DONE: {"done_on__isnull": False},
    }
    table = _task_table(
        request, queries.work_tasks(acting(request)),
        filters=[
            Filter("q", _("姓名或机构"), fields=("worker__name", "worker__body", "person__name")),
            Filter("kind", _("任务"), "choice", list(choices.WORK_KINDS.items())),
            Filter("state", _("状态"), "choice", [(OPEN, _("进行中")), (LATE, _("已逾期")), (DONE, _("已完成"))],
                   apply=lambda rows, value: rows.filter(**states[value])),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=in_place()),
        ],
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(STAFF_TABS, "work_tasks"),
        intro=_("社会工作者协助家境调查、建档访视、需求分析，社工机构参与主动发现、资源链接、心理调适和转办转介；任务在服务人员页面交办。"),
    )  # fmt: skip


def _complete(request: StaffRequest, row: WorkTask, told: dict[str, Any]) -> Any:
    return visits.complete_task(row, **told, by=acting(request), at=request.at)


TASK_DEEDS = (
    Deed(
        "complete", _lazy("登记完成情况"), forms.TaskDone, _complete, _lazy("完成情况已登记。"),
        lambda viewer, row: _may(viewer, row) and row.done_on is None,
    ),
)  # fmt: skip


def _task_sheet(request: StaffRequest, row: WorkTask) -> Sheet:
    needs_found = [label for key, label in NEEDS if key in row.needs]
    facts = [
        (_("任务"), row.get_kind_display()),
        (_("服务对象"), row.person.name if row.person else str(row.household)),
        (_("社工"), f"{row.worker.name}（{row.worker.body or row.worker.get_kind_display()}）"),
        (_("要求"), row.text),
        (_("期限"), day(row.due_on)),
        (_("关联办件"), row.case.number if row.case else "—"),
    ]
    if row.done_on:
        facts += [
            (_("完成日期"), day(row.done_on)),
            (_("完成情况"), row.result),
            (_("发现的需求"), "、".join(needs_found) or "—"),
            (_("转介去向"), row.passed_to or "—"),
        ]
    return Sheet(
        title=_("社工任务：%(kind)s") % {"kind": row.get_kind_display()}, facts=facts, deeds=TASK_DEEDS,
        back=reverse("office:work_tasks"),
    )  # fmt: skip


@needs("cases.see")
def work_task(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one task with the worker and what came of it."""
    row = found(queries.work_tasks(acting(request)), pk)
    return show(request, row, _task_sheet(request, row), TASK_ACT)


@require_POST
@needs("visits.plan")
def work_task_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Record what came of a task."""
    row = found(queries.work_tasks(acting(request)), pk)
    return perform(request, row, act, _task_sheet(request, row), TASK_ACT, _task_address(row))


urlpatterns: list[URLPattern] = [
    path("service-workers/", service_workers, name="service_workers"),
    path("service-workers/new/", service_worker_new, name="service_worker_new"),
    path("service-workers/<int:pk>/", service_worker, name="service_worker"),
    path("service-workers/<int:pk>/<str:act>/", service_worker_act, name="service_worker_act"),
    path("care-charges/", care_charges, name="care_charges"),
    path("care-charges/<int:pk>/", care_charge, name="care_charge"),
    path("care-charges/<int:pk>/<str:act>/", care_charge_act, name="care_charge_act"),
    path("work-tasks/", work_tasks, name="work_tasks"),
    path("work-tasks/<int:pk>/", work_task, name="work_task"),
    path("work-tasks/<int:pk>/<str:act>/", work_task_act, name="work_task_act"),
]
