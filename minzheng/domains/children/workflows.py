"""How a child comes to its benefit: one row each. Never posted: a child's name stays off the wall."""

from dataclasses import replace

from minzheng.kernel.accounts.declarations import CLERK, OFFICER
from minzheng.kernel.cases.declarations import Step, Workflow
from minzheng.kernel.enrolment.declarations import Enrolment
from minzheng.kernel.enrolment.workflows import workflows_of

from . import services as s
from .choices import ADULTHOOD, DISABLED_HELP, Adulthood, DisabledHelp

ORPHAN, UNATTENDED, HARDSHIP = "children.orphan", "children.unattended", "children.hardship"

adulthood = Workflow(
    ADULTHOOD, "孤儿成年衔接", of="person", states=Adulthood,
    basis="国办发〔2010〕54号：孤儿成年后的教育、就业和住房",
    steps=(
        Step("plan", "制定成年衔接计划", Adulthood.OPENED, Adulthood.PLANNED, by=CLERK, within="plan_days", do=s.write_plan),
        Step("refer", "转相关部门", Adulthood.PLANNED, Adulthood.REFERRED, by=CLERK, do=s.refer_needs),
        Step("close", "落实办结", Adulthood.REFERRED, Adulthood.CLOSED, by=OFFICER, needs=(s.all_answered,)),
    ),
)  # fmt: skip

_help, _help_change = workflows_of(
    Enrolment(DISABLED_HELP, "残疾儿童临时帮助金", "国发〔2016〕36号；地方规定")
)
# Where the place has set no sum, one step makes it an application for temporary relief (CH-18).
disabled_help = replace(
    _help,
    states=DisabledHelp,
    steps=(
        *_help.steps,
        Step("relieve", "转申请临时救助", DisabledHelp.ASSESSED, DisabledHelp.RELIEVED, by=CLERK,
             needs=(s.relief_is_due,), offered_when=(s.relief_is_due,), do=s.ask_for_relief),
    ),
)  # fmt: skip

workflows = [
    adulthood,
    disabled_help,
    _help_change,
    *workflows_of(
        Enrolment(ORPHAN, "孤儿基本生活费", "国办发〔2010〕54号；民发〔2009〕26号", remote=True),
        Enrolment(
            UNATTENDED,
            "事实无人抚养儿童基本生活补贴",
            "民发〔2019〕62号；民发〔2020〕125号",
            remote=True,
        ),
        Enrolment(HARDSHIP, "困境儿童基本生活补贴", "国发〔2016〕36号"),
        Enrolment(
            "children.guardian_service",
            "委托监护和家庭寄养劳务补贴",
            "国办发〔2010〕54号；地方规定",
        ),
    ),
]
