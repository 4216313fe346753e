"""Says that the secret key was changed on purpose."""

from typing import Any

from django.conf import settings

from rorikt.starting import keys
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Godtar at RORIKT_SECRET_KEY er byttet: det som var forseglet med den gamle, kan ikke åpnes med den nye."
    accepts_another_key = True

    def handle(self, **options: Any) -> None:
        keys.accept(keys.SECRET_KEY, settings.SECRET_KEY)
        self.stdout.write("Nøkkelen på denne maskinen er nå installasjonens. Gi de andre maskinene den samme.")
