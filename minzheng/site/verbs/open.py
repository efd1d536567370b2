"""Open a county in a new home: its divisions, its parameters, and the three administrators."""

import argparse
import secrets
import string

from django.db import transaction

from minzheng.core import clock
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.declarations import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division

# Three powers in three hands (等保2.0 三级): nobody else can make the first accounts.
ADMINISTRATORS = {"sysadmin": SYSTEM_ADMIN, "secadmin": SECURITY_ADMIN, "auditadmin": AUDIT_ADMIN}
LETTERS = string.ascii_letters + string.digits
LENGTH = 16


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare which county."""
    parser.add_argument("county", help="县级区划代码，如 620422")


@transaction.atomic
def open_county(code: str) -> dict[str, str]:
    """Load what a county needs; return the first passwords by user name.

    Safe to repeat: what exists already stays, and where an administrator exists none is made. Raises ``ValueError`` (Chinese) where no list of the
    county is shipped.
    """
    county = divisions.load_county(code)
    determinations.seed_parameters()
    if Mandate.objects.filter(role__in=[role.key for role in ADMINISTRATORS.values()]).exists():
        return {}
    return {name: _administrator(name, county) for name in ADMINISTRATORS}


def _administrator(name: str, county: Division) -> str:
    """Make one administrator, who binds the second factor at the first sign-in."""
    at, role = clock.now(), ADMINISTRATORS[name]
    password = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    user = accounts.create_user(
        username=name, display_name=role.label, password=password, by=None, at=at
    )
    accounts.grant_mandate(user, role.key, county, by=None, at=at)
    return password


def run(options: argparse.Namespace) -> int:
    """Open the county and print the first passwords, which are shown only now."""
    try:
        first = open_county(options.county)
    except ValueError as problem:
        print(problem)
        return 2
    print(f"{options.county} 的区划和政策参数已就绪。")
    for name, password in first.items():
        print(f"  {name:<12} {password}   {ADMINISTRATORS[name].label}")
    if first:
        print("以上初始密码只显示这一次：请分交三人，首次登录时绑定动态口令并修改密码。")
        print("其余账户由安全管理员在“用户与岗位”中建立。")
    return 0
