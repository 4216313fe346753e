"""The index of words of each database, behind one function: SQLite's FTS5, and PostgreSQL's tsvector with GIN.

Both hold the terms that storing.py writes, and take them as they are. Whose reach the words are is part of each term,
so a query is only ever compared with the words of those rows that may be its reader's.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from meetings.search.models import EntryQuerySet, Reach
from meetings.search.storing import APART
from rorikt.words.asking import Query, Wanted

# How a database writes one thing that is wanted.
Written = Callable[[Wanted, Iterable[Reach]], str]
IN_SQLITE = "SELECT rowid FROM meetings_entry_words WHERE meetings_entry_words MATCH %s"


def matching(entries: EntryQuerySet, query: Query, reaches: Sequence[Reach], *, is_any: bool = False) -> EntryQuerySet:
    """Those that have all that is wanted, or with `is_any` something of it, and nothing that is not."""
    if connection.vendor == "postgresql":
        asked = _together(query, reaches, _in_postgres, " | " if is_any else " & ", " & !")
        return entries.filter(RawSQL("vector @@ %s::tsquery", [asked], output_field=BooleanField()))
    asked = _together(query, reaches, _in_sqlite, " OR " if is_any else " AND ", " NOT ")
    return entries.filter(pk__in=RawSQL(IN_SQLITE, [asked]))


def _together(query: Query, reaches: Sequence[Reach], written: Written, join: str, without: str) -> str:
    wanted = join.join(f"({written(one, reaches)})" for one in query.wanted)
    return f"({wanted})" + "".join(f"{without}({written(one, reaches)})" for one in query.unwanted)


def _in_sqlite(wanted: Wanted, reaches: Iterable[Reach]) -> str:
    """Terms are letters and digits, and stand in quotation marks all the same."""
    if wanted.is_phrase:
        phrases = (" ".join(f'"{terms.first}{APART[reach]}"' for terms in wanted.terms) for reach in reaches)
        return " OR ".join(f"words : ({' + '.join(phrase.split())})" for phrase in phrases)
    return " OR ".join(f'"{term}"' for term in _terms(wanted, reaches))


def _in_postgres(wanted: Wanted, reaches: Iterable[Reach]) -> str:
    if wanted.is_phrase:
        phrases = ([f"'{terms.first}{APART[reach]}':A" for terms in wanted.terms] for reach in reaches)
        return " | ".join(f"({' <-> '.join(phrase)})" for phrase in phrases)
    return " | ".join(f"'{term}'" for term in _terms(wanted, reaches))


def _terms(wanted: Wanted, reaches: Iterable[Reach]) -> list[str]:
    every = sorted(wanted.any_terms)
    return list(chain.from_iterable((term + APART[reach] for term in every) for reach in reaches))
