"""Figures and tables of a document's own, for what no app owns."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from meetings.documents.models import Document


class ManualFigure(models.Model):
    """A number that no app owns, with where it is from: `[[tall:slug]]` in the texts of its document."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="manual_figures")
    slug = models.SlugField("kortnavn", max_length=60)
    label = models.CharField("hva tallet er", max_length=160)
    value = models.DecimalField("verdi", max_digits=16, decimal_places=4)
    decimals = models.PositiveSmallIntegerField("desimaler", default=0)
    unit = models.CharField("enhet", max_length=20, blank=True, help_text="Skrives etter tallet. Kan stå tom.")
    origin = models.CharField("kilde", max_length=200)
    is_carried = models.BooleanField("fra forrige dokument, ikke bekreftet", default=False, editable=False)

    class Meta:
        verbose_name = "eget tall"
        verbose_name_plural = "egne tall"
        ordering = ["document", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "slug"],
                name="manual_figure_slug_is_unique_in_its_document",
                violation_error_code="slug",
                violation_error_message="Dokumentet har allerede et tall med dette kortnavnet.",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4),
                name="manual_figure_has_at_most_four_decimals",
                violation_error_code="decimals",
                violation_error_message="Velg mellom 0 og 4 desimaler.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ManualTable(models.Model):
    """A table that no app owns: `[[tabell:egen:slug]]`.

    `columns` is a list of {"label": str, "kind": "text" | "number"}; `rows` is a list of lists of text, one for each
    column, numbers as exact decimals (`"1464000.00"`) or "" for none. With `has_total` the number columns are summed.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="manual_tables")
    slug = models.SlugField("kortnavn", max_length=60)
    title = models.CharField("tittel", max_length=160)
    columns = models.JSONField("kolonner", default=list)
    rows = models.JSONField("rader", default=list, blank=True)
    has_total = models.BooleanField("sumrad", default=True)
    note = models.CharField("merknad", max_length=300, blank=True)
    is_carried = models.BooleanField("fra forrige dokument, ikke bekreftet", default=False, editable=False)

    class Meta:
        verbose_name = "egen tabell"
        verbose_name_plural = "egne tabeller"
        ordering = ["document", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "slug"],
                name="manual_table_slug_is_unique_in_its_document",
                violation_error_code="slug",
                violation_error_message="Dokumentet har allerede en tabell med dette kortnavnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def column_sum(self, index: int) -> Decimal | None:
        """Empty cells count as nothing; `None` for a column of text."""
        if self.columns[index]["kind"] != "number":
            return None
        return sum((Decimal(row[index]) for row in self.rows if row[index]), Decimal(0))
