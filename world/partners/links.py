"""How the demo county asks its departments: set once the stand-ins are up."""

import datetime

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.choices import DATABASE, DROP, HTTP, PROCEED, WAIT
from minzheng.kernel.exchange.services import set_link

SECRET = "MINZHENG_PARTNER_SECRET"
OVER_HTTP = ("hr.wages", "hr.pensions", "market.businesses", "housing.properties", "bank.deposits",
             "medical.expenses", "education.students", "agriculture.rural", "civil.transfers")  # fmt: skip
BY_FILE, BY_VIEW = "transport.vehicles", "disability.certificates"
AGREEMENT = "社会救助法第四十一条；会宁县部门数据共享协议（演示）"


def connect(
    address: str, folder: str, view: str, *, division: Division, at: datetime.datetime
) -> int:
    """Say from today on how each department is asked; return how many are."""
    by = accounts.system_mandate(division.code)
    common = {"division": division, "since": at.date(), "source": AGREEMENT, "by": by, "at": at}
    for key in OVER_HTTP:
        # A slow bank is waited for; anybody else is passed over with a mark.
        patience = (
            {"on_failure": WAIT, "retry_minutes": 1}
            if key == "bank.deposits"
            else {"on_failure": PROCEED}
        )
        set_link(
            key,
            mode=HTTP,
            address=f"{address}/query/{key}",
            secret_name=SECRET,
            **patience,
            **common,
        )
    set_link(BY_FILE, mode=DROP, address=folder, on_failure=PROCEED, **common)
    set_link(BY_VIEW, mode=DATABASE, address=view, on_failure=PROCEED, **common)
    return len(OVER_HTTP) + 2
