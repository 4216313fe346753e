"""The members of the council."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from rorikt.people.models import Municipality


class CouncilMember(models.Model):
    """A seat in the council, held by a person in a period. `user` is empty for one who does not log in."""

    class Function(models.TextChoices):
        CHAIR = "chair", "Leder"
        DEPUTY = "deputy", "Nestleder"
        MEMBER = "member", "Medlem"
        SUBSTITUTE = "substitute", "Varamedlem"
        SECRETARY = "secretary", "Sekretær"

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
    from_on = models.DateField("fra")
    until_on = models.DateField("til og med", null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_function_display().lower()}"
