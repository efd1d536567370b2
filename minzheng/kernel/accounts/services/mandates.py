"""Granting and revoking mandates, with the separations the law and the audit ask for."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from minzheng.kernel.accounts.declarations import (
    ANY_LEVEL,
    CITIZEN_LEVEL,
    COUNTY_LEVEL,
    INCOMPATIBLE,
    PREFECTURE_LEVEL,
    STATE_LEVEL,
    SYSTEM,
    TOWN_LEVEL,
    VILLAGE_LEVEL,
    Role,
    role_of,
)
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.accounts.queries import covers, day_of
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import LEVELS, STATE_CODE, Level
from minzheng.kernel.divisions.models import Division

SYSTEM_USERNAME: Final = "system"
_LEVELS: Final = {
    STATE_LEVEL: {Level.STATE},
    PREFECTURE_LEVEL: {Level.PROVINCE, Level.PREFECTURE},
    COUNTY_LEVEL: {Level.COUNTY, Level.PREFECTURE},
    TOWN_LEVEL: {Level.TOWN},
    VILLAGE_LEVEL: {Level.VILLAGE},
}


class MandateRefused(ValueError):
    """A mandate that must not be; the text is Chinese."""


@transaction.atomic
def grant_mandate(
    user: User,
    role: str,
    division: Division,
    *,
    by: Mandate | None,
    at: datetime,
    programme: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Mandate:
    """Let a user act in a role at a division; from today unless ``valid_from`` says otherwise.

    Refused (``MandateRefused``): a role at a wrong level; an administrator who would also do
    business, or be administrator of a second kind; making, checking and sending money in one
    hand within one division; granting oneself; granting beyond one's own division. ``by`` is
    None only while a home is raised.
    """
    duty = role_of(role)
    start = valid_from or day_of(at)
    _check_granter(user, division, by)
    if duty == SYSTEM:
        raise MandateRefused("平台角色不能授予个人。")
    if duty.level not in {ANY_LEVEL, CITIZEN_LEVEL} and division.level not in _LEVELS[duty.level]:
        raise MandateRefused(f"“{duty.label}”不能设在{LEVELS[Level(division.level)]}。")
    # Two grants for one user at the same moment are checked one after the other.
    User.objects.select_for_update().get(pk=user.pk)
    _check_separation(
        duty, division, Mandate.objects.overlapping(start, valid_to).filter(user=user)
    )
    mandate = Mandate.objects.create(
        user=user,
        role=duty.key,
        division=division,
        programme=programme,
        valid_from=start,
        valid_to=valid_to,
        granted_by=by,
    )
    audit.record(
        "accounts.mandate.granted", subject=mandate, by=by, at=at, user=user.pk, role=duty.key
    )
    return mandate


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, by: Mandate, at: datetime, reason: str) -> Mandate:
    """End a mandate today; one that began today or later is ended the day after it began."""
    _check_granter(mandate.user, mandate.division, by)
    today = day_of(at)
    if mandate.valid_from < today:
        mandate.valid_to = today
    else:
        mandate.valid_to = date.fromordinal(mandate.valid_from.toordinal() + 1)
    mandate.save(update_fields=["valid_to"])
    audit.record("accounts.mandate.revoked", subject=mandate, by=by, at=at, reason=reason)
    return mandate


def system_mandate(division_code: str | None = None) -> Mandate:
    """Return the platform's own mandate, made when first asked for; nobody can sign in with it.

    At the given division, else at the county if the home holds one county, else at the state.
    """
    if division_code is None:
        counties = list(
            Division.objects.filter(level=Level.COUNTY.value, valid_to__isnull=True)[:2]
        )
        division_code = counties[0].code if len(counties) == 1 else STATE_CODE
    found = Mandate.objects.filter(
        user__username=SYSTEM_USERNAME, role=SYSTEM.key, division_id=division_code
    )
    mandate = found.select_related("user", "division").first()
    if mandate is not None:
        return mandate
    with transaction.atomic():
        user, _ = User.objects.get_or_create(
            username=SYSTEM_USERNAME,
            defaults={"display_name": "平台", "is_active": False, "password": "!"},
        )
        mandate, _ = Mandate.objects.get_or_create(
            user=user,
            role=SYSTEM.key,
            division_id=division_code,
            defaults={"valid_from": date(2000, 1, 1)},
        )
    return mandate


def _check_granter(user: User, division: Division, by: Mandate | None) -> None:
    if by is None:
        return
    if not by.may("accounts.manage"):
        raise MandateRefused("只有安全管理员可以授权。")
    if by.user_id == user.pk:
        raise MandateRefused("不能给自己授权。")
    if not covers(by, division.code):
        raise MandateRefused("不能在本人管辖以外授权。")


def _check_separation(duty: Role, division: Division, held: QuerySet[Mandate]) -> None:
    for other in held.select_related("division"):
        other_duty = other.duty
        if duty.is_administrator != other_duty.is_administrator:
            raise MandateRefused("三员不得兼任业务岗位。")
        if duty.is_administrator and duty != other_duty:
            raise MandateRefused("系统管理员、安全管理员、审计管理员须由不同人员担任。")
        if {duty, other_duty} <= INCOMPATIBLE and duty != other_duty and _meet(division, other):
            raise MandateRefused(f"同一人在同一区划不得兼任“{duty.label}”和“{other_duty.label}”。")


def _meet(division: Division, other: Mandate) -> bool:
    """Say whether two mandates reach a common division: one lies in the other's subtree."""
    return divisions.lies_within(division.code, other.division_id) or divisions.lies_within(
        other.division_id, division.code
    )
