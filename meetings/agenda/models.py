"""Meetings and their cases, those that wait for a meeting too, and what it means that something is exempt."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.agenda import numbering
from meetings.exemptions.checking import check_basis
from rorikt.cases.models import CaseReference
from rorikt.people.models import User


class Meeting(models.Model):
    """A meeting of the council: `2024/M1` is the first one of 2024.

    It is planned until its notice is handed over (`summoned_at`), and then opened, and closed when every case is
    settled; or cancelled. What follows from each stands in the rooms that set the moments.
    """

    class Stage(models.TextChoices):
        PLANNED = "planned", "Planlagt"
        SUMMONED = "summoned", "Innkalt"
        OPEN = "open", "Pågår"
        HELD = "held", "Holdt"
        CANCELLED = "cancelled", "Avlyst"

    year = models.PositiveSmallIntegerField("år")
    sequence = models.PositiveSmallIntegerField("nummer i året", validators=[MinValueValidator(1)])
    held_on = models.DateField("møtedato")
    starts_at = models.TimeField("klokkeslett", null=True, blank=True)
    place = models.CharField("sted", max_length=120, blank=True)
    is_remote = models.BooleanField(
        "fjernmøte", default=False, help_text="Et møte som må lukkes etter loven, kan ikke holdes som fjernmøte."
    )
    summoned_at = models.DateTimeField("innkalt", null=True, blank=True, editable=False)
    opened_at = models.DateTimeField("åpnet", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("hevet", null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField("avlyst", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "møte"
        verbose_name_plural = "møter"
        ordering = ["-held_on", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "sequence"],
                name="meeting_number_is_unique_in_its_year",
                violation_error_code="sequence",
                violation_error_message="Året har allerede et møte med dette nummeret.",
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="meeting_sequence_is_positive"),
            models.CheckConstraint(
                condition=Q(held_on__year=F("year")),
                name="meeting_is_held_in_its_year",
                violation_error_code="held_on",
                violation_error_message="Møtedatoen må ligge i samme år som møtet.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
                name="only_an_opened_meeting_is_closed",
                violation_error_message="Møtet er ikke åpnet, og kan ikke heves.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(opened_at=None),
                name="an_opened_meeting_is_not_cancelled",
                violation_error_message="Møtet er åpnet, og kan ikke avlyses.",
            ),
        ]

    def __str__(self) -> str:
        return f"Møte {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.year, self.sequence])

    @property
    def number(self) -> str:
        return numbering.meeting_number(self.year, self.sequence)

    @property
    def stage(self) -> Stage:
        reached = (
            (self.cancelled_at, self.Stage.CANCELLED),
            (self.closed_at, self.Stage.HELD),
            (self.opened_at, self.Stage.OPEN),
            (self.summoned_at, self.Stage.SUMMONED),
        )
        return next((stage for moment, stage in reached if moment), self.Stage.PLANNED)

    @property
    def is_over(self) -> bool:
        return self.closed_at is not None or self.cancelled_at is not None


def exempt_has_a_public_title(model: str) -> models.CheckConstraint:
    """What is exempt from the public is named in the public packet by a title that gives nothing away."""
    return models.CheckConstraint(
        condition=Q(exemption_basis="") | ~Q(public_title=""),
        name=f"exempt_{model}_has_a_public_title",
        violation_error_code="public_title",
        violation_error_message="Skriv en offentlig tittel, som ikke røper det som er unntatt.",
    )


class Exemptible(models.Model):
    """What can be exempt from the public: a case with all it carries, a paper or an attachment."""

    exemption_basis = models.CharField(
        "unntatt offentlighet",
        max_length=120,
        blank=True,
        validators=[check_basis],
        help_text="Lov og paragraf, for eksempel «offentleglova § 23 tredje ledd». La stå tomt hvis det er offentlig.",
    )
    public_title = models.CharField(
        "offentlig tittel",
        max_length=200,
        blank=True,
        help_text="Står i den offentlige møtepakken i stedet for tittelen. Må fylles ut for det som er unntatt.",
    )
    exempt_until = models.DateField(
        "unntatt til og med",
        null=True,
        blank=True,
        help_text="Når dagen er over, får dere beskjed. Ingenting åpnes av seg selv.",
    )
    exempt_until_event = models.CharField(
        "unntatt fram til",
        max_length=120,
        blank=True,
        help_text="Det som skal skje før det kan åpnes, for eksempel «til leverandør er valgt».",
    )

    class Meta:
        abstract = True

    @property
    def is_exempt(self) -> bool:
        return bool(self.exemption_basis)

    def is_exempt_too_long(self, today: date) -> bool:
        """Whether the day on which its exemption was to end has passed. Somebody has to open it."""
        return self.is_exempt and self.exempt_until is not None and self.exempt_until < today


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: User) -> Self:
        """A case that waits is a draft: whoever may not see it is not told that there is one."""
        return self if user.has_perm("meetings.view_queue") else self.exclude(meeting=None)

    def standing(self) -> Self:
        """Not withdrawn: what the meeting is to treat."""
        return self.filter(withdrawn_at=None)

    def waiting(self) -> Self:
        """In no meeting yet."""
        return self.filter(meeting=None)

    def unsent(self) -> Self:
        """Their numbers may still move."""
        return self.filter(sent_at=None)

    def exempt(self) -> Self:
        return self.exclude(exemption_basis="")


class AgendaItem(Exemptible):
    """A case, in the queue until it has a meeting, and then at `sequence` of its agenda.

    What is to be said of it elsewhere points at its `reference`, by which its address goes too.

    Its number follows from that place and may move until the case is sent out. Then it stands on a printed agenda, so
    it never moves and is never used again: from `sent_at` on, when it first went out with a packet, the database
    refuses to delete it or to give it another number. What is not to be treated after all is withdrawn, and keeps its
    place.
    """

    class Kind(models.TextChoices):
        APPROVAL = "approval", "Godkjenning"
        REPORT = "report", "Rapport"
        DECISION = "decision", "Vedtak"
        BRIEFING = "briefing", "Orientering"
        ELECTION = "election", "Valg"

    class Stage(models.TextChoices):
        DRAFT = "draft", "Utkast"
        CHECKING = "checking", "Til kvalitetssikring"
        CLEARED = "cleared", "Klarert"

    class Standard(models.TextChoices):
        """Cases that every meeting has."""

        NOTICE = "notice", "Godkjenning av innkalling og saksliste"
        MINUTES = "minutes", "Godkjenning av forrige protokoll"
        REPORT = "report", "Økonomi- og aktivitetsrapport"
        BRIEFINGS = "briefings", "Orienteringer"

    reference = models.OneToOneField(
        CaseReference, on_delete=models.PROTECT, related_name="agenda_item", editable=False
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, verbose_name="møte", null=True, blank=True, related_name="agenda"
    )
    sequence = models.PositiveSmallIntegerField(
        "nummer i møtet", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    stage = models.CharField("status", max_length=10, choices=Stage, default=Stage.DRAFT)
    standard = models.CharField("fast sak", max_length=10, choices=Standard, blank=True, editable=False)
    stage_note = models.CharField("sendt tilbake fordi", max_length=400, blank=True, editable=False)
    is_late = models.BooleanField("ettersendt", default=False, editable=False)
    follows = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        verbose_name="fortsetter sak",
        null=True,
        blank=True,
        editable=False,
        related_name="continued_by",
    )
    title = models.CharField("tittel", max_length=200)
    kind = models.CharField("type", max_length=10, choices=Kind, default=Kind.DECISION)
    summary = models.TextField("omtale", blank=True)
    case_officers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="saksbehandlere", blank=True, related_name="agenda_items"
    )
    amounts_are_open = models.BooleanField(
        "beløpene er åpne",
        default=False,
        help_text="Gjelder en sak som er unntatt: beløpene vises også for dem som bare ser den offentlige tittelen. "
        "Uten kryss er de lukket. En kommune ser alltid det den selv betaler.",
    )
    sent_at = models.DateTimeField("sendt ut", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("trukket", null=True, blank=True, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "sak"
        verbose_name_plural = "saker"
        ordering = ["meeting", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "sequence"],
                name="case_number_is_unique_in_its_meeting",
                violation_error_message="Møtet har allerede en sak med dette nummeret.",
            ),
            models.CheckConstraint(
                condition=Q(meeting=None, sequence=None) | Q(meeting__isnull=False, sequence__gte=1),
                name="a_case_of_a_meeting_has_a_place_on_its_agenda",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(meeting__isnull=False),
                name="a_case_that_was_sent_stays_in_its_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting", "standard"],
                condition=~Q(standard=""),
                name="a_standard_case_is_once_in_its_meeting",
                violation_error_message="Møtet har allerede denne faste saken.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sent_at__isnull=False),
                name="only_a_case_that_was_sent_is_withdrawn",
                violation_error_message="Saken er ikke sendt ut, og kan slettes i stedet for å trekkes.",
            ),
            exempt_has_a_public_title("case"),
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:agenda-item", args=[self.reference_id])

    @property
    def numbered_url(self) -> str:
        """The address by the printed number, which people know and pass on, once that is for good; else its own."""
        if self.meeting is None or self.sent_at is None:
            return self.get_absolute_url()
        return reverse("meetings:numbered-item", args=[self.meeting.year, self.meeting.sequence, self.sequence])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_over(self) -> bool:
        """Its meeting is held or cancelled: what was said of it stays as it was."""
        return self.meeting is not None and self.meeting.is_over

    @property
    def called(self) -> str:
        """In a sentence: by its number, or by its title while it has none."""
        return self.number or f"«{self.title}»"

    @property
    def number(self) -> str:
        """As it is printed; empty for one that waits for a meeting."""
        if self.meeting is None or self.sequence is None:
            return ""
        return numbering.case_number(self.meeting.year, self.meeting.sequence, self.sequence)
