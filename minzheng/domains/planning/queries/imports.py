"""Imports of plans a viewer may see, how far they are, and what their proposals say of whom."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate

from ..choices import IMPORT_OPEN, LEFT_OUT, PROPOSED, TAKEN
from ..models import PlanImport, Proposal


def imports(viewer: Mandate) -> QuerySet[PlanImport]:
    """Return the imports of the viewer's divisions with their counts: waiting, taken, all."""
    rows = accounts.visible(
        PlanImport.objects.select_related("plan", "by__user", "document"), viewer
    )
    return rows.annotate(
        proposed=Count("proposals", distinct=True),
        waiting=Count("proposals", filter=Q(proposals__state=PROPOSED), distinct=True),
    ).order_by("-at", "-pk")


def proposals(viewer: Mandate) -> QuerySet[Proposal]:
    """Return the proposals of the imports a viewer may see, in the order of their text."""
    return Proposal.objects.filter(plan_import__in=accounts.visible(PlanImport.objects.all(), viewer)).order_by(
        "plan_import", "sequence"
    )  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """How many proposals of an import stand where; ``flagged`` are the waiting ones with a doubt."""

    all: int
    waiting: int
    flagged: int
    taken: int
    left_out: int
    is_open: bool


def progress(row: PlanImport) -> Progress:
    """Return how far an import is."""
    told = list(row.proposals.values_list("state", "flags"))
    waiting = [flags for state, flags in told if state == PROPOSED]
    return Progress(
        len(told), len(waiting), sum(1 for flags in waiting if flags), sum(1 for state, _f in told if state == TAKEN),
        sum(1 for state, _f in told if state == LEFT_OUT), row.state == IMPORT_OPEN,
    )  # fmt: skip
