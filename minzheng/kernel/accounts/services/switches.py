"""Switching a room or a service on or off at a place, from a day, by a document (智慧民政试点)."""

from datetime import date, datetime

from django.db import transaction

from minzheng.kernel.accounts.declarations import MODULES
from minzheng.kernel.accounts.models import Mandate, ModuleSwitch
from minzheng.kernel.accounts.queries import covers
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division


class SwitchRefused(ValueError):
    """A module that cannot be switched like this; the text is for the person at the screen."""


@transaction.atomic
def switch_module(
    module: str,
    division: Division,
    *,
    is_on: bool,
    since: date,
    document: str,
    by: Mandate,
    at: datetime,
    is_pilot: bool = False,
) -> ModuleSwitch:
    """Let a module work, or not, at a division and below it from a day on.

    A switch nearer to a place counts before one further up, so a county may switch a room off and
    a pilot township on. What runs already is finished by its rules; off means that nothing new is
    offered and no monthly work of the room is done there. The former switch of the same place ends
    that day. SwitchRefused (Chinese): no right, another county, an unknown module, no document, a
    pilot that is off, a day before the former switch began.
    """
    if not by.may("modules.switch") or not covers(by, division.code):
        raise SwitchRefused("您的岗位或辖区不能启停模块。")
    if module not in MODULES:
        raise SwitchRefused("没有这个模块。")
    if not document.strip():
        raise SwitchRefused("请填写依据文件。")
    if is_pilot and not is_on:
        raise SwitchRefused("试点只能是启用，不能是停用。")
    rows = ModuleSwitch.objects.select_for_update().filter(module=module, division=division)
    former = rows.filter(valid_to__isnull=True).first()
    if former is not None and former.valid_from >= since:
        raise SwitchRefused(f"该区划已有自 {former.valid_from} 起的设置，新设置须晚于该日。")
    if former is not None:
        former.valid_to = since
        former.save(update_fields=["valid_to"])
    row = ModuleSwitch.objects.create(
        module=module, division=division, is_on=is_on, is_pilot=is_pilot, valid_from=since,
        document=document.strip()[:120], decided_by=by, decided_at=at,
    )  # fmt: skip
    audit.record(
        "accounts.module.switched", subject=row, by=by, at=at, module=module, is_on=is_on,
        division=division.code, since=since,
    )  # fmt: skip
    return row
