"""Figures from outside: entered with their source by one person, accepted by another."""

import re
from datetime import datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import covers, day_of
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import REPORT as REPORT_PAPER
from minzheng.kernel.documents.models import Document

from .. import queries
from ..choices import ACCEPTED, REJECTED, REPORTED, STOCK, SUBMITTED, UP, WITHDRAWN, YEAR
from ..declarations import Indicator, registry
from ..models import Definition, Observation, ReportedValue, Restatement
from ..warnings import warnings
from .computing import restatement

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
REPORT, CHECK = "indicators.report", "indicators.check"


class IndicatorError(ValueError):
    """What cannot be done with an indicator, in words for the person who tried."""


@transaction.atomic
def define(
    key: str, label: str, *, unit: str, definition: str, basis: str, by: Mandate, at: datetime,
    kind: str = STOCK, every: str = YEAR, per: int | None = None, digits: int = 0, better: str = UP,
    numerator: str = "", denominator: str = "", module: str = "", owner: str = "",
) -> Definition:  # fmt: skip
    """Define an indicator that comes with a plan or is set up on screen; its values are reported.

    Defining the same key again with the same label returns the one there is. IndicatorError where
    the key is taken or a word is lacking.
    """
    if not (label.strip() and definition.strip() and basis.strip()):
        raise IndicatorError("请写明指标名称、口径和依据。")
    if not _KEY.fullmatch(key):
        raise IndicatorError("指标代码只能用小写字母、数字、下划线和点，如 plan.beds。")
    if key in registry:
        raise IndicatorError(f"代码“{key}”已是平台指标。")
    row, created = Definition.objects.get_or_create(
        key=key,
        defaults={
            "label": label.strip(), "unit": unit, "kind": kind, "every": every, "definition": definition,
            "basis": basis, "per": per if per is not None else 100 if unit == "%" else 1, "digits": digits,
            "better": better, "numerator": numerator, "denominator": denominator, "module": module,
            "owner": owner, "by": by, "at": at,
        },
    )  # fmt: skip
    if not created:
        if row.label != label.strip():
            raise IndicatorError(f"代码“{key}”已经用于“{row.label}”。")
        return row
    audit.record("indicators.defined", subject=row, by=by, at=at, key=key)
    return row


@transaction.atomic
def report(
    indicator: str, division: str, period: str, *, by: Mandate, at: datetime, source: str,
    value: Decimal | int | str | None = None, numerator: int | None = None, denominator: int | None = None,
    evidence: Document | File | None = None, note: str = "",
) -> ReportedValue:  # fmt: skip
    """Enter a figure of a division and period, by its value or by numerator and denominator.

    The numerator of money is in fen; ``evidence`` is a paper on file or an upload. A figure that looks wrong (``warnings``) needs a note.
    IndicatorError says what is lacking; nothing is stored then.
    """
    item = queries.find(indicator)
    if item is None:
        raise IndicatorError(f"没有指标“{indicator}”。")
    if not item.is_reported:
        raise IndicatorError(f"“{item.label}”由平台计算，不能填报。")
    if not by.may(REPORT) or not covers(by, division):
        raise IndicatorError("您不能为这个地区填报指标。")
    _check_period(item, period, at)
    if not source.strip():
        raise IndicatorError("请填写来源文件的名称或文号。")
    top, of = _counts(item, value, numerator, denominator)
    if ReportedValue.objects.filter(indicator=indicator, division=division, period=period, state=SUBMITTED).exists():  # fmt: skip
        raise IndicatorError("这一期已经填报，正在等待审核；请先撤回。")
    series = [(r.period, r.value) for r in queries.readings(indicator, division)]
    flags = warnings(item, period, top, of, series)
    restated = Observation.objects.filter(indicator=indicator, division=division, period=period, dimension="").exists()  # fmt: skip
    if restated:
        flags.append("这一期已有审核过的数，本次为更正。")
    if flags and not note.strip():
        raise IndicatorError("请核对并填写说明：" + " ".join(flags))
    if isinstance(evidence, File):
        evidence = documents.store(evidence, kind=REPORT_PAPER, title=f"{item.label} {period} 佐证", division=division,
                                   by=by, at=at)  # fmt: skip
    row = ReportedValue.objects.create(
        indicator=indicator, division_id=division, period=period, numerator=top, denominator=of,
        source=source.strip(), evidence=evidence, note=note.strip(), flags=flags, by=by, at=at,
    )  # fmt: skip
    audit.record("indicators.value.reported", subject=row, by=by, at=at, indicator=indicator, period=period)  # fmt: skip
    return row


@transaction.atomic
def accept(value: ReportedValue, *, by: Mandate, at: datetime) -> Observation:
    """Accept a reported figure as another person; it becomes the figure of its period."""
    row = _checked(value, by)
    item = queries.find(row.indicator)
    if item is None or not item.is_reported:
        raise IndicatorError("这个指标现由平台计算，上报值不再采用；请退回。")
    said = {"numerator": row.numerator, "denominator": row.denominator, "version": item.version}
    _decide(row, ACCEPTED, "", by, at)
    place = {"indicator": row.indicator, "division_id": row.division_id, "period": row.period,
             "dimension": "", "category": ""}  # fmt: skip
    stands = Observation.objects.select_for_update().filter(**place).first()
    if stands is None:
        stands = Observation(**place)
    else:
        Restatement.objects.bulk_create([restatement(stands, at, row.note or "更正上报值")])
    for name, told in said.items():
        setattr(stands, name, told)
    stands.origin, stands.computed_at = REPORTED, at
    stands.save()
    audit.record("indicators.value.accepted", subject=row, by=by, at=at, indicator=row.indicator, period=row.period)  # fmt: skip
    return stands


@transaction.atomic
def reject(value: ReportedValue, *, reason: str, by: Mandate, at: datetime) -> ReportedValue:
    """Send a reported figure back with the reason; what was reported stays on record."""
    row = _checked(value, by)
    if not reason.strip():
        raise IndicatorError("请填写退回理由。")
    _decide(row, REJECTED, reason.strip(), by, at)
    audit.record("indicators.value.rejected", subject=row, by=by, at=at, indicator=row.indicator, period=row.period)  # fmt: skip
    return row


@transaction.atomic
def withdraw(value: ReportedValue, *, reason: str, by: Mandate, at: datetime) -> ReportedValue:
    """Take a figure back that nobody has checked yet; only who reported for the place may."""
    row = _locked(value)
    if not by.may(REPORT) or not covers(by, row.division_id):
        raise IndicatorError("您不能撤回这条上报。")
    _decide(row, WITHDRAWN, reason.strip(), by, at)
    audit.record("indicators.value.withdrawn", subject=row, by=by, at=at, indicator=row.indicator, period=row.period)  # fmt: skip
    return row


def _locked(value: ReportedValue) -> ReportedValue:
    row = ReportedValue.objects.select_for_update().get(pk=value.pk)
    if row.state != SUBMITTED:
        raise IndicatorError(f"这条上报{row.get_state_display()}，不能再处理。")
    return row


def _checked(value: ReportedValue, by: Mandate) -> ReportedValue:
    row = _locked(value)
    if not by.may(CHECK) or not covers(by, row.division_id):
        raise IndicatorError("您不能审核这条上报。")
    if row.by.user_id == by.user_id:
        raise IndicatorError("填报人不能审核自己填报的数，请由他人审核。")
    return row


def _decide(row: ReportedValue, state: str, reason: str, by: Mandate, at: datetime) -> None:
    row.state, row.reason, row.checked_by, row.checked_at = state, reason, by, at
    row.save(update_fields=["state", "reason", "checked_by", "checked_at"])


def _check_period(item: Indicator, period: str, at: datetime) -> None:
    try:
        every = months.frequency_of(period)
    except ValueError as problem:
        raise IndicatorError(str(problem)) from problem
    if months.LENGTH[every] < months.LENGTH[item.every]:
        raise IndicatorError(f"“{item.label}”不按这样短的期间统计。")
    if months.period_start(period) > day_of(at):
        raise IndicatorError("不能填报还没有开始的统计期。")


def _counts(
    item: Indicator,
    value: Decimal | int | str | None,
    numerator: int | None,
    denominator: int | None,
) -> tuple[int, int | None]:
    """Return what is stored of a figure; a value without counts keeps every digit typed."""
    if value is None:
        if numerator is None or denominator == 0:
            raise IndicatorError("请填写指标值，或者分子和不为零的分母。")
        return numerator, denominator
    try:
        told = Decimal(str(value).strip())
    except ArithmeticError as problem:
        raise IndicatorError(f"“{value}”不是数。") from problem
    exponent = told.normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        raise IndicatorError(f"“{value}”不是数。")
    decimals = max(0, -exponent)
    if item.per == 1 and decimals <= item.digits:
        return int(told.scaleb(item.digits)), None
    decimals = max(decimals, 2)
    fen = 100 if item.is_money else 1
    return int(told.scaleb(decimals) * fen), item.per * 10**decimals
