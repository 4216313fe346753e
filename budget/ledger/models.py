"""The accounts as they were imported: every entry, their sums, and which type of cost an account belongs to."""

from typing import Self

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse

from budget.ledger.codes import WHOLE_YEAR, Rule
from budget.lines.models import BudgetLine
from budget.money.fields import AMOUNT, YEAR, plausible_year
from rorikt.amounts import MONTHS, NOTHING
from rorikt.imports.models import ImportedFile

LONGEST_VOUCHER = 70  # characters, as SAF-T allows for the number of a voucher
LAST_MONTH = 13  # the closing entries of a year have a period of their own in many systems


class AccountMapping(models.Model):
    """The accounts, or KOSTRA arts, of one year that make up a type of cost. Stored only by accounts/actions.py.

    A range may lie in a wider one, and then holds in its place. That two do not cross, the database holds by a trigger.
    """

    class Basis(models.TextChoices):
        ACCOUNT = "account", "Konto"
        ART = "art", "KOSTRA-art"

    year = YEAR("år")
    basis = models.CharField("gjelder", max_length=10, choices=Basis, default=Basis.ACCOUNT)
    first = models.CharField(
        "fra og med", max_length=20, validators=[RegexValidator(r"^[0-9A-Za-z]+$", "Skriv nummeret uten mellomrom.")]
    )
    last = models.CharField(
        "til og med",
        max_length=20,
        validators=[RegexValidator(r"^[0-9A-Za-z]+$", "Skriv nummeret uten mellomrom.")],
        help_text="Det samme som fra og med når det er ett nummer.",
    )
    line = models.ForeignKey(
        BudgetLine,
        on_delete=models.PROTECT,
        verbose_name="type utgift",
        null=True,
        blank=True,
        related_name="mappings",
        help_text="La stå tom for det som skal holdes utenfor driftsresultatet, for eksempel balansekonti.",
    )

    class Meta:
        verbose_name = "kontokobling"
        verbose_name_plural = "kontokoblinger"
        ordering = ["year", "basis", "first"]
        constraints = [
            plausible_year("account_mapping_year_is_plausible"),
            models.UniqueConstraint(
                fields=["year", "basis", "first", "last"],
                name="account_mapping_is_made_once",
                violation_error_code="first",
                violation_error_message="Året har allerede en kobling av de samme numrene. Endre den i stedet.",
            ),
            models.CheckConstraint(
                condition=Exact(Length("first"), Length("last")),
                name="account_mapping_has_one_length",
                violation_error_code="last",
                violation_error_message="Det første og det siste nummeret må ha like mange siffer.",
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="account_mapping_does_not_end_before_it_starts",
                violation_error_code="last",
                violation_error_message="Det siste nummeret kan ikke komme før det første.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} {self.range}"

    @property
    def range(self) -> str:
        return self.first if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def as_rule(self) -> Rule:
        return Rule(self.basis == self.Basis.ART, self.first, self.last, self.line_id)


class AccountImport(models.Model):
    """A confirmed file of accounts. One that is replaced is kept with its rows, but counts no longer."""

    imported = models.OneToOneField(
        ImportedFile, on_delete=models.PROTECT, primary_key=True, related_name="account_import"
    )
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, verbose_name="erstattet av", null=True, blank=True, related_name="replaces"
    )

    class Meta:
        verbose_name = "regnskapsimport"
        verbose_name_plural = "regnskapsimporter"
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("imported")),
                name="account_import_does_not_replace_itself",
            ),
        ]

    def __str__(self) -> str:
        return str(self.imported)


class OfImportQuerySet(models.QuerySet["models.Model"]):
    """Rows of imports, of which those count whose import has not been replaced."""

    def for_year(self, year: int) -> Self:
        return self.filter(year=year)

    def in_force(self) -> Self:
        return self.filter(account_import__replaced_by__isnull=True)


class OfImport(models.Model):
    """What an entry and a sum of entries have in common."""

    account_import = models.ForeignKey(AccountImport, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = YEAR("år")
    month = models.PositiveSmallIntegerField(
        "måned", default=WHOLE_YEAR, validators=[MaxValueValidator(LAST_MONTH)], help_text="0: bare året er kjent."
    )
    account = models.CharField("konto", max_length=20, blank=True)
    art = models.CharField("KOSTRA-art", max_length=6, blank=True)
    amount = models.DecimalField("beløp", **AMOUNT)

    objects = OfImportQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def month_name(self) -> str:
        if self.month == WHOLE_YEAR:
            return NOTHING
        return "avslutning" if self.month == LAST_MONTH else MONTHS[self.month - 1]


class AccountEntry(OfImport):
    """One row of the accounts, with the line of the file it was read from. There may be millions."""

    line_number = models.PositiveIntegerField("linje i filen")
    booked_on = models.DateField("dato", null=True, blank=True)
    function = models.CharField("funksjon", max_length=6, blank=True)
    text = models.CharField("tekst", max_length=200, blank=True)
    # Empty is null: a new column that may be null is added to millions of rows without copying them.
    voucher = models.CharField("bilagsnummer", max_length=LONGEST_VOUCHER, null=True, blank=True)  # noqa: DJ001
    reference = models.CharField("dokumentreferanse", max_length=LONGEST_VOUCHER, null=True, blank=True)  # noqa: DJ001

    class Meta:
        verbose_name = "regnskapspost"
        verbose_name_plural = "regnskapsposter"
        ordering = ["account_import", "line_number", "pk"]
        indexes = [
            models.Index(fields=["account_import", "line_number"], name="entry_by_line_of_its_file"),
            models.Index(fields=["year", "account", "month"], name="entry_by_account"),
            models.Index(
                fields=["year", "voucher"], condition=Q(voucher__isnull=False), name="entry_by_voucher_of_its_year"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(month__lte=LAST_MONTH), name="entry_month_is_at_most_13"),
            plausible_year("entry_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.account or self.art} linje {self.line_number}"


class AccountTotal(OfImport):
    """The sum of the entries of one account in one month of one import, and the line that the mapping puts it on.

    Kept with the entries by accounts/actions.py, so that no page has to add up millions of rows.
    """

    name = models.CharField("kontonavn", max_length=120, blank=True)
    entry_count = models.PositiveIntegerField("poster")
    is_known = models.BooleanField("koblet", default=False)
    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, verbose_name="type utgift", null=True, blank=True, related_name="totals"
    )

    class Meta:
        verbose_name = "kontosum"
        verbose_name_plural = "kontosummer"
        ordering = ["year", "account", "art", "month"]
        indexes = [models.Index(fields=["year", "line"], name="total_by_year_and_line")]
        constraints = [
            models.UniqueConstraint(
                fields=["account_import", "year", "month", "account", "art"], name="account_has_one_total_a_month"
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True) | Q(is_known=True), name="total_on_a_line_is_of_a_known_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account or self.art} {self.month_name} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("budget:entries", args=[self.year])


def has_import(year: int) -> bool:
    """Whether the accounts of the year come from files; then nobody types them."""
    return AccountTotal.objects.for_year(year).in_force().exists()
