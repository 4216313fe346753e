"""Documents, their sections, and their approved versions."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.functional import cached_property

from budget.deviations.threshold import Threshold
from budget.estimates.models import CostEstimate
from budget.money.reader import Reader
from meetings.agenda.models import AgendaItem, Exemptible, Meeting, exempt_has_a_public_title
from meetings.documents.content import Content, content_from_json
from rorikt.people.models import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """All for those who write, what is approved for the others, and what is exempt for few; see rules.py."""
        seen = self if user.has_perm("meetings.view_exempt") else self.public()
        if user.has_perm("meetings.view_draft"):
            return seen
        return seen.filter(Exists(DocumentVersion.objects.filter(document=OuterRef("pk"))))

    def unapproved(self) -> Self:
        """Drafts, be they quality-checked or not: what their newest version does not hold."""
        return self.exclude(status=Document.Status.APPROVED)

    def titled_as_approved(self) -> Self:
        """Adds `title_then`, the title in the newest approved version: another may have been written since."""
        newest = _newest_version()
        return self.annotate(title_then=Subquery(newest.values(title=KeyTextTransform("title", "content"))[:1]))

    def public(self) -> Self:
        """Neither exempt themselves, nor in a case that is, nor with a cost estimate that is closed by one."""
        shown = self.filter(exemption_basis="").exclude(agenda_item__exemption_basis__gt="")
        return shown.filter(~Q(cost_estimate__in=list(Reader().estimates)) | Q(cost_estimate=None))

    def with_newest_version(self) -> Self:
        """Adds `approved_at`, `approved_title` and key (`approved_version`) of the newest approved version, if any."""
        newest = _newest_version()
        title = newest.values(title=KeyTextTransform("file_title", "content"))
        found = {"version": newest.values("pk"), "at": newest.values("approved_at"), "title": title}
        return self.annotate(**{f"approved_{name}": Subquery(values[:1]) for name, values in found.items()})


def _newest_version() -> "models.QuerySet[DocumentVersion]":
    """The approved versions of the document of the query around it, the newest first."""
    return DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-sequence")


class Document(Exemptible):
    """The working draft of a report or a case paper, and the parameters its figures are computed with.

    What was approved is a `DocumentVersion`. A document is a draft until its newest version holds all its changes:
    `status` falls back to draft at the first edit after a quality check or an approval. `mark` is another one after
    every change of the document, its sections, figures and tables: what was made of it is out of date when it has an
    older one.

    A report of a period is of its accounting year, from January to `period_to`. Deviations over its threshold are to be
    explained in it: over the amount and the per cent, or over one of them.

    `key_figures` are those of its summary by their tokens, the usual ones where it has none; key_figures/choosing.py.
    `in_short` tells it in plain words to one who reads nothing else, with tokens where there are figures.

    The minutes of a meeting know it by `minutes_of`. From `settled_at` on, when the next meeting approved them, the
    database refuses to change them.
    """

    class Kind(models.TextChoices):
        ACTIVITY_REPORT = "activity_report", "Aktivitetsrapport"
        CASE_PAPER = "case_paper", "Saksframlegg"
        MINUTES = "minutes", "Møteprotokoll"
        PERIOD_REPORT = "period_report", "Tertialrapport"

    class Status(models.TextChoices):
        DRAFT = "draft", "Utkast"
        CHECKED = "checked", "Kvalitetssikret"
        APPROVED = "approved", "Godkjent"

    kind = models.CharField("type", max_length=20, choices=Kind)
    title = models.CharField("tittel", max_length=200)
    file_title = models.CharField(
        "navn som vedlegg",
        max_length=200,
        blank=True,
        help_text="Navnet dokumentet har på sakslisten. Tittelen brukes hvis det står tomt.",
    )
    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, verbose_name="sak", null=True, blank=True, related_name="documents"
    )
    position = models.PositiveSmallIntegerField("rekkefølge i saken", default=0)
    document_owner = models.CharField("dok. ansvarlig", max_length=80)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    mark = models.UUIDField(default=uuid4, editable=False)

    as_of = models.DateField("status per dato")
    accounting_year = models.PositiveSmallIntegerField("regnskapsår", null=True, blank=True)
    period_from = models.DateField("fra måned", null=True, blank=True, help_text="Første måned i supporttabellene.")
    period_to = models.DateField("til måned", null=True, blank=True, help_text="Siste måned i supporttabellene.")
    cost_estimate = models.ForeignKey(
        CostEstimate, on_delete=models.PROTECT, verbose_name="kostnadsoverslag", null=True, blank=True, related_name="+"
    )
    threshold_amount = models.DecimalField(
        "avvik skal forklares når de er over, i kroner",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    threshold_percent = models.DecimalField(
        "og over, i prosent av budsjettet",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    threshold_is_either = models.BooleanField("det holder at avviket er over ett av dem", null=True, blank=True)
    key_figures = models.JSONField("nøkkeltall", null=True, blank=True, editable=False)
    in_short = models.TextField("kort sagt", null=True, blank=True, editable=False)  # noqa: DJ001  see migration 0031
    minutes_of = models.OneToOneField(
        Meeting,
        on_delete=models.PROTECT,
        verbose_name="protokoll fra",
        null=True,
        blank=True,
        editable=False,
        related_name="minutes",
    )
    settled_at = models.DateTimeField("fastsatt", null=True, blank=True, editable=False)
    succeeds = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        verbose_name="laget fra",
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "dokument"
        verbose_name_plural = "dokumenter"
        ordering = ["agenda_item", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__isnull=True, period_to__isnull=True)
                | Q(period_from__isnull=False, period_to__gte=F("period_from")),
                name="document_period_is_whole",
                violation_error_code="period_to",
                violation_error_message="Oppgi både fra og til måned, med den første først.",
            ),
            models.CheckConstraint(
                condition=Q(minutes_of=None, settled_at=None) | Q(kind="minutes", minutes_of__isnull=False),
                name="only_minutes_are_of_a_meeting",
                violation_error_code="kind",
                violation_error_message="Bare en møteprotokoll kan høre til et møte som protokollen fra det.",
            ),
            exempt_has_a_public_title("document"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:document", args=[self.pk])

    @property
    def is_report(self) -> bool:
        """Of activity or of a period: each is held against the one before it."""
        return self.kind in {self.Kind.ACTIVITY_REPORT, self.Kind.PERIOD_REPORT}

    @property
    def is_of_period(self) -> bool:
        return self.kind == self.Kind.PERIOD_REPORT

    @property
    def threshold(self) -> Threshold | None:
        """What its deviations have to be explained over; `None` where it says nothing of it."""
        if self.threshold_amount is None and self.threshold_percent is None:
            return None
        return Threshold(self.threshold_amount, self.threshold_percent, bool(self.threshold_is_either))

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED

    @property
    def is_checked(self) -> bool:
        """Quality-checked as it stands, and not approved since."""
        return self.status == self.Status.CHECKED

    def exempted_by(self, public: Reader) -> Exemptible | None:
        """What closes it to the public: itself, its case, or the case that closes the cost estimate it shows.

        `public` is a reader who is nobody, one for all the documents of a page: it asks once which cases are closed.
        """
        if self.is_exempt:
            return self
        if self.agenda_item and self.agenda_item.is_exempt:
            return self.agenda_item
        if not self.cost_estimate:
            return None
        closing = public.of_estimate(self.cost_estimate).case
        return AgendaItem.objects.exempt().filter(reference=closing.reference).first() if closing else None

    @property
    def exempt_part(self) -> Exemptible | None:
        return self.exempted_by(Reader())

    @property
    def printed_file_title(self) -> str:
        return self.file_title or self.title


BLOCK_ID = re.compile(r' data-id="[^"]*"')


class SectionQuerySet(models.QuerySet["Section"]):
    def written(self) -> Self:
        """Those that somebody writes: not headings that only gather others."""
        return self.exclude(Q(body="") & Exists(Section.objects.filter(parent=OuterRef("pk"))))

    def unfinished(self) -> Self:
        return self.written().filter(state__in=[Section.State.NOT_BEGUN, Section.State.DRAFT])


def gathering(sections: Iterable["Section"]) -> set[int]:
    """Primary keys of the headings that only gather others, among all sections of a document; see `written`."""
    sections = list(sections)
    parents = {section.parent_id for section in sections}
    return {section.pk for section in sections if section.pk in parents and not section.body}


class Section(models.Model):
    """A numbered part of a document. The number follows from the positions; see numbering.number_sections.

    `came_from` is the section of the earlier document that it goes on from. `carried` says of its text that it was
    taken from there, and falls when the text is edited. `is_standing`: the next document begins with the same text.
    """

    class State(models.TextChoices):
        NOT_BEGUN = "not_begun", "Ikke begynt"
        DRAFT = "draft", "Utkast"
        READY = "ready", "Klar"
        ASSURED = "assured", "Kvalitetssikret"

    class Carried(models.TextChoices):
        STANDING = "standing", "Fast tekst, ikke bekreftet"
        LAST = "last", "Tekst fra sist, ikke bekreftet"
        CONFIRMED = "confirmed", "Tekst fra forrige, bekreftet"
        UNCHANGED = "unchanged", "Uendret siden sist"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    title = models.CharField("overskrift", max_length=200)
    body = models.TextField("tekst", blank=True)
    state = models.CharField("status", max_length=10, choices=State, default=State.NOT_BEGUN)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="ansvarlig",
        null=True,
        blank=True,
        related_name="sections",
    )
    deadline_on = models.DateField("frist", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    came_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="successors"
    )
    is_standing = models.BooleanField("fast tekst", default=False)
    carried = models.CharField("tekst fra forrige", max_length=10, choices=Carried, blank=True, editable=False)
    unchanged_since = models.DateField("uendret siden", null=True, blank=True, editable=False)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["document", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="section_is_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(carried="unchanged", unchanged_since__isnull=False)
                | (~Q(carried="unchanged") & Q(unchanged_since=None)),
                name="an_unchanged_section_says_since_when",
            ),
            models.CheckConstraint(condition=Q(carried="") | ~Q(body=""), name="what_is_carried_over_is_a_text"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:section-edit", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state in {self.State.READY, self.State.ASSURED}

    @property
    def is_unconfirmed(self) -> bool:
        return self.carried in {self.Carried.STANDING, self.Carried.LAST}

    def says_the_same(self, body: str) -> bool:
        """Whatever the blocks of the text are called."""
        return BLOCK_ID.sub("", self.body) == BLOCK_ID.sub("", body)

    def follow_edit(self, stored: "Section") -> None:
        """What an edit of the text does to its mark and, where the person chose none, to its state.

        The first text begins a section. One whose quality was checked is to be checked again. What was confirmed of a
        text from last time stays so where other parts of it are written anew.
        """
        if self.says_the_same(stored.body):
            return
        is_confirmed = self.carried == self.Carried.CONFIRMED and self.body
        self.carried, self.unchanged_since = self.Carried.CONFIRMED if is_confirmed else "", None
        if self.state != stored.state:
            return
        if self.state == self.State.NOT_BEGUN and self.body:
            self.state = self.State.DRAFT
        elif self.state == self.State.ASSURED:
            self.state = self.State.READY


class DocumentVersion(models.Model):
    """What was approved, for ever: sections, figures, tables and sources as data. The database refuses to change it.

    `public_content` is what the public reads of it, where some of its parts are exempt; `None` where it reads it all.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveSmallIntegerField("versjon")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    public_content = models.JSONField(null=True, blank=True)
    approved_at = models.DateTimeField("godkjent")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="godkjent av", related_name="+"
    )

    class Meta:
        verbose_name = "godkjent versjon"
        verbose_name_plural = "godkjente versjoner"
        ordering = ["document", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["document", "sequence"], name="version_number_is_unique_in_its_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.sequence})"

    def get_absolute_url(self) -> str:
        return reverse("meetings:version", args=[self.document_id, self.sequence])

    @cached_property
    def frozen(self) -> Content:
        return content_from_json(self.content)

    @cached_property
    def frozen_public(self) -> Content:
        return content_from_json(self.public_content) if self.public_content else self.frozen

    @cached_property
    def is_apart(self) -> bool:
        """Whether the public reads another edition than the whole."""
        return self.public_content is not None
