"""What has changed since a packet went out, and the numbers of the pages that are added: 45a, 45b …

Pure: knows neither the database nor PDFs. A page number that has been printed never moves and is never used again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

_LABEL = re.compile(r"(\d+)([a-z]*)")
FIRST = "0"  # before page 1: what is added there is 0a, 0b …


@dataclass(frozen=True)
class ManifestEntry:
    """A part of the packet as readers hold it: the labels of its pages, and the hash of what it says."""

    key: str
    title: str
    content: str
    labels: tuple[str, ...] = ()

    @property
    def span(self) -> str:
        """«side 12» or «side 12–20»."""
        first, last = self.labels[0], self.labels[-1]
        return f"side {first}" if first == last else f"side {first}–{last}"


@dataclass(frozen=True)
class Supplement:
    """`added` are the parts to be printed, in order; `entries` is the whole packet with them; `pages` all labels ever.

    `changes` are Norwegian sentences, in the order of the packet.
    """

    added: tuple[ManifestEntry, ...]
    entries: tuple[ManifestEntry, ...]
    pages: tuple[str, ...]
    changes: tuple[str, ...]


def plan(
    old: Sequence[ManifestEntry], pages: Sequence[str], new: Sequence[ManifestEntry], counts: Mapping[str, int]
) -> Supplement:
    """Compare what was sent with what is now. `counts` has the pages of each new part by its key."""
    before = _matched(old, new)
    labels = list(pages)
    entries: list[ManifestEntry] = []
    added: list[ManifestEntry] = []
    changes: list[str] = []
    place = FIRST
    for part in new:
        was = before.get(part.key)
        if was is not None:
            place = was.labels[-1]
        if was is None or was.content != part.content:
            fresh = _added(labels, place, counts[part.key])
            entry = replace(part, labels=fresh)
            added.append(entry)
            changes.append(
                f"Ny: {part.title}, {entry.span}."
                if was is None
                else f"Endret: {part.title}, {entry.span} i stedet for {was.span}."
            )
        else:
            entry = replace(part, labels=was.labels)
            if was.title != part.title:
                changes.append(f"Ny tittel: {was.title} heter nå {part.title}, {entry.span}.")
        entries.append(entry)
        place = entry.labels[-1]
    kept = {was.key for was in before.values()}
    changes += [f"Utgår: {part.title}, {part.span}." for part in old if part.key not in kept]
    return Supplement(tuple(added), tuple(entries), tuple(labels), tuple(changes))


def content_order(pages: Iterable[str]) -> list[tuple[int, int, str]]:
    """Keys that sort labels as they lie in the pile: 45, 45a, … 45z, 45aa, 46."""
    return [(int(number), len(letters), letters) for number, letters in (split(page) for page in pages)]


def split(label: str) -> tuple[str, str]:
    """`45a` gives `45` and `a`. Raises ValueError for what is no label."""
    match = _LABEL.fullmatch(label)
    if not match:
        raise ValueError(f"{label!r} is not a page label like 45 or 45a")
    return match[1], match[2]


def letters(number: int) -> str:
    """a … z, aa … zz, as columns of a sheet; 1 is a."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _matched(old: Sequence[ManifestEntry], new: Sequence[ManifestEntry]) -> dict[str, ManifestEntry]:
    """What each new part was before, by its new key: the same content in the same case first, then the same key."""
    found: dict[str, ManifestEntry] = {}
    left = {part.key: part for part in old}
    for part in new:
        same = next((was for was in left.values() if was.content == part.content and _alike(was.key, part.key)), None)
        if same is not None:
            found[part.key] = left.pop(same.key)
    for part in new:
        if part.key not in found and part.key in left:
            found[part.key] = left.pop(part.key)
    return found


def _alike(one: str, other: str) -> bool:
    """Whether two keys are of the same case and kind: `sak-1-dokument-2` and `sak-1-dokument-3`."""
    return one.rsplit("-", 1)[0] == other.rsplit("-", 1)[0]


def _added(labels: list[str], place: str, count: int) -> tuple[str, ...]:
    """The next free labels after `place`, put into `labels`: a number keeps its letters over all supplements."""
    number, _ = split(place)
    used = [label for label in labels if split(label)[0] == number and split(label)[1]]
    fresh = tuple(f"{number}{letters(len(used) + step)}" for step in range(1, count + 1))
    index = max((index for index, label in enumerate(labels) if split(label)[0] == number), default=-1)
    labels[index + 1 : index + 1] = fresh
    return fresh
