"""What the rest of the product points at when it means a case of the council."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from rorikt.cases.naming import NO_CASE, WITHOUT_NUMBER, provisional_names

CASE_NUMBER = re.compile(r"(?P<year>20\d{2})/M(?P<meeting>[1-9]\d?)-(?P<item>\d{3})")
case_number_is_whole = RegexValidator(
    re.compile(rf"^{CASE_NUMBER.pattern}$"), "Skriv saksnummeret slik det står på sakslisten, for eksempel 2024/M1-004."
)


class CaseReferenceQuerySet(models.QuerySet["CaseReference"]):
    def to(self, reference: int) -> Self:
        """A case's own reference, and what was written of it by its number before it was here."""
        return self.filter(Q(pk=reference) | Q(same_as=reference))


class CaseReference(models.Model):
    """A case, whatever its number is now and wherever it is treated. It knows no title; see decision 0023.

    `number` is null until the case has been sent, and never moves after that. One with a number and without a case is
    what somebody has written of a case that is not here: from before, or of a meeting that is not planned yet. When a
    case here is given that number, `same_as` leads to it, since what is approved goes on pointing where it did.
    """

    number = models.CharField(  # noqa: DJ001 - null is not known yet, and many may be so
        "saksnummer", max_length=16, null=True, blank=True, validators=[case_number_is_whole]
    )
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, verbose_name="er det samme som", null=True, blank=True, related_name="others"
    )

    objects = CaseReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "sak"
        verbose_name_plural = "saker"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(same_as=None),
                name="case_number_is_of_one_case",
                violation_error_message="En annen sak har dette nummeret.",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="case_number_is_null_where_there_is_none"),
        ]

    def __str__(self) -> str:
        """Asks the database where the number may still change; of many rows `CaseNames` asks once."""
        return self.number or provisional_names().get(self.pk, WITHOUT_NUMBER)

    def get_absolute_url(self) -> str:
        return reverse("meetings:agenda-item", args=[self.pk])

    @staticmethod
    def names_of(rows: "Iterable[CaseReference]") -> dict[int, str]:
        """What many are called, asked for at once."""
        names = CaseNames()
        return {row.pk: names.of(row) for row in rows}


class CaseNames:
    """What the cases of one page are called, asked for once however many they are, and not where all have numbers."""

    @cached_property
    def _provisional(self) -> dict[int, str]:
        return provisional_names()

    def of(self, case: CaseReference | None) -> str:
        if case is None:
            return NO_CASE
        return case.number or self._provisional.get(case.pk, WITHOUT_NUMBER)


def case_field(help_text: str = "") -> "models.ForeignKey[Any, Any]":
    """The case that a row names; null is no case. A case that is named is not deleted."""
    return models.ForeignKey(
        CaseReference,
        on_delete=models.PROTECT,
        verbose_name="sak",
        null=True,
        blank=True,
        related_name="+",
        help_text=help_text,
    )
