"""What must be true of a benefit's case before a step may be taken."""

from datetime import datetime

from django.utils.timezone import localdate

from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.cases.declarations import condition
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations.models import Determination

from .declarations import OWNER

NOTICE = "notice_required"
CHECK = "check_"


def determination_of(case: Case) -> Determination | None:
    """Return the determination the case rests on, None before the assessment."""
    number = case.data.get("determination")
    return Determination.objects.filter(pk=number).first() if number else None


def _benefit(case: Case) -> str:
    return case.workflow.rpartition(".")[0]


@condition("未在享受该待遇")
def not_receiving(case: Case, at: datetime) -> tuple[bool, str]:
    """Nobody receives the same benefit twice."""
    row = Entitlement.objects.filter(
        benefit=_benefit(case), person=case.person, valid_to__isnull=True
    ).first()
    label = benefit(_benefit(case)).label
    return row is None, f"本人已在享受{label}，不能重复申请"


@condition("认定结论为符合条件")
def determined_eligible(case: Case, at: datetime) -> tuple[bool, str]:
    """A notice and a confirmation need an eligible determination."""
    found = determination_of(case)
    if found is None:
        return False, "尚未作出认定"
    return found.outcome == "eligible", "认定结论不是“符合条件”，不能上报或确认"


@condition("认定结论为不符合条件")
def determined_not_eligible(case: Case, at: datetime) -> tuple[bool, str]:
    """A sure no: the case stands on the officer's list for refusal."""
    found = determination_of(case)
    return found is not None and found.outcome == "not_eligible", "认定结论不是“不符合条件”"


@condition("当地要求公示")
def notice_wanted(case: Case, at: datetime) -> tuple[bool, str]:
    """The place posts applications of this kind before they are confirmed."""
    on = localdate(at)
    is_wanted = cases.flag((case.workflow, OWNER), NOTICE, case.division_id, on)
    return is_wanted, "当地没有要求公示"


@condition("当地要求公示的已经公示")
def notice_settled(case: Case, at: datetime) -> tuple[bool, str]:
    """The notice stood its time, where one is asked for."""
    if not notice_wanted(case, at)[0]:
        return True, ""
    return cases.notice_elapsed(case, at)


@condition("清单逐项办妥")
def checklist_done(case: Case, at: datetime) -> tuple[bool, str]:
    """Every item of the local checklist in force has been ticked (DI-07)."""
    on = localdate(at)
    wanted = determinations.released(case.workflow).filter(name__startswith=CHECK)
    ticked = case.data.get("checked", {})
    open_items = []
    for name in sorted(set(wanted.values_list("name", flat=True)) - ticked.keys()):
        row = determinations.value_in_force(case.workflow, name, case.division_id, on)
        if row is not None and row.value:
            open_items.append(row.value)
    return not open_items, f"清单还有未办事项：{'、'.join(open_items)}"


@condition("已作出复核认定")
def change_computed(case: Case, at: datetime) -> tuple[bool, str]:
    """A change is decided on a determination, never by hand."""
    change = case.data.get("change")
    if not change:
        return False, "尚未重新认定"
    return change["kind"] != "unknown", "重新认定所需事实不全，暂不能决定"


@condition("待遇须变更")
def change_needed(case: Case, at: datetime) -> tuple[bool, str]:
    """The new answer differs from what is paid."""
    kind = case.data.get("change", {}).get("kind")
    return kind not in {None, "keep", "unknown"}, "复核结果为维持不变"
