"""A child in danger: preliminary check, risk, police (未成年人保护法 11; children-disability.md 5)."""

from datetime import datetime, timedelta

from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate

from .. import choices as c
from ..models import Grievance, Screening
from . import history
from .limits import PetitionError, number, response_due

# Signs of a crime: what is founded goes to the police before anybody is answered.
OF_CRIME = frozenset({"private_parts", "under_14", "over_14", "injured", "died", "missing", "begging"})  # fmt: skip


@transaction.atomic
def screen(
    grievance: Grievance, *, risk: str, founded: bool, seen: bool, finding: str, by: Mandate, at: datetime
) -> Screening:  # fmt: skip
    """Write down the preliminary check; a higher or lower risk sets the limit of the first response anew."""
    row = history.running(grievance)
    history.on_own_desk(row, by)
    if row.kind != c.MANDATORY:
        raise PetitionError("只有强制报告需要初步核查。")
    if risk not in c.RISKS or not finding.strip():
        raise PetitionError("请选择风险等级并写明核查情况。")
    if hasattr(row, "screening"):
        raise PetitionError("已经登记初步核查。")
    made = Screening.objects.create(
        grievance=row, risk=risk, is_founded=founded, was_seen=seen, finding=finding.strip(),
        checked_at=at, checked_by=by,
    )  # fmt: skip
    row.urgency, row.state = risk, c.WORKING
    if seen:
        row.responded_at = row.responded_at or at
    if row.responded_at is None:
        row.respond_by = response_due(row.kind, risk, row.division_id, row.received_at)
    row.save(update_fields=["urgency", "state", "responded_at", "respond_by"])
    history.write(row, c.SCREENED, f"{c.RISKS[risk]}风险：{finding}", by=by, at=at)
    return made


@transaction.atomic
def hand_to_police(
    grievance: Grievance, *, unit: str, receipt: str, by: Mandate, at: datetime
) -> Screening:
    """Write down that the police took over, with their receipt."""
    row = history.running(grievance)
    history.on_own_desk(row, by)
    made = Screening.objects.select_for_update().filter(grievance=row).first()
    if made is None:
        raise PetitionError("请先登记初步核查。")
    if not unit.strip():
        raise PetitionError("请填写接收的公安机关。")
    made.police_unit, made.police_receipt, made.police_at = unit.strip()[:100], receipt.strip()[:100], at  # fmt: skip
    made.save(update_fields=["police_unit", "police_receipt", "police_at"])
    history.write(row, c.POLICE, f"{made.police_unit} {made.police_receipt}", by=by, at=at)
    return made


def refuse_unchecked(row: Grievance) -> None:
    """Refuse to answer a report of harm that nobody checked, or a crime the police do not know of."""
    if row.kind != c.MANDATORY:
        return
    made = Screening.objects.filter(grievance=row).first()
    if made is None:
        raise PetitionError("强制报告须先登记初步核查，才能答复。")
    if made.is_founded and OF_CRIME & set(row.signs) and made.police_at is None:
        raise PetitionError("涉嫌侵害未成年人犯罪的，须先移交公安机关，才能答复。")


def check_due(row: Grievance) -> datetime:
    """Return until when the preliminary check must be done."""
    on = accounts.day_of(row.received_at)
    return row.received_at + timedelta(hours=number("check_hours", row.division_id, on))
