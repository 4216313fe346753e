"""Cases that the figures propose, and what became of each: the origin of a case, or why there was to be none."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.agenda.models import AgendaItem


class CaseSuggestionQuerySet(models.QuerySet["CaseSuggestion"]):
    def waiting(self) -> Self:
        """Nobody has answered them."""
        return self.filter(answered_at=None)

    def answered(self) -> Self:
        return self.exclude(answered_at=None)


class CaseSuggestion(models.Model):
    """A fact that the council may want to treat, with its figures in words and the page that its rows stand on.

    `fact` is what it was: once it is answered, by a case or by a reason, the same fact is never proposed again.
    `subject` is what the fact is about: while a case is made of it and not settled, no newer fact is proposed.
    """

    class Kind(models.TextChoices):
        SLA = "sla", "Under målet for SLA"
        CRITICAL = "critical", "Kritiske hendelser"
        FORECAST = "forecast", "Prognose over rammen"
        ACTION = "action", "Tiltak over fristen"

    kind = models.CharField("type", max_length=10, choices=Kind)
    subject = models.CharField(max_length=40)
    fact = models.CharField(max_length=60, unique=True)
    title = models.CharField("forslag til tittel", max_length=200)
    text = models.TextField("grunnlag")
    url = models.CharField("siden med radene", max_length=300)
    found_at = models.DateTimeField("funnet")
    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, verbose_name="sak", null=True, blank=True, related_name="origin"
    )
    reason = models.CharField("grunn", max_length=200, blank=True)
    answered_at = models.DateTimeField("avgjort", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="avgjort av",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = CaseSuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "forslag til sak"
        verbose_name_plural = "forslag til saker"
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, item=None, reason="")
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & (Q(item__isnull=False, reason="") | Q(item=None) & ~Q(reason="")),
                name="a_suggestion_is_answered_by_a_case_or_a_reason",
                violation_error_code="reason",
                violation_error_message="Skriv hvorfor det ikke skal bli en sak av dette.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
