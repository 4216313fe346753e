"""What tickets are measured by: priorities, the work calendar, and the targets of each priority."""

from datetime import time, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
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
    # Beside the target of the ticket itself, and on the same clock: no wait takes anything from the time to an answer.
    response_target = models.PositiveSmallIntegerField(
        "frist for første svar", null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="Tomt betyr at det ikke er noen egen frist for svar.",
    )  # fmt: skip
    response_unit = models.CharField("enhet for svar", max_length=10, choices=Unit, default=Unit.HOURS)
    aim = models.PositiveSmallIntegerField(
        "mål, prosent innenfor fristen", null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Blir andelen i en måned lavere, foreslås det en sak for rådet. Tomt foreslår ingen.",
    )  # fmt: skip
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
            models.CheckConstraint(
                condition=Q(response_target__isnull=True) | Q(response_target__gte=1),
                name="response_target_is_positive",
                violation_error_code="response_target",
                violation_error_message="Fristen for svar må være minst 1.",
            ),
            models.CheckConstraint(
                condition=Q(aim__isnull=True) | Q(aim__gte=1, aim__lte=100),
                name="sla_aim_is_a_share",
                violation_error_code="aim",
                violation_error_message="Målet er mellom 1 og 100 prosent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_priority_display()}: {self.printed_target}"

    @property
    @admin.display(description="frist", ordering="target")
    def printed_target(self) -> str:
        return _printed(self.target, self.Unit(self.unit))

    @property
    @admin.display(description="frist for første svar", ordering="response_target")
    def printed_response_target(self) -> str:
        """Empty where there is none."""
        return _printed(self.response_target, self.Unit(self.response_unit)) if self.response_target else ""

    def length(self, ordinary_day: timedelta) -> timedelta:
        """The target as time on the clock; `ordinary_day` is what a day is worth."""
        return _length(self.target, self.unit, ordinary_day)

    def response_length(self, ordinary_day: timedelta) -> timedelta | None:
        """The same of the first response; `None` where it has no target."""
        return _length(self.response_target, self.response_unit, ordinary_day) if self.response_target else None

    def terms(self, target: timedelta) -> Terms:
        return Terms(
            target,
            Ending(self.ending),
            frozenset(Waiting(why) for why in self.pausing),
            Reopening(self.reopening),
            PriorityChange(self.priority_change),
        )


def _printed(target: int, unit: SlaPolicy.Unit) -> str:
    one = {SlaPolicy.Unit.MINUTES: "minutt", SlaPolicy.Unit.HOURS: "time", SlaPolicy.Unit.DAYS: "dag"}[unit]
    return f"{target}\u00a0{one if target == 1 else unit.label}"


def _length(target: int, unit: str, ordinary_day: timedelta) -> timedelta:
    units = {SlaPolicy.Unit.MINUTES: timedelta(minutes=1), SlaPolicy.Unit.HOURS: timedelta(hours=1)}
    return target * units.get(SlaPolicy.Unit(unit), ordinary_day)
