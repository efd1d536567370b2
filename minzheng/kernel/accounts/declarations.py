"""The roles of the house and what each may do, and the modules a place may switch on or off."""

from dataclasses import dataclass
from typing import Self

from minzheng.core.registry import Registry

CITIZEN_LEVEL, ANY_LEVEL = "citizen", "any"
STATE_LEVEL, PREFECTURE_LEVEL, COUNTY_LEVEL, TOWN_LEVEL, VILLAGE_LEVEL = (
    "state",
    "prefecture",
    "county",
    "town",
    "village",
)
# What the three administrators may do is never business, and nobody else may do it.
ADMINISTRATION = frozenset(
    {"system.manage", "accounts.manage", "audit.see", "audit.verify", "audit.export"}
)


class Role(str):
    """A role: its key, which is all that is stored, and what the key stands for."""

    label: str
    level: str
    capabilities: frozenset[str]

    __slots__ = ("capabilities", "label", "level")

    def __new__(cls, key: str, label: str, level: str, *capabilities: str) -> Self:
        """Make a role from its key, Chinese label, the level it acts at and what it may do."""
        role = super().__new__(cls, key)
        role.label = label
        role.level = level
        role.capabilities = frozenset(capabilities)
        return role

    @property
    def key(self) -> str:
        """Return the key as plain text."""
        return str.__str__(self)

    def may(self, capability: str) -> bool:
        """Say whether the role holds ``capability``."""
        return capability in self.capabilities

    @property
    def is_administrator(self) -> bool:
        """Whether the role is one of the three separate administrators."""
        return self in {SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN}


ROLES: Registry[Role] = Registry("角色")


def _role(key: str, label: str, level: str, *capabilities: str) -> Role:
    return ROLES.add(key, Role(key, label, level, *capabilities))


_READ = ("people.see", "cases.see", "documents.see", "reports.see", "facilities.see")
_WORK = (*_READ, "cases.take", "tasks.see", "documents.store", "leads.see", "needs.report")
_COUNTY = (
    *_WORK,
    "people.reveal",
    "payments.see",
    "cycle.see",
    "parameters.see",
    "exchange.see",
    "sharing.see",
    "credit.see",
    "ledger.see",
)

APPLICANT = _role("applicant", "申请人", CITIZEN_LEVEL, "own.see", "own.apply")
VILLAGE_WORKER = _role(
    "village_worker",
    "村级协理员",
    VILLAGE_LEVEL,
    *_WORK,
    "cases.open",
    "people.edit",
    "visits.record",
)
CLERK = _role(
    "clerk",
    "乡镇经办人",
    TOWN_LEVEL,
    *_WORK,
    "cases.open",
    "people.edit",
    "facilities.edit",
    "people.reveal",
    "visits.record",
    "verification.request",
    "payments.see",
    "parameters.see",
    "credit.see",
    "campaigns.plan",
    "visits.plan",
    "plans.see",
    "plans.work",
    "indicators.report",
    "content.write",
)
HEAD = _role(
    "head",
    "乡镇负责人",
    TOWN_LEVEL,
    *_WORK,
    "people.reveal",
    "visits.record",
    "visits.plan",
    "payments.see",
    "parameters.see",
    "credit.see",
    "plans.see",
    "plans.work",
    "indicators.report",
    "content.write",
    "content.review",
    "ratings.follow",
)
OFFICER = _role(
    "officer",
    "县级经办人",
    COUNTY_LEVEL,
    *_COUNTY,
    "cases.open",
    "people.edit",
    "facilities.edit",
    "people.merge",
    "visits.record",
    "verification.request",
    "payments.make",
    "cycle.run",
    "parameters.enter",
    "policies.enter",
    "exchange.take",
    "sharing.enter",
    "credit.enter",
    "campaigns.plan",
    "visits.plan",
    "purchases.see",
    "purchases.enter",
    "plans.see",
    "plans.enter",
    "plans.work",
    "plans.evaluate",
    "indicators.report",
    "indicators.check",
    "content.write",
    "content.review",
    "ratings.follow",
)
REVIEWER = _role(
    "reviewer",
    "县级复核人",
    COUNTY_LEVEL,
    *_COUNTY,
    "payments.check",
    "parameters.release",
    "sharing.approve",
    "documents.dispose",
    "credit.confirm",
    "ledger.confirm",
    "purchases.see",
    "purchases.confirm",
    "plans.see",
    "plans.confirm",
    "indicators.check",
    "content.write",
    "content.review",
    "ratings.follow",
)
BUREAU_HEAD = _role(
    "bureau_head",
    "民政局负责人",
    COUNTY_LEVEL,
    *_COUNTY,
    "payments.approve",
    "parameters.release",
    "sharing.approve",
    "documents.dispose",
    "credit.confirm",
    "modules.switch",
    "purchases.see",
    "purchases.confirm",
    "plans.see",
    "plans.confirm",
    "indicators.check",
    "content.review",
    "content.approve",
    "ratings.follow",
)
FINANCE = _role(
    "finance",
    "财务发放人",
    COUNTY_LEVEL,
    "payments.see",
    "payments.send",
    "reports.see",
    "facilities.see",
    "ledger.see",
    "ledger.enter",
    "purchases.see",
    "purchases.pay",
    "plans.see",
    "indicators.report",
)
AUDITOR = _role(
    "auditor",
    "审计监督人",
    COUNTY_LEVEL,
    *_READ,
    "payments.see",
    # Draws samples of the money and keeps findings on them; pays and decides nothing.
    "payments.audit",
    "ledger.see",
    "cycle.see",
    "parameters.see",
    "exchange.see",
    "sharing.see",
    "leads.see",
    # Reads who did what and looked at whom; verifying and exporting stay with the administrator.
    "looks.see",
    "purchases.see",
    "plans.see",
)
INSTITUTION = _role("institution", "服务机构", ANY_LEVEL, "own.see", "visits.record")
INFORMANT = _role("informant", "部门联络员", COUNTY_LEVEL, "exchange.deliver", "needs.report")
SUPERVISOR = _role(
    "supervisor",
    "市级督导",
    PREFECTURE_LEVEL,
    *_READ,
    "payments.see",
    "ledger.see",
    "cycle.see",
    "parameters.see",
    "exchange.see",
    "sharing.see",
    "leads.see",
    "purchases.see",
    "plans.see",
)
EVALUATOR = _role(
    "evaluator",
    "评估人（只读）",
    COUNTY_LEVEL,
    "reports.see",
    "facilities.see",
    "cycle.see",
    "parameters.see",
    "plans.see",
    "plans.evaluate",
)
SYSTEM_ADMIN = _role("system_admin", "系统管理员", COUNTY_LEVEL, "system.manage")
SECURITY_ADMIN = _role("security_admin", "安全管理员", COUNTY_LEVEL, "accounts.manage")
AUDIT_ADMIN = _role(
    "audit_admin", "审计管理员", COUNTY_LEVEL, "audit.see", "audit.verify", "audit.export"
)
# The platform itself, for the monthly cycle and for raising a home; nobody can sign in as it.
SYSTEM = _role(
    "system",
    "平台",
    ANY_LEVEL,
    *_COUNTY,
    "people.edit",
    "people.merge",
    "cases.open",
    "cycle.run",
    "exchange.take",
    "sharing.enter",
    "payments.make",
    "ledger.enter",
    "parameters.enter",
    "parameters.release",
    "policies.enter",
    "accounts.manage",
    "system.manage",
    "verification.request",
    "visits.record",
    "visits.plan",
    "plans.see",
    "plans.enter",
    "plans.work",
)

# Making, checking and sending money: never two of them in one hand at one place (不相容岗位).
INCOMPATIBLE = frozenset({OFFICER, REVIEWER, FINANCE})


def role_of(key: str) -> Role:
    """Return the role of a stored key; ``KeyError`` for an unknown one."""
    return ROLES.get(key)


@dataclass(frozen=True, slots=True)
class Module:
    """What a place may have switched on or off: a room, or one service of it by its key."""

    key: str
    label: str
    room: str

    @property
    def is_room(self) -> bool:
        """Whether this is a whole room and not one of its services."""
        return self.key == self.room


MODULES: Registry[Module] = Registry("模块")


def declare_module(key: str, label: str, room: str = "") -> Module:
    """Declare what may be switched; a service names its room, whose switch governs it too."""
    return MODULES.add(key, Module(key, label, room or key))
