"""A place where things are declared once, by key."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one kind by their stable key; a second declaration of a key is an error."""

    def __init__(self, kind: str) -> None:
        """Name the ``kind`` in Chinese: it appears in the messages."""
        self.kind = kind
        self._things: dict[str, T] = {}

    def add(self, key: str, thing: T) -> T:
        """Declare ``thing`` under ``key`` and return it.

        Declaring the very same object again changes nothing; another one raises ``ValueError``.
        """
        if self._things.get(key, thing) != thing:
            raise ValueError(f"{self.kind}“{key}”重复声明。")
        return self._things.setdefault(key, thing)

    def get(self, key: str) -> T:
        """Return the thing declared under ``key``; ``KeyError`` names the kind and the key."""
        try:
            return self._things[key]
        except KeyError:
            raise KeyError(f"没有名为“{key}”的{self.kind}。") from None

    def all(self) -> list[T]:
        """Return everything declared, in the order of the keys."""
        return [self._things[key] for key in sorted(self._things)]

    def sorted(self) -> list[tuple[str, T]]:
        """Return key and thing of everything declared, in the order of the keys."""
        return sorted(self._things.items(), key=lambda pair: pair[0])

    def remove(self, key: str) -> None:
        """Forget a key (for tests that declare something of their own)."""
        self._things.pop(key, None)

    def __contains__(self, key: object) -> bool:
        return key in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._things)
