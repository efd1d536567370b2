"""All help given to a family in one view (综合救助信息资源库): ours, departments', charities'."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet, Sum
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.cases.choices import RECEIVED, REFERRED
from minzheng.kernel.cases.models import Case
from minzheng.kernel.payments.choices import LineState
from minzheng.kernel.payments.models import PaymentLine
from minzheng.kernel.people.models import Household

from ..choices import (
    ACCEPTED,
    DELIVERED,
    FROM_RESERVE,
    GIVERS,
    HELP_FORMS,
    HELP_ORIGINS,
    ISSUED,
    MONEY,
    NEED_OF_CAUSE,
    NEED_OF_HELP,
    NEEDS,
    OWN,
    PAID,
    POSTED,
    RAISED,
    RELIEF,
    SERVICE,
    SPECIAL,
    TEMPORARY,
)
from ..models import (
    HelpOrder,
    HelpPlan,
    HelpRecord,
    Instalment,
    ReliefService,
    SpecialReferral,
)

LIVING = "living"
# Within how many months help for one need counts as the same help.
SPAN = 12
# Which need a service-type help answers.
NEED_OF_SERVICE = {
    "employment": "work",
    "training": "work",
    "care": "care",
    "counselling": "mental",
    "integration": "mental",
    "linking": "goods",
}
OPEN_ORDERS = (RAISED, POSTED, ACCEPTED, DELIVERED)


@dataclass(frozen=True)
class HelpLine:
    """One help as the file of a family shows it; `amount` in fen, None for goods and services."""

    on: date
    giver: str
    provider: str
    need: str
    form: str
    what: str
    amount: int | None
    person: str = ""
    origin: str = OWN
    case: int | None = None
    is_monthly: bool = False

    @property
    def giver_label(self) -> str:
        """Return who gave it: ourselves, or the kind of giver."""
        return GIVERS.get(self.giver, "民政部门")

    @property
    def origin_label(self) -> str:
        """Return where the line comes from."""
        return HELP_ORIGINS.get(self.origin, "本系统发放")

    @property
    def need_label(self) -> str:
        """Return the need in words."""
        return NEEDS.get(self.need, self.need)

    @property
    def form_label(self) -> str:
        """Return the form in words."""
        return HELP_FORMS.get(self.form, self.form)


def help_records(viewer: Mandate) -> QuerySet[HelpRecord]:
    """Return what others gave in the viewer's divisions."""
    rows = HelpRecord.objects.select_related("household__head", "person", "division__parent")
    return accounts.visible(rows, viewer)


def help_given(household: Household, *, since: date, until: date) -> list[HelpLine]:
    """Return all help a family was given from a day until another (inclusive), the newest first.

    Money of our own counts when it arrived: in an account by the bank's return, or from the
    township's fund on its voucher. The caller has checked that the family may be seen.
    """
    between = (since, until)
    lines = [*_payments(household, between), *_reserve(household, between)]
    for row in ReliefService.objects.filter(household=household, given_on__range=between):
        need = NEED_OF_SERVICE.get(row.kind, "care")
        lines.append(HelpLine(row.given_on, OWN, row.provider, need, SERVICE, row.content, None, case=row.case_id))  # fmt: skip
    rows = HelpRecord.objects.filter(household=household, given_on__range=between)
    lines += [
        HelpLine(
            one.given_on, one.giver, one.provider, one.need, one.form, one.what, one.amount,
            one.person.name if one.person else "", one.origin,
        )
        for one in rows.select_related("person")
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.on, line.what), reverse=True)


def _payments(household: Household, between: tuple[date, date]) -> list[HelpLine]:
    rows = PaymentLine.objects.filter(
        household=household, state=LineState.PAID.value, settled_on__range=between
    )
    rows = rows.select_related("payee", "entitlement")
    needs = _needs_of_cases({row.entitlement.case_id for row in rows if row.benefit == TEMPORARY})
    return [
        HelpLine(
            row.settled_on or between[0], OWN, "县民政局", needs.get(row.entitlement.case_id, LIVING), MONEY,
            f"{label_of(row.benefit)}（{row.month}）", row.amount, row.payee.name if row.payee else "",
            case=row.entitlement.case_id, is_monthly=row.benefit not in (TEMPORARY, SPECIAL),
        )
        for row in rows
    ]  # fmt: skip


def _reserve(household: Household, between: tuple[date, date]) -> list[HelpLine]:
    rows = Instalment.objects.filter(
        case__household=household, source=FROM_RESERVE, state=PAID, paid_on__range=between
    ).select_related("case")
    return [
        HelpLine(
            row.paid_on or between[0], OWN, "乡镇（街道）", need_of(row.case), MONEY, "临时救助（备用金）",
            row.amount, case=row.case_id,
        )
        for row in rows
    ]  # fmt: skip


def _needs_of_cases(numbers: set[int | None]) -> dict[int | None, str]:
    rows = Case.objects.filter(pk__in=[n for n in numbers if n])
    return {row.pk: need_of(row) for row in rows}


def need_of(case: Case) -> str:
    """Return the need that the cause of a hardship is."""
    return NEED_OF_CAUSE.get(str(case.data.get("hardship_cause") or ""), LIVING)


@dataclass(frozen=True)
class HelpTotal:
    """What a family was given in one year for one need: times, and fen where money was given."""

    year: int
    need: str
    times: int
    amount: int
    givers: tuple[str, ...]


def help_totals(lines: Sequence[HelpLine]) -> list[HelpTotal]:
    """Add help up by year and need, the newest year first."""
    grouped: dict[tuple[int, str], list[HelpLine]] = defaultdict(list)
    for line in lines:
        grouped[line.on.year, line.need].append(line)
    return [
        HelpTotal(
            year, need, len(rows), sum(row.amount or 0 for row in rows),
            tuple(sorted({row.giver_label for row in rows})),
        )
        for (year, need), rows in sorted(grouped.items(), key=lambda item: (-item[0][0], item[0][1]))
    ]  # fmt: skip


def same_need_help(case: Case, on: date) -> list[HelpLine]:
    """Return what a family was given in the last 12 months for the need of a case of hardship.

    The monthly living allowances are no help for the emergency and do not count, nor does what
    this case and the one it follows up paid themselves.
    """
    if case.household is None or case.workflow != RELIEF:
        return []
    since = months.add_months(on, -SPAN)
    own = {case.pk, case.data.get("follows")}
    return [
        line
        for line in help_given(case.household, since=since, until=on)
        if line.need == need_of(case)
        and not line.is_monthly
        and (line.case is None or line.case not in own)
    ]


PANEL_MONTHS, PANEL_LINES = 24, 6


def help_panel(household: Household, viewer: Mandate, at: datetime) -> dict[str, object]:
    """Return all help of two years for a family's page: totals by year and need, the last few lines."""
    on = localdate(at)
    lines = help_given(household, since=months.add_months(on, -PANEL_MONTHS), until=on)
    totals = [(total, NEEDS.get(total.need, total.need)) for total in help_totals(lines)]
    return {"household": household, "totals": totals, "lines": lines[:PANEL_LINES]}


def case_help_panel(case: Case, viewer: Mandate, at: datetime) -> dict[str, object] | None:
    """Return what was given for the need of a case of hardship, for whoever decides it."""
    if case.workflow != RELIEF or case.household is None:
        return None
    return {
        "case": case,
        "need": NEEDS.get(need_of(case), ""),
        "lines": same_need_help(case, localdate(at)),
        "orders": HelpOrder.objects.filter(household=case.household, state__in=OPEN_ORDERS),
    }


@dataclass(frozen=True)
class HelpPicture:
    """What a family is known to need, what was given for it, where nothing is and where twice."""

    household: Household
    needs: tuple[str, ...]
    gaps: tuple[str, ...]
    overlaps: tuple[tuple[str, tuple[str, ...]], ...]


def help_pictures(viewer: Mandate, on: date) -> list[HelpPicture]:
    """Return the families of the viewer's divisions with a gap or an overlap in the last 12 months.

    A gap is a need somebody assessed for which nobody gave anything and nothing is under way; an
    overlap is money for one need from two givers beside the living allowances.
    """
    since = months.add_months(on, -SPAN)
    needed = _needed(viewer, since, on)
    answered = _answered(viewer, since, on, needed)
    money: dict[tuple[int, str], set[str]] = defaultdict(set)
    for home, need, form, provider in (
        help_records(viewer)
        .filter(given_on__range=(since, on))
        .values_list("household_id", "need", "form", "provider")
    ):
        answered[home].add(need)
        if form == MONEY:
            money[home, need].add(provider)
    for home, need in _temporary(viewer, since, on):
        answered[home].add(need)
        money[home, need].add("临时救助")
    twice: dict[int, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for (home, need), providers in sorted(money.items()):
        if len(providers) > 1:
            twice[home].append((need, tuple(sorted(providers))))
    found = [
        (home, tuple(sorted(needed[home])), tuple(sorted(needed[home] - answered[home])))
        for home in sorted({*needed, *twice})
    ]
    wanted = [row for row in found if row[2] or twice.get(row[0])]
    homes = Household.objects.select_related("head", "division__parent").in_bulk(
        [row[0] for row in wanted]
    )
    return [
        HelpPicture(homes[home], needs, gaps, tuple(twice.get(home, ())))
        for home, needs, gaps in wanted
    ]


def _needed(viewer: Mandate, since: date, on: date) -> dict[int, set[str]]:
    rows = accounts.visible(HelpPlan.objects.filter(assessed_on__range=(since, on)), viewer)
    found: dict[int, set[str]] = defaultdict(set)
    for home, needs in rows.values_list("case__household_id", "needs"):
        if home is not None:
            found[home] |= set(needs)
    return found


def _answered(
    viewer: Mandate, since: date, on: date, homes: Collection[int]
) -> dict[int, set[str]]:
    """Return which needs of which family are met or under way beside money and records."""
    found: dict[int, set[str]] = defaultdict(set)
    orders = accounts.visible(HelpOrder.objects.filter(state__in=OPEN_ORDERS), viewer)
    for home, need in orders.values_list("household_id", "need"):
        found[home].add(need)
    special = accounts.visible(
        SpecialReferral.objects.filter(referral__state__in=(REFERRED, RECEIVED)), viewer
    )
    for home, kind in special.values_list("referral__household_id", "kind"):
        found[home].add(NEED_OF_HELP[kind])
    services = accounts.visible(ReliefService.objects.filter(given_on__range=(since, on)), viewer)
    for home, kind in services.values_list("household_id", "kind"):
        found[home].add(NEED_OF_SERVICE.get(kind, "care"))
    paid = PaymentLine.objects.filter(state=LineState.PAID.value, settled_on__range=(since, on))
    monthly = paid.exclude(benefit__in=(TEMPORARY, SPECIAL)).filter(household__in=list(homes))
    for home in monthly.values_list("household_id", flat=True).distinct():
        found[home].add(LIVING)
    return found


def _temporary(viewer: Mandate, since: date, on: date) -> list[tuple[int, str]]:
    rows = Instalment.objects.filter(due_on__range=(since, on), state__in=(ISSUED, PAID))
    rows = accounts.visible(rows.select_related("case"), viewer, "case__division")
    return [(row.case.household_id, need_of(row.case)) for row in rows if row.case.household_id]


@dataclass(frozen=True)
class GiverTotal:
    """What one kind of giver gave in a year for one need: times and fen."""

    giver: str
    need: str
    times: int
    amount: int


def yearly_help(viewer: Mandate, year: int) -> list[GiverTotal]:
    """Return a year's help in the viewer's divisions by kind of giver and need, ours first."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    paid = accounts.visible(
        PaymentLine.objects.filter(state=LineState.PAID.value, settled_on__year=year), viewer
    )
    own = paid.aggregate(amount=Sum("amount"))["amount"] or 0
    if own:
        found["民政部门", LIVING] = [paid.count(), own]
    rows = help_records(viewer).filter(given_on__year=year).order_by().values_list("giver", "need")
    for giver, need, times, amount in rows.annotate(times=Count("pk"), amount=Sum("amount")):
        found[GIVERS[giver], need] = [times, amount or 0]
    return [GiverTotal(g, n, times, amount) for (g, n), (times, amount) in found.items()]
