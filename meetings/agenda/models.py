"""Meetings and their cases, and what it means that something is exempt from the public."""

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.agenda import exemptions, numbering
from rorikt.cases.models import CaseReference


class Meeting(models.Model):
    """A meeting of the council: `2024/M1` is the first one of 2024."""

    year = models.PositiveSmallIntegerField("år")
    sequence = models.PositiveSmallIntegerField("nummer i året", validators=[MinValueValidator(1)])
    held_on = models.DateField("møtedato")
    starts_at = models.TimeField("klokkeslett", null=True, blank=True)
    place = models.CharField("sted", max_length=120, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"Møte {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.year, self.sequence])

    @property
    def number(self) -> str:
        return numbering.meeting_number(self.year, self.sequence)


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
        validators=[exemptions.check_basis],
        help_text="Lov og paragraf, for eksempel «offentleglova § 23 tredje ledd». La stå tomt hvis det er offentlig.",
    )
    public_title = models.CharField(
        "offentlig tittel",
        max_length=200,
        blank=True,
        help_text="Står i den offentlige møtepakken i stedet for tittelen. Må fylles ut for det som er unntatt.",
    )

    class Meta:
        abstract = True

    @property
    def is_exempt(self) -> bool:
        return bool(self.exemption_basis)


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def standing(self) -> Self:
        """Not withdrawn: what the meeting is to treat."""
        return self.filter(withdrawn_at=None)

    def exempt(self) -> Self:
        return self.exclude(exemption_basis="")


class AgendaItem(Exemptible):
    """A case of a meeting. What is to be said of it elsewhere points at its `reference`, by which its address goes too.

    Its number stands on the printed agenda, and never moves nor is used again once that is sent.

    From `sent_at` on, when it first went out with a packet, the database refuses to delete it or to give it another
    number; what is not to be treated after all is withdrawn, and keeps its place.
    """

    class Kind(models.TextChoices):
        APPROVAL = "approval", "Godkjenning"
        REPORT = "report", "Rapport"
        DECISION = "decision", "Vedtak"
        BRIEFING = "briefing", "Orientering"

    reference = models.OneToOneField(
        CaseReference, on_delete=models.PROTECT, related_name="agenda_item", editable=False
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, verbose_name="møte", related_name="agenda")
    sequence = models.PositiveSmallIntegerField("nummer i møtet", validators=[MinValueValidator(1)])
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
            models.CheckConstraint(condition=Q(sequence__gte=1), name="case_sequence_is_positive"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sent_at__isnull=False),
                name="only_a_case_that_was_sent_is_withdrawn",
                violation_error_message="Saken er ikke sendt ut, og kan slettes i stedet for å trekkes.",
            ),
            exempt_has_a_public_title("case"),
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:agenda-item", args=[self.reference_id])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def number(self) -> str:
        return numbering.case_number(self.meeting.year, self.meeting.sequence, self.sequence)
