"""The page of the council."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meetings.council.models import CouncilMember
from meetings.council.tables import CouncilMemberTable
from rorikt.people.permissions import needs
from rorikt.tables import listing


@needs("meetings.view_meeting")
def council(request: HttpRequest) -> HttpResponse:
    table = CouncilMemberTable(CouncilMember.objects.select_related("municipality"))
    may_change = request.user.has_perm("rorikt.change_reference_data")
    context = {"table": listing.configure(request, table), "may_change": may_change}
    return render(request, "meetings/council/council.html", context)
