"""The register the office shows of community workers: rate, target, shortfall and income by county."""

from datetime import date

from django.utils.translation import gettext as _

from minzheng.kernel.domain import Register
from minzheng.ui.tables import Column

from . import queries


def staffing_columns(_on: date) -> list[Column]:
    """Return the two counts, what follows from them, and the income (ST-10, ST-11)."""
    return [
        Column("place", _("县（市、区）"), order_by=True),
        Column("workers", _("社区工作者（人）"), kind="number", order_by=True),
        Column("residents", _("城镇常住人口（人）"), kind="number", order_by=True),
        Column("per_10000", _("每万人拥有（人）"), _rounded),
        Column("target", _("标准（人/万人）"), kind="number"),
        Column("shortfall", _("缺额（人）"), kind="number", order_by=True),
        Column("income", _("月平均收入（元）"), kind="money", order_by=True),
    ]


def _rounded(row: queries.Staffing) -> str:
    """Round for the eye only: what is compared with the target stays exact."""
    return "" if row.per_10000 is None else f"{row.per_10000:.2f}"


def short(row: queries.Staffing) -> str:
    """Colour a county that has too few workers."""
    return "warning" if row.shortfall else ""


REGISTERS = (
    Register(
        "community.workers", "社区工作者配备", queries.staffing, staffing_columns, lambda _row: None, order="place", tone=short,
        intro="每万名城镇常住人口拥有的社区工作者与当地标准：人数和城镇常住人口取最近一次上报并审核的数，缺额按不足一人计一人。没有上报的不作判断。",
    ),
)  # fmt: skip
