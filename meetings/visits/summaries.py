"""What is said of a case on its own page, as something that is read."""

import hashlib

from meetings.agenda.models import AgendaItem
from rorikt.texts import richtext


def said_of(item: AgendaItem) -> str:
    """SHA-256 of its summary, whatever its number is."""
    return hashlib.sha256(richtext.plain(item.summary).encode()).hexdigest()


def words_of(item: AgendaItem) -> int:
    return len(richtext.plain(item.summary).split())
