"""委托监护、家庭寄养劳务补贴: a monthly sum for whoever looks after an orphan or unattended child."""

from minzheng.policy import PREFECTURE, Policy

from ..orphan.policy import DECIDES
from ..orphan.policy import policy as orphan

PAPER = "国办发〔2010〕54号；地方规定"

policy = Policy("children.guardian_service", "委托监护和家庭寄养劳务补贴", of="person", basis=PAPER)

policy.include(orphan, "minor", "is_registered_here", "not_adopted_and_alive")
policy.parameter("service_fee", "受托监护人劳务补贴", unit="元/月", set_by=PREFECTURE, basis=PAPER)


@policy.condition(
    "在享孤儿或事实无人抚养儿童保障",
    basis=PAPER,
    optional=("orphan_recipient", "unsupported_recipient"),
    absence=DECIDES,
)
def in_child_scheme(orphan_recipient, unsupported_recipient):
    """One of the two child schemes."""
    return orphan_recipient | unsupported_recipient


@policy.condition("由委托监护人或寄养家庭照护", basis=PAPER)
def looked_after_by_another(care_arrangement):
    """Entrusted guardianship or foster care; kin who are guardians themselves draw nothing."""
    return (care_arrangement == "entrusted") | (care_arrangement == "foster")


@policy.condition("受托监护人履行照护职责", basis=PAPER)
def carer_performs(guardian_performs):
    """Found so at the visit."""
    return guardian_performs & True


@policy.condition("未满十八周岁", basis="民法典 第十七条")
def is_minor(minor):
    """A grown-up needs no guardian."""
    return minor & True


policy.adopt("is_registered_here", "not_adopted_and_alive")


@policy.amount("每月劳务补贴", basis=PAPER)
def monthly_amount(service_fee):
    """The same for every child in care."""
    return service_fee + 0
