"""What the office shows of the room as registers: who is to be insured against accidents (SA-67)."""

from datetime import date

from django.db.models import Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.domain import Register
from minzheng.kernel.enrolment.columns import (
    insured_columns,
    insured_filters,
    with_cover,
)
from minzheng.kernel.people.models import Membership, Person

from .choices import DIBAO, DIBAO_EDGE, TEKUN

SCHEME = "assistance.accident"
INSURED = (TEKUN, DIBAO, DIBAO_EDGE)


def insurable(viewer: Mandate, on: date) -> QuerySet[Person]:
    """Return 特困 persons and the members of 低保 and marginal families on a day, with their policy."""
    held = Entitlement.objects.filter(benefits.in_force(on), benefit__in=INSURED)
    held = accounts.visible(held, viewer)
    homes = held.filter(person__isnull=True).values("household")
    members = Membership.objects.filter(benefits.in_force(on), household__in=homes)
    alone = held.filter(person__isnull=False).values("person")
    rows = Person.objects.filter(
        Q(pk__in=members.values("person")) | Q(pk__in=alone), died_on=None, merged_into=None
    )
    return with_cover(rows.select_related("division__parent"), SCHEME, on, person="pk")


REGISTERS = (
    Register(SCHEME, "困难群众意外伤害保险", insurable, insured_columns, lambda row: int(row.pk), insured_filters,
             order="division__path", intro="特困人员、低保家庭和低保边缘家庭的成员：承保公司、保单号和保险期间。", insures=True),
)  # fmt: skip
