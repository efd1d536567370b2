"""What the pages of money share: the line of tabs above them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate


def tabs(active: str, viewer: Mandate) -> list[dict[str, Any]]:
    """Return the pages of money the viewer's role may open, the one shown marked."""
    pages = [
        ("money", _("资金总览"), True),
        ("money_lines", _("明细查询"), True),
        ("money_report", _("资金报表"), True),
        ("money_rolls", _("发放名册"), True),
        ("money_samples", _("抽样"), viewer.may("payments.audit")),
        (
            "money_findings",
            _("审计问题"),
            viewer.may("payments.audit") or viewer.may("payments.make"),
        ),
        ("money_releases", _("资金公开"), viewer.may("payments.see")),
    ]
    return [
        {"label": label, "url": reverse(f"office:{name}"), "active": name == active}
        for name, label, may in pages
        if may
    ]
