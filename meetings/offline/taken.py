"""What one person may read of a meeting that is taken along, asked for once, and stamps of what it now is."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Max

from meetings.agenda.closed import title_for
from meetings.agenda.decided import outcome_of
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.content import Content
from meetings.documents.models import Document, DocumentVersion
from meetings.issuing.models import IssuedPacket
from meetings.municipal.models import MunicipalView
from meetings.notes.models import Note
from meetings.offline.parcel import stamp
from meetings.offline.release import release
from meetings.papers import downloads
from meetings.visits.models import ReadMark
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User


@dataclass(frozen=True)
class Paper:
    document: Document
    version: DocumentVersion
    item: AgendaItem
    is_public: bool
    by_version: bool = False

    @cached_property
    def content(self) -> Content:
        return self.version.frozen_public if self.is_public else self.version.frozen

    @property
    def address(self) -> str:
        """Its own shows the newest version, or to those who write it, the draft."""
        return self.version.get_absolute_url() if self.by_version else self.document.get_absolute_url()

    @property
    def url(self) -> str:
        return downloads.version_url(self.version, is_public=self.is_public)

    @property
    def pdf_url(self) -> str:
        return downloads.version_url(self.version, is_public=self.is_public, pdf=True)


@dataclass(frozen=True)
class Taken:
    """What one person may read of a meeting, asked for once: what is open alone, or the `whole`."""

    meeting: Meeting
    user: User
    today: date
    whole: bool = False

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.meeting.agenda.select_related("meeting", "treatment").order_by("sequence"))

    @cached_property
    def papers(self) -> list[Paper]:
        """The newest approved version of each, in the order of the agenda."""
        by_pk = {item.pk: item for item in self.items}
        shown = Document.objects.visible_to(self.user).filter(agenda_item__in=by_pk)
        newest: dict[int, DocumentVersion] = {}
        for version in DocumentVersion.objects.filter(document__in=shown).select_related("document"):
            newest.setdefault(version.document_id, version)
        is_public = not self.user.has_perm("meetings.view_exempt")
        found = [
            Paper(one.document, one, by_pk[one.document.agenda_item_id], is_public, by_version=self.whole)
            for one in newest.values()
            if one.document.agenda_item_id
        ]
        return sorted(found, key=lambda one: (one.item.sequence or 0, one.document.pk))

    @cached_property
    def attachments(self) -> list[Attachment]:
        shown = Attachment.objects.visible_to(self.user).filter(agenda_item__in=[item.pk for item in self.items])
        return list(shown.select_related("agenda_item__meeting").order_by("agenda_item__sequence", "position", "pk"))

    @cached_property
    def packets(self) -> list[IssuedPacket]:
        """As they were issued, in the edition that this person gets."""
        full = self.user.has_perm("meetings.view_exempt")
        audience = IssuedPacket.Audience.FULL if full else IssuedPacket.Audience.PUBLIC
        return list(self.meeting.issued_packets.filter(audience=audience).order_by("sequence"))

    @cached_property
    def standing(self) -> str:
        """Another one when the agenda is: cases, their papers and attachments, what was decided."""
        outcomes = [outcome_of(item) for item in self.items]
        return stamp(
            release(),
            [[item.pk, item.sequence, title_for(item, self.user), item.withdrawn_at] for item in self.items],
            [[one.told, one.text] if one else None for one in outcomes],
            [[paper.version.pk, paper.document.exemption_basis] for paper in self.papers],
            [[one.pk, one.title, one.printed_sha256, one.fault] for one in self.attachments],
        )

    @cached_property
    def everything(self) -> str:
        """Another one when anything is: every verb writes in the trail, and pages tell of the day."""
        return stamp(
            self.standing, self.own, AuditEntry.objects.changes().values_list("pk", flat=True).first(), self.today
        )

    @cached_property
    def own(self) -> str:
        """Another one when what only this person sees of pages is, which is in no trail."""
        notes = Note.objects.readable_by(self.user).in_meeting(self.meeting)
        marks = ReadMark.objects.filter(user=self.user)
        return stamp(
            self.user.looks,
            list(MunicipalView.objects.filter(user=self.user).values_list("municipality", "is_on")),
            notes.aggregate(count=Count("pk"), newest=Max("changed_at")),
            marks.aggregate(count=Count("pk"), newest=Max("read_at")),
        )
