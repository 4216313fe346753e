"""Which section of one content is which of another: they have no names but their titles and texts."""

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from meetings.documents.content import NumberedSection, Text

ALIKE = 0.5  # of their words: two sections under different titles that are more alike are one that was renamed
_WORDS = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Pair:
    """A section as it was and as it is; one of them is missing where it is new or gone."""

    old: NumberedSection | None
    new: NumberedSection | None
    is_moved: bool = False


def pair_sections(old: Sequence[NumberedSection], new: Sequence[NumberedSection]) -> list[Pair]:
    """In the order of the new, each that is gone after the one it stood behind."""
    match = _matched(old, new)
    moved = _moved(match, old, new)
    gone_behind: dict[int, list[Pair]] = {}
    taken = {was: now for now, was in match.items()}
    behind = -1
    for place, section in enumerate(old):
        if place in taken:
            behind = taken[place]
        else:
            gone_behind.setdefault(behind, []).append(Pair(section, None))
    pairs = gone_behind.get(-1, [])
    for place, section in enumerate(new):
        was = match.get(place)
        pairs.append(Pair(old[was] if was is not None else None, section, place in moved))
        pairs += gone_behind.get(place, [])
    return pairs


def _matched(old: Sequence[NumberedSection], new: Sequence[NumberedSection]) -> dict[int, int]:
    """The place in `old` of each in `new` that has one: by the titles above it, by its title, by its words."""
    match: dict[int, int] = {}
    for name in (_paths, _titles):
        _match_by(name, old, new, match)
    taken = set(match.values())
    for place, section in enumerate(new):
        if place in match:
            continue
        free = [was for was in range(len(old)) if was not in taken]
        best = max(free, key=lambda was: _likeness(old[was], section), default=None)
        if best is not None and _likeness(old[best], section) >= ALIKE:
            match[place] = best
            taken.add(best)
    return match


def _match_by(
    name: Callable[[Sequence[NumberedSection]], list[Hashable]],
    old: Sequence[NumberedSection],
    new: Sequence[NumberedSection],
    match: dict[int, int],
) -> None:
    taken = set(match.values())
    free: dict[Hashable, list[int]] = {}
    for place, key in enumerate(name(old)):
        if place not in taken:
            free.setdefault(key, []).append(place)
    for place, key in enumerate(name(new)):
        if place not in match and free.get(key):
            match[place] = free[key].pop(0)


def _paths(sections: Sequence[NumberedSection]) -> list[Hashable]:
    paths: list[Hashable] = []
    above: list[str] = []
    for section in sections:
        above = [*above[: section.level - 1], section.title.casefold()]
        paths.append(tuple(above))
    return paths


def _titles(sections: Sequence[NumberedSection]) -> list[Hashable]:
    return [section.title.casefold() for section in sections]


def _likeness(old: NumberedSection, new: NumberedSection) -> float:
    before, after = _words(old), _words(new)
    return len(before & after) / len(before | after) if before and after else 0.0


def _words(section: NumberedSection) -> frozenset[str]:
    text = " ".join(_TAG.sub(" ", block.html) for block in section.blocks if isinstance(block, Text))
    return frozenset(_WORDS.findall(text.casefold()))


def _moved(match: dict[int, int], old: Sequence[NumberedSection], new: Sequence[NumberedSection]) -> set[int]:
    """Those that stand below another section, or in another order than most beside them.

    A number that follows from what was put in above is no move, and what stands below goes where its section goes.
    """
    above_old, above_new = _parents(old), _parents(new)
    moved: set[int] = set()
    beside: dict[int | None, list[int]] = {}
    for place, was in sorted(match.items()):
        above = above_new[place]
        if (match.get(above) if above is not None else None) == above_old[was]:
            beside.setdefault(above, []).append(place)
        else:
            moved.add(place)
    for places in beside.values():
        kept = {places[index] for index in _longest_rise([match[place] for place in places])}
        moved |= set(places) - kept
    return moved


def _parents(sections: Sequence[NumberedSection]) -> list[int | None]:
    parents: list[int | None] = []
    above: list[int] = []
    for place, section in enumerate(sections):
        above = above[: section.level - 1]
        parents.append(above[-1] if above else None)
        above.append(place)
    return parents


def _longest_rise(values: Sequence[int]) -> Iterator[int]:
    """The indices of a longest rising run of values, last first."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        length = bisect_left(ends, value)
        before.append(at[length - 1] if length else -1)
        ends[length:] = [value] if length == len(ends) else [value, *ends[length + 1 :]]
        at[length:] = [index] if length == len(at) else [index, *at[length + 1 :]]
    index = at[-1] if at else -1
    while index >= 0:
        yield index
        index = before[index]
