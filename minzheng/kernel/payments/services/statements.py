"""The paper of a statement: every movement of money of a person or a family, kept with the file."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate

from minzheng.core.money import format_yuan
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Household, Person

from ..declarations import MONEY_STATEMENT
from ..queries.statements import Movement, totals_of
from .runs import PaymentError


def make_paper(
    subject: Person | Household, name: str, rows: Sequence[Movement], *, by: Mandate, at: datetime
) -> Document:
    """Make the statement as a .docx and keep it with its subject; PaymentError where nothing ever moved."""
    if not rows:
        raise PaymentError("还没有资金往来，无从出具明细")
    totals = totals_of(rows)
    title = f"{name}资金明细"
    return documents.generate(
        MONEY_STATEMENT.key,
        {
            "issuer": _issuer(by.division),
            "applicant": name,
            "dated_on": localdate(at),
            "first": rows[-1].month,
            "last": rows[0].month,
            "arrived": format_yuan(sum(row.arrived for row in totals)),
            "totals": [
                {"benefit": row.benefit, "arrived": format_yuan(row.arrived), "waiting": format_yuan(row.waiting), "failed": format_yuan(row.failed)}
                for row in totals
            ],
            "rows": [_worded(row) for row in rows],
        },
        division=subject.division_id,
        subject=subject,
        title=title,
        by=by,
        at=at,
    )  # fmt: skip


def _worded(row: Movement) -> dict[str, str]:
    return {
        "month": row.month,
        "benefit": row.benefit,
        "kind": row.kind,
        "amount": format_yuan(row.amount),
        "state": row.state_label,
        "on": f"{row.on}" if row.on else "",
        "note": row.note,
    }


def _issuer(division: Division) -> str:
    """Return who gives the paper: the township government, or the bureau of the county."""
    if division.level >= Level.TOWN:
        town = division.parent if division.level > Level.TOWN and division.parent else division
        return town.name if town.name.endswith(("街道", "办事处")) else f"{town.name}人民政府"
    return f"{division.name}民政局"
