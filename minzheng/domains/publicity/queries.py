"""Articles and accounts a viewer may see, what everybody may read, who sent in how much."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet, Sum

from minzheng.core.months import add_months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.divisions import queries as divisions

from . import choices
from .models import AccountCheck, Adoption, Article, OnlineAccount


def number(name: str, division: str, on: date) -> int:
    """Return a whole number set per division. LookupError (Chinese) when nobody set it."""
    row = parameters.value_in_force(choices.OWNER, name, division, on)
    if row is None:
        raise LookupError(f"没有设定政务公开参数“{name}”，请先录入。")
    return int(row.value)


def articles(viewer: Mandate) -> QuerySet[Article]:
    """Return the articles of the viewer's divisions, the newest first."""
    rows = accounts.visible(Article.objects.all(), viewer)
    return rows.select_related("by__user", "division__parent", "policy").order_by("-at", "-pk")


def online_accounts(viewer: Mandate) -> QuerySet[OnlineAccount]:
    """Return the accounts of the viewer's divisions with the day of their last check."""
    rows = accounts.visible(OnlineAccount.objects.all(), viewer)
    return rows.annotate(
        checked_on=Max("checks__on"),
        unmended=Count("checks", filter=Q(checks__due_on__isnull=False, checks__mended_on=None)),
    )


def unchecked(viewer: Mandate, on: date) -> QuerySet[OnlineAccount]:
    """Return the accounts in use whose last check lies longer back than the parameter allows."""
    months = number("account_check_months", viewer.division_id, on)
    before = add_months(on, -months)
    rows = online_accounts(viewer).filter(state=choices.ACTIVE)
    return rows.filter(Q(checked_on=None) | Q(checked_on__lt=before))


def last_check(account: OnlineAccount) -> AccountCheck | None:
    """Return the newest check of an account."""
    return account.checks.first()


def published(on: date, *, division: str = "", kind: str = "") -> QuerySet[Article]:
    """Return what everybody may read on a day: published, not withdrawn, still to be shown."""
    rows = Article.objects.filter(
        state=choices.PUBLISHED, published_on__lte=on, publications__channel=choices.WEBSITE,
        publications__removed_at=None,
    )  # fmt: skip
    rows = rows.filter(Q(until_on=None) | Q(until_on__gte=on))
    rows = rows.filter(kind=kind) if kind in choices.ARTICLES else rows
    if division:
        above = divisions.lineage(division)
        below = divisions.subtree(division).values("code")
        rows = rows.filter(Q(division__in=above) | Q(division__in=below))
    return rows.select_related("division", "policy").order_by("-published_on", "-pk")


def view_count(article: Article) -> int:
    """Return how often an article was opened."""
    return int(article.views.aggregate(sum=Sum("count"))["sum"] or 0)


@dataclass(frozen=True)
class UnitStanding:
    """What one unit sent in during a year, and the points it earns by the place's own scale."""

    unit: str
    division: str
    sent: int
    published: int
    adopted: int
    points: int


def standings(viewer: Mandate, year: int, on: date) -> list[UnitStanding]:
    """Return the units by points for a year: sent in, published, adopted above (信息报送考核)."""
    rows = articles(viewer).filter(sent_at__year=year)
    names = ("published", *choices.ADOPTIONS)
    scale = {name: number(f"points_{name}", viewer.division_id, on) for name in names}
    counted = rows.values("unit", "division_id").annotate(
        sent=Count("pk", distinct=True),
        out=Count("pk", distinct=True, filter=Q(published_on__isnull=False)),
    )
    taken: dict[tuple[str, str], list[str]] = {}
    adoptions = Adoption.objects.filter(article__in=rows.values("pk"))
    for unit, division, level in adoptions.values_list(
        "article__unit", "article__division_id", "level"
    ):
        taken.setdefault((unit, division), []).append(level)
    found = [
        UnitStanding(
            row["unit"], row["division_id"], row["sent"], row["out"], len(levels),
            row["out"] * scale["published"] + sum(scale[level] for level in levels),
        )
        for row in counted.order_by("unit")
        for levels in [taken.get((row["unit"], row["division_id"]), [])]
    ]  # fmt: skip
    return sorted(found, key=lambda unit: (-unit.points, unit.unit))
