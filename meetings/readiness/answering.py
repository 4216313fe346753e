"""What is kept of a draft's check, answered: with a reason why it may stand, or by reading a sentence again.

Nothing is composed anew: what was found is still true, and only what of it stops the approval is another.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.claims import findings
from meetings.documents.models import Document, Section
from meetings.objections import standing
from meetings.objections.models import Waiver
from meetings.readiness.models import Finding
from rorikt.audit.rows import locked
from rorikt.people.models import User

GONE = "Teksten eller tallet er endret siden dette ble funnet. Se kontrollen på nytt."


def kept_of(document: Document) -> list[findings.Finding]:
    """As they were last found, in the order of the document."""
    kept = Finding.objects.filter(document=document).first()
    return [findings.from_json(one) for one in kept.found] if kept else []


def find(document: Document, fingerprint: str) -> findings.Finding:
    """Raises ValidationError where it is not found any more."""
    found = next((one for one in kept_of(document) if one.fingerprint == fingerprint), None)
    if found is None:
        raise ValidationError(GONE)
    return found


@transaction.atomic
def waive(
    document: Document, fingerprint: str, reason: str, *, with_like: Iterable[str] = (), by: User, now: datetime
) -> None:
    """Let it stand, and those that are like it for the same reason. Raises ValidationError as `standing.waive`."""
    _hold(document)
    for one in dict.fromkeys([fingerprint, *with_like]):
        standing.waive(document, find(document, one), reason, by=by, now=now)
    _settle(document)


@transaction.atomic
def withdraw(waiver: Waiver, *, by: User, now: datetime) -> None:
    _hold(waiver.document)
    standing.withdraw(waiver, by=by, now=now)
    _settle(waiver.document)


@transaction.atomic
def mark_as_read(document: Document, chosen: Iterable[tuple[Section, str]], *, by: User, now: datetime) -> int:
    """`chosen` are findings by their fingerprints, each with its section. The number of those that were still there."""
    kept = _hold(document)
    if kept is None:
        return 0
    wanted = {fingerprint: section for section, fingerprint in chosen}
    found = [findings.from_json(one) for one in kept.found]
    read = [one for one in found if one.check == "moved" and one.fingerprint in wanted]
    for one in read:
        standing.mark_as_read(wanted[one.fingerprint], one, by=by, now=now)
    kept.found = [one.to_json() for one in found if one not in read]
    kept.save(update_fields=["found"])
    _settle(document)
    return len(read)


def _hold(document: Document) -> Finding | None:
    """Kept from the one who checks until the transaction ends."""
    held: Finding | None = locked(Finding.objects.filter(document=document)).first()
    return held


def _settle(document: Document) -> None:
    stopping = standing.stopping(kept_of(document), standing.waived_in(document))
    Finding.objects.filter(document=document).update(problems=[one.told for one in stopping])
