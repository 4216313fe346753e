"""Papers are printed when they have changed, and not when somebody asks: a packet then waits for its assembly alone."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils import timezone

from meetings.documents.models import Document, DocumentVersion
from meetings.papers import printing
from meetings.papers.printing import PrintedPaper
from meetings.readiness.models import Finding

LATELY = timedelta(days=7)


def is_waiting() -> bool:
    return _next_draft() is not None or _next_version() is not None


def print_next(now: datetime) -> str:
    """One paper. What cannot be printed is left to who asks for it, who is told why."""
    if finding := _next_draft():
        document, state = finding.document, finding.rests_on
        return _print(document, printing.draft_of(document), state)
    if version := _next_version():
        return _print(version.document, printing.paper_of_version(version), _state(version.pk))
    return ""


def _next_draft() -> Finding | None:
    """A checked one that has changed since it was printed; its parts that have not are found, and not printed again."""
    checked = Finding.objects.filter(document__in=Document.objects.unapproved()).exclude(printed=F("rests_on"))
    return checked.select_related("document__agenda_item__meeting").order_by("-checked_at").first()


def _next_version() -> DocumentVersion | None:
    """The newest of a document, approved lately."""
    approved = Document.objects.filter(
        status=Document.Status.APPROVED, versions__approved_at__gt=timezone.now() - LATELY
    )
    newest = approved.annotate(newest=Max("versions__pk")).values_list("newest", "finding__printed")
    waiting = [pk for pk, printed in newest if printed != _state(pk)]
    return DocumentVersion.objects.select_related("document").filter(pk__in=waiting).order_by("-pk").first()


def _print(document: Document, paper: PrintedPaper, state: str) -> str:
    try:
        printing.printed(paper)
        told = f"«{paper.title}» er laget."
    except ValidationError as error:
        told = f"«{paper.title}» kan ikke lages: {error.messages[0]}"
    never_checked = {"checked_at": timezone.now(), "rests_on": "", "printed": state}
    Finding.objects.update_or_create(document=document, defaults={"printed": state}, create_defaults=never_checked)
    return told


def _state(version: int) -> str:
    return f"version {version}"
