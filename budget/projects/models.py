"""Investment projects, and what the municipalities have paid for them on account."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from budget.money.fields import AMOUNT, YEAR, plausible_year, sums
from budget.projects.disposal import Disposal
from budget.projects.result import InvestmentResult
from budget.purposes.models import purpose_field
from rorikt.people.models import Municipality
from rorikt.slugs import slug


class InvestmentProjectQuerySet(models.QuerySet["InvestmentProject"]):
    def for_year(self, year: int) -> Self:
        return self.filter(year=year)

    def result(self) -> InvestmentResult:
        """Sums over these projects, before any rounding for display."""
        return InvestmentResult(**sums(self, "budgeted", "actual_excl_vat", "vat"))

    def with_disposal(self, on: date | None = None) -> Self:
        """With what `InvestmentProject.disposal` reads; of that what was decided at the end of the day `on`."""
        read = ("revisions", "carried_in", "carried_out")
        if on is None:
            return self.prefetch_related(*read)
        kinds = ("BudgetRevision", "CarryOver", "CarryOver")  # by name, as these models stand above this module
        decided = [apps.get_model("budget", kind)._default_manager.filter(decided_on__lte=on) for kind in kinds]
        return self.prefetch_related(*(Prefetch(name, rows) for name, rows in zip(read, decided, strict=True)))


class InvestmentProject(models.Model):
    """One investment project in one year. The accounts print it with VAT; the municipalities are charged without.

    The same project in another year is the row with the same title. What is committed and the forecast count VAT too.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planlagt"
        ONGOING = "ongoing", "Pågår"
        ON_HOLD = "on_hold", "Satt på vent"
        COMPLETED = "completed", "Ferdig"
        CANCELLED = "cancelled", "Avlyst"

    year = YEAR("år")
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    title = models.CharField("prosjekt", max_length=120)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.ONGOING)
    starts_in = YEAR("fra år", null=True, blank=True)
    ends_in = YEAR("til og med år", null=True, blank=True)

    budgeted = models.DecimalField("årsbudsjett", **AMOUNT)
    actual_excl_vat = models.DecimalField("regnskap eksl. mva.", **AMOUNT, default=0)
    vat = models.DecimalField("mva.", **AMOUNT, default=0)
    committed = models.DecimalField("bundet", **AMOUNT, default=0)
    forecast = models.DecimalField("prognose for året", **AMOUNT, null=True, blank=True)
    purpose = purpose_field()

    objects = InvestmentProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "investeringsprosjekt"
        verbose_name_plural = "investeringsprosjekter"
        ordering = ["year", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "title"],
                name="project_is_unique_in_its_year",
                violation_error_code="title",
                violation_error_message="Året har allerede et prosjekt med denne tittelen.",
            ),
            plausible_year("project_year_is_plausible"),
            models.CheckConstraint(
                condition=Q(committed__gte=0),
                name="committed_amount_is_not_negative",
                violation_error_code="committed",
                violation_error_message="Det som er bundet, kan ikke være under null.",
            ),
            models.CheckConstraint(
                condition=Q(starts_in__isnull=True) | Q(starts_in__lte=F("year")),
                name="project_starts_no_later_than_its_year",
                violation_error_code="starts_in",
                violation_error_message="Prosjektet kan ikke begynne etter året det har budsjett i.",
            ),
            models.CheckConstraint(
                condition=Q(ends_in__isnull=True) | Q(ends_in__gte=F("year")),
                name="project_ends_no_earlier_than_its_year",
                violation_error_code="ends_in",
                violation_error_message="Prosjektet kan ikke slutte før året det har budsjett i.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("budget:project", args=[self.pk])

    @property
    def slug(self) -> str:
        return slug(self.title)

    @property
    def actual(self) -> Decimal:
        return self.actual_excl_vat + self.vat

    @property
    def variance(self) -> Decimal:
        return self.budgeted - self.actual

    @property
    def disposal(self) -> Disposal:
        """What may be used and what is left. Reads `revisions`, `carried_in` and `carried_out`: prefetch them."""
        added = {
            name: sum((row.amount for row in getattr(self, name).all()), Decimal(0))
            for name in ("revisions", "carried_in", "carried_out")
        }
        return Disposal(budgeted=self.budgeted, actual=self.actual, committed=self.committed, **added)


class PaymentOnAccountQuerySet(models.QuerySet["PaymentOnAccount"]):
    def for_year(self, year: int) -> Self:
        return self.filter(year=year)


class PaymentOnAccount(models.Model):
    """What a municipality paid on account for the investments of a year, in NOK."""

    year = YEAR("år")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    amount = models.DecimalField("akonto", **AMOUNT)

    objects = PaymentOnAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "akontobetaling"
        verbose_name_plural = "akontobetalinger"
        ordering = ["year", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "municipality"],
                name="municipality_pays_on_account_once_a_year",
                violation_error_message="Kommunen har allerede en akontobetaling dette året.",
            ),
            plausible_year("payment_year_is_plausible"),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="payment_is_not_negative",
                violation_error_code="amount",
                violation_error_message="En akontobetaling kan ikke være under null.",
            ),
        ]

    def __str__(self) -> str:
        return f"Akonto {self.year} {self.municipality}"
