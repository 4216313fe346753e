"""What rests on the keys of a purpose, told before one of them is stored. Rooms above register what they know."""

from collections.abc import Callable, Iterator
from datetime import date

from budget.purposes.models import KeyPurpose

# Given a purpose and the days of a key (no end where the last is empty): one sentence for each thing, in full.
Told = Callable[[KeyPurpose, date, date | None], Iterator[str]]
registered: list[Told] = []


def register(told: Told) -> None:
    if told not in registered:
        registered.append(told)


def touched(purpose: KeyPurpose, first: date, last: date | None) -> list[str]:
    return [sentence for told in registered for sentence in told(purpose, first, last)]
