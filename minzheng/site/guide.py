"""The policy guide (政策导航): from the first question to the benefits that apply, for any face.

The face gives the places to choose from, the policies and the values in force; the guide answers
with a template and its context. It asks nobody to sign in and keeps nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.queries import is_on
from minzheng.kernel.benefits.declarations import Benefit
from minzheng.kernel.benefits.declarations import benefits as declared_benefits
from minzheng.kernel.cases.declarations import workflows
from minzheng.kernel.determinations import declarations as determinations
from minzheng.policy.explanation import label_of_name
from minzheng.policy.navigator import ELIGIBLE, UNDETERMINED, Family, Member, Navigator, Standing
from minzheng.policy.units import display

from .guide_forms import MOST, RELATIONS, MemberForm, PageForm, Said, page_of, written

START, PAGE, RESULT = "start", "page", "result"
FIRST_LINES = 2


@dataclass(frozen=True)
class Guide:
    """The guide for one request: places to choose from (code → name), the navigator of each, the day."""

    places: Mapping[str, str]
    navigator_at: Callable[[str], Navigator]
    today: date

    def answer(self, posted: QueryDict | None) -> dict[str, Any]:
        """Read what was posted and give the next piece: `step`, its form or its cards."""
        if posted is None or not posted.get("step"):
            return self._start(None, FIRST_LINES)
        if posted["step"] == START:
            return self._started(posted)
        try:
            said = Said.load(posted.get("said", ""), self.places)
        except ValueError:
            return self._start(None, FIRST_LINES) | {"lost": True}
        if "back" in posted:
            return self._next(said.back()) if said.pages else self._start(said, len(said.members))
        if posted["step"] == PAGE:
            return self._answered(said, posted)
        return self._next(said)

    def _start(self, said: Said | None, lines: int) -> dict[str, Any]:
        """Ask who lives together, and where."""
        known = said.members if said else ()
        forms = []
        for number in range(min(max(lines, len(known)), MOST)):
            initial = vars_of(known[number]) if number < len(known) else {}
            forms.append(
                MemberForm(
                    prefix=f"m{number}", today=self.today, first=number == 0, initial=initial
                )
            )
        return self._start_context(
            forms, said.place if said else "", said.residence if said else ""
        )

    def _start_context(
        self, forms: Sequence[MemberForm], place: str, residence: str
    ) -> dict[str, Any]:
        return {
            "step": START,
            "forms": forms,
            "places": [(code, name, code == place) for code, name in self.places.items()],
            "residences": [
                (code, name, code == residence)
                for code, name in COLUMNS["residence"].choices.items()
            ],
            "may_add": len(forms) < MOST,
        }

    def _started(self, posted: QueryDict) -> dict[str, Any]:
        """Take the family down; one more line when asked for."""
        text = posted.get("lines", "")
        count = min(int(text), MOST) if text.isascii() and text.isdigit() else FIRST_LINES
        place, residence = posted.get("place", ""), posted.get("residence", "")
        if "more" in posted:
            count = min(count + 1, MOST)
            forms = [
                MemberForm(
                    prefix=f"m{n}", today=self.today, first=n == 0,
                    initial={k: posted.get(f"m{n}-{k}", "") for k in ("name", "relation", "birth_on", "is_dead")},
                )
                for n in range(count)
            ]  # fmt: skip
            return self._start_context(forms, place, residence)
        forms = [
            MemberForm(posted, prefix=f"m{n}", today=self.today, first=n == 0)
            for n in range(max(count, 1))
        ]
        # Every line is checked, so that all mistakes show at once.
        sound = not [form for form in forms if not form.is_valid()]
        chosen = place in self.places and residence in COLUMNS["residence"].choices
        if not sound or not chosen:
            return self._start_context(forms, place, residence) | {"unplaced": not chosen}
        listed = [form.cleaned_data for form in forms if form.cleaned_data["listed"]]
        return self._next(Said(place, residence, _members(listed)))

    def _answered(self, said: Said, posted: QueryDict) -> dict[str, Any]:
        """Take a page down, or leave it open when nobody knows."""
        try:
            page = page_of(posted.get("page", ""), said.members)
        except ValueError:
            return self._next(said)
        if "skip" in posted:
            columns = [question.column for question, _people in page.asks]
            return self._next(said.with_page(page.topic.key, columns, {}))
        form = PageForm(posted, page=page, today=self.today)
        if not form.is_valid():
            return self._page(said, form)
        told, unsure = form.answers()
        return self._next(said.with_page(page.topic.key, unsure, told))

    def _next(self, said: Said) -> dict[str, Any]:
        navigator = self.navigator_at(said.place)
        standings = navigator.standings(said.family)
        page = navigator.next_page(said.family, standings)
        if page is None:
            return self._result(said, standings)
        return self._page(said, PageForm(page=page, today=self.today))

    def _page(self, said: Said, form: PageForm) -> dict[str, Any]:
        return {
            "step": PAGE,
            "form": form,
            "topic": form.page.topic,
            "page": written(form.page),
            "said": said.dump(),
            "number": len(said.pages) + 1,
        }

    def _result(self, said: Said, standings: Sequence[Standing]) -> dict[str, Any]:
        family = said.family
        cards = [
            card
            for benefit in declared_benefits()
            if (mine := [s for s in standings if s.policy.key == benefit.policy])
            for card in [self._card(benefit, mine, family)]
        ]
        further = self.navigator_at(said.place).after_recognition(family, standings)
        return {
            "step": RESULT,
            "said": said.dump(),
            "place": self.places[said.place],
            "day": self.today,
            "yes": [c for c in cards if c["state"] == "yes"],
            "maybe": [c for c in cards if c["state"] == "maybe"],
            "open": [c for c in cards if c["state"] == "open"],
            "no": [c for c in cards if c["state"] == "no"],
            "further": _further(further),
        }

    def _card(
        self, benefit: Benefit, standings: Sequence[Standing], family: Family
    ) -> dict[str, Any]:
        """One benefit: for whom, how much, why, by which clause, what to bring."""
        applies = [s for s in standings if s.outcome == ELIGIBLE]
        undecided = [s for s in standings if s.outcome == UNDETERMINED]
        probable = [
            s for s in undecided if self.navigator_at(family.division).is_probable(family, s)
        ]
        state, shown = next(
            (name, found)
            for name, found in (
                ("yes", applies), ("maybe", probable), ("open", undecided), ("no", standings),
            )
            if found
        )  # fmt: skip
        policy = standings[0].policy
        return {
            "state": state,
            "label": benefit.label,
            "policy": policy.key,
            "basis": policy.basis,
            "who": [_line(s) for s in shown] if state in {"yes", "maybe"} else [],
            "also": [s.member.name for s in probable if s.member] if state == "yes" else [],
            "reasons": _reasons(shown, state),
            "lacking": _lacking(shown),
            "bring": papers_for(policy.key),
            "workflow": procedure_for(policy.key),
        }


def vars_of(member: Member) -> dict[str, Any]:
    """Give a member as the form starts with it."""
    born = member.birth_on.isoformat() if member.birth_on else ""
    return {
        "name": member.name,
        "relation": member.relation,
        "birth_on": born,
        "is_dead": member.is_dead,
    }


def _members(listed: Iterable[Mapping[str, Any]]) -> tuple[Member, ...]:
    """Number the people and name those who were not named: 本人, 配偶, 子女2."""
    found: list[Member] = []
    for number, line in enumerate(listed, start=1):
        word = str(RELATIONS[line["relation"]])
        same = sum(m.relation == line["relation"] for m in found)
        name = line["name"].strip() or (f"{word}{same + 1}" if same else word)
        found.append(Member(number, name, line["relation"], line["birth_on"], line["is_dead"]))
    return tuple(found)


def _line(standing: Standing) -> dict[str, Any]:
    """Say for whom and how much."""
    policy, amount = standing.policy, standing.amount
    shown = ""
    if standing.outcome == ELIGIBLE and policy.amount_rule and amount is not None:
        shown = display(amount, "money", policy.rules[policy.amount_rule].unit)
    return {"name": standing.member.name if standing.member else _("全家"), "amount": shown}


def _reasons(standings: Sequence[Standing], state: str) -> list[dict[str, Any]]:
    """Say which conditions decide: all that hold, or those that fail, with margin and clause."""
    if state == "open":
        return []
    first = standings[0]
    wanted = (False,) if state == "no" else (True, None)
    told: dict[str, dict[str, Any]] = {}
    for standing in [first] if state == "yes" else standings:
        if standing.member is None or state != "no":
            margins = {n.name: n for n in standing.explain().nodes}
        else:
            margins = {}
        for name, met in standing.conditions.items():
            if met not in wanted or name in told:
                continue
            node = margins.get(name)
            told[name] = {
                "label": standing.policy.rules[name].label,
                "met": met,
                "margin": node.margin["text"] if node and node.margin else "",
                "basis": standing.basis_of(name),
            }
    return list(told.values())


def _lacking(standings: Sequence[Standing]) -> list[str]:
    """Name what is still unknown, in the words of its label."""
    names = dict.fromkeys(n for s in standings for n in s.missing)
    return [label_of_name(standings[0].policy, name) for name in names]


def _further(found: Sequence[tuple[Standing, list[str]]]) -> list[dict[str, Any]]:
    """What more applies once the recognitions are on record."""
    labels = {benefit.policy: benefit.label for benefit in declared_benefits()}
    return [
        {
            "label": labels.get(standing.policy.key, standing.policy.label),
            "policy": standing.policy.key,
            "is_sure": standing.outcome == ELIGIBLE,
            "after": "、".join(labels.get(key, key) for key in needed),
            **_line(standing),
        }
        for standing, needed in found
    ]


def procedure_for(policy: str) -> str:
    """Return the key of the procedure by which somebody asks for it; empty where none is offered."""
    asked = (w.key for w in workflows() if w.service is not None and w.service.policy == policy)
    return next(asked, "")


def papers_for(policy: str) -> list[str]:
    """Name the papers its procedure asks the citizen for: none that data could supply."""
    found: dict[str, None] = {}
    for workflow in workflows():
        if workflow.service is None or workflow.service.policy != policy:
            continue
        for step in workflow.steps_from(str(workflow.first_state)):
            found |= {paper.label: None for paper in step.papers if paper.data_set is None}
    return list(found)


def guided_policies() -> list[Any]:
    """Give the policies of the declared benefits: what somebody may ask for, nothing else."""
    keys = dict.fromkeys(benefit.policy for benefit in declared_benefits())
    return [determinations.policy_of(key) for key in keys]


def offered_policies(place: str, on: date) -> list[Any]:
    """Give the guided policies somebody may ask for at a place on a day: what is switched off is none (KC-04).

    A policy works where one of the procedures that lead to it does; one without a procedure where
    its room does.
    """
    found = []
    for policy in guided_policies():
        asked = [w.key for w in workflows() if w.service and w.service.policy == policy.key]
        if any(is_on(key, place, on) for key in asked or [policy.key]):
            found.append(policy)
    return found
