"""Events: how a lower room tells the rooms above it that something happened."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True)
class Event:
    """Something that happened; subclasses are frozen dataclasses in a room's ``events.py``."""


E = TypeVar("E", bound=Event)
_listeners: defaultdict[type[Event], list[Callable[..., object]]] = defaultdict(list)


def listen(kind: type[E], function: Callable[[E], object]) -> None:
    """Call ``function`` for every event of exactly this ``kind``; a second time changes nothing."""
    if function not in _listeners[kind]:
        _listeners[kind].append(function)


def announce(event: Event) -> None:
    """Tell every listener at once, in the order of their listening and in this transaction.

    An error in a listener is the announcer's error: both are undone together.
    """
    for function in list(_listeners.get(type(event), ())):
        function(event)


def listeners() -> dict[type[Event], tuple[Callable[..., object], ...]]:
    """Return who listens to what."""
    return {kind: tuple(functions) for kind, functions in _listeners.items() if functions}


def ignore(kind: type[E], function: Callable[[E], object]) -> None:
    """Stop calling ``function`` (for tests that listen for a while)."""
    if function in _listeners[kind]:
        _listeners[kind].remove(function)
