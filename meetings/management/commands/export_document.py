"""Write one paper of a meeting to a PDF file."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.models import Q

from meetings.documents.models import Document
from meetings.packet import exporting
from meetings.papers import printing
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Skriver et dokument til en PDF-fil: den godkjente versjonen, eller utkastet der ingen er godkjent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="filen som skrives")
        parser.add_argument("--kind", required=True, choices=Document.Kind.values, help="type dokument")
        parser.add_argument("--meeting", required=True, help="møtet, for eksempel 2024/M1")
        parser.add_argument("--case", type=int, help="saken i møtet, der flere saker har slike dokumenter")

    def handle(self, *args: Any, **options: Any) -> None:
        paper = printing.paper_of(self._document(**options), with_drafts=True)
        if paper is None:
            raise ValueError("paper_of gave nothing although drafts were asked for")
        self.stdout.write(exporting.write(options["file"], lambda: printing.printed(paper).read()))

    def _document(self, *, kind: str, meeting: str, case: int | None, **options: Any) -> Document:
        # Minutes are of the meeting that they tell of, whichever case they are approved in.
        of_meeting = Q(agenda_item__meeting=exporting.meeting_of(meeting), minutes_of=None)
        documents = Document.objects.filter(of_meeting | Q(minutes_of=exporting.meeting_of(meeting)), kind=kind)
        if case is not None:
            documents = documents.filter(agenda_item__sequence=case)
        found = list(documents.select_related("agenda_item"))
        label = Document.Kind(kind).label
        if not found:
            raise CommandError(f"Møtet {meeting} har ikke noe dokument av typen {label}.")
        if len(found) > 1:
            cases = ", ".join(str(document.agenda_item.sequence) for document in found if document.agenda_item)
            raise CommandError(f"Flere dokumenter er av typen {label}. Velg sak med --case: {cases}.")
        return found[0]
