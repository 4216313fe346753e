"""`@Kari Nordmann` in a comment: who is meant. Written as the name, the e-mail address, or what is before its @."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

# What follows an @ that does not stand inside a word, such as an e-mail address.
AT = re.compile(r"(?<![\w.@])@(?=\w)")
# By what is written, in small letters, the keys of those it may mean.
Names = Mapping[str, set[int]]


class Named(NamedTuple):
    key: int
    name: str
    email: str

    @property
    def names(self) -> tuple[str, str, str]:
        """What they may be called, what reads best first."""
        return self.name, self.email.split("@")[0], self.email


class Mentionable(NamedTuple):
    """Somebody as the list of a comment offers them: `written` means nobody else, `told` tells them apart."""

    written: str
    told: str


def names_of(people: Iterable[Named]) -> Names:
    names: dict[str, set[int]] = defaultdict(set)
    for person in people:
        for name in person.names:
            names[name.casefold()].add(person.key)
    return names


def mentionable(people: Sequence[Named]) -> list[Mentionable]:
    """In their order."""
    names = names_of(people)
    found = []
    for person in people:
        written = next((name for name in person.names if len(names[name.casefold()]) == 1), person.email)
        found.append(Mentionable(written, person.name if written == person.name else f"{person.name} ({person.email})"))
    return found


def mentioned(text: str, names: Names) -> tuple[list[int], list[str]]:
    """Keys of those who are meant, each once in their order, and what means nobody, or more than one.

    Of the names that fit the longest is meant, whatever its case.
    """
    ranked = sorted(names, key=len, reverse=True)
    found, unknown = dict[int, None](), list[str]()
    for match in AT.finditer(text):
        rest = text[match.end() :]
        name = _name(rest.casefold(), ranked)
        if name is None:
            unknown.append("@" + re.split(r"[\s,;:!?()]", rest, maxsplit=1)[0].rstrip("."))
        elif len(names[name]) > 1:
            unknown.append("@" + rest[: len(name)])
        else:
            found.update(dict.fromkeys(names[name]))
    return list(found), unknown


def _name(rest: str, ranked: Sequence[str]) -> str | None:
    for name in ranked:
        after = rest[len(name) : len(name) + 1]
        if rest.startswith(name) and not after.isalnum() and after != "@":
            return name
    return None
