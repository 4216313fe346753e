"""What people have said of invoices: what one says when it is made final, and that it is sent."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budget.allocations.models import AllocationPart
from budget.invoices.peppol import Vat, VatCategory
from budget.money.fields import AMOUNT, YEAR, plausible_year
from rorikt.amounts import short_date
from rorikt.people.models import Municipality


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def with_lines(self) -> Self:
        """With what the page of each, and whether its reader may see it, are read from."""
        return self.select_related(
            "municipality", "made_by", "recorded_by", "withdrawn_by", "reverses"
        ).prefetch_related("lines__part__run", "credited")


class Invoice(models.Model):
    """The invoice or credit note of one municipality over parts of approved runs, as it was when it was made final.

    What it says never changes: lines, VAT, references and the file (`content`), whose hash is kept. Only what becomes
    of it does: it is sent by a number of the seller's own system, or withdrawn before that. `reverses` is the invoice
    that a credit note takes back whole; its parts may be invoiced anew once that is sent.
    Stored only by joint_invoices/actions.py.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    year = YEAR("betales i")
    sequence = models.PositiveSmallIntegerField("løpenummer")
    title = models.CharField("tittel", max_length=120)
    first_on = models.DateField("fra og med")
    last_on = models.DateField("til og med")
    issued_on = models.DateField("fakturadato")
    due_on = models.DateField("forfall")

    buyer_reference = models.CharField("kjøperens referanse", max_length=60)
    order_reference = models.CharField("bestillingsnummer", max_length=60, blank=True)
    contract_reference = models.CharField("avtale", max_length=60, blank=True)
    terms = models.CharField("betalingsbetingelser", max_length=200, blank=True)
    text = models.CharField("fritekst", max_length=500, blank=True)
    no_credited_reason = models.CharField("hvorfor ingen faktura krediteres", max_length=200, blank=True)

    net = models.DecimalField("sum eksl. mva.", **AMOUNT)
    tax = models.DecimalField("mva.", **AMOUNT)
    line_count = models.PositiveSmallIntegerField("antall linjer")
    content = models.TextField("fil")
    sha256 = models.CharField("kontrollsum", max_length=64)
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, verbose_name="krediterer", null=True, blank=True, related_name="reversals"
    )
    made_at = models.DateTimeField("laget")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="laget av", related_name="+"
    )

    number = models.CharField("fakturanummer", max_length=40, blank=True)
    sent_on = models.DateField("sendt", null=True, blank=True)
    recorded_at = models.DateTimeField("registrert", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="registrert av",
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField("trukket", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="trukket av",
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawal_reason = models.CharField("grunn", max_length=200, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "faktura"
        verbose_name_plural = "fakturaer"
        ordering = ["-year", "-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "year", "sequence"], name="invoice_has_its_own_sequence"),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(withdrawn_at__isnull=True),
                name="invoice_is_reversed_once",
                violation_error_message="Det finnes allerede en kreditnota for hele fakturaen.",
            ),
            models.CheckConstraint(
                condition=Q(number="", sent_on__isnull=True, recorded_at__isnull=True, recorded_by__isnull=True)
                | Q(sent_on__isnull=False, recorded_at__isnull=False, recorded_by__isnull=False) & ~Q(number=""),
                name="invoice_is_recorded_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, recorded_at__isnull=True)
                & ~Q(withdrawal_reason=""),
                name="only_an_unsent_invoice_is_withdrawn",
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="invoice_period_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_is_due_after_it_is_issued"),
            models.CheckConstraint(condition=Q(line_count__gte=1), name="invoice_has_lines"),
            plausible_year("invoice_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.number or self.draft_number}"

    def get_absolute_url(self) -> str:
        return reverse("budget:joint-invoice", args=[self.pk])

    @property
    def total(self) -> Decimal:
        return self.net + self.tax

    @property
    def draft_number(self) -> str:
        """In the file, until the system that sends it gives it one."""
        return f"UTKAST-{self.year}-{self.municipality_id}-{self.sequence}"

    @property
    def is_credit_note(self) -> bool:
        return (self.total, self.net) < (Decimal(0), Decimal(0))

    @property
    def word(self) -> str:
        return "Kreditnota" if self.is_credit_note else "Faktura"

    @property
    def is_sent(self) -> bool:
        return self.recorded_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def status(self) -> str:
        if self.is_withdrawn:
            return f"Trukket {short_date(self.withdrawn_at)}"
        return f"Sendt {short_date(self.sent_on)}" if self.is_sent else "Ikke sendt"


class InvoiceLine(models.Model):
    """A line as the invoice says it, NOK without VAT, with the VAT that a person chose for it."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, verbose_name="faktura", related_name="lines")
    part = models.ForeignKey(AllocationPart, on_delete=models.PROTECT, verbose_name="kommunens del", related_name="+")
    position = models.PositiveSmallIntegerField("linje")
    name = models.CharField("tekst", max_length=300)
    description = models.TextField("forklaring", blank=True)
    amount = models.DecimalField("beløp", **AMOUNT)
    category = models.CharField("merverdiavgift", max_length=1, choices=[(one.value, one.value) for one in VatCategory])
    percent = models.DecimalField("sats", max_digits=5, decimal_places=2)
    reason = models.CharField("hvorfor uten mva.", max_length=200, blank=True)

    class Meta:
        verbose_name = "fakturalinje"
        verbose_name_plural = "fakturalinjer"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_has_its_own_place"),
            models.CheckConstraint(
                condition=Q(category="S", percent__gt=0) | (~Q(category="S") & Q(percent=0)),
                name="only_the_standard_category_has_a_rate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"

    @property
    def vat(self) -> Vat:
        return Vat(VatCategory(self.category), self.percent, self.reason)


class InvoicePart(models.Model):
    """That a municipality's part of a run is on an invoice, all that it books. Out of force it may be on another."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, verbose_name="faktura", related_name="parts")
    part = models.ForeignKey(
        AllocationPart, on_delete=models.PROTECT, verbose_name="kommunens del", related_name="invoice_parts"
    )
    is_in_force = models.BooleanField("gjelder", default=True)

    class Meta:
        verbose_name = "del på faktura"
        verbose_name_plural = "deler på faktura"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["part"],
                condition=Q(is_in_force=True),
                name="part_is_on_one_invoice",
                violation_error_message="En av delene står allerede på en annen faktura. Begynn på nytt.",
            ),
            models.UniqueConstraint(fields=["invoice", "part"], name="part_is_once_on_an_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.part} på {self.invoice}"


class CreditedInvoice(models.Model):
    """An earlier invoice that a credit note refers to, by its number and day."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, verbose_name="kreditnota", related_name="credited")
    number = models.CharField("fakturanummer", max_length=40)
    issued_on = models.DateField("fakturadato")

    class Meta:
        verbose_name = "kreditert faktura"
        verbose_name_plural = "krediterte fakturaer"
        ordering = ["issued_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "number"], name="invoice_is_credited_once_by_a_credit_note"),
            models.CheckConstraint(condition=~Q(number=""), name="credited_invoice_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({short_date(self.issued_on)})"


class SentInvoice(models.Model):
    """The invoice or credit note of one municipality's part in a run, by its number in the system it was sent from.

    `invoice` is the one that it was sent on together with others, empty where it was sent alone.
    """

    part = models.OneToOneField(
        AllocationPart, on_delete=models.PROTECT, verbose_name="kommunens del", related_name="sent_invoice"
    )
    number = models.CharField("fakturanummer", max_length=40)
    sent_on = models.DateField("sendt")
    recorded_at = models.DateTimeField("registrert")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="registrert av", related_name="+"
    )
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, verbose_name="faktura", null=True, blank=True, related_name="sent_parts"
    )

    class Meta:
        verbose_name = "sendt faktura"
        verbose_name_plural = "sendte fakturaer"
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(number=""), name="sent_invoice_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"Faktura {self.number}"
