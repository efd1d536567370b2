"""What the page of a case shows: the step bar, the next deed, deadlines, letters, what was checked."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from minzheng.core.money import format_yuan
from minzheng.domains.assistance.services.relief import CAUSES as CAUSES_OF_NEED
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import MONTHLY, RECOGNITION
from minzheng.kernel.benefits import queries as overlaps
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.cases import queries as procedure
from minzheng.kernel.cases.declarations import CHANNELS, Step
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.enrolment import queries as enrolment
from minzheng.kernel.enrolment.choices import CAUSES
from minzheng.kernel.enrolment.declarations import enrolment_of
from minzheng.kernel.enrolment.services import steps as enrolling
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification import queries as verification
from minzheng.kernel.verification.models import Verification
from minzheng.site import applying, filing

TIMELINE_ICONS = {
    "step": "check",
    "notice": "speakerphone",
    "hearing": "message",
    "near_kin": "users",
}
CHANGES = {
    "raise": "调增",
    "reduce": "减发",
    "stop": "停发",
    "keep": "维持不变",
    "unknown": "资料不全",
}
RELIEF_TYPES = {"emergency": "急难型", "expenditure": "支出型"}
SUMS_OF_NEED = {
    "requested_amount": "申请金额", "necessary_spending": "必需支出自负部分",
    "assessed_amount": "核定所需金额",
}  # fmt: skip
REPORTED = {
    "income": "收入变化", "assets": "财产变化", "death": "成员死亡", "left": "成员离开",
    "custody": "服刑或羁押", "review": "定期复核",
    "tekun": "成员转为特困供养",
}  # fmt: skip


def who_is_next(case: Case, on: date) -> str:
    """Say whose turn it is, when it is not the viewer's."""
    tasks = case.tasks.filter(done_at=None).select_related("division")
    said = []
    for task in tasks:
        steps = "、".join(case.definition.step(key).label for key in task.steps)
        said.append(f"{task.division.name}{_role(task.role)}办理“{steps or task.title}”")
    return "；".join(said)


def _role(key: str) -> str:
    return Mandate(role=key).duty.label


def explanation(case: Case) -> dict[str, Any] | None:
    """Return the argument the case rests on; before the assessment that of the report, as a trial."""
    number = case.data.get("determination")
    report = verification.latest_report(case)
    found = Determination.objects.filter(pk=number).first() if number else None
    trial = found is None
    found = found or (report.determination if report is not None else None)
    if found is None:
        return None
    return {
        "tree": determinations.explain(found),
        "is_trial": trial,
        "row": found,
        "month": found.snapshot.get("month", report.month if report else ""),
        "edge": case.data.get("edge_outcome"),
    }


def checks(case: Case) -> dict[str, Any]:
    """Return the state of the check of means: by department and member, what was found."""
    rows = list(
        case.verifications.select_related("requested_by__user").order_by("-requested_at", "-pk")
    )
    latest = rows[0] if rows else None
    return {
        "latest": latest,
        "shown": latest or verification.latest_report(case),
        "progress": verification.progress(latest) if latest else None,
        "papers": _papers(latest),
        "earlier": rows[1:],
        "found": _by_source(latest),
        "clear": _clear(latest),
        "manual": list(latest.manual_queries.all()) if latest else [],
        "objections": list(latest.objections.all()) if latest else [],
        "gaps": list(latest.report.get("gaps", [])) if latest else [],
    }


def _papers(row: Verification | None) -> dict[str, list[str]]:
    """Return in words which papers are still to be brought, and which a query made needless."""
    told: dict[str, list[str]] = {"dropped": [], "needed": []}
    for paper in verification.papers(row) if row and row.queried_at else ():
        kind = "dropped" if paper.is_dropped else "needed"
        told[kind].append(f"{paper.person.name}：{paper.label}")
    return told


def _by_source(row: Verification | None) -> list[dict[str, Any]]:
    """Return what was found by department and item, one line each, with every member it is about."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in _entries(row, clear=False):
        key = (entry["source"], entry["label"])
        line = found.setdefault(
            key,
            {
                "source": key[0],
                "label": key[1],
                "date": entry["date"],
                "said": [],
                "differs": False,
            },
        )
        declared = entry["declared"] not in (None, "", "—")
        line["said"].append({**entry, "has_declared": declared})
        line["differs"] = line["differs"] or (declared and entry["differs"])
    return list(found.values())


def _entries(row: Verification | None, *, clear: bool) -> list[dict[str, Any]]:
    """Return the lines of a report that say something (or those that say nothing)."""
    members = row.report.get("members", []) if row else []
    return [
        {"name": member["name"], **entry}
        for member in members
        for entry in member["entries"]
        if bool(entry["column"]) != clear
    ]


def _clear(row: Verification | None) -> list[dict[str, Any]]:
    """Return the sources that know of nothing, each with the members it was asked about."""
    asked: dict[str, list[str]] = {}
    for entry in _entries(row, clear=True):
        asked.setdefault(entry["source"], []).append(entry["name"])
    return [{"source": source, "names": "、".join(names)} for source, names in asked.items()]


def members(case: Case, at: datetime) -> list[dict[str, Any]]:
    """Return the people of the case with the state of their letters."""
    if case.household is None:
        return []
    on = localdate(at)
    letters = {
        row.person_id: row for row in verification.standing_authorisations(case.household, on)
    }
    unsigned = {row["person"].pk for row in applying.signers(case.household, at)}
    return [
        {
            "row": row,
            "person": row.person,
            "letter": letters.get(row.person_id),
            "unsigned": row.person_id in unsigned,
        }
        for row in people.members(case.household, on)
    ]


def told(case: Case) -> list[tuple[str, str]]:
    """Return what the family said and what the office found, in words."""
    data, found = case.data, []
    found.append(("渠道", CHANNELS.get(case.channel, case.channel)))
    if data.get("story"):
        found.append(("情况说明", data["story"]))
    if data.get("reported"):
        found.append(("报告的变化", data["reported"]))
    if data.get("cause"):
        found.append(("变化原因", REPORTED.get(data["cause"]) or CAUSES.get(data["cause"], "")))
    if "irregular_income" in data:
        found.append(("收入是否固定", "不固定" if data["irregular_income"] else "固定"))
    if data.get("opinion"):
        found.append(("意见", data["opinion"]))
    if data.get("objection"):
        found.append(("异议内容", data["objection"]))
    found += [*filing.remarks(case), *_needed(case), *_enrolled(case)]
    change = data.get("change")
    if change:
        before, after = format_yuan(change["before"]), format_yuan(change["after"])
        found.append(("测算结果", f"{CHANGES[change['kind']]}：每月 {before} 元 → {after} 元"))
    special = [word for flag, word in _marks(case) if flag]
    if special:
        found.append(("须县级核查", "、".join(special)))
    return found


def _needed(case: Case) -> list[tuple[str, str]]:
    """Return what an application for temporary relief says of the need: kind, cause, sums."""
    data, found = case.data, []
    if data.get("relief_type"):
        found.append(("救助类型", RELIEF_TYPES.get(data["relief_type"], "")))
        found.append(("困难原因", CAUSES_OF_NEED.get(data.get("hardship_cause", ""), "")))
        found.append(("先行救助", "情况紧急，须立即救助" if data.get("is_urgent") else "否"))
    for name, label in SUMS_OF_NEED.items():
        if data.get(name):
            found.append((label, f"{format_yuan(data[name])} 元"))
    return found


def _enrolled(case: Case) -> list[tuple[str, str]]:
    """Return what a benefit's procedure was told: who is paid, from where it came, the facts."""
    if enrolment_of(case.workflow) is None:
        return []
    data, found = case.data, []
    if data.get("origin"):
        found.append(("受理地（跨省通办）", data["origin"]))
    payee = Person.objects.filter(pk=data.get("payee") or 0).first() or case.person
    if payee is not None:
        found.append(("领款人", f"{payee.name}，{account_text(payee)}"))
    for name, value in data.get("facts", {}).items():
        if name in COLUMNS and value not in (None, ""):
            found.append((COLUMNS[name].label, fact_text(name, value)))
    items = enrolment.checklist(case.workflow, case.division_id, localdate(case.opened_at))
    done = [row.value for row in items if row.name in data.get("checked", {})]
    return [*found, ("清单已办", "；".join(done))] if done else found


def account_text(person: Person) -> str:
    """Return where somebody is paid, masked, or that no account is known."""
    if not person.masked_account:
        return "未登记账户"
    return f"{person.bank_name} {person.masked_account}".strip()


def fact_text(name: str, value: Any) -> str:
    """Return the value of a fact in words: yes or no, yuan, the name of a choice."""
    column = COLUMNS[name]
    if column.kind == "flag":
        return "是" if value else "否"
    if column.kind == "money":
        return f"{format_yuan(value)} 元"
    return column.choices.get(value, f"{value}")


def says(case: Case, step: Step, on: date) -> str:
    """Return in one sentence what taking a step will decide, where it decides money."""
    data = case.data
    if step.key == "decide" and (change := data.get("change")):
        before, after = format_yuan(change["before"]), format_yuan(change["after"])
        first = benefits.first_pay_month(on)
        return f"拟{CHANGES[change['kind']]}：每月 {before} 元 → {after} 元，自 {first:%Y 年 %m 月}起。"
    if step.key == "confirm" and data.get("outcome") == "eligible" and enrolment_of(case.workflow):
        first = enrolling.first_month(case, on)
        paid = benefit(case.workflow.rpartition(".")[0]).paid
        if paid == RECOGNITION and not data["amount"]:
            return f"确认后列入名册，自 {first:%Y 年 %m 月}起。"
        each = {MONTHLY: "每月发给", RECOGNITION: "减免或者抵用（不发现金）"}.get(
            paid, "一次性发给"
        )
        return f"确认后{each} {format_yuan(data['amount'])} 元，自 {first:%Y 年 %m 月}起。"
    if step.key == "confirm" and data.get("outcome") == "eligible":
        first = benefits.first_pay_month(on)
        return f"确认后每月发给 {format_yuan(data['amount'])} 元，自 {first:%Y 年 %m 月}起。"
    return ""


def alternatives(case: Case, step: Step, on: date) -> list[str]:
    """Return what the person may have together, the best first, where a confirmation would be refused.

    Empty where nothing stands against the benefit: then there is nothing to choose.
    """
    row, amount = enrolment_of(case.workflow), case.data.get("amount")
    if row is None or step.key != "confirm" or case.data.get("outcome") != "eligible":
        return []
    household, person = enrolment.holder_of(case)
    since = enrolling.first_month(case, on)
    told = overlaps.prospect(
        row.key, household=household, person=person, amount=amount or 0, since=since
    )
    if not told.obstacles:
        return []
    found = overlaps.choices(household, row.key, amount or 0, since, person=person)
    return [_choice_text(choice) for choice in found]


def _choice_text(choice: overlaps.Choice) -> str:
    """Say in one sentence what is kept, what it comes to, and what is given up."""
    kept = "、".join(f"{label} {format_yuan(fen)} 元" for _key, label, fen in choice.kept)
    given_up = f"；放弃{'、'.join(choice.given_up)}" if choice.given_up else ""
    best = "（合计最高）" if choice.best else ""
    return f"享受{kept}，每月合计 {format_yuan(choice.total)} 元{best}{given_up}。"


def _marks(case: Case) -> list[tuple[bool, str]]:
    return [
        (case.near_kin, "近亲属备案"),
        (case.sampled, "列入抽查"),
        (case.complained, "有投诉举报"),
    ]


def related(case: Case, viewer: Mandate) -> list[Case]:
    """Return the cases this one came from or led to, as far as the viewer sees them."""
    keys = [case.data.get(name) for name in ("refused_case", "new_case", "objection_case")]
    rows = procedure.cases(viewer)
    linked = list(rows.filter(pk__in=[key for key in keys if key]))
    return linked + list(rows.filter(data__refused_case=case.pk))


def timeline(case: Case) -> list[dict[str, Any]]:
    """Return what happened, newest first, as the component shows it."""
    return [
        {
            "at": entry.at,
            "title": entry.label,
            "detail": entry.note,
            "who": entry.who,
            "icon": TIMELINE_ICONS.get(entry.kind, "circle-dot"),
            "tone": "quiet",
        }
        for entry in reversed(procedure.timeline(case))
    ]


def address(case: Case) -> str:
    """Return the page of a case."""
    return reverse("office:case", args=[case.pk])
