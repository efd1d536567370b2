"""The words a room declares its benefits with, the funds that pay them, and their registry; no Django."""

from dataclasses import dataclass

from minzheng.core.registry import Registry

HOUSEHOLD = "household"
PERSON = "person"
HOLDERS = (HOUSEHOLD, PERSON)

MONTHLY = "monthly"  # every month while the entitlement lasts
ONCE = "once"  # in one month, once per case
RECOGNITION = "none"  # a standing that opens other doors; this house pays nothing for it
PAID = (MONTHLY, ONCE, RECOGNITION)


@dataclass(frozen=True, slots=True)
class Fund:
    """The money a benefit is paid from (资金): its key and its name in the budget."""

    key: str
    label: str


RELIEF = Fund("relief", "困难群众救助补助资金")
DISABILITY = Fund("disability", "残疾人两项补贴资金")
OLD_AGE = Fund("old_age", "高龄津贴资金")
ELDERLY_SERVICE = Fund("elderly_service", "养老服务补贴资金")
VOUCHER = Fund("voucher", "养老服务消费补贴资金")
FUNERAL = Fund("funeral", "殡葬惠民资金")
LOCAL = Fund("local", "地方财政资金")

_funds: Registry[Fund] = Registry("资金")
for _fund in (RELIEF, DISABILITY, OLD_AGE, ELDERLY_SERVICE, VOUCHER, FUNERAL, LOCAL):
    _funds.add(_fund.key, _fund)


@dataclass(frozen=True, slots=True)
class Benefit:
    """A kind of benefit (待遇).

    `policy` is the key of the policy that decides it; `to` says whether a household or a person
    holds it; `paid` is monthly, once or none (recognition only); `fund` is the key of the money it
    comes from; `blocked_by` names the finding kinds that stop a payment line until somebody has
    looked (FN-02).

    What overlaps need to know: `nets` names the benefits whose share the policy has already
    deducted from its amount; `basic` the rule of the policy that gives the part without extras
    (分类施保), the only part others deduct; `heads` the rule that counts who shares the amount.
    """

    key: str
    label: str
    policy: str
    to: str = HOUSEHOLD
    paid: str = MONTHLY
    blocked_by: tuple[str, ...] = ()
    fund: str = LOCAL.key
    nets: tuple[str, ...] = ()
    basic: str = ""
    heads: str = ""


registry: Registry[Benefit] = Registry("待遇")


def declare_benefit(benefit: Benefit) -> Benefit:
    """Add a benefit; a key declared twice, an unknown holder, fund or way of paying fails at start-up."""
    for value, known, name in (
        (benefit.to, HOLDERS, "to"),
        (benefit.paid, PAID, "paid"),
        (benefit.fund, tuple(fund.key for fund in funds()), "fund"),
    ):
        if value not in known:
            raise ValueError(
                f"待遇“{benefit.key}”的 {name} 写作“{value}”，应为其中之一：{'、'.join(known)}。"
            )
    return registry.add(benefit.key, benefit)


def benefit(key: str) -> Benefit:
    """Return the benefit declared under a key, or raise KeyError."""
    return registry.get(key)


def benefits() -> list[Benefit]:
    """Return all declared benefits, by key."""
    return registry.all()


def label_of(key: str) -> str:
    """Return the Chinese name of a benefit; a key nobody declared is its own name."""
    return registry.get(key).label if key in registry else key


def fund(key: str) -> Fund:
    """Return the fund of a key, or raise KeyError."""
    return _funds.get(key)


def funds() -> list[Fund]:
    """Return every fund, by key."""
    return _funds.all()
