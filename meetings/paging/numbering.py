"""The pages of a packet and its supplements: where each lies, and where a paper's paragraphs meet them.

Pure: knows neither the database nor PDFs. A label is what is printed on a page: 45, or 45a in a supplement.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from meetings.issuing.supplements import ManifestEntry


@dataclass(frozen=True)
class Sent:
    """A packet or a supplement: its parts as they are with it, all labels so far, and the number of its own pages."""

    entries: Sequence[ManifestEntry]
    labels: Sequence[str]
    page_count: int


@dataclass(frozen=True)
class Leaf:
    """A page as it lies: `packet` counts those that were sent from 0, `page` those of its file from 1."""

    packet: int
    page: int


@dataclass(frozen=True)
class PageMark:
    """A page, counted from 0 in its paper, that is told before a paragraph: the first one that begins on it.

    `is_above`: no paragraph begins on it, so it begins in what stands before.
    """

    page: int
    is_above: bool = False


def leaves(sent: Sequence[Sent]) -> dict[str, Leaf]:
    """Every page that was ever sent, by its label. A supplement begins with pages of its own, which have none."""
    found: dict[str, Leaf] = {}
    for place, packet in enumerate(sent):
        own = list(_added(packet, found)) if place else list(packet.labels)
        first = packet.page_count - len(own) + 1
        found |= {label: Leaf(place, first + step) for step, label in enumerate(own)}
    return found


def _added(packet: Sent, before: Mapping[str, Leaf]) -> Iterator[str]:
    """What a supplement adds, as it lies in it: part by part."""
    for entry in packet.entries:
        yield from (label for label in entry.labels if label not in before)


def page_marks(
    names: Sequence[str], begins_on: Mapping[str, int], page_count: int, end: str
) -> dict[str, list[PageMark]]:
    """Before which of the `names` of a paper, in order, each of its pages is told; `end` is the name of its end.

    Pages before that of the first name have the title and the contents, and are not told.
    """
    known = [(name, begins_on[name]) for name in names if name in begins_on]
    marks: dict[str, list[PageMark]] = {}
    if not known:
        return marks
    for page in range(known[0][1], page_count):
        name, begins = next(((name, begins) for name, begins in known if begins >= page), (end, page_count))
        marks.setdefault(name, []).append(PageMark(page, is_above=begins != page))
    return marks


def first_on(page: int, names: Sequence[str], begins_on: Mapping[str, int]) -> str:
    """The name that leads to a page of a paper: the first that begins on it, else the last that begins before it.

    Empty for the pages before all of them.
    """
    before = ""
    for name in names:
        if name in begins_on and begins_on[name] >= page:
            return name if begins_on[name] == page else before
        before = name if name in begins_on else before
    return before
