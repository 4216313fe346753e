"""What the approved reports have printed of a building project, one after the other, and what changed between them.

Pure. A row is known by the key that its report kept, or by its title where the report is from before there were any.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rorikt.amounts import NOTHING

_WRITTEN_ON = re.compile(r"\(Skrevet \d\d\.\d\d\.\d{4}\.\)$")


@dataclass(frozen=True)
class Report:
    """An approved report that printed the projects; `url` leads to the version."""

    title: str
    url: str
    approved_on: date
    rows: tuple["PrintedRow", ...]


@dataclass(frozen=True)
class PrintedRow:
    """What it printed of one project, by the titles of its columns, the first of which is its title. `key` may be
    empty."""

    key: str
    texts: Mapping[str, str]

    @property
    def title(self) -> str:
        return next(iter(self.texts.values()), "")


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One report: `changes` since the one before that printed the project; `is_first` where there is none.

    `is_absent`: the report printed projects, and not this one. `is_back`: the report before had left it out.
    """

    title: str
    url: str
    approved_on: date
    texts: Mapping[str, str]
    changes: tuple[Change, ...] = ()
    is_first: bool = False
    is_absent: bool = False
    is_back: bool = False

    @property
    def is_unchanged(self) -> bool:
        return not (self.changes or self.is_first or self.is_absent or self.is_back)


def history(reports: Sequence[Report], key: str, titles: Sequence[str]) -> list[Entry]:
    """Of one project, oldest first as `reports` are. `titles` are those that it has had."""
    entries: list[Entry] = []
    last: Mapping[str, str] | None = None
    for report in reports:
        row = _row(report, key, titles)
        if row is None:
            if last is not None:
                entries.append(Entry(report.title, report.url, report.approved_on, {}, is_absent=True))
            continue
        changes = () if last is None else changed(last, row.texts)
        told = {"is_first": last is None, "is_back": bool(entries) and entries[-1].is_absent}
        entries.append(Entry(report.title, report.url, report.approved_on, row.texts, changes, **told))
        last = row.texts
    return entries


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Columns that only one of them has say nothing of the project: the table was printed in another way."""
    shared = [label for label in after if label in before]
    return tuple(
        Change(label, before[label], after[label]) for label in shared if _plain(before[label]) != _plain(after[label])
    )


def unchanged_since(entries: Sequence[Entry]) -> date | None:
    """The day of the report that first printed what the last one still prints; `None` where that was the last itself,
    or where the last one does not print it."""
    if not entries or not entries[-1].is_unchanged:
        return None
    for entry in reversed(entries):
        if not entry.is_unchanged:
            return entry.approved_on
    return None


def _row(report: Report, key: str, titles: Sequence[str]) -> PrintedRow | None:
    by_key = next((row for row in report.rows if row.key and row.key == key), None)
    if by_key:
        return by_key
    wanted = {_plain(title) for title in titles}
    return next((row for row in report.rows if not row.key and _plain(row.title) in wanted), None)


def _plain(text: str) -> str:
    """Without the day that reports once set after a comment, and the dash of what is empty."""
    plain = " ".join(_WRITTEN_ON.sub("", text).split())
    return "" if plain == NOTHING else plain
