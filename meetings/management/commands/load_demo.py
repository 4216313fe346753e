"""Load the demo into an empty database. Does nothing the second time."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

from meetings import demo
from rorikt.people.models import User
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Legger demoen (møtet 14.02.2024) i en tom database."

    def handle(self, *args: Any, **options: Any) -> None:
        if demo.is_loaded():
            self.stdout.write("Demoen er allerede lastet.")
        elif User.objects.exists():
            raise CommandError("Databasen er i bruk. Velg en tom datamappe med RORIKT_DATA for å se demoen.")
        else:
            start = time.perf_counter()
            count = demo.load()
            self.stdout.write(f"Demoen er lastet: {count} saker på {time.perf_counter() - start:.1f} s.")
        call_command("show_demo_accounts", stdout=self.stdout)
