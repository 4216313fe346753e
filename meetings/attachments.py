"""What an uploaded attachment is, before it is kept: a PDF that can be opened, counted and put into a packet.

Whatever the bytes are, the answer is a finding or a Norwegian sentence that says what to do.
"""

import hashlib
import io
from dataclasses import dataclass

import pikepdf
from django.core.exceptions import ValidationError

from meetings import packet
from rorikt.tag_tree import BROKEN

MOST_PAGES = 2_000
MOST_BYTES = 100 * 1024 * 1024

_OTHER_KINDS = {
    b"PK\x03\x04": "et Office-dokument eller en zip-fil",
    b"\xd0\xcf\x11\xe0": "et eldre Office-dokument",
    b"\x89PNG": "et bilde (PNG)",
    b"\xff\xd8\xff": "et bilde (JPEG)",
    b"GIF8": "et bilde (GIF)",
    b"{\\rtf": "et tekstdokument (RTF)",
}


@dataclass(frozen=True)
class Examined:
    page_count: int
    byte_count: int
    sha256: str


def examine(data: bytes) -> Examined:
    """Raises ValidationError unless the file is a whole PDF that opens without a password.

    A PDF that only asks for a password to be changed opens, and is taken as it is.
    """
    _check_outside(data)
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if 0 < pages <= MOST_PAGES:
                packet.rehearse(pdf)
            is_damaged = _is_damaged(pdf)
    except pikepdf.PasswordError as error:
        raise ValidationError(
            "Filen er låst med passord. Be avsenderen om en kopi uten passord.", code="encrypted"
        ) from error
    except BROKEN as error:
        raise _damaged() from error
    if is_damaged:
        raise _damaged()
    if pages == 0:
        raise ValidationError("Filen har ingen sider. Lag PDF-en på nytt.", code="no_pages")
    if pages > MOST_PAGES:
        raise ValidationError(
            f"Filen har {pages} sider, og kan ha {MOST_PAGES}. Del den i flere vedlegg.", code="too_many_pages"
        )
    return Examined(pages, len(data), hashlib.sha256(data).hexdigest())


def _check_outside(data: bytes) -> None:
    if not data:
        raise ValidationError("Filen er tom. Velg filen på nytt, eller be avsenderen sende den igjen.", code="empty")
    if len(data) > MOST_BYTES:
        raise ValidationError(
            "Filen er større enn 100 MB. Lagre den med mindre bilder, eller del den i flere vedlegg.", code="too_big"
        )
    if b"%PDF-" not in data[:1024]:
        kind = next((name for start, name in _OTHER_KINDS.items() if data.startswith(start)), "")
        what = f"Filen er ikke en PDF, men {kind}." if kind else "Filen er ikke en PDF."
        raise ValidationError(f"{what} Åpne den i programmet den er laget i, og lagre den som PDF.", code="not_a_pdf")


def _is_damaged(pdf: pikepdf.Pdf) -> bool:
    """Whether the library had to guess where things are; such a file may have lost pages."""
    return any("damaged" in str(warning) or "reconstruct" in str(warning) for warning in pdf.get_warnings())


def _damaged() -> ValidationError:
    return ValidationError(
        "Filen er skadet eller ikke hel. Åpne den og lagre den som PDF på nytt, eller be avsenderen sende den igjen.",
        code="damaged",
    )
