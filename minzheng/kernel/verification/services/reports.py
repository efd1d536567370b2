"""The report on a family's means: what each source says of each member, and what follows."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.utils.timezone import localdate

from minzheng.core.months import last_day
from minzheng.core.sealing import digest_sm3
from minzheng.core.working_days import calendar
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.queries import length_of
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import choices as document_kinds
from minzheng.kernel.documents import services as documents
from minzheng.kernel.exchange.choices import DELIVERY
from minzheng.kernel.exchange.declarations import DataSet, data_set, data_sets
from minzheng.kernel.exchange.declarations import partner as partner_of
from minzheng.kernel.exchange.facts import evidence_by_key
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import ManualItem, ManualQuery, Verification
from minzheng.kernel.verification.services.replies import Asked, asked, on_record, work_out
from minzheng.policy.units import display

CONCLUSIONS = {
    "eligible": "经核对，该家庭收入和财产符合规定条件。",
    "not_eligible": "经核对，该家庭有不符合规定条件的项目，见第三部分。",
    "undetermined": "部分数据尚未取得，暂不能得出结论，见第四部分。",
}
NOTHING = "未发现"


def return_report(row: Verification, *, by: Mandate, at: datetime) -> bool:
    """Return the report of a check that has been queried and waits for no department.

    1. determine the family by the facts of the month, answers by hand included; 2. set declared
    against found for every member; 3. freeze the rows as an evidence pack with its digest;
    4. make the paper; 5. start the validity. Answers whether the report is out.
    """
    if row.queried_at is None or row.manual_queries.filter(state=choices.WAITING).exists():
        return False
    if row.partner_queries.filter(state=choices.WAITING).exists():
        return False
    work_out(row)
    row.determination = _determine(row, by=by, at=at)
    row.report = compose(row, at=at)
    row.report["number"] = row.number
    _freeze(row, by=by, at=at)
    length, _ = length_of(
        (row.case.workflow, "verification"), "report_valid_days", row.division_id, localdate(at)
    )
    last = calendar().due_on(localdate(at), length.amount, length.unit, False)
    row.state, row.returned_at, row.valid_to = choices.RETURNED, at, last + timedelta(days=1)
    row.document = _paper(row, by=by, at=at)
    row.save()
    audit.record("verification.returned", subject=row, by=by, at=at, digest=row.evidence_digest)
    return True


def _determine(row: Verification, *, by: Mandate, at: datetime) -> Determination | None:
    """Determine the family under the policy its procedure serves; None where it serves none."""
    service = row.case.definition.service
    if service is None or not service.policy:
        return None
    return determinations.determine(
        service.policy,
        row.household,
        month=row.month,
        on=row.case.applied_on,
        person=row.case.person,
        by=by,
        at=at,
    )


def compose(row: Verification, *, at: datetime) -> dict[str, Any]:
    """Return the report as plain data: members with declared and found, totals, limits, gaps."""
    on = localdate(at)
    frames = determinations.fact_frames(
        month=row.month, at=row.case.applied_on, households=[row.household_id]
    )
    persons = frames.persons if frames.persons is not None else pl.DataFrame()
    found = {facts["person"]: facts for facts in persons.to_dicts()}
    declared = row.case.data.get("declared", {})
    queries = asked(row)
    by_hand = {
        (item.person_id, item.column): item.query
        for item in ManualItem.objects.filter(query__verification=row).select_related("query")
    }
    members, gaps, marks = [], list[str](), list[str]()
    for membership in people.members(row.household, on):
        person = membership.person
        entries, missing = _entries(
            person,
            found.get(person.pk, {}),
            declared.get(str(person.pk), {}),
            by_hand,
            row.month,
            _asked(row.determination)
            or {name for q in queries.values() for name in q.fields}
            or None,
            queries,
        )
        gaps += missing
        marks += _marks(person, queries, missing, row.month)
        members.append(
            {
                "person": person.pk,
                "name": person.name,
                "relation": membership.get_relation_display(),
                "id_masked": person.masked_id or "无号码",
                "entries": entries,
            }
        )
    return {
        "household": row.household.number,
        "purpose": row.case.definition.label,
        "month": row.month,
        "at": at.isoformat(),
        "members": members,
        "gaps": gaps,
        "marks": marks,
        **_conclusion(row.determination),
    }


def _entries(
    person: Person,
    found: Mapping[str, Any],
    declared: Mapping[str, Any],
    by_hand: Mapping[tuple[int, str], ManualQuery],
    month: str,
    wanted: set[str] | None,
    queries: Asked,
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return one line per item with its source, and in words what could not be had.

    Only what the policy of the case asks is reported (社会救助法 11: no more than necessary);
    ``wanted`` None stands for a procedure without a policy. Every line names the query it rests on.
    """
    entries: list[dict[str, Any]] = []
    gaps: list[str] = []
    for source in data_sets():
        columns = [
            c
            for c in COLUMNS.values()
            if c.source == source.key
            and c.grain == "person"
            and (wanted is None or c.name in wanted)
        ]
        if not columns:
            continue
        before = len(entries)
        query = queries.get((person.pk, source.key))
        number = query.pk if query else None
        unknown = [column.label for column in columns if found.get(column.name) is None]
        for column in columns:
            value, said = found.get(column.name), declared.get(column.name)
            told = by_hand.get((person.pk, column.name))
            if value is None or (value in (0, "none") and not said):
                continue
            entries.append(
                {
                    "column": column.name,
                    "label": column.label,
                    "declared": "—" if said is None else _shown(column.name, said),
                    "found": _shown(column.name, value),
                    "value": value,
                    "differs": said is not None and said != value,
                    "source": told.department if told else _source(source),
                    "date": last_day(month).isoformat(),
                    "query": None if told else number,
                    "manual": told.pk if told else None,
                }
            )
        if unknown:
            gaps.append(f"{person.name}：{_source(source)}（{'、'.join(unknown)}）未取得数据")
        elif len(entries) == before:
            entries.append({**_nothing(source, month), "query": number})
    return entries, gaps


def _marks(person: Person, queries: Asked, gaps: list[str], month: str) -> list[str]:
    """Say which departments did not answer, and what the report rests on in their place."""
    told = []
    for (member, key), query in queries.items():
        silent = query.state == choices.MARKED and query.mode != DELIVERY
        if member != person.pk or not silent:
            continue
        name = _source(data_set(key))
        known = not any(gap.startswith(f"{person.name}：{name}") for gap in gaps)
        stands_in = f"，采用 {month} 交换数据" if known else ""
        told.append(f"{person.name}：{name}未答复查询（{query.problem}）{stands_in}")
    return told


def _asked(determination: Determination | None) -> set[str] | None:
    """Return the facts about persons that the policy of the case read, or None without a policy."""
    if determination is None:
        return None
    return {name for person in determination.snapshot["inputs"]["persons"] for name in person}


def _nothing(source: DataSet, month: str) -> dict[str, Any]:
    """Return the line of a source that knows of nothing."""
    return {
        "column": "",
        "label": source.label,
        "declared": "—",
        "found": NOTHING,
        "value": None,
        "differs": False,
        "source": _source(source),
        "date": last_day(month).isoformat(),
    }


def _source(source: DataSet) -> str:
    """Return the department and data set as the report names them."""
    return f"{partner_of(source.partner).label}·{source.label}"


def _shown(name: str, value: Any) -> str:
    """Return a value with its unit, or the Chinese word of a code."""
    column = COLUMNS[name]
    if column.choices:
        return column.choices.get(value, str(value))
    if column.kind == "flag":
        return "是" if value else "否"
    return display(value, column.kind, column.unit)


def _conclusion(determination: Determination | None) -> dict[str, Any]:
    """Return totals, limits exceeded and the conclusion from the determination's own reasons."""
    if determination is None:
        return {"totals": [], "limits": [], "outcome": "", "conclusion": "已完成核对。"}
    reasons = determinations.explain(determination)
    conditions = [node for node in reasons["nodes"] if node["kind"] == "condition"]
    totals: dict[str, dict[str, str]] = {}
    for node in _figures(reasons["nodes"]):
        totals.setdefault(node["name"], {"label": node["label"], "display": node["display"]})
    return {
        "totals": list(totals.values()),
        "limits": [_limit(node) for node in conditions if node["met"] is False],
        "outcome": reasons["outcome"],
        "amount": reasons["amount"],
        "missing": reasons["missing"],
        "conclusion": CONCLUSIONS[reasons["outcome"]],
        "text": reasons["text"],
    }


def _figures(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the figures of the household that stand directly under a condition."""
    below = [child for node in nodes if node["kind"] == "condition" for child in node["children"]]
    return [node for node in below if node["kind"] in ("variable", "amount")]


def _limit(node: dict[str, Any]) -> str:
    """Say which condition is not met and by what margin."""
    margin = (node.get("margin") or {}).get("text", "")
    basis = f"〔{node['basis']}〕" if node["basis"] else ""
    return f"不符合“{node['label']}”{f'（{margin}）' if margin else ''}{basis}"


def _freeze(row: Verification, *, by: Mandate, at: datetime) -> None:
    """Keep the delivered rows the report rests on, sealed, with a digest nobody can shift."""
    pids = [m.person.pid for m in people.members(row.household, localdate(at)) if m.person.pid]
    told = evidence_by_key(row.month, pids)
    rows = {s.key: told[s.key].to_dicts() if s.key in told else [] for s in data_sets()}
    snapshot = row.determination.snapshot_digest if row.determination else ""
    pack = {
        "number": row.number,
        "report": row.report,
        "rows": rows,
        "queries": on_record(row),
        "snapshot": snapshot,
    }
    content = json.dumps(
        pack, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    ).encode()
    row.evidence_digest = digest_sm3(content)
    row.evidence = documents.keep(
        content,
        f"{row.number}_证据包.json",
        content_type="application/json",
        kind=document_kinds.EVIDENCE_PACK,
        title=f"核对证据包 {row.number}",
        division=row.division_id,
        subject=row,
        by=by,
        at=at,
    )


def _paper(row: Verification, *, by: Mandate, at: datetime) -> Any:
    """Make the .docx of the report."""
    report = row.report
    head = row.household.head
    return documents.generate(
        "verification_report",
        {
            "issuer": _issuer(row),
            "number": row.number,
            "applicant": head.name if head else row.household.number,
            "purpose": report["purpose"],
            "month": row.month,
            "returned_on": localdate(at),
            "valid_to": row.valid_to,
            "members": report["members"],
            "totals": report["totals"],
            "limits": report["limits"] or ["无"],
            "gaps": [*report["gaps"], *report["marks"]] or ["无"],
            "conclusion": report["conclusion"],
            "digest": row.evidence_digest,
        },
        division=row.division_id,
        subject=row,
        title=f"居民家庭经济状况核对报告 {row.number}",
        by=by,
        at=at,
    )


def _issuer(row: Verification) -> str:
    """Return the county bureau: the law names it as the one who checks."""
    division: Division | None = row.division
    while division is not None and division.level > Level.COUNTY:
        division = division.parent
    return f"{division.name}民政局" if division is not None else "民政局"
