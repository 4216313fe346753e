"""Each backup that was begun, and what became of it."""

from typing import Self

from django.db import models


class BackupQuerySet(models.QuerySet["Backup"]):
    def good(self) -> Self:
        return self.exclude(verified="").exclude(ended_at=None)


class Backup(models.Model):
    """One attempt. `verified` says how it was read back, and is blank where it came to nothing.

    One without an end is under way, or its process has died.
    """

    LONGEST = 300

    begun_at = models.DateTimeField("begynt")
    ended_at = models.DateTimeField("ferdig", null=True)
    folder = models.CharField("mappe", max_length=LONGEST)
    name = models.CharField("fil", max_length=60, blank=True)
    byte_count = models.PositiveBigIntegerField("størrelse", default=0)
    file_count = models.PositiveIntegerField("antall filer", default=0)
    verified = models.CharField("kontrollert", max_length=80, blank=True)
    error = models.CharField("feil", max_length=LONGEST, blank=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = "sikkerhetskopi"
        verbose_name_plural = "sikkerhetskopier"
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return self.name or f"{self.begun_at:%d.%m.%Y %H.%M}"
