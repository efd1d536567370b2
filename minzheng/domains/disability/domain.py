"""The door plate of disability welfare."""

from pathlib import Path

from minzheng.kernel.benefits import DISABILITY, MONTHLY, PERSON, Benefit
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Dashboard, Domain
from minzheng.kernel.purchases.declarations import BY_HEAD, Subsidy, declare_subsidies

from . import facts, indicators, receivers, shares, tasks, visits, warnings
from .policies.legality import CHECKS
from .policies.living.policy import policy as living
from .policies.nursing.policy import policy as nursing
from .views import REGISTERS
from .workflows import workflows

for _workflow in workflows:
    declare_parameters(
        _workflow.key, Path(__file__).parent / "deadlines.csv", label=_workflow.label
    )

declare_subsidies(
    Subsidy("disability.severe_care", "重度残疾人集中照护补助", "disability", BY_HEAD, "人")
)

domain = Domain(
    "disability",
    "残疾人福利",
    policies=[living, nursing],
    checks=CHECKS,
    benefits=[
        Benefit(
            living.key,
            "困难残疾人生活补贴",
            policy=living.key,
            to=PERSON,
            paid=MONTHLY,
            fund=DISABILITY.key,
        ),
        Benefit(
            nursing.key,
            "重度残疾人护理补贴",
            policy=nursing.key,
            to=PERSON,
            paid=MONTHLY,
            fund=DISABILITY.key,
        ),
    ],
    workflows=workflows,
    indicators=indicators,
    dashboards=[Dashboard("disability", "残疾人福利", show=indicators.SHOWN)],
    registers=REGISTERS,
    chains=receivers.CHAINS,
    shares=shares.SHARES,
    modules=(facts.__name__, tasks.__name__, visits.__name__, warnings.__name__),
)
