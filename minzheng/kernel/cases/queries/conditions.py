"""What must be true of a case before a step: publicity over, opinion heard, kin declared."""

from datetime import datetime

from django.utils.timezone import localdate

from minzheng.kernel.cases import choices
from minzheng.kernel.cases.declarations import HEARING_SINCE, condition
from minzheng.kernel.cases.models import Case


@condition("公示期已满")
def notice_elapsed(case: Case, at: datetime) -> tuple[bool, str]:
    """The last public notice before the decision stood until the end of its period."""
    notice = case.notices.filter(kind=choices.PRE_DECISION).order_by("-pk").first()
    if notice is None:
        return False, "尚未公示"
    if notice.withdrawn_at is not None and localdate(notice.withdrawn_at) <= notice.until_on:
        return False, f"公示在 {localdate(notice.withdrawn_at)} 提前撤下，须重新公示"
    if localdate(at) <= notice.until_on:
        return False, f"公示期至 {notice.until_on}，尚未届满"
    return True, ""


@condition("确认结果已公布")
def announcement_posted(case: Case, at: datetime) -> tuple[bool, str]:
    """The decision was announced in the village (社会救助法 45)."""
    posted = case.notices.filter(kind=choices.ANNOUNCEMENT, posted_at__lte=at).exists()
    return posted, "" if posted else "确认结果尚未在村（社区）公布"


@condition("已听取意见")
def opinion_heard(case: Case, at: datetime) -> tuple[bool, str]:
    """The recipient spoke, waived, or let the time pass (社会救助法 48, from 2026-07-01)."""
    if localdate(at) < HEARING_SINCE:
        return True, ""
    hearing = case.hearings.order_by("-asked_at", "-pk").first()
    if hearing is None:
        return False, "减发或停发前须听取救助对象的意见，尚无听取意见记录（社会救助法第四十八条）"
    if hearing.heard_at is None and localdate(at) <= hearing.due_on:
        return False, f"意见截止日为 {hearing.due_on}，救助对象尚未提出意见或放弃陈述"
    return True, ""


@condition("已申报近亲属关系")
def near_kin_declared(case: Case, at: datetime) -> tuple[bool, str]:
    """The applicant said whether kin of a member handles cases or sits on the committee."""
    declared = case.data.get("near_kin_declared") is True or case.near_kin_records.exists()
    return declared, "" if declared else "尚未申报与经办人员、村（居）委会成员的近亲属关系"
