"""The lines of the operating result, the causes of their variances, and how their budget and forecast are laid."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.lines.forecast import Method
from budget.lines.result import Result
from budget.money.fields import AMOUNT, YEAR, plausible_year, sums
from budget.purposes.models import purpose_field
from rorikt.amounts import MONTHS
from rorikt.slugs import slug


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def for_year(self, year: int) -> Self:
        return self.filter(year=year)

    def result(self) -> Result:
        """All that is booked and the whole budget of these lines. How far the accounts reach, `result` knows."""
        return Result(**sums(self, "actual", "budgeted"))


class BudgetLine(models.Model):
    """One row of the operating result: a type of cost in one year. Costs are positive, income negative.

    It has no variance of its own: `actual` may be of a few months, and `budgeted` is of the year; see `result`.
    """

    year = YEAR("år")
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    title = models.CharField("type utgift", max_length=80)
    budgeted = models.DecimalField("årsbudsjett", **AMOUNT)
    actual = models.DecimalField("regnskap", **AMOUNT, default=0)
    purpose = purpose_field()

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = "budsjettlinje"
        verbose_name_plural = "budsjettlinjer"
        ordering = ["year", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "title"],
                name="budget_line_is_unique_in_its_year",
                violation_error_code="title",
                violation_error_message="Året har allerede en linje med denne tittelen.",
            ),
            plausible_year("budget_line_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("budget:line", args=[self.pk])

    @property
    def slug(self) -> str:
        return slug(self.title)


class VarianceCause(models.Model):
    """A named cause of the variance of one line. `amount` is positive for what cost more than planned."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, verbose_name="budsjettlinje", related_name="causes")
    slug = models.SlugField(
        "kortnavn",
        max_length=40,
        blank=True,
        help_text="Brukes i dokumenter: [[arsak:kortnavn]]. Lages av årsaken hvis det står tomt.",
    )
    title = models.CharField("årsak", max_length=200)
    text = models.TextField("forklaring", blank=True)
    amount = models.DecimalField("beløp", **AMOUNT, null=True, blank=True)
    is_approximate = models.BooleanField("anslag", default=True)

    class Meta:
        verbose_name = "årsak til avvik"
        verbose_name_plural = "årsaker til avvik"
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "slug"],
                name="cause_slug_is_unique_on_its_line",
                violation_error_code="slug",
                violation_error_message="Linjen har allerede en årsak med dette kortnavnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MonthShare(models.Model):
    """The per cent of a line's budget that belongs to one month. A line has twelve that sum to 100, or none: even."""

    line = models.ForeignKey(
        BudgetLine, on_delete=models.CASCADE, verbose_name="budsjettlinje", related_name="month_shares"
    )
    month = models.PositiveSmallIntegerField("måned", validators=[MinValueValidator(1), MaxValueValidator(12)])
    percent = models.DecimalField("andel", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "månedsandel"
        verbose_name_plural = "månedsandeler"
        ordering = ["line", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "month"],
                name="line_has_one_share_for_each_month",
                violation_error_message="Linjen har allerede en andel for denne måneden.",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12),
                name="month_share_is_of_a_month",
                violation_error_message="En måned er fra 1 til 12.",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="month_share_is_between_0_and_100",
                violation_error_message="En andel er mellom 0 og 100 prosent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{MONTHS[self.month - 1]}: {self.percent}"


class MonthAmount(models.Model):
    """What the budget of a line is in one month, to the øre, as a file said. A line has twelve, or none.

    They are weights like the shares, which a line then has none of: a later change of its budget follows them.
    """

    line = models.ForeignKey(
        BudgetLine, on_delete=models.CASCADE, verbose_name="budsjettlinje", related_name="month_amounts"
    )
    month = models.PositiveSmallIntegerField("måned", validators=[MinValueValidator(1), MaxValueValidator(12)])
    amount = models.DecimalField("beløp", **AMOUNT)

    class Meta:
        verbose_name = "månedsbeløp"
        verbose_name_plural = "månedsbeløp"
        ordering = ["line", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "month"],
                name="line_has_one_amount_for_each_month",
                violation_error_message="Linjen har allerede et beløp for denne måneden.",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12),
                name="month_amount_is_of_a_month",
                violation_error_message="En måned er fra 1 til 12.",
            ),
        ]

    def __str__(self) -> str:
        return f"{MONTHS[self.month - 1]}: {self.amount}"


class LineForecast(models.Model):
    """How a person meant a line's year would end. Rows are only added; the newest of a line holds."""

    line = models.ForeignKey(
        BudgetLine, on_delete=models.CASCADE, verbose_name="budsjettlinje", related_name="forecasts"
    )
    method = models.CharField("metode", max_length=10, choices=Method)
    amount = models.DecimalField("prognose for året", **AMOUNT, null=True, blank=True)
    text = models.TextField("begrunnelse", blank=True)

    set_at = models.DateTimeField("satt")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="av", related_name="+")

    class Meta:
        verbose_name = "prognose"
        verbose_name_plural = "prognoser"
        ordering = ["line", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method=Method.BY_HAND, amount__isnull=False)
                | (~Q(method=Method.BY_HAND) & Q(amount__isnull=True)),
                name="forecast_has_an_amount_when_set_by_hand",
                violation_error_code="amount",
                violation_error_message="Skriv beløpet når prognosen settes for hånd, og la det ellers stå tomt.",
            ),
        ]

    def __str__(self) -> str:
        return f"Prognose for {self.line}"
