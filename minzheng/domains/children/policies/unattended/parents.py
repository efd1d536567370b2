"""What makes a parent unable to bring up a child: the list of the ministries, item by item."""

from minzheng.policy import COUNTY, PROVINCE, Policy
from minzheng.policy.months import day_number

from ..orphan.policy import DECIDES

PAPER = "民发〔2019〕62号 第一条"
SUPPLEMENT = "民发〔2020〕125号 第一条"

policy = Policy(
    "children.unattended",
    "事实无人抚养儿童基本生活补贴",
    of="person",
    basis="民发〔2019〕62号；民发〔2020〕125号",
)

policy.parameter(
    "restricted_months",
    "服刑、强制隔离戒毒等限制人身自由的最短期限",
    unit="月",
    set_by=PROVINCE,
    basis=PAPER,
)
policy.parameter("remand_counts", "判决前羁押计入刑期", unit="是否", set_by=PROVINCE, basis=PAPER)
policy.parameter("lost_months", "失联的最短时间", unit="月", set_by=PROVINCE, basis=PAPER)
policy.parameter(
    "lost_counted_from",
    "失联时间的起算",
    unit="选项",
    set_by=COUNTY,
    basis=PAPER,
    choices={"lost": "自失联之日", "accepted": "自公安受理之日"},
)
policy.parameter(
    "deportation_counts_for_both",
    "父母双方均为特定情形时，被遣送（驱逐）出境算其中一种",
    unit="是否",
    set_by=PROVINCE,
    basis=SUPPLEMENT,
)
policy.parameter(
    "not_found_counts",
    "一方查找不到与死亡、失踪同样对待",
    unit="是否",
    set_by=PROVINCE,
    basis=SUPPLEMENT,
)


def disabled(kind, grade):
    """SD: grade 1-2 of any kind, grade 3-4 if intellectual or mental."""
    of_mind = (kind == "intellectual") | (kind == "mental")
    return (grade >= 1) & ((grade <= 2) | of_mind)


def restricted(custody, term, remand, remand_counts, restricted_months):
    """PR, DR, CM: held for the shortest term or longer; remand or a suspended sentence alone is none."""
    held = (custody == "prison") | (custody == "detox") | (custody == "other")
    whole_term = (term >= restricted_months) & remand_counts
    rest_of_term = term - remand >= restricted_months
    return held & (whole_term | rest_of_term)


def lost(out_of_contact, lost_on, accepted_on, lost_counted_from, lost_months, at):
    """LC: the months must be over; a waiting period never rolls over a rest day."""
    since_loss = (lost_counted_from == "lost") & (day_number(at) > day_number(lost_on, lost_months))
    since_acceptance = (lost_counted_from == "accepted") & (
        day_number(at) > day_number(accepted_on, lost_months)
    )
    return out_of_contact & (since_loss | since_acceptance)


def unable(disabled, listed_disease, restricted, lost, guardianship_revoked):
    """One item of the list is enough (deportation is looked at apart)."""
    return disabled | listed_disease | restricted | lost | guardianship_revoked


def dead_or_missing(dead, declared_missing, not_found, not_found_counts):
    """DD, MS; a parent who cannot be found only where the province says so."""
    return dead | declared_missing | (not_found_counts & not_found)


def _declare_reasons(who: str, label: str) -> None:
    """Declare the reasons of one parent that have a limit of their own."""
    policy.variable(
        f"{label}重残",
        unit="是否",
        basis=PAPER,
        name=f"{who}_disabled",
        reads=(f"{who}_disability_kind", f"{who}_disability_grade"),
        optional=(f"{who}_disability_kind", f"{who}_disability_grade"),
        absence=DECIDES,
    )(disabled)
    policy.variable(
        f"{label}服刑在押、强制隔离戒毒或被执行其他限制人身自由的措施达到期限",
        unit="是否",
        basis=PAPER,
        name=f"{who}_restricted",
        reads=(
            f"{who}_custody",
            f"{who}_term_months",
            f"{who}_remand_months",
            "remand_counts",
            "restricted_months",
        ),
        optional=(f"{who}_custody", f"{who}_term_months", f"{who}_remand_months"),
        absence=DECIDES,
    )(restricted)
    policy.variable(
        f"{label}失联达到期限",
        unit="是否",
        basis=PAPER,
        name=f"{who}_lost",
        reads=(
            f"{who}_out_of_contact",
            f"{who}_lost_on",
            f"{who}_lost_accepted_on",
            "lost_counted_from",
            "lost_months",
            "at",
        ),
        optional=(f"{who}_out_of_contact", f"{who}_lost_on", f"{who}_lost_accepted_on"),
        absence=DECIDES,
    )(lost)


def _declare_state(who: str, label: str) -> None:
    """Declare what the reasons of one parent come to: unable, or dead or missing."""
    reasons = (
        f"{who}_disabled",
        f"{who}_listed_disease",
        f"{who}_restricted",
        f"{who}_lost",
        f"{who}_guardianship_revoked",
    )
    policy.variable(
        f"{label}有不能履行抚养和监护责任的情形",
        unit="是否",
        basis=PAPER,
        name=f"{who}_unable",
        reads=reasons,
        optional=reasons,
        absence=DECIDES,
    )(unable)
    ends = (f"{who}_dead", f"{who}_declared_missing", f"{who}_not_found")
    policy.variable(
        f"{label}死亡或失踪",
        unit="是否",
        basis=PAPER,
        name=f"{who}_dead_or_missing",
        reads=(*ends, "not_found_counts"),
        optional=ends,
        absence=DECIDES,
    )(dead_or_missing)


for _who, _label in (("father", "父亲"), ("mother", "母亲")):
    _declare_reasons(_who, _label)
    _declare_state(_who, _label)
