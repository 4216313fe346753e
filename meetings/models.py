"""The council, its meetings and cases, and the documents, sections, figures and attachments of the cases."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.fields.files import FieldFile
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, LPad
from django.urls import reverse

from budget.estimates.models import CostEstimate
from budget.money.reader import Reader
from meetings import exemptions, numbering
from rorikt.people.models import Municipality, User


class CouncilMember(models.Model):
    """A seat in the council, held by a person in a period. `user` is empty for one who does not log in."""

    class Function(models.TextChoices):
        CHAIR = "chair", "Leder"
        DEPUTY = "deputy", "Nestleder"
        MEMBER = "member", "Medlem"
        SUBSTITUTE = "substitute", "Varamedlem"
        SECRETARY = "secretary", "Sekretær"

    name = models.CharField("navn", max_length=80)
    function = models.CharField("funksjon", max_length=12, choices=Function, default=Function.MEMBER)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="representerer", null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="bruker",
        null=True,
        blank=True,
        related_name="seats",
    )
    from_on = models.DateField("fra")
    until_on = models.DateField("til og med", null=True, blank=True)

    class Meta:
        verbose_name = "rådsmedlem"
        verbose_name_plural = "rådsmedlemmer"
        ordering = ["municipality", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="council_seat_does_not_end_before_it_starts",
                violation_error_message="Perioden kan ikke slutte før den begynner.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_function_display().lower()}"


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
                violation_error_message="Året har allerede et møte med dette nummeret.",
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="meeting_sequence_is_positive"),
            models.CheckConstraint(
                condition=Q(held_on__year=F("year")),
                name="meeting_is_held_in_its_year",
                violation_error_message="Møtedatoen må ligge i møtets år.",
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
        violation_error_message="Skriv en offentlig tittel, som ikke røper det som er unntatt.",
    )


class Exemptible(models.Model):
    """What can be exempt from the public: a case with all it carries, a paper or an attachment."""

    exemption_basis = models.CharField(
        "unntatt offentlighet",
        max_length=120,
        blank=True,
        validators=[exemptions.check_basis],
        help_text="Lov og paragraf, for eksempel «offentleglova § 23 tredje ledd». Tom: offentlig.",
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
    def exempt(self) -> Self:
        return self.exclude(exemption_basis="")

    def numbered(self, number: str | OuterRef) -> Self:
        """With this number, as `AgendaItem.number` prints it."""
        item = LPad(Cast("sequence", models.CharField()), 3, Value("0"))
        parts = ["meeting__year", Value("/M"), "meeting__sequence", Value("-"), item]
        printed = self.annotate(case_number=Concat(*parts, output_field=models.CharField()))
        return printed.filter(case_number=number)


class AgendaItem(Exemptible):
    """A case of a meeting. Its number stands on the printed agenda, so it never moves and is never used again."""

    class Kind(models.TextChoices):
        APPROVAL = "approval", "Godkjenning"
        REPORT = "report", "Rapport"
        DECISION = "decision", "Vedtak"
        BRIEFING = "briefing", "Orientering"

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
        "Uten haken er de lukket. En kommune ser alltid det den selv betaler.",
    )

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
            exempt_has_a_public_title("case"),
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:agenda-item", args=[self.meeting.year, self.meeting.sequence, self.sequence])

    @property
    def number(self) -> str:
        return numbering.case_number(self.meeting.year, self.meeting.sequence, self.sequence)


class Definition(models.Model):
    """A term and what it means, shared by all documents."""

    term = models.CharField("begrep", max_length=60, unique=True)
    meaning = models.TextField("betydning")

    class Meta:
        verbose_name = "definisjon"
        verbose_name_plural = "definisjoner"
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term


class BuildingProject(models.Model):
    """A building project of a municipality that the cooperation follows. No municipality means that it concerns all."""

    class Status(models.TextChoices):
        ON_TRACK = "on_track", "På plan"
        MINOR_DELAY = "minor_delay", "Mindre forsinkelser"
        POSTPONED = "postponed", "Utsatt"
        UNCLEAR = "unclear", "Uavklart status"

    title = models.CharField("tittel", max_length=120, unique=True)
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    status = models.CharField("overordnet status", max_length=15, choices=Status, blank=True)
    comment = models.TextField("kommentar", blank=True)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        verbose_name="kommune",
        null=True,
        blank=True,
        related_name="+",
        help_text="Tom: gjelder alle kommunene.",
    )
    is_active = models.BooleanField("pågår", default=True, help_text="Bare pågående prosjekter tas med i rapporten.")

    class Meta:
        verbose_name = "byggprosjekt"
        verbose_name_plural = "byggprosjekter"
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """All for those who write, what is approved for the others, and what is exempt for few; see rules.py."""
        seen = self if user.has_perm("meetings.view_exempt") else self.public()
        if user.has_perm("meetings.view_draft"):
            return seen
        return seen.filter(Exists(DocumentVersion.objects.filter(document=OuterRef("pk"))))

    def public(self) -> Self:
        """Neither exempt themselves, nor in a case that is, nor with a cost estimate that is closed by one."""
        shown = self.filter(exemption_basis="").exclude(agenda_item__exemption_basis__gt="")
        return shown.filter(~Q(cost_estimate__in=list(Reader().estimates)) | Q(cost_estimate=None))

    def with_newest_version(self) -> Self:
        """Adds `approved_at` and `approved_title` of the newest approved version, empty where there is none."""
        newest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-sequence")
        return self.annotate(
            approved_at=Subquery(newest.values("approved_at")[:1]),
            approved_title=Subquery(newest.values(title=KeyTextTransform("file_title", "content"))[:1]),
        )


class Document(Exemptible):
    """The working draft of a report or a case paper, and the parameters its figures are computed with.

    What was approved is a `DocumentVersion`. A document is a draft until its newest version holds all its changes:
    `status` falls back to draft at the first edit after approval.
    """

    class Kind(models.TextChoices):
        ACTIVITY_REPORT = "activity_report", "Aktivitetsrapport"
        CASE_PAPER = "case_paper", "Saksframlegg"
        MINUTES = "minutes", "Møtereferat"

    class Status(models.TextChoices):
        DRAFT = "draft", "Utkast"
        APPROVED = "approved", "Godkjent"

    kind = models.CharField("type", max_length=20, choices=Kind)
    title = models.CharField("tittel", max_length=200)
    file_title = models.CharField(
        "navn som vedlegg", max_length=200, blank=True, help_text="Slik saken lister dokumentet. Tom: tittelen brukes."
    )
    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, verbose_name="sak", null=True, blank=True, related_name="documents"
    )
    position = models.PositiveSmallIntegerField("rekkefølge i saken", default=0)
    document_owner = models.CharField("dok. ansvarlig", max_length=80)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.DRAFT, editable=False)

    as_of = models.DateField("status per dato")
    accounting_year = models.PositiveSmallIntegerField("regnskapsår", null=True, blank=True)
    period_from = models.DateField("fra måned", null=True, blank=True, help_text="Første måned i supporttabellene.")
    period_to = models.DateField("til måned", null=True, blank=True, help_text="Siste måned i supporttabellene.")
    cost_estimate = models.ForeignKey(
        CostEstimate, on_delete=models.PROTECT, verbose_name="kostnadsoverslag", null=True, blank=True, related_name="+"
    )
    definitions = models.ManyToManyField(Definition, verbose_name="definisjoner", blank=True, related_name="documents")

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
                violation_error_message="Oppgi både fra og til måned, med den første først.",
            ),
            exempt_has_a_public_title("document"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:document", args=[self.pk])

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED

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
        return AgendaItem.objects.exempt().numbered(closing.number).first() if closing else None

    @property
    def exempt_part(self) -> Exemptible | None:
        return self.exempted_by(Reader())

    @property
    def printed_file_title(self) -> str:
        return self.file_title or self.title


class Section(models.Model):
    """A numbered part of a document. The number follows from the positions; see numbering.number_sections."""

    class State(models.TextChoices):
        WRITING = "writing", "Under arbeid"
        READY = "ready", "Klar"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    title = models.CharField("overskrift", max_length=200)
    body = models.TextField("tekst", blank=True)
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.WRITING)
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

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["document", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="section_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:section-edit", args=[self.pk])


class ManualFigure(models.Model):
    """A number that no app owns, with where it is from: `[[tall:slug]]` in the texts of its document."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="manual_figures")
    slug = models.SlugField("kortnavn", max_length=60)
    label = models.CharField("hva tallet er", max_length=160)
    value = models.DecimalField("verdi", max_digits=16, decimal_places=4)
    decimals = models.PositiveSmallIntegerField("desimaler", default=0)
    unit = models.CharField("enhet", max_length=20, blank=True, help_text="Skrives etter tallet. Kan være tom.")
    origin = models.CharField("kilde", max_length=200)

    class Meta:
        verbose_name = "eget tall"
        verbose_name_plural = "egne tall"
        ordering = ["document", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "slug"],
                name="manual_figure_slug_is_unique_in_its_document",
                violation_error_message="Dokumentet har allerede et tall med dette kortnavnet.",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4),
                name="manual_figure_has_at_most_four_decimals",
                violation_error_message="Velg mellom 0 og 4 desimaler.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ManualTable(models.Model):
    """A table that no app owns: `[[tabell:egen:slug]]`.

    `columns` is a list of {"label": str, "kind": "text" | "number"}; `rows` is a list of lists of text, one for each
    column, numbers as exact decimals (`"1464000.00"`) or "" for none. With `has_total` the number columns are summed.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="manual_tables")
    slug = models.SlugField("kortnavn", max_length=60)
    title = models.CharField("tittel", max_length=160)
    columns = models.JSONField("kolonner", default=list)
    rows = models.JSONField("rader", default=list)
    has_total = models.BooleanField("sumrad", default=True)
    note = models.CharField("merknad", max_length=300, blank=True)

    class Meta:
        verbose_name = "egen tabell"
        verbose_name_plural = "egne tabeller"
        ordering = ["document", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "slug"],
                name="manual_table_slug_is_unique_in_its_document",
                violation_error_message="Dokumentet har allerede en tabell med dette kortnavnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def column_sum(self, index: int) -> Decimal | None:
        """Empty cells count as nothing; `None` for a column of text."""
        if self.columns[index]["kind"] != "number":
            return None
        return sum((Decimal(row[index]) for row in self.rows if row[index]), Decimal(0))


class DocumentVersion(models.Model):
    """What was approved, for ever: sections, figures, tables and sources as data. The database refuses to change it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveSmallIntegerField("versjon")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
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


def attachment_path(attachment: "Attachment", name: str) -> str:
    """Kept under its content, so the same file twice is stored once and a name can never overwrite another."""
    return kept_path(attachment.sha256, attachment.kind)


def kept_path(sha256: str, kind: str = "pdf") -> str:
    return f"attachments/{sha256[:2]}/{sha256}.{kind}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        return self if user.has_perm("meetings.view_exempt") else self.public()

    def public(self) -> Self:
        """Neither exempt themselves nor of a case that is."""
        return self.filter(exemption_basis="", agenda_item__exemption_basis="")


class Attachment(Exemptible):
    """An uploaded file of a case, and the safe copy that is put into packets in its stead.

    The original is kept as it came; `sha256` and `byte_count` are of its bytes, `kind` the suffix its bytes tell.
    `treatment` lists in Norwegian what was done in the safe copy. One from before there were such copies has none.
    `fault` says why it could not be put into a packet the last time, and is empty where it could.
    """

    class Accessibility(models.TextChoices):
        UNKNOWN = "unknown", "Ikke undersøkt"
        TAGGED = "tagged", "Merket for opplesing av avsenderen"
        UNTAGGED = "untagged", "Uten merking for opplesing"
        SCANNED = "scanned", "Skannet, uten lesbar tekst"

    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, verbose_name="sak", related_name="attachments"
    )
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    title = models.CharField("tittel", max_length=200)
    file = models.FileField("fil", upload_to=attachment_path, max_length=200)
    kind = models.CharField("filtype", max_length=5, default="pdf", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    page_count = models.PositiveIntegerField("sider", editable=False)
    byte_count = models.PositiveBigIntegerField("størrelse", editable=False)
    safe_file = models.FileField("trygg kopi", max_length=200, blank=True, editable=False)
    safe_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    treatment = models.JSONField("behandling", default=list, blank=True, editable=False)
    accessibility = models.CharField(
        "universell utforming", max_length=10, choices=Accessibility, default=Accessibility.UNKNOWN, editable=False
    )
    fault = models.CharField("feil", max_length=400, blank=True, editable=False)
    uploaded_at = models.DateTimeField("lastet opp", editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="lastet opp av",
        editable=False,
        related_name="+",
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "vedlegg"
        verbose_name_plural = "vedlegg"
        ordering = ["agenda_item", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agenda_item", "sha256"],
                name="attachment_is_added_once_to_a_case",
                violation_error_message="Saken har allerede denne filen som vedlegg.",
            ),
            models.CheckConstraint(condition=Q(page_count__gte=1), name="attachment_has_pages"),
            models.CheckConstraint(
                condition=Q(safe_file="", safe_sha256="") | ~Q(safe_file="") & ~Q(safe_sha256=""),
                name="safe_copy_has_its_hash",
            ),
            exempt_has_a_public_title("attachment"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:attachment", args=[self.pk])

    @property
    def is_closed_to_the_public(self) -> bool:
        return self.is_exempt or self.agenda_item.is_exempt

    @property
    def printed_title(self) -> str:
        """What it is called in packets, where a page stands in for what cannot be read."""
        return f"{self.title} (kan ikke leses)" if self.fault else self.title

    @property
    def named_fault(self) -> str:
        """For where the attachment is one of several; most faults name it already."""
        named = f"Vedlegget «{self.title}» i sak {self.agenda_item.number}"
        return self.fault if self.fault.startswith(named) else f"{named}: {self.fault}"

    @property
    def printed_file(self) -> FieldFile:
        """What is put into packets and opened in the browser."""
        return self.safe_file or self.file

    @property
    def printed_sha256(self) -> str:
        return self.safe_sha256 or self.sha256


class IssuedPacketQuerySet(models.QuerySet["IssuedPacket"]):
    def visible_to(self, user: User) -> Self:
        return self if user.has_perm("meetings.view_exempt") else self.filter(audience="public")


class IssuedPacket(models.Model):
    """A packet as it was sent out, for ever. The first of its kind of a meeting is whole, the later are supplements.

    `pages` is the order of the printed pages so far, one {"label": "45a", "key": …} for each; `manifest` says of each
    part its key, title, label of the first page, number of pages and hash, for the whole packet and not only for what
    a supplement adds; `changes` are the sentences of a supplement. The database refuses to change it.
    """

    class Audience(models.TextChoices):
        FULL = "full", "Full"
        PUBLIC = "public", "Offentlig"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, verbose_name="møte", related_name="issued_packets")
    audience = models.CharField("utgave", max_length=6, choices=Audience)
    sequence = models.PositiveSmallIntegerField("nummer", validators=[MinValueValidator(1)])
    content_hash = models.CharField(max_length=64)
    file = models.FileField("fil", max_length=200)
    sha256 = models.CharField(max_length=64)
    page_count = models.PositiveIntegerField("sider")
    manifest = models.JSONField("innhold", default=list)
    pages = models.JSONField("sidekart", default=list)
    changes = models.JSONField("endringer", default=list, blank=True)
    issued_at = models.DateTimeField("sendt ut")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="sendt ut av", related_name="+"
    )

    objects = IssuedPacketQuerySet.as_manager()

    class Meta:
        verbose_name = "utsendt møtepakke"
        verbose_name_plural = "utsendte møtepakker"
        ordering = ["meeting", "audience", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "audience", "sequence"], name="issued_packet_number_is_unique_in_its_meeting"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="issued_packet_number_is_positive"),
            models.CheckConstraint(condition=Q(page_count__gte=1), name="issued_packet_has_pages"),
        ]

    def __str__(self) -> str:
        name = f"Tillegg {self.sequence - 1} til møtepakke" if self.is_supplement else "Møtepakke"
        return f"{name} {self.meeting.number}" + (" (offentlig)" if self.is_public else "")

    def get_absolute_url(self) -> str:
        return reverse("meetings:issued-packet", args=[self.pk])

    @property
    def is_supplement(self) -> bool:
        return self.sequence > 1

    @property
    def is_public(self) -> bool:
        return self.audience == self.Audience.PUBLIC
