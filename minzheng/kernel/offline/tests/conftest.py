"""Fixtures of the tests of this room: two phones of one village, and a kind of record of their own."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from minzheng.core.forms import MONEY, PHOTO, TEXT, Form, Item
from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff
from minzheng.kernel.offline import services
from minzheng.kernel.offline.declarations import KINDS, Kind, Submission, declare_kind
from minzheng.kernel.offline.models import Device
from minzheng.kernel.people.models import Household

__all__ = ["county", "family", "own_home", "register", "staff"]

AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
FORM = Form(
    "test.form",
    "测试",
    (
        Item("note", "说明", TEXT, is_required=True),
        Item("income", "收入", MONEY),
        Item("photos", "照片", PHOTO),
    ),
)


class Room:
    """What received the records: keeps them, or refuses with a sentence."""

    def __init__(self) -> None:
        self.taken: list[Submission] = []
        self.refusal: Exception | None = None

    def receive(self, said: Submission) -> Household:
        self.taken.append(said)
        if self.refusal is not None:
            raise self.refusal
        return said.household


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    declare_kind(Kind("test", "测试记录", lambda _key: FORM, made.receive, "visits.record"))
    yield made
    KINDS.remove("test")


class Phone:
    """A phone that writes records of one household, sends them whole, partly or twice."""

    def __init__(self, by: Any, household: Household) -> None:
        self.by, self.counter = by, 0
        self.device: Device = services.register(
            uuid.uuid4(), label="test", waiting=0, usage=0, by=by, at=AT
        )
        self.header = {"id": "", "kind": "test", "began": AT.isoformat(), "household": household.pk}

    def begin(self, record: str | None = None) -> dict[str, Any]:
        self.header["id"] = record or str(uuid.uuid4())
        return self._said(type="create")

    def set(self, field: str, value: Any, *bases: dict[str, Any]) -> dict[str, Any]:
        return self._said(
            type="set", field=field, value=value, bases=[base["op"] for base in bases]
        )

    def submit(self, *heads: dict[str, Any]) -> dict[str, Any]:
        return self._said(type="submit", heads=[head["op"] for head in heads])

    def send(self, *operations: dict[str, Any]) -> list[tuple[str, str]]:
        answers = services.take(self.device, operations, by=self.by, at=AT)
        return [(answer.state, answer.text) for answer in answers]

    def _said(self, **more: Any) -> dict[str, Any]:
        self.counter += 1
        head = {"op": str(uuid.uuid4()), "counter": self.counter, "at": AT.isoformat()}
        return {**head, "record": dict(self.header), **more}


@pytest.fixture
def phone(staff, family, room) -> Callable[..., Phone]:
    """Return a function that gives somebody of the staff a phone."""

    def give(name: str = "worker", household: Household | None = None) -> Phone:
        return Phone(staff[name], household or family)

    return give
