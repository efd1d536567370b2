"""A department that shows a view of its own in a front-end database: read, never written.

The address names ``view`` and ``id_column`` (default 身份证号), the column of the number. The view has
the department's headers as columns; a column ``is_deleted`` marks rows withdrawn.
"""

import json
from typing import Any

from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.partners.fronts import Front, quoted
from minzheng.kernel.exchange.partners.replies import Question, Reply

DELETED = "is_deleted"
_LIMIT = 1000


def ask_database(link: PartnerLink, question: Question) -> Reply:
    """Return the rows a view has of a person; Unanswered when it cannot be read."""
    front = Front(link.address, link.secret_name, link.timeout_seconds)
    view, number = quoted(front.told("view")), quoted(front.told("id_column", "身份证号"))
    with front.opened() as base:
        columns, rows = base.read(
            f"SELECT * FROM {view} WHERE {number} = %s LIMIT {_LIMIT}",  # both quoted
            [question.id_number],
        )
    columns, rows = _kept(columns, rows)
    raw = json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False).encode()
    return Reply(columns, rows, raw)


def _kept(columns: list[str], rows: list[Any]) -> tuple[list[str], list[list[str]]]:
    """Leave out rows the department withdrew, and its mark."""
    mark = columns.index(DELETED) if DELETED in columns else None
    stays = [place for place in range(len(columns)) if place != mark]
    alive = [row for row in rows if mark is None or not row[mark]]
    told = [["" if row[p] is None else str(row[p]) for p in stays] for row in alive]
    return [columns[place] for place in stays], told
