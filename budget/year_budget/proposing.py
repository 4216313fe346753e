"""Which lines of a budget a decision on the frame most likely goes to, from the words that they have in common.

A proposal only: the head of the cooperation says where the money goes.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from rorikt.slugs import slug

SHORTEST_WORD = 4  # letters; shorter ones («for», «til») say nothing


class Cost(NamedTuple):
    """A part of what was decided: what it is called and what it costs, NOK."""

    title: str
    amount: Decimal


def proposed_lines(title: str, amount: Decimal, costs: Sequence[Cost], lines: Mapping[int, str]) -> dict[int, Decimal]:
    """Key of a line to what it is moved by; empty where no line is like what was decided.

    Each of `costs` goes to the line that it is most like, where every one of them is like a line and they add up to
    `amount`; else all of `amount` goes to the line that `title` or the costs are most like.
    """
    if costs and sum((cost.amount for cost in costs), Decimal(0)) == amount:
        places = [most_like(cost.title, lines) for cost in costs]
        if all(place is not None for place in places):
            return _summed(places, costs)
    words = " ".join([title, *(cost.title for cost in costs)])
    place = most_like(title, lines) or most_like(words, lines)
    return {} if place is None else {place: amount}


def most_like(text: str, lines: Mapping[int, str]) -> int | None:
    """The line with the same title, else the one with most words in common; `None` where none or several have."""
    same = [key for key, title in lines.items() if slug(title) == slug(text)]
    if same:
        return same[0]
    wanted = _words(text)
    scores = {key: len(wanted & _words(title)) for key, title in lines.items()}
    best = max(scores.values(), default=0)
    found = [key for key, score in scores.items() if score == best]
    return found[0] if best and len(found) == 1 else None


def _words(text: str) -> set[str]:
    return {word for word in slug(text).split("-") if len(word) >= SHORTEST_WORD}


def _summed(places: Sequence[int | None], costs: Sequence[Cost]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for place, cost in zip(places, costs, strict=True):
        if place is not None:
            found[place] = found.get(place, Decimal(0)) + cost.amount
    return {place: amount for place, amount in found.items() if amount}
