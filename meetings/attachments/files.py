"""An uploaded attachment: examined before it is kept, and read again where it is printed.

Whatever the bytes are, the answer is a finding or a Norwegian sentence that says what to do.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError

from meetings.attachments.models import Attachment, kept_path
from meetings.attachments.parts import PacketPart
from rorikt.printing import print_workers
from rorikt.safe_pdf.safe import Refused
from rorikt.storing import keeping
from rorikt.uploads import examination
from rorikt.uploads.examination import Finding

# What a person is told about how far an attachment can be read aloud, beside its label.
ACCESSIBILITY_NOTES = {
    Attachment.Accessibility.TAGGED: (
        "Overskrifter, lister og tabeller følger med fra filen slik avsenderen merket dem. "
        "Om merkingen er god, er ikke undersøkt."
    ),
    Attachment.Accessibility.UNTAGGED: (
        "Vi har merket hver side som ett avsnitt, så teksten kan leses opp i den rekkefølgen den står i filen. "
        "Det er ikke virkelig tilgjengelig: overskrifter og tabeller kan ikke finnes igjen."
    ),
    Attachment.Accessibility.SCANNED: (
        "Sidene er bilder. Hver er merket som en figur uten tekst, og kan ikke leses opp. "
        "Det er ikke virkelig tilgjengelig: be avsenderen om filen den er skannet eller laget fra."
    ),
    Attachment.Accessibility.RECOGNISED: (
        "Sidene er bilder. Teksten er lest av en maskin, så den kan søkes i og leses opp, men den kan ha feil. "
        "Overskrifter og tabeller kan ikke finnes igjen."
    ),
}


def examine(data: bytes, tell: Callable[[str], None] = lambda stage: None) -> Finding:
    """Raises ValidationError for what cannot be put into a packet, with what to do about it."""
    try:
        return examination.examine(data, tell)
    except Refused as refused:
        raise ValidationError(refused.message, code=refused.code) from refused


def examine_again(attachment: Attachment) -> Finding:
    """Its file as it was uploaded, by today's programs. Raises ValidationError as `examine`, OSError if it is gone."""
    return examine(keeping.read(str(attachment.file.name), attachment.sha256))


def check_outside(data: bytes) -> None:
    """Raises ValidationError for what is refused before anybody has opened it."""
    try:
        examination.check_outside(data)
    except Refused as refused:
        raise ValidationError(refused.message, code=refused.code) from refused


def check_size(byte_count: int) -> None:
    """Raises ValidationError for what is too large to be taken into memory."""
    try:
        examination.check_size(byte_count)
    except Refused as refused:
        raise ValidationError(refused.message, code=refused.code) from refused


def keep(data: bytes, sha256: str, kind: str = "pdf") -> str:
    """Where the bytes are kept. What is there already is the same, unless it was damaged there: then it is replaced."""
    return keeping.keep(kept_path(sha256, kind), data, sha256)


def can_be_read(attachment: Attachment) -> bool:
    """Whether its file is whole, and is a PDF that a worker can open."""
    try:
        read(attachment)
        part = PacketPart("", attachment.title, path_of(attachment))
        print_workers.run(attachment.title, "meetings.attachments.parts:count_pages", [part])
    except ValidationError:
        return False
    return True


def original_of(attachment: Attachment) -> bytes | None:
    """The bytes as they came, if they are still what they were."""
    try:
        data = keeping.read(str(attachment.file.name), attachment.sha256)
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == attachment.sha256 else None


def path_of(attachment: Attachment) -> Path:
    """Where a child can open what is put into packets. Raises FileNotFoundError."""
    return keeping.local_path(str(attachment.printed_file.name), attachment.printed_sha256)


def read(attachment: Attachment) -> bytes:
    """What is put into packets. Raises ValidationError if the file is gone from storage, or is another than it was."""
    named = f"Vedlegget «{attachment.title}» i sak {attachment.agenda_item.called}"
    try:
        data = path_of(attachment).read_bytes()
    except OSError as error:
        raise ValidationError(f"{named} mangler på lageret. Last det opp på nytt.") from error
    if hashlib.sha256(data).hexdigest() != attachment.printed_sha256:
        raise ValidationError(f"{named} er endret på lageret etter at det ble lastet opp. Last det opp på nytt.")
    return data
