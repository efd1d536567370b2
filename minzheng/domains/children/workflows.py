"""How a child comes to its benefit: one row each. Never posted: a child's name stays off the wall."""

from minzheng.kernel.enrolment.declarations import Enrolment
from minzheng.kernel.enrolment.workflows import workflows_of

ORPHAN, UNATTENDED, HARDSHIP = "children.orphan", "children.unattended", "children.hardship"

workflows = workflows_of(
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
)
