"""The signed heads of the trail, read from the file and from the second place, and what is wrong with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from rorikt.amounts import short_moment
from rorikt.audit import heads
from rorikt.audit.heads import Head, head_of, is_signed_by
from rorikt.audit.models import CHECKED, AuditEntry
from rorikt.proving.findings import Fault, Noted

TOLERANCE = timedelta(minutes=2)  # a clock that is set right
RECENT = timedelta(days=30)  # a clock that went back longer ago has been told of, and is no fault any more
LATE = timedelta(hours=3)


@dataclass
class Signed:
    """`heads` are those that count, the oldest first: what was put back to an earlier state on purpose is left out."""

    heads: list[Head] = field(default_factory=list)
    found: list[Fault | Noted] = field(default_factory=list)

    @property
    def newest(self) -> Head | None:
        return self.heads[-1] if self.heads else None


def read(now: datetime, others: Iterable[Path] = ()) -> Signed:
    """`others` are files besides, as what a syslog server has kept."""
    signed, public = Signed(), heads.public_key()
    own = heads.file_path()
    copies = sorted(Path(settings.AUDIT_COPY).glob("*.jsonl")) if settings.AUDIT_COPY else []
    by_place: dict[tuple[str, int], Head] = {}
    own_last: Head | None = None
    for path in (own, *copies, *others):
        if not path.exists():
            continue
        last: Head | None = None
        for last in _whole(path, public, signed.found, is_chained=path not in others):
            by_place.setdefault((last.chain, last.sequence), last)
        own_last = last if path == own else own_last
    signed.found += [*_lost(own, own_last, by_place.values()), *_against_the_trail(by_place, public)]
    signed.heads = _that_count(by_place.values())
    signed.found += _clock(list(by_place.values()), now)
    signed.found += _reasons(by_place.values())
    return signed


def _whole(
    path: Path, public: Ed25519PublicKey | None, found: list[Fault | Noted], *, is_chained: bool
) -> Iterator[Head]:
    """The heads of a file that are signed by the key."""
    last: Head | None = None
    if public is None:
        found.append(Fault(f"Den offentlige nøkkelen {heads.public_key_path()} mangler, så {path} kan ikke prøves."))
        return
    for number, line in enumerate(heads.lines_of(path), start=1):
        start = line.find(b"{")
        head = head_of(line if is_chained else line[max(start, 0) :])
        if head is None:
            if is_chained and line.strip():
                is_half = not line.endswith(b"\n") or b'"signature"' not in line
                text = f"Linje {number} i {path} er ingen signert ende av loggen."
                found.append(Noted(f"{text} Den ble ikke skrevet ferdig.") if is_half else Fault(text))
            continue
        if not is_signed_by(head, public):
            found.append(Fault(f"Linje {number} i {path} er ikke signert med nøkkelen: den er endret eller føyd til."))
            continue
        if is_chained and last and (head.sequence != last.sequence + 1 or head.previous != heads.hash_of(last.line())):
            found.append(Fault(f"Linjer er tatt ut av {path} foran linje {number}."))
        elif is_chained and last is None and head.sequence != 1 and path == heads.file_path():
            found.append(Fault(f"Begynnelsen av {path} er borte: den første linjen er nummer {head.sequence}."))
        last = head
        yield head


def _lost(own: Path, last: Head | None, every: Iterable[Head]) -> Iterator[Fault]:
    newest = max(every, key=lambda head: (head.at, head.sequence), default=None)
    if newest and last is None:
        yield Fault(f"{own} er borte eller tom. Kopien på det andre stedet går til {_at(newest)}.")
    elif newest and last and last.chain == newest.chain and last.sequence < newest.sequence:
        yield Fault(
            f"{own} er kuttet: den slutter ved nummer {last.sequence}, mens kopien på det andre stedet går til "
            f"{newest.sequence} ({_at(newest)})."
        )
    elif newest is None and not settings.AUDIT_KEY and heads.key_path().exists():
        yield Fault(f"{own} er borte eller tom, men nøkkelen er her: det er signert noe som er slettet.")


def _against_the_trail(every: dict[tuple[str, int], Head], public: Ed25519PublicKey | None) -> Iterator[Fault]:
    """The trail tells, each night, the last head that there was, and the key it was signed with."""
    entry = AuditEntry.objects.filter(action=CHECKED).order_by("-pk").first()
    if entry is None or not entry.detail.get("chain"):
        return
    told = entry.detail
    place = (told["chain"], told["sequence"])
    if place not in every:
        yield Fault(
            f"Kontrollen {short_moment(entry.at)} så signert ende nummer {told['sequence']}, som nå er borte fra "
            f"{heads.file_path()}: filen er slettet, byttet eller kuttet."
        )
    if public and told.get("signed_with") != heads.fingerprint(public):
        yield Fault(f"Nøkkelen er en annen enn den kontrollen {short_moment(entry.at)} så: den er byttet.")


def _that_count(every: Iterable[Head]) -> list[Head]:
    """What a person has said was put back counts from there: that end holds all the rows before it."""
    counting: list[Head] = []
    for head in sorted(every, key=lambda one: (one.at, one.chain, one.sequence)):
        if head.reason:
            counting = []
        if counting and counting[-1].number == head.number and counting[-1].hash == head.hash:
            counting.pop()  # an hour in which nothing was done
        counting.append(head)
    return counting


def _clock(every: list[Head], now: datetime) -> Iterator[Fault | Noted]:
    for head in every:
        if head.moment > now + TOLERANCE:
            yield Fault(f"Klokken er stilt tilbake: enden av loggen ble signert {_at(head)}, og det er ikke da ennå.")
            return
    for before, after in pairwise(sorted(every, key=lambda one: (one.chain, one.sequence))):
        if before.chain == after.chain and after.moment < before.moment - TOLERANCE:
            text = (
                f"Klokken gikk tilbake mellom signert ende {before.sequence} ({_at(before)}) og neste ({_at(after)})."
            )
            yield Fault(text) if now - after.moment < RECENT else Noted(text)
    newest = max((head.moment for head in every), default=None)
    if newest and now - newest > LATE and AuditEntry.objects.filter(at__gt=newest + LATE).exists():
        yield Noted(f"Enden av loggen ble sist signert {short_moment(newest)}. Det skal skje hver time.")


def _reasons(every: Iterable[Head]) -> Iterator[Noted]:
    for head in every:
        if head.reason:
            yield Noted(f"Databasen ble satt tilbake til rad {head.number} {_at(head)}: {head.reason}")


def _at(head: Head) -> str:
    return short_moment(head.moment)
