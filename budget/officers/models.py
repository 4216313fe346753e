"""What an officer has seen, and the files that were made for one."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budget.money.fields import YEAR, plausible_year
from budget.officers.period import Period
from rorikt.people.models import Municipality


class OfficerVisit(models.Model):
    """Until when a person has marked what is new of a municipality as read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    read_until = models.DateTimeField("lest til")

    class Meta:
        verbose_name = "lest av økonomi"
        verbose_name_plural = "lest av økonomi"
        constraints = [models.UniqueConstraint(fields=["user", "municipality"], name="read_once_of_a_municipality")]

    def __str__(self) -> str:
        return f"{self.user}: {self.municipality}"


class PeriodFile(models.Model):
    """All of a period for a municipality in one zip, as `user` might read it when it was made. Kept for a day.

    `closed` is the hash of what was closed to the person then: where another thing is closed now, it is made anew.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    year = YEAR("år")
    first = models.PositiveSmallIntegerField("fra måned", validators=[MinValueValidator(1), MaxValueValidator(12)])
    last = models.PositiveSmallIntegerField("til måned", validators=[MinValueValidator(1), MaxValueValidator(12)])
    file = models.FileField("fil", max_length=200)
    sha256 = models.CharField(max_length=64)
    closed = models.CharField(max_length=64)
    made_at = models.DateTimeField("laget", db_index=True)

    class Meta:
        verbose_name = "fil for en periode"
        verbose_name_plural = "filer for en periode"
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, last__lte=12, last__gte=F("first")), name="a_period_is_of_months_of_a_year"
            ),
            plausible_year("period_file_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"Alt for {self.municipality} {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("budget:officer-file", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(self.year, self.first, self.last)
