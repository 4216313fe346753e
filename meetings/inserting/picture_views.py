"""The pictures of a document, for those who may read what they stand in."""

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents.finding import find_document, find_section, may_see_drafts
from meetings.documents.models import Document, Section
from meetings.papers.beside import may_see_exempt
from meetings.pictures.models import Picture
from meetings.pictures.pictures import keep_picture
from rorikt.children.limited_reading import Unreadable
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.uploads.pictures import TYPES


@needs("meetings.view_document")
def picture(request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
    """By its hash, which only those know who have the picture or a text that shows it. Readers see those of what they
    may read: an approved version, without its exempt parts for those who may not read them."""
    found = find_document(request, pk)
    if not (may_see_drafts(request) or _is_in_a_version(request, found, sha256)):
        raise Http404
    kept = get_object_or_404(Picture, sha256=sha256)
    return HttpResponse(
        bytes(kept.data),
        content_type=TYPES[kept.kind],
        headers={"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"},
    )


def _is_in_a_version(request: HttpRequest, document: Document, sha256: str) -> bool:
    for version in document.versions.all():
        is_public = version.public_content is not None and not may_see_exempt(request)
        if sha256 in json.dumps(version.public_content if is_public else version.content):
            return True
    return False


@require_POST
@needs("meetings.suggest_edit", of=find_section)
def upload_picture(request: HttpRequest, section: Section) -> JsonResponse:
    """A picture for the text of this section: its hash, or the sentence that says why not."""
    given = request.FILES.get("picture")
    if given is None:
        return JsonResponse({"error": "Velg et bilde."}, status=400)
    try:
        kept = keep_picture(given.read(), by=person(request), now=timezone.now())
    except Unreadable as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    return JsonResponse({"picture": kept.sha256})
