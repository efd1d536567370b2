"""Finding the words of the law for a question: pairs of characters, rare ones weigh more; nothing is made up."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from minzheng.core.text import half_width
from minzheng.facts import COLUMNS

from .declaration import Parameter, Policy
from .manual import Manual

RULE, PARAMETER, PROSE, DOCUMENT = "rule", "parameter", "prose", "document"
# Words of asking that say nothing about the matter.
EMPTY_WORDS = (
    "是多少", "有多少", "多少钱", "多少", "怎么样", "怎么办", "怎么", "怎样", "如何", "什么",
    "哪些", "哪里", "可以", "能不能", "是不是", "可不可以", "请问", "我家", "我们", "现在",
    "吗", "呢", "的", "了", "？", "?", "，", "。",
)  # fmt: skip
TITLE_WEIGHT = 3.0
STRANGE = 1.5  # what no passage says: mostly the seam between two words
FEWEST = 0.45  # the share of the question's weight an answer must cover


@dataclass(frozen=True)
class Passage:
    """A piece of text that may answer: what it is, its heading, its words, where it stands."""

    kind: str
    policy: str
    name: str
    title: str
    text: str
    basis: str = ""
    label: str = ""

    @cached_property
    def titled(self) -> frozenset[str]:
        """The pairs of its heading."""
        return frozenset(pairs(self.title))

    @cached_property
    def worded(self) -> frozenset[str]:
        """The pairs of all its words."""
        return frozenset(pairs(f"{self.title} {self.text} {self.basis}"))


def passages_of(manual: Manual) -> list[Passage]:
    """Cut the manual of a policy into passages: rules, parameters, paragraphs of its prose."""
    policy = manual.policy
    subject = f"{policy.label} {_nickname(manual.prose)}"
    found = [
        Passage(
            RULE, policy.key, rule.name, f"{rule.label} {subject}",
            rule.wordings[-1].formula, "；".join(dict.fromkeys(w.basis for w in rule.wordings)),
            rule.label,
        )
        for rule in manual.rules
        if not rule.borrowed
    ]  # fmt: skip
    found += [
        Passage(
            PARAMETER, policy.key, p.name, f"{p.label} {subject}",
            " ".join((p.unit, *p.choices.values(), *_categories(p))), p.basis, p.label,
        )
        for p in manual.parameters
        if p.policy == policy.key
    ]  # fmt: skip
    return found + list(_paragraphs(policy, manual.prose, subject))


def _categories(parameter: Parameter) -> Iterable[str]:
    """What its values are told apart by: city and village, placement."""
    return COLUMNS[parameter.by].choices.values() if parameter.by else ()


def _nickname(prose: str) -> str:
    """The heading of the prose often gives the everyday name: 最低生活保障（低保）."""
    return prose.partition("\n")[0].lstrip("# ").strip()


def _paragraphs(policy: Policy, prose: str, subject: str) -> Iterable[Passage]:
    for number, line in enumerate(prose.splitlines()):
        text = line.strip().lstrip("-# ").strip()
        if number and text and not text.startswith("|"):
            yield Passage(PROSE, policy.key, str(number), subject, text, policy.basis)


def pairs(text: str) -> list[str]:
    """Cut a text into pairs of neighbouring characters; spaces and signs divide."""
    words = "".join(c if c.isalnum() else " " for c in half_width(text)).split()
    return [w[n : n + 2] for w in words for n in range(max(len(w) - 1, 1))]


def asked_pairs(question: str) -> list[str]:
    """The pairs of a question without the words of asking."""
    text = half_width(question)
    for word in EMPTY_WORDS:
        text = text.replace(word, " ")
    return list(dict.fromkeys(pairs(text)))


class Library:
    """Passages made searchable: built once, asked often."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = list(passages)
        self.seen = Counter(pair for passage in self.passages for pair in passage.worded)

    def weight(self, pair: str) -> float:
        """A pair that stands in few passages says more; one that stands nowhere is mostly a seam."""
        if not self.seen[pair]:
            return STRANGE
        return math.log(1 + (len(self.passages) + 1) / (1 + self.seen[pair]))

    def search(
        self, question: str, *, also: Sequence[Passage] = (), limit: int = 8
    ) -> list[Passage]:
        """Give the passages that cover the question best, best first; none when none covers it.

        `also` are passages of the moment, such as registered documents.
        """
        asked = asked_pairs(question)
        weights = {pair: self.weight(pair) for pair in asked}
        whole = sum(weights.values())
        if not whole:
            return []
        scored = []
        for number, passage in enumerate((*self.passages, *also)):
            covered = sum(w for pair, w in weights.items() if pair in passage.worded)
            if covered / whole < FEWEST:
                continue
            headed = sum(w for pair, w in weights.items() if pair in passage.titled)
            # Of two that cover alike, the one whose heading says little else is meant.
            focus = headed / (1 + len(passage.titled))
            named = whole if passage.label and passage.label in question else 0
            scored.append((-(covered + TITLE_WEIGHT * (headed + named) + focus), number, passage))
        return [passage for _score, _number, passage in sorted(scored, key=lambda s: s[:2])[:limit]]
