"""The members of a backup one after the other, each with its name and its size: a tar that any `tar` unpacks.

Only whole plain files are written, and nothing else is read: a member that is a link, a folder, a device or a long
header is refused, and a reader takes no more memory than a block, whatever a stranger's file says of its sizes.
"""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Protocol

BLOCK, CHUNK = 512, 1 << 16
LONGEST_NAME = 100  # bytes of UTF-8
END = bytes(2 * BLOCK)


class Broken(Exception):
    """The file is not a whole backup: in Norwegian, what is the matter with it."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Member:
    name: str
    size: int


def header(name: str, size: int, at: float) -> bytes:
    """Raises ValueError where the name is too long."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(at), 0o600
    block = info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")
    if len(block) != BLOCK:
        raise ValueError(f"{name!r} is too long a name")
    return block


def padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def next_member(stream: Readable) -> Member | None:
    """None at the end, which has to be there. Raises Broken for whatever is not the header of a plain file."""
    block = exactly(stream, BLOCK)
    if block == bytes(BLOCK):
        if exactly(stream, BLOCK) != bytes(BLOCK):
            raise Broken("Slutten på filen er ikke slik den ble skrevet.")
        return None
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError) as error:
        raise Broken("Filen er ikke slik den ble skrevet.") from error
    if info.type != tarfile.REGTYPE or info.size < 0 or info.linkname:
        raise Broken(f"Filen har noe som ikke er en vanlig fil: {info.name[:LONGEST_NAME]!r}.")
    return Member(info.name, info.size)


def body(stream: Readable, member: Member) -> Iterator[bytes]:
    """What the member holds, in pieces. Has to be read to its end before the next."""
    left = member.size
    while left:
        piece = exactly(stream, min(left, CHUNK))
        left -= len(piece)
        yield piece
    exactly(stream, -member.size % BLOCK)


def exactly(stream: Readable, count: int) -> bytes:
    """Raises Broken where there is less."""
    pieces, left = [], count
    while left:
        piece = stream.read(left)
        if not piece:
            raise Broken("Filen er kuttet.")
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def write_member(target: IO[bytes], name: str, data: bytes, at: float) -> None:
    """A small one."""
    target.write(header(name, len(data), at) + data + padding(len(data)))
