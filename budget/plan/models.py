"""The financial plan: its lines, the price growth of its years and the changes in them."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.money.fields import AMOUNT, YEAR, plausible_year
from budget.plan.frames import YEARS_OF_PLAN, Step, frames
from rorikt.cases.models import case_field
from rorikt.people.models import User


class FinancialPlanQuerySet(models.QuerySet["FinancialPlan"]):
    def visible_to(self, user: User) -> Self:
        """A plan is a draft until it is adopted. What is exempt is shown closed; see money/reader.py."""
        return self if user.has_perm("budget.view_draft") else self.filter(adopted_on__isnull=False)


class FinancialPlan(models.Model):
    """Four years after a base year. An adopted plan is not changed; the next one is made from a new base year."""

    title = models.CharField("tittel", max_length=120)
    base_year = YEAR("basisår", validators=[MinValueValidator(2000), MaxValueValidator(2096)])

    adopted_on = models.DateField("vedtatt dato", null=True, blank=True)
    decision = models.CharField("vedtak", max_length=120, blank=True, help_text="Hvem som vedtok den.")
    case = case_field("Saken planen ble vedtatt i. Kan stå tom.")

    objects = FinancialPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "økonomiplan"
        verbose_name_plural = "økonomiplaner"
        ordering = ["-base_year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["title"],
                name="plan_title_is_unique",
                violation_error_code="title",
                violation_error_message="En annen økonomiplan har denne tittelen.",
            ),
            models.CheckConstraint(
                condition=Q(base_year__gte=2000, base_year__lte=2096),
                name="plan_base_year_is_plausible",
                violation_error_code="base_year",
                violation_error_message="Basisåret må være mellom 2000 og 2096.",
            ),
            models.CheckConstraint(
                condition=Q(adopted_on__isnull=True, decision="") | (Q(adopted_on__isnull=False) & ~Q(decision="")),
                name="adopted_plan_has_its_decision",
                violation_error_code="decision",
                violation_error_message="Oppgi både datoen og vedtaket.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("budget:plan", args=[self.pk])

    @property
    def years(self) -> list[int]:
        return [self.base_year + after for after in range(1, YEARS_OF_PLAN + 1)]

    @property
    def is_adopted(self) -> bool:
        return self.adopted_on is not None

    def growth(self) -> dict[int, Decimal]:
        """Each year of the plan with its price growth in per cent, zero where none is given."""
        given = {one.year: one.price_growth for one in self.plan_years.all()}
        return {year: given.get(year, Decimal(0)) for year in self.years}


class PlanYear(models.Model):
    """The price growth from the year before, in per cent."""

    plan = models.ForeignKey(
        FinancialPlan, on_delete=models.CASCADE, verbose_name="økonomiplan", related_name="plan_years"
    )
    year = YEAR("år")
    price_growth = models.DecimalField("prisvekst", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "prisvekst"
        verbose_name_plural = "prisvekst"
        ordering = ["plan", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "year"],
                name="plan_year_is_unique",
                violation_error_message="Planen har allerede en prisvekst for dette året.",
            ),
            plausible_year("plan_year_is_plausible"),
            models.CheckConstraint(
                condition=Q(price_growth__gte=-50, price_growth__lte=100),
                name="price_growth_is_plausible",
                violation_error_code="price_growth",
                violation_error_message="Prisveksten må være mellom −50 og 100 prosent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.price_growth}"


class PlanLine(models.Model):
    """A type of cost in the plan. `base` is what it was in the budget of the base year when the plan was made."""

    plan = models.ForeignKey(FinancialPlan, on_delete=models.CASCADE, verbose_name="økonomiplan", related_name="lines")
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    title = models.CharField("type utgift", max_length=80)
    base = models.DecimalField("basisår", **AMOUNT, default=0)

    class Meta:
        verbose_name = "planlinje"
        verbose_name_plural = "planlinjer"
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "title"],
                name="plan_line_is_unique_in_its_plan",
                violation_error_code="title",
                violation_error_message="Planen har allerede en linje med denne tittelen.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def frames(self, growth: dict[int, Decimal]) -> dict[int, Decimal]:
        return frames(self.base, growth, (change.as_step for change in self.changes.all()))


class PlanChange(models.Model):
    """A cost that comes or a cut that is made, from a year on or in that year alone."""

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, verbose_name="type utgift", related_name="changes")
    year = YEAR("år")
    title = models.CharField("tiltak", max_length=160)
    amount = models.DecimalField("beløp", **AMOUNT)
    is_lasting = models.BooleanField("varig", default=True, help_text="Tiltaket gjelder også årene etter.")

    class Meta:
        verbose_name = "tiltak i økonomiplanen"
        verbose_name_plural = "tiltak i økonomiplanen"
        ordering = ["year", "line__position", "pk"]
        constraints = [plausible_year("plan_change_year_is_plausible")]

    def __str__(self) -> str:
        return self.title

    @property
    def as_step(self) -> Step:
        return Step(self.year, self.amount, self.is_lasting)
