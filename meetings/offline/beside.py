"""What is set beside the page of a meeting: the button that takes it along."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from meetings.agenda.models import Meeting
from rorikt.pages.beside import Piece


def take_beside(request: HttpRequest, meeting: Meeting) -> Iterator[Piece]:
    parcel = reverse("meetings:parcel", args=[meeting.year, meeting.sequence])
    yield Piece("head", "meetings/offline/head.html")
    yield Piece("tools", "meetings/offline/take.html", {"meeting": meeting, "parcel": parcel})
