"""The questionnaire of the policy guide as forms: the family, one page of questions, what was said.

Nothing is stored: everything said travels in one hidden field, read back as strictly as if typed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minzheng.core.text import half_width
from minzheng.facts import COLUMNS
from minzheng.facts.questions import QUESTIONS, TOPICS, Question
from minzheng.policy.navigator import Cell, Family, Member, Page
from minzheng.policy.units import ValueUnreadable, plain, read

MOST = 12
KINDS: dict[str, type] = {"flag": bool, "money": int, "whole": int}
OLDEST_YEARS = 130
RELATIONS = {"head": gettext_lazy("本人"), **{k: v for k, v in COLUMNS["relation"].choices.items() if k != "head"}}  # fmt: skip
LARGEST = 10**11  # fen: a thousand million yuan


class PlainDay(forms.CharField):
    """A calendar day, however it is typed: 1946-06-20, 19460620, 1946.6.20, 1946年6月20日."""

    def __init__(self, *, latest: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput({"inputmode": "numeric", "placeholder": "1946-06-20"})
        )
        super().__init__(max_length=20, **kwargs)
        self.latest = latest

    def clean(self, value: Any) -> date | None:  # type: ignore[override]
        """Return the day; None when nothing was typed."""
        text = half_width(super().clean(value) or "").strip()
        if not text:
            return None
        for sign in "年月./":
            text = text.replace(sign, "-")
        parts = text.replace("日", "").split("-")
        if len(parts) == 1 and len(text) == 8:
            parts = [text[:4], text[4:6], text[6:]]
        try:
            day = date(*(int(part) for part in parts))
        except (TypeError, ValueError):
            raise ValidationError(_("请写成 1946-06-20 这样的日期")) from None
        if self.latest and not self.latest.year - OLDEST_YEARS <= day.year <= self.latest.year:
            raise ValidationError(_("日期的年份不对"))
        if self.latest and day > self.latest:
            raise ValidationError(_("日期不能晚于今天"))
        return day


class PlainNumber(forms.CharField):
    """An amount in yuan (kept in fen) or a whole number, typed on any keyboard."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal"}))
        super().__init__(max_length=20, **kwargs)
        self.kind = kind

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        """Return fen or the number; None when nothing was typed."""
        text = half_width(super().clean(value) or "").strip().removesuffix("元")
        if not text:
            return None
        try:
            number = int(read(text, self.kind))
        except ValueUnreadable as error:
            raise ValidationError(str(error)) from None
        if not 0 <= number <= LARGEST:
            raise ValidationError(_("数字太大或小于零"))
        return number


class MemberForm(forms.Form):
    """One line of the family; the first is the person who asks."""

    name = forms.CharField(label=gettext_lazy("称呼（可不填）"), max_length=20, required=False)
    relation = forms.ChoiceField(label=gettext_lazy("与本人的关系"), required=False)
    birth_on = PlainDay(label=gettext_lazy("出生日期"), required=False)
    is_dead = forms.BooleanField(label=gettext_lazy("已去世（问殡葬待遇时勾选）"), required=False)

    def __init__(self, *args: Any, today: date, first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        self.fields["birth_on"].latest = today  # type: ignore[attr-defined]
        choices = [("head", RELATIONS["head"])] if first else [("", "—"), *(p for p in RELATIONS.items() if p[0] != "head")]  # fmt: skip
        self.fields["relation"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A relation and a birthday go together; an untouched line is nobody."""
        cleaned = super().clean() or {}
        touched = any(cleaned.get(name) for name in ("name", "birth_on", "is_dead"))
        touched = touched or (cleaned.get("relation") not in {"", None} and not self.first)
        if touched or self.first:
            for name in ("relation", "birth_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("请填写"))
        cleaned["listed"] = touched or self.first
        return cleaned


@dataclass(frozen=True)
class Said:
    """Everything said so far: the family and, page by page, the answers; the last can be taken back."""

    place: str
    residence: str
    members: tuple[Member, ...]
    pages: tuple[tuple[str, tuple[str, ...], Mapping[Cell, Any]], ...] = ()

    def with_page(self, topic: str, unsure: Sequence[str], answers: Mapping[Cell, Any]) -> "Said":
        """Give what was said with one more page."""
        return replace(self, pages=(*self.pages, (topic, tuple(unsure), answers)))

    def back(self) -> "Said":
        """Give what was said before the last page."""
        return replace(self, pages=self.pages[:-1])

    @property
    def family(self) -> Family:
        """The family as the navigator takes it."""
        answers: dict[Cell, Any] = {}
        unsure: set[str] = set()
        for _topic, left, told in self.pages:
            answers |= told
            unsure |= set(left)
        return Family(self.place, self.residence, self.members, answers, frozenset(unsure))

    def dump(self) -> str:
        """Write it down for the hidden field."""
        return json.dumps(
            {
                "place": self.place,
                "residence": self.residence,
                "members": [
                    [m.name, m.relation, plain(m.birth_on), m.is_dead] for m in self.members
                ],
                "pages": [
                    [topic, list(unsure), [[p, c, plain(v)] for (p, c), v in told.items()]]
                    for topic, unsure, told in self.pages
                ],
            },
            ensure_ascii=False,
        )

    @classmethod
    def load(cls, text: str, places: Mapping[str, str]) -> "Said":
        """Read the hidden field back; ValueError when it is not what a page of ours wrote."""
        try:
            told = json.loads(text)
            members = tuple(
                Member(n, str(name)[:20], relation, date.fromisoformat(born), bool(dead))
                for n, (name, relation, born, dead) in enumerate(told["members"][:MOST], start=1)
            )
            pages = tuple(
                (topic, tuple(c for c in unsure if c in QUESTIONS), _answers(rows, members))
                for topic, unsure, rows in told["pages"][: 4 * len(TOPICS)]
                if topic in TOPICS
            )
            found = cls(str(told["place"]), str(told["residence"]), members, pages)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("答卷无法读取") from error
        known = found.place in places and found.residence in COLUMNS["residence"].choices
        if not known or not members or any(m.relation not in RELATIONS for m in members):
            raise ValueError("答卷无法读取")
        return found


def written(page: Page) -> str:
    """Write a page down for its hidden field: topic, questions, whom they concern."""
    asks = [[q.column, [m.person for m in people]] for q, people in page.asks]
    return json.dumps([page.topic.key, asks])


def page_of(text: str, members: Sequence[Member]) -> Page:
    """Read a page back; ValueError when it is none of ours."""
    try:
        topic, rows = json.loads(text)
        asks = []
        for column, people in rows:
            question = QUESTIONS[column]
            concerned = tuple(m for m in members if m.person in people)
            if question.topic != topic or bool(concerned) != (question.fact.grain == "person"):
                raise ValueError(column)
            asks.append((question, concerned))
        return Page(TOPICS[topic], tuple(asks))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("答卷无法读取") from error


def _answers(rows: Any, members: Sequence[Member]) -> dict[Cell, Any]:
    """Read answers back, each of the kind its column has."""
    people = {m.person for m in members}
    found: dict[Cell, Any] = {}
    for person, column, value in rows:
        fact = QUESTIONS[column].fact
        if (person in people) != (fact.grain == "person"):
            raise ValueError(column)
        wanted = KINDS.get(fact.kind, str)
        if type(value) is not wanted or (isinstance(value, int) and not 0 <= value <= LARGEST):
            raise ValueError(column)
        found[person, column] = read(value, "day") if fact.kind == "day" else value
    return found


@dataclass
class Ask:
    """One question on the page: its words and a field for each person it concerns."""

    question: Question
    fields: list[tuple[Member | None, forms.BoundField]] = field(default_factory=list)

    @property
    def is_folded(self) -> bool:
        """Opened only by those whom it concerns; what starts ticked and the family's own stay open."""
        return self.question.fact.grain == "person" and not self.question.preset

    @property
    def has_errors(self) -> bool:
        """Whether something typed here must be mended."""
        return any(bound.errors for _member, bound in self.fields)

    @property
    def is_tick(self) -> bool:
        """Whether the answers are ticks."""
        return self.question.fact.kind == "flag"


class PageForm(forms.Form):
    """The questions of one page, a field per question and person."""

    def __init__(self, *args: Any, page: Page, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.asks: list[Ask] = []
        for question, people in page.asks:
            ask = Ask(question)
            for member in people or (None,):
                name = f"{question.column}-{member.person if member else 0}"
                self.fields[name] = _field(question, member, today)
                ask.fields.append((member, self[name]))
            self.asks.append(ask)

    def answers(self) -> tuple[dict[Cell, Any], list[str]]:
        """Give what the page says, and the columns it leaves open."""
        told: dict[Cell, Any] = {}
        unsure = []
        for ask in self.asks:
            question = ask.question
            for member, bound in ask.fields:
                value = self.cleaned_data.get(bound.name)
                if question.fact.kind == "flag":
                    value = question.ticked if value else not question.ticked
                elif value in {None, ""}:
                    value = question.otherwise
                elif question.options and question.fact.kind == "whole":
                    value = int(value)
                if value is None:
                    unsure.append(question.column)
                else:
                    told[member.person if member else None, question.column] = value
        return told, unsure


def _field(question: Question, member: Member | None, today: date) -> forms.Field:
    label = member.name if member else question.words
    if question.fact.kind == "flag":
        return forms.BooleanField(label=label, required=False, initial=question.preset)
    if question.choices:
        stated = question.otherwise is not None and question.otherwise in question.choices
        choices = [(str(k), v) for k, v in question.choices.items()]
        return forms.ChoiceField(
            label=label,
            required=False,
            choices=choices if stated else [("", _("不清楚")), *choices],
            initial=str(question.otherwise) if stated else "",
        )
    if question.fact.kind == "day":
        return PlainDay(label=label, required=False)
    return PlainNumber(label=label, required=False, kind=question.fact.kind)
