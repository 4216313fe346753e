"""The state of a year's accounts: how far they reach, and whether the year is closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.money.fields import YEAR, plausible_year
from rorikt.amounts import MONTHS


def together(*fields: str) -> Q:
    """All of the fields are filled in, or none is."""
    none, every = Q(), Q()
    for field in fields:
        none &= Q(**{f"{field}__isnull": True})
        every &= Q(**{f"{field}__isnull": False})
    return none | every


class AccountingYear(models.Model):
    """What people have stated of a year's accounts. Stored only by years/actions.py; a year without a row has nothing.

    `accounts_to` is the last month that the accounts hold whole. Reopening empties the closing; when it was closed,
    reopened and why stands in the audit trail.
    """

    year = YEAR("år", unique=True)
    accounts_to = models.PositiveSmallIntegerField(
        "regnskapet går til og med", choices=list(enumerate(MONTHS, start=1)), null=True, blank=True
    )
    stated_at = models.DateTimeField("oppgitt", null=True, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="oppgitt av",
        null=True,
        blank=True,
        related_name="+",
    )
    closed_on = models.DateField("avsluttet", null=True, blank=True)
    closed_at = models.DateTimeField("registrert avsluttet", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="avsluttet av",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "regnskapsår"
        verbose_name_plural = "regnskapsår"
        ordering = ["-year"]
        constraints = [
            plausible_year("accounting_year_is_plausible"),
            models.CheckConstraint(
                condition=Q(accounts_to__isnull=True) | Q(accounts_to__gte=1, accounts_to__lte=12),
                name="accounts_reach_a_month",
                violation_error_code="accounts_to",
                violation_error_message="En måned er fra 1 til 12.",
            ),
            models.CheckConstraint(
                condition=together("accounts_to", "stated_at", "stated_by"), name="reach_is_stated_by_somebody"
            ),
            models.CheckConstraint(
                condition=together("closed_on", "closed_at", "closed_by"), name="year_is_closed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(accounts_to=12), name="closed_year_reaches_december"
            ),
        ]

    def __str__(self) -> str:
        return f"Regnskapsåret {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("budget:accounting-year", args=[self.year])

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None
