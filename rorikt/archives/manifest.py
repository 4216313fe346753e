"""What a backup says of itself: every member with its size and SHA-256, and the programs that made it.

It is written last and held against all that was read. Whoever restores trusts no name in it that was not looked at
here.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from rorikt.archives.framing import Broken

FORMAT = 1
DATABASE, SETTINGS, MANIFEST = "database", "settings/env", "manifest.json"
KEYS, FILES = "keys/", "files/"
KEY = re.compile(r"keys/([A-Za-z0-9]+/)?[A-Za-z0-9][A-Za-z0-9._-]*")
MOST_BYTES = 1 << 28  # of the manifest, for a million files
LONGEST_NAME = 400  # characters
FOREIGN = "Innholdslisten i sikkerhetskopien er ikke slik Rorikt skriver den."


@dataclass(frozen=True)
class Item:
    """A member: what it holds, and for a file the name it has in storage. Without a name it is not put back: it was
    deleted while the backup was made."""

    size: int
    sha256: str
    name: str = ""


@dataclass(frozen=True)
class Database:
    """`size` and `sha256` are of the database when it is unpacked."""

    vendor: str
    version: int
    size: int
    sha256: str
    migrations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Manifest:
    made_at: datetime
    release: str
    commit: str
    database: Database
    members: Mapping[str, Item]
    missing: tuple[str, ...] = ()  # files that rows name, and that were not there
    programs: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, Item]:
        """Those that are put back."""
        return {member: item for member, item in self.members.items() if member.startswith(FILES) and item.name}

    @property
    def keys(self) -> dict[str, Item]:
        return {member: item for member, item in self.members.items() if member.startswith(KEYS)}

    def written(self) -> bytes:
        told = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Manifest:
    """Raises Broken for whatever `written` does not write, and for names that lead out of the storage."""
    try:
        told = json.loads(data)
        if told.pop("format") != FORMAT:
            raise Broken("Sikkerhetskopien er laget på en annen måte enn denne utgaven kan lese.")
        found = Manifest(
            made_at=datetime.fromisoformat(told.pop("made_at")),
            database=_database(told.pop("database")),
            members={str(name): _item(name, item) for name, item in told.pop("members").items()},
            missing=tuple(map(str, told.pop("missing"))),
            **told,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Broken(FOREIGN) from error
    names = [item.name for item in found.files.values()]
    if found.made_at.tzinfo is None or DATABASE not in found.members or len(set(names)) != len(names):
        raise Broken(FOREIGN)
    return found


def _database(told: dict[str, Any]) -> Database:
    migrations = tuple((str(app), str(name)) for app, name in told.pop("migrations"))
    found = Database(migrations=migrations, **told)
    if not isinstance(found.size, int) or not isinstance(found.version, int):
        raise Broken(FOREIGN)
    return found


def _item(member: str, told: dict[str, Any]) -> Item:
    item = Item(**told)
    is_file = member.startswith(FILES)
    if not is_file and (item.name or (member not in {DATABASE, SETTINGS} and not is_key(member))):
        raise Broken(FOREIGN)
    if is_file and item.name:
        check_name(item.name)
    if not isinstance(item.size, int) or item.size < 0 or not isinstance(item.sha256, str):
        raise Broken(FOREIGN)
    return item


def is_key(member: str) -> bool:
    """`keys/` and a plain name of a file, at most one folder below, which does not lead out of the data folder."""
    return KEY.fullmatch(member) is not None


def check_name(name: str) -> None:
    """Raises Broken for a name that could lead out of the storage, or to another file than it says."""
    parts = name.split("/")
    is_plain = name == str(PurePosixPath(name)) and not name.startswith("/") and name.isprintable()
    if not is_plain or "\\" in name or {"", ".", ".."} & set(parts) or len(name) > LONGEST_NAME:
        raise Broken(f"Sikkerhetskopien har en fil med et navn som ikke er lov: {name[:80]!r}.")
