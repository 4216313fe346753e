"""What is remembered of changes that a browser has sent."""

from django.db import models

from rorikt.people.models import User


class SavedChange(models.Model):
    """A change that was stored, by the number its browser gave it: sent once more, it gets the same answer again."""

    uuid = models.UUIDField(primary_key=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, verbose_name="hvem", related_name="+")
    at = models.DateTimeField("lagret", db_index=True)
    answer = models.JSONField("svar")

    class Meta:
        verbose_name = "lagret endring"
        verbose_name_plural = "lagrede endringer"

    def __str__(self) -> str:
        return str(self.uuid)
