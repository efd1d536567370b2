"""一户一条救助链: what a household went through, from warning to feedback, stage after stage."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core.money import format_yuan
from minzheng.domains.assistance import queries as assistance
from minzheng.domains.assistance.models import HelpOrder
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.payments import queries as payments
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification import queries as verification
from minzheng.kernel.verification.models import Verification
from minzheng.kernel.visits import queries as visits

MOST = 5
Link = dict[str, Any]


def chain(household: Household, viewer: Mandate) -> list[dict[str, Any]]:
    """Return the eight stages of help with what happened in each, newest first, within the viewer's rights.

    A stage nobody may see is left out; one where nothing happened yet stands there empty.
    """
    may_leads, may_cases = viewer.may("leads.see"), viewer.may("cases.see")
    leads = list(monitoring.of_household(viewer, household)) if may_leads else []
    stages = [
        (_("预警"), may_leads, (_lead(row) for row in leads)),
        (_("走访核查"), may_cases, (_visit(row) for row in visits.visits(viewer, household)[:MOST])),
        (_("核对"), may_cases, (_check(row) for row in verification.verifications(viewer).filter(household=household).select_related(None).select_related("case").order_by("-pk")[:MOST])),
        (_("办件"), may_cases, (_case(row) for row in cases.cases(viewer).filter(household=household).select_related(None).order_by("-opened_at")[:MOST])),
        (_("待遇"), True, (_benefit(row) for row in benefits.history(household)[:MOST])),
        (_("发放"), viewer.may("payments.see"), (_payment(row) for row in payments.statement(household)[:MOST])),
        (_("帮扶"), may_cases, (_help(row) for row in assistance.orders(viewer).filter(household=household).select_related(None).select_related("resource").order_by("-raised_at")[:MOST])),
        (_("反馈"), may_leads, (_feedback(row) for row in leads if row.fed_back_on)),
    ]  # fmt: skip
    return [{"label": label, "links": _newest(links)} for label, may, links in stages if may]


def _newest(links: Iterable[Link]) -> list[Link]:
    return sorted(links, key=lambda link: link["on"], reverse=True)[:MOST]


def _link(on: date | datetime, text: str, href: str = "", state: str = "") -> Link:
    day = localdate(on) if isinstance(on, datetime) else on
    return {"on": day, "text": text, "href": href, "state": state}


def _lead(row: Lead) -> Link:
    return _link(row.found_on, row.text, reverse("office:lead", args=[row.pk]), row.get_state_display())  # fmt: skip


def _feedback(row: Lead) -> Link:
    on = row.fed_back_on or row.found_on
    return _link(on, row.feedback, reverse("office:lead", args=[row.pk]), row.get_verdict_display())


def _visit(row: Any) -> Link:
    return _link(row.visited_at, row.conclusion or row.purpose, state=row.get_kind_display())


def _check(row: Verification) -> Link:
    on = row.returned_at or row.case.opened_at
    page = reverse("office:verification", args=[row.pk]) if row.returned_at else reverse("office:case", args=[row.case_id])  # fmt: skip
    return _link(on, _("家庭经济状况核对"), page, row.get_state_display())


def _help(row: HelpOrder) -> Link:
    by = f"（{row.resource.provider}）" if row.resource else ""
    return _link(row.raised_at, f"{row.text}{by}", reverse("office:help_order", args=[row.pk]), row.get_state_display())  # fmt: skip


def _case(row: Any) -> Link:
    return _link(row.opened_at, row.definition.label, reverse("office:case", args=[row.pk]), row.state_label)  # fmt: skip


def _benefit(row: Any) -> Link:
    return _link(row.valid_from, f"{label_of(row.benefit)} {format_yuan(row.amount)} 元", state=row.get_state_display())  # fmt: skip


def _payment(row: Any) -> Link:
    on = date.fromisoformat(f"{row.month}-01")
    return _link(on, f"{label_of(row.benefit)} {row.month} {format_yuan(row.amount)} 元", state=row.get_state_display())  # fmt: skip
