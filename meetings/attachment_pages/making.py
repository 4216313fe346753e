"""The pages of attachments made in the background, some at a time, so that no file keeps what follows the clock.

What is made is kept under the hash of the safe copy: whoever makes the same twice stores the same.
"""

import time
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Sum

from meetings.attachment_pages.models import EDITION, AttachmentPage, PagesOfFile
from meetings.attachment_pages.pages import with_hash
from meetings.attachments import files
from meetings.attachments.models import Attachment
from rorikt.children.limited_reading import Unreadable
from rorikt.storing import keeping
from rorikt.uploads.page_pictures import PagePicture, pages_of

SECONDS_AT_ONCE = 8  # of the clock's time, after which other duties have their turn
PAGES_AT_ONCE = 8
MOST_DRAWN, MOST_READ = 300, 2000  # pages of one file
MOST_BYTES = 60_000_000  # of the pictures of one file
TRIED_AGAIN = timedelta(days=1)  # a file that could not be read
UNREADABLE = "Sidene kan ikke vises her. Åpne PDF-en for å lese vedlegget."
NOT_DRAWN = "Bare de første {drawn} sidene vises som bilder. Åpne PDF-en for å se resten."
NOT_READ = "Vedlegget er så langt at bare de første {read} sidene vises her. Åpne PDF-en for å lese resten."


def next_to_make(now: datetime) -> Attachment | None:
    """The newest attachment whose pages are not all made. One that could not be read waits a day."""
    settled = PagesOfFile.objects.filter(sha256=OuterRef("shown_sha256"), edition=EDITION, is_finished=True)
    settled = settled.filter(Q(is_broken=False) | Q(tried_at__gt=now - TRIED_AGAIN))
    waiting = with_hash(Attachment.objects.all()).filter(~Exists(settled))
    found: Attachment | None = waiting.select_related("agenda_item__meeting").order_by("-pk").first()
    return found


def make_some(now: datetime) -> str:
    ends, count = time.monotonic() + SECONDS_AT_ONCE, 0
    while time.monotonic() < ends and (attachment := next_to_make(now)):
        count += make_next(attachment, now=now)
    return f"{count} sider av vedlegg er gjort klare til å vises." if count else ""


def make_all(attachment: Attachment, *, now: datetime) -> None:
    """All the pages of one, for those who can wait for it."""
    while not _kept(attachment, now).is_finished:
        make_next(attachment, now=now)


def make_next(attachment: Attachment, *, now: datetime) -> int:
    """The next few pages of it; returns how many."""
    kept = _kept(attachment, now)
    done = kept.pages.aggregate(bytes=Sum("byte_count", default=0), last=Max("number", default=0))
    last = min(attachment.page_count, MOST_READ)
    numbers = range(done["last"] + 1, min(done["last"] + PAGES_AT_ONCE, last) + 1)
    is_full = done["bytes"] >= MOST_BYTES or done["last"] >= MOST_DRAWN
    try:
        found = pages_of(files.read(attachment), numbers, are_drawn=not is_full) if numbers else []
    except (Unreadable, ValidationError):
        return _give_up(kept, now)
    with transaction.atomic():
        rows = [_row(kept, page) for page in found]
        AttachmentPage.objects.bulk_create(rows, ignore_conflicts=True)
        if not numbers or numbers[-1] == last:
            _finish(kept, attachment.page_count)
    return len(found)


def _kept(attachment: Attachment, now: datetime) -> PagesOfFile:
    """What there is of it; empty again where it was made in another way, or could not be read and is tried again."""
    kept, _ = PagesOfFile.objects.get_or_create(sha256=attachment.printed_sha256, defaults={"tried_at": now})
    if kept.edition != EDITION or (kept.is_broken and kept.tried_at <= now - TRIED_AGAIN):
        forget(kept)
        kept, _ = PagesOfFile.objects.get_or_create(sha256=attachment.printed_sha256, defaults={"tried_at": now})
    return kept


def _give_up(kept: PagesOfFile, now: datetime) -> int:
    """What was made of the pages before stays, and the rest is not there."""
    kept.is_finished, kept.is_broken, kept.told, kept.tried_at = True, True, UNREADABLE, now
    kept.save()
    return 0


def _finish(kept: PagesOfFile, count: int) -> None:
    kept.is_finished = True
    if count > MOST_READ:
        kept.told = NOT_READ.format(read=MOST_READ)
    elif kept.pages.filter(picture_sha256="").count() == count:
        kept.told = UNREADABLE
    elif not kept.pages.get(number=count).picture_sha256 and count > PAGES_AT_ONCE:
        kept.told = NOT_DRAWN.format(drawn=kept.pages.exclude(picture_sha256="").count())
    kept.save()


def _row(kept: PagesOfFile, page: PagePicture) -> AttachmentPage:
    """With its picture in storage."""
    for suffix, data in (("", page.picture), (".small", page.small)):
        if data:
            path = picture_path(kept.sha256, page.number, suffix)
            keeping.put(path, data)
    return AttachmentPage(
        of=kept,
        number=page.number,
        text=page.text,
        picture_sha256=page.sha256,
        width=page.width,
        height=page.height,
        byte_count=len(page.picture),
    )


def picture_path(sha256: str, number: int, suffix: str = "") -> str:
    return f"attachment-pages/{sha256[:2]}/{sha256}/{number}{suffix}.webp"


def forget(kept: PagesOfFile) -> None:
    """The pages and their pictures; where the file is still shown, they are made again."""
    folder = f"attachment-pages/{kept.sha256[:2]}/{kept.sha256}"
    kept.delete()
    keeping.forget_below(folder)


def without_attachment() -> list[PagesOfFile]:
    """Pages of files that no attachment shows any more: deleted, or with a newer safe copy."""
    shown = with_hash(Attachment.objects.all()).filter(shown_sha256=OuterRef("sha256"))
    return list(PagesOfFile.objects.filter(~Exists(shown))[:100])


def forget_some(now: datetime) -> str:
    gone = without_attachment()
    for kept in gone:
        forget(kept)
    return f"Sidene av {len(gone)} filer som ikke lenger er vedlegg, er slettet." if gone else ""
