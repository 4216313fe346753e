"""What is kept of Pureservice: how it is reached, what its values mean here, what was seen of each ticket, the runs.

`Ticket` is named by its label, since it knows nothing of where it came from.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from rorikt.people.models import Municipality, User


class PureserviceConnection(models.Model):
    """The one service desk that tickets are fetched from. The key is sealed; nobody reads it in the site."""

    class MissingZone(models.TextChoices):
        WAIT = "wait", "La saken vente"
        OSLO = "oslo", "Norsk tid"
        UTC = "utc", "UTC"

    only = models.BooleanField(default=True, editable=False, unique=True)
    base_url = models.CharField("adresse", max_length=200, help_text="For eksempel https://virksomhet.pureservice.com")
    api_prefix = models.CharField("prefiks", max_length=60, default="/agent/api/", help_text="Vanligvis /agent/api/.")
    sealed_key = models.TextField(blank=True, editable=False)
    key_changed_at = models.DateTimeField(null=True, editable=False)
    is_enabled = models.BooleanField("slått på", default=False)
    is_demo = models.BooleanField(default=False, editable=False)

    requests_per_minute = models.PositiveSmallIntegerField(
        "spørringer i minuttet",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(6000)],
        help_text="Pureservice tillater 100.",
    )
    overlap_minutes = models.PositiveSmallIntegerField(
        "overlapp i minutter",
        default=60,
        validators=[MaxValueValidator(10_080)],
        help_text="Så langt før forrige synkronisering hentes endringer på nytt.",
    )
    missing_zone = models.CharField(
        "tidspunkt uten tidssone", max_length=5, choices=MissingZone, default=MissingZone.WAIT
    )
    keeps_subject = models.BooleanField(
        "ta vare på emnet",
        default=False,
        help_text="Emnet kan inneholde personopplysninger. Når dette slås av, slettes emnene som er lagret.",
    )
    forgotten_before = models.DateField("detaljer slettet før", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "tilkobling til Pureservice"
        verbose_name_plural = "tilkoblinger til Pureservice"
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="there_is_one_pureservice_connection"),
            models.CheckConstraint(
                condition=Q(is_enabled=False) | ~Q(sealed_key=""),
                name="enabled_connection_has_a_key",
                violation_error_code="key",
                violation_error_message="Legg inn nøkkelen før tilkoblingen slås på.",
            ),
        ]

    def __str__(self) -> str:
        return self.base_url

    @property
    def has_key(self) -> bool:
        return bool(self.sealed_key)


class Mapping(models.Model):
    """A value of Pureservice. `foreign_id` 0 stands for tickets that have no such value."""

    foreign_id = models.PositiveBigIntegerField("id i Pureservice", unique=True)
    name = models.CharField("navn i Pureservice", max_length=120)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["name", "foreign_id"]

    def __str__(self) -> str:
        return self.name


class TypeMapping(Mapping):
    """A ticket type. Tickets of an ignored type are not stored as tickets here."""

    class Meaning(models.TextChoices):
        INCIDENT = "incident", "Feilmelding"
        SERVICE_REQUEST = "service_request", "Tjenesteforespørsel"
        IGNORED = "ignored", "Tas ikke med"

    meaning = models.CharField("type her", max_length=20, choices=Meaning, blank=True)

    class Meta(Mapping.Meta):
        verbose_name = "sakstype i Pureservice"
        verbose_name_plural = "sakstyper i Pureservice"


class PriorityMapping(Mapping):
    # One of `support.sla.models.Priority`; the form offers them.
    priority = models.CharField("prioritet her", max_length=10, blank=True)

    class Meta(Mapping.Meta):
        verbose_name = "prioritet i Pureservice"
        verbose_name_plural = "prioriteter i Pureservice"


class CategoryMapping(models.Model):
    """A path of up to three categories, 0 where it ends. Left open, it is what the path above it is."""

    level1 = models.PositiveBigIntegerField(default=0)
    level2 = models.PositiveBigIntegerField(default=0)
    level3 = models.PositiveBigIntegerField(default=0)
    name = models.CharField("navn i Pureservice", max_length=380)
    category = models.ForeignKey(
        "support.Category", on_delete=models.PROTECT, verbose_name="kategori her", null=True, blank=True
    )

    class Meta:
        verbose_name = "kategori i Pureservice"
        verbose_name_plural = "kategorier i Pureservice"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["level1", "level2", "level3"], name="category_path_is_mapped_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> tuple[int, int, int]:
        return self.level1, self.level2, self.level3


class CompanyMapping(Mapping):
    """A company of Pureservice. Decided without a municipality: its tickets belong to none."""

    organisation_number = models.CharField("organisasjonsnummer", max_length=20, blank=True)
    is_decided = models.BooleanField("avklart", default=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="kommune her", null=True, blank=True, related_name="+"
    )

    class Meta(Mapping.Meta):
        verbose_name = "firma i Pureservice"
        verbose_name_plural = "firmaer i Pureservice"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decided=True) | Q(municipality__isnull=True),
                name="company_with_a_municipality_is_decided",
            ),
        ]


class TeamMapping(Mapping):
    """A team, which has the same name here. No decision hangs on it, so none is asked for."""

    team = models.ForeignKey("support.Team", on_delete=models.CASCADE, verbose_name="team her", related_name="+")

    class Meta(Mapping.Meta):
        verbose_name = "team i Pureservice"
        verbose_name_plural = "team i Pureservice"


class SourceTicketQuerySet(models.QuerySet["SourceTicket"]):
    def present(self) -> Self:
        """Those that Pureservice still has."""
        return self.filter(deleted_at__isnull=True)

    def waiting(self) -> Self:
        return self.present().exclude(waits_for="")

    def held(self) -> Self:
        """Gone from Pureservice or of an ignored type, kept because somebody has written an account of the event."""
        ignored = TypeMapping.objects.filter(meaning=TypeMapping.Meaning.IGNORED).values("foreign_id")
        return self.filter(Q(deleted_at__isnull=False) | Q(type_id__in=ignored), ticket__critical_event__isnull=False)


class SourceTicket(models.Model):
    """What Pureservice said of a ticket when it was last seen: its own ids and times, no texts and no persons.

    `ticket` is empty while a value is not mapped, for ignored types, and for tickets deleted at the source.
    """

    class Waits(models.TextChoices):
        TYPE = "type", "Sakstypen er ikke koblet"
        PRIORITY = "priority", "Prioriteten er ikke koblet"
        CATEGORY = "category", "Kategorien er ikke koblet"
        COMPANY = "company", "Firmaet er ikke koblet"
        STATUS = "status", "Statusen er ukjent i Pureservice"
        DATA = "data", "Opplysningene i saken kan ikke brukes"
        NUMBER = "number", "Saksnummeret tilhører en annen sak her"

    foreign_id = models.PositiveBigIntegerField("id i Pureservice", unique=True)
    number = models.PositiveBigIntegerField("saksnummer", null=True)
    ticket = models.OneToOneField(
        "support.Ticket", on_delete=models.SET_NULL, null=True, blank=True, related_name="source", verbose_name="sak"
    )
    modified_at = models.DateTimeField("endret", null=True, db_index=True)
    created_at = models.DateTimeField("opprettet", null=True)
    responded_at = models.DateTimeField("besvart", null=True)
    resolved_at = models.DateTimeField("løst", null=True)
    closed_at = models.DateTimeField("lukket", null=True)
    reopened_at = models.DateTimeField("gjenåpnet", null=True)
    pending_user_since = models.DateTimeField("venter på bruker siden", null=True)

    type_id = models.PositiveBigIntegerField(default=0)
    priority_id = models.PositiveBigIntegerField(default=0)
    category1_id = models.PositiveBigIntegerField(default=0)
    category2_id = models.PositiveBigIntegerField(default=0)
    category3_id = models.PositiveBigIntegerField(default=0)
    company_id = models.PositiveBigIntegerField(default=0)
    status_id = models.PositiveBigIntegerField(default=0)
    core_status = models.IntegerField(null=True)
    team_id = models.PositiveBigIntegerField(default=0)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    # The ticket came by file with pauses and priorities of its own, which say more than what is seen from here.
    has_other_history = models.BooleanField(default=False)
    subject = models.CharField("emne", max_length=200, blank=True)

    problem = models.CharField("feil", max_length=120, blank=True)
    waits_for = models.CharField("venter på", max_length=10, choices=Waits, blank=True)
    deleted_at = models.DateTimeField("borte fra Pureservice", null=True)

    objects = SourceTicketQuerySet.as_manager()

    class Meta:
        verbose_name = "sak i Pureservice"
        verbose_name_plural = "saker i Pureservice"
        ordering = ["foreign_id"]

    def __str__(self) -> str:
        return f"Pureservice {self.number or self.foreign_id}"

    @property
    def path(self) -> tuple[int, int, int]:
        """The categories down to the first that is missing."""
        first = self.category1_id
        second = self.category2_id if first else 0
        return first, second, self.category3_id if second else 0

    @property
    def is_open(self) -> bool:
        return self.core_status is None or self.core_status < CLOSED_FROM

    @property
    def ended_at(self) -> datetime | None:
        """When the ticket was resolved; closed, where it was closed without that. `None` while its status is open."""
        return None if self.is_open else self.resolved_at or self.closed_at


# Statuses from here on are those of resolved and closed tickets (`coreStatus` in docs/pureservice.md).
CLOSED_FROM = 50


class TicketObservation(models.Model):
    """What a run saw of a ticket, where that differed from before. The only history there is of these."""

    source = models.ForeignKey(SourceTicket, on_delete=models.CASCADE, related_name="observations")
    seen_at = models.DateTimeField("sett")
    modified_at = models.DateTimeField("endret i Pureservice", null=True)
    status_id = models.PositiveBigIntegerField(default=0)
    core_status = models.IntegerField(null=True)
    priority_id = models.PositiveBigIntegerField(default=0)
    pending_user_since = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "observasjon"
        verbose_name_plural = "observasjoner"
        ordering = ["seen_at", "pk"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.seen_at:%d.%m.%Y}"


class SyncRun(models.Model):
    """One fetch from Pureservice. `last_id` is how far it came; a run that fails is taken up where it stopped."""

    class State(models.TextChoices):
        RUNNING = "running", "Pågår"
        DONE = "done", "Ferdig"
        FAILED = "failed", "Stoppet"

    started_at = models.DateTimeField("startet")
    finished_at = models.DateTimeField("ferdig", null=True, blank=True)
    state = models.CharField("status", max_length=10, choices=State, default=State.RUNNING)
    by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="startet av", null=True, related_name="+")

    is_full = models.BooleanField("alle saker", default=False)
    since = models.DateTimeField("endret siden", null=True)
    # The moment, by the slower of the two clocks, from which the next run has to look.
    window_started_at = models.DateTimeField(null=True)
    last_id = models.PositiveBigIntegerField(default=0)
    seen = models.PositiveIntegerField("sett", default=0)

    new = models.PositiveIntegerField("nye", default=0)
    changed = models.PositiveIntegerField("endret", default=0)
    unchanged = models.PositiveIntegerField("uendret", default=0)
    deleted = models.PositiveIntegerField("slettet", default=0)
    waiting = models.PositiveIntegerField("venter", default=0)
    source_count = models.PositiveIntegerField("saker i Pureservice", null=True)
    own_count = models.PositiveIntegerField("saker her", null=True)
    remark = models.CharField("merknad", max_length=300, blank=True)
    error = models.TextField("feil", blank=True)

    class Meta:
        verbose_name = "synkronisering"
        verbose_name_plural = "synkroniseringer"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="one_sync_runs_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="sync_run_that_has_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Synkronisering {timezone.localtime(self.started_at):%d.%m.%Y %H.%M}"

    def get_absolute_url(self) -> str:
        return reverse("support:sync-run", args=[self.pk])
