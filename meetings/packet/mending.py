"""Attachments that cannot be put into a packet: the copy is made again from the original, or else the fault is noted
and a page stands in for the attachment. One bad file never costs the others their packet.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.attachments.actions import note_fault, renew_safe_copy
from meetings.attachments.files import examine, original_of, path_of, read
from meetings.attachments.models import Attachment
from meetings.attachments.parts import PacketPart
from rorikt.printing import print_workers

Made = TypeVar("Made")


def with_stand_ins(files: Sequence[Attachment], make: Callable[[], Made]) -> Made:
    """What `make` gives, with what is wrong in storage mended or noted first, so that it can let a page stand in.

    Where it still fails, each attachment is tried alone, and `make` gets one more chance if any of them was to blame.
    """
    look_over(files)
    try:
        return make()
    except ValidationError:
        if not blame(files):
            raise
        return make()


def look_over(files: Sequence[Attachment]) -> None:
    """Hold each against its hash; mend it, or note its fault, or that it has none any more."""
    for attachment in files:
        try:
            read(attachment)
        except ValidationError as error:
            _mend(attachment, error.messages[0])
        else:
            if attachment.fault:
                _mend(attachment, _trial(attachment))


def blame(files: Sequence[Attachment]) -> bool:
    """Try each alone in a worker, and mend or note those that cannot be put in. Whether there were any."""
    found = [(attachment, fault) for attachment in files if not attachment.fault and (fault := _trial(attachment))]
    for attachment, fault in found:
        _mend(attachment, fault)
    return bool(found)


def part_of(key: str, attachment: Attachment) -> PacketPart:
    """Read from where it is: a packet may have more of them than fit in memory."""
    path = path_of(attachment)
    name = f"Sak {attachment.agenda_item.number} · Vedlegg: {attachment.title}"
    return PacketPart(key, attachment.title, path, is_sound=bool(attachment.safe_file), name=name)


def _trial(attachment: Attachment) -> str:
    """Why it cannot be put into a packet; empty if it can."""
    try:
        print_workers.run(attachment.title, "meetings.packet.sewing:try_out", part_of("vedlegg", attachment))
    except ValidationError as error:
        return error.messages[0]
    return ""


def _mend(attachment: Attachment, fault: str) -> None:
    """Make the copy again from an original that is whole. Where that does not help either, the fault is noted."""
    original = original_of(attachment) if fault else None
    if original is not None:
        try:
            examined = examine(original)
            renew_safe_copy(attachment, examined=examined, now=timezone.now())
            fault = _trial(attachment)
        except ValidationError as error:
            fault = error.messages[0]
    if attachment.fault != fault:
        note_fault(attachment, fault, now=timezone.now())
