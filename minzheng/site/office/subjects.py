"""Whom a page is about: loaded within the viewer's divisions, the look put on record."""

from collections.abc import Iterable

from django.http import Http404
from django.utils.timezone import localdate

from minzheng.core.months import completed_age
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import ROLES
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people import queries as people
from minzheng.kernel.people import services as register
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.queries import HouseholdFile, PersonFile
from minzheng.site.middleware import StaffRequest

from .doors import acting, found


def person_file(request: StaffRequest, pk: int) -> PersonFile:
    """Return the file of a person and record the look; 404 for what the viewer may not see."""
    viewer = acting(request)
    file = people.person_file(viewer, pk, localdate(request.at))
    if file is None:
        raise Http404
    register.open_file(file.person, by=viewer, at=request.at, reason=_looking_at(request))
    return file


def household_file(request: StaffRequest, pk: int) -> HouseholdFile:
    """Return the file of a household and record the look; 404 for what the viewer may not see."""
    viewer = acting(request)
    file = people.household_file(viewer, pk, localdate(request.at))
    if file is None:
        raise Http404
    register.open_file(file.household, by=viewer, at=request.at, reason=_looking_at(request))
    return file


def wants_facts(request: StaffRequest) -> bool:
    """Say whether what departments delivered is asked for: a look of its own."""
    return "facts" in request.GET


def _looking_at(request: StaffRequest) -> str:
    return "查看部门数据" if wants_facts(request) else "查阅档案"


def household(request: StaffRequest, pk: int) -> Household:
    """Return a household the viewer may see, for a deed that leaves its own trace."""
    return found(people.households(acting(request)), pk)


def case(request: StaffRequest, pk: int) -> Case:
    """Return a case the viewer may see."""
    return found(casework.cases(acting(request)), pk)


def colleagues(viewer: Mandate, division: str, request: StaffRequest) -> list[Mandate]:
    """Return who else may go on a visit at a division: the staff of its village, town and county."""
    roles = [key for key, role in ROLES.sorted() if role.may("visits.record")]
    rows = Mandate.objects.in_force(localdate(request.at)).filter(
        role__in=roles, division__in=list(divisions.lineage(division)), user__is_active=True
    )
    rows = rows.exclude(user=viewer.user_id).select_related("user", "division")
    above = rows.order_by("-division__level", "user__display_name")
    # A clerk of the town goes with a worker of any of its villages, too.
    below = accounts.visible(
        Mandate.objects.in_force(localdate(request.at)).filter(
            role__in=roles, user__is_active=True
        ),
        viewer,
    ).exclude(user=viewer.user_id)
    known = {row.pk: row for row in (*above, *below.select_related("user", "division"))}
    return list(known.values())


def age_of(person: Person, request: StaffRequest) -> int | None:
    """Return completed years of life, None without a birth date."""
    return completed_age(person.birth_on, localdate(request.at)) if person.birth_on else None


def named(persons: Iterable[Person]) -> str:
    """Return names as a sentence lists them."""
    return "、".join(person.name for person in persons)
