"""The members of the council."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from rorikt.people.models import Municipality


class CouncilMemberQuerySet(models.QuerySet["CouncilMember"]):
    def seated_on(self, day: date) -> Self:
        """Those whose period holds the day."""
        return self.between(day, day)

    def between(self, first: date, last: date | None) -> Self:
        """Those whose period has a day in common with this one; `last` is None for one without an end."""
        begun = self.filter(from_on__lte=last) if last else self
        return begun.filter(Q(until_on=None) | Q(until_on__gte=first))

    def voting(self) -> Self:
        """Those who are members themselves: not substitutes, observers or the secretary."""
        return self.filter(function__in=CouncilMember.VOTING)


class CouncilMember(models.Model):
    """A seat in the council, held by a person in a period. `user` is empty for one who does not log in."""

    class Function(models.TextChoices):
        CHAIR = "chair", "Leder"
        DEPUTY = "deputy", "Nestleder"
        MEMBER = "member", "Medlem"
        SUBSTITUTE = "substitute", "Varamedlem"
        OBSERVER = "observer", "Observatør"
        SECRETARY = "secretary", "Sekretær"

    VOTING = ("chair", "deputy", "member")

    name = models.CharField("navn", max_length=80)
    function = models.CharField("funksjon", max_length=12, choices=Function, default=Function.MEMBER)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="representerer", null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="bruker",
        null=True,
        blank=True,
        related_name="seats",
    )
    email = models.EmailField(
        "e-post", blank=True, help_text="Dit innkallinger sendes. Brukerens adresse brukes hvis det står tomt."
    )
    rank = models.PositiveSmallIntegerField(
        "nummer blant vara",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Rekkefølgen varamedlemmene fra samme kommune kalles inn i.",
    )
    from_on = models.DateField("fra")
    until_on = models.DateField("til og med", null=True, blank=True)

    objects = CouncilMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "rådsmedlem"
        verbose_name_plural = "rådsmedlemmer"
        ordering = ["municipality", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="council_seat_does_not_end_before_it_starts",
                violation_error_code="until_on",
                violation_error_message="Perioden kan ikke slutte før den begynner.",
            ),
            models.CheckConstraint(
                condition=Q(rank=None) | Q(function="substitute", rank__gte=1),
                name="only_a_substitute_has_a_rank",
                violation_error_code="rank",
                violation_error_message="Bare varamedlemmer har nummer i rekkefølgen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_function_display().lower()}"

    @property
    def is_voting(self) -> bool:
        return self.function in self.VOTING

    @property
    def address(self) -> str:
        """Where mail to this person goes; empty where nobody knows."""
        return self.email or (self.user.email if self.user else "")
