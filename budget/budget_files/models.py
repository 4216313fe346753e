"""What an imported budget did to the lines of its year, kept so that it can be taken back."""

from django.db import models

from budget.money.fields import YEAR, plausible_year
from budget.year_budget.models import BudgetRegulation
from rorikt.imports.models import ImportedFile


class BudgetImport(models.Model):
    """A budget file that is on the lines. `before` and `after` map the key of a line to its budget and months then.

    `regulation` is there where the year was adopted, so that the file moved it by a regulation.
    """

    imported = models.OneToOneField(
        ImportedFile, on_delete=models.PROTECT, primary_key=True, related_name="budget_import", verbose_name="fil"
    )
    year = YEAR("år")
    before = models.JSONField("før", default=dict)
    after = models.JSONField("etter", default=dict)
    regulation = models.OneToOneField(
        BudgetRegulation,
        on_delete=models.PROTECT,
        verbose_name="budsjettregulering",
        null=True,
        blank=True,
        related_name="budget_import",
    )

    class Meta:
        verbose_name = "importert budsjett"
        verbose_name_plural = "importerte budsjetter"
        ordering = ["-pk"]
        constraints = [plausible_year("budget_import_year_is_plausible")]

    def __str__(self) -> str:
        return f"{self.imported} for {self.year}"
