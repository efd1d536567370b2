"""Who may change or unveil what in the register; everything else is refused."""

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import covers
from minzheng.kernel.people.models import Household, Person


class NotPermitted(PermissionError):
    """The mandate may not do this here; the text is Chinese."""


def need(by: Mandate, *capabilities: str) -> None:
    """Refuse unless the mandate holds one of ``capabilities``."""
    if not any(by.may(capability) for capability in capabilities):
        raise NotPermitted(f"“{by.duty.label}”不能办理此事。")


def need_self(by: Mandate, person: Person) -> None:
    """Refuse unless the mandate is that of the person himself, signed in as a citizen."""
    # The room of citizens stands above this one; it points here, so the way back is the relation.
    if not Person.objects.filter(pk=person.pk, citizens__user=by.user_id).exists():
        raise NotPermitted("这不是您本人的档案。")


def need_reach(by: Mandate, subject: Person | Household) -> None:
    """Refuse unless the subject lies in the mandate's divisions.

    A person is within reach through his registration or through the household he lives in.
    """
    if covers(by, subject.division_id):
        return
    if isinstance(subject, Person):
        homes = subject.memberships.filter(valid_to__isnull=True)
        if any(covers(by, code) for code in homes.values_list("household__division", flat=True)):
            return
    raise NotPermitted("对象不在本人管辖范围内。")
