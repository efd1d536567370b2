"""Two counties in homes of their own, so that the database of the other tests stays clean."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from minzheng.site import homes

MODULE = "from tests.proofs import witness as w; "


class County:
    """A home with a raised county and its month, asked through processes."""

    def __init__(self, home: homes.Home, households: int, seed: int) -> None:
        home.environ["MINZHENG_TODAY"] = "2026-11-16"
        self.home = home
        self.tell(f"w.raise_county({households}, {seed})")

    def tell(self, words: str) -> None:
        """Do something in the county."""
        self.home.ask(f"{MODULE}{words}")

    def ask(self, words: str) -> Any:
        """Ask something of the county."""
        return json.loads(self.home.ask(f"{MODULE}w.tell({words})").splitlines()[-1])


@pytest.fixture(scope="session")
def demo() -> Iterator[County]:
    """Raise the demo county: 3,000 households, seed 1."""
    with homes.fresh() as home:
        yield County(home, 3_000, 1)


@pytest.fixture(scope="session")
def second() -> Iterator[County]:
    """Raise another county with another seed."""
    with homes.fresh() as home:
        yield County(home, 400, 20)


@pytest.fixture(scope="session")
def acted(demo: County) -> County:
    """Let people pay the demo's month, work its leads and take applications through."""
    demo.tell("w.let_people_act()")
    return demo
