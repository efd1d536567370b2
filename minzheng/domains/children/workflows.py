"""How a child comes to its benefit: one row each. Never posted: a child's name stays off the wall."""

from minzheng.kernel.accounts.declarations import CLERK, OFFICER
from minzheng.kernel.cases.declarations import Step, Workflow
from minzheng.kernel.enrolment.declarations import Enrolment
from minzheng.kernel.enrolment.workflows import workflows_of

from . import services as s
from .choices import ADULTHOOD, Adulthood

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

workflows = [
    adulthood,
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
