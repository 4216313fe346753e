"""Pages of the issue of a packet, and of a packet as it was sent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from meetings.agenda.finding import find_meeting, meeting_crumbs
from meetings.agenda.models import Meeting
from meetings.attachments.models import Attachment
from meetings.issuing import issuing
from meetings.issuing.forms import IssueForm
from meetings.issuing.models import IssuedPacket
from rorikt.jobs import queue
from rorikt.pages import downloads
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.storing import keeping


@needs("meetings.issue_packet")
def issue(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """Asks which edition, and whether it goes out with what cannot be read; starts the job that makes and keeps it."""
    meeting = find_meeting(year, sequence)
    unreadable = Attachment.objects.filter(agenda_item__meeting=meeting).exclude(fault="")
    form = IssueForm(request.POST or None, asks_for_stand_ins=unreadable.exists())
    if form.is_valid():
        try:
            issuing.check_ready(meeting)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            audience, by = form.cleaned_data["audience"], person(request)
            key = f"issue:{meeting.pk}:{audience}"
            title = f"Fastsetting av møtepakke {meeting.number}"
            stand_ins = form.cleaned_data.get("stand_ins", False)
            arguments = {
                "meeting_id": meeting.pk,
                "audience": audience,
                "by_id": by.pk,
                "stand_ins": stand_ins,
                "sent": meeting.issued_packets.filter(audience=audience).count(),
            }
            job = queue.start(issuing.make_issued, key=key, title=title, by=by, origin=request.path, **arguments)
            messages.info(
                request,
                "Møtepakken lages. Den står under «Fastsatt» på møtesiden når den er ferdig, og er ikke sendt til noen "
                "før du sender innkallingen.",
            )
            return redirect(job)
    unsent = issuing.unsent_of(meeting)
    # Where an edition that was made lacks changes, a person says which is meant.
    form.initial["audience"] = "" if unsent else _first_unissued(meeting)
    issued = meeting.issued_packets.select_related("issued_by", "meeting")
    context = {
        "meeting": meeting,
        "form": form,
        "issued": issued,
        "unreadable": unreadable.visible_to(person(request)).select_related("agenda_item__meeting"),
        "unsent": unsent,
        "crumbs": meeting_crumbs(meeting),
    }
    return render(request, "meetings/issuing/issue.html", context)


def _first_unissued(meeting: Meeting) -> str:
    """The edition that is still to be made. None where both are: a supplement is chosen."""
    issued = set(meeting.issued_packets.values_list("audience", flat=True))
    return next((one for one in IssuedPacket.Audience.values if one not in issued), "")


@needs("meetings.view_meeting")
def issued_packet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was sent, as it was sent."""
    packets_seen = IssuedPacket.objects.visible_to(person(request)).select_related("meeting")
    issued = get_object_or_404(packets_seen, pk=pk)
    name = f"{issued.meeting.held_on:%Y.%m.%d} - {issued}.pdf".replace("/", "-")
    try:
        file = keeping.local_path(str(issued.file.name), issued.sha256)
    except OSError as error:
        raise Http404("Den fastsatte pakken mangler på lageret.") from error
    is_exempt = not issued.is_public
    return downloads.deliver(request, file, issued.sha256, name, is_exempt=is_exempt, of=issued)
