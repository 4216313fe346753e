"""Questions that are asked once: the figures of a document rest on few answers, such as the accounts of a year.

What reads such an answer from the database is marked by `once`. Within `asked_once` it reads it the first time, and
gives the same to all who ask with the same arguments, so that all that is shown together is of one state. Outside it,
every question is asked anew.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Also a decorator. One inside another is a part of it. Nothing that is read within it may be changed within it."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """The arguments have to be hashable, and nobody may change what is given. What is raised is not remembered."""

    @wraps(function)
    def answer(*args: Asked.args, **named: Asked.kwargs) -> Answer:
        answers = _answers.get()
        if answers is None:
            return function(*args, **named)
        question = (function, args, tuple(sorted(named.items())))
        if question not in answers:
            answers[question] = function(*args, **named)
        found: Answer = answers[question]
        return found

    return answer
