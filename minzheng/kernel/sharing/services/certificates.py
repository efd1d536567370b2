"""Electronic certificates: issued from what is on record, verifiable by number and digest, revoked."""

import json
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.sealing import seal
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people.models import Person

from .. import mapping
from ..declarations import certificate_kind
from ..models import CERTIFICATE_SEAL, Certificate
from .base import SharingRefused, need


@transaction.atomic
def issue_certificate(kind: str, person: Person, *, by: Mandate, at: datetime) -> Certificate:
    """Issue a certificate of what is on record of a person today; one living per kind and person.

    The former one is revoked when what it says has changed, and stands when it has not.
    """
    need(by, "cases.open", person.division_id or "")
    declared, today = certificate_kind(kind), localdate(at)
    said = declared.holding(person, today)
    if said is None:
        raise SharingRefused(f"{person.name}没有可以签发的“{declared.label}”。")
    rows = Certificate.objects.select_for_update().filter(kind=kind, person=person)
    standing = rows.filter(revoked_at__isnull=True).first()
    content = {"证照名称": declared.label, "签发机关": declared.issuer, **said}
    if standing is not None:
        if standing.digest == mapping.digest({**content, "编号": standing.number}):
            return standing
        revoke_certificate(standing, reason="内容变更，换发新证", by=by, at=at)
    number = f"{(person.division_id or '')[:6]}{today:%Y}{Certificate.objects.count() + 1:08d}"
    content["编号"] = number
    row = Certificate.objects.create(
        number=number, kind=kind, person=person, division_id=person.division_id or by.division_id,
        sealed=seal(json.dumps(content, ensure_ascii=False), CERTIFICATE_SEAL),
        digest=mapping.digest(content), issued_on=today, issued_by=by,
    )  # fmt: skip
    audit.record("sharing.certificate.issued", subject=row, by=by, at=at, kind=kind)
    return row


@transaction.atomic
def revoke_certificate(
    certificate: Certificate, *, reason: str, by: Mandate, at: datetime
) -> Certificate:
    """Revoke a certificate: whoever checks it from now on is told so."""
    need(by, "cases.open", certificate.division_id)
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.revoked_at is not None:
        raise SharingRefused("该证照已经注销。")
    if not reason.strip():
        raise SharingRefused("注销须写明原因。")
    row.revoked_at, row.reason = at, reason.strip()[:200]
    row.save()
    audit.record("sharing.certificate.revoked", subject=row, by=by, at=at, reason=row.reason)
    return row
