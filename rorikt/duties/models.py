"""What is remembered of a duty between two ticks."""

from django.db import models


class DutyState(models.Model):
    """When a duty was last begun and ended, and what it did; the row of a duty that this release lacks does nothing."""

    name = models.CharField("oppgave", max_length=60, unique=True)
    begun_at = models.DateTimeField("begynte", null=True)
    ended_at = models.DateTimeField("ferdig", null=True)
    held_until = models.DateTimeField(null=True)
    told = models.CharField("hva den gjorde", max_length=300, blank=True)
    error = models.CharField("feil", max_length=300, blank=True)

    class Meta:
        verbose_name = "fast oppgave"
        verbose_name_plural = "faste oppgaver"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
