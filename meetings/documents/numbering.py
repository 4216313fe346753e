"""Numbers of the sections of a document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

MAX_LEVEL = 4


class Placed(Protocol):
    """What a section says of its place. Sections below the same one keep the order they are given in."""

    pk: int
    parent_id: int | None


S = TypeVar("S", bound=Placed)


def number_sections(sections: Iterable[S]) -> Iterator[tuple[tuple[int, ...], S]]:
    """Each section with its number, `(2, 1, 2)` for 2.1.2, in the order they are read."""
    children: defaultdict[int | None, list[S]] = defaultdict(list)
    for section in sections:
        children[section.parent_id].append(section)

    def walk(parent: int | None, prefix: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], S]]:
        for index, section in enumerate(children[parent], start=1):
            yield (*prefix, index), section
            yield from walk(section.pk, (*prefix, index))

    return walk(None, ())


def section_number(number: tuple[int, ...]) -> str:
    """`2.1.2`."""
    return ".".join(map(str, number))
