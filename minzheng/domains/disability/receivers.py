"""What disability welfare does when something happens in a life (KC-05)."""

from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.campaigns import choices
from minzheng.kernel.campaigns.declarations import Chain
from minzheng.kernel.enrolment.queries import receives

ROOM, LAW = "disability", "国发〔2015〕52号"
HELPED, RECEIVES = receives(ROOM), "在享残疾人两项补贴的本人"
URGENT = "follow_up_days_urgent"

CHAINS = (
    Chain("disability.after_death", choices.DIED, ROOM, "停发两项补贴，通知残联注销残疾人证", CLERK, HELPED, RECEIVES, LAW, URGENT),
    Chain("disability.after_admission", choices.ADMITTED, ROOM, "核对入住机构后的护理补贴", CLERK, HELPED, RECEIVES, LAW),
    Chain("disability.after_grade", choices.GRADE_CHANGED, ROOM, "按新的残疾等级重新认定两项补贴", CLERK,
          lambda _person, _household, _on: True, "残疾等级变化的本人", LAW),
    Chain("disability.imprisoned", choices.IMPRISONED, ROOM, "服刑期间停发两项补贴", CLERK, HELPED, RECEIVES, LAW, URGENT),
)  # fmt: skip
