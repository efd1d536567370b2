"""Where a figure comes from: its definition and version, its tables, its source, what it said before."""

import inspect
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import facts, queries
from minzheng.kernel.indicators.choices import FREQUENCIES, KINDS, ORIGINS, VALUE_STATES
from minzheng.kernel.indicators.declarations import Indicator
from minzheng.kernel.indicators.models import Definition, Observation

from . import figures


def of(
    viewer: Mandate, item: Indicator, division: Division, period: str, stored: Observation | None
) -> list[tuple[str, Any]]:
    """Return what a reader has to know of a figure, as pairs of a word and what it says."""
    defined = Definition.objects.filter(key=item.key).first() if item.is_reported else None
    told: list[tuple[str, Any]] = [
        (_("口径"), item.definition),
        (_("依据"), item.basis),
        (_("性质和频率"), f"{KINDS[item.kind]}，按{FREQUENCIES[item.every]}"),
        (_("来源"), ORIGINS[stored.origin] if stored else ORIGINS[item.origin]),
        (_("口径版本"), stored.version if stored and stored.version else item.version),
    ]
    if item.tables:
        told.append((_("取数的表"), "、".join(facts.label(name) for name in item.tables)))
    if defined is not None:
        words = ((_("分子"), defined.numerator), (_("分母"), defined.denominator),
                 (_("数据来源"), defined.module), (_("责任单位"), defined.owner))  # fmt: skip
        told += [(label, text) for label, text in words if text]
    if stored is not None:
        told.append((_("统计时间"), f"{localtime(stored.computed_at):%Y-%m-%d %H:%M}"))
        if stored.is_suppressed:
            told.append((_("对外公布"), _("小于发布下限或者能被推算，不对外公布")))
    return told


def formula(item: Indicator) -> str:
    """Return the calculation itself, as it is written; empty for what is reported."""
    return "" if item.function is None else inspect.getsource(item.function)


def restated(
    viewer: Mandate, item: Indicator, division: Division, period: str
) -> list[dict[str, Any]]:
    """Return what the figure said before, the latest change first."""
    return [
        {
            "value": figures.worded(item, row),
            "origin": ORIGINS[row.origin],
            "version": row.version,
            "computed_at": row.computed_at,
            "replaced_at": row.replaced_at,
            "reason": row.reason,
        }
        for row in queries.restatements(viewer, item.key, division.pk, [period])
    ]


def reports(
    viewer: Mandate, item: Indicator, division: Division, period: str
) -> list[dict[str, Any]]:
    """Return what was reported for the figure's period, with source, evidence and both people."""
    rows = queries.reported_values(viewer).filter(indicator=item.key, division=division, period=period)  # fmt: skip
    return [
        {
            "value": figures.worded(item, row),
            "source": row.source,
            "state": VALUE_STATES[row.state],
            "by": row.by.user,
            "checked_by": row.checked_by.user if row.checked_by else "",
            "href": reverse("office:reported_value", args=[row.pk]),
        }
        for row in rows.order_by("-at", "-pk")
    ]
