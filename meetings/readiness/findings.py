"""What is wrong with each draft, found in the background and kept, so that no page composes a document to say it.

A finding is shown only while it rests on what is there now: the draft's own `mark`, which every change of it renews,
and the state of the figures, which is the newest entry of the trail that may have moved one, what changed of the
tickets, the programs that check, and the day, since what was to come may have come. Whatever is written is in one of
these by the same transaction, so that no finding is out of date without being known to be; then the page says that the
draft is being checked, and a worker soon does it.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.claims import findings
from meetings.documents.models import Document, Section
from meetings.issuing.models import IssuedPacket
from meetings.objections.models import Waiver
from meetings.objections.standing import stopping, waived_in
from meetings.own.models import ManualFigure, ManualTable
from meetings.papers.checks import findings_of
from meetings.readiness.models import Finding
from rorikt.audit.models import AuditEntry
from rorikt.audit.rows import locked
from rorikt.backups.models import Backup
from rorikt.mail.models import MailHold
from rorikt.people.models import User
from support.measuring import touches

logger = logging.getLogger(__name__)
# What the trail tells of these moves no figure: a document's own changes renew its mark.
# Rooms above add their own when the apps are ready.
MOVE_NOTHING: list[type[Model]] = [
    Document, Section, ManualFigure, ManualTable, Meeting, AgendaItem, Attachment, IssuedPacket, User, Waiver,
    Backup, MailHold,
]  # fmt: skip
# Nor does what the trail tells of rooms above, by the names of its rows.
MOVE_NOTHING_ABOVE = ("meetings.attendance", "meetings.notice", "meetings.delivery", "meetings.substitutecall")
NOT_CHECKED = "Utkastet lot seg ikke kontrollere, fordi noe gikk galt i systemet. Gi beskjed til administrator."


@dataclass(frozen=True)
class CheckedDraft:
    """A draft with what stands in the way of its approval; `problems` is `None` while it is being checked."""

    document: Document
    problems: list[str] | None

    @property
    def label(self) -> str:
        if self.problems is None:
            return "Kontrolleres …"
        count = len(self.problems)
        return f"{count} {'mangel' if count == 1 else 'mangler'}" if count else "Klar til godkjenning"

    @property
    def tone(self) -> str:
        if self.problems is None:
            return "neutral"
        return "warning" if self.problems else "success"


def checked(documents: Iterable[Document], figures: str) -> list[CheckedDraft]:
    """Drafts with what is known of them in this state of the figures.

    Where no worker is set up, what is not known is found first.
    """
    return [CheckedDraft(draft, _known(draft, figures)) for draft in documents]


def _known(draft: Document, figures: str) -> list[str] | None:
    kept: Finding | None = getattr(draft, "finding", None)
    if kept and kept.rests_on == rests_on(draft.mark, figures):
        return kept.problems
    return None if settings.HAS_WORKER else check(draft.pk)


def stale_drafts() -> list[int]:
    """Primary keys of the drafts that are to be checked, those that never were first."""
    rows = Document.objects.unapproved().order_by("finding__checked_at", "pk")
    drafts = list(rows.values_list("pk", "mark", "finding__rests_on"))
    figures = state_of_figures() if drafts else ""
    return [pk for pk, mark, known in drafts if known != rests_on(mark, figures)]


def check(pk: int) -> list[str]:
    """Find what is wrong with a draft, and keep it with what was there before the reading began."""
    figures = state_of_figures()
    document = Document.objects.get(pk=pk)
    try:
        found = findings_of(document, is_written=True)
    except Exception:
        logger.exception("document %s cannot be checked", pk)
        found = [findings.Finding("setup", NOT_CHECKED)]
    return keep(document, found, rests_on=rests_on(document.mark, figures))


@transaction.atomic
def keep(document: Document, found: Sequence[findings.Finding], *, rests_on: str) -> list[str]:
    """Store what was found. What may stand is asked for while the row is held: who answers one holds it too."""
    locked(Finding.objects.filter(document=document)).first()
    problems = [one.told for one in stopping(found, waived_in(document))]
    kept = {"problems": problems, "found": [one.to_json() for one in found]}
    kept |= {"checked_at": timezone.now(), "rests_on": rests_on}
    Finding.objects.update_or_create(document=document, defaults=kept)
    return problems


def rests_on(mark: UUID, figures: str) -> str:
    return f"{mark}:{figures}"


def state_of_figures() -> str:
    """Stands for all that figures are made of now. Read before the figures, it is at worst too old."""
    quiet = Q()
    for label in (*(model._meta.label_lower for model in MOVE_NOTHING), *MOVE_NOTHING_ABOVE):
        quiet |= Q(subject__startswith=f"{label}:")
    # Entries come in the order in which they count: whoever writes one holds the trail until the transaction ends.
    entry = AuditEntry.objects.changes().exclude(quiet).values_list("pk", flat=True).first()
    tickets = sorted(touches.versions(connection).items())
    state = [entry, tickets, _programs(), timezone.localdate().isoformat()]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


@cache
def _programs() -> str:
    """Another release may check what this one does not."""
    digest = hashlib.sha256()
    for app in ("rorikt", "budget", "support", "meetings"):
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
