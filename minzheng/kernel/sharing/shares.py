"""Certificates of what departments have on record: nobody brings the paper that lies here (HD-07)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from minzheng.core.months import month_of, shift_month
from minzheng.kernel.exchange import facts
from minzheng.kernel.exchange.declarations import data_set

from .declarations import CertificateKind, Holding

BASIS = "政务数据共享条例第三章：能够通过共享获取的不再要求提供"
MONTHS_BACK = 3


def delivered(key: str, *fields: str) -> Holding:
    """Return a holding that quotes the newest row a department delivered about the person."""

    def hold(person: Any, on: date) -> Mapping[str, str] | None:
        row = _newest(key, person.pid, on)
        if row is None or (row.get("valid_to") is not None and row["valid_to"] < on):
            return None
        declared = data_set(key)
        told = {declared.column(name).label: str(row[name]) for name in fields if row.get(name)}
        return {"姓名": person.name, **told, "数据来源": f"{row['file_name']} 第{row['line']}行"}

    return hold


def _newest(key: str, pid: str | None, on: date) -> dict[str, Any] | None:
    if not pid:
        return None
    for back in range(1, 1 + MONTHS_BACK):
        rows = facts.evidence(key, shift_month(month_of(on), -back), [pid])
        if rows.height:
            return rows.row(-1, named=True)
    return None


CERTIFICATES = (
    CertificateKind("identity", "居民身份信息", "公安局", BASIS, delivered("police.residents", "sex", "birth_on")),
    CertificateKind(
        "household", "居民户口簿", "公安局", BASIS,
        delivered("police.residents", "household_book", "relation", "hukou_kind", "division_name"),
    ),
    CertificateKind(
        "marriage", "婚姻登记证", "民政局", BASIS,
        delivered("civil.marriages", "kind", "partner_name", "registered_on"),
    ),
    CertificateKind(
        "disability", "残疾人证", "残疾人联合会", BASIS,
        delivered("disability.certificates", "disability_kind", "grade", "issued_on", "valid_to"),
    ),
)  # fmt: skip
