"""What departments answered, opened again: as facts of the family, and for the evidence pack."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from django.core.exceptions import PermissionDenied
from django.db import transaction

from minzheng.core.money import format_yuan
from minzheng.core.months import last_day
from minzheng.core.sealing import unseal_bytes
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange.choices import DELIVERY
from minzheng.kernel.exchange.declarations import DECIMAL, MONEY, Field, data_set
from minzheng.kernel.exchange.partners.answers import facts_of
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import PartnerQuery, Verification

SEALED = "verification.reply"

Asked = Mapping[tuple[int, str], PartnerQuery]


def content_of(query: PartnerQuery) -> dict[str, Any]:
    """Return ``raw`` (as sent) and ``rows`` (typed, pseudonyms for numbers); empty without any."""
    if not query.sealed:
        return {"raw": "", "rows": []}
    told: dict[str, Any] = json.loads(unseal_bytes(bytes(query.sealed), SEALED))
    return told


def work_out(row: Verification) -> None:
    """Write on every answered question the facts its answer comes to, the family seen as a whole."""
    answered: dict[str, list[PartnerQuery]] = {}
    rows = row.partner_queries.filter(state=choices.ANSWERED).exclude(mode=DELIVERY)
    for query in rows.select_related("person"):
        answered.setdefault(query.data_set, []).append(query)
    for key, queries in answered.items():
        people = pl.DataFrame(
            {
                "person": [query.person_id for query in queries],
                "pid": [query.person.pid for query in queries],
                "household": [row.household_id] * len(queries),
            }
        )
        lines = [line for query in queries for line in content_of(query)["rows"]]
        told = {
            facts["person"]: facts for facts in facts_of(key, lines, people, last_day(row.month))
        }
        for query in queries:
            found = told[query.person_id]
            query.values = {name: _plain(found[name]) for name in query.fields if name in found}
        PartnerQuery.objects.bulk_update(queries, ["values"])


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def asked(row: Verification) -> Asked:
    """Return the question about each member and data set."""
    return {
        (query.person_id, query.data_set): query
        for query in row.partner_queries.select_related("asked_by__user")
    }


def on_record(row: Verification) -> list[dict[str, Any]]:
    """Return every question with its answer, for the evidence pack: asked, when, returned, digest."""
    return [
        {
            "key": query.key,
            "person": query.person_id,
            "data_set": query.data_set,
            "mode": query.mode,
            "fields": query.fields,
            "authorisation": query.authorisation_id,
            "asked_by": query.asked_by_id,
            "asked_at": query.asked_at.isoformat(),
            "sent_at": query.sent_at.isoformat() if query.sent_at else None,
            "settled_at": query.settled_at.isoformat() if query.settled_at else None,
            "state": query.state,
            "problem": query.problem,
            "log": query.log,
            "hits": query.hits,
            "digest": query.digest,
            "returned": content_of(query)["raw"],
            "sources": query.sources,
            "values": query.values,
        }
        for query in row.partner_queries.order_by("data_set", "person_id")
    ]


def open_answer(
    query: PartnerQuery, *, by: Mandate, at: datetime, reason: str
) -> list[dict[str, Any]]:
    """Open what a department sent, row by row in Chinese words; who looked and why is on record.

    PermissionDenied without the right to see sealed data, ValueError without a reason.
    """
    if not by.may("people.reveal") or not accounts.covers(by, query.verification.division_id):
        raise PermissionDenied("本岗位不能查看部门答复原文")
    if len(reason.strip()) < 2:
        raise ValueError("查看部门答复原文须写明理由")
    with transaction.atomic():
        audit.record(
            "verification.answer_opened", subject=query, by=by, at=at, reason=reason.strip()
        )
    declared = data_set(query.data_set)
    return [
        {"cells": [(c.label, _said(c, row.get(c.name))) for c in declared.columns if c.name in row]}
        for row in content_of(query)["rows"]
    ]


def _said(column: Field, value: Any) -> str:
    if column.kind in {MONEY, DECIMAL} and isinstance(value, int):
        return format_yuan(value)
    return "" if value is None else str(value)
