"""The register of online accounts: who answers for each, how it was checked, what was mended."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core import working_days
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK, OFFICER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.cases.models import Task
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

from .. import choices
from ..models import AccountCheck, OnlineAccount
from ..queries import number
from .articles import PublicityError


@transaction.atomic
def register_account(
    division: Division, *, by: Mandate, at: datetime, phone: str = "", **told: Any
) -> OnlineAccount:
    """Enter an account with its owner; the same account twice is refused. PublicityError."""
    if not by.may("content.write") or not accounts.covers(by, division.code):
        raise PublicityError("您的岗位不能在该辖区登记账号。")
    if OnlineAccount.objects.filter(kind=told["kind"], identifier=told["identifier"]).exists():
        raise PublicityError("该账号已经登记。")
    row = OnlineAccount.objects.create(
        division=division, phone=phone or None, since=told["opened_on"], by=by, at=at, **told
    )
    audit.record("publicity.account.registered", subject=row, by=by, at=at)
    return row


def _locked(account: OnlineAccount, by: Mandate) -> OnlineAccount:
    row = OnlineAccount.objects.select_for_update().get(pk=account.pk)
    if not by.may("content.write") or not accounts.covers(by, row.division_id):
        raise PublicityError("您的岗位不能处理该账号。")
    return row


@transaction.atomic
def change_account(
    account: OnlineAccount,
    *,
    state: str,
    on: date,
    owner: str,
    phone: str,
    by: Mandate,
    at: datetime,
) -> OnlineAccount:
    """Change who answers for an account, or its state from a day on. PublicityError."""
    row = _locked(account, by)
    if on > localdate(at) or on < row.opened_on:
        raise PublicityError("状态起始日期应在开通日期和今天之间。")
    row.state, row.since, row.owner = state, on, owner.strip()
    row.phone = phone or row.phone
    row.save(update_fields=["state", "since", "owner", "phone"])
    audit.record("publicity.account.changed", subject=row, by=by, at=at, state=state)
    return row


@transaction.atomic
def check_account(
    account: OnlineAccount,
    *,
    on: date,
    risk: str,
    findings: Sequence[str],
    measure: str = "",
    last_post_on: date | None = None,
    by: Mandate,
    at: datetime,
) -> AccountCheck:
    """Keep what a check found; more than a low risk needs a measure, and gets a day by which it is mended.

    An account without a new post for ``account_dormant_days`` is found dormant by the check itself.
    PublicityError.
    """
    row = _locked(account, by)
    if on > localdate(at):
        raise PublicityError("检查日期不能晚于今天。")
    found = [text.strip() for text in findings if text.strip()]
    most = number("account_dormant_days", row.division_id, on)
    if last_post_on is not None and (on - last_post_on).days > most:
        found.append(f"{(on - last_post_on).days} 天未更新（超过 {most} 天）")
    if risk != choices.LOW and not measure.strip():
        raise PublicityError("存在中、高风险的，须写明处置措施。")
    days = number("account_mend_days", row.division_id, on)
    due = (
        working_days.calendar().add_working_days(on, days) if found or risk != choices.LOW else None
    )
    check = AccountCheck.objects.create(
        account=row, on=on, last_post_on=last_post_on, risk=risk, findings=found, measure=measure.strip()[:300],
        due_on=due, by=by, at=at,
    )  # fmt: skip
    if due is not None:
        role = CLERK if row.division.level == Level.TOWN else OFFICER
        cases.open_task(
            kind=OTHER_TASK, title=f"账号整改：{row.name}", role=role.key,
            division=cases.place_for(role, row.division_id), at=at, due_on=due, subject=check, source=row.unit,
        )  # fmt: skip
    audit.record("publicity.account.checked", subject=row, by=by, at=at, risk=risk)
    return check


@transaction.atomic
def mend_check(
    check: AccountCheck, *, on: date, note: str, by: Mandate, at: datetime
) -> AccountCheck:
    """Write down that what a check found is mended. PublicityError."""
    _locked(check.account, by)
    row = AccountCheck.objects.select_for_update().get(pk=check.pk)
    if row.due_on is None or row.mended_on is not None:
        raise PublicityError("该检查没有待整改的问题。")
    if not row.on <= on <= localdate(at):
        raise PublicityError("整改完成日期应在检查日期和今天之间。")
    if not note.strip():
        raise PublicityError("请写明整改情况。")
    row.mended_on, row.mended_note = on, note.strip()[:300]
    row.save(update_fields=["mended_on", "mended_note"])
    Task.objects.filter(subject_key=row._meta.label_lower, subject_id=row.pk, done_at=None).update(
        done_at=at
    )
    audit.record("publicity.account.mended", subject=row.account, by=by, at=at)
    return row
