"""What funeral services do when somebody dies (KC-05)."""

from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.campaigns import choices
from minzheng.kernel.campaigns.declarations import Chain

CHAINS = (
    Chain("funeral.after_death", choices.DIED, "funeral", "告知家属惠民殡葬减免和生态安葬奖补，协助申请", CLERK,
          lambda _person, household, _on: household is not None, "有家庭登记的逝者", "殡葬管理条例；惠民殡葬政策", "follow_up_days"),
)  # fmt: skip
