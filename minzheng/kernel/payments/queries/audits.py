"""What an auditor asks of the lines: each question one narrowing, the answer the same for everybody."""

import hashlib
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext_lazy as _

from minzheng.core import months
from minzheng.core.money import yuan_to_fen
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import fund, label_of
from minzheng.kernel.benefits.declarations import registry as benefits
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Membership

from ..choices import LineKind, LineState
from ..models import AuditFinding, AuditSample, PaymentLine

Rows = QuerySet[PaymentLine]


def _month(field: str) -> Substr:
    """Return the month of a day as lines write theirs: ``2026-11``."""
    return Substr(Cast(field, CharField(max_length=10)), 1, 7)


def _of_fund(rows: Rows, key: str) -> Rows:
    return rows.filter(benefit__in=[one.key for one in benefits.all() if one.fund == key])


def _amount(lookup: str) -> Callable[[Rows, str], Rows]:
    def narrow(rows: Rows, text: str) -> Rows:
        try:
            return rows.filter(**{f"amount__{lookup}": yuan_to_fen(text)})
        except ValueError:
            return rows.none()

    return narrow


def _twice(rows: Rows, _yes: str) -> Rows:
    """Keep lines whose account also takes the money of another holder in the same month."""
    other = PaymentLine.objects.filter(
        account_index=OuterRef("account_index"), month=OuterRef("month")
    )
    other = other.exclude(holder=OuterRef("holder"))
    return rows.exclude(account_index="").filter(Exists(other))


def _dead(rows: Rows, _yes: str) -> Rows:
    """Keep lines of a month after the one in which the payee or the person entitled died."""
    rows = rows.annotate(
        payee_died=_month("payee__died_on"), holder_died=_month("entitlement__person__died_on")
    )
    return rows.filter(Q(payee_died__lt=F("month")) | Q(holder_died__lt=F("month")))


def _stranger(rows: Rows, _yes: str) -> Rows:
    """Keep lines whose payee was no member of the holder's household in the month."""
    kin = Membership.objects.annotate(came=_month("valid_from"), left=_month("valid_to")).filter(
        Q(left__isnull=True) | Q(left__gte=OuterRef("month")),
        household=OuterRef("household"), person=OuterRef("payee"), came__lte=OuterRef("month"),
    )  # fmt: skip
    return rows.filter(payee__isnull=False).exclude(Exists(kin))


def _again(rows: Rows, _yes: str) -> Rows:
    return rows.filter(reissue_of__isnull=False)


# Every question by its key: what it narrows to, given the text that was asked.
NARROWINGS: Mapping[str, Callable[[Rows, str], Rows]] = {
    "benefit": lambda rows, key: rows.filter(benefit=key),
    "fund": _of_fund,
    "since": lambda rows, month: rows.filter(month__gte=month),
    "until": lambda rows, month: rows.filter(month__lte=month),
    "settled_since": lambda rows, day: rows.filter(settled_on__gte=day),
    "settled_until": lambda rows, day: rows.filter(settled_on__lte=day),
    "place": divisions.within,
    "least": _amount("gte"),
    "most": _amount("lte"),
    "state": lambda rows, key: rows.filter(state=key),
    "kind": lambda rows, key: rows.filter(kind=key),
    "reason": lambda rows, text: rows.filter(Q(block_reason=text) | Q(failure_text=text)),
    "q": lambda rows, text: rows.filter(Q(payee_name=text) | Q(household__number=text)),
    "twice": _twice,
    "dead": _dead,
    "stranger": _stranger,
    "again": _again,
    "unmended": lambda rows, _yes: rows.filter(reissue__isnull=True),
}
LABELS = {
    "benefit": _("待遇"), "fund": _("资金"), "since": _("从月份"), "until": _("至月份"), "settled_since": _("到账从"),
    "settled_until": _("到账至"), "place": _("地区"), "least": _("金额不低于（元）"), "most": _("金额不高于（元）"), "state": _("状态"),
    "kind": _("类别"), "reason": _("原因"), "q": _("收款人或家庭编号"), "twice": _("一个账号收多户"),
    "dead": _("死亡次月以后仍有发放"), "stranger": _("收款人不在本户"), "again": _("失败后重发"), "unmended": _("没有重发"),
}  # fmt: skip
FLAGS = ("twice", "dead", "stranger", "again", "unmended")


def asked_lines(viewer: Mandate, asked: Mapping[str, str]) -> Rows:
    """Return the lines of the viewer's divisions that answer every question asked; unknown keys are none."""
    rows = PaymentLine.objects.select_related("household", "payee", "division__parent", "run")
    rows = accounts.visible(rows, viewer)
    for key in sorted(asked.keys() & NARROWINGS.keys()):
        rows = NARROWINGS[key](rows, asked[key])
    return rows


def asked_only(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the questions among what an address or a form gives; what cannot be understood asks nothing."""
    texts = {key: str(given.get(key, "")).strip() for key in NARROWINGS}
    return {key: text for key, text in texts.items() if text and _is_sound(key, text)}


def _is_sound(key: str, text: str) -> bool:
    known: Mapping[str, Callable[[str], object]] = {
        "since": months.first_day, "until": months.first_day, "settled_since": date.fromisoformat,
        "settled_until": date.fromisoformat, "fund": fund, "benefit": benefits.get,
        "place": lambda code: Division.objects.get(pk=code), "state": LineState, "kind": LineKind,
    }  # fmt: skip
    try:
        known.get(key, str)(text)
    except (ValueError, KeyError, Division.DoesNotExist):
        return False
    return True


def worded(asked: Mapping[str, str]) -> str:
    """Say in Chinese what was asked, for the record of a sample."""
    words = {
        "benefit": label_of,
        "fund": lambda key: fund(key).label,
        "place": divisions.full_name,
        "state": lambda key: LineState(key).label,
        "kind": lambda key: LineKind(key).label,
    }
    told = [
        str(LABELS[key]) if key in FLAGS else f"{LABELS[key]}：{words.get(key, str)(asked[key])}"
        for key in NARROWINGS
        if key in asked
    ]
    return "；".join(told)[:300] or "全部明细"


def population(viewer: Mandate, asked: Mapping[str, str], upto: int | None = None) -> list[int]:
    """Return the keys of the lines that answer, in order; of those there were when a draw was made."""
    rows = asked_lines(viewer, asked)
    rows = rows if upto is None else rows.filter(pk__lte=upto)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def digest_of(keys: Iterable[int]) -> str:
    """Return the digest that tells whether a population is still the one a sample was drawn from."""
    return hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()


def drawn(keys: list[int], seed: str, size: int) -> list[int]:
    """Draw `size` of `keys` without putting back; the same keys and seed give the same lines, everywhere."""
    # No secret hangs on it: a draw is to be repeated by anybody who reads the seed.
    return random.Random(seed).sample(keys, min(size, len(keys)))  # noqa: S311


def samples(viewer: Mandate) -> QuerySet[AuditSample]:
    """Samples of the viewer's divisions."""
    rows = AuditSample.objects.select_related("division", "made_by__user", "closed_by__user")
    return accounts.visible(rows, viewer)


def findings(viewer: Mandate) -> QuerySet[AuditFinding]:
    """Findings of the viewer's divisions."""
    rows = AuditFinding.objects.select_related(
        "division__parent", "sample", "line__household", "found_by__user", "answered_by__user", "closed_by__user"
    )  # fmt: skip
    return accounts.visible(rows, viewer)


def drawn_again(sample: AuditSample) -> tuple[bool, bool]:
    """Draw a sample once more: whether its population still stands, and whether the lines are the same.

    Lines change their state and places their lines: a population may honestly differ later. The
    draw itself is asked as its maker asked it.
    """
    keys = population(sample.made_by, sample.asked, sample.upto)
    kept = list(sample.items.order_by("position").values_list("line_id", flat=True))
    return digest_of(keys) == sample.digest, drawn(keys, sample.seed, len(kept)) == kept
