"""What others may know of those assisted, and the certificate of the minimum living allowance."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from minzheng.core.models import in_force_at
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.benefits.shares import IDENTITY, recipients_share
from minzheng.kernel.sharing.declarations import CertificateKind

KEYS = ("assistance.dibao", "assistance.tekun", "assistance.dibao_edge", "assistance.rigid", "assistance.low_income")  # fmt: skip
# Those who help find the family by place and kind of benefit and ask the office for the rest.
WITHOUT_NUMBER = ("name", "benefit", "place")


def _holds_dibao(person: Any, on: date) -> Mapping[str, str] | None:
    rows = Entitlement.objects.filter(
        in_force_at(on), benefit="assistance.dibao",
        household__memberships__person=person, household__memberships__valid_to__isnull=True,
    )  # fmt: skip
    row = rows.select_related("household__head", "division").first()
    if row is None:
        return None
    return {
        "姓名": person.name,
        "户主": row.household.head.name if row.household.head else "",
        "家庭编号": row.household.number,
        "所在地": row.division.name,
        "保障起始": row.valid_from.isoformat(),
    }


SHARES = (
    recipients_share(
        "assistance.recipients", "社会救助对象", *KEYS,
        basis="社会救助法 第四十一条、第四十二条",
        also={
            **dict.fromkeys(
                ("education", "medical", "housing", "hr", "disability", "emergency", "rural", "union", "health", "veterans"),
                IDENTITY,
            ),
            "society": WITHOUT_NUMBER,
        },
    ),
    CertificateKind("assistance.dibao", "最低生活保障证", "县民政局", "社会救助法 第四十二条", _holds_dibao),
)  # fmt: skip
