"""The pages of an attachment on its own page, one after the other."""

from collections.abc import Iterable

from django.http import HttpRequest

from meetings.agenda.models import AgendaItem
from meetings.attachment_pages.forms import PageForm
from meetings.attachment_pages.pages import label_of, labels_in_packet, window
from meetings.attachments.models import Attachment
from rorikt.pages.beside import Piece


def previews_beside(request: HttpRequest, item: AgendaItem) -> Iterable[Piece]:
    """How the small pictures on the page of a case look."""
    yield Piece("head", "meetings/attachment_pages/head.html")


def pages_beside(request: HttpRequest, attachment: Attachment) -> Iterable[Piece]:
    form = PageForm(request.GET)
    shown = window(attachment, form.number)
    is_public = not request.user.has_perm("meetings.view_exempt")
    labels = labels_in_packet(attachment, is_public=is_public)
    context = {
        "attachment": attachment,
        "window": shown,
        "pages": [{"page": page, "label": label_of(labels, page.number)} for page in shown.pages],
        "is_text_open": form.is_text_open,
        "is_read_by_machine": attachment.accessibility == Attachment.Accessibility.RECOGNISED,
    }
    yield Piece("head", "meetings/attachment_pages/head.html")
    yield Piece("text", "meetings/attachment_pages/pages.html", context)
