"""What is exempt now is taken out of a text that was written before it was."""

import re
from collections.abc import Iterator

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document, DocumentVersion

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
    return {
        title.casefold(): public_title or IN_ITS_STEAD
        for title, public_title in _titles()
        if title.strip() and title.casefold() not in public_title.casefold()
    }


def _titles() -> Iterator[tuple[str, str]]:
    """Each that something exempt has, and its public one. A paper has the name of its file too, and its versions those
    that it had when they were approved: those are what was told."""
    closed = Document.objects.exclude(pk__in=Document.objects.public().values("pk"))
    files = Attachment.objects.exclude(pk__in=Attachment.objects.public().values("pk"))
    yield from AgendaItem.objects.exempt().values_list("title", "public_title")
    yield from files.values_list("title", "public_title")
    public_titles = {}
    for pk, title, file_title, public_title in closed.values_list("pk", "title", "file_title", "public_title"):
        public_titles[pk] = public_title
        yield title, public_title
        yield file_title, public_title
    approved = DocumentVersion.objects.filter(document__in=public_titles)
    for pk, *titles in approved.values_list("document", "content__title", "content__file_title"):
        yield from ((title, public_titles[pk]) for title in titles if title)
