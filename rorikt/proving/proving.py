"""All that is proven, from the trail itself to what the rooms keep, and what is remembered of it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from rorikt.amounts import short_moment
from rorikt.audit import heads, trail
from rorikt.audit.append_only import trigger_faults
from rorikt.audit.models import CHECKED, AuditEntry
from rorikt.people.models import Cooperation
from rorikt.proving import chain, signed
from rorikt.proving.findings import Fault, Noted, of_rooms


@dataclass(frozen=True)
class Checked:
    """The last check that the trail tells of. `faults` is how many there were, `first` some of them."""

    at: datetime
    faults: int
    first: list[str]


def prove(now: datetime, others: Iterable[Path] = (), *, with_rooms: bool = True) -> Iterator[Fault | Noted]:
    """Everything that is not as it was. No fault where the installation is whole."""
    yield from of_trail(now, others)
    if heads.last_head() is None:
        yield Noted("Ingen ende av endringsloggen er signert ennå. Det skjer når arbeideren eller «tick» har gått.")
    elif not (settings.AUDIT_COPY or settings.AUDIT_SYSLOG):
        yield Noted(
            "De signerte endene ligger bare på denne maskinen: den som kan skrive der, kan fjerne både rader og "
            "signaturer. Sett RORIKT_AUDIT_COPY eller RORIKT_AUDIT_SYSLOG, se docs/audit.md."
        )
    if with_rooms:
        yield from of_rooms()


def of_trail(now: datetime, others: Iterable[Path] = ()) -> Iterator[Fault | Noted]:
    kept = signed.read(now, others)
    yield from kept.found
    yield from chain.faults(kept.heads)
    for text in trigger_faults():
        yield Fault(text)


@transaction.atomic
def note_check(found: Iterable[Fault], *, now: datetime, seconds: float) -> Checked:
    """In the trail, with the last signed end and its key: so that neither can go without being missed."""
    texts = [one.text for one in found]
    subject = Cooperation.objects.order_by("pk").first() or Cooperation()
    head, public = heads.last_head(), heads.public_key()
    told: dict[str, Any] = {"faults": len(texts), "first": texts[:5], "seconds": round(seconds, 1)}
    if head and public:
        told |= {"chain": head.chain, "sequence": head.sequence, "signed_with": heads.fingerprint(public)}
    trail.record("kontrollerte endringsloggen", subject, by=None, now=now, **told)
    return Checked(now, len(texts), texts[:5])


def last_check() -> Checked | None:
    entry = AuditEntry.objects.filter(action=CHECKED).order_by("-pk").first()
    return Checked(entry.at, entry.detail["faults"], entry.detail["first"]) if entry else None


def as_json(found: Iterable[Fault | Noted]) -> list[dict[str, str]]:
    return [{"kind": "fault" if isinstance(one, Fault) else "note", **asdict(one)} for one in found]


def told_of(check: Checked | None) -> str:
    if check is None:
        return "Aldri kontrollert."
    return f"{short_moment(check.at)}: {'alt er slik det var' if not check.faults else f'{check.faults} avvik'}."
