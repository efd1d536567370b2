"""An allowance drawn as services: the choice, and the ledger of what was served (EL-22)."""

from datetime import date, datetime

from django.db import transaction

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.choices import EntitlementState
from minzheng.kernel.benefits.models import Entitlement

from .. import queries
from ..choices import MODES, SERVICE
from ..models import ServiceSpending, SpendingMode
from .life import EnrolmentRefused

AS_SERVICE = "转为养老服务，不发现金"


@transaction.atomic
def choose_mode(
    entitlement: Entitlement, mode: str, *, since: date, by: Mandate, at: datetime
) -> SpendingMode | None:
    """Let a recipient draw an allowance as services, or as money again, from the first of a month.

    While it is drawn as services no money is paid: the entitlement stands suspended for payment and
    its amount is what may be spent each month. None when nothing changes.
    """
    row = Entitlement.objects.select_for_update().get(pk=entitlement.pk)
    if not accounts.covers(by, row.division_id):
        raise EnrolmentRefused("该待遇不属于您的辖区")
    if mode not in MODES or since.day != 1:
        raise EnrolmentRefused("请选择使用方式，并从某月1日起算")
    if queries.mode_on(row, since) == mode:
        return None
    before = SpendingMode.objects.filter(entitlement=row, valid_to__isnull=True).first()
    if before is not None:
        if since <= before.valid_from:
            raise EnrolmentRefused(f"须晚于上次选择的起始月（{before.valid_from:%Y-%m}）")
        before.valid_to = since
        before.save(update_fields=["valid_to"])
    made = SpendingMode.objects.create(entitlement=row, mode=mode, valid_from=since, by=by, at=at)
    if mode == SERVICE and row.state == EntitlementState.ACTIVE.value:
        benefits.suspend(row, reason=AS_SERVICE, by=by, at=at)
    elif mode != SERVICE and row.state == EntitlementState.SUSPENDED.value:
        benefits.resume(row, reason="恢复发放现金", by=by, at=at)
    audit.record("enrolment.mode.chosen", subject=row, by=by, at=at, mode=mode)
    return made


@transaction.atomic
def spend_on_service(
    entitlement: Entitlement,
    *,
    served_on: date,
    service: str,
    provider: str,
    amount: int,
    by: Mandate,
    at: datetime,
) -> ServiceSpending:
    """Enter a service paid from the allowance of its month (whole fen); never beyond the allowance."""
    row = Entitlement.objects.select_for_update().get(pk=entitlement.pk)
    month = months.month_of(served_on)
    if not accounts.covers(by, row.division_id):
        raise EnrolmentRefused("该待遇不属于您的辖区")
    if queries.mode_on(row, served_on) != SERVICE:
        raise EnrolmentRefused(f"{month}没有选择转为养老服务，不能登记服务消费")
    if not service.strip() or not provider.strip():
        raise EnrolmentRefused("请填写服务项目和服务机构")
    left = row.amount - queries.spent(row, month)
    if amount <= 0 or amount > left:
        raise EnrolmentRefused(f"{month}尚可用于服务的金额为{format_yuan(left)}元")
    made = ServiceSpending.objects.create(
        entitlement=row, month=month, served_on=served_on, service=service.strip(),
        provider=provider.strip(), amount=amount, by=by, at=at,
    )  # fmt: skip
    audit.record("enrolment.service.spent", subject=made, by=by, at=at, amount=amount)
    return made
