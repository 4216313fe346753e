"""Codes of an app that count with the clock (RFC 6238): each is good for one log-in, and only forward in time."""

from collections.abc import Callable, Iterable

Value = Callable[[str, int], str]  # the code that a secret gives at a step of the clock


def step_of(code: str, secret: str, steps: Iterable[int], value: Value) -> int | None:
    """The step whose code this is; `None` for a wrong one. Spaces, as apps print them, mean nothing."""
    typed = "".join(code.split())
    found = None
    for step in steps:  # all of them, so that the time it takes tells nothing
        if typed == value(secret, step):
            found = step
    return found


def is_new(step: int | None, last: int | None) -> bool:
    """Whether it is later than the last one that was used."""
    return step is not None and (last is None or step > last)
