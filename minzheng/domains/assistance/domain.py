"""The door plate of social assistance."""

from pathlib import Path

from minzheng.kernel.benefits import HOUSEHOLD, MONTHLY, ONCE, PERSON, RECOGNITION, Benefit
from minzheng.kernel.benefits import RELIEF as RELIEF_FUND
from minzheng.kernel.determinations.declarations import declare_parameter, declare_parameters
from minzheng.kernel.domain import Dashboard, Domain, Panel
from minzheng.kernel.purchases.declarations import pay_purchases_from

from . import (
    declarations,
    facts,
    findings,
    indicators,
    public,
    queries,
    receivers,
    shares,
    tasks,
    views,
    visits,
    warnings,
    workflows,
)
from .choices import (
    APPLICATION,
    CHANGE,
    DIBAO,
    DIBAO_EDGE,
    LOW_INCOME,
    LOW_INCOME_APPLICATION,
    OBJECTION,
    RELIEF,
    RIGID_APPLICATION,
    SPECIAL,
    SUPPORT,
    SUPPORT_CHANGE,
)
from .policies.dibao.policy import policy as dibao
from .policies.dibao_edge.policy import policy as dibao_edge
from .policies.dibao_fade.policy import policy as dibao_fade
from .policies.dibao_religious.policy import policy as dibao_religious
from .policies.dibao_single.policy import policy as dibao_single
from .policies.fraud.policy import policy as fraud
from .policies.legality import CHECKS, FIGURES, STATISTICS
from .policies.local import local_benefits
from .policies.price_link.policy import policy as price_link
from .policies.rigid.policy import policy as rigid
from .policies.tekun.policy import policy as tekun
from .policies.tekun_obligor.policy import policy as tekun_obligor
from .policies.temporary.policy import policy as temporary

HERE = Path(__file__).parent
LOCAL = local_benefits()

declare_parameters("assistance", HERE / "settings.csv", label="社会救助办理规则")
declare_parameters(STATISTICS, HERE / "statistics.csv", label="统计数与历年标准")
for _figure in FIGURES:
    declare_parameter(_figure)
for _key in (APPLICATION, CHANGE, OBJECTION):
    declare_parameters(_key, HERE / "deadlines.csv", label="社会救助办理期限")
for _key in (SUPPORT, SUPPORT_CHANGE):
    declare_parameters(_key, HERE / "deadlines_support.csv", label="特困人员办理期限")
for _key in (RIGID_APPLICATION, LOW_INCOME_APPLICATION):
    declare_parameters(_key, HERE / "deadlines.csv", label="困难家庭认定办理期限")
declare_parameters(RELIEF, HERE / "deadlines_relief.csv", label="临时救助办理期限")

# Services of social assistance are bought from its work funds or relief funds (FN-07).
pay_purchases_from("assistance", "work", RELIEF_FUND.key)

domain = Domain(
    "assistance",
    "社会救助",
    policies=[
        dibao,
        dibao_edge,
        dibao_single,
        dibao_religious,
        dibao_fade,
        tekun,
        tekun_obligor,
        rigid,
        temporary,
        price_link,
        fraud,
        *(local.policy for local in LOCAL),
    ],
    checks=CHECKS,
    benefits=[
        Benefit(
            DIBAO,
            "最低生活保障金",
            policy=DIBAO,
            to=HOUSEHOLD,
            paid=MONTHLY,
            blocked_by=("dead_recipient", "double_claim"),
            fund=RELIEF_FUND.key,
            basic="basic_grant",
            heads="size",
        ),
        Benefit(DIBAO_EDGE, "低保边缘家庭", policy=DIBAO_EDGE, to=HOUSEHOLD, paid=RECOGNITION),
        Benefit(
            tekun.key,
            "特困人员救助供养金",
            policy=tekun.key,
            to=PERSON,
            paid=MONTHLY,
            fund=RELIEF_FUND.key,
        ),
        Benefit(rigid.key, "刚性支出困难家庭", policy=rigid.key, to=HOUSEHOLD, paid=RECOGNITION),
        Benefit(LOW_INCOME, "低收入家庭", policy=DIBAO_EDGE, to=HOUSEHOLD, paid=RECOGNITION),
        Benefit(
            temporary.key,
            "临时救助金",
            policy=temporary.key,
            to=HOUSEHOLD,
            paid=ONCE,
            fund=RELIEF_FUND.key,
        ),
        Benefit(
            SPECIAL,
            "专项救助金",
            policy=temporary.key,
            to=HOUSEHOLD,
            paid=ONCE,
            fund=RELIEF_FUND.key,
        ),
        Benefit(price_link.key, "价格临时补贴", policy=price_link.key, to=PERSON, paid=MONTHLY),
        *(
            Benefit(
                local.policy.key, local.label, policy=local.policy.key, to=local.to, paid=local.paid
            )
            for local in LOCAL
        ),
    ],
    workflows=[
        workflows.application,
        workflows.change,
        workflows.objection,
        workflows.relief,
        workflows.support,
        workflows.support_change,
        workflows.rigid,
        workflows.low_income,
    ],
    indicators=indicators,
    public_registers=public.REGISTERS,
    panels=[
        Panel(
            "people.household",
            "assistance/household.html",
            queries.household_panel,
            needs="cases.see",
        ),
        Panel(
            "people.household",
            "assistance/household_help.html",
            queries.help_panel,
            needs="cases.see",
            label="全部帮扶",
        ),
        Panel("cases.case", "assistance/case_help.html", queries.case_help_panel),
    ],
    registers=views.REGISTERS,
    dashboards=[
        Dashboard(
            "assistance",
            "社会救助",
            show=(
                "assistance.dibao.households",
                "assistance.dibao.persons",
                "assistance.dibao.coverage",
                "assistance.dibao.monthly_amount",
                "assistance.dibao.paid",
                "assistance.dibao.new_households",
                "assistance.dibao.ended_households",
                "assistance.findings.missed",
                "assistance.findings.exit",
                "assistance.findings.all",
                "assistance.services.given",
                "assistance.services.share",
                *indicators.support.SHOWN,
                *indicators.recipients.SHOWN,
            ),
        ),
        Dashboard("assistance.standards", "社会救助标准", show=indicators.standards.SHOWN),
    ],
    chains=receivers.CHAINS,
    shares=shares.SHARES,
    modules=(
        declarations.__name__,
        facts.__name__,
        findings.__name__,
        warnings.__name__,
        tasks.__name__,
        visits.__name__,
    ),
)
