"""The figures, tables and charts that an author puts into a section, asked for by the editor once its page is open."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from meetings.documents.finding import find_section
from meetings.documents.models import Section
from meetings.tokens.catalogue import bound, catalogue
from meetings.tokens.tokens import Binder, Unbound
from rorikt.figures.once import asked_once
from rorikt.people.permissions import needs

MOST_TOKENS, LONGEST = 200, 500  # asked for at once, and letters of one


@needs("meetings.suggest_edit", of=find_section)
def tokens(request: HttpRequest, section: Section) -> JsonResponse:
    """All that can be put into the section, as it stands now."""
    groups = catalogue(section.document)
    return JsonResponse(
        {
            "groups": [
                {"label": group.label, "entries": [entry.to_json() for entry in group.entries]} for group in groups
            ]
        }
    )


@require_POST
@needs("meetings.suggest_edit", of=find_section)
@asked_once()
def values(request: HttpRequest, section: Section) -> JsonResponse:
    """What the tokens of a text stand for, each by what is between its brackets, or in words why it has no value."""
    asked = list(dict.fromkeys(request.POST.getlist("token")))
    if len(asked) > MOST_TOKENS:
        return JsonResponse({"error": f"Spør om høyst {MOST_TOKENS} koder om gangen."}, status=400)
    binder = Binder(section.document)
    return JsonResponse({"values": {token: _told(binder, token.strip()) for token in asked}})


def _told(binder: Binder, token: str) -> dict[str, Any]:
    if len(token) > LONGEST:
        return {"fault": "Koden er for lang. Velg en kode fra listen."}
    try:
        return bound(binder, token).to_json()
    except Unbound as fault:
        return {"fault": str(fault)}
