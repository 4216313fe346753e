"""Packets as they were sent."""

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.agenda.models import Meeting
from meetings.issuing.supplements import ManifestEntry
from rorikt.people.models import User


class IssuedPacketQuerySet(models.QuerySet["IssuedPacket"]):
    def visible_to(self, user: User) -> Self:
        return self if user.has_perm("meetings.view_exempt") else self.filter(audience="public")


class IssuedPacket(models.Model):
    """A packet as it is to be sent, for ever. The first of its kind of a meeting is whole, the later are supplements.

    `pages` is the order of the printed pages so far, one {"label": "45a", "key": …} for each; `manifest` says of each
    part its key, title, label of the first page, number of pages and hash, for the whole packet and not only for what
    a supplement adds; `changes` are the sentences of a supplement. `paragraph_pages` has, by the key of each paper, the
    page of it, counted from 0, that each paragraph and section begins on; `None` in packets from before it was kept.
    The database refuses to change it.
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
    paragraph_pages = models.JSONField("avsnittenes sider", null=True, blank=True)
    issued_at = models.DateTimeField("fastsatt")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="fastsatt av", related_name="+"
    )

    objects = IssuedPacketQuerySet.as_manager()

    class Meta:
        verbose_name = "fastsatt møtepakke"
        verbose_name_plural = "fastsatte møtepakker"
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

    @property
    def entries(self) -> list[ManifestEntry]:
        """The parts of the whole packet as it was once this one was made."""
        return [ManifestEntry(**{**entry, "labels": tuple(entry["labels"])}) for entry in self.manifest]
