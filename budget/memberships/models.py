"""When each municipality is a member of the cooperation."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from rorikt.amounts import printed_period
from rorikt.cases.models import case_field
from rorikt.people.models import Municipality


class MembershipQuerySet(models.QuerySet["Membership"]):
    def touching(self, first: date, last: date) -> Self:
        """Those that hold on any day of a period."""
        return self.filter(first_on__lte=last).filter(Q(last_on__isnull=True) | Q(last_on__gte=first))


class Membership(models.Model):
    """A period in which a municipality is a member. A municipality without any has always been one.

    Before its first period, between two and after the last one it appears in no list of who pays. Stored only by
    memberships/actions.py, since periods of one municipality may not overlap.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="memberships"
    )
    first_on = models.DateField("medlem fra")
    last_on = models.DateField(
        "medlem til og med", null=True, blank=True, help_text="La stå tom så lenge medlemskapet varer."
    )
    case = case_field("Saken det ble vedtatt i. Kan stå tom.")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "medlemskap"
        verbose_name_plural = "medlemskap"
        ordering = ["municipality", "first_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "first_on"],
                name="membership_begins_once",
                violation_error_code="first_on",
                violation_error_message="Kommunen har allerede et medlemskap som begynner denne dagen.",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(last_on__isnull=True),
                name="municipality_has_one_open_membership",
                violation_error_code="last_on",
                violation_error_message="Kommunen har allerede et medlemskap uten slutt. Avslutt det først.",
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="membership_does_not_end_before_it_starts",
                violation_error_code="last_on",
                violation_error_message="Medlemskapet kan ikke slutte før det begynner.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.period}"

    @property
    def period(self) -> str:
        """`01.07.2024 – 31.12.2026`, or `fra 01.07.2024`."""
        return printed_period(self.first_on, self.last_on)
