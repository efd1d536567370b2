"""How a disabled person comes to the two subsidies: one row each."""

from minzheng.kernel.enrolment.declarations import BY_RULE, Enrolment
from minzheng.kernel.enrolment.workflows import workflows_of

LIVING, NURSING = "disability.living", "disability.nursing"
APPLIED = "subsidy_applied_on"
BASIS = "国发〔2015〕52号"

workflows = workflows_of(
    Enrolment(
        LIVING,
        "困难残疾人生活补贴",
        BASIS,
        starts=BY_RULE,
        applied_fact=APPLIED,
        posted=True,
        checklist=True,
        remote=True,
    ),
    Enrolment(
        NURSING,
        "重度残疾人护理补贴",
        BASIS,
        starts=BY_RULE,
        applied_fact=APPLIED,
        posted=True,
        checklist=True,
        remote=True,
    ),
)
