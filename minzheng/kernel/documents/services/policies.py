"""The register of policy documents: entered with a sound number, its validity kept current."""

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import choices
from minzheng.kernel.documents.models import PolicyDocument

# GB/T 9704-2012 7.2.5: issuer, year in 〔〕, number without leading zero, 号; never 第.
_NUMBER = re.compile(
    r"^(?!.*第)[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{1,12}"
    r"〔20[0-9]{2}〕[1-9][0-9]{0,4}号$"
)


def document_number_problem(number: str) -> str:
    """Return in Chinese what is wrong with a 发文字号; empty when it is well formed."""
    if _NUMBER.match(number):
        return ""
    return f"发文字号“{number}”不规范，应如“会政办发〔2022〕114号”：用〔〕，序号不加“第”、不补零"


@transaction.atomic
def register_policy_document(*, by: Mandate, at: datetime, **fields: Any) -> PolicyDocument:
    """Enter a policy document; ValueError (Chinese) when its number or dates are not sound."""
    number = fields.get("document_number", "")
    if number and (problem := document_number_problem(number)):
        raise ValueError(problem)
    if fields["issued_on"] < fields["dated_on"]:
        raise ValueError("发布日期不得早于成文日期")
    fields.setdefault("valid_from", fields["issued_on"])
    fields.setdefault("validity_state", choices.IN_FORCE)
    document = PolicyDocument.objects.create(**fields)
    audit.record("documents.policy_registered", subject=document, by=by, at=at)
    return document


@transaction.atomic
def change_validity(
    document: PolicyDocument,
    state: str,
    *,
    on: date,
    by: Mandate,
    at: datetime,
    replaced_by: PolicyDocument | None = None,
) -> PolicyDocument:
    """Record that a document was amended, repealed or expired from the day ``on``."""
    if state not in choices.VALIDITY:
        raise ValueError(f"没有“{state}”这种效力状态")
    document.validity_state = state
    document.valid_to = on if state in (choices.REPEALED, choices.EXPIRED) else document.valid_to
    document.replaced_by = replaced_by
    document.save()
    audit.record("documents.policy_changed", subject=document, by=by, at=at, state=state)
    return document
