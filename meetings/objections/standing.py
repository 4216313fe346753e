"""What stops an approval, of all that the checks find; and what stands in spite of them, with a reason."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.claims.findings import CHECKS, Finding
from meetings.documents.models import Document, Section
from meetings.objections.models import Waiver, WrittenFigures
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import User


def stopping(found: Iterable[Finding], waived: Collection[str]) -> list[Finding]:
    """Those that have neither been mended nor answered."""
    return [one for one in found if one.stops and not (CHECKS[one.check].can_stand and one.fingerprint in waived)]


def waived_in(document: Document) -> set[str]:
    """The fingerprints of what may stand."""
    return set(document.waivers.values_list("fingerprint", flat=True))


@transaction.atomic
def waive(document: Document, finding: Finding, reason: str, *, by: User, now: datetime) -> Waiver:
    """Raises ValidationError without a reason, twice, or for what has to be mended."""
    if not CHECKS[finding.check].can_stand:
        raise ValidationError("Dette må rettes før dokumentet kan godkjennes.")
    if finding.check == "moved":
        raise ValidationError("Les setningen på nytt, og sett tallet på som lest.")
    waiver = Waiver(
        document=document,
        fingerprint=finding.fingerprint,
        says=finding.told,
        reason=reason.strip(),
        waived_at=now,
        waived_by=by,
    )
    waiver.full_clean()
    waiver.save()
    trail.record("begrunnet det kontrollen sier", document, by=by, now=now, what=finding.told, reason=waiver.reason)
    return waiver


@transaction.atomic
def withdraw(waiver: Waiver, *, by: User, now: datetime) -> None:
    """The finding asks again."""
    trail.record(
        "trakk tilbake en begrunnelse", waiver.document, by=by, now=now, what=waiver.says, reason=waiver.reason
    )
    waiver.delete()


@transaction.atomic
def mark_as_read(section: Section, finding: Finding, *, by: User, now: datetime) -> None:
    """The sentence holds with the figure as it is said to be now."""
    sentence, before, after = finding.values
    kept = locked(WrittenFigures.objects.filter(section=section)).first()
    if kept and finding.quote in kept.figures.get(sentence, {}):
        kept.figures[sentence][finding.quote] = after
        kept.save(update_fields=["figures"])
    trail.record(
        "leste setningen med endret tall", section, by=by, now=now, before={"text": before}, after={"text": after}
    )
