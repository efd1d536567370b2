"""What must be separate is separate, and everybody sees his own division only."""

from datetime import date, timedelta

import pytest

from minzheng.kernel.accounts import queries, services
from minzheng.kernel.accounts.declarations import (
    ADMINISTRATION,
    CLERK,
    ROLES,
    SYSTEM,
    Role,
    role_of,
)
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.accounts.services import MandateRefused, grant_mandate, system_mandate
from minzheng.kernel.accounts.tests.conftest import AT
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division

pytestmark = pytest.mark.django_db
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@pytest.mark.requirement("KC-02", "KC-28")
def test_administrators_hold_no_business_and_business_no_administration() -> None:
    for role in ROLES:
        if role == SYSTEM:
            continue
        held = role.capabilities & ADMINISTRATION
        assert (held == role.capabilities) is role.is_administrator
        assert bool(held) is role.is_administrator
    assert not role_of("system_admin").capabilities & role_of("audit_admin").capabilities


def test_role_is_its_key() -> None:
    assert CLERK == "clerk"
    assert isinstance(role_of("clerk"), Role)
    assert (CLERK.key, CLERK.label) == ("clerk", "乡镇经办人")
    assert CLERK.may("cases.open")
    assert not CLERK.may("payments.make")
    with pytest.raises(KeyError, match="角色"):
        role_of("king")


@pytest.mark.requirement("KC-28")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("officer", "reviewer"),
        ("reviewer", "finance"),
        ("finance", "officer"),
        ("security_admin", "audit_admin"),
        ("system_admin", "officer"),
        ("bureau_head", "audit_admin"),
    ],
)
def test_incompatible_roles_are_refused_in_one_hand(
    lin: User, county: Division, first: str, second: str
) -> None:
    grant_mandate(lin, first, county, by=None, at=AT)
    with pytest.raises(MandateRefused):
        grant_mandate(lin, second, county, by=None, at=AT)
    assert lin.mandates.count() == 1


def test_role_may_follow_another_in_time(lin: User, county: Division, security: Mandate) -> None:
    first = grant_mandate(lin, "officer", county, by=security, at=AT)
    later = AT + timedelta(days=30)
    services.revoke_mandate(first, by=security, at=later, reason="轮岗")
    second = grant_mandate(lin, "reviewer", county, by=security, at=later)
    assert list(queries.mandates_of(lin, later)) == [second]
    assert list(queries.mandates_of(lin, AT)) == [first]


def test_role_stands_at_its_level_only(lin: User, county: Division, town: Division) -> None:
    for role, place in (("clerk", county), ("officer", town), ("village_worker", town)):
        with pytest.raises(MandateRefused, match="不能设在"):
            grant_mandate(lin, role, place, by=None, at=AT)


def test_only_the_security_administrator_grants_and_never_to_himself(
    lin: User, clerk: Mandate, town: Division, security: Mandate
) -> None:
    other = User.objects.create_user("zhao", display_name="赵")
    with pytest.raises(MandateRefused, match="安全管理员"):
        grant_mandate(other, "clerk", town, by=clerk, at=AT)
    with pytest.raises(MandateRefused, match="自己"):
        grant_mandate(security.user, "clerk", town, by=security, at=AT)
    granted = grant_mandate(other, "clerk", town, by=security, at=AT)
    assert granted.granted_by == security


def test_security_administrator_does_not_grant_beyond_his_division(
    lin: User, security: Mandate
) -> None:
    with pytest.raises(MandateRefused, match="管辖"):
        grant_mandate(lin, "supervisor", Division.objects.get(code="620400"), by=security, at=AT)


def test_platform_cannot_be_granted_and_nobody_signs_in_as_it(lin: User, county: Division) -> None:
    with pytest.raises(MandateRefused, match="平台"):
        grant_mandate(lin, "system", county, by=None, at=AT)
    mandate = system_mandate()
    assert mandate == system_mandate("620422")
    assert mandate.division == county
    assert not mandate.user.is_active
    assert not mandate.user.check_password("!")


@pytest.mark.requirement("KC-28")
def test_rows_outside_the_division_are_invisible(clerk: Mandate, county: Division) -> None:
    stranger = User.objects.create_user("zhao", display_name="赵")
    zhao = grant_mandate(stranger, "clerk", Division.objects.get(code="620422101"), by=None, at=AT)
    rows = Division.objects.filter(level=5)
    seen = queries.visible(rows, clerk, "parent")
    assert {row.parent_id for row in seen} == {"620422100"}
    assert not queries.visible(rows, zhao, "parent").filter(parent="620422100").exists()
    assert not queries.visible(rows, None, "parent").exists()
    assert queries.covers(clerk, "620422100001")
    assert not queries.covers(zhao, "620422100001")


@pytest.mark.requirement("KC-02")
def test_audit_is_seen_by_its_administrator_within_his_county(
    clerk: Mandate, county: Division
) -> None:
    user = User.objects.create_user("auditadmin", display_name="审")
    admin = grant_mandate(user, "audit_admin", county, by=None, at=AT)
    entry = audit.record("people.looked", subject=5, subject_key="people.person", by=clerk, at=AT)
    assert entry in queries.audit_entries(admin)
    assert not queries.audit_entries(clerk).exists()


def test_holders_of_a_role_at_a_division_are_found(clerk: Mandate, town: Division) -> None:
    assert list(queries.holders("clerk", town.code, date(2026, 11, 16))) == [clerk]
    assert not queries.holders("clerk", town.code, date(2025, 11, 16)).exists()
    assert not queries.holders("head", town.code, date(2026, 11, 16)).exists()


def test_accounts_are_listed_for_the_security_administrator_only(
    clerk: Mandate, security: Mandate, lin: User
) -> None:
    assert lin in queries.users(security)
    assert clerk in queries.mandates(security)
    assert not queries.users(clerk).exists()
    assert not queries.mandates(clerk).exists()
