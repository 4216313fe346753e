"""The budget of a year as the council adopted it, and the regulations that have moved it since. None of it is edited.

`BudgetLine.budgeted` is always what holds now: in a year that is adopted, what was adopted and all regulations of the
line. It is kept in step by year_budget/actions.py, and the database refuses anything else.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budget.frame.models import FrameChange
from budget.lines.models import BudgetLine
from budget.money.fields import AMOUNT, YEAR, plausible_year
from rorikt.cases.models import case_field
from rorikt.imports.models import ImportedFile


class CouncilDecision(models.Model):
    """What was decided, where and when, and who recorded it."""

    decision = models.CharField("vedtak", max_length=300, help_text="Hvem som vedtok hva.")
    decided_on = models.DateField("vedtatt")
    case = case_field("Saken det ble vedtatt i. Kan stå tom.")
    recorded_at = models.DateTimeField("registrert")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="registrert av", related_name="+"
    )

    class Meta:
        abstract = True


class BudgetAdoption(CouncilDecision):
    """The council adopted the budget of a year. Until there is one, the lines of the year are a proposal."""

    year = YEAR("år", unique=True, error_messages={"unique": "Budsjettet for året er allerede registrert som vedtatt."})

    class Meta:
        verbose_name = "vedtatt budsjett"
        verbose_name_plural = "vedtatte budsjetter"
        ordering = ["-year"]
        constraints = [plausible_year("adopted_budget_year_is_plausible")]

    def __str__(self) -> str:
        return f"Vedtatt budsjett {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("budget:year-budget", args=[self.year])


class AdoptedLine(models.Model):
    """The original budget of a line. A line that came later has none: it was adopted with nothing."""

    adoption = models.ForeignKey(
        BudgetAdoption, on_delete=models.CASCADE, verbose_name="vedtatt budsjett", related_name="lines"
    )
    line = models.OneToOneField(
        BudgetLine, on_delete=models.PROTECT, verbose_name="budsjettlinje", related_name="adopted"
    )
    amount = models.DecimalField("opprinnelig budsjett", **AMOUNT)

    class Meta:
        verbose_name = "vedtatt linje"
        verbose_name_plural = "vedtatte linjer"
        ordering = ["line"]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"


class BudgetRegulationQuerySet(models.QuerySet["BudgetRegulation"]):
    def for_year(self, year: int) -> Self:
        return self.filter(year=year)

    def standing(self) -> Self:
        """Neither taken back nor taking another back."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)


class BudgetRegulation(CouncilDecision):
    """A change of an adopted budget, line by line. A wrong one is taken back by another, which `reverses` it.

    `frame_change` is what the council decided of the frame, where the regulation carries that on to the lines;
    `imported` the file that it was read from.
    """

    year = YEAR("år")
    reason = models.CharField("begrunnelse", max_length=300)
    frame_change = models.ForeignKey(
        FrameChange,
        on_delete=models.PROTECT,
        verbose_name="rammeendring",
        null=True,
        blank=True,
        related_name="regulations",
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, verbose_name="tilbakefører", null=True, blank=True, related_name="reversed_by"
    )
    imported = models.ForeignKey(
        ImportedFile, on_delete=models.PROTECT, verbose_name="fil", null=True, blank=True, related_name="+"
    )

    objects = BudgetRegulationQuerySet.as_manager()

    class Meta:
        verbose_name = "budsjettregulering i driften"
        verbose_name_plural = "budsjettreguleringer i driften"
        ordering = ["year", "decided_on", "pk"]
        constraints = [
            plausible_year("regulation_year_is_plausible"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("pk")), name="regulation_does_not_reverse_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"Budsjettregulering {self.decided_on:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("budget:budget-regulation", args=[self.pk])


class RegulatedLine(models.Model):
    """What one regulation adds to the budget of one line, or takes from it where it is below zero."""

    regulation = models.ForeignKey(
        BudgetRegulation, on_delete=models.PROTECT, verbose_name="budsjettregulering", related_name="lines"
    )
    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, verbose_name="budsjettlinje", related_name="regulated"
    )
    amount = models.DecimalField("endring", **AMOUNT)

    class Meta:
        verbose_name = "regulert linje"
        verbose_name_plural = "regulerte linjer"
        ordering = ["regulation", "line"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "line"], name="regulation_moves_a_line_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="regulated_line_is_moved"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"


class PlannedLine(models.Model):
    """What a financial plan proposed as the budget of a line. The line may have been changed since."""

    line = models.OneToOneField(
        BudgetLine, on_delete=models.CASCADE, verbose_name="budsjettlinje", related_name="planned"
    )
    plan = models.ForeignKey(
        "budget.FinancialPlan", on_delete=models.CASCADE, verbose_name="økonomiplan", related_name="+"
    )
    amount = models.DecimalField("foreslått", **AMOUNT)
    proposed_at = models.DateTimeField("hentet")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="hentet av", related_name="+"
    )

    class Meta:
        verbose_name = "linje fra økonomiplanen"
        verbose_name_plural = "linjer fra økonomiplanen"
        ordering = ["line"]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"
