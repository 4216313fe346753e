"""The trail held against itself, row by row, and against its signed ends: what was done to it, in sentences."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from rorikt.amounts import short_moment
from rorikt.audit.heads import Head
from rorikt.audit.models import AuditEntry
from rorikt.audit.trail import FIRST, entry_hash
from rorikt.proving.findings import Fault

MOST = 20  # rows that are named; of more it is said how many
TABLE = AuditEntry._meta.db_table


def faults(signed: list[Head]) -> Iterator[Fault]:
    """In one pass over the rows, holding none of them. `signed` are the ends that count, the oldest first."""
    ends = sorted(signed, key=lambda head: (head.number, head.at))
    waiting, at, fitting = 0, 0, None  # the next end, rows so far, the last end that fits
    misfits: list[tuple[Head, datetime | None]] = []
    count = broken = 0
    numbered = _numbered_to()  # before the rows are read, as more may come meanwhile
    previous, last = FIRST, 0
    last_at: datetime | None = None
    rows = AuditEntry.objects.order_by("pk")
    for entry in rows.iterator(chunk_size=2000):
        while waiting < len(ends) and ends[waiting].number < entry.pk:
            misfits.append((ends[waiting], None))  # its row is not there, and later ones are
            waiting += 1
        for text in _of(entry, previous, last):
            broken += 1
            if broken <= MOST:
                yield Fault(text)
        count, previous, last, last_at = count + 1, entry.hash, entry.pk, entry.at
        while waiting < len(ends) and ends[waiting].number == entry.pk:
            end = ends[waiting]
            if end.hash == entry.hash and end.count == count:
                fitting = end
            else:
                misfits.append((end, entry.at if end.hash != entry.hash else None))
            waiting += 1
        at = count
    if broken > MOST:
        yield Fault(f"Og {_rows(broken - MOST)} til i endringsloggen er ikke som de var.")
    yield from _end(ends[waiting:], last, last_at, at, numbered)
    yield from _rewritten(misfits, fitting, is_broken=bool(broken))


def _of(entry: AuditEntry, previous: str, last: int) -> Iterator[str]:
    told = f"rad {entry.pk} ({short_moment(entry.at)}, «{entry.action}», {entry.subject})"
    is_own = entry.hash == entry_hash(entry)
    if not is_own:
        yield f"I endringsloggen er {told} endret: den har ikke kontrollsummen den ble skrevet med."
    if entry.previous_hash == previous:
        return
    if entry.pk > last + 1:
        gone = f"rad {last + 1}" if entry.pk == last + 2 else f"rad {last + 1} til {entry.pk - 1}"
        yield f"I endringsloggen er {gone} tatt ut foran {told}."
    elif is_own:
        yield f"I endringsloggen er {told} skrevet utenfor programmet, eller raden foran er byttet."


def _end(beyond: list[Head], last: int, last_at: datetime | None, count: int, numbered: int) -> Iterator[Fault]:
    """Ends of rows that the trail does not reach: its own end is gone, or all of the database is older.

    What was not signed yet is missed on SQLite, which gives no number to a row that is not stored; PostgreSQL does.
    """
    if not beyond:
        if last and numbered > last and connection.vendor == "sqlite":
            yield Fault(
                f"Slutten av endringsloggen er kuttet av: den slutter ved rad {last}, men databasen har delt ut numre "
                f"til {numbered}."
            )
        return
    newest = beyond[-1]
    lost = newest.count - count
    signed = f"rad {newest.number} ble signert {short_moment(newest.moment)}"
    if last == 0:
        yield Fault(f"Endringsloggen er tømt: {_rows(newest.count)} er borte ({signed}).")
    elif numbered >= newest.number:
        yield Fault(
            f"Slutten av endringsloggen er kuttet av: den slutter ved rad {last}, men {signed}, og databasen har delt "
            f"ut numre til {numbered}. Minst {_rows(lost)} er borte."
        )
    else:
        yield Fault(
            f"Databasen er satt tilbake til en eldre tilstand: endringsloggen slutter ved rad {last} "
            f"({short_moment(last_at) if last_at else ''}), og databasen har aldri hatt flere, men {signed}. "
            f"{_rows(lost).capitalize()} mangler. Er det gjort med vilje, så si det med "
            "«./run manage verify_audit --restored GRUNN»."
        )


def _rows(count: int) -> str:
    return "én rad" if count == 1 else f"{count} rader"


def _rewritten(
    misfits: list[tuple[Head, datetime | None]], fitting: Head | None, *, is_broken: bool
) -> Iterator[Fault]:
    """Ends whose rows are others now. A row from after the signature is of a database that was put back and went on."""
    if not misfits:
        return
    others = [(head, at) for head, at in misfits if at is not None]
    since = f"etter rad {fitting.number} ({short_moment(fitting.moment)})" if fitting else "fra begynnelsen"
    first = min((head for head, _ in misfits), key=lambda head: head.number)
    if others and all(at > head.moment for head, at in others):
        yield Fault(
            f"Databasen er satt tilbake til en eldre tilstand og brukt videre: {since} er endringsloggen en annen enn "
            f"den som ble signert {short_moment(first.moment)}, og radene der er skrevet senere. Er det gjort med "
            "vilje, så si det med «./run manage verify_audit --restored GRUNN»."
        )
    elif is_broken:
        yield Fault(f"Endringsloggen er en annen {since} enn den som ble signert {short_moment(first.moment)}.")
    else:
        yield Fault(
            f"Endringsloggen er skrevet om {since}: radene henger sammen igjen, men rad {first.number} er ikke den som "
            f"ble signert {short_moment(first.moment)}, eller det er ikke like mange foran den."
        )


def _numbered_to() -> int:
    """The highest number that the database itself has given a row."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence('{TABLE}', 'id')), 0)")
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [TABLE])
        return int(cursor.fetchone()[0])
