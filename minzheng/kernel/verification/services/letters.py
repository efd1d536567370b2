"""The letters by which a family lets the county check its means."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.months import add_months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.queries import NOT_OWN, length_of
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.choices import Tie
from minzheng.kernel.people.models import Household, Kinship, Person
from minzheng.kernel.verification.models import Authorisation
from minzheng.kernel.verification.queries import is_adult, lacks_capacity, living_members

SCOPE = "家庭成员户籍、收入、财产、社会保险和银行存款等经济状况信息"


@transaction.atomic
def record_authorisation(
    household: Household,
    person: Person,
    *,
    signed_on: date,
    by: Mandate,
    at: datetime,
    signed_by: Person | None = None,
    scope: str = SCOPE,
    identity_seen: bool = True,
    document: Document | None = None,
) -> Authorisation:
    """Keep the signed letter of one member; it holds as long as the parameter says.

    ValueError (Chinese) when the identity card was not seen, the day lies ahead, the person is
    no member, or the wrong person signed: adults sign for themselves, a guardian for adults
    without capacity, an adult of the household or a guardian for children.
    """
    if not accounts.covers(by, household.division_id):
        raise PermissionDenied("该家庭不属于您的辖区")
    if not citizens.may_act(by, localdate(at), household=household):
        raise PermissionDenied(NOT_OWN)
    today, signer = localdate(at), signed_by or person
    if not identity_seen:
        raise ValueError("须核验本人居民身份证后方可登记授权书（一证一书）")
    if signed_on > today:
        raise ValueError("签署日期不能晚于今天")
    members = living_members(household, today)
    if person not in members:
        raise ValueError(f"{person.name}不是该家庭现有成员")
    if not _may_sign(signer, person, members, today):
        raise ValueError(_wrong_signer(person, today))
    length, _ = length_of(
        "verification", "authorisation_valid_months", household.division_id, signed_on
    )
    letter = Authorisation.objects.create(
        household=household,
        person=person,
        signed_by=signer,
        signed_on=signed_on,
        valid_to=add_months(signed_on, length.amount),
        scope=scope,
        identity_seen=identity_seen,
        document=document,
        recorded_at=at,
        recorded_by=by,
    )
    audit.record("verification.authorised", subject=letter, by=by, at=at, person=person.pk)
    return letter


@transaction.atomic
def withdraw_authorisation(letter: Authorisation, *, by: Mandate, at: datetime) -> Authorisation:
    """Record that a member took the letter back: from now on nothing may be queried."""
    if not accounts.covers(by, letter.household.division_id):
        raise PermissionDenied("该家庭不属于您的辖区")
    if not citizens.may_act(by, localdate(at), household=letter.household):
        raise PermissionDenied(NOT_OWN)
    if letter.withdrawn_at is None:
        letter.withdrawn_at = at
        letter.save(update_fields=["withdrawn_at"])
        audit.record("verification.withdrawn", subject=letter, by=by, at=at)
    return letter


def _may_sign(signer: Person, person: Person, members: list[Person], on: date) -> bool:
    """Say whether ``signer`` may sign the letter of ``person``."""
    adult = is_adult(person, on)
    if signer == person:
        return adult and not lacks_capacity(person, on)
    if not is_adult(signer, on) or lacks_capacity(signer, on):
        return False
    guardian = Kinship.objects.in_force(on).filter(
        person=person, relative=signer, kind=Tie.GUARDIAN.value
    )
    if guardian.exists():
        return not adult or lacks_capacity(person, on)
    return not adult and signer in members


def _wrong_signer(person: Person, on: date) -> str:
    """Say who should have signed."""
    if not is_adult(person, on):
        return f"{person.name}未成年，授权书须由家庭中的成年人或监护人签署"
    if lacks_capacity(person, on):
        return f"{person.name}无民事行为能力，授权书须由其监护人签署"
    return f"授权书须由{person.name}本人签署"
