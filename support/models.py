"""Tickets, the SLA policies and work calendar they are measured by, and accounts of critical events."""

from datetime import date, datetime, time, timedelta
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from rorikt.models import Municipality
from support.sla import ONE_DAY, Verdict, start_of


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
            models.UniqueConstraint(
                fields=["calendar", "weekday"],
                name="weekday_has_one_opening_a_calendar",
                violation_error_message="Ukedagen har allerede en åpningstid i denne kalenderen.",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")) | Q(closes_at=time(0)),
                name="working_day_closes_after_it_opens",
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


class SlaPolicy(models.Model):
    """The target of one priority from a date on. A working day counts as the hours of an ordinary day."""

    class Unit(models.TextChoices):
        HOURS = "hours", "timer"
        DAYS = "days", "dager"

    priority = models.CharField("prioritet", max_length=10, choices=Priority)
    valid_from = models.DateField("gjelder fra")
    target = models.PositiveSmallIntegerField("frist", validators=[MinValueValidator(1)])
    unit = models.CharField("enhet", max_length=5, choices=Unit, help_text="Arbeidstimer eller arbeidsdager.")

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
        return f"{self.get_priority_display()}: {self.printed_target}"

    @property
    def printed_target(self) -> str:
        one = {self.Unit.HOURS: "time", self.Unit.DAYS: "dag"}[self.Unit(self.unit)]
        return f"{self.target}\u00a0{one if self.target == 1 else self.get_unit_display()}"

    def length(self, ordinary_day: timedelta) -> timedelta:
        """The target as business time; `ordinary_day` is what a day is worth."""
        return self.target * (ordinary_day if self.unit == self.Unit.DAYS else timedelta(hours=1))


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
    """Days and months are those of Oslo. A ticket resolved at midnight belongs to the day that begins."""

    def incidents(self) -> Self:
        return self.filter(kind=Ticket.Kind.INCIDENT)

    def service_requests(self) -> Self:
        return self.filter(kind=Ticket.Kind.SERVICE_REQUEST)

    def critical(self) -> Self:
        return self.filter(priority=Priority.CRITICAL)

    def created_between(self, first: date, last: date) -> Self:
        """Both days included."""
        return self.filter(created_at__gte=start_of(first), created_at__lt=start_of(last + ONE_DAY))

    def resolved_between(self, first: date, last: date) -> Self:
        """Both days included."""
        return self.filter(resolved_at__gte=start_of(first), resolved_at__lt=start_of(last + ONE_DAY))

    def open_on(self, day: date) -> Self:
        """Open at the end of the day."""
        return self.filter(open_at(start_of(day + ONE_DAY)))

    def judged(self) -> Self:
        """Resolved and measured: what the compliance table and the means count."""
        return self.filter(verdict__in=[Verdict.WITHIN, Verdict.BREACHED])

    def with_verdict_at(self, moment: datetime) -> Self:
        """`current_verdict` is the stored one, and for an open ticket what its deadline says at `moment`.

        `moment` must be one of the clock's own: see `Rules.settled`. Blank for a ticket that has no target.
        """
        return self.annotate(
            current_verdict=Case(
                When(~Q(verdict=""), then=F("verdict")),
                When(due_at__lt=moment, then=Value(Verdict.OPEN_BREACHED.value)),
                When(due_at__isnull=False, then=Value(Verdict.RUNNING.value)),
                default=Value(""),
                output_field=models.CharField(),
            )
        )


def open_at(moment: datetime) -> Q:
    """Created before `moment` and not resolved before it, so that no moment counts a ticket twice."""
    return Q(created_at__lt=moment) & (Q(resolved_at__isnull=True) | Q(resolved_at__gte=moment))


class Ticket(models.Model):
    """One ticket. Instants are stored in UTC. No names and no subject lines are kept: only what statistics need.

    What the SLA says is stored by `measurement.measure`. An open ticket has a deadline and no verdict yet, since that
    one changes by the hour.
    """

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
    due_at = models.DateTimeField("frist", null=True, blank=True)
    business_time = models.DurationField("arbeidstid brukt", null=True, blank=True)
    verdict = models.CharField("SLA", max_length=15, choices=Verdict, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = "sak"
        verbose_name_plural = "saker"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["created_at"], name="ticket_created"),
            models.Index(fields=["kind", "created_at"], name="ticket_kind_created"),
            models.Index(fields=["kind", "resolved_at"], name="ticket_kind_resolved"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(policy__isnull=True, due_at__isnull=True) | Q(policy__isnull=False, due_at__isnull=False),
                name="ticket_has_a_deadline_where_it_has_a_policy",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(resolved_at__isnull=False, policy__isnull=False),
                name="open_ticket_has_no_verdict_yet",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "bad_data"], business_time__isnull=True)
                | Q(verdict__in=["within", "breached"], business_time__isnull=False, business_time__gte=timedelta()),
                name="judged_ticket_has_its_business_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("support:ticket", args=[self.number])

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


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


# At the end, since they refer to what stands above.
from support.pureservice_models import (  # noqa: E402, F401
    CategoryMapping,
    CompanyMapping,
    PriorityMapping,
    PureserviceConnection,
    SourceTicket,
    SyncRun,
    TicketObservation,
    TypeMapping,
)
