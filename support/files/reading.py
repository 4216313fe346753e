"""Tickets read from a file, CSV or a workbook: one row each, a row for each pause, or a log with a row for each change.

Reads and adds up; what is stored is in support/imports. What columns mean is saved with the source, and so is
what its own words for kinds, priorities and so on mean here. Nothing is guessed that nobody has looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from rorikt.amounts import short_moment
from rorikt.children.limited_reading import Unreadable
from rorikt.imports.imported_files import path_of, remembered
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import is_wider, too_wide
from rorikt.jobs.queue import Progress
from rorikt.sheets.cell_values import to_integer, to_text
from rorikt.sheets.tabular import Layout, SheetRow, Value, rows_of
from support.files.drafts import FAULTY, read_group
from support.files.meanings import Meanings
from support.files.ticket_fields import (
    EMPTY,
    FIELDS,
    LABELS,
    LARGEST_COUNT,
    LONGEST_NUMBER,
    MOMENTS,
    TEXTS,
    Parsed,
    RowsAre,
    Seen,
    TicketDraft,
    TicketsRead,
    faults,
    rows_are,
)
from support.files.times import OPEN_TO_DOUBT, Format, Moment, Twice, day_in, guess_format, is_moment, read_moment

PROGRESS_STEP = 5_000
SAMPLE = 2_000
LAST_MONTH = 12
MOST_SCATTERED = 500_000
NO_LOG = (
    "Filen er lest som en logg, men har like mange saker som rader. Da er tidspunktet for raden trolig bare siste "
    "endring, og ikke når saken ble løst. Velg at hver rad er en sak, hvis det stemmer."
)
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+", re.ASCII)


def guessed_format(imported: ImportedFile, layout: Layout, mapping: Mapping[str, str]) -> tuple[Format, bool]:
    """Of the columns of moments, and whether it leaves no doubt. Raises ValidationError if they cannot be read."""
    titles = list(layout.header)
    places = [titles.index(mapping[name]) for name in MOMENTS if mapping.get(name) in titles]

    def find() -> list[Any]:
        with closing(rows_of(path_of(imported), layout)) as below:
            cells = [row.cells[place] for row in islice(below, SAMPLE) for place in places if place < len(row.cells)]
        return list(guess_format(cell.strip() for cell in cells if isinstance(cell, str)))

    try:
        written, is_sure = remembered(imported, f"format of {places} {layout.key}", find)
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    return Format(written), is_sure


def seen_in(imported: ImportedFile, layout: Layout) -> dict[str, Seen]:
    """By title of column, what the first rows have. Raises ValidationError if they cannot be read."""

    def find() -> list[list[int]]:
        with closing(rows_of(path_of(imported), layout)) as below:
            rows = [row.cells for row in islice(below, SAMPLE)]
        columns = [
            [cells[place] for cells in rows if place < len(cells) and not _is_empty(cells[place])]
            for place in range(len(layout.header))
        ]
        return [[len(cells), sum(map(is_moment, cells)), len(set(map(str, cells)))] for cells in columns]

    try:
        found = remembered(imported, f"seen {layout.key}", find)
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    return {title: Seen(*counts) for title, counts in zip(layout.header, found, strict=True)}


def _is_empty(cell: Value) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip().lower() in EMPTY)


def read(
    path: Path,
    layout: Layout,
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    meanings: Meanings,
    progress: Progress,
    keep: Callable[[TicketDraft], None],
    now: datetime,
) -> TicketsRead:
    """The whole file once; `keep` gets every ticket that can be stored. What is after `now` is in the future.

    A file whose tickets are scattered is read from the start again, in memory. Raises ValidationError if it cannot be
    read at all; what is wrong with single rows is in `findings`.
    """
    if found := faults(mapping, options, layout):
        raise ValidationError(list(found.values()))
    try:
        scattered = _is_scattered(path, layout, mapping)
        reading = TicketsRead()
        for told in layout.notices:
            reading.findings.warn(0, "", told)
        parsed = _parsed(path, layout, mapping, options, reading, progress)
        for group in _gathered(parsed) if scattered else _together(parsed):
            if draft := read_group(group, mapping, options, meanings, reading):
                _look_at(draft, mapping, reading, now)
                keep(draft)
        if rows_are(mapping) == RowsAre.EVENT and reading.row_count == reading.ticket_count > 1:
            reading.findings.warn(0, mapping["event_at"], NO_LOG)
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    reading.findings.errors.sort(key=attrgetter("line"))
    return reading


def _look_at(draft: TicketDraft, mapping: Mapping[str, str], reading: TicketsRead, now: datetime) -> None:
    """Point out what can hardly be; that it is resolved before it was created is looked at in drafts.py."""
    if draft.resolved_at and draft.closed_at and draft.resolved_at > draft.closed_at:
        reading.findings.warn(draft.line, mapping.get("resolved_at", ""), "Løst etter at saken ble lukket.")
    for name in ("created_at", "responded_at", "resolved_at", "closed_at"):
        moment = getattr(draft, name)
        if moment and moment > now:
            reason = f"{LABELS[name]} {short_moment(moment)} er etter at filen ble lastet opp."
            reading.findings.warn(draft.line, mapping.get(name, ""), reason)


# Rows


def _is_scattered(path: Path, layout: Layout, mapping: Mapping[str, str]) -> bool:
    place, last = list(layout.header).index(mapping["number"]), ""
    seen: set[str] = set()
    for row in rows_of(path, layout):
        number = to_text(row.cells[place]) if place < len(row.cells) else ""
        if number != last:
            if number in seen:
                return True
            seen.add(number)
            last = number
    return False


def _together(parsed: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    return (list(group) for _, group in groupby(parsed, key=attrgetter("number")))


def _gathered(parsed: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    groups: dict[str, list[Parsed]] = {}
    for count, row in enumerate(parsed):
        if count == MOST_SCATTERED:
            raise ValidationError("Radene til hver sak står ikke samlet. Sorter filen etter saksnummer, og prøv igjen.")
        groups.setdefault(row.number, []).append(row)
    yield from groups.values()


def _parsed(
    path: Path,
    layout: Layout,
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    reading: TicketsRead,
    progress: Progress,
) -> Iterator[Parsed]:
    """Also rows with errors, with number, so that the ticket they belong to is left out as a whole."""
    titles, written, moves = list(layout.header), options["format"], bool(options.get("move_skipped"))
    places = {name: titles.index(title) for name, title in mapping.items() if title}
    ignores = bool(options.get("ignore_beyond"))
    moments = [(name, places[name]) for name in MOMENTS if name in places]
    texts = [(one.name, places[one.name]) for one in FIELDS if one.name in places and one.name in TEXTS]
    for line, cells in rows_of(path, layout):
        reading.row_count += 1
        if reading.row_count % PROGRESS_STEP == 0:
            progress(f"Leser rad {reading.row_count:,}".replace(",", " "), 5 + min(70, reading.row_count // 3000))
        if len(cells) > len(titles) and not ignores and is_wider(cells, len(titles)):
            reading.findings.error(line, "", too_wide(len(cells), len(titles)))
            continue
        row = _Cells(SheetRow(line, cells), reading)
        number = row.text(places["number"])
        if _GROUPED.fullmatch(number):  # GLPI writes ticket 1234 as «1 234»
            number = "".join(number.split())
        if not number or len(number) > LONGEST_NUMBER:
            reason = "Saksnummer mangler." if not number else f"Saksnummeret er lengre enn {LONGEST_NUMBER} tegn."
            reading.findings.error(line, mapping["number"], reason)
            continue
        found = {}
        for name, place in moments:
            try:
                if moment := row.moment(place, written, moves):
                    found[name] = moment
                    if not reading.has_proof and isinstance(cells[place], str):
                        _note_example(reading, str(cells[place]).strip(), moment, written)
                    if moment.second is not None:
                        _note_twice(reading, line, titles[place], cells[place], options)
                    if moment.is_moved:
                        reading.findings.warn(
                            line, titles[place], f"«{cells[place]}» finnes ikke, og er lest som én time senere."
                        )
            except ValueError as error:
                reading.findings.error(line, titles[place], str(error))
                found["fault"] = FAULTY
        counts = {}
        for name in ("reopenings", "event_order"):
            try:
                counts[name] = _count(row.text(places[name]), LABELS[name]) if name in places else 0
            except ValueError as error:
                reading.findings.error(line, mapping[name], str(error))
                found["fault"] = FAULTY
        said = {name: row.text(place) for name, place in texts}
        yield Parsed(line, number, said, found, counts.get("reopenings", 0), counts.get("event_order", 0))


class _Cells:
    """The cells of one row. A cell with a mark such as `?` or `–` is empty, and counted as such."""

    def __init__(self, row: SheetRow, reading: TicketsRead) -> None:
        self.cells, self.reading = row.cells, reading

    def text(self, place: int) -> str:
        cell = self.cells[place] if place < len(self.cells) else None
        if cell is None or cell == "":
            return ""
        text = cell.strip() if type(cell) is str else to_text(cell)
        if len(text) < 5 and text.lower() in EMPTY:
            self.reading.empty_marks += bool(text)
            return ""
        return text

    def moment(self, place: int, written: str, moves: bool) -> Moment | None:
        cell: Value = self.cells[place] if place < len(self.cells) else None
        if cell is None or isinstance(cell, str):
            cell = self.text(place)
        return read_moment(cell, written, moves) if cell != "" else None


def _note_example(reading: TicketsRead, text: str, moment: Moment, written: str) -> None:
    """How the times are read, for a person to see: of two that may be meant the first, until a day shows which."""
    reading.example = reading.example or (text, moment.first)
    reading.has_proof = written not in OPEN_TO_DOUBT or day_in(text, Format(written)) > LAST_MONTH


def _note_twice(reading: TicketsRead, line: int, title: str, cell: Value, options: Mapping[str, Any]) -> None:
    reading.twice_count += 1
    chosen = options.get("twice")
    how = f"Lest som: {Twice(chosen).label[0].lower()}{Twice(chosen).label[1:]}." if chosen else "Velg hvilken."
    reading.findings.warn(line, title, f"«{cell}» finnes to ganger, siden sommertiden sluttet. {how}")


def _count(text: str, label: str) -> int:
    count = to_integer(text) if text else 0
    if not 0 <= count <= LARGEST_COUNT:
        raise ValueError(f"«{text}» kan ikke være {label[0].lower()}{label[1:]}.")
    return count
