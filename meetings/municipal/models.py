"""What each person has chosen to see beside the totals. Private: it is in no trail."""

from django.conf import settings
from django.db import models

from rorikt.people.models import Municipality


class MunicipalView(models.Model):
    """Whether a person is shown the share of a municipality, and of which. One who is of a municipality, as council
    members and finance are, is shown that one's and chooses none.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name="person", related_name="municipal_view"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, verbose_name="kommune", null=True, blank=True, related_name="+"
    )
    is_on = models.BooleanField("vis andelen ved siden av beløpene")

    class Meta:
        verbose_name = "visning for én kommune"
        verbose_name_plural = "visninger for én kommune"

    def __str__(self) -> str:
        return f"{self.user}: {self.municipality or 'egen kommune'}"
