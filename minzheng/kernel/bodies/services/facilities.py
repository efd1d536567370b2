"""Facilities: entered, changed from a day on with the entry before kept, opened and closed, paid for."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division

from ..choices import CLOSED, FACILITY_LEVELS, FACILITY_STATES, OWNERSHIPS
from ..declarations import facility_type, facility_types
from ..models import Facility, FacilityChange, FacilityInvestment, FacilityState

# What an entry says beside its place, name and state; ``details`` of the services hold some of these.
DETAILS = (
    "kind", "level", "ownership", "operator", "address", "phone", "area_m2", "beds", "nursing_beds",
    "built_on", "renovated_on", "longitude", "latitude",
)  # fmt: skip
WORDS = ("address", "phone")


class FacilityError(ValueError):
    """Something the register of facilities cannot take; the text is for the person at the screen."""


@transaction.atomic
def register_facility(
    division: Division, *, name: str, state: str, since: date, by: Mandate, at: datetime,
    document: str = "", **details: Any,
) -> Facility:  # fmt: skip
    """Enter a facility with its first state. FacilityError.

    ``details`` are the columns named in ``DETAILS``; what is left out is unknown. A name comes once
    in a division; nursing beds are among the beds; types without beds have none.
    """
    _need(by, division.code)
    if not name.strip():
        raise FacilityError("请填写设施名称。")
    if state not in FACILITY_STATES or since > accounts.day_of(at):
        raise FacilityError("请选择状态，起始日期不能晚于今天。")
    if Facility.objects.filter(division=division, name=name.strip()).exists():
        raise FacilityError(f"{division.name}已经登记过“{name.strip()}”。")
    row = Facility(division=division, name=name.strip(), state=state, by=by, at=at)
    _set(row, details)
    row.save()
    FacilityState.objects.create(
        facility=row, state=state, since=since, document=document.strip(), by=by, at=at
    )
    audit.record("bodies.facility.registered", subject=row, by=by, at=at, kind=row.kind)
    return row


@transaction.atomic
def change_facility(
    facility: Facility, *, on: date, document: str, by: Mandate, at: datetime, **details: Any
) -> Facility:
    """Change what an entry says from a day on; the entry before is kept. FacilityError."""
    row = held(facility)
    _need(by, row.division_id)
    if on > accounts.day_of(at) or not document.strip():
        raise FacilityError("请填写变更依据，变更日期不能晚于今天。")
    before = _said(row)
    _set(row, details)
    after = _said(row)
    altered = [key for key in DETAILS if before[key] != after[key]]
    if not altered:
        raise FacilityError("没有改变任何内容。")
    row.save(update_fields=altered)
    FacilityChange.objects.create(
        facility=row, on=on, document=document.strip(), by=by, at=at,
        before={key: before[key] for key in altered}, after={key: after[key] for key in altered},
    )  # fmt: skip
    audit.record("bodies.facility.changed", subject=row, by=by, at=at, fields=altered)
    return row


@transaction.atomic
def set_state(
    facility: Facility, *, state: str, since: date, document: str, by: Mandate, at: datetime
) -> FacilityState:
    """Put down from which day a facility is built, open, suspended or closed. FacilityError.

    Days go forward only; a closed facility is not opened again under its old entry.
    """
    row = held(facility)
    _need(by, row.division_id)
    last = row.states.order_by("-since").first()
    if state not in FACILITY_STATES or state == row.state:
        raise FacilityError("请选择与现在不同的状态。")
    if row.state == CLOSED:
        raise FacilityError("已经关闭的设施不能再开放，请作为新设施登记。")
    if since > accounts.day_of(at) or (last is not None and since <= last.since):
        raise FacilityError("起始日期应晚于上一状态的日期，且不晚于今天。")
    if not document.strip():
        raise FacilityError("请填写依据文件。")
    made = FacilityState.objects.create(
        facility=row, state=state, since=since, document=document.strip(), by=by, at=at
    )
    row.state = state
    row.save(update_fields=["state"])
    audit.record("bodies.facility.state", subject=row, by=by, at=at, state=state)
    return made


@transaction.atomic
def add_investment(
    facility: Facility, *, source: str, year: int, amount: int, document: str, by: Mandate, at: datetime
) -> FacilityInvestment:  # fmt: skip
    """Enter money (fen) that one source put into a facility in a year; a document once. FacilityError."""
    row = held(facility)
    _need(by, row.division_id)
    if amount <= 0 or not 1949 <= year <= accounts.day_of(at).year or not source:
        raise FacilityError("请填写资金来源、年度和大于零的金额。")
    if not document.strip():
        raise FacilityError("请填写依据文件。")
    told = {"source": source, "year": year, "document": document.strip()}
    if row.investments.filter(**told).exists():
        raise FacilityError("这份文件的这笔投资已经登记。")
    made = FacilityInvestment.objects.create(facility=row, amount=amount, by=by, at=at, **told)
    audit.record("bodies.facility.invested", subject=row, by=by, at=at, source=source, amount=amount)  # fmt: skip
    return made


def _set(row: Facility, details: Mapping[str, Any]) -> None:
    """Write the told details on a row and refuse what cannot be."""
    for key, value in details.items():
        if key not in DETAILS:
            raise KeyError(key)
        setattr(row, key, (value or "").strip() if key in WORDS else value)
    if row.kind not in {kind.key for kind in facility_types()}:
        raise FacilityError("请选择设施类型。")
    if row.level not in FACILITY_LEVELS or row.ownership not in OWNERSHIPS:
        raise FacilityError("请选择设施的级别和性质。")
    if not facility_type(row.kind).has_beds and (row.beds or row.nursing_beds):
        raise FacilityError(f"{facility_type(row.kind).label}不登记床位。")
    if row.nursing_beds is not None and row.beds is not None and row.nursing_beds > row.beds:
        raise FacilityError("护理型床位不能多于床位。")
    if row.built_on and row.renovated_on and row.renovated_on < row.built_on:
        raise FacilityError("改造日期不能早于建成日期。")
    if (row.longitude is None) != (row.latitude is None):
        raise FacilityError("经度和纬度要一起填写。")


def _said(row: Facility) -> dict[str, Any]:
    """Return what an entry says, as plain values that history can keep."""
    told: dict[str, Any] = {}
    for key in DETAILS:
        value = getattr(row, key)
        value = value.pk if isinstance(value, Model) else value
        told[key] = value if value is None or isinstance(value, int) else str(value)
    return told


def _need(by: Mandate, division: str) -> None:
    if not by.may("facilities.edit") or not accounts.covers(by, division):
        raise FacilityError("您的岗位或辖区不能登记这个设施。")
