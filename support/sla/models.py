"""What tickets are measured by: priorities, the work calendar, and the targets of each priority."""

from datetime import time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from support.sla.judging import USUAL_PAUSES, Ending, PriorityChange, Reopening, Terms, Waiting


class Priority(models.TextChoices):
    LOW = "low", "Lav"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "Høy"
    CRITICAL = "critical", "Kritisk"


class WorkCalendar(models.Model):
    """The hours in which the SLA clock runs. A change is a new calendar with a later `valid_from`, never an edit."""

    name = models.CharField("navn", max_length=60)
    valid_from = models.DateField("gjelder fra", unique=True)
    half_day_closes_at = models.TimeField("halv dag stenger", default="12:00")
    closes_on_holidays = models.BooleanField("stengt på fridager", default=True)

    class Meta:
        verbose_name = "arbeidskalender"
        verbose_name_plural = "arbeidskalendere"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.name


class WorkingHours(models.Model):
    """Opening hours of a weekday, which may have several; a weekday without a row is closed."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "mandag"
        TUESDAY = 1, "tirsdag"
        WEDNESDAY = 2, "onsdag"
        THURSDAY = 3, "torsdag"
        FRIDAY = 4, "fredag"
        SATURDAY = 5, "lørdag"
        SUNDAY = 6, "søndag"

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField("ukedag", choices=Weekday)
    opens_at = models.TimeField("åpner")
    closes_at = models.TimeField("stenger")

    class Meta:
        verbose_name = "åpningstid"
        verbose_name_plural = "åpningstider"
        ordering = ["calendar", "weekday", "opens_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "weekday", "opens_at"],
                name="weekday_opens_once_at_a_time",
                violation_error_code="opens_at",
                violation_error_message="Ukedagen åpner allerede på dette klokkeslettet i denne kalenderen.",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")) | Q(closes_at=time(0)),
                name="working_day_closes_after_it_opens",
                violation_error_code="closes_at",
                violation_error_message="Stengetiden må være etter åpningstiden. Midnatt skrives 00:00.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class Holiday(models.Model):
    """A day that is closed, or closes early where `is_half_day`."""

    day = models.DateField("dato", unique=True)
    name = models.CharField("navn", max_length=80)
    is_half_day = models.BooleanField("halv dag", default=False)

    class Meta:
        verbose_name = "fridag"
        verbose_name_plural = "fridager"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.name}"


def check_pauses(value: Any) -> None:
    """A list of the waits in which the clock stands; the time as solved has a rule of its own."""
    known = set(Waiting) - {Waiting.RESOLVED}
    if not isinstance(value, list) or not {str(item) for item in value} <= known:
        raise ValidationError(f"Skriv en liste av {', '.join(sorted(known))}.")


def usual_pauses() -> list[str]:
    return sorted(USUAL_PAUSES)


class SlaPolicy(models.Model):
    """The target of one priority from a date on, and how it is measured. A change is a new row with a later date.

    A policy without a kind holds for the kinds that have none of their own. A day is an ordinary working day.
    """

    class Unit(models.TextChoices):
        MINUTES = "minutes", "minutter"
        HOURS = "hours", "timer"
        DAYS = "days", "dager"

    class Kind(models.TextChoices):
        INCIDENT = "incident", "Feilmelding"
        SERVICE_REQUEST = "service_request", "Tjenesteforespørsel"

    priority = models.CharField("prioritet", max_length=10, choices=Priority)
    kind = models.CharField("type", max_length=20, choices=Kind, blank=True, help_text="Tomt gjelder alle typer.")
    valid_from = models.DateField("gjelder fra")
    target = models.PositiveSmallIntegerField("frist", validators=[MinValueValidator(1)])
    unit = models.CharField("enhet", max_length=10, choices=Unit, help_text="Arbeidstid, om ikke annet er valgt.")
    runs_always = models.BooleanField("hele døgnet", default=False, help_text="Klokken går også utenfor åpningstiden.")
    ending = models.CharField("måles til saken er", max_length=10, choices=Ending, default=Ending.RESOLVED)
    pausing = models.JSONField(
        "klokken står når saken", default=usual_pauses, blank=True, validators=[check_pauses],
        help_text="Liste av user, supplier, problem, planned og other.",
    )  # fmt: skip
    reopening = models.CharField("gjenåpning", max_length=10, choices=Reopening, default=Reopening.PAUSED)
    priority_change = models.CharField(
        "endret prioritet", max_length=12, choices=PriorityChange, default=PriorityChange.FINAL
    )

    class Meta:
        verbose_name = "SLA-frist"
        verbose_name_plural = "SLA-frister"
        ordering = ["priority", "kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "kind", "valid_from"],
                name="priority_and_kind_have_one_policy_from_a_date",
                violation_error_code="valid_from",
                violation_error_message="Prioriteten har allerede en frist for denne typen fra denne datoen.",
            ),
            models.CheckConstraint(
                condition=Q(target__gte=1),
                name="sla_target_is_positive",
                violation_error_code="target",
                violation_error_message="Fristen må være minst 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_priority_display()}: {self.printed_target}"

    @property
    def printed_target(self) -> str:
        one = {self.Unit.MINUTES: "minutt", self.Unit.HOURS: "time", self.Unit.DAYS: "dag"}[self.Unit(self.unit)]
        return f"{self.target}\u00a0{one if self.target == 1 else self.get_unit_display()}"

    def length(self, ordinary_day: timedelta) -> timedelta:
        """The target as time on the clock; `ordinary_day` is what a day is worth."""
        units = {self.Unit.MINUTES: timedelta(minutes=1), self.Unit.HOURS: timedelta(hours=1)}
        return self.target * units.get(self.Unit(self.unit), ordinary_day)

    def terms(self, target: timedelta) -> Terms:
        return Terms(
            target,
            Ending(self.ending),
            frozenset(Waiting(why) for why in self.pausing),
            Reopening(self.reopening),
            PriorityChange(self.priority_change),
        )
