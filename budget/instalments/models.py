"""When the municipalities pay: the instalments of a year, and what each is to pay on account."""

from typing import Self

from django.db import models
from django.db.models import Q

from budget.money.fields import AMOUNT, YEAR, plausible_year
from rorikt.people.models import Municipality


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    def of_year(self, year: int, of: str) -> Self:
        return self.filter(year=year, of=of).order_by("due_on")


class Instalment(models.Model):
    """One day that all municipalities pay on, of the frame or on account.

    `percent` is its part of the year's amount; empty for all of a year's instalments means equal parts. From
    `invoiced_on` on nothing is added to it any more, nor from the day it is due.
    """

    class Of(models.TextChoices):
        FRAME = "frame", "Driftsramme"
        ON_ACCOUNT = "on_account", "Akonto for investeringer"

    year = YEAR("år")
    of = models.CharField("gjelder", max_length=12, choices=Of)
    due_on = models.DateField("forfall")
    percent = models.DecimalField("andel av årets beløp", max_digits=5, decimal_places=2, null=True, blank=True)
    invoiced_on = models.DateField("fakturert", null=True, blank=True)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = "termin"
        verbose_name_plural = "terminer"
        ordering = ["year", "of", "due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "of", "due_on"],
                name="instalments_are_due_on_days_of_their_own",
                violation_error_message="To terminer kan ikke ha samme forfall.",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100),
                name="instalment_is_a_part_of_the_year",
                violation_error_message="En termin er over 0 og høyst 100 prosent av årets beløp.",
            ),
            plausible_year("instalment_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.get_of_display()} {self.year}, forfall {self.due_on:%d.%m.%Y}"


class PlannedOnAccount(models.Model):
    """What a municipality is to pay on account for a year's investments, in NOK. What it has paid is another row."""

    year = YEAR("år")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    amount = models.DecimalField("akonto", **AMOUNT)

    class Meta:
        verbose_name = "planlagt akonto"
        verbose_name_plural = "planlagt akonto"
        ordering = ["year", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "municipality"],
                name="on_account_is_planned_once_a_year",
                violation_error_message="Kommunen har allerede en planlagt akonto dette året.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="planned_on_account_is_not_negative",
                violation_error_code="amount",
                violation_error_message="Planlagt akonto kan ikke være under null.",
            ),
            plausible_year("planned_on_account_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"Planlagt akonto {self.year} {self.municipality}"
