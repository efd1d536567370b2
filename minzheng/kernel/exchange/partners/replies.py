"""The question to a department and what may come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from minzheng.core.sealing import digest_sm3


class Unanswered(Exception):
    """A department did not answer usefully; ``again`` says whether repeating may help."""

    def __init__(
        self, problem: str, *, again: bool = True, log: Sequence[Mapping[str, object]] = ()
    ) -> None:
        """Keep the Chinese reason and the attempts for the record."""
        super().__init__(problem)
        self.again = again
        self.log = log


class NotYet(Exception):
    """The question was handed over; the answer comes later (files)."""


@dataclass(frozen=True)
class Question:
    """What is asked about one person: ``key`` makes sure that it counts once, however often sent.

    ``authorisation`` names the letter it rests on, ``matter`` the case, ``month`` the month in
    question; ``area`` is the code of another area that is to look, empty for our own partners.
    """

    key: str
    data_set: str
    id_number: str
    name: str
    fields: tuple[str, ...]
    authorisation: str
    matter: str
    month: str
    area: str = ""

    def body(self) -> dict[str, object]:
        """Return it as partners read it."""
        return {
            "key": self.key,
            "data_set": self.data_set,
            "id_no": self.id_number,
            "name": self.name,
            "fields": list(self.fields),
            "authorisation": self.authorisation,
            "matter": self.matter,
            "month": self.month,
            "area": self.area,
        }


@dataclass(frozen=True)
class Reply:
    """What came back: the department's own headers and cells as text; ``raw`` as it was sent."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    raw: bytes
    log: Sequence[Mapping[str, object]] = field(default_factory=tuple)

    @property
    def digest(self) -> str:
        """Return the SM3 digest of what was sent."""
        return digest_sm3(self.raw)
