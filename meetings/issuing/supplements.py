"""What has changed since a packet went out, and the numbers of the pages that are added: 45a, 45b …

Pure: knows neither the database nor PDFs. A page number that has been printed never moves and is never used again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_LABEL = re.compile(r"(\d+)([a-z]*)")
FIRST = "0"  # before page 1: what is added there is 0a, 0b …
WITHDRAWN = "trukket"


@dataclass(frozen=True)
class ManifestEntry:
    """A part of the packet as readers hold it: the labels of its pages, and the hash of what it says.

    `facts` are what a reader would call the pieces of it, each with what it says or a hash of that; a piece with pieces
    of its own has them in a mapping. A part that has none, such as an attachment, is changed as a whole.
    """

    key: str
    title: str
    content: str
    labels: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def span(self) -> str:
        """«side 12» or «side 12–20»."""
        first, last = self.labels[0], self.labels[-1]
        return f"side {first}" if first == last else f"side {first}–{last}"


@dataclass(frozen=True)
class Change:
    """What has become of a part, and which pages are put in (`pages`) and taken out (`replaced`); empty for none."""

    key: str
    title: str
    what: str
    pages: str = ""
    replaced: str = ""

    @property
    def told(self) -> str:
        return f"{self.title} – {self.what[0].lower()}{self.what[1:]}"

    def __str__(self) -> str:
        told = self.told
        if self.pages and self.replaced:
            return f"{told} {self.pages.capitalize()} erstatter {self.replaced}."
        if self.replaced:
            return f"{told} {self.replaced.capitalize()} tas ut."
        return f"{told} {self.pages.capitalize()} settes inn." if self.pages else told


@dataclass(frozen=True)
class Supplement:
    """`added` are the parts to be printed, in order; `entries` is the whole packet with them; `pages` all labels ever.

    `changes` are in the order of the packet.
    """

    added: tuple[ManifestEntry, ...]
    entries: tuple[ManifestEntry, ...]
    pages: tuple[str, ...]
    changes: tuple[Change, ...]


def plan(
    old: Sequence[ManifestEntry], pages: Sequence[str], new: Sequence[ManifestEntry], counts: Mapping[str, int]
) -> Supplement:
    """Compare what was sent with what is now. `counts` has the pages of each new part by its key."""
    before = _matched(old, new)
    labels = list(pages)
    entries: list[ManifestEntry] = []
    added: list[ManifestEntry] = []
    changes: list[Change] = []
    place = FIRST
    for part in new:
        was = before.get(part.key)
        if was is not None:
            place = was.labels[-1]
        if was is None or was.content != part.content:
            fresh = _added(labels, place, counts[part.key])
            entry = replace(part, labels=fresh)
            added.append(entry)
            if was is None:
                changes.append(Change(part.key, part.title, "Ny.", entry.span))
            else:
                what = what_changed(was.facts, part.facts) if was.facts else "Endret."
                changes.append(Change(part.key, part.title, what, entry.span, was.span))
        else:
            entry = replace(part, labels=was.labels)
            if was.title != part.title:
                changes.append(Change(part.key, was.title, f"Heter nå {part.title}, {entry.span}."))
        entries.append(entry)
        place = entry.labels[-1]
    kept = {was.key for was in before.values()}
    changes += [Change(part.key, part.title, "Utgår.", "", part.span) for part in old if part.key not in kept]
    return Supplement(tuple(added), tuple(entries), tuple(labels), tuple(changes))


def what_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """«Endret: «Vurdering». Nytt: «Kostnader».»"""
    both = [name for name in new if name in old and old[name] != new[name]]
    told = {
        "Trukket": [name for name in both if new[name] == WITHDRAWN],
        "Endret": [_with_pieces(name, old[name], new[name]) for name in both if new[name] != WITHDRAWN],
        "Nytt": [name for name in new if name not in old],
        "Tatt ut": [name for name in old if name not in new],
    }
    return " ".join(f"{verb}: {', '.join(names)}." for verb, names in told.items() if names) or "Endret."


def _with_pieces(name: str, old: Any, new: Any) -> str:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return name
    return f"{name} ({', '.join(piece for piece in {**old, **new} if old.get(piece) != new.get(piece))})"


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
