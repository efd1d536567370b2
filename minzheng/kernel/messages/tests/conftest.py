"""Fixtures and texts of the tests of this room."""

from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff
from minzheng.kernel.messages.declarations import declare_message

__all__ = ["county", "family", "own_home", "register", "staff"]

declare_message(
    "tests.decision",
    "办理结果",
    "{applicant}，您于{applied_on}提出的{matter}申请已办结：{outcome}。咨询电话{phone}。",
    sms=True,
)
declare_message(
    "tests.papers_missing",
    "补正材料",
    "{applicant}，您的{matter}申请还需补充：{papers}。请于{due_on}前提交。咨询电话{phone}。",
    sms="您的办件还需补充材料，请于{due_on}前提交。咨询电话{phone}。",
)
