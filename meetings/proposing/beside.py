"""What is suggested to a section, shown on its page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from meetings.documents.models import Section
from meetings.proposing.models import ProposedEdit


def edits_beside(request: HttpRequest, section: Section) -> dict[str, Any]:
    """What `proposing/beside.html` takes: the open suggestions, and where a new one is written."""
    return {
        "open_edits": list(ProposedEdit.objects.open().filter(section=section).select_related("made_by")),
        "edits_url": reverse("meetings:section-edits", args=[section.pk]),
        "suggest_url": suggest_url(section),
    }


def suggest_url(section: Section) -> str:
    """Empty where the document is approved, and takes none."""
    return "" if section.document.is_approved else reverse("meetings:section-suggest", args=[section.pk])
