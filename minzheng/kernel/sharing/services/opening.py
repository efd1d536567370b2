"""What another system asks of us: was it signed by whom it names, and a certificate that was checked."""

import hmac
from datetime import datetime, timedelta

from django.db import transaction

from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division

from ..choices import Direction, ExchangeKind
from ..models import Certificate, ExchangeRecord
from ..transport import signature
from .base import SharingRefused, connection, secret_of


def is_signed(
    partner: str, division: str, told: tuple[str, str, str, str], at: datetime, skew: timedelta
) -> bool:
    """Say whether a question was signed by a partner within the skew; ``told``: path, moment, nonce, signature."""
    path, moment, nonce, sign = told
    if not moment.isdecimal() or abs(int(moment) - at.timestamp()) > skew.total_seconds():
        return False
    try:
        found = connection(partner, division)
        secret = secret_of(found) if found else b""
    except (Division.DoesNotExist, SharingRefused):
        return False
    wanted = signature(secret, f"{partner}@{division}", "GET", path, moment, nonce, b"")
    return bool(secret) and hmac.compare_digest(wanted, sign)


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
