"""Numbers as they are printed: of meetings, cases and the sections of a document."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

MAX_LEVEL = 4
_CASE = re.compile(r"(\d{4})/M(\d+)(?:-(\d{3,}))?")


def meeting_number(year: int, sequence: int) -> str:
    """`2024/M1`."""
    return f"{year}/M{sequence}"


def case_number(year: int, meeting: int, sequence: int) -> str:
    """`2024/M1-004`: year, meeting, sequence."""
    return f"{meeting_number(year, meeting)}-{sequence:03d}"


def parse_meeting_number(text: str) -> tuple[int, int]:
    """Year and sequence of `2024/M1`. Raises ValueError for anything else."""
    match = _CASE.fullmatch(text.strip())
    if not match or match[3]:
        raise ValueError(f"{text!r} is not a meeting number like 2024/M1")
    return int(match[1]), int(match[2])


class Placed(Protocol):
    """What a section tells of its place. Brothers come in the order they are given."""

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
