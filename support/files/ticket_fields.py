"""What a file of tickets may tell, and what a row of it becomes."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import TextChoices

from rorikt.imports.reading import Field, Findings, guess_mapping, mapping_faults, words_of
from rorikt.sheets.tabular import Layout
from support.files.log import Span
from support.files.times import Format, Moment

KIND = "tickets"

LONGEST_NUMBER = 64
LARGEST_NUMBER = 10**15
LARGEST_COUNT = 32_767
EMPTY = frozenset({"", "?", "-", "–", "null", "n/a", "none", "nan"})  # how systems write that there is nothing
MOMENTS = ("created_at", "responded_at", "resolved_at", "closed_at", "pause_start", "pause_end", "event_at")
CATEGORIES = ("category", "category_2", "category_3")
# Titles as Pureservice, Zammad, GLPI, OTRS and Znuny, Freshservice, Jira, ServiceNow and TOPdesk write them.
FIELDS = (
    Field("number", "Saksnummer", required=True, synonyms=("ticket nummer", "ticket number", "ticket id", "issue key",
          "incident number", "incident id", "call number", "nummer", "number", "sak", "saksnr", "key", "id"),
          help_text="Også tekst, for eksempel INC0000045."),
    Field("created_at", "Opprettet", synonyms=("opprettet dato", "opprettelsesdato", "åpningsdato", "åpnet",
          "registrert", "opened at", "opened", "opening date", "created", "created at", "created time", "create time",
          "creation date", "date created", "sys created on")),
    Field("responded_at", "Besvart", synonyms=("første svar", "responded at", "initial response time",
          "first response at", "first response")),
    Field("resolved_at", "Løst", synonyms=("løst dato", "løsningsdato", "resolved at", "resolved", "resolved time",
          "resolution date", "solution date", "solved at", "date resolved", "fullført"),
          help_text="Uten kolonne er saken løst da statusen ble «løst» i en logg, eller da den ble lukket."),
    Field("closed_at", "Lukket", synonyms=("lukket dato", "dato for lukking", "lukkedato", "avsluttet", "closed at",
          "closed", "closed time", "closing date", "closure date", "close time", "date closed")),
    Field("kind", "Type", synonyms=("sakstype", "type sak", "ticket type", "issue type", "incident type", "kind",
          "request type")),
    Field("priority", "Prioritet", synonyms=("priority",)),
    Field("category", "Kategori", synonyms=("kategori 1", "category", "category 1", "service", "tjeneste")),
    Field("category_2", "Kategori, nivå 2", synonyms=("kategori 2", "underkategori", "sub category", "category 2")),
    Field("category_3", "Kategori, nivå 3", synonyms=("kategori 3", "category 3", "item")),
    Field("municipality", "Kommune eller firma", synonyms=("kommune", "firma", "company", "organisasjon",
          "organization", "organisation", "department", "avdeling", "enhet", "entity", "branch", "customer id")),
    Field("team", "Team", synonyms=("gruppe", "assignment group", "group", "ansvarlig team", "queue", "kø",
          "operator group", "tildelt til gruppe")),
    Field("pause_start", "Pause fra", synonyms=("pause start", "på vent fra", "paused at"),
          help_text="En rad for hver pause; resten av raden er den samme."),
    Field("pause_end", "Pause til", synonyms=("pause slutt", "pause end", "på vent til", "resumed at")),
    Field("pause_why", "Hvorfor pause", synonyms=("pauseårsak", "pause reason"),
          help_text="Uten kolonne er alle pauser «venter på bruker»."),
    Field("event_at", "Tidspunkt for raden", synonyms=("endret", "tidspunkt", "sist oppdatert", "sys updated at",
          "sys updated on", "updated at", "updated", "last update", "last updated time", "timestamp", "event time"),
          help_text="I en logg: fra dette tidspunktet var saken slik raden viser."),
    Field("event_order", "Rekkefølge", synonyms=("løpenummer", "sys mod count", "sequence"),
          help_text="Tall som skiller rader i en logg med samme tidspunkt. Uten kolonne gjelder filens rekkefølge."),
    Field("state", "Status", synonyms=("status", "incident state", "state"),
          help_text="I en logg: sier når saken sto på vent, og når den ble løst."),
    Field("reopenings", "Antall gjenåpninger", synonyms=("gjenåpninger", "reopen count")),
)  # fmt: skip
LABELS = {one.name: one.label for one in FIELDS}
_TOTAL_PAUSE = re.compile(
    r"\b(?:(?:total|sum|samlet)\w*\W*(?:pause|vent|hold)|pause\w*(?:tid|minutt|timer|sum|total)|vente?tid|"
    r"(?:pause|hold|wait|pending)\w*\W*(?:time|duration|minutes|hours|seconds|total|sum))",
    re.IGNORECASE,
)
# How long something took, or how late it was: hours and minutes, and no moment.
_LENGTH = re.compile(
    r"\b(?:hrs?|hours?|timer|mins?|minutes?|minutter|seconds|dager|days|diff|duration|varighet|brukt|age|sla|total)\b"
)
_BY_SOMEBODY = re.compile(r"(?:\bav|\bby|_by)$", re.IGNORECASE)
_DIGITS = re.compile(r"\D*?(\d+)")


class TicketDraft(NamedTuple):
    """A ticket as it is to be stored; `category` and `team` are decisions of meanings.py."""

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
class TicketsRead:
    """What a file holds. `twice` are clocks that came twice, of which it has to be said what they mean.

    `example` is a text and the moment it is read as; `has_proof` is whether some day above 12 shows which is the day.
    """

    findings: Findings = field(default_factory=Findings)
    row_count: int = 0
    ticket_count: int = 0
    ignored_count: int = 0
    undecided_count: int = 0
    wrong_order_count: int = 0
    empty_marks: int = 0
    twice_count: int = 0
    example: tuple[str, datetime] | None = None
    has_proof: bool = False
    months: Counter[tuple[str, str]] = field(default_factory=Counter)


class Skipped(Exception):
    """The ticket is left out, or cannot be read yet."""


class RowsAre(TextChoices):
    """What a row of the file stands for."""

    TICKET = "ticket", "En sak"
    PAUSE = "pause", "En pause i en sak: saken har en rad for hver pause"
    EVENT = "event", "En hendelse (logg): saken slik den var fra da av, med en ny rad hver gang noe endres"


OF_PAUSES = ("pause_start", "pause_end", "pause_why")
OF_EVENTS = ("event_at", "event_order", "state")


class Seen(NamedTuple):
    """What the first rows have in a column: cells that say something, moments among them, and different values."""

    filled: int
    moments: int
    different: int


def guessed_mapping(header: Sequence[str], seen: Mapping[str, Seen] | None = None) -> dict[str, str]:
    """By the titles, and by what the first rows have in each column, where that is known.

    A column that tells who did it, or how long it took, is never a moment. A file with as many tickets as rows is no
    log: what was updated last is not when the ticket was resolved.
    """
    seen = seen or {}

    def fits(one: Field, title: str) -> bool:
        found = seen.get(title, Seen(0, 0, 0))
        is_length = one.name in MOMENTS and bool(_LENGTH.search(words_of(title)))
        return not is_length and (one.name not in MOMENTS or 2 * found.moments >= found.filled)

    usable = [title for title in header if not _BY_SOMEBODY.search(title)]
    guessed = guess_mapping(FIELDS, usable, fits)
    numbers = seen.get(guessed.get("number", ""))
    is_log = "event_at" in guessed and "state" in guessed and not (numbers and numbers.different == numbers.filled)
    left_out = OF_PAUSES if is_log else OF_EVENTS
    return {name: title for name, title in guessed.items() if name not in left_out}


def rows_are(mapping: Mapping[str, str]) -> RowsAre:
    if mapping.get("event_at"):
        return RowsAre.EVENT
    return RowsAre.PAUSE if mapping.get("pause_start") else RowsAre.TICKET


def total_pauses(header: Iterable[str]) -> list[str]:
    """Columns that hold how long a ticket waited in all, which no clock can be set by."""
    return [title for title in header if _TOTAL_PAUSE.search(title.replace("_", " "))]


def faults(mapping: Mapping[str, str], options: Mapping[str, Any], layout: Layout) -> dict[str, str]:
    """Name of a field or an option to what has to be chosen before the file can be read."""
    found = mapping_faults(FIELDS, mapping, layout.header)
    has = {name for name, title in mapping.items() if title}
    if options.get("tickets_of"):
        if not has & {"pause_start", "event_at"}:
            found["pause_start"] = "Velg kolonnene med pauser, eller med tidspunkt og status."
    else:
        if not has & {"created_at", "event_at"}:
            found["created_at"] = "Velg kolonnen for «Opprettet»."
        for name in ("kind", "priority"):
            if name not in has and not options.get(f"{name}_of_file"):
                found[name] = f"Velg kolonnen, eller si hvilken {LABELS[name].lower()} alle sakene i filen har."
    found |= _faults_of_form(has, RowsAre(options.get("rows_are") or rows_are(mapping)))
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


def _faults_of_form(has: set[str], form: RowsAre) -> dict[str, str]:
    """What is missing in a file whose rows are that, and what is chosen that only another form has."""
    found = {}
    if form != RowsAre.PAUSE and (others := has & set(OF_PAUSES)):
        found[min(others)] = "Pauser leses bare når hver rad er en pause. I en logg leses de ut fra statusene."
    if form != RowsAre.EVENT and (others := has & set(OF_EVENTS)):
        found[max(others)] = "Dette leses bare når hver rad er en hendelse. Ellers sier det ikke når noe begynte."
    for needed, reason in (
        ("pause_start", "Velg kolonnen der pausen starter."),
        ("pause_end", "Pauser trenger både start og slutt."),
    ):
        if form == RowsAre.PAUSE and needed not in has:
            found[needed] = reason
    for needed, reason in (
        ("event_at", "Velg tidspunktet for raden. Uten det sier ikke statusen når den begynte."),
        ("state", "Velg kolonnen med status, som sier når saken sto på vent."),
    ):
        if form == RowsAre.EVENT and needed not in has:
            found[needed] = reason
    return found


TEXTS = {"kind", "priority", *CATEGORIES, "municipality", "team", "pause_why", "state"}
