"""Attachments of a case. The files are handed out here, to those who may see the case, never from a public folder."""

from csp.decorators import csp_exempt
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import agenda
from meetings.forms import AttachmentForm
from meetings.models import Attachment
from meetings.views.meetings import show_item
from meetings.views.pages import MoveForm, confirm_page, find_item, meeting_crumbs
from rorikt.people import person


@require_POST
@permission_required("meetings.change_meeting", raise_exception=True)
def add(request: HttpRequest, year: int, sequence: int, item: int) -> HttpResponse:
    found = find_item(year, sequence, item)
    form = AttachmentForm(request.POST, request.FILES, agenda_item=found)
    if not form.is_valid():
        return show_item(request, found, form)
    attachment = agenda.add_attachment(
        found,
        title=form.cleaned_data["title"],
        data=form.data_bytes,
        examined=form.examined,
        by=person(request),
        now=timezone.now(),
    )
    messages.success(request, f"Vedlegget «{attachment.title}» er lagt til.")
    return redirect(found)


@permission_required("meetings.view_meeting", raise_exception=True)
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    context = {"attachment": _find(pk), "may_change": request.user.has_perm("meetings.change_meeting")}
    return render(request, "meetings/attachment.html", context)


@csp_exempt()  # type: ignore[arg-type]  # a policy on the file itself stops the PDF reader of some browsers
@permission_required("meetings.view_meeting", raise_exception=True)
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes as they came, shown in the browser under the attachment's own name."""
    attachment = _find(pk)
    response = FileResponse(
        attachment.file.open("rb"), filename=f"{attachment.title}.pdf", content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
@permission_required("meetings.change_meeting", raise_exception=True)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = _find(pk)
    agenda.move_attachment(attachment, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    return redirect(attachment.agenda_item)


@permission_required("meetings.change_meeting", raise_exception=True)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = _find(pk)
    item = attachment.agenda_item
    if request.method == "POST":
        agenda.delete_attachment(attachment, by=person(request), now=timezone.now())
        messages.success(request, f"Vedlegget «{attachment.title}» er slettet.")
        return redirect(item)
    return confirm_page(
        request,
        title="Slett vedlegget?",
        text=f"«{attachment.title}» ({attachment.page_count} sider) fjernes fra saken og fra møtepakken.",
        crumbs=meeting_crumbs(item.meeting, item),
        back=attachment.get_absolute_url(),
        submit="Slett vedlegget",
    )


def _find(pk: int) -> Attachment:
    attachments = Attachment.objects.select_related("agenda_item__meeting", "uploaded_by")
    return get_object_or_404(attachments, pk=pk)
