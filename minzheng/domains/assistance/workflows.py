"""How a household asks for dibao, how it changes, and how a refusal is objected to."""

from minzheng.kernel.accounts.declarations import (
    APPLICANT,
    CLERK,
    HEAD,
    OFFICER,
    REVIEWER,
    VILLAGE_WORKER,
)
from minzheng.kernel.cases.declarations import (
    AUTHORISATION,
    COUNTER,
    FIELD,
    IDENTITY_CARD,
    PORTAL,
    REQUIRED,
    Limit,
    Service,
    Step,
    Workflow,
)
from minzheng.kernel.cases.queries import near_kin_declared, notice_elapsed
from minzheng.kernel.verification.queries import authorised, verification_returned
from minzheng.kernel.visits.queries import county_visited, visit_recorded

from . import permissions as p
from .choices import APPLICATION, CHANGE, DIBAO, OBJECTION, Application, Change, Objection
from .services import application as applying
from .services import change as changing
from .services import objection as objecting

application = Workflow(
    APPLICATION, "最低生活保障申请", of="household", states=Application,
    basis="社会救助法第三十七条至第四十五条；最低生活保障审核确认办法（民发〔2021〕57号）",
    service=Service(policy=DIBAO, channels=(COUNTER, FIELD, PORTAL), fee=0),
    steps=(
        Step("submit", "提交申请", Application.DRAFT, Application.SUBMITTED, by=(APPLICANT, VILLAGE_WORKER, CLERK),
             needs=(p.not_receiving, authorised, near_kin_declared), papers=(IDENTITY_CARD, AUTHORISATION)),
        Step("accept", "受理", Application.SUBMITTED, Application.ACCEPTED, by=CLERK, needs=(authorised,), do=applying.request_verification),
        Step("correct", "一次告知补正", Application.SUBMITTED, Application.DRAFT, by=CLERK, note=REQUIRED),
        Step("assess", "提出初审意见", Application.ACCEPTED, Application.ASSESSED, by=CLERK, needs=(visit_recorded, verification_returned),
             do=applying.determine),
        Step("notify", "张贴公示", Application.ASSESSED, Application.NOTICED, by=HEAD, not_by="assess", needs=(p.determined_eligible,), offered_when=(p.determined_eligible,),
             do=applying.post_notice),
        Step("object", "公示有异议，重新调查", Application.NOTICED, Application.ACCEPTED, by=HEAD, note=REQUIRED, do=applying.take_notice_down),
        Step("report", "公示期满，上报县级", Application.NOTICED, Application.REPORTED, by=HEAD, needs=(notice_elapsed,),
             do=applying.report_to_county),
        Step("confirm", "确认", Application.REPORTED, Application.CONFIRMED, level="confirm_level",
             by={"county": (OFFICER,), "township": (HEAD,)}, not_by=("assess",), within="approval_days",
             needs=(p.determined_eligible, verification_returned, notice_elapsed, county_visited),
             do=applying.award),
        Step("refuse", "不予确认", (Application.ASSESSED, Application.NOTICED, Application.REPORTED), Application.REFUSED, by=OFFICER, note=REQUIRED,
             needs=(p.determined_surely,), offered_when=(p.determined_not_eligible,), do=applying.refuse),
        Step("withdraw", "撤回申请", (Application.DRAFT, Application.SUBMITTED, Application.ACCEPTED), Application.WITHDRAWN,
             by=(APPLICANT, VILLAGE_WORKER, CLERK), note=REQUIRED),
    ),
    limits=(
        Limit("whole_case_days", "整个办件", starts="accept", ends=("confirm", "refuse", "withdraw")),
        Limit("investigation_days", "启动家庭经济状况调查", starts="accept", ends=("assess", "withdraw")),
    ),
)  # fmt: skip

change = Workflow(
    CHANGE, "低保待遇变更", of="household", states=Change,
    basis="社会救助法第四十六条至第四十八条；最低生活保障审核确认办法第二十九条至第三十三条",
    steps=(
        Step("verify", "核查并重新认定", Change.OPENED, Change.VERIFIED, by=CLERK, needs=(visit_recorded,), do=changing.redetermine),
        Step("ask", "听取意见", Change.VERIFIED, Change.HEARING, by=CLERK, needs=(p.change_computed,), offered_when=(p.opinion_is_due,), do=changing.ask_opinion),
        Step("hear", "记录意见", Change.HEARING, Change.HEARD, by=CLERK, do=changing.record_opinion, within="opinion_days", citizen=True),
        Step("decide", "作出变更决定", (Change.VERIFIED, Change.HEARING, Change.HEARD), Change.DECIDED, by=OFFICER, not_by="verify",
             needs=(p.change_computed, p.opinion_heard), offered_when=(p.opinion_heard,), do=changing.apply_change),
        Step("dismiss", "无需调整", (Change.OPENED, Change.VERIFIED, Change.HEARING, Change.HEARD), Change.CLOSED, by=(CLERK, OFFICER),
             note=REQUIRED),
    ),
)  # fmt: skip

objection = Workflow(
    OBJECTION, "不予确认异议复核", of="household", states=Objection,
    basis="最低生活保障审核确认办法第十八条；社会救助法第七十六条（另可申请行政复议或者提起行政诉讼）",
    steps=(
        Step("uphold", "维持原决定", Objection.FILED, Objection.UPHELD, by=REVIEWER, note=REQUIRED, within="objection_days"),
        Step("reopen", "重新受理", Objection.FILED, Objection.REOPENED, by=REVIEWER, note=REQUIRED, do=objecting.reopen),
    ),
)  # fmt: skip
