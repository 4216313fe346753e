"""What the cooperation has received from the municipalities."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from budget.allocations.models import AllocationPart
from budget.money.fields import AMOUNT, YEAR, plausible_year
from rorikt.imports.models import ImportedFile
from rorikt.people.models import Municipality


class ReceivedPayment(models.Model):
    """What one municipality has paid, in NOK: for its part in a run, on account, or for the year as such.

    Below zero is money paid back to it. What is paid on account is told here row by row; the sum that is settled is
    `PaymentOnAccount`, see docs/decisions/0036. `imported` is the file it was read from, empty where it was typed.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    year = YEAR("betales i")
    part = models.ForeignKey(
        AllocationPart, on_delete=models.PROTECT, verbose_name="krav", null=True, blank=True, related_name="received"
    )
    is_on_account = models.BooleanField("akonto for investeringer", default=False)
    paid_on = models.DateField("betalt")
    amount = models.DecimalField("beløp", **AMOUNT)
    reference = models.CharField("fakturanummer, KID eller merknad", max_length=60, blank=True)
    imported = models.ForeignKey(
        ImportedFile, on_delete=models.PROTECT, verbose_name="importert fra", null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField("registrert")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="registrert av", related_name="+"
    )

    class Meta:
        verbose_name = "innbetaling"
        verbose_name_plural = "innbetalinger"
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="received_payment_is_not_zero",
                violation_error_code="amount",
                violation_error_message="En innbetaling kan ikke være null.",
            ),
            models.CheckConstraint(
                condition=Q(part__isnull=True) | Q(is_on_account=False),
                name="received_payment_is_of_one_charge",
                violation_error_message="En innbetaling gjelder enten et krav eller akonto.",
            ),
            plausible_year("received_payment_year_is_plausible"),
        ]
        indexes = [models.Index(fields=["municipality", "year"], name="received_by_year")]

    def __str__(self) -> str:
        return f"Innbetaling {self.paid_on:%d.%m.%Y} fra {self.municipality}"
