"""What the pages of the sharing platform share: their tabs, words and tones."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.sharing import declarations
from minzheng.kernel.sharing.catalogue import partners
from minzheng.kernel.sharing.choices import AskState, BatchState, LineState
from minzheng.kernel.sharing.declarations import Partner, SharedSet

ASK_TONES = {AskState.ASKED: "due", AskState.GRANTED: "good", AskState.REFUSED: "danger", AskState.WITHDRAWN: "quiet"}  # fmt: skip
BATCH_TONES = {
    BatchState.WAITING: "info", BatchState.SENT: "info", BatchState.DONE: "good", BatchState.PARTLY: "due",
    BatchState.FAILED: "danger", BatchState.REFUSED: "danger",
}  # fmt: skip
LINE_TONES = {LineState.WAITING: "info", LineState.ACCEPTED: "good", LineState.REJECTED: "danger", LineState.RESENT: "quiet"}  # fmt: skip


def tabs(active: str) -> list[dict[str, Any]]:
    """Return the pages of the platform, the one of this page marked."""
    pages = (
        ("sharing", _("共享目录")), ("sharing_partners", _("交换伙伴")), ("subscriptions", _("共享申请")),
        ("batches", _("推送批次")), ("sharing_ledger", _("交换台账")),
        ("sharing_statistics", _("交换统计")), ("sharing_registers", _("共享登记册")),
        ("certificates", _("电子证照")),
    )  # fmt: skip
    return [{"label": label, "url": reverse(f"office:{name}"), "active": name == active} for name, label in pages]  # fmt: skip


def share_of(key: str) -> SharedSet:
    """Return the shared data set of an address; 404 for a key nobody declared."""
    try:
        return declarations.shared_set(key)
    except KeyError as unknown:
        raise Http404 from unknown


def partner_of(key: str) -> Partner:
    """Return the partner of an address; 404 for one that is not in the register."""
    try:
        return partners()[key]
    except KeyError as unknown:
        raise Http404 from unknown


def may_enter(viewer: Mandate) -> bool:
    """Say whether the viewer enters agreements, batches and register rows."""
    return viewer.may("sharing.enter")
