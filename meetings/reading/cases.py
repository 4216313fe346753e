"""The cases of a meeting as one reader meets them: what is open, what is closed, and the papers of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet

from budget.money.reader import Reader
from meetings.agenda.closed import title_for
from meetings.agenda.decided import outcome_of
from meetings.agenda.finding import may_see
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.packet.packing import Withheld, withheld_of
from rorikt.people.models import User


@dataclass(frozen=True)
class ListedPaper:
    """A document as a case lists it. `is_draft`: it has changes that are not approved. `version` is the primary key of
    the one that is read."""

    document: Document
    title: str
    approved_at: datetime | None
    is_draft: bool
    version: int | None = None


class Tag(NamedTuple):
    label: str
    tone: str


@dataclass(frozen=True)
class ListedCase:
    """A case as this person may see it: its public title where it is exempt and not for them.

    `goes_up` and `goes_down`: neither it nor the case above or below it is sent, and both came in time, or both late.
    """

    item: AgendaItem
    title: str
    papers: list[ListedPaper]
    attachments: list[Attachment]
    withheld: list[Withheld]
    tags: list[Tag]
    goes_up: bool = False
    goes_down: bool = False


ON_AGENDA = Tag("På sakslisten", "info")
_STAGES = {
    AgendaItem.Stage.DRAFT: "neutral",
    AgendaItem.Stage.CHECKING: "info",
    AgendaItem.Stage.CLEARED: "success",
}


def state_of(item: AgendaItem) -> Tag | None:
    """What has become of a case, in the word for readers: none while it waits for a meeting."""
    if item.is_withdrawn:
        return Tag("Trukket", "warning")
    if outcome := outcome_of(item):
        return Tag(outcome.label, "success" if outcome.is_decided else "warning")
    return ON_AGENDA if item.meeting_id else None


def continued_by(item: AgendaItem, user: User) -> AgendaItem | None:
    """The case that continues it, where the person may see that one."""
    following: AgendaItem | None = getattr(item, "continued_by", None)
    return following if following and may_see(following, user) else None


def stage_of(item: AgendaItem) -> Tag:
    """How far it has come before it is treated, for those who prepare it."""
    return Tag(item.get_stage_display(), _STAGES[AgendaItem.Stage(item.stage)])


def _tags(item: AgendaItem, user: User) -> list[Tag]:
    """In a list where all stand on the agenda, only what has become of one is told."""
    state = state_of(item)
    is_settled = state not in {None, ON_AGENDA}
    found = [state] if state and is_settled else []
    if not is_settled and user.has_perm("meetings.view_queue"):
        found.append(stage_of(item))
    return [*found, Tag("Ettersendt", "warning")] if item.is_late else found


def agenda_for(meeting: Meeting, user: User) -> list[ListedCase]:
    """The cases in order, with what this person may see of their papers."""
    listed = list(_with_papers(meeting.agenda.select_related("treatment"), user))
    public = Reader()
    movable = [] if meeting.is_over else [item for item in listed if item.sent_at is None]
    lower = {item for above, item in pairwise(movable) if above.is_late == item.is_late}
    upper = {above for above, item in pairwise(movable) if above.is_late == item.is_late}
    return [replace(_listed(item, user, public), goes_up=item in lower, goes_down=item in upper) for item in listed]


def waiting_case(item: AgendaItem, user: User) -> ListedCase:
    """One that has no meeting yet, as those who prepare it see it."""
    [found] = _with_papers(AgendaItem.objects.filter(pk=item.pk).select_related("treatment"), user)
    return _listed(found, user, Reader())


def _with_papers(items: QuerySet[AgendaItem], user: User) -> QuerySet[AgendaItem]:
    visible = Document.objects.visible_to(user).with_newest_version()
    return items.prefetch_related(
        Prefetch("documents", visible, to_attr="visible"),
        Prefetch("attachments", Attachment.objects.visible_to(user), to_attr="visible_attachments"),
        *([] if user.has_perm("meetings.view_exempt") else ["documents__cost_estimate", "attachments"]),
    )


def _listed(item: AgendaItem, user: User, public: Reader) -> ListedCase:
    return ListedCase(
        item,
        title_for(item, user),
        papers_for(item.visible, user),  # type: ignore[attr-defined]  # with its papers
        item.visible_attachments,  # type: ignore[attr-defined]
        withheld_from(item, user, public),
        _tags(item, user),
    )


def papers_for(documents: Iterable[Document], user: User) -> list[ListedPaper]:
    """`documents` carry their newest version; readers get the title that was approved."""
    is_writer = user.has_perm("meetings.view_draft")
    return [
        ListedPaper(
            document=document,
            title=document.printed_file_title if is_writer else document.approved_title,  # type: ignore[attr-defined]
            approved_at=document.approved_at,  # type: ignore[attr-defined]
            is_draft=is_writer and not document.is_approved,
            version=document.approved_version,  # type: ignore[attr-defined]
        )
        for document in documents
    ]


def withheld_from(item: AgendaItem, user: User, public: Reader) -> list[Withheld]:
    """What this person may know stands in a case that they may read, and not read itself."""
    return [] if item.is_exempt or user.has_perm("meetings.view_exempt") else list(withheld_of(item, public))
