"""What another system asks of us: was it signed by whom it names, and a certificate that was checked."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.partners import signing

from ..choices import Direction, ExchangeKind
from ..models import Certificate, ExchangeRecord
from ..queries import connection
from .base import SharingRefused, secret_of


def is_signed(
    partner: str, division: str, *, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> bool:
    """Say whether a request was signed with the secret shared with a partner, and is fresh."""
    try:
        found = connection(partner, division)
        secret = secret_of(found) if found else b""
    except (Division.DoesNotExist, SharingRefused):
        return False
    return bool(secret) and signing.is_sound(
        secret, method=method, path=path, body=body, headers=headers
    )


@transaction.atomic
def note_check(partner: str, division: str, number: str, outcome: str, *, at: datetime) -> None:
    """Write into the ledger that a partner checked a certificate, and with which answer."""
    row = Certificate.objects.filter(number=number).first()
    ExchangeRecord.objects.create(
        at=at, kind=ExchangeKind.QUERY, direction=Direction.OUT, partner=partner,
        data_set="certificates", division_id=row.division_id if row else division,
        purpose="电子证照核验", rows=int(row is not None), is_ok=True, outcome=f"核验结果：{outcome}",
    )  # fmt: skip
    audit.record(
        "sharing.certificate.checked",
        subject=number,
        subject_key="sharing.certificate",
        by=None,
        at=at,
        partner=partner,
    )
