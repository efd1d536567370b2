"""The services a place offers to citizens, found by words people use."""

from datetime import date
from functools import cache

from django.urls import reverse

from minzheng.kernel.accounts.queries import is_on
from minzheng.kernel.cases.declarations import PORTAL, Workflow, workflows
from minzheng.kernel.determinations import declarations as determinations
from minzheng.policy.manual import manual_of
from minzheng.policy.passages import Library, passages_of


def offered(division: str, on: date) -> list[Workflow]:
    """Return the procedures one may ask for on the portal at a place on a day."""
    return [
        workflow
        for workflow in workflows()
        if workflow.service is not None
        and PORTAL in workflow.service.channels
        and is_on(workflow.key, division, on)
    ]


def address_of(workflow: str, division: str = "") -> str:
    """Return where a procedure is explained and applied for, the place filled in."""
    page = reverse("portal:service", args=[workflow])
    return f"{page}?place={division}" if division else page


def services_for(words: str, division: str, on: date) -> list[tuple[str, str, str]]:
    """Return label, address and second line of the services that answer the words, the best first.

    What carries the words in its name comes first, then whatever the law's own text leads to.
    """
    here = offered(division, on)
    by_policy = {w.service.policy: w for w in here if w.service is not None and w.service.policy}
    named = [w for w in here if words in w.label or words in _keywords(w)]
    told = [by_policy.get(passage.policy) for passage in library().search(words)]
    found = {w.key: w for w in [*named, *told] if w is not None}
    return [(w.label, address_of(w.key, division), w.basis) for w in found.values()]


def _keywords(workflow: Workflow) -> str:
    return " ".join(getattr(workflow.service, "keywords", ()))


@cache
def library() -> Library:
    """Everything the registered policies say, cut into passages; the law does not change while we stand."""
    return Library(
        [p for policy in determinations.policies().values() for p in passages_of(manual_of(policy))]
    )
