"""The page of the council, and the forms of its seats."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from meetings.council import actions
from meetings.council.forms import SeatForm
from meetings.council.models import CouncilMember
from meetings.council.page import council_on
from meetings.council.tables import CouncilMemberTable
from rorikt.pages.row_pages import among, row_pages
from rorikt.people.models import Cooperation
from rorikt.people.permissions import needs
from rorikt.tables import listing

CHANGE = "meetings.change_meeting"


@needs("meetings.view_meeting")
def council(request: HttpRequest) -> HttpResponse:
    may_change = request.user.has_perm(CHANGE)
    table = CouncilMemberTable(CouncilMember.objects.select_related("municipality"), may_change=may_change)
    context = {
        "council": council_on(timezone.localdate(), Cooperation.objects.first()),
        "table": listing.configure(request, table),
        "may_change": may_change,
    }
    return render(request, "meetings/council/council.html", context)


seat_pages = row_pages(
    SeatForm,
    CHANGE,
    find=among(CouncilMember.objects),
    start=lambda request: CouncilMember(),
    crumbs=lambda row: [("Møter", reverse("meetings:meetings")), ("Rådet", reverse("meetings:council"))],
    new="Nytt medlem",
    edit="Endre {row}",
    ask="Slette {row}?",
    consequence="Slett bare det som er registrert feil. Når et verv er slutt, fyller du ut «til og med» i stedet.",
    delete_url="meetings:seat-delete",
    store=actions.save_seat,
    delete=actions.delete_seat,
)
