"""What the steps of an objection to a refusal cause."""

from datetime import datetime
from typing import Any

from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case

from ..choices import APPLICATION, OBJECTION, Application
from .application import CONCLUSIONS


def file_objection(case: Case, *, text: str, by: Mandate, at: datetime) -> Case:
    """Open an objection to a refused application; the applicant's words are kept whole.

    The applicant himself enters it by right of the refusal, staff by their duty to open cases.
    """
    if case.workflow != APPLICATION or case.state != Application.REFUSED:
        raise StepRefused("只能对不予确认的申请提出异议")
    if not text.strip():
        raise StepRefused("请写明异议的内容")
    return cases.open_case(
        OBJECTION, household=case.household, person=case.person, by=by, at=at,
        data={"refused_case": case.pk, "refused_number": case.number, "objection": text},
        because=case if by.role == APPLICANT else None,
    )  # fmt: skip


def reopen(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> None:
    """Take the application up again: a new case that carries the old answers (nothing is typed twice)."""
    refused = Case.objects.get(pk=case.data["refused_case"])
    again = cases.open_case(
        APPLICATION, household=refused.household, person=refused.person, by=by, at=at,
        data={**_answers(refused.data), "objection_case": case.pk}, because=case,
    )  # fmt: skip
    case.data = {**case.data, "new_case": again.pk, "new_number": again.number}
    case.save(update_fields=["data"])


def _answers(data: dict[str, Any]) -> dict[str, Any]:
    """Return what the applicant stated, without what the office concluded."""
    return {key: value for key, value in data.items() if key not in CONCLUSIONS}
