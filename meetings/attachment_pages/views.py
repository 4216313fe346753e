"""Pictures of the pages of an attachment, for those who may read it, and the way to one of its pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from meetings.attachment_pages.forms import PageForm
from meetings.attachment_pages.making import forget, picture_path
from meetings.attachment_pages.models import EDITION, AttachmentPage
from meetings.attachment_pages.pages import page_url
from meetings.attachments.models import Attachment
from rorikt.pages import downloads
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.storing import keeping


@needs("meetings.view_meeting")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """To the page that was typed, or to the last one where there are fewer."""
    found = _find(request, pk)
    return redirect(page_url(found, min(PageForm(request.GET).number, found.page_count)))


@needs("meetings.view_meeting")
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    return _picture(request, _find(request, pk), number)


@needs("meetings.view_meeting")
def preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The first page, small."""
    return _picture(request, _find(request, pk), 1, ".small")


def _find(request: HttpRequest, pk: int) -> Attachment:
    visible = Attachment.objects.visible_to(person(request)).select_related("agenda_item__meeting")
    return get_object_or_404(visible, pk=pk)


def _picture(request: HttpRequest, attachment: Attachment, number: int, suffix: str = "") -> HttpResponseBase:
    drawn = AttachmentPage.objects.exclude(picture_sha256="").select_related("of")
    page = get_object_or_404(drawn, of__sha256=attachment.printed_sha256, of__edition=EDITION, number=number)
    try:
        kept = keeping.local_path(picture_path(page.of.sha256, number, suffix))
    except OSError as error:
        forget(page.of)  # so that it is made again
        raise Http404("Bildet av siden mangler på lageret, og lages på nytt. Prøv igjen om litt.") from error
    return downloads.deliver(
        request,
        kept,
        f"{page.picture_sha256}{suffix}",
        f"{attachment.title}, side {number}.webp",
        content_type="image/webp",
        is_exempt=attachment.is_closed_to_the_public,
        of=attachment,
    )
