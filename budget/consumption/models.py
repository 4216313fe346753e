"""What a consumption run charges: which months of which services, and each municipality's row with its counts.

With the run they are frozen by the database when it is approved: counts and prices may be corrected afterwards, and the
run is still read as it was.
"""

from django.db import models
from django.db.models import Q

from budget.allocations.models import AllocationRun, adds_up
from budget.money.fields import AMOUNT
from budget.services.models import Service
from rorikt.amounts import month_name
from rorikt.people.models import Municipality


class ConsumedMonth(models.Model):
    """A month of a service that a run charges. It is charged once; a correction has the months of what it corrects."""

    run = models.ForeignKey(
        AllocationRun, on_delete=models.CASCADE, verbose_name="fordeling", related_name="consumed_months"
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, verbose_name="tjeneste", related_name="+")
    month = models.DateField("måned")

    class Meta:
        verbose_name = "måned av en tjeneste"
        verbose_name_plural = "måneder av tjenester"
        ordering = ["run", "service", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "month"],
                name="month_of_a_service_is_charged_once",
                violation_error_message="Måneden er allerede med i en annen fordeling av forbruk.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {month_name(self.month)}"


class ConsumptionRow(models.Model):
    """What a run charges one municipality for one service, NOK, and what it rests on, as it was.

    `count` is the mean of the `months`; none of them: it does not take part, and pays nothing. `ratio` is its per cent
    of what all used. `counts` is a list of [day, count]. `booked` differs from `amount` by what the corrected run said.
    """

    run = models.ForeignKey(
        AllocationRun, on_delete=models.CASCADE, verbose_name="fordeling", related_name="consumption"
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, verbose_name="tjeneste", related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    title = models.CharField("tjeneste", max_length=80)
    unit = models.CharField("enhet", max_length=30)
    method = models.CharField("måling", max_length=80)
    months = models.PositiveSmallIntegerField("måneder")
    count = models.DecimalField("antall", max_digits=14, decimal_places=4)
    ratio = models.DecimalField("andel", max_digits=7, decimal_places=4)
    counts = models.JSONField("tellinger", default=list, blank=True)
    arithmetic = models.CharField("regnestykke", max_length=300)
    amount = models.DecimalField("beløp", **AMOUNT)
    previously = models.DecimalField("etter forrige fordeling", **AMOUNT, default=0)
    booked = models.DecimalField("bokført", **AMOUNT)

    class Meta:
        verbose_name = "forbruk av en tjeneste"
        verbose_name_plural = "forbruk av tjenester"
        ordering = ["run", "title", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "service", "municipality"],
                name="municipality_has_one_row_for_a_service_in_a_run",
                violation_error_message="Kommunen har allerede en rad for tjenesten i fordelingen.",
            ),
            models.CheckConstraint(
                condition=adds_up("booked", "amount", "previously"), name="consumption_books_what_differs"
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1) | Q(amount=0, count=0), name="who_does_not_take_part_pays_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.municipality}"


class ConsumptionProposal(models.Model):
    """Next year's counts and prices as somebody tried them, by the query string of the page that shows them."""

    title = models.CharField("navn", max_length=120, unique=True, error_messages={"unique": "Navnet er brukt før."})
    year = models.PositiveSmallIntegerField("år")
    query = models.TextField("valg", editable=False)

    class Meta:
        verbose_name = "forslag til antall og priser"
        verbose_name_plural = "forslag til antall og priser"
        ordering = ["-year", "title"]

    def __str__(self) -> str:
        return self.title
