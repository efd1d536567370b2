"""The door plate of child welfare."""

from pathlib import Path

from minzheng.kernel.benefits import MONTHLY, ONCE, PERSON, RELIEF, Benefit
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Dashboard, Domain

from . import facts, indicators, receivers, shares, tasks, visits, warnings
from .policies.disabled_help.policy import policy as disabled_help
from .policies.guardian_service.policy import policy as guardian_service
from .policies.hardship.policy import policy as hardship
from .policies.legality import CHECKS
from .policies.orphan.policy import policy as orphan
from .policies.unattended.policy import policy as unattended
from .views import REGISTERS
from .workflows import workflows

for _workflow in workflows:
    declare_parameters(
        _workflow.key, Path(__file__).parent / "deadlines.csv", label=_workflow.label
    )

domain = Domain(
    "children",
    "儿童福利",
    policies=[orphan, unattended, hardship, guardian_service, disabled_help],
    checks=CHECKS,
    benefits=[
        Benefit(
            orphan.key,
            "孤儿基本生活费",
            policy=orphan.key,
            to=PERSON,
            paid=MONTHLY,
            fund=RELIEF.key,
        ),
        Benefit(
            unattended.key,
            "事实无人抚养儿童基本生活补贴",
            policy=unattended.key,
            to=PERSON,
            paid=MONTHLY,
            fund=RELIEF.key,
            nets=("assistance.dibao",),
        ),
        Benefit(hardship.key, "困境儿童基本生活补贴", policy=hardship.key, to=PERSON, paid=MONTHLY),
        Benefit(
            guardian_service.key,
            "委托监护和家庭寄养劳务补贴",
            policy=guardian_service.key,
            to=PERSON,
            paid=MONTHLY,
        ),
        Benefit(
            disabled_help.key,
            "残疾儿童临时帮助金",
            policy=disabled_help.key,
            to=PERSON,
            paid=ONCE,
            fund=RELIEF.key,
        ),
    ],
    workflows=workflows,
    indicators=indicators,
    dashboards=[Dashboard("children", "儿童福利", show=indicators.SHOWN)],
    registers=REGISTERS,
    chains=receivers.CHAINS,
    shares=shares.SHARES,
    modules=(facts.__name__, tasks.__name__, visits.__name__, warnings.__name__),
)
