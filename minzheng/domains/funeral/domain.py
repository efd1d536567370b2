"""The door plate of funeral services."""

from pathlib import Path

from minzheng.kernel.benefits import FUNERAL, ONCE, PERSON, RECOGNITION, Benefit
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Dashboard, Domain

from . import facts, indicators, public, receivers, shares
from .policies.basic.policy import policy as basic
from .policies.eco_burial.policy import policy as eco_burial
from .views import REGISTERS
from .workflows import workflows

for _workflow in workflows:
    declare_parameters(
        _workflow.key, Path(__file__).parent / "deadlines.csv", label=_workflow.label
    )

domain = Domain(
    "funeral",
    "殡葬服务",
    policies=[basic, eco_burial],
    benefits=[
        Benefit(
            basic.key,
            "基本殡葬服务费减免",
            policy=basic.key,
            to=PERSON,
            paid=RECOGNITION,
            fund=FUNERAL.key,
        ),
        Benefit(
            eco_burial.key,
            "生态安葬奖补",
            policy=eco_burial.key,
            to=PERSON,
            paid=ONCE,
            fund=FUNERAL.key,
        ),
    ],
    workflows=workflows,
    indicators=indicators,
    dashboards=[Dashboard("funeral", "殡葬服务", show=indicators.SHOWN)],
    registers=REGISTERS,
    public_registers=public.REGISTERS,
    chains=receivers.CHAINS,
    shares=shares.SHARES,
    modules=(facts.__name__,),
)
