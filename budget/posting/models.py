"""How the cooperation suggests that the municipalities post what they pay: art and function of KOSTRA."""

import re

from django.core.validators import RegexValidator
from django.db import models

from budget.allocations.models import AllocationRun
from budget.money.fields import YEAR, plausible_year

ON_ACCOUNT = "on_account"
three_digits = RegexValidator(re.compile(r"^\d{3}\Z"), "Skriv tre sifre.")


class PostingRule(models.Model):
    """From `year` on, what is charged of a kind is posted so; the rule that names the subject goes before the others.

    `subject` is that of a run, empty for all of the kind. It may quote a closed case, and is never shown.
    """

    class Kind(models.TextChoices):
        OPERATING_RESULT = AllocationRun.Kind.OPERATING_RESULT.value, AllocationRun.Kind.OPERATING_RESULT.label
        INVESTMENT = AllocationRun.Kind.INVESTMENT.value, AllocationRun.Kind.INVESTMENT.label
        OFFSET = AllocationRun.Kind.OFFSET.value, AllocationRun.Kind.OFFSET.label
        FRAME = AllocationRun.Kind.FRAME.value, AllocationRun.Kind.FRAME.label
        CASE_COST = AllocationRun.Kind.CASE_COST.value, AllocationRun.Kind.CASE_COST.label
        CONSUMPTION = AllocationRun.Kind.CONSUMPTION.value, AllocationRun.Kind.CONSUMPTION.label
        ON_ACCOUNT = ON_ACCOUNT, "Akonto for investeringer"

    kind = models.CharField("type krav", max_length=20, choices=Kind)
    subject = models.SlugField("gjelder bare", max_length=80, blank=True)
    year = YEAR("fra og med år")
    art = models.CharField("art", max_length=3, validators=[three_digits])
    function = models.CharField("funksjon", max_length=3, validators=[three_digits])

    class Meta:
        verbose_name = "forslag til føring"
        verbose_name_plural = "forslag til føring"
        ordering = ["kind", "subject", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "year"],
                name="posting_is_suggested_once",
                violation_error_code="year",
                violation_error_message="Det finnes allerede et forslag for dette fra og med samme år.",
            ),
            plausible_year("posting_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} fra {self.year}"
