"""The address that a person's calendar is read by."""

from uuid import uuid4

from django.conf import settings
from django.db import models


class CalendarAddress(models.Model):
    """The one address of a person's calendar, until it is made anew. Its secret is reckoned from `number` and the key
    of the installation, so that it can be shown again and stands in no copy of the database."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.UUIDField(default=uuid4, unique=True, editable=False)
    made_at = models.DateTimeField("laget")

    class Meta:
        verbose_name = "kalenderadresse"
        verbose_name_plural = "kalenderadresser"

    def __str__(self) -> str:
        return f"Kalenderadressen til {self.user}"
