"""Print the log-ins of the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from meetings import demo
from rorikt.people.models import User


class Command(BaseCommand):
    help = "Viser demoens brukere."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Brukere i demoen, alle med passordet {demo.PASSWORD}:")
        for account in demo.ACCOUNTS:
            role = User.Role(account.role).label
            self.stdout.write(f"  {account.email:<28} {account.name} ({role})")
