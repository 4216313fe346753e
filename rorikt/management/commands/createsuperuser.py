"""The first administrator: Django's command, on a database that is migrated. The trail tells who came this way too."""

from typing import Any

from django.contrib.auth.management.commands.createsuperuser import Command as Superuser
from django.db import transaction
from django.utils import timezone

from rorikt.access.appointing import note_person_from_outside
from rorikt.people.models import User
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand, Superuser):
    """As the README tells a person to type it, perhaps before anything else."""

    help = "Lager den første administratoren."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        known = set(User.objects.values_list("pk", flat=True))
        super().handle(*args, **options)
        for person in User.objects.exclude(pk__in=known).order_by("pk"):
            note_person_from_outside(person, now=timezone.now())
