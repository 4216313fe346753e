"""When the municipalities are told what next year may cost them, and what they were told."""

from django.conf import settings
from django.db import models

from budget.money.fields import YEAR, plausible_year


class OutlookDay(models.Model):
    """By which day the figures of a year are to be published."""

    year = YEAR("år", unique=True, error_messages={"unique": "Året har allerede en frist."})
    publish_by = models.DateField("publiseres senest")

    class Meta:
        verbose_name = "frist for neste års tall"
        verbose_name_plural = "frister for neste års tall"
        ordering = ["-year"]
        constraints = [plausible_year("outlook_day_year_is_plausible")]

    def __str__(self) -> str:
        return f"Frist for tallene for {self.year}"


class IssuedOutlook(models.Model):
    """What each municipality was told that a year may cost it. Rows are only added.

    `figures` maps municipality number to its items, in words that it may read: see outlook/report.py.
    """

    year = YEAR("år")
    version = models.PositiveSmallIntegerField("utgave")
    figures = models.JSONField("tall", default=dict)
    sha256 = models.CharField("kontrollsum", max_length=64)
    issued_at = models.DateTimeField("publisert")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="publisert av", related_name="+"
    )

    class Meta:
        verbose_name = "publisert anslag"
        verbose_name_plural = "publiserte anslag"
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="outlook_is_issued_once_in_a_version"),
            plausible_year("outlook_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"Anslag for {self.year}, utgave {self.version}"
