"""What goes back to the hotline: the answers to its orders (工单办结回复)."""

from datetime import date

import polars as pl
from django.utils.timezone import localdate

from minzheng.kernel.exchange.declarations import CODE, DATE, TEXT, Field
from minzheng.kernel.sharing.declarations import DIVISION, ROW_KEY, SharedSet

from .choices import HOTLINE
from .models import NeedReport

COLUMNS = (
    Field("order_number", CODE, "工单号"),
    Field("unit", TEXT, "承办单位"),
    Field("answer", TEXT, "办理结果"),
    Field("answered_on", DATE, "答复日期"),
    Field("due_on", DATE, "应答复日期"),
)
SCHEMA = {
    ROW_KEY: pl.String, DIVISION: pl.String, "order_number": pl.String, "unit": pl.String,
    "answer": pl.String, "answered_on": pl.Date, "due_on": pl.Date,
}  # fmt: skip


def answers(on: date) -> pl.DataFrame:
    """Return the answered orders of the hotline by the day, each once: the last answer to its number.

    Nobody is named: the hotline knows who called.
    """
    rows = NeedReport.objects.filter(channel=HOTLINE, answered_at__isnull=False)
    rows = rows.select_related("division", "answered_by__division").order_by("answered_at", "pk")
    told = {
        row.order_number: {
            ROW_KEY: row.order_number, DIVISION: row.division_id, "order_number": row.order_number,
            "unit": row.answered_by.division.name if row.answered_by else row.division.name,
            "answer": row.answer, "answered_on": localdate(row.answered_at), "due_on": row.answer_due_on,
        }
        for row in rows
        if row.answered_at and localdate(row.answered_at) <= on
    }  # fmt: skip
    return pl.DataFrame(list(told.values()), schema=SCHEMA)


HOTLINE_ANSWERS = SharedSet(
    "campaigns.hotline_answers", "12345 工单办理结果",
    "国办发〔2020〕53号（进一步优化地方政务服务便民热线）：限时办理和反馈", COLUMNS,
    {"hotline": tuple(column.name for column in COLUMNS)}, give=answers,
)  # fmt: skip
