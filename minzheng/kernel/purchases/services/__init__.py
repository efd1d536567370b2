"""Writes of purchases: rules, buying, settlements, projects, aid and goods."""

from .buying import (
    accept,
    ask_demand,
    decide_demand,
    list_item,
    rate_contract,
    register_supplier,
    sign_contract,
    take_invoice,
)
from .guards import PurchaseError
from .projects import close_finding, finish_milestone, plan_project, receive_money, take_step
from .relief import aid_person, move_goods, relieve, settle_premium
from .rules import appraise, decide_appraisal, decide_rule, enter_rule
from .settling import (
    confirm,
    pay,
    record_service,
    refuse,
    settle_appraisal,
    settle_invoice,
    settle_milestone,
    settle_month,
)

__all__ = [
    "PurchaseError",
    "accept",
    "aid_person",
    "appraise",
    "ask_demand",
    "close_finding",
    "confirm",
    "decide_appraisal",
    "decide_demand",
    "decide_rule",
    "enter_rule",
    "finish_milestone",
    "list_item",
    "move_goods",
    "pay",
    "plan_project",
    "rate_contract",
    "receive_money",
    "record_service",
    "refuse",
    "register_supplier",
    "relieve",
    "settle_appraisal",
    "settle_invoice",
    "settle_milestone",
    "settle_month",
    "settle_premium",
    "sign_contract",
    "take_invoice",
    "take_step",
]
