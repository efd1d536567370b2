"""While one page is read an answer stands: what is asked again is not looked up again.

Reading changes nothing, so within one request that only reads, the same question has the same
answer. ``kept`` marks such questions; outside of ``reading`` they are asked anew each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Keep the answers of marked questions until the block ends."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def is_reading() -> bool:
    """Say whether answers are being kept, so that asking for more at once pays."""
    return _answers.get() is not None


def kept(question: Callable[P, T]) -> Callable[P, T]:
    """Mark a question that has one answer while a page is read; its arguments must be hashable.

    A queryset is kept as it is: who iterates it a second time finds the rows of the first.
    """

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        answer: T = answers[key]
        return answer

    return asked
