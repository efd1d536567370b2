"""Rules of subsidies by two people, and the appraisal of operators by them (FN-11, EL-49)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from minzheng.core import months
from minzheng.core.models import held
from minzheng.core.money import half_up
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies.models import Body

from .. import queries
from ..choices import CONFIRMED, ENTERED, REFUSED
from ..declarations import (
    BY_SCORE,
    QUALITY,
    WHOLE,
    Band,
    Item,
    band_of,
    check_bands,
    check_items,
    subsidy,
)
from ..models import Appraisal, Rule
from .guards import PurchaseError, decide, known_money, need, said

MONTHS_OF_YEAR = 12


@transaction.atomic
def enter_rule(
    key: str,
    division: str,
    since: date,
    *,
    document: str,
    by: Mandate,
    at: datetime,
    amount: int = 0,
    fund: str = "",
    source: str = "",
    items: Sequence[Item] = (),
    bands: Sequence[Band] = (),
) -> Rule:
    """Enter what a subsidy is worth (fen) and how it is scored, from a day, by a document.

    It counts when another person confirms it. PurchaseError, or ValueError for scoring rules that
    do not make 100 points.
    """
    need(by, "purchases.enter", division)
    way = subsidy(key).way
    if way in (BY_SCORE, QUALITY):
        check_items(items)
        check_bands(bands)
    if way != QUALITY:
        known_money(fund, source)
        if amount <= 0:
            raise PurchaseError("请填写补贴标准。")
    said(document=document)
    if (
        Rule.objects.filter(subsidy=key, division_id=division, valid_from=since)
        .exclude(state=REFUSED)
        .exists()
    ):
        raise PurchaseError("这一天起的标准已经录入，请另定执行日期。")
    row = Rule.objects.create(
        subsidy=key, division_id=division, valid_from=since, document=document.strip(), amount=amount, fund=fund,
        source=source, items=[[i.text, i.points, i.measured] for i in items],
        bands=[[b.floor, b.label, b.share] for b in bands], entered_by=by, entered_at=at,
    )  # fmt: skip
    audit.record("purchases.rule.entered", subject=row, by=by, at=at, subsidy=key, amount=amount)
    return row


@transaction.atomic
def decide_rule(row: Rule, *, agreed: bool, by: Mandate, at: datetime) -> Rule:
    """Confirm or refuse a rule; a confirmed one ends its forerunner the day it begins."""
    rule = held(row)
    decide(rule, CONFIRMED if agreed else REFUSED, by=by, at=at)
    if agreed:
        same = Rule.objects.filter(
            subsidy=rule.subsidy, division=rule.division_id, state=CONFIRMED
        ).exclude(pk=rule.pk)
        same.filter(valid_from__lt=rule.valid_from).in_force(rule.valid_from).update(
            valid_to=rule.valid_from
        )
        later = same.filter(valid_from__gt=rule.valid_from).order_by("valid_from").first()
        if later is not None:
            rule.valid_to = later.valid_from
            rule.save(update_fields=["valid_to"])
    audit.record("purchases.rule.decided", subject=rule, by=by, at=at, agreed=agreed)
    return rule


def rule_for(key: str, division: str, on: date) -> Rule:
    """Return the rule in force: the nearest place above, never an assumed one. PurchaseError."""
    rule = queries.rule_in_force(key, division, on)
    if rule is None:
        raise PurchaseError(f"{subsidy(key).label}：当地没有已复核的标准或细则，请先录入。")
    return rule


def scored(rule: Rule, points: Sequence[int]) -> tuple[int, Band]:
    """Return the score and grade of points given item by item. PurchaseError."""
    items = rule.scored
    if len(points) != len(items):
        raise PurchaseError("请给每一项打分。")
    if any(not 0 <= given <= item.points for given, item in zip(points, items, strict=True)):
        raise PurchaseError("得分须在 0 和该项分值之间。")
    score = sum(points)
    return score, band_of(score, rule.grades)


@transaction.atomic
def appraise(
    operator: Body,
    key: str,
    *,
    from_month: str,
    to_month: str,
    points: Sequence[int],
    by: Mandate,
    at: datetime,
    note: str = "",
) -> Appraisal:
    """Judge an operator over whole months; the sum is the year's standard by months and by grade.

    The rules are those in force on the last day. PurchaseError (Chinese).
    """
    need(by, "purchases.enter", operator.division_id)
    if subsidy(key).way != BY_SCORE:
        raise PurchaseError("这项补贴不按考核得分支付。")
    first, last = months.first_day(from_month), months.last_day(to_month)
    if first > last:
        raise PurchaseError("考核的起止月份颠倒。")
    rule = rule_for(key, operator.division_id, last)
    standing = (
        Appraisal.objects.select_for_update()
        .filter(operator=operator, rule__subsidy=key)
        .exclude(state=REFUSED)
    )
    if standing.filter(from_month__lte=to_month, to_month__gte=from_month).exists():
        raise PurchaseError("这段时间已经考核过，不能重复。")
    score, band = scored(rule, points)
    count = (last.year - first.year) * MONTHS_OF_YEAR + last.month - first.month + 1
    row = Appraisal.objects.create(
        rule=rule, operator=operator, division_id=operator.division_id, from_month=from_month, to_month=to_month,
        points=list(points), score=score, grade=band.label, share=band.share, note=note.strip(),
        amount=half_up(rule.amount * count * band.share, MONTHS_OF_YEAR * WHOLE), state=ENTERED,
        entered_by=by, entered_at=at,
    )  # fmt: skip
    audit.record("purchases.appraised", subject=row, by=by, at=at, score=score, amount=row.amount)
    return row


@transaction.atomic
def decide_appraisal(row: Appraisal, *, agreed: bool, by: Mandate, at: datetime) -> Appraisal:
    """Confirm or refuse an appraisal; a refused one may be made again."""
    appraisal = held(row)
    decide(appraisal, CONFIRMED if agreed else REFUSED, by=by, at=at)
    audit.record("purchases.appraisal.decided", subject=appraisal, by=by, at=at, agreed=agreed)
    return appraisal
