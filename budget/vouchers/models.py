"""Pictures of vouchers, the years in which municipalities may see them, and those that are shielded from them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from budget.ledger.models import LONGEST_VOUCHER
from budget.money.fields import YEAR, plausible_year
from rorikt.imports.models import ImportedFile


class OpenedYear(models.Model):
    """A year whose vouchers the finance staff of the municipalities may see. Without a row they may not."""

    year = YEAR("år", unique=True)
    opened_at = models.DateTimeField("åpnet")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="åpnet av", related_name="+"
    )

    class Meta:
        verbose_name = "innsyn i bilag"
        verbose_name_plural = "innsyn i bilag"
        ordering = ["-year"]
        constraints = [plausible_year("opened_year_is_plausible")]

    def __str__(self) -> str:
        return f"Innsyn i bilagene for {self.year}"


class ShieldedVoucher(models.Model):
    """A voucher that stays closed to the municipalities also in an opened year: it may tell of a person."""

    year = YEAR("år")
    number = models.CharField("bilagsnummer", max_length=LONGEST_VOUCHER)
    reason = models.CharField(
        "hvorfor", max_length=200, help_text="For eksempel «offentleglova § 13, personopplysninger»."
    )
    shielded_at = models.DateTimeField("skjermet")
    shielded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="skjermet av", related_name="+"
    )

    class Meta:
        verbose_name = "skjermet bilag"
        verbose_name_plural = "skjermede bilag"
        ordering = ["-year", "number"]
        constraints = [
            plausible_year("shielded_voucher_year_is_plausible"),
            models.UniqueConstraint(
                fields=["year", "number"],
                name="voucher_is_shielded_once",
                violation_error_message="Bilaget er allerede skjermet.",
            ),
        ]

    def __str__(self) -> str:
        return f"Skjerming av bilag {self.number} i {self.year}"


def voucher_path(sha256: str, kind: str) -> str:
    """Kept under its content, so the same file twice is stored once and no name can overwrite another."""
    return f"vouchers/{sha256[:2]}/{sha256}.{kind}"


class VoucherFileQuerySet(models.QuerySet["VoucherFile"]):
    def of_voucher(self, year: int, number: str) -> Self:
        return self.filter(year=year, number=number)

    def without_copy(self) -> Self:
        """Those whose safe copy is not made yet, and has not been found impossible."""
        return self.filter(safe_file="", fault="")

    def with_access(self) -> Self:
        """Each with `is_open_to_municipalities`, which the permission asks for."""
        opened = OpenedYear.objects.filter(year=OuterRef("year"))
        shielded = ShieldedVoucher.objects.filter(year=OuterRef("year"), number=OuterRef("number"))
        return self.annotate(is_open_to_municipalities=Exists(opened) & ~Exists(shielded))


class VoucherFile(models.Model):
    """One file of a voucher as it came, and the safe copy that is shown of it.

    It belongs to a number in a year, not to rows: a newer import of the year finds it again. `name` is that in the
    zip; `sha256` and `byte_count` are of the file as it came, `kind` the suffix its bytes tell. `fault` says why no
    safe copy could be made; with neither copy nor fault it waits for its copy.
    """

    imported = models.ForeignKey(
        ImportedFile, on_delete=models.PROTECT, verbose_name="opplasting", related_name="voucher_files"
    )
    year = YEAR("år")
    number = models.CharField("bilagsnummer", max_length=LONGEST_VOUCHER)
    name = models.CharField("filnavn", max_length=200)
    file = models.FileField("fil", max_length=200)
    kind = models.CharField("filtype", max_length=5)
    sha256 = models.CharField(max_length=64)
    byte_count = models.PositiveBigIntegerField("størrelse")
    safe_file = models.FileField("trygg kopi", max_length=200, blank=True)
    safe_sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveIntegerField("sider", null=True, blank=True)
    treatment = models.JSONField("behandling", default=list, blank=True)
    fault = models.CharField("feil", max_length=400, blank=True)

    objects = VoucherFileQuerySet.as_manager()

    class Meta:
        verbose_name = "bilagsfil"
        verbose_name_plural = "bilagsfiler"
        ordering = ["year", "number", "name", "pk"]
        indexes = [models.Index(fields=["id"], condition=Q(safe_file="", fault=""), name="voucher_file_without_copy")]
        constraints = [
            plausible_year("voucher_file_year_is_plausible"),
            models.UniqueConstraint(
                fields=["year", "number", "sha256"],
                name="voucher_has_a_file_once",
                violation_error_message="Bilaget har allerede denne filen.",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="voucher_file_has_a_number"),
            models.CheckConstraint(
                condition=Q(safe_file="", safe_sha256="") | ~Q(safe_file="") & ~Q(safe_sha256=""),
                name="safe_copy_of_voucher_has_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"Bilag {self.number} i {self.year}: {self.name}"

    def get_absolute_url(self) -> str:
        return voucher_url(self.year, self.number)


def voucher_url(year: int, number: str) -> str:
    return reverse("budget:voucher", args=[year, number])
