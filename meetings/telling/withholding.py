"""What is exempt now is taken out of a text that was written before it was."""

import re
from typing import Any

from django.db.models import Q

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document

IN_ITS_STEAD = "noe som er unntatt offentlighet"


def withhold(texts: list[str]) -> list[str]:
    """With the public titles in place of those of exempt cases, papers and attachments."""
    titles = _exempt_titles()
    if not titles:
        return texts
    pattern = re.compile("|".join(map(re.escape, sorted(titles, key=len, reverse=True))), re.IGNORECASE)
    return [pattern.sub(lambda found: titles[found[0].casefold()], text) for text in texts]


def _exempt_titles() -> dict[str, str]:
    """By the title without regard to case. One that is also the public title of the same thing gives nothing away."""
    exempt = Q(exemption_basis__gt="") | Q(agenda_item__exemption_basis__gt="")
    rows: list[Any] = list(AgendaItem.objects.exempt())
    rows += Document.objects.filter(exempt).select_related("agenda_item")
    rows += Attachment.objects.filter(exempt).select_related("agenda_item")
    return {
        row.title.casefold(): row.public_title or IN_ITS_STEAD
        for row in rows
        if row.title.strip() and row.title.casefold() not in row.public_title.casefold()
    }
