"""How a household asks for dibao, how it changes, and how a refusal is objected to."""

from minzheng.kernel.accounts.declarations import (
    APPLICANT,
    BUREAU_HEAD,
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

from . import forms
from . import permissions as p
from .choices import (
    APPLICATION,
    CHANGE,
    DIBAO,
    LOW_INCOME_APPLICATION,
    OBJECTION,
    RELIEF,
    RIGID,
    RIGID_APPLICATION,
    SUPPORT,
    SUPPORT_CHANGE,
    TEKUN,
    TEMPORARY,
    Application,
    Change,
    Objection,
    Recognition,
    Relief,
    Support,
)
from .services import application as applying
from .services import change as changing
from .services import objection as objecting
from .services import recognition as recognising
from .services import relief as relieving
from .services import support as supporting

# 一次申请、分类认定: what is refused leads on to the next in the order 特困、低保、刚性支出、临时救助.
ALL = (COUNTER, FIELD, PORTAL)

application = Workflow(
    APPLICATION, "最低生活保障申请", of="household", states=Application,
    basis="社会救助法第三十七条至第四十五条；最低生活保障审核确认办法（民发〔2021〕57号）",
    service=Service(policy=DIBAO, channels=ALL, scope="省", keywords=("低保", "困难", "生活费", "一件事"), linked=(RIGID_APPLICATION, RELIEF)),
    steps=(
        Step("submit", "提交申请", Application.DRAFT, Application.SUBMITTED, by=(APPLICANT, VILLAGE_WORKER, CLERK),
             needs=(p.not_receiving, authorised, near_kin_declared), papers=(IDENTITY_CARD, AUTHORISATION)),
        Step("accept", "受理", Application.SUBMITTED, Application.ACCEPTED, by=CLERK, needs=(authorised,), do=applying.request_verification),
        Step("correct", "一次告知补正", Application.SUBMITTED, Application.DRAFT, by=CLERK, note=REQUIRED),
        Step("assess", "提出初审意见", Application.ACCEPTED, Application.ASSESSED, by=CLERK,
             needs=(p.surveyed_where_due, verification_returned, p.credit_checked), do=applying.determine),
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

relief = Workflow(
    RELIEF, "临时救助申请", of="household", states=Relief,
    basis="社会救助法第二十九条、第三十七条、第四十四条、第五十条；关于进一步健全完善临时救助制度的意见；国发〔2014〕47号",
    service=Service(policy=TEMPORARY, channels=ALL, scope="省", form=forms.hardship, letters=True, keywords=("急难", "火灾", "大病", "救急")),
    steps=(
        Step("submit", "提交申请", Relief.DRAFT, Relief.SUBMITTED, by=(APPLICANT, VILLAGE_WORKER, CLERK),
             papers=(IDENTITY_CARD,), do=relieving.hand_in),
        Step("take_up", "跟进救助受理", Relief.DRAFT, Relief.ACCEPTED, by=(CLERK, HEAD, OFFICER), needs=(p.follows_earlier_relief,),
             offered_when=(p.follows_earlier_relief,), do=relieving.accept),
        Step("accept", "受理", Relief.SUBMITTED, Relief.ACCEPTED, by=CLERK, do=relieving.accept),
        Step("correct", "一次告知补正", Relief.SUBMITTED, Relief.DRAFT, by=CLERK, note=REQUIRED),
        Step("help_first", "先行救助", Relief.ACCEPTED, Relief.HELPED, by=HEAD, needs=(p.help_comes_first, p.determined_eligible, p.within_township_limit),
             offered_when=(p.help_comes_first, p.determined_eligible, p.within_township_limit), do=relieving.help_first),
        Step("help_first_county", "先行救助（县级）", Relief.ACCEPTED, Relief.HELPED, by=OFFICER, needs=(p.help_comes_first, p.determined_eligible),
             offered_when=(p.help_comes_first, p.determined_eligible, p.above_township_limit), do=relieving.help_first),
        Step("explain", "补充说明", Relief.HELPED, Relief.CONFIRMED, by=CLERK, needs=(p.credit_checked,), do=relieving.explain, within="explanation_days"),
        Step("assess", "提出审核意见", Relief.ACCEPTED, Relief.ASSESSED, by=CLERK, needs=(p.takes_ordinary_route, p.surveyed_where_due, p.checked_where_due, p.credit_checked),
             offered_when=(p.takes_ordinary_route,), do=relieving.assess),
        Step("notify", "张贴公示", Relief.ASSESSED, Relief.NOTICED, by=HEAD, not_by="assess", needs=(p.determined_eligible,),
             offered_when=(p.determined_eligible,), do=relieving.post_notice),
        Step("object", "公示有异议，重新调查", Relief.NOTICED, Relief.ACCEPTED, by=HEAD, note=REQUIRED, do=applying.take_notice_down),
        Step("confirm_township", "乡镇（街道）确认", Relief.NOTICED, Relief.CONFIRMED, by=HEAD, not_by="assess",
             needs=(p.determined_eligible, p.within_township_limit, p.notice_over_where_due), offered_when=(p.within_township_limit,), do=relieving.award),
        Step("report", "上报县级", Relief.NOTICED, Relief.REPORTED, by=HEAD, needs=(p.above_township_limit, p.notice_over_where_due),
             offered_when=(p.above_township_limit,)),
        Step("confirm", "县级确认", Relief.REPORTED, Relief.CONFIRMED, by=OFFICER, not_by="assess", within="approval_days",
             needs=(p.determined_eligible, p.notice_over_where_due), do=relieving.award),
        Step("discuss", "一事一议会商", (Relief.ASSESSED, Relief.REPORTED), Relief.CONFERRED, by=OFFICER, note=REQUIRED, do=relieving.confer),
        Step("confirm_exception", "按会商意见确认", Relief.CONFERRED, Relief.CONFIRMED, by=(REVIEWER, BUREAU_HEAD), not_by=("assess", "discuss"),
             needs=(p.minutes_attached,), do=relieving.award_exception),
        Step("refuse", "不予救助", (Relief.ACCEPTED, Relief.ASSESSED, Relief.NOTICED, Relief.REPORTED, Relief.CONFERRED), Relief.REFUSED,
             by=(OFFICER, HEAD), note=REQUIRED, needs=(p.determined_surely,), offered_when=(p.determined_not_eligible,), do=relieving.refuse),
        Step("withdraw", "撤回申请", (Relief.DRAFT, Relief.SUBMITTED, Relief.ACCEPTED), Relief.WITHDRAWN,
             by=(APPLICANT, VILLAGE_WORKER, CLERK), note=REQUIRED),
    ),
    limits=(
        Limit("whole_case_days", "整个办件", starts="accept",
              ends=("help_first", "help_first_county", "confirm_township", "confirm", "confirm_exception", "refuse", "withdraw")),
    ),
)  # fmt: skip

support = Workflow(
    SUPPORT, "特困人员救助供养申请", of="person", states=Support,
    basis="社会救助法第十六条、第十七条、第三十七条至第四十五条；特困人员认定办法（民发〔2021〕43号）",
    service=Service(policy=TEKUN, channels=ALL, scope="省", form=forms.support, keywords=("五保", "孤寡", "供养"), linked=(APPLICATION, RIGID_APPLICATION, RELIEF)),
    steps=(
        Step("submit", "提交申请", Support.DRAFT, Support.SUBMITTED, by=(APPLICANT, VILLAGE_WORKER, CLERK),
             needs=(p.not_supported, authorised), papers=(IDENTITY_CARD, AUTHORISATION)),
        Step("accept", "受理", Support.SUBMITTED, Support.ACCEPTED, by=CLERK, needs=(authorised,), do=applying.request_verification),
        Step("correct", "一次告知补正", Support.SUBMITTED, Support.DRAFT, by=CLERK, note=REQUIRED),
        Step("choose", "本人选择供养形式", Support.ACCEPTED, Support.ACCEPTED, by=(CLERK, VILLAGE_WORKER), do=supporting.choose,
             needs=(p.mode_open,), offered_when=(p.mode_open,)),
        Step("assess", "提出审核意见", Support.ACCEPTED, Support.ASSESSED, by=CLERK,
             needs=(p.surveyed_where_due, verification_returned, p.self_care_assessed, p.mode_chosen, p.credit_checked), do=supporting.assess),
        Step("settle_obligor", "人工认定义务人能力", Support.ASSESSED, Support.ASSESSED, by=OFFICER, note=REQUIRED, needs=(p.obligor_unproven,),
             offered_when=(p.obligor_unproven,), do=supporting.settle_obligor),
        Step("notify", "张贴公示", Support.ASSESSED, Support.NOTICED, by=HEAD, not_by="assess", needs=(p.determined_eligible, p.posted_where_due),
             offered_when=(p.determined_eligible, p.posted_where_due), do=supporting.post_notice),
        Step("object", "公示有异议，重新调查", Support.NOTICED, Support.ACCEPTED, by=HEAD, note=REQUIRED, do=applying.take_notice_down),
        Step("report", "上报县级", (Support.ASSESSED, Support.NOTICED), Support.REPORTED, by=HEAD, not_by="assess",
             needs=(p.determined_eligible, p.notice_over_unless_minor), offered_when=(p.determined_eligible, p.notice_over_unless_minor),
             do=applying.report_to_county),
        Step("confirm", "确认", Support.REPORTED, Support.CONFIRMED, level="confirm_level",
             by={"county": (OFFICER,), "township": (HEAD,)}, not_by=("assess",), within="approval_days",
             needs=(p.determined_eligible, verification_returned, p.notice_over_unless_minor, county_visited), do=supporting.award),
        Step("refuse", "不予确认", (Support.ASSESSED, Support.NOTICED, Support.REPORTED), Support.REFUSED, by=OFFICER, note=REQUIRED,
             needs=(p.determined_surely,), offered_when=(p.determined_not_eligible,), do=supporting.refuse),
        Step("withdraw", "撤回申请", (Support.DRAFT, Support.SUBMITTED, Support.ACCEPTED), Support.WITHDRAWN,
             by=(APPLICANT, VILLAGE_WORKER, CLERK), note=REQUIRED),
    ),
    limits=(Limit("township_days", "乡镇（街道）审核", starts="accept", ends=("assess", "withdraw")),),
)  # fmt: skip

support_change = Workflow(
    SUPPORT_CHANGE, "特困人员供养变更和终止", of="person", states=Change,
    basis="社会救助法第十六条、第四十六条至第四十八条；特困人员认定办法（终止救助供养）",
    steps=(
        Step("verify", "核查并重新认定", Change.OPENED, Change.VERIFIED, by=CLERK, do=supporting.reexamine),
        Step("ask", "听取意见", Change.VERIFIED, Change.HEARING, by=CLERK, needs=(p.change_computed,), offered_when=(p.opinion_is_due,), do=changing.ask_opinion),
        Step("hear", "记录意见", Change.HEARING, Change.HEARD, by=CLERK, do=changing.record_opinion, within="opinion_days", citizen=True),
        Step("decide", "作出变更决定", (Change.VERIFIED, Change.HEARING, Change.HEARD), Change.DECIDED, by=OFFICER, not_by="verify",
             needs=(p.change_computed, p.opinion_heard), offered_when=(p.opinion_heard,), do=supporting.apply_change),
        Step("dismiss", "无需调整", (Change.OPENED, Change.VERIFIED, Change.HEARING, Change.HEARD), Change.CLOSED, by=(CLERK, OFFICER), note=REQUIRED),
    ),
)  # fmt: skip


def _recognition(key: str, label: str, policy: str, basis: str) -> Workflow:
    """Return how a family is recognised: verified, visited, posted, confirmed where the place says."""
    s = Recognition
    return Workflow(
        key, label, of="household", states=s, basis=basis, service=Service(policy=policy, channels=ALL, scope="省", keywords=("低收入", "困难家庭"), linked=(RELIEF,),
                                                              audience="" if policy else "家庭人均收入和财产低于本地公布的低收入家庭标准"),
        steps=(
            Step("submit", "提交申请", s.DRAFT, s.SUBMITTED, by=(APPLICANT, VILLAGE_WORKER, CLERK),
                 needs=(authorised, near_kin_declared), papers=(IDENTITY_CARD, AUTHORISATION)),
            Step("accept", "受理", s.SUBMITTED, s.ACCEPTED, by=CLERK, needs=(authorised,), do=applying.request_verification),
            Step("correct", "一次告知补正", s.SUBMITTED, s.DRAFT, by=CLERK, note=REQUIRED),
            Step("assess", "提出审核意见", s.ACCEPTED, s.ASSESSED, by=CLERK,
                 needs=(p.surveyed_where_due, verification_returned, p.credit_checked), do=recognising.assess),
            Step("notify", "张贴公示", s.ASSESSED, s.NOTICED, by=HEAD, not_by="assess", needs=(p.determined_eligible,),
                 offered_when=(p.determined_eligible,), do=recognising.post_notice),
            Step("object", "公示有异议，重新调查", s.NOTICED, s.ACCEPTED, by=HEAD, note=REQUIRED, do=applying.take_notice_down),
            Step("report", "公示期满，上报县级", s.NOTICED, s.REPORTED, by=HEAD, needs=(notice_elapsed,), do=applying.report_to_county),
            Step("confirm", "认定", s.REPORTED, s.CONFIRMED, level="confirm_level", by={"county": (OFFICER,), "township": (HEAD,)},
                 not_by=("assess",), within="approval_days", needs=(p.determined_eligible, verification_returned, county_visited), do=recognising.recognise),
            Step("refuse", "不予认定", (s.ASSESSED, s.NOTICED, s.REPORTED), s.REFUSED, by=OFFICER, note=REQUIRED,
                 needs=(p.determined_surely,), offered_when=(p.determined_not_eligible,), do=recognising.refuse),
            Step("withdraw", "撤回申请", (s.DRAFT, s.SUBMITTED, s.ACCEPTED), s.WITHDRAWN, by=(APPLICANT, VILLAGE_WORKER, CLERK), note=REQUIRED),
        ),
        limits=(Limit("whole_case_days", "整个办件", starts="accept", ends=("confirm", "refuse", "withdraw")),),
    )  # fmt: skip


rigid = _recognition(
    RIGID_APPLICATION,
    "刚性支出困难家庭认定申请",
    RIGID,
    "社会救助法第二十二条；刚性支出困难家庭认定办法（民发〔2024〕57号）",
)
low_income = _recognition(
    LOW_INCOME_APPLICATION,
    "低收入家庭认定申请",
    "",
    "社会救助法第三十三条；国办发〔2023〕39号；本地低收入家庭认定办法",
)
