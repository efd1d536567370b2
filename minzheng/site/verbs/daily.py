"""The work of every day: notices come down, late leads go to the county, queues and reminders go out."""

import argparse

from minzheng.core import clock
from minzheng.domains.planning.services import reminders
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.cases import services as cases
from minzheng.kernel.messages import services as messages
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.verification import services as verification
from minzheng.kernel.visits import services as visits


def configure(parser: argparse.ArgumentParser) -> None:
    """It takes no options: what is due follows from the day."""


def run(options: argparse.Namespace) -> int:
    """Do the day's work once; a second run of the same day finds nothing to do."""
    at = clock.now()
    taken_down = cases.expire_notices(by=accounts.system_mandate(), at=at)
    late = monitoring.escalate_overdue(by=accounts.system_mandate(), at=at)
    booked = cases.remind_appointments(by=accounts.system_mandate(), at=at)
    invited = cases.invite_due(by=accounts.system_mandate(), at=at)
    sent = messages.deliver_pending(at=at)
    asked = verification.send_open(by=accounts.system_mandate(), at=at)
    areas = verification.send_areas(by=accounts.system_mandate(), at=at)
    dues = reminders.remind(by=accounts.system_mandate(), at=at)
    chased = visits.chase(by=accounts.system_mandate(), at=at)
    print(
        f"到期撤下公示 {taken_down} 份，逾期线索升级 {late} 条，补发消息 {sent} 条，部门答复查询 {asked.answered} 项，外地答复核对 {areas.settled} 件，"
        f"到期提醒 {dues['soon']} 项，逾期督办 {dues['late']} 项，预约提醒 {booked} 条，邀请评价 {invited} 件，"
        f"走访催办 {chased['chased']} 户，报乡镇 {chased['escalated']} 村。"
    )
    return 0
