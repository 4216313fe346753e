"""What the database knows of the installation that uses it."""

from django.db import models


class KnownKey(models.Model):
    """A key that lies outside the database, by a fingerprint that does not tell it; see keys.py."""

    name = models.CharField("navn", max_length=60, unique=True)
    fingerprint = models.CharField("avtrykk", max_length=64)

    class Meta:
        verbose_name = "kjent nøkkel"
        verbose_name_plural = "kjente nøkler"

    def __str__(self) -> str:
        return self.name
