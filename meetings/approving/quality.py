"""The quality check: somebody has read the draft as it stands, between the writing and the approval."""

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError

from meetings.approving.models import QualityCheck
from meetings.approving.sealing import text_hash
from meetings.documents.models import Document
from meetings.papers import checks, compose
from rorikt.audit import trail
from rorikt.people.models import Cooperation, User
from rorikt.snapshot import one_snapshot

MOVED = (
    "Det som står i dokumentet, er et annet enn det som ble kvalitetssikret, fordi tallene er endret siden. "
    "Kvalitetssikre det på nytt."
)


@one_snapshot
def check_quality(document: Document, *, by: User, now: datetime) -> QualityCheck:
    """Note that the draft is in order as it stands; any change of it makes it a draft again.

    Raises ValidationError with what is not in order, or where there is no draft.
    """
    if document.minutes_of_id:
        raise ValidationError("En møteprotokoll sendes til merknad og bekreftes. Den kvalitetssikres ikke her.")
    if not Document.objects.unapproved().filter(pk=document.pk).update(status=Document.Status.CHECKED):
        raise ValidationError("Dokumentet er allerede godkjent.")
    document.refresh_from_db()
    problems = list(checks.document_problems(document))
    if problems:
        raise ValidationError(problems)
    read = text_hash(compose.compose(document))
    check = QualityCheck.objects.create(
        document=document, mark=document.mark, text_hash=read, checked_at=now, checked_by=by
    )
    trail.record("kvalitetssikret dokument", document, by=by, now=now, sha256=read)
    return check


def check_of(document: Document) -> QualityCheck | None:
    """The check that holds for the draft as it is written now."""
    return QualityCheck.objects.filter(document=document, mark=document.mark).select_related("checked_by").first()


def quality_problems(document: Document, *, by: User) -> Iterator[str]:
    """What stands between a draft and its approval by this person: the check, where the cooperation asks for one.

    It has to be of somebody else, so that two have read what is approved.
    """
    check = check_of(document)
    cooperation = Cooperation.objects.first()
    if cooperation and cooperation.are_papers_checked:
        if check is None:
            yield "Dokumentet er ikke kvalitetssikret slik det står nå. Be noen lese det først."
        elif check.checked_by == by:
            yield "Du har kvalitetssikret dokumentet selv. En annen må gjøre det når det er du som godkjenner."


def has_moved(document: Document) -> bool:
    """Whether a quality-checked draft says something else now: a figure may move without a change of the draft."""
    check = check_of(document)
    return check is not None and check.text_hash != text_hash(compose.compose(document))
