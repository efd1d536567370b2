"""Special rectification campaigns: scope, list, findings that become items, closing (KC-26)."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from python_calamine import CalamineError, CalamineWorkbook

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies import queries as bodies
from minzheng.kernel.bodies.choices import CLOSED as CLOSED_DOWN
from minzheng.kernel.bodies.declarations import facility_type
from minzheng.kernel.campaigns import services as discovery
from minzheng.kernel.campaigns.choices import CLOSED as SCREENING_CLOSED
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents.services.inspection import inspect

from ..choices import CAMPAIGN_CLOSED, CAMPAIGN_RESULTS, PROBLEM, SPECIAL_CAMPAIGN
from ..models import CampaignObject, RectificationItem, SpecialCampaign
from ..queries import rectification as queries
from .guards import PlanningError, need, said
from .rectification import place

HEADS = ("排查对象", "乡镇（街道）或村（社区）", "类别", "地点")
MOST_ROWS = 5_000


class ListRefused(PlanningError):
    """A list that cannot be taken; ``reasons`` names every faulty row."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing for the list of a campaign: its name, where it lies (code), kind and address."""

    name: str
    division: str
    kind: str = ""
    address: str = ""
    facility: int | None = None


@transaction.atomic
def start(
    division: str, *, title: str, scope: str, basis: str, starts_on: date, ends_on: date, by: Mandate, at: datetime
) -> SpecialCampaign:  # fmt: skip
    """Start a special campaign over an area and a time, on a document. PlanningError."""
    need(by, "plans.enter", division)
    if ends_on < starts_on:
        raise PlanningError("结束日期不能早于开始日期。")
    words = said(title=title, scope=scope, basis=basis)
    if SpecialCampaign.objects.filter(division=division, title=words["title"]).exists():
        raise PlanningError("这次专项整治已经登记。")
    row = SpecialCampaign.objects.create(
        division_id=division, starts_on=starts_on, ends_on=ends_on, by=by, at=at, **words
    )
    audit.record("planning.campaign.started", subject=row, by=by, at=at)
    return row


@transaction.atomic
def list_things(
    campaign: SpecialCampaign, rows: Iterable[Listed], *, by: Mandate, at: datetime
) -> int:
    """Put things on the list of a campaign; what is listed already stays as it is. Returns how many are new."""
    row = _running(campaign)
    need(by, "plans.enter", row.division_id)
    before = row.objects_listed.count()
    CampaignObject.objects.bulk_create(
        [
            CampaignObject(
                campaign=row, division_id=one.division, name=one.name[:120], kind=one.kind[:60],
                address=one.address[:200], facility_id=one.facility,
            )
            for one in rows
        ],
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip
    made = row.objects_listed.count() - before
    audit.record("planning.campaign.listed", subject=row, by=by, at=at, new=made)
    return made


def draw_facilities(campaign: SpecialCampaign, kind: str, *, by: Mandate, at: datetime) -> int:
    """List every facility of a type that stands in the register of the area. PlanningError where none does."""
    inside = divisions.within(bodies.facilities(by), campaign.division_id).filter(kind=kind)
    label = facility_type(kind).label
    rows = [
        Listed(one.name, one.division_id, label, one.address, facility=one.pk)
        for one in inside.exclude(state=CLOSED_DOWN)
    ]
    if not rows:
        raise PlanningError("设施名录里没有这一类设施。")
    return list_things(campaign, rows, by=by, at=at)


def import_list(campaign: SpecialCampaign, upload: File, *, by: Mandate, at: datetime) -> int:
    """List what an Excel sheet names (columns of ``HEADS``); a faulty sheet is refused whole, row by row.

    ListRefused, FileRefused (Chinese).
    """
    content = upload.read()
    inspect(content, str(upload.name))
    return list_things(campaign, _read(content, campaign.division_id), by=by, at=at)


def _read(content: bytes, area: str) -> list[Listed]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as wrong:
        raise PlanningError("这个文件不能作为 Excel 表打开。") from wrong
    if not rows or tuple(_text(cell) for cell in rows[0][: len(HEADS)]) != HEADS:
        raise PlanningError(f"第一行应为：{'、'.join(HEADS)}。")
    if len(rows) - 1 > MOST_ROWS:
        raise PlanningError(f"一次最多导入 {MOST_ROWS:,} 行。")
    codes = _names_of(area)
    found, faults, seen = [], [], set()
    for number, cells in enumerate(rows[1:], start=2):
        name, where, kind, address = (_text(cell) for cell in [*cells, *[""] * len(HEADS)][:4])
        if not (name or where or kind or address):
            continue
        fault = _fault(name, where, codes)
        if not fault and (codes[where], name) in seen:
            fault = f"“{name}”在表中重复"
        if fault:
            faults.append(f"第 {number} 行：{fault}。")
            continue
        seen.add((codes[where], name))
        found.append(Listed(name, str(codes[where]), kind, address))
    if faults:
        raise ListRefused(faults)
    if not found:
        raise PlanningError("表里没有可导入的行。")
    return found


def _fault(name: str, where: str, codes: dict[str, str | None]) -> str:
    if not name:
        return "没有填写排查对象"
    if where not in codes:
        return f"整治范围内没有“{where}”"
    return "" if codes[where] else f"“{where}”不止一处，请写明乡镇和村，如“会师镇东山根社区”"


def places_named(campaign: SpecialCampaign) -> list[str]:
    """Return every name of a place by which a sheet may say where something lies."""
    return [name for name, code in _names_of(campaign.division_id).items() if code]


def _names_of(area: str) -> dict[str, str | None]:
    """Return the code of every place by its name, alone and with its township; None where a name is not one place."""
    codes: dict[str, str | None] = {}
    for place_ in divisions.subtree(area).filter(valid_to=None).select_related("parent"):
        names = {place_.name}
        if place_.parent is not None:
            names.add(f"{place_.parent.name}{place_.name}")
        for name in names:
            codes[name] = None if name in codes else place_.code
    return codes


def _text(cell: Any) -> str:
    return str(cell).strip()


@transaction.atomic
def screen(campaign: SpecialCampaign, target: str, *, by: Mandate, at: datetime) -> SpecialCampaign:
    """Let the families or persons of a campaign be visited by a screening of the discovery room.

    Its list, visits and leads stay there; the campaign ends only after it. PlanningError, CampaignError.
    """
    row = _running(campaign)
    need(by, "plans.enter", row.division_id)
    if row.screening_id:
        raise PlanningError("这次专项整治已经有入户摸排。")
    row.screening = discovery.plan_campaign(
        title=row.title[:100], basis=row.basis, division=row.division, target=target,
        starts_on=row.starts_on, ends_on=row.ends_on, by=by, at=at,
    )  # fmt: skip
    row.save(update_fields=["screening"])
    return row


@transaction.atomic
def record_check(
    checked: CampaignObject, *, result: str, note: str, checked_on: date, by: Mandate, at: datetime,
    due_on: date | None = None, unit: str = "", measure: str = "",
) -> CampaignObject:  # fmt: skip
    """Keep what was found at one thing; a problem becomes an item of the ledger, due on ``due_on``. PlanningError."""
    row = held(checked)
    need(by, "plans.work", row.division_id)
    _running(row.campaign)
    if row.result:
        raise PlanningError("这一对象的结果已经登记。")
    if result not in CAMPAIGN_RESULTS:
        raise PlanningError("请选择排查结果。")
    if checked_on > accounts.day_of(at):
        raise PlanningError("排查日期不能晚于今天。")
    row.result, row.note, row.checked_on, row.checked_by = result, note.strip(), checked_on, by
    if result == PROBLEM:
        if not note.strip() or due_on is None:
            raise PlanningError("发现问题的，请写明问题和整改期限。")
        row.item = _found(row, unit or row.name, due_on, measure, by=by, at=at)
    row.save(update_fields=["result", "note", "checked_on", "checked_by", "item"])
    audit.record("planning.campaign.checked", subject=row, by=by, at=at, result=result)
    return row


def _found(
    row: CampaignObject, unit: str, due_on: date, measure: str, *, by: Mandate, at: datetime
) -> RectificationItem:
    return place(
        row.division_id, source=SPECIAL_CAMPAIGN, paper=row.campaign.title, issue=f"{row.name}：{row.note}",
        unit=unit, due_on=due_on, measure=measure, campaign=row.campaign, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def close(campaign: SpecialCampaign, *, summary: str, by: Mandate, at: datetime) -> SpecialCampaign:
    """End a campaign with its summary, when everything is checked and every item struck off or handed on.

    PlanningError says what is still open.
    """
    row = _running(campaign)
    need(by, "plans.enter", row.division_id)
    waiting, still = queries.unfinished(row)
    if waiting or still:
        raise PlanningError(
            f"还有 {waiting} 个对象没有排查、{still} 项整改没有销号或移交，不能结束。"
        )
    if row.screening is not None and row.screening.state != SCREENING_CLOSED:
        raise PlanningError("入户摸排还没有结束。")
    row.summary, row.state = said(summary=summary)["summary"], CAMPAIGN_CLOSED
    row.closed_on, row.closed_by = accounts.day_of(at), by
    row.save(update_fields=["summary", "state", "closed_on", "closed_by"])
    audit.record("planning.campaign.closed", subject=row, by=by, at=at)
    return row


def _running(campaign: SpecialCampaign) -> SpecialCampaign:
    row = held(campaign)
    if row.state == CAMPAIGN_CLOSED:
        raise PlanningError("这次专项整治已经结束。")
    return row
