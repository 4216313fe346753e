"""A backup read to its end and held against its own list, before anything in it counts."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rorikt.archives import framing, manifest
from rorikt.archives.archive import Archive
from rorikt.archives.framing import Broken, Member
from rorikt.archives.manifest import MANIFEST, Item, Manifest

Take = Callable[[Member, Iterator[bytes]], Iterator[bytes]]


def let_through(member: Member, pieces: Iterator[bytes]) -> Iterator[bytes]:
    return pieces


def check(archive: Archive, keys: Sequence[Any], take: Take = let_through) -> Manifest:
    """What it says of itself, once every member is as it says. Raises Broken or Locked.

    `take` may keep what goes through it, which counts for nothing before this returns.
    """
    found: dict[str, tuple[int, str]] = {}
    listed = b""
    with archive.content(keys) as stream:
        while member := framing.next_member(stream):
            if listed:
                raise Broken(manifest.FOREIGN)
            if member.name == MANIFEST:
                if member.size > manifest.MOST_BYTES:
                    raise Broken(manifest.FOREIGN)
                listed = b"".join(framing.body(stream, member))
                continue
            digest = hashlib.sha256()
            for piece in take(member, framing.body(stream, member)):
                digest.update(piece)
            found[member.name] = (member.size, digest.hexdigest())  # of those of one name, the last
        if stream.read(1):
            raise Broken("Det står noe etter slutten på innholdet.")
    said = manifest.read(listed)
    if found != {name: (item.size, item.sha256) for name, item in said.members.items()}:
        raise Broken("Sikkerhetskopien er ikke slik innholdslisten sier.")
    return said


def members(archive: Archive, keys: Sequence[Any], said: Manifest) -> Iterator[tuple[str, Item, Iterator[bytes]]]:
    """Those of the list, one after the other, each held against it once more as it is read to its end.

    One that is there twice is passed over where it is not the one of the list.
    """
    with archive.content(keys) as stream:
        while member := framing.next_member(stream):
            pieces = framing.body(stream, member)
            item = said.members.get(member.name)
            if item is None or item.size != member.size:
                for _ in pieces:
                    pass
                continue
            yield member.name, item, pieces
