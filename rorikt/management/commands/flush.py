"""Emptying the database: Django's command, which the guards of what is kept refuse. Said in words."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import DatabaseError


class Command(flush.Command):
    help = "Tømmer databasen, så lenge den ikke har noe som skal bevares."

    def handle(self, **options: Any) -> None:
        try:
            super().handle(**options)
        except CommandError as problem:
            if isinstance(problem.__cause__, DatabaseError):
                raise CommandError(
                    "Databasen er ikke tømt: den har en endringslogg og rader som skal bevares, og nekter det. "
                    "Begynn heller på nytt med en ny database og en ny datamappe."
                ) from problem
            raise
