"""Which departments are asked about which member: one row per question, before anything is sent."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localdate

from minzheng.core.working_days import WORKING_DAYS, calendar
from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations.declarations import asked_facts, policies
from minzheng.kernel.exchange import lake
from minzheng.kernel.exchange import queries as exchange
from minzheng.kernel.exchange.choices import DELIVERY, HAND
from minzheng.kernel.exchange.declarations import data_set, data_sets, partner
from minzheng.kernel.exchange.facts import evidence
from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.partners.answers import askable, columns_of
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import Authorisation, PartnerQuery, Verification
from minzheng.kernel.verification.queries import is_adult, living_members, standing_authorisations

NO_DELIVERY = "本月没有可用的交换数据"
NO_NUMBER = "没有有效的公民身份号码，无法查询"


def asked_of(row: Verification) -> dict[str, tuple[str, ...]]:
    """Return the data sets a verification needs and which of their facts its policy may ask.

    No more than necessary (社会救助法 11): what the policy the procedure serves asks, for a change of
    a benefit that of the benefit; everything for a procedure without any.
    """
    service = row.case.definition.service
    key = service.policy if service and service.policy else row.case.workflow.rpartition(".")[0]
    wanted = asked_facts(policies()[key]) if key in policies() else None
    told = {source.key: _columns(source.key) for source in data_sets()}
    kept = {
        k: tuple(n for n in names if wanted is None or n in wanted) for k, names in told.items()
    }
    return {key: names for key, names in kept.items() if names}


def _columns(key: str) -> list[str]:
    """Return the facts about persons that a data set fills or is named as the source of."""
    own = columns_of(key) if key in askable() else ()
    named = (c.name for c in COLUMNS.values() if c.source == key and c.grain == "person")
    return list(dict.fromkeys([*own, *named]))


def letters_of(row: Verification, on: date) -> dict[int, Authorisation]:
    """Return the letter each member is covered by: his own, for children that of an adult."""
    own = {
        letter.person_id: letter
        for letter in standing_authorisations(row.household, on).order_by("signed_on", "pk")
    }
    members = living_members(row.household, on)
    adults = [own[p.pk] for p in members if is_adult(p, on) and p.pk in own]
    covering = {p.pk: adults[0] for p in members if not is_adult(p, on) and adults}
    return covering | {p.pk: own[p.pk] for p in members if p.pk in own}


def open_queries(row: Verification, *, by: Mandate, at: datetime) -> list[tuple[str, str]]:
    """Write one row for each member and data set; return what has to be asked by hand.

    What the month's deliveries answer is answered at once. ValueError when a member is not covered
    by a letter: no question without one.
    """
    on = localdate(at)
    links = exchange.links_in_force(row.division_id, on)
    members, letters = living_members(row.household, on), letters_of(row, on)
    missing = [person.name for person in members if person.pk not in letters]
    if missing:
        raise ValueError(f"尚缺核对授权书：{'、'.join(missing)}")
    rows, by_hand = [], []
    for key, columns in asked_of(row).items():
        # What only a list can tell (who is on it, who is off it) is read from the deliveries.
        link = links.get(key) if key in askable() else None
        mode = link.mode if link else DELIVERY
        if mode == HAND:
            source = data_set(key)
            names = "、".join(person.name for person in members)
            by_hand.append((partner(source.partner).label, f"{source.label}（{names}）"))
            continue
        delivered = _delivered(key, row.month, members) if mode == DELIVERY else {}
        for person in members:
            query = _query(row, person, letters[person.pk], key, columns, link, by=by, at=at)
            if mode == DELIVERY:
                _answer_from_delivery(query, delivered, at=at)
            elif not person.pid:
                _give_up(query, NO_NUMBER, at=at)
            rows.append(query)
    PartnerQuery.objects.bulk_create(rows)
    return by_hand


def _query(
    row: Verification,
    person: Person,
    letter: Authorisation,
    key: str,
    columns: tuple[str, ...],
    link: PartnerLink | None,
    *,
    by: Mandate,
    at: datetime,
) -> PartnerQuery:
    """Return the row of one question, not yet saved."""
    on = localdate(at)
    days = link.duty_days if link else 0
    return PartnerQuery(
        verification=row,
        authorisation=letter,
        person=person,
        data_set=key,
        partner=data_set(key).partner,
        mode=link.mode if link else DELIVERY,
        link=link,
        key=uuid.uuid4().hex,
        fields=list(columns),
        asked_at=at,
        asked_by=by,
        due_on=calendar().due_on(on, days, WORKING_DAYS) if days else on,
        next_at=at,
    )


Lines = Mapping[str, list[dict[str, int]]]


def _delivered(key: str, month: str, members: list[Person]) -> Lines | None:
    """Return the delivered lines of each number; None where nobody may speak for the month."""
    if not lake.usable(key, month):
        return None
    lines: dict[str, list[dict[str, int]]] = {}
    pids = [person.pid for person in members if person.pid]
    found = evidence(key, month, pids).select("pid", "delivery", "line")
    for pid, delivery, line in found.iter_rows():
        lines.setdefault(pid, []).append({"delivery": delivery, "line": line})
    return lines


def _answer_from_delivery(query: PartnerQuery, delivered: Lines | None, *, at: datetime) -> None:
    if delivered is None or not query.person.pid:
        _give_up(query, NO_DELIVERY if delivered is None else NO_NUMBER, at=at)
        return
    query.sources = delivered.get(query.person.pid, [])
    query.state, query.hits = choices.ANSWERED, len(query.sources)
    query.sent_at = query.settled_at = at
    query.next_at = None


def _give_up(query: PartnerQuery, problem: str, *, at: datetime) -> None:
    query.state, query.problem, query.settled_at = choices.MARKED, problem, at
    query.next_at = None
