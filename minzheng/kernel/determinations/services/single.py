"""One household: determined, recorded with its snapshot, explained and computed again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction

from minzheng.core import months
from minzheng.facts import COLUMNS
from minzheng.facts.schema import DTYPES
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents.declarations import LAWSUIT_MONTHS, RECONSIDERATION_DAYS
from minzheng.kernel.exchange import declarations as exchange
from minzheng.kernel.exchange.facts import provenance
from minzheng.kernel.people.models import Household, Person
from minzheng.policy import (
    UNDETERMINED,
    Evaluation,
    Explanation,
    FactFrames,
    Policy,
    citizen,
    retrace,
)
from minzheng.policy import replay as replay_snapshot
from minzheng.policy.explanation import explain_trace, label_of_name

from .. import declarations, facts, recorded
from ..choices import Purpose
from ..models import Determination
from .batch import county_frames, evaluate_policy

HEADS = {
    "eligible": "经审核，符合{}的条件。",
    "not_eligible": "经审核，不符合{}的条件。",
    UNDETERMINED: "现有资料还不能认定是否符合{}的条件。",
}
# 行政复议法第二十条, 行政诉讼法第四十六条: the terms stand where the papers' own terms stand.
NEXT = {
    "eligible": ["请留意后续的公示和发放通知；家庭情况有变化的，请及时告知乡镇（街道）。"],
    "not_eligible": [
        "认为上面的情况不对的，请带上能说明的材料到乡镇（街道）要求重新核对。",
        (
            f"收到书面决定后不服的，可以在 {RECONSIDERATION_DAYS} 日内申请行政复议，"
            f"或者在 {LAWSUIT_MONTHS} 个月内向人民法院提起行政诉讼。"
        ),
        "情况变化以后可以再次申请。",
    ],
    UNDETERMINED: [
        "缺的情况能由部门数据查到的不用您跑；您手里有材料的，交给乡镇（街道）可以更快。"
    ],
}
IN_CASE = "本办件调查"
IN_RECORD = "调查记录"
# Where our own books are the source: words for the reader instead of the key in the schema.
OURS = {
    "people.register": "人员登记",
    "benefits": "在享待遇登记",
    "police.households": "家庭登记",
    "visits": "入户调查和登记",
    "justice.missing": "人员登记",
    "veterans.conscripts": "人员登记",
    "civil.marriages": "家庭登记",
    "assistance.applications": "申请登记",
    "assistance.decisions": "认定决定",
}


def fact_frames(
    *,
    month: str,
    at: date,
    households: Sequence[int] | None = None,
    given: Mapping[str, Any] | None = None,
) -> FactFrames:
    """Return the facts of a month as of the day `at`: units are households, persons their members."""
    known = facts.with_given(facts.county_facts(month, at, households), given)
    return FactFrames(known.households, known.persons)


@transaction.atomic
def determine(
    policy_key: str,
    household: Household,
    *,
    month: str,
    at: datetime,
    by: Mandate,
    given: Mapping[str, Any] | None = None,
    purpose: str = Purpose.CASE.value,
    on: date | None = None,
    person: Person | None = None,
) -> Determination:
    """Determine one household (or one person of it) and record the answer with its snapshot.

    `month` names the deliveries used; `on` is the day whose law applies: the application date for
    a case (handbook §0), else the last day of the month. The same providers and the same rules as
    in the batch are used. `given` lets findings of the case stand over the registers.
    """
    policy = declarations.policy_of(policy_key)
    if policy.of == "person" and person is None:
        raise ValueError(f"“{policy.label}”按个人认定，请指明人员。")
    day = on or months.last_day(month)
    known = facts.with_given(facts.county_facts(month, day, [household.pk]), given)
    evaluation = evaluate_policy(policy, known, on=day)
    sources = sources_of(known, given)
    unit = person.pk if policy.of == "person" and person else household.pk
    row = Determination.objects.create(
        person=person if policy.of == "person" else None, household=household, division=household.division,
        month=month, at=day, purpose=purpose, made_by=by, created_at=at,
        **_answer(evaluation, policy_key, unit, sources),
    )  # fmt: skip
    audit.record(
        "determinations.determined",
        subject=row,
        by=by,
        at=at,
        policy=policy_key,
        outcome=row.outcome,
        amount=row.amount,
    )
    return row


def _answer(
    evaluation: Evaluation, policy_key: str, unit: int, sources: Mapping[tuple[Any, str], str]
) -> dict[str, Any]:
    snapshot = evaluation.snapshot(unit)
    persons = {person["person"]: person.keys() for person in snapshot["inputs"]["persons"]}
    asked = persons or {unit: snapshot["inputs"]["unit"].keys()}
    told = {
        str(person): {
            name: sources[person, name] for name in sorted(names) if (person, name) in sources
        }
        for person, names in asked.items()
    }
    snapshot["sources"] = told | {
        "": {name: words for (who, name), words in sources.items() if who is None}
    }
    return {
        "policy": policy_key,
        "outcome": snapshot["outcome"],
        "amount": snapshot["amount"],
        "snapshot": snapshot,
        "snapshot_digest": digest(snapshot),
    }


def sources_of(
    known: facts.CountyFacts, given: Mapping[str, Any] | None = None
) -> dict[tuple[Any, str], str]:
    """Say in words where each fact came from: the file and line of a department, the register, the case.

    Keys are (person or None, column), as the engine's explanations ask for them.
    """
    given = given or {}
    people = known.persons.select("person", "pid")
    delivered = provenance(known.month, [pid for pid in people["pid"] if pid])
    of_person = _told(known, "person")
    found: dict[tuple[Any, str], str] = {}
    for person, pid in people.iter_rows():
        found |= {(person, name): words for name, words in of_person.items()}
        found |= {
            (person, name): words
            for (whose, name), words in delivered.items()
            if whose == pid and pid
        }
    found |= {(None, name): words for name, words in _told(known, "household").items()}
    found |= _recorded(known)
    found |= {(None, name): IN_CASE for name in given.get("household", {})}
    for person, values in given.get("persons", {}).items():
        found |= {(int(person), name): IN_CASE for name in values}
    return found


def _told(known: facts.CountyFacts, grain: str) -> dict[str, str]:
    """Say of every column of a grain which of our own books it is from."""
    ours = {n: OURS[c.source] for n, c in COLUMNS.items() if c.source in OURS and c.grain == grain}
    return ours | {n: words for n, words in known.told.items() if COLUMNS[n].grain == grain}


def _recorded(known: facts.CountyFacts) -> dict[tuple[Any, str], str]:
    """Say of every finding on record from which day it holds and what it rests on."""
    homes = known.households["household"].to_list()
    found: dict[tuple[Any, str], str] = {}
    for row in recorded.in_force(known.on).filter(household__in=homes):
        note = f"，{row.note}" if row.note else ""
        found[row.person_id, row.column] = f"{IN_RECORD}（{row.since:%Y-%m-%d}起{note}）"
    return found


def digest(snapshot: Mapping[str, Any]) -> str:
    """Return the sha256 of a snapshot in its canonical JSON form."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def replay(determination: Determination) -> dict[str, Any]:
    """Compute a determination again from its snapshot alone: rules by digest, stored values.

    Returns outcome, amount and conditions, and `same`: whether they equal what was recorded.
    ValueError when the snapshot was altered; the engine's own error when a rule is gone.
    """
    if digest(determination.snapshot) != determination.snapshot_digest:
        raise ValueError("认定快照与其摘要不符，可能被改动。")
    answer = replay_snapshot(determination.snapshot, declarations.policies())
    same = answer["outcome"] == determination.outcome and answer["amount"] == determination.amount
    return {**answer, "same": same}


def values_of(determination: Determination) -> dict[str, Any]:
    """Return every rule of a recorded determination by name, worked out from its snapshot.

    Money in whole fen, None where unknown. What a procedure asks the law beside the answer itself,
    such as whether a notice is due or how the sum is split.
    """
    trace = retrace(determination.snapshot, declarations.policies())
    return {**trace.values, "outcome": trace.outcome, "amount": trace.amount}


def explain(determination: Determination) -> dict[str, Any]:
    """Explain a recorded determination from its snapshot: the reasons as they stood that day.

    Returns the tree of the engine with `text`, the same in Chinese sentences. ValueError when the
    snapshot does not give the recorded answer again.
    """
    if not replay(determination)["same"]:
        raise ValueError("按快照重算的结果与记录不符，不能出具说明。")
    snapshot = determination.snapshot
    policy = declarations.policy_of(determination.policy)
    trace = retrace(snapshot, declarations.policies())
    sources = _of_unit(policy, snapshot["unit"], _sources(snapshot))
    reasons = explain_trace(trace, sources, _names(snapshot))
    return told(policy, reasons, snapshot["missing"]) | {
        "at": snapshot["at"],
        "basis": policy.basis,
    }


def told(policy: Policy, reasons: Explanation, missing: Sequence[str]) -> dict[str, Any]:
    """Give an explanation in its three forms: the tree, `text` for officers, `citizen` for the person.

    `citizen` has head, reasons, lacking (what is unknown and who can give it) and next (what to do).
    """
    tree = reasons.as_dict()
    unknown = [(label_of_name(policy, name), _origin(policy, name)) for name in missing]
    return {
        **tree,
        "text": reasons.text(),
        "citizen": {
            "head": HEADS[reasons.outcome].format(policy.label),
            "reasons": citizen.reasons(tree),
            "fulfilled": citizen.fulfilled(tree),
            "lacking": citizen.lacking(unknown, _giver) if reasons.outcome == UNDETERMINED else [],
            "next": NEXT[reasons.outcome],
        },
    }


def _origin(policy: Policy, name: str) -> str:
    """Say where a fact comes from; of a parameter, which level sets it."""
    if name in policy.parameters:
        return f"{policy.parameters[name].set_by}民政部门"
    return COLUMNS[name].source if name in COLUMNS else ""


def _giver(source: str) -> str:
    """Say in words who can give a fact: a department with its data, or what our own people do."""
    if not source.isascii():
        return source
    if source in {one.key for one in exchange.data_sets()}:
        declared = exchange.data_set(source)
        return f"{exchange.partner(declared.partner).label}（{declared.label}）"
    return OURS.get(source, "")


def stored_frames(policy: Policy, snapshots: Sequence[Mapping[str, Any]]) -> FactFrames:
    """Return the inputs of stored determinations of one policy, one unit each, as the engine takes them."""
    units = [
        {policy.of: s["unit"], "division": s["division"], **s["inputs"]["unit"]} for s in snapshots
    ]
    people = [{policy.of: s["unit"], **one} for s in snapshots for one in s["inputs"]["persons"]]
    return FactFrames(_typed(units), _typed(people) if policy.of == "household" else None)


def _typed(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Make a frame of stored values: days come back from their ISO text, types from the schema."""
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["household", "person"]
    return pl.DataFrame({name: _series(name, [row.get(name) for row in rows]) for name in names})


def _series(name: str, values: Sequence[Any]) -> pl.Series:
    kind = COLUMNS[name].kind
    if kind == "day":
        values = [value and date.fromisoformat(value) for value in values]
    return pl.Series(name, values, dtype=DTYPES[kind])


def _sources(snapshot: Mapping[str, Any]) -> dict[tuple[Any, str], str]:
    return {
        (int(who) if who else None, name): words
        for who, told in snapshot["sources"].items()
        for name, words in told.items()
    }


def _of_unit(
    policy: Policy, unit: int, sources: Mapping[tuple[Any, str], str]
) -> dict[tuple[Any, str], str]:
    """Let a policy of persons find the sources of its one person under the unit, as the engine asks."""
    own = {n: words for (who, n), words in sources.items() if who == unit}
    return dict(sources) | ({(None, n): w for n, w in own.items()} if policy.of == "person" else {})


def _names(snapshot: Mapping[str, Any]) -> dict[Any, str]:
    ids = [person["person"] for person in snapshot["inputs"]["persons"]] or [snapshot["unit"]]
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def explain_month(
    policy_key: str, household: int, *, month: str, unit: int | None = None
) -> dict[str, Any]:
    """Explain the batch answer of a household from the facts of that month in the lake."""
    one = county_frames(month, household)
    evaluation = evaluate_policy(declarations.policy_of(policy_key), one, on=one.on)
    names = dict(one.persons.select("person", "name").iter_rows())
    policy = declarations.policy_of(policy_key)
    sources = _of_unit(policy, unit or household, sources_of(one))
    reasons = evaluation.explain(unit or household, names=names, provenance=sources)
    missing = evaluation.one(unit or household)["missing"]
    return told(policy, reasons, missing) | {"at": one.on.isoformat()}
