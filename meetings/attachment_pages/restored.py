"""The pictures of pages are in no backup: where one is put back, they are made again."""

from datetime import datetime

from meetings.attachment_pages.making import forget
from meetings.attachment_pages.models import PagesOfFile


def after_restore(now: datetime) -> list[str]:
    gone = list(PagesOfFile.objects.all())
    for kept in gone:
        forget(kept)
    return [f"Bildene av sidene i {len(gone)} vedlegg lages på nytt, av seg selv."] if gone else []


def forget_waiting(now: datetime) -> list[str]:
    return []
