"""What people have said of invoices: that one is sent."""

from django.conf import settings
from django.db import models

from budget.allocations.models import AllocationPart


class SentInvoice(models.Model):
    """The invoice or credit note of one municipality's part in a run, by its number in the system it was sent from."""

    part = models.OneToOneField(
        AllocationPart, on_delete=models.PROTECT, verbose_name="kommunens del", related_name="sent_invoice"
    )
    number = models.CharField("fakturanummer", max_length=40)
    sent_on = models.DateField("sendt")
    recorded_at = models.DateTimeField("registrert")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="registrert av", related_name="+"
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
