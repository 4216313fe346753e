"""The index kept in step: what is stale is read again, and only what says something else is stored anew.

Nothing tells that something was saved: who asks finds the sources whose state is another than when they were indexed.
So no verb knows of the search, many saves are one reading, and a process that dies loses nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.fields import CharField
from django.db.models.functions import Cast

from meetings.search import offering
from meetings.search.gathering import KINDS, LONGEST_TEXT, Place, SourceKind, of_register
from meetings.search.models import Entry, ListedWord, Reach, Source
from rorikt.audit.rows import locked
from rorikt.words.analysing import terms_of, words_in

REGISTER = "register"
LISTED = re.compile(r"[^\W\d_]{4,40}")
# Beside the words of those who see less, so that nobody's query ever meets a word of what it may not find.
APART = {Reach.OPEN: "", Reach.EXEMPT: "q7", Reach.DRAFT: "q8", Reach.EXEMPT_DRAFT: "q9"}
COMPARED = ("kind", "reach", "item_id", "document_id", "attachment_id", "version", "year", "day", "title", "section",
            "address", "label", "public_label", "is_title", "text")  # fmt: skip
AT_ONCE = 500


def is_stale() -> bool:
    return next(stale(1), None) is not None


def stale(
    most: int | None = None, registers: Sequence[offering.Register] | None = None
) -> Iterator[tuple[SourceKind, Any]]:
    """Each source that says something else than is indexed, or has not been; one query for each kind."""
    for kind in KINDS:
        for row in list(_stale_of(kind)[:most]):
            yield kind, row
    yield from _stale_registers(offering.registers() if registers is None else registers)


def _stale_of(kind: SourceKind) -> QuerySet[Any]:
    rows = kind.rows().annotate(own_key=Cast("pk", CharField()))
    known = Source.objects.filter(kind=kind.name, object_id=OuterRef("own_key"), state=OuterRef("state"))
    return rows.exclude(Exists(known))


def _stale_registers(registers: Sequence[offering.Register]) -> Iterator[tuple[SourceKind, Any]]:
    known = dict(Source.objects.filter(kind=REGISTER).values_list("object_id", "state")) if registers else {}
    for register in registers:
        state = register.state()
        if known.get(register.name) != state:
            yield SourceKind(REGISTER, Source.objects.none, of_register), _Stated(register, state)


class _Stated:
    """A register as a row of its kind."""

    def __init__(self, register: offering.Register, state: str) -> None:
        self.register, self.pk, self.state = register, register.name, state


def keep_in_step(most: int | None = None) -> int:
    """Read what is stale, at most so many; the number of what was read. What is gone takes its places with it."""
    read, registers = 0, offering.registers()
    for kind, row in stale(most, registers):
        index(kind, row)
        read += 1
        if read == most:
            return read
    forget_gone(registers)
    return read


def rebuild() -> int:
    """All anew, also what is not stale; rows that say the same stay as they are. The number of sources."""
    Source.objects.update(state="")
    ListedWord.objects.all().delete()
    read = keep_in_step()
    relist()
    return read


def forget_gone(registers: Sequence[offering.Register]) -> None:
    for kind in KINDS:
        there = kind.rows().order_by().annotate(own_key=Cast("pk", CharField())).filter(own_key=OuterRef("object_id"))
        for source in Source.objects.filter(kind=kind.name).exclude(Exists(there)):
            _forget(source)
    names = [register.name for register in registers]
    for source in Source.objects.filter(kind=REGISTER).exclude(object_id__in=names):
        _forget(source)


@transaction.atomic
def _forget(source: Source) -> None:
    _list(words_of(source.entries.values_list("reach", "text")), -1)
    source.delete()


@transaction.atomic
def index(kind: SourceKind, row: Any) -> None:
    """The state was read with the row, so a change in the meantime leaves it too old, never too new."""
    source, _ = Source.objects.get_or_create(kind=kind.name, object_id=str(row.pk))
    source = locked(Source.objects.filter(pk=source.pk)).get()
    stored = {(entry.edition, entry.name): entry for entry in source.entries.all()}
    wanted = _wanted(source, kind.places(row.register if isinstance(row, _Stated) else row))
    before, after = _words_of(stored.values()), _words_of(wanted.values())
    same = {key for key, entry in wanted.items() if key in stored and _says(entry) == _says(stored[key])}
    for key, entry in wanted.items():
        if key in stored and key not in same and stored[key].text == entry.text:
            entry.since = stored[key].since  # it only moved
    gone = [entry.pk for key, entry in stored.items() if key not in same]
    for start in range(0, len(gone), AT_ONCE):
        Entry.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    Entry.objects.bulk_create([e for key, e in wanted.items() if key not in same], batch_size=AT_ONCE)
    _list(before - after, -1)
    _list(after - before, 1)
    Source.objects.filter(pk=source.pk).update(state=row.state)


def _wanted(source: Source, places: Iterable[Place]) -> dict[tuple[str, str], Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for place in places:
        text = place.text[:LONGEST_TEXT].replace("\0", " ").strip()
        if not text:
            continue
        entry = Entry(
            source=source, name=place.name[:120], text=text, since=place.since, address=place.address[:300],
            section=place.section[:240], is_title=place.is_title, **place.facts,
        )  # fmt: skip
        entry.title = entry.title[:220]
        entry.words, entry.more = indexed(text, Reach(entry.reach))
        if (entry.edition, entry.name) not in found and entry.words:
            found[entry.edition, entry.name] = entry
    return found


def _says(entry: Entry) -> tuple[Any, ...]:
    return (*(getattr(entry, name) for name in COMPARED), entry.words, entry.more)


def indexed(text: str, reach: Reach) -> tuple[str, str]:
    """The words in a row, and all else that each is found by."""
    apart, firsts, more = APART[reach], [], {}
    for word in words_in(text):
        terms = terms_of(word.form)
        firsts.append(terms.first + apart)
        more.update(dict.fromkeys(term + apart for term in terms.more))
    return " ".join(firsts), " ".join(more)


# The list of words


Listed = set[tuple[str, int]]


def words_of(rows: Iterable[tuple[int, str]]) -> Listed:
    """By their reach, those that one could misspell."""
    return {(word, reach) for reach, text in rows for word in LISTED.findall(text.lower())}


def _words_of(entries: Iterable[Entry]) -> Listed:
    return words_of((entry.reach, entry.text) for entry in entries)


def _list(words: Listed, step: int) -> None:
    """Count them up or down; what no source has any more is gone."""
    if not words:
        return
    if step > 0:
        new = [ListedWord(word=word, reach=reach, count=0) for word, reach in sorted(words)]
        ListedWord.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    for reach in Reach:
        of_reach = sorted(word for word, own in words if own == reach)
        for start in range(0, len(of_reach), AT_ONCE):
            listed = ListedWord.objects.filter(reach=reach, word__in=of_reach[start : start + AT_ONCE])
            listed.update(count=F("count") + step)
    if step < 0:
        ListedWord.objects.filter(count__lte=0).delete()


@transaction.atomic
def relist() -> None:
    """The whole list anew, from what is indexed."""
    counts: Counter[tuple[str, int]] = Counter()
    own: Listed = set()
    last = None
    for source, reach, text in Entry.objects.order_by("source").values_list("source", "reach", "text").iterator():
        if source != last:
            counts.update(own)
            own, last = set(), source
        own |= words_of([(reach, text)])
    counts.update(own)
    ListedWord.objects.all().delete()
    listed = [ListedWord(word=word, reach=reach, count=count) for (word, reach), count in sorted(counts.items())]
    ListedWord.objects.bulk_create(listed, batch_size=AT_ONCE)
