"""The door plate of services for the elderly."""

from pathlib import Path

from minzheng.kernel.benefits import (
    ELDERLY_SERVICE,
    MONTHLY,
    OLD_AGE,
    PERSON,
    RECOGNITION,
    VOUCHER,
    Benefit,
)
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.domain import Dashboard, Domain
from minzheng.kernel.purchases.declarations import (
    BY_PIECE,
    BY_SCORE,
    Subsidy,
    declare_scoring,
    declare_subsidies,
)

from . import facts, indicators, public, receivers, shares, tasks, visits, warnings
from .policies.nursing.policy import policy as nursing
from .policies.old_age.policy import policy as old_age
from .policies.service.policy import policy as service
from .policies.voucher.policy import policy as voucher
from .views import REGISTERS
from .workflows import workflows

for _workflow in workflows:
    declare_parameters(
        _workflow.key, Path(__file__).parent / "deadlines.csv", label=_workflow.label
    )

# What operators are paid for, and the scoring rules that are offered (EL-30, EL-31, EL-49).
declare_subsidies(
    Subsidy("elderly.canteen", "老饭桌运行补贴", "elderly", BY_SCORE),
    Subsidy("elderly.day_care", "日间照料中心运行补贴", "elderly", BY_SCORE),
    Subsidy("elderly.meal_point", "老年助餐点运行补贴", "elderly", BY_SCORE),
    Subsidy("elderly.meals", "老年助餐补贴", "elderly", BY_PIECE, "餐"),
    Subsidy("elderly.home_visits", "居家上门服务补贴", "elderly", BY_PIECE, "次"),
)
declare_scoring(Path(__file__).parent / "scoring.csv")

domain = Domain(
    "elderly",
    "养老服务",
    policies=[old_age, service, nursing, voucher],
    benefits=[
        Benefit(
            old_age.key, "高龄津贴", policy=old_age.key, to=PERSON, paid=MONTHLY, fund=OLD_AGE.key
        ),
        Benefit(
            service.key,
            "经济困难高龄老年人养老服务补贴",
            policy=service.key,
            to=PERSON,
            paid=MONTHLY,
            fund=ELDERLY_SERVICE.key,
        ),
        Benefit(
            nursing.key,
            "经济困难失能老年人护理补贴",
            policy=nursing.key,
            to=PERSON,
            paid=MONTHLY,
            fund=ELDERLY_SERVICE.key,
        ),
        Benefit(
            voucher.key,
            "养老服务消费补贴",
            policy=voucher.key,
            to=PERSON,
            paid=RECOGNITION,
            fund=VOUCHER.key,
        ),
    ],
    workflows=workflows,
    indicators=indicators,
    dashboards=[Dashboard("elderly", "养老服务", show=indicators.SHOWN)],
    registers=REGISTERS,
    public_registers=public.REGISTERS,
    chains=receivers.CHAINS,
    shares=shares.SHARES,
    modules=(facts.__name__, tasks.__name__, visits.__name__, warnings.__name__),
)
