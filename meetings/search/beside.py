"""A field that searches in one meeting, on its page."""

from django.http import HttpRequest

from meetings.agenda.models import Meeting
from rorikt.pages.beside import Piece


def search_in_meeting(request: HttpRequest, meeting: Meeting) -> list[Piece]:
    return [Piece("tools", "meetings/search/in_meeting.html", {"meeting": meeting})]
