"""The cases of a meeting as one reader meets them: what is open, what is closed, and the papers of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from budget.money.reader import Reader
from meetings.agenda.closed import title_for
from meetings.agenda.decided import Outcome
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.followup.shown import outcome_for
from meetings.packet.packing import Withheld
from meetings.reading.home import withheld_from
from rorikt.people.models import User


@dataclass(frozen=True)
class ListedPaper:
    """A document as a case lists it. `is_draft`: it has changes that are not approved."""

    document: Document
    title: str
    approved_at: datetime | None
    is_draft: bool


@dataclass(frozen=True)
class ListedCase:
    """A case as this person may see it: its public title where it is exempt and not for them."""

    item: AgendaItem
    title: str
    papers: list[ListedPaper]
    attachments: list[Attachment]
    withheld: list[Withheld]
    outcome: Outcome | None


def agenda_for(meeting: Meeting, user: User) -> list[ListedCase]:
    """The cases in order, with what this person may see of their papers."""
    visible = Document.objects.visible_to(user).with_newest_version()
    attachments = Attachment.objects.visible_to(user)
    items = meeting.agenda.select_related("treatment").prefetch_related(
        Prefetch("documents", visible, to_attr="visible"),
        Prefetch("attachments", attachments, to_attr="visible_attachments"),
        *([] if user.has_perm("meetings.view_exempt") else ["documents__cost_estimate", "attachments"]),
    )
    public = Reader()
    return [
        ListedCase(
            item,
            title_for(item, user),
            papers_for(item.visible, user),  # type: ignore[arg-type]  # prefetched above
            item.visible_attachments,  # type: ignore[arg-type]
            withheld_from(item, user, public),
            outcome_for(item, user),
        )
        for item in items
    ]


def papers_for(documents: Iterable[Document], user: User) -> list[ListedPaper]:
    """`documents` carry their newest version; readers get the title that was approved."""
    is_writer = user.has_perm("meetings.view_draft")
    return [
        ListedPaper(
            document=document,
            title=document.printed_file_title if is_writer else document.approved_title,  # type: ignore[attr-defined]
            approved_at=document.approved_at,  # type: ignore[attr-defined]
            is_draft=is_writer and not document.is_approved,
        )
        for document in documents
    ]
