"""Import tickets from a file, by the columns and meanings saved for its source."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.people.models import User
from rorikt.starting.command import DatabaseCommand
from support.files import ticket_fields
from support.files.meanings import NAMES
from support.files.times import Twice


class Command(DatabaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="the name it was given on the page of columns")
        parser.add_argument("--twice", choices=list(Twice), default="", help="what a clock that came twice means")
        parser.add_argument("--by", default="", metavar="EMAIL", help="whose import it is; else an administrator's")
        parser.add_argument("--dry-run", action="store_true", help="read and compare, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        source = ImportSource.objects.filter(kind=ticket_fields.KIND, name=options["source"]).first()
        if source is None:
            known = ", ".join(ImportSource.objects.filter(kind=ticket_fields.KIND).values_list("name", flat=True))
            raise CommandError(f"no source is named {options['source']!r}; those saved are: {known or 'none'}")
        if not options["file"].is_file():
            raise CommandError(f"there is no file {options['file']}")
        by, now = _person(options["by"]), timezone.now()
        try:
            imported = self._read(options["file"], source, options["twice"], by, now)
            if options["dry_run"]:
                imported_files.discard(imported, by=by, now=now)
            else:
                self._store(imported, by, now)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except PermissionDenied as error:
            raise CommandError(f"{by} may not import tickets") from error

    def _read(self, path: Path, source: ImportSource, twice: str, by: User, now: datetime) -> ImportedFile:
        with path.open("rb") as content:
            imported = imported_files.upload(File(content), kind=ticket_fields.KIND, name=path.name, by=by, now=now)
        options = {**source.options, "twice": twice} if twice else source.options
        try:
            imported_files.choose_mapping(imported, mapping=source.mapping, options=options, source=source, by=by)
            imported_files.preview(imported)
        except ValidationError:
            imported_files.discard(imported, by=by, now=now)
            raise
        found = imported.summary
        self.stdout.write(
            f"{imported.row_count} rows, {found['ticket_count']} tickets: {found['new']} new, {found['changed']} "
            f"changed, {found['unchanged']} unchanged, {found['held']} of another source, {found['ignored']} left out, "
            f"{found['undecided']} undecided, {found['wrong_order']} resolved before created, "
            f"{imported.error_count} errors"
        )
        for error in found["errors"]:
            self.stderr.write(f"line {error['line']}, {error['column'] or 'row'}: {error['reason']}")
        for name, rows in found["values"].items():
            for value, count, decision in rows:
                if not decision:
                    self.stderr.write(f"undecided: {NAMES[name]} «{value}» in {count} tickets")
        return imported

    def _store(self, imported: ImportedFile, by: User, now: datetime) -> None:
        try:
            imported_files.confirm(imported, by=by, now=now)
        except ValidationError:
            imported.refresh_from_db()
            imported_files.discard(imported, by=by, now=now)
            raise
        self.stdout.write(f"imported {imported.summary['new']} new and {imported.summary['changed']} changed tickets")


def _person(email: str) -> User:
    people = User.objects.filter(is_active=True).order_by("pk")
    if email:
        found = people.filter(email=email).first()
    else:
        found = next((person for person in people if person.has_perm("support.import_tickets")), None)
    if found is None:
        raise CommandError(f"no person has the address {email!r}" if email else "nobody may import tickets")
    return found
