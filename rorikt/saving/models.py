"""What is remembered of changes that a browser has sent, and of who has which page open."""

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


class Presence(models.Model):
    """That a person had something open for writing. `place` names it: `meetings.section:12`."""

    place = models.CharField(max_length=80)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField("sist sett", db_index=True)

    class Meta:
        verbose_name = "åpen side"
        verbose_name_plural = "åpne sider"
        constraints = [models.UniqueConstraint(fields=["place", "user"], name="a_person_is_in_a_place_once")]

    def __str__(self) -> str:
        return self.place
