"""Reads of evaluation reports: who may see which, the words with their figures, two drafts side by side."""

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from minzheng.core.sealing import digest_sm3
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import EVALUATOR
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators.choices import ACCEPTED
from minzheng.kernel.indicators.models import ReportedValue

from ..choices import PREFACE, REPORT_SECTIONS, SEALED, UNKNOWN
from ..models import (
    EvaluationReport,
    Plan,
    ProjectPhoto,
    ReportFigure,
    ReportReader,
    ReportText,
    TaskProgress,
)
from .report_figures import CLAIMED, Gathered, group_of, judged, of_targets
from .report_words import NUMERALS, prepared
from .report_work import of_places, of_projects, of_standing, of_tasks

# Rows an outsider is not shown: their words may name people.
INSIDE_ONLY = {"rectification"}


def reports(viewer: Mandate, on: date) -> QuerySet[EvaluationReport]:
    """Return the reports of the viewer's divisions; an evaluator sees those he was let into, until the day."""
    rows = EvaluationReport.objects.select_related("plan", "division", "by__user", "submitted_by__user", "confirmed_by__user")  # fmt: skip
    if viewer.role == EVALUATOR:
        let_in = admissions(on).filter(reader=viewer)
        return rows.filter(pk__in=let_in.values("report"))
    return accounts.visible(rows, viewer) if viewer.may("plans.see") else rows.none()


def admissions(on: date) -> QuerySet[ReportReader]:
    """Return the permissions to read that stand on a day."""
    return ReportReader.objects.filter(until__gte=on, withdrawn_at=None)


def evaluators(report: EvaluationReport, on: date) -> QuerySet[Mandate]:
    """Return the evaluators of the report's division or of one above who could be let in."""
    rows = Mandate.objects.in_force(on).filter(role=EVALUATOR, user__is_active=True)
    return rows.filter(division=report.division_id).select_related("user", "division").order_by("pk")  # fmt: skip


def gathered(
    plan: Plan, kind: str, on: date, viewer: Mandate, claim: str = ""
) -> tuple[list[Gathered], dict[str, str]]:
    """Return every figure a report of the plan at a day has, and the words prepared from them."""
    rows = judged(plan, on, viewer)
    figures = [
        *of_targets(plan, rows), *of_tasks(plan, on), *of_projects(plan, on),
        *of_places(rows, viewer, plan), *of_standing(plan, on),
    ]  # fmt: skip
    return figures, prepared(plan, kind, on, rows, figures, claim)


# -- words --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A piece of a sentence: words, or a figure where they name one."""

    text: str
    figure: ReportFigure | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in its pieces; ``is_prepared`` until the writer has touched it."""

    parts: list[Part]
    is_prepared: bool


@dataclass(frozen=True)
class Section:
    """A section as it stands: its number among the numbered ones, its words, the version they are."""

    key: str
    title: str
    number: int
    body: str
    version: int
    paragraphs: list[Paragraph]

    @property
    def numeral(self) -> str:
        """Return its number as official texts write it; empty for the preface."""
        return NUMERALS[self.number - 1] if self.number else ""


def latest(report: EvaluationReport) -> dict[str, ReportText]:
    """Return the newest version of the words of each section."""
    return {row.section: row for row in report.texts.select_related("by__user").order_by("version")}


def sections(report: EvaluationReport) -> list[Section]:
    """Return the sections in order, every name in 【】 turned into its figure."""
    figures = {row.name: row for row in report.figures.all()}
    texts = latest(report)
    first = {row.section: row.body for row in report.texts.filter(is_prepared=True)}
    found = []
    for number, (key, title) in enumerate(REPORT_SECTIONS.items()):
        row = texts.get(key)
        body = row.body if row else ""
        ours = set(first.get(key, "").splitlines())
        found.append(
            Section(
                key, title, 0 if key == PREFACE else number, body, row.version if row else 0,
                [Paragraph(split(line, figures), line in ours) for line in body.splitlines() if line.strip()],
            )
        )  # fmt: skip
    return found


def split(line: str, figures: dict[str, ReportFigure]) -> list[Part]:
    """Return a line in pieces: what stands in 【】 and is a figure becomes it, anything else stays words."""
    parts: list[Part] = []
    words = ""
    for position, piece in enumerate(line.split("【")):
        name, close, rest = piece.partition("】")
        figure = figures.get(name) if position and close else None
        if figure is None:
            words += ("【" if position else "") + piece
            continue
        parts += [Part(words)] if words else []
        parts.append(Part(figure.text, figure))
        words = rest
    return [*parts, Part(words)] if words else parts


def plain(report: EvaluationReport) -> dict[str, str]:
    """Return the words of every section with the figures written out."""
    return {
        one.key: "\n".join("".join(part.text for part in p.parts) for p in one.paragraphs)
        for one in sections(report)
    }


# -- the table of targets -----------------------------------------------------------------------


@dataclass(frozen=True)
class TargetLine:
    """A line of the table: the target's figures and what they come to."""

    number: int
    reached: ReportFigure
    goal: ReportFigure
    base: ReportFigure
    completion: ReportFigure

    @property
    def is_explained(self) -> bool:
        """Whether the status needs words: it is not known, or the source claims something."""
        return self.reached.status == UNKNOWN or CLAIMED in self.reached.reason


def target_lines(report: EvaluationReport) -> tuple[list[TargetLine], list[TargetLine]]:
    """Return the lines of the listed targets and of the dated ones of the text."""
    by_target: dict[int, dict[str, ReportFigure]] = {}
    rows = report.figures.exclude(target=None).filter(part__in=("reached", "goal", "base", "completion"))  # fmt: skip
    for row in rows.select_related("target").order_by("sequence"):
        by_target.setdefault(row.target_id or 0, {})[row.part] = row
    listed: list[TargetLine] = []
    dated: list[TargetLine] = []
    for parts in by_target.values():
        target = parts["reached"].target
        if target is None:
            continue
        into = listed if target.is_listed else dated
        last = into[-1].reached.target if into else None
        number = into[-1].number if into else 0
        is_same = last is not None and group_of(last) == group_of(target)
        into.append(TargetLine(number if is_same else number + 1, **parts))
    return (listed, dated) if listed else (dated, [])


# -- proof and comparison -----------------------------------------------------------------------


def digest(report: EvaluationReport) -> str:
    """Return the digest of everything a report says: figures, words, title, day (SM3)."""
    figures = report.figures.order_by("key").values_list("key", "name", "text", "status", "reason", "observation")  # fmt: skip
    said: Any = [
        report.title, report.kind, report.on.isoformat(), report.plan_id, report.issuer, report.document_no,
        report.copies, [list(row) for row in figures], plain(report),
    ]  # fmt: skip
    return digest_sm3(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())


def is_intact(report: EvaluationReport) -> bool:
    """Say whether a sealed report still says what was sealed."""
    return report.state == SEALED and digest(report) == report.digest


@dataclass(frozen=True)
class Change:
    """A figure of two drafts: as it was and as it is; one side is None where only the other has it."""

    name: str
    before: ReportFigure | None
    after: ReportFigure | None


@dataclass(frozen=True)
class WordChange:
    """A section of two drafts: each line with `` ``, ``-`` (gone) or ``+`` (new)."""

    title: str
    lines: list[tuple[str, str]]


def changed_figures(before: EvaluationReport, after: EvaluationReport) -> list[Change]:
    """Return the figures whose words or status differ between two drafts."""
    old = {row.key: row for row in before.figures.order_by("sequence")}
    new = {row.key: row for row in after.figures.order_by("sequence")}
    keys = [*new, *(key for key in old if key not in new)]
    return [
        Change((new.get(key) or old[key]).name, old.get(key), new.get(key))
        for key in keys
        if _said(old.get(key)) != _said(new.get(key))
    ]


def _said(row: ReportFigure | None) -> tuple[str, str] | None:
    return None if row is None else (row.text, row.status)


def changed_words(before: EvaluationReport, after: EvaluationReport) -> list[WordChange]:
    """Return the sections whose words differ, line by line, figures written out."""
    old, new = plain(before), plain(after)
    found = []
    for key, title in REPORT_SECTIONS.items():
        lines = _differing(old.get(key, "").splitlines(), new.get(key, "").splitlines())
        if any(mark != " " for mark, _line in lines):
            found.append(WordChange(title, lines))
    return found


def _differing(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if line[0] in " -+"]


def other_drafts(report: EvaluationReport) -> QuerySet[EvaluationReport]:
    """Return the other drafts of the same evaluation, the newest first."""
    rows = EvaluationReport.objects.filter(plan=report.plan_id, kind=report.kind)
    return rows.exclude(pk=report.pk).order_by("-number")


# -- what proves it -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Evidence:
    """A paper behind a figure or a task: what for, what it is called, of which day."""

    about: str
    title: str
    on: date


def evidence(report: EvaluationReport) -> list[Evidence]:
    """Return the list of papers behind the plan's tasks, projects and reported values; titles only."""
    plan, on = report.plan, report.on
    progress = TaskProgress.objects.filter(task__plan=plan, on__lte=on).exclude(document=None)
    photos = ProjectPhoto.objects.filter(project__plan=plan, taken_on__lte=on)
    keys = plan.targets.exclude(indicator="").values("indicator")
    told = ReportedValue.objects.filter(
        Q(indicator__in=keys), division=plan.division_id, state=ACCEPTED
    )
    return [
        *(Evidence(row.task.title, row.document.title, row.on) for row in progress.select_related("task", "document") if row.document),
        *(Evidence(row.project.name, row.document.title, row.taken_on) for row in photos.select_related("project", "document")),
        *_sources(told, report),
    ]  # fmt: skip


def _sources(rows: Iterable[ReportedValue], report: EvaluationReport) -> list[Evidence]:
    names = {
        row.indicator: row.name for row in report.figures.filter(part="reached") if row.indicator
    }
    return [
        Evidence(names.get(row.indicator, row.indicator), row.source, accounts.day_of(row.at))
        for row in rows
    ]


def rows_for(viewer: Mandate, figure: ReportFigure) -> list[dict[str, Any]]:
    """Return the rows behind a figure; to an outsider those whose words may name people are only counted."""
    rows: list[dict[str, Any]] = figure.rows
    if viewer.role != EVALUATOR:
        return rows
    return [row for row in rows if row["kind"] not in INSIDE_ONLY]
