"""What is done so that a year ends nearer to its budget: decided measures, who has them, and what they are to give."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from budget.lines.models import BudgetLine
from budget.money.fields import AMOUNT, YEAR, plausible_year
from rorikt.people.models import User


class MeasureQuerySet(models.QuerySet["Measure"]):
    def for_year(self, year: int) -> Self:
        return self.filter(year=year)

    def decided_by(self, day: date | None) -> Self:
        """Those that were decided at the end of the day, the dropped ones among them; of all days where none is given.

        What is only proposed is in no paper.
        """
        return self.filter(decided_on__isnull=False, **({"decided_on__lte": day} if day else {}))

    def visible_to(self, user: User) -> Self:
        """What is only proposed is for those who see drafts."""
        if user.has_perm("budget.view_draft"):
            return self
        return self.exclude(state=Measure.State.PROPOSED)


class Measure(models.Model):
    """Something done about the result of a year, on one of its lines or on several (`line` is empty).

    `effect` is what it is to give before the year ends: positive is less spent, or more earned. `is_foreseen` says that
    the forecast holds it already, so that it is not counted twice.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Foreslått"
        DECIDED = "decided", "Vedtatt"
        STARTED = "started", "Satt i gang"
        DONE = "done", "Gjennomført"
        DROPPED = "dropped", "Trukket"

    year = YEAR("år", editable=False)
    line = models.ForeignKey(
        BudgetLine,
        on_delete=models.PROTECT,
        verbose_name="type utgift",
        null=True,
        blank=True,
        related_name="measures",
        help_text="La stå tomt for et tiltak som gjelder flere linjer.",
    )
    title = models.CharField("tiltak", max_length=200)
    effect = models.DecimalField("ventet virkning i år", **AMOUNT)
    is_foreseen = models.BooleanField("virkningen er alt regnet med i prognosen", default=False)
    responsible = models.CharField("ansvarlig", max_length=80, help_text="Rollen som følger opp tiltaket.")
    deadline_on = models.DateField("frist", null=True, blank=True)
    state = models.CharField("status", max_length=10, choices=State, default=State.DECIDED)
    decided_by = models.CharField("besluttet av", max_length=120, blank=True)
    decided_on = models.DateField("besluttet dato", null=True, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "tiltak"
        verbose_name_plural = "tiltak"
        ordering = ["year", F("line__position").asc(nulls_last=True), "pk"]
        constraints = [
            plausible_year("measure_year_is_plausible"),
            models.CheckConstraint(
                condition=Q(decided_on=None, decided_by="") | (Q(decided_on__isnull=False) & ~Q(decided_by="")),
                name="measure_is_decided_by_somebody_on_a_day",
                violation_error_code="decided_on",
                violation_error_message="Oppgi både hvem som besluttet tiltaket, og datoen.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "dropped"]) | Q(decided_on__isnull=False),
                name="measure_under_way_is_decided",
                violation_error_code="decided_on",
                violation_error_message="Oppgi hvem som besluttet tiltaket og når, eller sett det som foreslått.",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(decided_on=None),
                name="proposed_measure_is_not_decided",
                violation_error_code="state",
                violation_error_message="Et tiltak som er besluttet, kan ikke stå som foreslått.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def where(self) -> str:
        return self.line.title if self.line else "Flere linjer"

    @property
    def holds(self) -> bool:
        """Decided, and not dropped since."""
        return self.state in {self.State.DECIDED, self.State.STARTED, self.State.DONE}

    @property
    def covers(self) -> bool:
        """Its effect comes on top of the forecast."""
        return self.holds and not self.is_foreseen

    def clean(self) -> None:
        if self.line and self.line.year != self.year:
            raise ValidationError({"line": f"Velg en type utgift i {self.year}."})
