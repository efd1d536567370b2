"""What a card says of a benefit, from the law's own text: who, how much, what to bring, how long, where."""

from dataclasses import dataclass
from datetime import date

from minzheng.kernel.benefits.declarations import benefits
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.declarations import workflow
from minzheng.policy import Policy
from minzheng.policy.manual import manual_of
from minzheng.site.catalogue import Term, terms
from minzheng.site.guide import offered_policies, papers_for, procedure_for
from minzheng.site.published import Standard, shelves


@dataclass(frozen=True)
class Card:
    """The card of one benefit at a place: conditions and limits with their clauses, standards with papers."""

    policy: Policy
    label: str
    conditions: tuple[tuple[str, str], ...]
    standards: tuple[Standard, ...]
    papers: tuple[str, ...]
    terms: tuple[Term, ...]
    workflow: str


def offered(division: str, on: date) -> list[tuple[Policy, str]]:
    """Return the benefits one may ask for at a place, each with its name."""
    labels = {benefit.policy: benefit.label for benefit in benefits()}
    return [(p, labels.get(p.key, p.label)) for p in offered_policies(division, on)]


def card(key: str, division: str, on: date) -> Card | None:
    """Return the card of a benefit at a place on a day; None where it is not offered."""
    found = next(((p, label) for p, label in offered(division, on) if p.key == key), None)
    if found is None:
        return None
    policy, label = found
    decisive = [rule for rule in manual_of(policy).rules if rule.decides]
    shelf = next(iter(shelves(division, on, [policy])), None)
    procedure = procedure_for(key)
    return Card(
        policy,
        label,
        tuple((rule.label, rule.wordings[-1].basis) for rule in decisive),
        tuple(s for s in shelf.money if s.now) if shelf else (),
        tuple(papers_for(key)),
        tuple(terms(workflow(procedure), division, on)) if procedure else (),
        procedure,
    )


def contact(division: str, on: date) -> str:
    """Return the telephone of the office that serves a place, else the one of the whole platform."""
    return casework.contact(division, on)
