"""A yearly assessment from its scheme to the published ranking and its use (PL-11, PL-12, PL-13).

1. One person enters the scheme with its document, another confirms it.
2. A sheet is opened for everybody right below; items with an indicator are computed.
3. The assessed score themselves with evidence and submit.
4. Somebody of the level above reviews; whoever is assessed may object within the window, and
   somebody who did not review decides.
5. The ranking is published; equal sums keep the listed order.
6. Results are used: commendations, improvements with a task, appraisal of staff.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from minzheng.core.models import held
from minzheng.core.working_days import calendar
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import REPORT
from minzheng.kernel.documents.models import Document

from .. import choices
from ..choices import CONFIRMED, ENTERED, PUBLISHED, REPLACED, REVIEWED, SELF_SCORING
from ..declarations import scoring
from ..declarations.scoring import BANDS, Band, ScoreItem
from ..models import Consequence, Objection, Scheme, Score, ScoreSheet
from ..queries import assessment as queries
from . import tasks
from .guards import PlanningError, decide, need, said, to_decide


@transaction.atomic
def enter_scheme(
    kind: str, year: int, division: str, *, title: str, document: str, counted_to: date,
    objection_days: int, items: Sequence[ScoreItem], by: Mandate, at: datetime, bonus_cap: int = 0,
    bands: Sequence[Band] = BANDS,
) -> Scheme:  # fmt: skip
    """Enter how a kind of work is assessed in a year, by a document; another person confirms it.

    PlanningError, or ValueError for items that do not make 100 points.
    """
    need(by, "plans.enter", division)
    if kind not in choices.SCHEME_KINDS:
        raise PlanningError("请选择考核类别。")
    if counted_to.year not in (year, year + 1) or objection_days < 1:
        raise PlanningError("请填写本年度的指标截止日期和至少一个工作日的异议期。")
    scoring.check_scheme(items)
    scoring.check_bands(bands)
    known = Scheme.objects.filter(kind=kind, year=year, division=division)
    if known.filter(state=ENTERED).exists():
        raise PlanningError("这个年度已有一份细则等待复核。")
    row = Scheme.objects.create(
        kind=kind, year=year, division_id=division, version=known.count() + 1, counted_to=counted_to,
        objection_days=objection_days, bonus_cap=bonus_cap, items=[item.row() for item in items],
        bands=[[band.floor, band.label, band.share] for band in bands], entered_by=by, entered_at=at,
        **said(title=title, document=document),
    )  # fmt: skip
    audit.record("planning.scheme.entered", subject=row, by=by, at=at, kind=kind, year=year)
    return row


@transaction.atomic
def decide_scheme(scheme: Scheme, *, agreed: bool, by: Mandate, at: datetime) -> Scheme:
    """Confirm or refuse a scheme; a confirmed one replaces the version before it. PlanningError."""
    row = to_decide(scheme, "细则", by)
    if agreed:
        before = Scheme.objects.filter(
            kind=row.kind, year=row.year, division=row.division_id, state=CONFIRMED
        )
        if ScoreSheet.objects.filter(scheme__in=before).exists():
            raise PlanningError("本年度已按原细则发出考核表，不能再换细则。")
        before.update(state=REPLACED)
    decide(row, agreed=agreed, by=by, at=at)
    audit.record("planning.scheme.decided", subject=row, by=by, at=at, agreed=agreed)
    return row


@transaction.atomic
def open_sheets(scheme: Scheme, *, by: Mandate, at: datetime) -> list[ScoreSheet]:
    """Open a sheet for every division right below; asked again only what is missing is opened."""
    row = held(scheme)
    need(by, "plans.enter", row.division_id)
    if row.state != CONFIRMED:
        raise PlanningError("细则复核后才能发出考核表。")
    below = list(divisions.children(row.division_id, row.counted_to).order_by("code"))
    if not below:
        raise PlanningError("下一级没有可以考核的区划。")
    found = []
    for position, division in enumerate(below, start=1):
        sheet, made = ScoreSheet.objects.get_or_create(
            scheme=row, division=division, defaults={"position": position}
        )
        found.append(sheet)
        if made:
            Score.objects.bulk_create(
                Score(sheet=sheet, number=number) for number in range(1, len(row.items) + 1)
            )
            _compute(sheet)
    audit.record("planning.sheets.opened", subject=row, by=by, at=at, sheets=len(found))
    return found


@transaction.atomic
def self_score(
    sheet: ScoreSheet, number: int, *, points: int | None, by: Mandate, at: datetime, note: str = "",
    evidence: File | None = None,
) -> Score:  # fmt: skip
    """Score one item of one's own sheet (hundredths of a point), with evidence. PlanningError."""
    row = _own(sheet, by)
    if row.state != SELF_SCORING:
        raise PlanningError("自评已经提交，不能再改。")
    item, score = _item(row, number)
    if item.is_computed:
        points = None
    elif points is None or not 0 <= points <= item.most:
        raise PlanningError(f"第 {number} 项得分须在 0 和 {item.points} 分之间。")
    score.self_points, score.self_note = points, note.strip()
    if evidence is not None:
        score.evidence = _stored(evidence, row, f"第{number}项佐证", by=by, at=at)
    score.save(update_fields=["self_points", "self_note", "evidence"])
    audit.record("planning.sheet.scored", subject=row, by=by, at=at, number=number, points=points)
    return score


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the assessed say of one item: points (hundredths), words, a file that shows it."""

    points: int | None
    note: str = ""
    evidence: File | None = None


@transaction.atomic
def self_score_all(
    sheet: ScoreSheet, claimed: Mapping[int, Claimed], *, by: Mandate, at: datetime
) -> ScoreSheet:
    """Score several items of one's own sheet at once: all of them or none. PlanningError."""
    for number, one in sorted(claimed.items()):
        self_score(
            sheet, number, points=one.points, note=one.note, evidence=one.evidence, by=by, at=at
        )
    return sheet


@transaction.atomic
def submit(sheet: ScoreSheet, *, by: Mandate, at: datetime) -> ScoreSheet:
    """Send a self-scored sheet to the level above; what is claimed needs its evidence."""
    row = _own(sheet, by)
    if row.state != SELF_SCORING:
        raise PlanningError("自评已经提交。")
    _compute(row)
    scores = list(row.scores.order_by("number"))
    for score, item in zip(scores, row.scheme.scored, strict=True):
        if item.is_computed:
            continue
        if score.self_points is None:
            raise PlanningError(f"第 {score.number} 项还没有自评得分：{item.text}。")
        claimed = item.way in (scoring.MANUAL, scoring.BONUS) and score.self_points > 0
        if claimed and score.evidence_id is None:
            raise PlanningError(f"第 {score.number} 项没有佐证材料：{item.text}。")
    row.self_total = queries.outcome(row, scores, own=True).total
    row.state, row.submitted_by, row.submitted_at = choices.SCORED, by, at
    row.save(update_fields=["self_total", "state", "submitted_by", "submitted_at"])
    audit.record("planning.sheet.submitted", subject=row, by=by, at=at, total=row.self_total)
    return row


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reviewer gives one item: points (hundredths; None: the computed ones), words, left out."""

    points: int | None
    note: str = ""
    is_excused: bool = False


@transaction.atomic
def review(
    sheet: ScoreSheet, judged: Mapping[int, Judged], *, by: Mandate, at: datetime
) -> ScoreSheet:
    """Review a submitted sheet from the level above; the window for objections begins. PlanningError.

    Computed points stand as computed. Points that differ from the self-score, that stand in for an
    unknown figure, or an item left out need words.
    """
    row = held(sheet)
    _above(row, by, "plans.enter", "plans.confirm")
    if row.state != choices.SCORED:
        raise PlanningError("这份考核表不在待评审状态。")
    if row.submitted_by is not None and row.submitted_by.user_id == by.user_id:
        raise PlanningError("自评人不能评审。")
    _compute(row)
    items = row.scheme.scored
    scores = list(row.scores.order_by("number"))
    for score, item in zip(scores, items, strict=True):
        _judge(score, item, judged.get(score.number))
    Score.objects.bulk_update(scores, ["points", "note", "is_excused"])
    _summed(row, scores)
    row.objections_until = calendar().add_working_days(
        accounts.day_of(at), row.scheme.objection_days
    )
    row.state, row.reviewed_by, row.reviewed_at = REVIEWED, by, at
    row.save(update_fields=["state", "reviewed_by", "reviewed_at", "objections_until"])
    audit.record("planning.sheet.reviewed", subject=row, by=by, at=at, total=row.total)
    return row


@transaction.atomic
def raise_objection(
    sheet: ScoreSheet, number: int, *, text: str, by: Mandate, at: datetime, evidence: File | None = None
) -> Objection:  # fmt: skip
    """Object to the points of one item, within the window. PlanningError."""
    row = _own(sheet, by)
    if row.state != REVIEWED or row.objections_until is None:
        raise PlanningError("评审完成后、公布前才能提出异议。")
    if accounts.day_of(at) > row.objections_until:
        raise PlanningError(f"异议期已于 {row.objections_until} 结束。")
    _item(row, number)
    if row.objections.filter(number=number, decided_by=None).exists():
        raise PlanningError("这一项已有异议等待答复。")
    paper = None if evidence is None else _stored(evidence, row, f"第{number}项异议", by=by, at=at)
    found = Objection.objects.create(
        sheet=row, number=number, evidence=paper, by=by, at=at, **said(text=text)
    )
    audit.record("planning.objection.raised", subject=found, by=by, at=at, number=number)
    return found


@transaction.atomic
def decide_objection(
    objection: Objection, *, is_upheld: bool, reason: str, by: Mandate, at: datetime,
    points: int | None = None,
) -> Objection:  # fmt: skip
    """Answer an objection with reasons; who reviewed does not decide. PlanningError.

    ``points`` (hundredths) are what the item gets when the objection is upheld.
    """
    row = held(objection)
    sheet = held(row.sheet)
    _above(sheet, by, "plans.confirm")
    if row.decided_by_id is not None:
        raise PlanningError("这项异议已经答复。")
    if sheet.reviewed_by is not None and sheet.reviewed_by.user_id == by.user_id:
        raise PlanningError("评审人不能裁定异议，请由他人办理。")
    item, score = _item(sheet, row.number)
    if is_upheld and (points is None or not 0 <= points <= item.most):
        raise PlanningError(f"采纳异议须填写 0 至 {item.points} 分的改判得分。")
    row.before, row.is_upheld, row.reason = score.points, is_upheld, said(reason=reason)["reason"]
    row.points, row.decided_by, row.decided_at = points if is_upheld else None, by, at
    row.save(update_fields=["before", "is_upheld", "reason", "points", "decided_by", "decided_at"])
    if is_upheld:
        score.points, score.is_excused, score.note = points, False, f"异议采纳：{row.reason}"[:500]
        score.save(update_fields=["points", "is_excused", "note"])
        _summed(sheet, list(sheet.scores.order_by("number")))
    audit.record("planning.objection.decided", subject=row, by=by, at=at, upheld=is_upheld)
    return row


@transaction.atomic
def publish(scheme: Scheme, *, by: Mandate, at: datetime) -> list[ScoreSheet]:
    """Rank all sheets of a scheme and publish them, after the window and with nothing open.

    Equal sums keep the listed order. PlanningError.
    """
    row = held(scheme)
    need(by, "plans.confirm", row.division_id)
    sheets = list(row.sheets.select_for_update().order_by("position"))
    if not sheets or all(sheet.state == PUBLISHED for sheet in sheets):
        raise PlanningError("没有待公布的考核结果。")
    waiting = [sheet for sheet in sheets if sheet.state != REVIEWED]
    if waiting:
        raise PlanningError(f"还有 {len(waiting)} 份考核表没有评审完成。")
    if Objection.objects.filter(sheet__in=sheets, decided_by=None).exists():
        raise PlanningError("还有异议没有答复。")
    ends = max(sheet.objections_until for sheet in sheets if sheet.objections_until)
    if accounts.day_of(at) <= ends:
        raise PlanningError(f"异议期到 {ends} 结束，其后才能公布。")
    places = scoring.ranks({sheet.pk: sheet.total or 0 for sheet in sheets})
    for sheet in sheets:
        sheet.rank, sheet.state = places[sheet.pk], PUBLISHED
        sheet.published_by, sheet.published_at = by, at
    ScoreSheet.objects.bulk_update(sheets, ["rank", "state", "published_by", "published_at"])
    audit.record("planning.assessment.published", subject=row, by=by, at=at, sheets=len(sheets))
    return sheets


@transaction.atomic
def use_result(
    sheet: ScoreSheet, kind: str, *, text: str, whom: str, by: Mandate, at: datetime,
    number: int | None = None, due_on: date | None = None, document: str = "",
) -> Consequence:  # fmt: skip
    """Use a published result: commend, order an improvement (a task with a day), appraise (PL-13).

    Whom a veto hit is not commended. PlanningError.
    """
    row = held(sheet)
    need(by, "plans.confirm", row.scheme.division_id)
    if row.state != PUBLISHED or kind not in choices.CONSEQUENCES:
        raise PlanningError("结果公布后才能运用，请选择运用方式。")
    words = said(text=text, whom=whom)
    if kind == choices.COMMEND and queries.outcome(row).cap is not None:
        raise PlanningError("被一票否决的单位不能评先评优。")
    if kind == choices.COMMEND and not document.strip():
        raise PlanningError("评先评优须写明文件。")
    if number is not None:
        _item(row, number)
    if row.consequences.filter(kind=kind, **words).exists():
        raise PlanningError("已经登记过同样的结果运用。")
    task = None
    if kind == choices.IMPROVE:
        if due_on is None:
            raise PlanningError("工作改进须写明完成期限。")
        task = tasks.assign(
            plan=None, title=words["text"][:200], text=words["text"], unit=words["whom"], division=row.division_id, due_on=due_on,
            origin=f"{row.scheme.title} 第 {row.rank} 名"[:200], by=by, at=at,
        )  # fmt: skip
    found = Consequence.objects.create(
        sheet=row, kind=kind, number=number, task=task, document=document.strip(), by=by, at=at, **words
    )  # fmt: skip
    audit.record("planning.result.used", subject=found, by=by, at=at, kind=kind)
    return found


# -- inside -------------------------------------------------------------------------------------


def _own(sheet: ScoreSheet, by: Mandate) -> ScoreSheet:
    """Return the sheet, held, for somebody of the assessed place itself."""
    row = held(sheet)
    need(by, "plans.work", row.division_id)
    if by.division_id != row.division_id:
        raise PlanningError("自评和异议由被考核单位办理。")
    return row


def _above(row: ScoreSheet, by: Mandate, *capabilities: str) -> None:
    """Refuse whoever is not of the assessing level."""
    allowed = any(by.may(name) for name in capabilities)
    if not allowed or not accounts.covers(by, row.scheme.division_id):
        raise PlanningError("评审和裁定由考核单位办理，您的岗位或辖区不能办理。")


def _item(row: ScoreSheet, number: int) -> tuple[ScoreItem, Score]:
    items = row.scheme.scored
    if not 1 <= number <= len(items):
        raise PlanningError("没有这个考核项。")
    return items[number - 1], row.scores.get(number=number)


def _compute(row: ScoreSheet) -> None:
    """Take the figures of computed items anew; an item without a figure has no points."""
    for score, item in zip(row.scores.order_by("number"), row.scheme.scored, strict=True):
        if not item.is_computed:
            continue
        found = queries.figured(item, row.division_id, row.scheme.counted_to)
        score.figure = found.value if found else None
        score.period = found.period if found else ""
        score.observation_id = found.observation_id if found else None
        score.points = found.points if found else None
        score.save(update_fields=["figure", "period", "observation", "points"])


def _judge(score: Score, item: ScoreItem, given: Judged | None) -> None:
    note = given.note.strip() if given else ""
    if given and given.is_excused:
        if not note:
            raise PlanningError(f"第 {score.number} 项不参评，请写明原因。")
        score.is_excused, score.note, score.points = True, note, None
        return
    if item.is_computed and score.figure is not None:
        score.is_excused, score.note = False, note
        return
    points = given.points if given else None
    if points is None:
        raise PlanningError(f"第 {score.number} 项没有得分：{item.text}。没有数据的请写明原因后列为不参评。")  # fmt: skip
    if not 0 <= points <= item.most:
        raise PlanningError(f"第 {score.number} 项得分须在 0 和 {item.points} 分之间。")
    if points != score.self_points and not note:
        raise PlanningError(f"第 {score.number} 项与自评不同，请写明理由。")
    score.points, score.note, score.is_excused = points, note, False


def _summed(row: ScoreSheet, scores: Sequence[Score]) -> None:
    found = queries.outcome(row, scores)
    if found.total is None:
        numbers = "、".join(map(str, found.unknown))
        raise PlanningError(f"第 {numbers} 项没有得分，不能得出总分。")
    row.total, row.grade = found.total, scoring.grade_of(found.total, row.scheme.grades)
    row.save(update_fields=["total", "grade"])


def _stored(upload: File, row: ScoreSheet, title: str, *, by: Mandate, at: datetime) -> Document:
    return documents.store(
        upload, kind=REPORT, title=f"{row.scheme.title} {title}"[:200], division=row.division_id, subject=row,
        by=by, at=at,
    )  # fmt: skip
