"""The door plate of social assistance."""

from pathlib import Path

from minzheng.kernel.benefits import HOUSEHOLD, MONTHLY, Benefit
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Dashboard, Domain, Panel

from . import facts, findings, indicators, queries, tasks, workflows
from .choices import APPLICATION, CHANGE, DIBAO, DIBAO_EDGE, OBJECTION
from .policies.dibao.policy import policy as dibao
from .policies.dibao_edge.policy import policy as dibao_edge
from .policies.dibao_fade.policy import policy as dibao_fade
from .policies.dibao_single.policy import policy as dibao_single

HERE = Path(__file__).parent

declare_parameters("assistance", HERE / "settings.csv", label="社会救助办理规则")
for _key in (APPLICATION, CHANGE, OBJECTION):
    declare_parameters(_key, HERE / "deadlines.csv", label="社会救助办理期限")

domain = Domain(
    "assistance",
    "社会救助",
    policies=[dibao, dibao_edge, dibao_single, dibao_fade],
    benefits=[
        Benefit(
            DIBAO,
            "最低生活保障金",
            policy=DIBAO,
            to=HOUSEHOLD,
            paid=MONTHLY,
            blocked_by=("dead_recipient", "double_claim"),
        ),
        Benefit(DIBAO_EDGE, "低保边缘家庭", policy=DIBAO_EDGE, to=HOUSEHOLD, paid="none"),
    ],
    workflows=[workflows.application, workflows.change, workflows.objection],
    indicators=indicators,
    panels=[
        Panel(
            "people.household",
            "assistance/household.html",
            queries.household_panel,
            needs="cases.see",
        )
    ],
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
            ),
        )
    ],
    modules=(facts.__name__, findings.__name__, tasks.__name__),
)
