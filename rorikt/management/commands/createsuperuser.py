"""The first administrator: Django's command, on a database that is migrated."""

from django.contrib.auth.management.commands.createsuperuser import Command as Superuser

from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand, Superuser):
    """As the README tells a person to type it, perhaps before anything else."""

    help = "Lager den første administratoren."
