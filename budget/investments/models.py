"""What changes the budget of an investment project after it was made: revisions, and money carried between years."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from budget.money.fields import AMOUNT
from budget.projects.models import InvestmentProject
from rorikt.cases.models import case_field


class ProjectDecision(models.Model):
    """An amount, and the decision that it rests on. Rows are not edited: a wrong one is deleted, which is audited."""

    amount = models.DecimalField("beløp", **AMOUNT)
    decided_on = models.DateField("vedtatt dato")
    decision = models.CharField("vedtak", max_length=120, help_text="Hvem som vedtok hva.")
    case = case_field("Saken det ble vedtatt i. Kan stå tom.")
    reason = models.CharField("begrunnelse", max_length=300)

    stored_at = models.DateTimeField("registrert", editable=False)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="registrert av",
        related_name="+",
        editable=False,
    )

    class Meta:
        abstract = True


class BudgetRevision(ProjectDecision):
    """A change of a project's budget in its year; a cut is negative."""

    project = models.ForeignKey(
        InvestmentProject, on_delete=models.CASCADE, verbose_name="prosjekt", related_name="revisions"
    )

    class Meta:
        verbose_name = "budsjettregulering"
        verbose_name_plural = "budsjettreguleringer"
        ordering = ["project", "decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="revision_changes_something",
                violation_error_code="amount",
                violation_error_message="En regulering kan ikke være null.",
            ),
        ]

    def __str__(self) -> str:
        return f"Regulering {self.decided_on:%d.%m.%Y} av {self.project}"


class CarryOver(ProjectDecision):
    """What a project did not use in one year and may use in a later one. Always positive."""

    from_project = models.ForeignKey(
        InvestmentProject, on_delete=models.PROTECT, verbose_name="fra prosjekt", related_name="carried_out"
    )
    to_project = models.ForeignKey(
        InvestmentProject, on_delete=models.PROTECT, verbose_name="til prosjekt", related_name="carried_in"
    )

    class Meta:
        verbose_name = "overføring mellom år"
        verbose_name_plural = "overføringer mellom år"
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="carry_over_is_positive",
                violation_error_code="amount",
                violation_error_message="Beløpet som overføres, må være over null.",
            ),
            models.CheckConstraint(
                condition=~Q(from_project=F("to_project")),
                name="carry_over_is_between_two_project_years",
                violation_error_code="to_project",
                violation_error_message="Velg et annet prosjektår enn det pengene kommer fra.",
            ),
        ]

    def __str__(self) -> str:
        return f"Overføring fra {self.from_project} til {self.to_project}"
