"""The text of last time, shown beside a section while it is written."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from meetings.carrying.last_time import last_time
from meetings.documents.models import Section
from meetings.papers.render import pictures_of, shown_blocks


def last_time_beside(request: HttpRequest, section: Section) -> dict[str, Any]:
    """What `carrying/last_time.html` takes. Whoever writes a section may read every draft, and what is exempt too."""
    last = last_time(section)
    return {
        "last_time": last,
        "last_blocks": shown_blocks(last.blocks, pictures_of(last.section.document_id), anchor="sist") if last else [],
        "carried_url": reverse("meetings:section-carried", args=[section.pk]),
    }
