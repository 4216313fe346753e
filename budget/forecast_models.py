"""How a line's budget is spread over the months, and the forecasts people have chosen for it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from budget.forecast import Method
from budget.models import BudgetLine
from budget.money.fields import AMOUNT
from rorikt.amounts import MONTHS


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
