"""What services for the elderly do when something happens in a life (KC-05)."""

from datetime import date

from minzheng.core.months import completed_age
from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.campaigns import choices
from minzheng.kernel.campaigns.declarations import Chain
from minzheng.kernel.enrolment.queries import receives
from minzheng.kernel.people.models import Household, Person

ROOM, LAW = "elderly", "老年人权益保障法 第三十三条"
HELPED, RECEIVES = receives(ROOM), "在享老年人津贴补贴的本人"
URGENT = "follow_up_days_urgent"
OLD = 60


def old(person: Person, _household: Household | None, on: date) -> bool:
    """Say whether somebody is sixty on a day (老年人权益保障法 2)."""
    return person.birth_on is not None and completed_age(person.birth_on, on) >= OLD


CHAINS = (
    Chain("elderly.after_death", choices.DIED, ROOM, "停发老年人津贴补贴，终止居家上门服务", CLERK, HELPED, RECEIVES, LAW, URGENT),
    Chain("elderly.after_admission", choices.ADMITTED, ROOM, "终止居家上门服务，改按机构养老", CLERK, old, "六十周岁以上的本人", LAW),
    Chain("elderly.after_discharge", choices.DISCHARGED, ROOM, "恢复居家养老服务和探访", CLERK, old, "六十周岁以上的本人", LAW),
    Chain("elderly.after_grade", choices.GRADE_CHANGED, ROOM, "重新评估能力等级和护理补贴", CLERK, old, "六十周岁以上的本人", LAW),
    Chain("elderly.imprisoned", choices.IMPRISONED, ROOM, "服刑期间停发津贴补贴", CLERK, HELPED, RECEIVES, LAW, URGENT),
)  # fmt: skip
