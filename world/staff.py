"""The demo's staff: one login per role, three township clerks, fixed passwords and second factors."""

import base64
import dataclasses
import datetime
import hashlib

from django.contrib.auth.hashers import make_password

from minzheng.core import clock
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.declarations import (
    AUDIT_ADMIN,
    AUDITOR,
    BUREAU_HEAD,
    CLERK,
    EVALUATOR,
    FINANCE,
    HEAD,
    INFORMANT,
    INSTITUTION,
    OFFICER,
    REVIEWER,
    SECURITY_ADMIN,
    SUPERVISOR,
    SYSTEM_ADMIN,
    VILLAGE_WORKER,
    Role,
)
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions.models import Division

# Public on purpose: these accounts exist in demo homes only.
PASSWORD = "minzheng-demo"
COUNTY, PREFECTURE = "620422", "620400"


@dataclasses.dataclass(frozen=True)
class Member:
    """One member of staff: the name to sign in with, who it is, in which role, where.

    ``programme`` of an informant is the partner whose files he delivers.
    """

    username: str
    name: str
    role: Role
    place: str
    note: str = ""
    programme: str = ""

    @property
    def secret(self) -> str:
        """Return the fixed secret of the second factor."""
        digest = hashlib.sha256(f"demo:{self.username}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()


STAFF = (
    Member("lin", "林晓燕", CLERK, "会师镇", "会师镇经办人"),
    Member("zhao", "赵志远", CLERK, "郭城驿镇", "邻镇经办人：看不到会师镇的任何材料"),
    Member("he", "何婷", CLERK, "河畔镇", "河畔镇经办人"),
    Member("su", "苏建民", HEAD, "会师镇", "会师镇分管领导"),
    Member("yang", "杨秀兰", VILLAGE_WORKER, "村", "村级协理员"),
    Member("chen", "陈立新", OFFICER, COUNTY, "县级业务员（制单）"),
    Member("wei", "魏国华", REVIEWER, COUNTY, "县级复核人"),
    Member("liu", "刘慧敏", BUREAU_HEAD, COUNTY, "民政局局长"),
    Member("sun", "孙丽", FINANCE, COUNTY, "财务（送盘）"),
    Member("song", "宋明", AUDITOR, COUNTY, "审计"),
    Member("kang", "康乐", INSTITUTION, COUNTY, "养老机构"),
    Member("ren", "任伟", INFORMANT, COUNTY, "公安局联络员", "police"),
    Member("ma", "马文斌", SUPERVISOR, PREFECTURE, "市级督导"),
    Member("fan", "范博", EVALUATOR, COUNTY, "第三方评估（只读）"),
    Member("sysadmin", "系统管理员", SYSTEM_ADMIN, COUNTY, "系统管理员"),
    Member("secadmin", "安全管理员", SECURITY_ADMIN, COUNTY, "安全管理员"),
    Member("auditadmin", "审计管理员", AUDIT_ADMIN, COUNTY, "审计管理员"),
)


def hire(*, village: str, at: datetime.datetime) -> dict[str, Mandate]:
    """Make every account with its second factor and mandate; return the mandates by username.

    ``village`` is the code of the village worker's village. The factor is confirmed with
    yesterday's code, so that the first code of today is still unused.
    """
    towns = dict(Division.objects.filter(level=4).values_list("name", "code"))
    start = datetime.date(at.year - 2, 1, 1)
    mandates = {}
    # Hashing is slow on purpose; one public password needs it once.
    password = make_password(PASSWORD)
    for member in STAFF:
        user = accounts.create_user(
            username=member.username, display_name=member.name, password=None, by=None, at=at,
            is_demo=True,
        )  # fmt: skip
        User.objects.filter(pk=user.pk).update(password=password)
        _second_factor(user, member, at - datetime.timedelta(days=1))
        code = village if member.place == "村" else towns.get(member.place, member.place)
        mandates[member.username] = accounts.grant_mandate(
            user,
            member.role,
            Division.objects.get(code=code),
            by=None,
            at=at,
            valid_from=start,
            programme=member.programme,
        )
    return mandates


def _second_factor(user: User, member: Member, at: datetime.datetime) -> None:
    user.refresh_from_db()
    accounts.enrol_totp(user, by=None, at=at, secret=member.secret)
    code = accounts.totp_code(member.secret, at)
    if not accounts.confirm_totp(user, code, by=None, at=at):
        raise RuntimeError(f"二次验证未能启用：{member.username}")


def mandates() -> dict[str, Mandate]:
    """Return the mandates of the staff by username."""
    rows = Mandate.objects.select_related("user", "division").filter(
        user__username__in=[member.username for member in STAFF]
    )
    return {row.user.username: row for row in rows}


def table() -> str:
    """Return the logins as the terminal shows them, with the codes of this moment."""
    now = clock.now()
    lines = [f"{'用户名':<10}{'密码':<16}{'动态口令':<9}岗位与说明"]
    lines += [
        f"{member.username:<13}{PASSWORD:<18}"
        f"{accounts.totp_code(member.secret, now):<13}{member.role.label}·{member.name}：{member.note}"
        for member in STAFF
    ]
    return "\n".join(lines)
