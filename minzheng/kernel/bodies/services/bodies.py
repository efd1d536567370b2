"""Writes of bodies."""

from datetime import datetime

from django.db import transaction

from minzheng.core import credit_code as codes
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division

from ..models import Body


@transaction.atomic
def register_body(
    *,
    name: str,
    kind: str,
    division: Division,
    by: Mandate,
    at: datetime,
    credit_code: str = "",
    phone: str = "",
) -> Body:
    """Register a body; a given credit code must pass GB 32100 (core.credit_code raises in Chinese)."""
    if credit_code:
        credit_code = codes.parse(credit_code).number
    body = Body.objects.create(
        name=name, kind=kind, division=division, credit_code=credit_code, phone=phone
    )
    audit.record("bodies.body.registered", subject=body, by=by, at=at, kind=kind)
    return body
