"""A password set by who has the machine: Django's command, told in the trail."""

from typing import Any

from django.contrib.auth.management.commands.changepassword import Command as Password
from django.db import transaction
from django.utils import timezone

from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand, Password):
    requires_system_checks = "__all__"  # as of every command that asks the database
    help = "Setter et nytt passord for en bruker."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> str | None:
        before = dict(User.objects.values_list("pk", "password"))
        told: str | None = super().handle(*args, **options)
        for person in User.objects.order_by("pk"):
            if person.pk in before and person.password != before[person.pk]:
                trail.record("satte passord for bruker", person, by=None, now=timezone.now(), name=person.name)
        return told
