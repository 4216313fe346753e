"""Tickets read from a file, CSV or a workbook: one row each, a row for each pause, or a log with a row for each change.

Reads and adds up; what is stored is in ticket_import_actions.py. What columns mean is saved with the source, and so is
what its own words for kinds, priorities and so on mean here. Nothing is guessed that nobody has looked at.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from rorikt.calendar import OSLO
from rorikt.children.limited_reading import Unreadable
from rorikt.imports.imported_files import path_of, remembered
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Field, Findings, guess_mapping, mapping_faults, to_integer, to_text
from rorikt.jobs.queue import Progress
from rorikt.sheets import strays
from rorikt.sheets.tabular import Layout, Row, Value, rows_of
from support.sla.clock import EPOCH
from support.sla.judging import Waiting
from support.ticket_history import Span, Told, steps, told
from support.ticket_meanings import IGNORED, NONE, Meanings
from support.ticket_times import Format, Moment, Twice, guess_format, read_moment

KIND = "tickets"
PROGRESS_STEP = 5_000
SAMPLE = 2_000
MOST_SCATTERED = 500_000
LONGEST_NUMBER = 64
LARGEST_NUMBER = 10**15
LARGEST_COUNT = 32_767
EMPTY = frozenset({"", "?", "-", "–", "null", "n/a", "none", "nan"})  # how systems write that there is nothing
MOMENTS = ("created_at", "responded_at", "resolved_at", "closed_at", "pause_start", "pause_end", "event_at")
CATEGORIES = ("category", "category_2", "category_3")
FIELDS = (
    Field("number", "Saksnummer", required=True, synonyms=("nummer", "number", "sak", "saksnr", "incident id", "id"),
          help_text="Også tekst, for eksempel INC0000045."),
    Field("created_at", "Opprettet",
          synonyms=("opprettet dato", "registrert", "opened at", "created", "created at", "opened")),
    Field("responded_at", "Besvart", synonyms=("første svar", "responded at", "first response")),
    Field("resolved_at", "Løst", synonyms=("løst dato", "resolved at", "resolved"),
          help_text="Uten kolonne er saken løst da tilstanden ble «løst» i en logg."),
    Field("closed_at", "Lukket", synonyms=("lukket dato", "closed at", "closed")),
    Field("kind", "Type", synonyms=("sakstype", "type sak", "ticket type", "kind")),
    Field("priority", "Prioritet", synonyms=("priority",)),
    Field("category", "Kategori", synonyms=("kategori 1", "category", "category 1")),
    Field("category_2", "Kategori, nivå 2", synonyms=("kategori 2", "underkategori", "subcategory", "category 2")),
    Field("category_3", "Kategori, nivå 3", synonyms=("kategori 3", "category 3")),
    Field("municipality", "Kommune eller firma", synonyms=("kommune", "firma", "company", "organisasjon")),
    Field("team", "Team", synonyms=("gruppe", "assignment group", "group", "ansvarlig team")),
    Field("pause_start", "Pause fra", synonyms=("pause start", "på vent fra", "paused at"),
          help_text="En rad for hver pause; resten av raden er den samme."),
    Field("pause_end", "Pause til", synonyms=("pause slutt", "pause end", "på vent til", "resumed at")),
    Field("pause_why", "Hvorfor pause", synonyms=("pauseårsak", "pause reason"),
          help_text="Uten kolonne er alle pauser «venter på bruker»."),
    Field("event_at", "Tidspunkt for raden", synonyms=("endret", "tidspunkt", "sys updated at", "updated at",
          "timestamp"), help_text="Gjør filen til en logg: hver rad er saken slik den var fra da av."),
    Field("event_order", "Rekkefølge", synonyms=("løpenummer", "sys mod count", "sequence"),
          help_text="Tall som skiller rader i en logg med samme tidspunkt. Uten kolonne gjelder filens rekkefølge."),
    Field("state", "Tilstand", synonyms=("status", "incident state", "state")),
    Field("reopenings", "Antall gjenåpninger", synonyms=("gjenåpninger", "reopen count")),
)  # fmt: skip
LABELS = {one.name: one.label for one in FIELDS}
_TOTAL_PAUSE = re.compile(
    r"\b(?:(?:total|sum|samlet)\w*\W*(?:pause|vent|hold)|pause\w*(?:tid|minutt|timer|sum|total)|vente?tid|"
    r"(?:pause|hold|wait|pending)\w*\W*(?:time|duration|minutes|hours|seconds|total|sum))",
    re.IGNORECASE,
)
_BY_SOMEBODY = re.compile(r"(?:\bav|\bby|_by)$", re.IGNORECASE)
_DIGITS = re.compile(r"\D*?(\d+)")


class Draft(NamedTuple):
    """A ticket as it is to be stored; `category` and `team` are decisions of ticket_meanings."""

    line: int
    source_number: str
    kind: str
    priority: str
    category: str
    municipality: str | None
    team: str
    created_at: datetime
    responded_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopenings: int
    pauses: tuple[Span, ...]
    steps: tuple[tuple[datetime, str], ...]

    @property
    def whole_number(self) -> int | None:
        text = self.source_number
        return int(text) if text.isdecimal() and 0 < int(text) < LARGEST_NUMBER else None

    @property
    def wanted_number(self) -> int | None:
        """The digits of a number like INC0000045."""
        found = _DIGITS.fullmatch(self.source_number)
        return int(found[1]) if found and 0 < int(found[1]) < LARGEST_NUMBER else None

    @property
    def fingerprint(self) -> str:
        return hashlib.blake2b(repr(self[2:]).encode(), digest_size=16).hexdigest()

    @property
    def has_wrong_order(self) -> bool:
        return any(at is not None and at < self.created_at for at in (self.resolved_at, self.closed_at))


class Parsed(NamedTuple):
    """One row, its cells read; text is "" where there is nothing."""

    line: int
    number: str
    texts: Mapping[str, str]
    moments: Mapping[str, Moment]
    reopenings: int
    order: int = 0


@dataclass
class Reading:
    """What a file holds. `twice` are clocks that came twice, of which it has to be said what they mean."""

    findings: Findings = field(default_factory=Findings)
    row_count: int = 0
    ticket_count: int = 0
    ignored_count: int = 0
    undecided_count: int = 0
    wrong_order_count: int = 0
    empty_marks: int = 0
    twice_count: int = 0
    months: Counter[tuple[str, str]] = field(default_factory=Counter)


class Skipped(Exception):
    """The ticket is left out, or cannot be read yet."""


def guessed_mapping(header: Sequence[str]) -> dict[str, str]:
    """A column that tells who did it is never a moment."""
    usable = [title for title in header if not _BY_SOMEBODY.search(title)]
    return guess_mapping(FIELDS, usable)


def guessed_format(imported: ImportedFile, layout: Layout, mapping: Mapping[str, str]) -> tuple[Format, bool]:
    """Of the columns of moments, and whether it leaves no doubt. Raises ValidationError if they cannot be read."""
    titles = list(layout.header)
    places = [titles.index(mapping[name]) for name in MOMENTS if mapping.get(name) in titles]

    def find() -> list[Any]:
        with closing(rows_of(path_of(imported), layout)) as below:
            cells = [row.cells[place] for row in islice(below, SAMPLE) for place in places if place < len(row.cells)]
        return list(guess_format(cell.strip() for cell in cells if isinstance(cell, str)))

    try:
        written, is_sure = remembered(imported, f"format of {places}", find)
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    return Format(written), is_sure


def total_pauses(header: Iterable[str]) -> list[str]:
    """Columns that hold how long a ticket waited in all, which no clock can be set by."""
    return [title for title in header if _TOTAL_PAUSE.search(title.replace("_", " "))]


def faults(mapping: Mapping[str, str], options: Mapping[str, Any], layout: Layout) -> dict[str, str]:
    """Name of a field or an option to what has to be chosen before the file can be read."""
    found = mapping_faults(FIELDS, mapping, layout.header)
    has = {name for name, title in mapping.items() if title}
    if options.get("tickets_of"):
        if not has & {"pause_start", "event_at"}:
            found["pause_start"] = "Velg kolonnene med pauser, eller med tidspunkt og tilstand."
    else:
        if "created_at" not in has:
            found["created_at"] = "Velg kolonnen som er opprettet."
        for name in ("kind", "priority"):
            if name not in has and not options.get(f"{name}_of_file"):
                found[name] = f"Velg kolonnen, eller si hvilken {LABELS[name].lower()} alle sakene i filen har."
    if ("pause_start" in has) != ("pause_end" in has):
        found["pause_end" if "pause_start" in has else "pause_start"] = "Pauser trenger både start og slutt."
    if "pause_start" in has and "event_at" in has:
        found["pause_start"] = "I en logg leses pausene av tilstandene. Velg enten dem, eller pauser for seg."
    if "state" in has and "event_at" not in has:
        found["state"] = "Velg også tidspunktet for raden. Uten det sier ikke tilstanden når den begynte."
    if "event_at" in has and "state" not in has:
        found["state"] = "Velg kolonnen med tilstand, som sier når saken sto på vent."
    if twins := [name for name in has if list(mapping.values()).count(mapping[name]) > 1]:
        found.setdefault(max(twins, key=list(LABELS).index), "Kolonnen er valgt to ganger.")
    unused = [title for title in total_pauses(layout.header) if title not in mapping.values()]
    if unused and not options.get("without_total_pause"):
        found["without_total_pause"] = (
            f"«{unused[0]}» ser ut som samlet pausetid. Den sier ikke når klokken sto, og kan ikke regnes om til "
            "arbeidstid. Velg kolonner med pausenes start og slutt, eller kryss av for å importere uten den."
        )
    if any(title in mapping.values() for title in total_pauses(layout.header)):
        used = next(name for name in has if mapping[name] in total_pauses(layout.header))
        found.setdefault(used, "Kolonnen ser ut som en samlet pausetid, som ikke sier når klokken sto.")
    if options.get("format") not in Format:
        found["format"] = "Velg hvordan tidspunktene er skrevet."
    return found


def form_of(mapping: Mapping[str, str]) -> str:
    """In words, for the page."""
    if mapping.get("event_at"):
        return "Logg: hver rad er saken slik den var fra da av"
    if mapping.get("pause_start"):
        return "En rad for hver pause"
    return "Én rad for hver sak"


def read(
    path: Path,
    layout: Layout,
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    meanings: Meanings,
    progress: Progress,
    keep: Callable[[Draft], None],
) -> Reading:
    """The whole file once; `keep` gets every ticket that can be stored.

    A file whose tickets are scattered is read from the start again, in memory. Raises ValidationError if it cannot be
    read at all; what is wrong with single rows is in `findings`.
    """
    if found := faults(mapping, options, layout):
        raise ValidationError(list(found.values()))
    try:
        scattered = _is_scattered(path, layout, mapping)
        reading = Reading()
        if told := strays.told(layout.strays):
            reading.findings.warn(layout.last_row, "", told)
        parsed = _parsed(path, layout, mapping, options, reading, progress)
        for group in _gathered(parsed) if scattered else _together(parsed):
            if draft := _read_group(group, mapping, options, meanings, reading):
                keep(draft)
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    reading.findings.errors.sort(key=attrgetter("line"))
    return reading


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
    reading: Reading,
    progress: Progress,
) -> Iterator[Parsed]:
    """Also rows with errors, with number, so that the ticket they belong to is left out as a whole."""
    titles, written, moves = list(layout.header), options["format"], bool(options.get("move_skipped"))
    places = {name: titles.index(title) for name, title in mapping.items() if title}
    moments = [(name, places[name]) for name in MOMENTS if name in places]
    texts = [(one.name, places[one.name]) for one in FIELDS if one.name in places and one.name in TEXTS]
    for line, cells in rows_of(path, layout):
        reading.row_count += 1
        if reading.row_count % PROGRESS_STEP == 0:
            progress(f"Leser rad {reading.row_count:,}".replace(",", " "), 5 + min(70, reading.row_count // 3000))
        if len(cells) > len(titles) and any(cell not in ("", None) for cell in cells[len(titles) :]):
            reading.findings.error(line, "", f"Linjen har {len(cells)} kolonner, men tittellinjen har {len(titles)}.")
            continue
        row = _Cells(Row(line, cells), reading)
        number = row.text(places["number"])
        if not number or len(number) > LONGEST_NUMBER:
            reason = "Saksnummer mangler." if not number else f"Saksnummeret er lengre enn {LONGEST_NUMBER} tegn."
            reading.findings.error(line, mapping["number"], reason)
            continue
        found = {}
        for name, place in moments:
            try:
                if moment := row.moment(place, written, moves):
                    found[name] = moment
                    if moment.second is not None:
                        _note_twice(reading, line, titles[place], cells[place], options)
                    if moment.is_moved:
                        reading.findings.warn(
                            line, titles[place], f"«{cells[place]}» finnes ikke, og er lest en time fram."
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


TEXTS = {"kind", "priority", *CATEGORIES, "municipality", "team", "pause_why", "state"}
FAULTY = Moment(EPOCH)


class _Cells:
    """The cells of one row; a mark for nothing is nothing, and counted."""

    def __init__(self, row: Row, reading: Reading) -> None:
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


def _note_twice(reading: Reading, line: int, title: str, cell: Value, options: Mapping[str, Any]) -> None:
    reading.twice_count += 1
    chosen = options.get("twice")
    how = f"Lest som: {Twice(chosen).label[0].lower()}{Twice(chosen).label[1:]}." if chosen else "Velg hvilken."
    reading.findings.warn(line, title, f"«{cell}» finnes to ganger, siden sommertiden sluttet. {how}")


def _count(text: str, label: str) -> int:
    count = to_integer(text) if text else 0
    if not 0 <= count <= LARGEST_COUNT:
        raise ValueError(f"«{text}» kan ikke være {label[0].lower()}{label[1:]}.")
    return count


# Tickets


def _read_group(
    group: list[Parsed], mapping: Mapping[str, str], options: Mapping[str, Any], meanings: Meanings, reading: Reading
) -> Draft | None:
    """What the rows of one ticket say; `None`, counted or with the error noted, where it cannot be stored."""
    reading.ticket_count += 1
    undecided = meanings.count(group)
    if any("fault" in row.moments for row in group):
        return None
    is_history = bool(options.get("tickets_of"))
    try:
        draft = (_history if is_history else _draft)(group, mapping, options, meanings, reading, undecided)
    except Skipped:
        return None
    if undecided:
        reading.undecided_count += 1
        return None
    return draft if is_history or _is_counted(draft, mapping, reading) else None


def _is_counted(draft: Draft, mapping: Mapping[str, str], reading: Reading) -> bool:
    """Whether the ticket is one of those to be stored; counts it as such or as ignored."""
    if IGNORED in (draft.kind, draft.priority, draft.category, draft.municipality):
        reading.ignored_count += 1
        return False
    if draft.has_wrong_order:
        reading.wrong_order_count += 1
        column = mapping.get("resolved_at") or mapping.get("closed_at") or mapping.get("state", "")
        reading.findings.warn(
            draft.line, column, "Løst eller lukket før saken ble opprettet. Den tas med som Datafeil."
        )
    reading.months[draft.created_at.astimezone(OSLO).strftime("%Y-%m"), draft.priority] += 1
    return True


def _history(
    group: list[Parsed],
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    meanings: Meanings,
    reading: Reading,
    undecided: bool,
) -> Draft:
    """Pauses, or a log, of a ticket that another file has brought; of the draft only they and `reopenings` count."""
    choice, reopenings = str(options.get("twice") or ""), 0
    changes: list[tuple[datetime, str]] = []
    if mapping.get("event_at"):
        events = _in_order(group, mapping, choice, EPOCH, reading)
        heard, changes = _heard(events, meanings, undecided)
        pauses, reopenings = heard.pauses, heard.reopenings
    else:
        pauses = _pauses(group, mapping, choice, meanings, EPOCH, reading)
    first = group[0]
    return Draft(
        first.line, first.number, "", "", NONE, None, NONE, EPOCH, None, None, None, reopenings, pauses, tuple(changes)
    )


def _draft(
    group: list[Parsed],
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    meanings: Meanings,
    reading: Reading,
    undecided: bool,
) -> Draft:
    choice = str(options.get("twice") or "")
    is_log, first = bool(mapping.get("event_at")), group[0]
    created = _created(group, mapping, choice, reading)
    if is_log:
        events = _in_order(group, mapping, choice, created, reading)
        group = [row for _, row in events]
        heard, changes = _heard(events, meanings, undecided)
        pauses = heard.pauses
        changed = steps(created, changes)
    else:
        pauses, changed = _pauses(group, mapping, choice, meanings, created, reading), ()
    last = group[-1] if is_log else first
    at = {
        name: last.moments[name].chosen(choice, created) if name in last.moments else None
        for name in ("responded_at", "resolved_at", "closed_at")
    }
    if is_log:
        answered = next((row.moments["responded_at"] for row in group if "responded_at" in row.moments), None)
        at["responded_at"] = answered.chosen(choice, created) if answered else None
        if heard.resolved_at and not at["resolved_at"]:
            # Some systems write it on the row of the resolution alone.
            noted = next((row.moments["resolved_at"] for row in reversed(group) if "resolved_at" in row.moments), None)
            at["resolved_at"] = noted.chosen(choice, created) if noted else None
        if not mapping.get("resolved_at") or (options.get("resolved_by_state") and not at["resolved_at"]):
            at["resolved_at"] = heard.resolved_at
        at["closed_at"] = at["closed_at"] if mapping.get("closed_at") else heard.closed_at
    reopened = sum(pause[2] == Waiting.RESOLVED for pause in pauses)
    return Draft(
        line=first.line,
        source_number=first.number,
        kind=meanings.kind(group),
        priority=meanings.last_priority(group),
        category=meanings.category(group),
        municipality=meanings.municipality(group),
        team=meanings.team(group),
        created_at=created,
        **at,
        reopenings=max(reopened, *(row.reopenings for row in group)),
        pauses=pauses,
        steps=changed,
    )


def _heard(
    events: Sequence[tuple[datetime, Parsed]], meanings: Meanings, undecided: bool
) -> tuple[Told, list[tuple[datetime, str]]]:
    """What the rows of a log tell, and its priorities. Nothing of the states while one of them is undecided."""
    heard = told([] if undecided else [(at, meanings.state(row)) for at, row in events])
    given = [(at, meanings.priority(row)) for at, row in events]
    return heard, [(at, priority) for at, priority in given if priority and priority != IGNORED]


def _created(group: list[Parsed], mapping: Mapping[str, str], choice: str, reading: Reading) -> datetime:
    """Raises Skipped, with the error noted, if it is missing or the rows disagree."""
    title, found = mapping["created_at"], None
    for row in group:
        moment = row.moments.get("created_at")
        if found is not None and moment is not None and moment != found:
            reading.findings.error(row.line, title, f"Sak {row.number} har ikke samme opprettet på alle radene.")
            raise Skipped
        found = found or moment
    if found is None:
        reading.findings.error(group[0].line, title, "Opprettet mangler.")
        raise Skipped
    return found.chosen(choice)


def _in_order(
    group: list[Parsed], mapping: Mapping[str, str], choice: str, created: datetime, reading: Reading
) -> list[tuple[datetime, Parsed]]:
    """By time, then by the column of their order, and as they stand in the file where both are the same."""
    if mapping.get("event_order"):
        group = sorted(group, key=attrgetter("order"))
    events: list[tuple[datetime, Parsed]] = []
    for row in group:
        if "event_at" not in row.moments:
            reading.findings.error(row.line, mapping["event_at"], "Tidspunkt for raden mangler.")
            raise Skipped
        events.append((row.moments["event_at"].chosen(choice, events[-1][0] if events else created), row))
    return sorted(events, key=lambda event: event[0])


def _pauses(
    group: list[Parsed],
    mapping: Mapping[str, str],
    choice: str,
    meanings: Meanings,
    created: datetime,
    reading: Reading,
) -> tuple[Span, ...]:
    """Of a file that is not a log, where only pauses may give a ticket several rows."""
    if len(group) > 1 and not mapping.get("pause_start"):
        row = group[1]
        reading.findings.error(row.line, mapping["number"], f"Sak {row.number} står også på linje {group[0].line}.")
        raise Skipped
    pauses: list[Span] = []
    for row in group:
        if any(
            row.moments.get(name) != group[0].moments.get(name) for name in ("responded_at", "resolved_at", "closed_at")
        ):
            reading.findings.error(
                row.line, "", f"Sak {row.number} har ikke samme tidspunkter som på linje {group[0].line}."
            )
            raise Skipped
        start, end = row.moments.get("pause_start"), row.moments.get("pause_end")
        if start is None:
            if end is not None:
                reading.findings.error(row.line, mapping["pause_start"], "Pausen har slutt, men ingen start.")
                raise Skipped
            continue
        begins = start.chosen(choice, created)
        ends = end.chosen(choice, begins) if end else None
        if ends is not None and ends < begins:
            reading.findings.error(row.line, mapping["pause_end"], "Pausen slutter før den starter.")
            raise Skipped
        pauses.append((begins, ends, meanings.pause(row)))
    return tuple(sorted(pauses, key=lambda pause: pause[0]))
