"""Attachments of a case. The files are handed out here, to those who may see the case, never from a public folder."""

from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.agenda.actions import check_not_over
from meetings.agenda.finding import ATTACHMENT, find_item, meeting_crumbs
from meetings.agenda.models import AgendaItem
from meetings.attachments import actions, uploads
from meetings.attachments.files import ACCESSIBILITY_NOTES
from meetings.attachments.forms import AttachmentEditForm, AttachmentForm
from meetings.attachments.models import Attachment
from rorikt.audit.history import history_for
from rorikt.audit.reading import note_reading
from rorikt.jobs.models import Job
from rorikt.pages import downloads
from rorikt.pages.beside import pieces_of
from rorikt.pages.editing import delete_page, form_page, store_page
from rorikt.pages.ordering import MoveForm
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.storing import keeping


@require_POST
@needs("meetings.change_meeting")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A job for each file. One alone is followed on its own page, several on the page of the case."""
    found = find_item(pk)
    form = AttachmentForm(request.POST, request.FILES, agenda_item=found)
    if not form.is_valid():
        return _upload_page(request, found, form)
    try:
        check_not_over(found.meeting)
    except ValidationError as error:
        form.add_error(None, error)
        return _upload_page(request, found, form)
    typed = {name: form.cleaned_data[name] for name in uploads.TYPED}
    by = person(request)
    jobs = [uploads.start(found, data=one.read(), title=form.title_of(one), by=by, **typed) for one in form.accepted]
    failed = [job for job in jobs if job.state == Job.State.FAILED]  # examined already, where there is no worker
    if len(jobs) == 1 and not form.refused:
        if failed:
            form.add_error("file", failed[0].error)
            return _upload_page(request, found, form)
        return redirect(jobs[0])
    for name, why in [*form.refused, *((job.title, job.error) for job in failed)]:
        messages.error(request, f"{name} er ikke lagt til. {why}")
    return redirect(f"{found.get_absolute_url()}#vedlegg")


@needs("meetings.view_meeting")
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    if found.is_closed_to_the_public:
        note_reading(request, found, what="siden")
    context = {
        "attachment": found,
        "accessibility_note": ACCESSIBILITY_NOTES.get(Attachment.Accessibility(found.accessibility), ""),
        "may_change": request.user.has_perm("meetings.change_meeting"),
        "history": history_for(person(request), "meetings.change_meeting", found),
        "pieces": pieces_of(ATTACHMENT, request, found),
    }
    return render(request, "meetings/attachments/attachment.html", context)


@needs("meetings.view_meeting")
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The safe copy, shown in the browser under the attachment's own name."""
    attachment = _find(request, pk)
    kept = _path_of(attachment.printed_file, attachment.printed_sha256)
    is_exempt = attachment.is_closed_to_the_public
    name = f"{attachment.title}.pdf"
    return downloads.deliver(request, kept, attachment.printed_sha256, name, is_exempt=is_exempt, of=attachment)


@needs("meetings.view_meeting")
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes as they came, to be saved and never shown here: they may hold programs."""
    attachment = _find(request, pk)
    kept = _path_of(attachment.file, attachment.sha256)
    name = f"{attachment.title}.{attachment.kind}"
    return downloads.deliver(
        request,
        kept,
        attachment.sha256,
        name,
        content_type="application/octet-stream",
        save=True,
        is_exempt=attachment.is_closed_to_the_public,
        of=attachment,
    )


@needs("meetings.change_meeting")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = AttachmentEditForm(request.POST or None, instance=found)

    def store() -> Attachment:
        actions.save_attachment(found, by=person(request), now=timezone.now())
        messages.success(request, f"Vedlegget «{found.title}» er lagret.")
        return found

    crumbs = meeting_crumbs(found.agenda_item.meeting, found.agenda_item)
    return store_page(request, form, store, heading="Rediger vedlegget", crumbs=crumbs, back=found.get_absolute_url())


@require_POST
@needs("meetings.change_meeting")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = _find(request, pk)
    try:
        actions.move_attachment(attachment, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect(attachment.agenda_item)


@needs("meetings.change_meeting")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = _find(request, pk)
    item = attachment.agenda_item
    return delete_page(
        request,
        lambda: actions.delete_attachment(attachment, by=person(request), now=timezone.now()),
        heading="Slett vedlegget?",
        consequence=f"«{attachment.title}» ({attachment.page_count} sider) fjernes fra saken og fra møtepakken.",
        crumbs=meeting_crumbs(item.meeting, item),
        back=attachment.get_absolute_url(),
        done=item.get_absolute_url(),
        verb="Slett vedlegget",
        told=f"Vedlegget «{attachment.title}» er slettet.",
    )


def _upload_page(request: HttpRequest, item: AgendaItem, form: AttachmentForm) -> HttpResponse:
    """With what is wrong with the file. The form itself stands on the page of the case."""
    crumbs, back = meeting_crumbs(item.meeting, item), item.get_absolute_url()
    return form_page(request, form, title="Legg til vedlegg", crumbs=crumbs, back=back, submit="Last opp")


def _find(request: HttpRequest, pk: int) -> Attachment:
    attachments = Attachment.objects.visible_to(person(request)).select_related("agenda_item__meeting", "uploaded_by")
    return get_object_or_404(attachments, pk=pk)


def _path_of(kept: FieldFile, sha256: str) -> Path:
    """Raises Http404, with what the person can do, where the kept file is gone."""
    try:
        return keeping.local_path(str(kept.name), sha256)
    except OSError as error:
        raise Http404("Filen mangler på lageret. Den som la den til, må laste den opp på nytt.") from error
