"""What the file of a person or a household shows: flags, benefits, evidence, one timeline of everything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core.money import format_yuan
from minzheng.kernel import domain
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import queries as audit
from minzheng.kernel.benefits import declarations as benefit_kinds
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.campaigns import queries as discovery
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.documents import queries as documents
from minzheng.kernel.exchange import declarations as exchange
from minzheng.kernel.exchange import queries as deliveries
from minzheng.kernel.exchange.facts import evidence_by_key
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.monitoring.choices import LeadState
from minzheng.kernel.payments import queries as payments
from minzheng.kernel.payments.choices import LineState
from minzheng.kernel.payments.queries import recovery as recoveries
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Membership, Person
from minzheng.kernel.verification.queries import latest_month, unsigned_members
from minzheng.kernel.visits import queries as visits
from minzheng.ui.columns import Badge

KINDS = {
    "case": "办件",
    "visit": "走访",
    "payment": "发放",
    "lead": "预警",
    "life": "家庭变动",
    "benefit": "待遇",
    "look": "查阅",
}
ICONS = {
    "case": "folder",
    "visit": "walk",
    "payment": "cash",
    "lead": "alert-triangle",
    "life": "users",
    "benefit": "wallet",
    "look": "eye",
}
LINE_TONES = {
    LineState.PAID.value: "good",
    LineState.FAILED.value: "danger",
    LineState.BLOCKED.value: "due",
}
LOOKED, REVEALED = ".looked", ".revealed"
SHOWN = 40


@dataclass(frozen=True)
class Fact:
    """One delivered row about a member: who says it, what it says, where it stands."""

    person: Person
    label: str
    partner: str
    summary: str
    day: str
    place: str
    delivery: int
    line: int


def benefit_label(key: str) -> str:
    """Return the Chinese name of a benefit."""
    return benefit_kinds.benefit(key).label


def standing(household: Household, on: date) -> list[dict[str, Any]]:
    """Return what a household receives now or has been granted: amount, since, basis, next re-check."""
    rows = [*benefits.current(household, on), *_granted(household, on)]
    return [
        {
            "label": benefit_label(row.benefit),
            "row": row,
            "paid": benefit_kinds.benefit(row.benefit).paid != benefit_kinds.RECOGNITION,
            "once": benefit_kinds.benefit(row.benefit).paid == benefit_kinds.ONCE,
            "is_future": row.valid_from > on,
            "is_late": row.recheck_on is not None and row.recheck_on < on,
            "case": row.case_id,
        }
        for row in rows
    ]


def beside_others(
    items: list[dict[str, Any]], household: Household, on: date
) -> list[dict[str, Any]]:
    """Put beside what a household receives which benefits may not stand with it, and what lowers it now."""
    notes = benefits.overlap_notes(household, on)
    lowered = benefits.reductions_of(household, on)
    return [
        {
            **item,
            "holder": item["row"].person,
            "notes": [note for note in notes if note.benefit == item["row"].benefit],
            "lowered": lowered.get(item["row"].pk),
        }
        for item in items
    ]


def _granted(household: Household, on: date) -> Iterable[Entitlement]:
    """Return what begins later: confirmed, not yet in force, with nothing of its holder before it."""
    rows = [row for row in benefits.history(household) if row.valid_from > on]
    now = {(row.benefit, row.holder) for row in benefits.current(household, on)}
    return [row for row in rows if (row.benefit, row.holder) not in now]


def flags(
    household: Household, members: list[Membership], viewer: Mandate, on: date
) -> list[Badge]:
    """Return the words that say at a glance what kind of family this is."""
    found = [
        Badge(item["label"] + ("（下月起）" if item["is_future"] else ""), "info")
        for item in standing(household, on)
    ]
    if len(members) == 1:
        found.append(Badge("独居", "quiet"))
    known = people.flags([member.person for member in members], on)
    found.extend(Badge(f"{row.person.name}：{row.get_kind_display()}", "quiet") for row in known)
    if viewer.may("leads.see"):
        settled = {LeadState.CLOSED.value, LeadState.CASE_OPENED.value}
        leads = monitoring.of_household(viewer, household)
        if count := sum(lead.state not in settled for lead in leads):
            found.append(Badge(f"预警 {count} 条", "danger"))
    return found


def ground(household: Household | None, viewer: Mandate, on: date) -> str:
    """Return why a viewer may read what departments delivered about a family; empty when he may not.

    Nobody's means are looked at without a matter of their own (社会救助法 70(6)): an application
    with every letter signed (art. 40), or a benefit under its periodic check (art. 46).
    """
    if household is None or not viewer.may("cases.see"):
        return ""
    if casework.open_cases(viewer, household.pk).exists() and not unsigned_members(household, on):
        return _("本户有在办事项，已签署核对授权书（社会救助法第四十条）")
    if benefits.current(household, on):
        return _("本户在享待遇，定期核查（社会救助法第四十六条）")
    return ""


def facts(
    household: Household | None, persons: list[Person], viewer: Mandate, at: datetime
) -> tuple[str, str, list[Fact]]:
    """Return the ground, the month and what departments delivered about persons, by source.

    Without a ground nothing is even asked for.
    """
    month, reason = latest_month(localdate(at)), ground(household, viewer, localdate(at))
    return reason, month, _delivered(persons, month) if reason else []


def department_section(
    household: Household | None,
    persons: list[Person],
    viewer: Mandate,
    at: datetime,
    *,
    is_asked: bool,
) -> dict[str, Any]:
    """Return what a file shows of the departments: the ground, and the rows once they are asked for.

    They are read when the reader comes to them: most who open a file never do.
    """
    # About nobody nothing was delivered: ground and month are told all the same.
    reason, month, found = facts(household, persons if is_asked else [], viewer, at)
    return {
        "month": month,
        "ground": reason,
        "facts": found,
        "waits": bool(reason) and not is_asked,
        "may_open_lines": may_open_lines(viewer, found),
    }


def _delivered(persons: list[Person], month: str) -> list[Fact]:
    by_pid = {person.pid: person for person in persons if person.pid}
    found: list[Fact] = []
    if not by_pid:
        return found
    rows_by_key = evidence_by_key(month, list(by_pid))
    for declared in exchange.data_sets():
        if declared.key not in rows_by_key:
            continue
        rows = rows_by_key[declared.key]
        columns = ("pid", "delivery", "file_name", "line", "summary")
        for pid, delivery, file_name, line, summary in rows.select(columns).iter_rows():
            person = by_pid[pid]
            found.append(
                Fact(
                    person,
                    declared.label,
                    exchange.partner(declared.partner).label,
                    str(summary).removeprefix(f"{person.name}，"),
                    month,
                    f"{file_name} 第 {line} 行",
                    delivery,
                    line,
                )
            )
    return found


def may_open_lines(viewer: Mandate, found: list[Fact]) -> bool:
    """Say whether the viewer may open the delivered lines themselves."""
    if not viewer.may("people.reveal") or not found:
        return False
    return deliveries.deliveries(viewer).filter(pk=found[0].delivery).exists()


def panels(place: str, subject: Any, viewer: Mandate, at: datetime) -> list[dict[str, Any]]:
    """Return what rooms contribute to a page: the template and its context."""
    contributed = [(room.label, panel) for room in domain.domains() for panel in room.panels]
    told = [
        {"label": panel.label or label, "template": panel.template, "panel": found}
        for label, panel in contributed
        if panel.place == place and (not panel.needs or viewer.may(panel.needs))
        if (found := panel.query(subject, viewer, at)) is not None
    ]
    owing = _recoveries(subject, viewer) if place == "people.household" else None
    return [*told, owing] if owing else told


def _recoveries(household: Household, viewer: Mandate) -> dict[str, Any] | None:
    """Return what was paid too much to a family; nothing where nothing was, or the role does not see money."""
    rows = recoveries.standing(viewer, household) if viewer.may("payments.see") else ()
    items = [
        {
            "row": row,
            "state": row.get_state_display(),
            "label": benefit_kinds.label_of(row.benefit),
            "owed": recoveries.owed(row),
            "href": reverse("office:recovery", args=[row.pk]),
        }
        for row in rows
    ]
    template = "office/recovery/_panel.html"
    return {"label": _("追缴"), "template": template, "panel": {"rows": items}} if items else None


def household_timeline(
    household: Household, viewer: Mandate, kind: str = ""
) -> tuple[list[dict[str, Any]], int]:
    """Return everything that happened to a household, newest first, and how much there is."""
    lines = [
        *_case_lines(viewer, Q(household=household)),
        *_visit_lines(viewer, household),
        *_payment_lines(viewer, household),
        *_lead_lines(viewer, household),
        *_benefit_lines(household),
        *_life_lines(household.memberships.select_related("person")),
        *_looks(household),
    ]
    return _newest(lines, kind)


def person_timeline(
    person: Person, households: list[Household], viewer: Mandate, kind: str = ""
) -> tuple[list[dict[str, Any]], int]:
    """Return everything that happened to a person and the household he lives in."""
    lines = [*_life_lines(person.memberships.select_related("person")), *_looks(person)]
    lines += _case_lines(viewer, Q(person=person) | Q(household__in=households))
    for household in households:
        lines += _visit_lines(viewer, household)
        lines += _payment_lines(viewer, household)
        lines += _benefit_lines(household)
    lines += _event_lines(viewer, person)
    if person.died_on:
        lines.append(_line("life", person.died_on, "去世", "", "", tone="danger"))
    return _newest(lines, kind)


def _newest(lines: list[dict[str, Any]], kind: str) -> tuple[list[dict[str, Any]], int]:
    unique = {(line["at"], line["title"], line["detail"]): line for line in lines}
    wanted = [line for line in unique.values() if not kind or line["kind"] == kind]
    wanted.sort(key=lambda line: _sortable(line["at"]), reverse=True)
    return wanted[:SHOWN], len(wanted)


def _line(
    kind: str,
    at: datetime | date,
    title: str,
    detail: str,
    who: str,
    *,
    tone: str = "quiet",
    href: str = "",
) -> dict[str, Any]:
    return {
        "kind": kind, "at": at, "title": title, "detail": detail, "who": who, "tone": tone,
        "icon": ICONS[kind], "href": href,
    }  # fmt: skip


def _sortable(at: datetime | date) -> datetime:
    """Put what belongs to a day only among the moments."""
    if isinstance(at, datetime):
        return at
    return timezone.make_aware(datetime.combine(at, datetime.min.time()))


def _case_lines(viewer: Mandate, of: Q) -> Iterable[dict[str, Any]]:
    if not viewer.may("cases.see"):
        return
    rows = casework.cases(viewer).filter(of).select_related(None)
    for case in rows.prefetch_related("events__by__user"):
        href = reverse("office:case", args=[case.pk])
        for event in case.events.all():
            title = f"{case.definition.label}·{event.label}"
            yield _line("case", event.at, title, event.note, str(event.by.user), href=href)


def _visit_lines(viewer: Mandate, household: Household) -> Iterable[dict[str, Any]]:
    if not viewer.may("cases.see"):
        return
    for visit in visits.visits(viewer, household):
        who = "、".join(str(m.user) for m in (visit.by, visit.second_visitor) if m)
        detail = visit.conclusion or visit.purpose
        href = reverse("office:visit", args=[visit.pk])
        yield _line("visit", visit.visited_at, visit.get_kind_display(), detail, who, href=href)


def _payment_lines(viewer: Mandate, household: Household) -> Iterable[dict[str, Any]]:
    for line in payments.statement(household):
        moment = line.settled_on or _month_start(line.month)
        title = f"{line.month} {benefit_label(line.benefit)} {format_yuan(line.amount)} 元"
        tone = LINE_TONES.get(line.state, "quiet")
        why = line.failure_text or line.block_reason
        detail = "：".join(filter(None, (line.get_state_display(), why)))
        yield _line("payment", moment, title, detail, "", tone=tone)


def _month_start(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _lead_lines(viewer: Mandate, household: Household) -> Iterable[dict[str, Any]]:
    if not viewer.may("leads.see"):
        return
    for lead in monitoring.of_household(viewer, household):
        href = reverse("office:lead", args=[lead.pk])
        tone = "danger" if lead.state in {"open", "verifying"} else "quiet"
        detail = f"{lead.get_source_display()}，{lead.get_state_display()}"
        yield _line("lead", lead.found_on, lead.text, detail, "", tone=tone, href=href)


def _benefit_lines(household: Household) -> Iterable[dict[str, Any]]:
    for row in benefits.history(household).prefetch_related("events__by__user"):
        for event in row.events.all():
            words = {"granted": "批准", "ended": "终止", "adjusted": "调整"}.get(event.kind, "变动")
            title = f"{benefit_label(row.benefit)}{words}"
            detail = f"{event.reason}（每月 {format_yuan(row.amount)} 元，自 {row.valid_from} 起）"
            yield _line("benefit", event.at, title, detail, str(event.by.user))


def _life_lines(memberships: Iterable[Membership]) -> Iterable[dict[str, Any]]:
    for row in memberships:
        name = row.person.name
        yield _line(
            "life", row.valid_from, f"{name} 登记为家庭成员", row.get_relation_display(), ""
        )
        if row.valid_to:
            yield _line("life", row.valid_to, f"{name} 离开家庭", row.left_reason, "")


def _event_lines(viewer: Mandate, person: Person) -> Iterable[dict[str, Any]]:
    """Show what happened in a life, and what each room had to do and did because of it."""
    if not viewer.may("cases.see"):
        return
    for event in discovery.life_of(viewer, person):
        who = str(event.by.user)
        yield _line("life", event.happened_on, event.get_kind_display(), event.note, who)
        for row in event.follow_ups.all():
            href = reverse("office:follow_up", args=[row.pk])
            state = _("已办结：%(note)s") % {"note": row.note} if row.done_at else _("待跟进")
            who = str(row.done_by.user) if row.done_by else ""
            tone = "quiet" if row.done_at else "due"
            yield _line("life", event.recorded_at, row.title, state, who, tone=tone, href=href)


def _looks(subject: Any) -> Iterable[dict[str, Any]]:
    seen: set[tuple[str, date]] = set()
    for entry in audit.entries_of(subject)[: 5 * SHOWN]:
        who, reason = entry.actor_label, str(entry.detail.get("reason", ""))
        if entry.verb.endswith(REVEALED):
            what = f"查看{entry.detail.get('field', '完整信息')}"
            yield _line("look", entry.at, what, reason, who)
        elif entry.verb.endswith(LOOKED) and (who, localdate(entry.at)) not in seen:
            # One person's looks of one day are one line here; the audit keeps every single one.
            seen.add((who, localdate(entry.at)))
            yield _line("look", entry.at, "查阅档案", reason if reason != "查阅档案" else "", who)


def papers(viewer: Mandate, subjects: Iterable[Any]) -> list[Any]:
    """Return the papers of several subjects the viewer may see, newest first."""
    found = [row for subject in subjects for row in documents.documents(viewer, subject)]
    return sorted(found, key=lambda row: row.created_at, reverse=True)
