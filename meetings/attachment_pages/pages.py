"""What is known of the pages of an attachment: their texts, and where each is shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, QuerySet, When

from meetings.attachment_pages.models import EDITION, AttachmentPage, PagesOfFile
from meetings.attachments.models import Attachment

AT_ONCE = 50  # on one page of the browser
# What the pages of an attachment are called in the packet that was issued; named by rooms above. Called with
# `is_public`: whether it is the public packet.
numbering: list[Callable[..., Sequence[str]]] = []


@dataclass(frozen=True)
class Window:
    """Some of the pages, `first` to `last`, of `count`; those before and after begin on `before` and `after`, 0 where
    there are none. What is between `made` and `count` is not made yet."""

    pages: list[AttachmentPage]
    first: int
    last: int
    count: int
    made: int
    told: str
    is_finished: bool

    @property
    def before(self) -> int:
        return max(self.first - AT_ONCE, 0) if self.first > 1 else 0

    @property
    def after(self) -> int:
        return self.last + 1 if self.last < self.count else 0


def with_hash(attachments: QuerySet[Attachment]) -> QuerySet[Any]:
    """Each with the hash of the file that is shown of it, as `shown_sha256`."""
    return attachments.annotate(shown_sha256=Case(When(safe_sha256="", then=F("sha256")), default=F("safe_sha256")))


def pages_of_file(attachment: Attachment) -> PagesOfFile | None:
    return PagesOfFile.objects.filter(sha256=attachment.printed_sha256, edition=EDITION).first()


def texts_of(attachment: Attachment) -> list[str]:
    """The text of each page of the safe copy, from the first; empty for one without. Fewer than there are pages while
    they are being made, and none of a file that cannot be read."""
    pages = AttachmentPage.objects.filter(of__sha256=attachment.printed_sha256, of__edition=EDITION)
    return list(pages.order_by("number").values_list("text", flat=True))


def window(attachment: Attachment, number: int) -> Window:
    """The pages that are shown together with this one; those nearest to it where it has no such page."""
    kept, count = pages_of_file(attachment), attachment.page_count
    number = min(max(number, 1), count)
    first = number - (number - 1) % AT_ONCE
    last = min(first + AT_ONCE - 1, count)
    if kept is None:
        return Window([], first, last, count, 0, "", is_finished=False)
    shown = list(kept.pages.filter(number__gte=first, number__lte=last).order_by("number"))
    return Window(shown, first, last, count, kept.pages.count(), kept.told, kept.is_finished)


def page_url(attachment: Attachment, number: int) -> str:
    """Where a page stands, whatever window it is in."""
    asked = f"?side={number}" if number > AT_ONCE else ""
    return f"{attachment.get_absolute_url()}{asked}#side-{number}"


def labels_in_packet(attachment: Attachment, *, is_public: bool) -> Sequence[str]:
    """What each of its pages is called in the issued packet; empty where it is in none."""
    return next((labels for number in numbering if (labels := number(attachment, is_public=is_public))), ())


def label_of(labels: Sequence[str], page: int) -> str:
    """Of the page with that number, counted from 1; empty where it has none."""
    return labels[page - 1] if page <= len(labels) else ""


def previews_of(attachments: Iterable[Attachment]) -> set[int]:
    """The keys of those that have a small picture of their first page."""
    listed = list(attachments)
    drawn = AttachmentPage.objects.exclude(picture_sha256="").filter(of__edition=EDITION, number=1)
    hashes = {one.printed_sha256 for one in listed}
    known = set(drawn.filter(of__sha256__in=hashes).values_list("of__sha256", flat=True))
    return {one.pk for one in listed if one.printed_sha256 in known}
