"""What is taken along of a meeting: addresses, what each of them now is, and how it is told that one has changed.

A room below adds addresses of its own by a function in `adding`, which is registered when all is loaded.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from meetings.agenda.models import Meeting
from rorikt.people.models import User

Kind = Literal["meeting", "case", "paper", "pdf", "attachment", "file", "packet", "rows", "page", "data"]
SHORT = 16


@dataclass(frozen=True)
class Entry:
    """One address. It is fetched again when `version` is another one, and that is told when `says` is another one.

    `says` is empty for what is not told of. `byte_count` is known of files only. `also` are other addresses that lead
    to the same. `state` is a word for what has become of it, such as «trukket».
    """

    address: str
    kind: Kind
    title: str
    version: str
    says: str = ""
    byte_count: int | None = None
    also: tuple[str, ...] = ()
    state: str = ""

    def to_json(self) -> dict[str, Any]:
        told = {"address": self.address, "kind": self.kind, "title": self.title, "version": self.version}
        more = {"says": self.says, "bytes": self.byte_count, "also": list(self.also), "state": self.state}
        return told | {name: value for name, value in more.items() if value}


# Given who takes it along and the meeting. The person reads what is open alone, see rorikt/people/only_open.py.
adding: list[Callable[[User, Meeting], Iterable[Entry]]] = []


def stamp(*parts: Any) -> str:
    """Another one when any of them is."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:SHORT]


def only_once(entries: Iterable[Entry]) -> list[Entry]:
    """The first of each address."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.address, entry)
    return list(found.values())
