"""The door plate of disability welfare."""

from minzheng.kernel.benefits import DISABILITY, MONTHLY, PERSON, Benefit
from minzheng.kernel.domain import Domain

from .policies.legality import CHECKS
from .policies.living.policy import policy as living
from .policies.nursing.policy import policy as nursing

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
)
