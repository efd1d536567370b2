"""How waivers and awards after a death are asked for: one row each."""

from minzheng.kernel.cases.declarations import COUNTER, PORTAL
from minzheng.kernel.enrolment.declarations import Enrolment
from minzheng.kernel.enrolment.workflows import workflows_of

from .choices import BASIC, ECO_BURIAL

CHANNELS = (COUNTER, PORTAL)

workflows = workflows_of(
    Enrolment(
        BASIC,
        "基本殡葬服务费减免",
        "殡葬管理条例（2026年）第五条；惠民殡葬地方规定",
        channels=CHANNELS,
        after_death=True,
    ),
    Enrolment(
        ECO_BURIAL,
        "生态安葬奖补",
        "殡葬管理条例（2026年）第三十一条、第三十二条",
        channels=CHANNELS,
        after_death=True,
    ),
)
