"""Tickets, their pauses and history, and what they are sorted by."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from rorikt.calendar import ONE_DAY, start_of
from rorikt.people.models import Municipality
from support.sla.judging import Verdict, Waiting
from support.sla.models import Priority, SlaPolicy
from support.sla.policies import ResponseLimit


class Category(models.Model):
    """What a ticket is about, in up to three levels. The name is the whole path, as in `Klient / PC / Skjerm`."""

    name = models.CharField("navn", max_length=260, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, verbose_name="hører under", null=True, blank=True, related_name="children"
    )

    class Meta:
        verbose_name = "kategori"
        verbose_name_plural = "kategorier"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Who works with a ticket."""

    name = models.CharField("navn", max_length=120, unique=True)

    class Meta:
        verbose_name = "team"
        verbose_name_plural = "team"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MunicipalityCount(models.Model):
    """How many inhabitants and users a municipality has from a day on: what a rate per 100 is counted by."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, verbose_name="kommune", related_name="ticket_counts"
    )
    valid_from = models.DateField("gjelder fra")
    inhabitants = models.PositiveIntegerField("innbyggere", null=True, blank=True, validators=[MinValueValidator(1)])
    users = models.PositiveIntegerField("brukere", null=True, blank=True, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "antall innbyggere og brukere"
        verbose_name_plural = "antall innbyggere og brukere"
        ordering = ["municipality", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "valid_from"],
                name="municipality_is_counted_once_a_day",
                violation_error_code="valid_from",
                violation_error_message="Kommunen har allerede tall fra denne datoen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.valid_from:%d.%m.%Y}"


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

    def overdue(self, moment: datetime, now: datetime) -> Self:
        """Past the deadline, as `columns.Tickets.is_late` has it; of tickets that are open then."""
        return self.filter(past_deadline(moment, now))

    def judged(self) -> Self:
        """Resolved and measured: what the compliance table and the means count."""
        return self.filter(verdict__in=[Verdict.WITHIN, Verdict.BREACHED])

    def with_verdict_at(self, moment: datetime, now: datetime | None = None) -> Self:
        """`current_verdict` is the stored one, and for an open ticket what its deadline says at `moment`.

        `moment` must be one of the clock's own: see `Rules.settled`; policies that run around the clock go by `now`.
        Blank for a ticket that has no target.
        """
        return self.annotate(
            current_verdict=Case(
                When(~Q(verdict=""), then=F("verdict")),
                When(past_deadline(moment, now or moment), then=Value(Verdict.OPEN_BREACHED.value)),
                When(due_at__isnull=False, then=Value(Verdict.RUNNING.value)),
                default=Value(""),
                output_field=models.CharField(),
            )
        )


def response_within(limits: Iterable[ResponseLimit]) -> tuple[Q, Q]:
    """Measured responses that kept their target, and those that did not."""
    within, breached = Q(pk__in=[]), Q(pk__in=[])
    for limit in limits:
        own = Q(policy=limit.policy, created_at__gte=limit.begins, response_time__isnull=False)
        own &= Q(created_at__lt=limit.ends) if limit.ends else Q()
        within |= own & Q(response_time__lte=limit.length)
        breached |= own & Q(response_time__gt=limit.length)
    return within, breached


def open_at(moment: datetime) -> Q:
    """Created before `moment` and not resolved before it, so that no moment counts a ticket twice."""
    return Q(created_at__lt=moment) & (Q(resolved_at__isnull=True) | Q(resolved_at__gte=moment))


def past_deadline(moment: datetime, now: datetime) -> Q:
    """At `moment`, one of the clock's own, or at `now` where the policy runs around the clock; not while it stands."""
    always = SlaPolicy.objects.filter(runs_always=True).values("pk")
    return (Q(due_at__lt=moment) | Q(due_at__lt=now, policy__in=always)) & (
        Q(stopped_at__isnull=True) | Q(due_at__lt=F("stopped_at"))
    )


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
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        verbose_name="team",
        related_name="tickets",
        null=True,
        blank=True,
        db_index=False,
    )
    created_at = models.DateTimeField("opprettet")
    responded_at = models.DateTimeField("besvart", null=True, blank=True)
    resolved_at = models.DateTimeField("løst", null=True, blank=True)
    closed_at = models.DateTimeField("lukket", null=True, blank=True)
    # Set where nobody noted the resolution: the closing is taken for it.
    is_resolved_by_closing = models.BooleanField("løst da den ble lukket", default=False, db_default=False)
    reopenings = models.PositiveSmallIntegerField("gjenåpninger", default=0, db_default=0)

    policy = models.ForeignKey(
        SlaPolicy,
        on_delete=models.PROTECT,
        verbose_name="SLA-frist",
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
    )
    due_at = models.DateTimeField("frist", null=True, blank=True)
    business_time = models.DurationField("arbeidstid brukt", null=True, blank=True)
    paused_time = models.DurationField("arbeidstid på vent", null=True, blank=True)
    response_time = models.DurationField("arbeidstid til svar", null=True, blank=True)
    # The last moment the clock ran, of an open ticket that waits.
    stopped_at = models.DateTimeField("klokken stanset", null=True, blank=True)
    verdict = models.CharField("SLA", max_length=15, choices=Verdict, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = "sak"
        verbose_name_plural = "saker"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["created_at"], name="ticket_created"),
            models.Index(fields=["resolved_at"], name="ticket_resolved"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(policy__isnull=True, due_at__isnull=True) | Q(policy__isnull=False, due_at__isnull=False),
                name="ticket_has_a_deadline_where_it_has_a_policy",
            ),
            models.CheckConstraint(
                condition=Q(verdict="")
                | Q(policy__isnull=False)
                & (Q(resolved_at__isnull=False) | Q(responded_at__isnull=False) | Q(reopenings__gt=0)),
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


class TicketPause(models.Model):
    """A time in which a ticket stood still, and why. Whether the clock stood too is for the policy to say."""

    # The database does not hold this link: what writes pauses makes the tickets in the same transaction, and a million
    # tickets come in at twice the speed.
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="pauses", db_constraint=False)
    started_at = models.DateTimeField("fra")
    ended_at = models.DateTimeField("til", null=True, blank=True)
    why = models.CharField("hvorfor", max_length=10, choices=Waiting, default=Waiting.USER)

    class Meta:
        verbose_name = "pause"
        verbose_name_plural = "pauser"
        ordering = ["ticket", "started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="pause_ends_after_it_started",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()} {self.started_at:%d.%m.%Y}"


class PriorityStep(models.Model):
    """A priority that a ticket was given. The first is that of its creation, the last is the one it has."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="priority_steps", db_constraint=False)
    changed_at = models.DateTimeField("satt")
    priority = models.CharField("prioritet", max_length=10, choices=Priority)

    class Meta:
        verbose_name = "endring av prioritet"
        verbose_name_plural = "endringer av prioritet"
        ordering = ["ticket", "changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_priority_display()} {self.changed_at:%d.%m.%Y}"


class TicketTouch(models.Model):
    """That tickets created in a month have changed. Written by the database itself, see `support.measuring.touches`."""

    month = models.CharField(max_length=7, db_index=True)
    token = models.BigIntegerField()

    class Meta:
        verbose_name = "endret måned"
        verbose_name_plural = "endrede måneder"

    def __str__(self) -> str:
        return self.month


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
