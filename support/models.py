"""Tickets, the SLA policies and work calendar they are measured by, and accounts of critical events."""

from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from rorikt.models import Municipality


class Priority(models.TextChoices):
    LOW = "low", "Lav"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "Høy"
    CRITICAL = "critical", "Kritisk"


class Verdict(models.TextChoices):
    """What the SLA says of a ticket. Only the first two count in the compliance table."""

    WITHIN = "within", "OK"
    BREACHED = "breached", "Brudd"
    OPEN_BREACHED = "open_breached", "Brudd (åpen)"
    RUNNING = "running", "Pågår"
    BAD_DATA = "bad_data", "Datafeil"


class WorkCalendar(models.Model):
    """The hours in which the SLA clock runs. A change is a new calendar with a later `valid_from`, never an edit."""

    name = models.CharField("navn", max_length=60)
    valid_from = models.DateField("gjelder fra", unique=True)
    half_day_closes_at = models.TimeField("halv dag stenger", default="12:00")

    class Meta:
        verbose_name = "arbeidskalender"
        verbose_name_plural = "arbeidskalendere"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.name


class WorkingHours(models.Model):
    """The opening hours of one weekday; a weekday without a row is closed."""

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
        ordering = ["calendar", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "weekday"], name="weekday_has_one_opening_a_calendar"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="working_day_closes_after_it_opens",
                violation_error_message="Stengetiden må være etter åpningstiden.",
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


class SlaPolicyQuerySet(models.QuerySet["SlaPolicy"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day)


class SlaPolicy(models.Model):
    """The target of one priority from a date on. A working day counts as the hours of an ordinary day."""

    class Unit(models.TextChoices):
        HOURS = "hours", "timer"
        DAYS = "days", "dager"

    priority = models.CharField("prioritet", max_length=10, choices=Priority)
    valid_from = models.DateField("gjelder fra")
    target = models.PositiveSmallIntegerField("frist", validators=[MinValueValidator(1)])
    unit = models.CharField("enhet", max_length=5, choices=Unit, help_text="Arbeidstimer eller arbeidsdager.")

    objects = SlaPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "SLA-frist"
        verbose_name_plural = "SLA-frister"
        ordering = ["priority", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "valid_from"],
                name="priority_has_one_policy_from_a_date",
                violation_error_message="Prioriteten har allerede en frist fra denne datoen.",
            ),
            models.CheckConstraint(
                condition=Q(target__gte=1),
                name="sla_target_is_positive",
                violation_error_message="Fristen må være minst 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_priority_display()}: {self.target} {self.get_unit_display()}"


class Category(models.Model):
    """What a ticket is about."""

    name = models.CharField("navn", max_length=80, unique=True)

    class Meta:
        verbose_name = "kategori"
        verbose_name_plural = "kategorier"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Set methods are written in the support app; see the glossary for their names."""

    def incidents(self) -> Self:
        return self.filter(kind=Ticket.Kind.INCIDENT)

    def service_requests(self) -> Self:
        return self.filter(kind=Ticket.Kind.SERVICE_REQUEST)


class Ticket(models.Model):
    """One ticket. Instants are stored in UTC. No names and no subject lines are kept: only what statistics need."""

    class Kind(models.TextChoices):
        INCIDENT = "incident", "Feilmelding"
        SERVICE_REQUEST = "service_request", "Tjenesteforespørsel"

    number = models.PositiveBigIntegerField("saksnummer", unique=True)
    kind = models.CharField("type", max_length=20, choices=Kind)
    priority = models.CharField("prioritet", max_length=10, choices=Priority)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, verbose_name="kategori", related_name="tickets")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="tickets", null=True, blank=True
    )
    created_at = models.DateTimeField("opprettet")
    resolved_at = models.DateTimeField("løst", null=True, blank=True)

    policy = models.ForeignKey(
        SlaPolicy, on_delete=models.PROTECT, verbose_name="SLA-frist", null=True, blank=True, related_name="tickets"
    )
    business_time = models.DurationField("arbeidstid brukt", null=True, blank=True)
    verdict = models.CharField("SLA", max_length=15, choices=Verdict, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = "sak"
        verbose_name_plural = "saker"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["kind", "created_at"], name="ticket_kind_created"),
            models.Index(fields=["kind", "resolved_at"], name="ticket_kind_resolved"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("support:ticket", args=[self.number])


class CriticalEvent(models.Model):
    """A short written account of a critical ticket."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, verbose_name="sak", related_name="critical_event")
    what = models.CharField("hva skjedde", max_length=300)
    outcome = models.CharField("utfall", max_length=300)

    class Meta:
        verbose_name = "kritisk hendelse"
        verbose_name_plural = "kritiske hendelser"

    def __str__(self) -> str:
        return self.what
