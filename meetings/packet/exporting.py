"""What the two export commands share: which meeting is meant, and a PDF written to a file with what it took."""

import time
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from meetings.agenda import numbering
from meetings.agenda.models import Meeting
from rorikt.pdf import typeset


def meeting_of(text: str) -> Meeting:
    """The meeting of a number like `2024/M1`."""
    try:
        year, sequence = numbering.parse_meeting_number(text)
    except ValueError as error:
        raise CommandError(f"«{text}» er ikke et møtenummer. Skriv for eksempel 2024/M1.") from error
    meeting = Meeting.objects.filter(year=year, sequence=sequence).first()
    if meeting is None:
        known = ", ".join(meeting.number for meeting in Meeting.objects.all()[:10]) or "ingen"
        raise CommandError(f"Møtet {text} finnes ikke. Møter i databasen: {known}.")
    return meeting


def write(target: str, make: Callable[[], bytes]) -> str:
    """Make the PDF again, write it, and tell its pages and seconds in one line."""
    path = Path(target)
    if not path.parent.is_dir():
        raise CommandError(f"Mappen {path.parent} finnes ikke. Lag den først, eller velg en annen.")
    start = time.perf_counter()
    try:
        data = make()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    seconds = time.perf_counter() - start
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"Kan ikke skrive til {path}: {error.strerror}. Velg en annen fil.") from error
    return f"{path}: {typeset.page_count(data)} sider, {len(data) / 1e6:.1f} MB, {seconds:.1f} s"
