"""What an author pastes into a section, made into its text."""

import base64
import binascii
from tempfile import NamedTemporaryFile
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents.finding import find_section
from meetings.documents.models import Section
from meetings.pictures.pictures import keep_picture
from rorikt.children import limited_reading
from rorikt.children.limited_reading import Unreadable
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.texts import pasting, richtext

TOO_MUCH = "Det du limte inn, er for stort. Lim inn mindre om gangen."


@require_POST
@needs("meetings.suggest_edit", of=find_section)
def paste(request: HttpRequest, section: Section) -> JsonResponse:
    """The HTML that fits into a section, and in words what was left out; nothing is stored but its pictures."""
    given = request.POST.get("html", "")
    if len(given) > pasting.MOST_CHARACTERS:
        return JsonResponse({"error": TOO_MUCH}, status=400)
    try:
        told = _pasted(given)
    except Unreadable:
        return JsonResponse({"error": "Det du limte inn, kan ikke leses. Lim det inn som ren tekst."}, status=400)
    html, left_out = told["html"], told["left_out"]
    for number, encoded in enumerate(told["pictures"]):
        sha256, refusal = _keep(encoded, person(request))
        if refusal and refusal not in left_out:
            left_out.append(refusal)
        html = html.replace(f'data-picture="{number:064x}"', f'data-picture="{sha256}"' if sha256 else "")
    return JsonResponse({"html": richtext.clean(html), "left_out": left_out})  # without the pictures that were refused


def _pasted(given: str) -> dict[str, Any]:
    """Read in a limited child: whatever it is, the process that answers people lives on."""
    with NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(given)
        file.flush()
        seconds = limited_reading.LOOKING_SECONDS
        [told] = limited_reading.read("rorikt.texts.pasting:told", file.name, seconds=seconds)
        return dict(told)


def _keep(encoded: str, by: User) -> tuple[str, str]:
    """The hash of the picture, or the sentence that says why there is none."""
    try:
        return keep_picture(base64.b64decode(encoded), by=by, now=timezone.now()).sha256, ""
    except binascii.Error:
        return "", "Et bilde fulgte ikke med. Sett det inn med knappen «Bilde»."
    except Unreadable as refusal:
        return "", str(refusal)
