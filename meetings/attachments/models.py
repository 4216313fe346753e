"""Attachments of a case: the file as it came, and the safe copy of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from meetings.agenda.models import AgendaItem, Exemptible, exempt_has_a_public_title
from rorikt.people.models import User


def attachment_path(attachment: "Attachment", name: str) -> str:
    """Kept under its content, so the same file twice is stored once and a name can never overwrite another."""
    return kept_path(attachment.sha256, attachment.kind)


def kept_path(sha256: str, kind: str = "pdf") -> str:
    return f"attachments/{sha256[:2]}/{sha256}.{kind}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        """Those of a case that waits for a meeting are drafts, as the case is."""
        seen = self if user.has_perm("meetings.view_exempt") else self.public()
        return seen if user.has_perm("meetings.view_draft") else seen.exclude(agenda_item__meeting=None)

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
        RECOGNISED = "recognised", "Skannet, med tekst lest av maskin"

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
                violation_error_code="file",
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
        named = f"Vedlegget «{self.title}» i sak {self.agenda_item.called}"
        return self.fault if self.fault.startswith(named) else f"{named}: {self.fault}"

    @property
    def printed_file(self) -> FieldFile:
        """What is put into packets and opened in the browser."""
        return self.safe_file or self.file

    @property
    def printed_sha256(self) -> str:
        return self.safe_sha256 or self.sha256
