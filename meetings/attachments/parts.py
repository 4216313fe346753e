"""The PDFs that a packet is sewn of. Knows nothing of the database, so that a print worker can open them."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from django.core.exceptions import ValidationError
from pikepdf import Pdf


@dataclass(frozen=True)
class PacketPart:
    """One PDF of the packet and what stands under it in the outline. `key` is its own in the whole packet.

    A case has no page of its own, and no `data`. `name` is what stands on each page of an attachment. `is_sound` are
    those we have printed or made safe ourselves: whole tags, nothing that runs, no state left open.
    """

    key: str
    title: str
    data: bytes | Path | None
    children: tuple["PacketPart", ...] = ()
    is_sound: bool = False
    name: str = ""


def flat(parts: Sequence[PacketPart]) -> Iterator[PacketPart]:
    """Every part in the order of its pages."""
    for part in parts:
        yield part
        yield from flat(part.children)


def keys_of(parts: Sequence[PacketPart]) -> list[str]:
    """Raises ValueError where two parts share one."""
    keys = [part.key for part in flat(parts)]
    if len(keys) != len(set(keys)):
        raise ValueError(f"keys of parts are not unique: {keys}")
    return keys


def count_pages(parts: Iterable[PacketPart]) -> list[int]:
    """Raises ValidationError that names the part which is no PDF any more."""
    counts = []
    for part in parts:
        if part.data is None:
            counts.append(0)
            continue
        with open_part(part) as source:
            counts.append(len(source.pages))
    return counts


def open_part(part: PacketPart) -> Pdf:
    """Raises ValidationError that names the part where it is no PDF."""
    if part.data is None:
        raise ValueError(f"{part.key!r} has no pages")
    try:
        return pikepdf.open(part.data if isinstance(part.data, Path) else io.BytesIO(part.data))
    except (pikepdf.PdfError, OSError) as error:
        raise ValidationError(f"«{part.title}» kan ikke åpnes som PDF. Last filen opp på nytt.") from error
