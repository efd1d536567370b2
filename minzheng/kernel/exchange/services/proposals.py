"""A way of asking a department changed on screen: proposed by one, confirmed by another, then set."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.models import once
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.choices import DATABASE, DROP, FAILURE_POLICIES, HTTP, ProposalState
from minzheng.kernel.exchange.models import LinkProposal, PartnerLink
from minzheng.kernel.exchange.partners import addresses
from minzheng.kernel.exchange.services.links import checked, write_link

# What a figure is called, the least and the most that may be typed.
LIMITS: Mapping[str, tuple[str, int, int]] = {
    "duty_days": ("答复期限（工作日）", 1, 60),
    "timeout_seconds": ("超时（秒）", 1, 120),
    "attempts": ("每轮尝试次数", 1, 10),
    "retry_minutes": ("再次发送间隔（分钟）", 1, 1440),
    "per_second": ("每秒上限", 1, 1000),
    "daily_quota": ("每日上限", 1, 1_000_000),
}


@transaction.atomic
def propose_link(
    data_set: str,
    *,
    division: Division,
    mode: str,
    since: date,
    source: str,
    by: Mandate,
    at: datetime,
    **settings: Any,
) -> LinkProposal:
    """Enter how a data set is to be asked from ``since`` on; nothing changes until another confirms.

    Takes what `set_link` takes and refuses the same; ValueError (Chinese) besides for a day gone by,
    a figure out of its limits, an address we must not be pointed at, a proposal that waits already.
    """
    checked(data_set, division=division, mode=mode, source=source, by=by, settings=settings)
    problem = _problem(mode, settings)
    if not problem and since < localdate(at):
        problem = "起用日期不能早于今天。"
    if problem:
        raise ValueError(problem)
    row = LinkProposal(
        data_set=data_set, division=division, mode=mode, since=since, source=source.strip(),
        settings=settings, proposed_by=by, proposed_at=at,
    )  # fmt: skip
    with once(ValueError("这项数据已有待确认的修改。")):
        row.save()
        audit.record(
            "exchange.link.proposed", subject=row, by=by, at=at, data_set=data_set, mode=mode
        )
    return row


def _problem(mode: str, settings: Mapping[str, Any]) -> str:
    """Return what is wrong with what was typed, in Chinese; nothing if it may stand."""
    address, secret_name = settings.get("address", ""), settings.get("secret_name", "")
    for name, (label, least, most) in LIMITS.items():
        value = settings.get(name)
        if value is not None and not least <= value <= most:
            return f"{label}须在 {least} 到 {most} 之间。"
    if settings.get("on_failure", "") not in FAILURE_POLICIES:
        return "请选择未答复时怎么办。"
    if mode == HTTP:
        return addresses.web_problem(address, secret_name)
    if mode == DATABASE:
        return addresses.front_problem(address, secret_name, "view")
    if mode == DROP:
        return addresses.folder_problem(address)
    return ""


@transaction.atomic
def decide_link(
    proposal: LinkProposal, *, granted: bool, reason: str, by: Mandate, at: datetime
) -> PartnerLink | None:
    """Confirm a proposal, which sets the link, or refuse it with a reason; never by its proposer.

    Confirmed late, it holds from today. PermissionDenied outside one's right; ValueError (Chinese)
    when it was decided before, by its proposer, or refused without a reason.
    """
    if not by.may("sharing.approve") or not accounts.covers(by, proposal.division_id):
        raise PermissionDenied("本岗位不能确认该区划的查询方式。")
    row = LinkProposal.objects.select_for_update().select_related("division").get(pk=proposal.pk)
    if row.state != ProposalState.WAITING:
        raise ValueError("该修改已经处理。")
    if row.proposed_by.user_id == by.user_id:
        raise ValueError("提出人不能确认自己提出的修改。")
    if not granted and not reason.strip():
        raise ValueError("不同意须写明理由。")
    row.state = ProposalState.GRANTED if granted else ProposalState.REFUSED
    row.decided_by, row.decided_at, row.reason = by, at, reason.strip()
    row.save()
    verb = "exchange.link.confirmed" if granted else "exchange.link.refused"
    audit.record(verb, subject=row, by=by, at=at, data_set=row.data_set, mode=row.mode)
    if not granted:
        return None
    return write_link(
        row.data_set, division=row.division, mode=row.mode, since=max(row.since, localdate(at)),
        source=row.source, by=row.proposed_by, at=at, settings=row.settings,
    )  # fmt: skip
