"""What the cooperation asks each municipality to confirm at the end of a year, and what it answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.money.fields import YEAR, plausible_year
from rorikt.people.models import Municipality


class BalanceConfirmation(models.Model):
    """What a municipality was charged, has paid and owes on a day. It never changes; an answer is given once.

    `figures` are in words that the municipality may read: see balances/report.py. Another one of the same year has the
    next `version`, and takes the place of this one.
    """

    class Answer(models.TextChoices):
        NONE = "", "Ikke besvart"
        CONFIRMED = "confirmed", "Bekreftet"
        DISPUTED = "disputed", "Bestridt"

    year = YEAR("år")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    version = models.PositiveSmallIntegerField("utgave", default=1)
    as_of = models.DateField("saldo per")
    figures = models.JSONField("tall", default=dict)
    sha256 = models.CharField("kontrollsum", max_length=64)
    issued_at = models.DateTimeField("sendt ut")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="sendt ut av", related_name="+"
    )

    answer = models.CharField("svar", max_length=10, choices=Answer, blank=True)
    answer_text = models.TextField("merknad", blank=True, max_length=2000)
    answered_at = models.DateTimeField("besvart", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="besvart av",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "saldobekreftelse"
        verbose_name_plural = "saldobekreftelser"
        ordering = ["-year", "municipality", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "municipality", "version"],
                name="balance_is_issued_once_in_a_version",
                violation_error_message="Saldobekreftelsen er allerede sendt ut.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(answer__in=["confirmed", "disputed"], answered_at__isnull=False, answered_by__isnull=False),
                name="balance_is_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(answer="disputed", answer_text=""), name="balance_is_disputed_with_a_reason"
            ),
            plausible_year("balance_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"Saldobekreftelse {self.year}, {self.municipality}"

    def get_absolute_url(self) -> str:
        return reverse("budget:balance", args=[self.pk])
