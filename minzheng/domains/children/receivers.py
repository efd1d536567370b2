"""What child welfare does when something happens to a child or to those who care for one (KC-05)."""

from datetime import date

from minzheng.core.months import add_months
from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.campaigns import choices
from minzheng.kernel.campaigns.declarations import Chain
from minzheng.kernel.enrolment.queries import receives
from minzheng.kernel.people.models import Household, Membership, Person

ROOM, GUARDIANS = "children", "未成年人保护法 第九十二条；民法典 第二十七条"
HELPED, RECEIVES = receives(ROOM), "在享儿童基本生活费的本人"
URGENT = "follow_up_days_urgent"
OF_AGE = 18


def cares_for_a_child(person: Person, household: Household | None, on: date) -> bool:
    """Say whether a minor lives in the family of a grown person on a day."""
    born = add_months(on, -12 * OF_AGE)
    if household is None or person.birth_on is None or person.birth_on > born:
        return False
    minors = Membership.objects.in_force(on).filter(household=household, person__birth_on__gt=born)
    return minors.exclude(person=person).exists()


CHAINS = (
    Chain("children.guardian_died", choices.DIED, ROOM, "核实同住未成年人的监护，评估孤儿或事实无人抚养", CLERK,
          cares_for_a_child, "与未成年人同住的成年人", GUARDIANS, URGENT),
    Chain("children.after_death", choices.DIED, ROOM, "停发儿童基本生活费", CLERK, HELPED, RECEIVES, "国办发〔2010〕54号", URGENT),
    Chain("children.guardian_imprisoned", choices.IMPRISONED, ROOM, "核实同住未成年人的监护，评估事实无人抚养", CLERK,
          cares_for_a_child, "与未成年人同住的成年人", "民发〔2019〕62号", URGENT),
    Chain("children.parents_divorced", choices.DIVORCED, ROOM, "核实未成年子女的抚养和监护", CLERK,
          cares_for_a_child, "与未成年人同住的成年人", GUARDIANS),
    Chain("children.of_age", choices.CAME_OF_AGE, ROOM, "停发儿童基本生活费，落实成年衔接", CLERK, HELPED, RECEIVES, "国办发〔2010〕54号"),
)  # fmt: skip
