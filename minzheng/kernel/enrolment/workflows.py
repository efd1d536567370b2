"""The procedures of a benefit, made from the one row a room writes for it."""

from minzheng.kernel.accounts.declarations import (
    APPLICANT,
    CLERK,
    HEAD,
    OFFICER,
    VILLAGE_WORKER,
)
from minzheng.kernel.cases.declarations import (
    IDENTITY_CARD,
    REQUIRED,
    Limit,
    Service,
    States,
    Step,
    Workflow,
)

from . import permissions as p
from .choices import Application, Change, PostedApplication
from .declarations import Enrolment, declare_enrolment
from .services import steps as s

FRONT = (APPLICANT, VILLAGE_WORKER, CLERK)


def workflows_of(*rows: Enrolment) -> list[Workflow]:
    """Return the application and the change of each benefit, and remember the rows."""
    return [
        workflow
        for row in map(declare_enrolment, rows)
        for workflow in (application_of(row), change_of(row))
    ]


def application_of(row: Enrolment) -> Workflow:
    """Return how a person comes to the benefit: apply, accept, assess, (post,) report, confirm."""
    states: type[States] = PostedApplication if row.posted else Application
    waiting = ("assessed", "noticed") if row.posted else ("assessed",)
    ready = (p.determined_eligible, *((p.checklist_done,) if row.checklist else ()))
    return Workflow(
        row.application, f"{row.label}申请", of="person", states=states, basis=row.basis,
        service=Service(policy=row.key, channels=row.channels, scope="全国" if row.remote else "省"),
        steps=(
            Step("submit", "提交申请", ("draft",), "submitted", by=FRONT, needs=(p.not_receiving,), papers=(IDENTITY_CARD,)),
            Step("accept", "受理", ("submitted",), "accepted", by=(CLERK,)),
            Step("correct", "一次告知补正", ("submitted",), "draft", by=(CLERK,), note=REQUIRED),
            Step("assess", "查验核实，提出审核意见", ("accepted",), "assessed", by=(CLERK,), within="assess_days", do=s.assess),
            *(_notice_steps() if row.posted else ()),
            Step("report", "上报", waiting, "reported", by=(HEAD,), not_by=("assess",),
                 needs=(p.determined_eligible, p.notice_settled), offered_when=(p.determined_eligible,)),
            Step("confirm", "确认", ("reported",), "confirmed", level="confirm_level", within="approval_days",
                 by={"county": (OFFICER,), "township": (HEAD,)}, not_by=("assess",), needs=ready, do=s.award),
            Step("refuse", "不予确认", (*waiting, "reported"), "refused", by=(OFFICER,), note=REQUIRED,
                 offered_when=(p.determined_not_eligible,), do=s.refuse),
            Step("withdraw", "撤回申请", ("draft", "submitted", "accepted"), "withdrawn", by=FRONT, note=REQUIRED),
        ),
        limits=(Limit("whole_case_days", "整个办件", starts="accept", ends=("confirm", "refuse", "withdraw")),),
    )  # fmt: skip


def _notice_steps() -> tuple[Step, ...]:
    """Return the public notice a place may ask for, and what an objection to it leads to."""
    return (
        Step("notify", "张贴公示", ("assessed",), "noticed", by=(HEAD,), not_by=("assess",),
             needs=(p.determined_eligible, p.notice_wanted), offered_when=(p.determined_eligible, p.notice_wanted), do=s.post_notice),
        Step("object", "公示有异议，重新核实", ("noticed",), "accepted", by=(HEAD,), note=REQUIRED, do=s.take_notice_down),
    )  # fmt: skip


def change_of(row: Enrolment) -> Workflow:
    """Return how the benefit is reviewed, adjusted and stopped."""
    return Workflow(
        row.change, f"{row.label}复核和停发", of="person", states=Change, basis=row.basis,
        steps=(
            Step("verify", "核查并重新认定", ("opened",), "verified", by=(CLERK,), within="review_days", do=s.verify),
            Step("decide", "作出变更决定", ("verified",), "decided", by=(OFFICER,), not_by=("verify",), needs=(p.change_computed,),
                 offered_when=(p.change_needed,), within="approval_days", do=s.apply_change),
            Step("dismiss", "无需调整", ("opened", "verified"), "closed", by=(CLERK, OFFICER), note=REQUIRED, do=s.reviewed),
        ),
    )  # fmt: skip
