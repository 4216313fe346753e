"""Counts of services read from a file: a row for each count, or a column for each service.

Reads and looks up; what is stored is in actions.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from budget.memberships.models import Membership
from budget.pricing.measuring import Days
from budget.services.models import Customer, Service
from rorikt.amounts import short_date
from rorikt.children.limited_reading import Unreadable
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Field, Findings, Values, converted, mapping_faults, words_of
from rorikt.jobs.queue import Progress
from rorikt.people.models import Municipality
from rorikt.sheets.tabular import Layout, rows_of

KIND = "service_counts"
LARGEST = 2_000_000_000
OF_SERVICE = "service_"  # how the field of a column of one service begins
FIELDS = (
    Field(
        "who",
        "Kommune",
        required=True,
        synonyms=(
            "kommunenummer", "kommunenr", "kommunenavn", "knr", "kunde", "kundenummer", "kundenr", "kundenavn",
            "municipality", "customer",
        ),
        help_text="Kommunens nummer eller navn, eller en kundes nummer eller navn.",
    ),
    Field("counted_on", "Dato", "date", synonyms=("telledato", "tellingsdato", "telt", "per dato", "date")),
    Field("service", "Tjeneste", synonyms=("produkt", "system", "lisenstype", "vare", "service")),
    Field(
        "count",
        "Antall",
        "integer",
        synonyms=("antal", "brukere", "enheter", "lisenser", "stk", "count", "quantity"),
        help_text="La stå tom når filen har en kolonne for hver tjeneste.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountLine:
    """One count as it is to be stored. One of a customer without a municipality has none."""

    line: int
    service: int
    municipality: str | None
    customer: int | None
    day: date
    count: int

    @property
    def key(self) -> tuple[int, str | None, int | None, date]:
        """What may be counted once; a customer wherever it belongs."""
        return self.service, None if self.customer else self.municipality, self.customer, self.day


@dataclass
class CountsRead:
    counts: list[CountLine] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)


def fields() -> tuple[Field, ...]:
    """With one for each service, for a file that has a column for it."""
    own = (
        Field(f"{OF_SERVICE}{service.pk}", f"Antall {service.title}", "integer", synonyms=(service.title.lower(),))
        for service in countable()
    )
    return (*FIELDS, *own)


def countable() -> list[Service]:
    """What counts can be typed or imported for."""
    return [service for service in Service.objects.all() if not service.is_fixed and not service.counts_inhabitants]


def faults(mapping: Mapping[str, str], options: Mapping[str, Any], layout: Layout) -> dict[str, str]:
    """Name of a field to what has to be chosen before the file can be read."""
    found = mapping_faults(fields(), mapping, layout.header)
    is_wide = any(name.startswith(OF_SERVICE) for name in mapping)
    if not mapping.get("count") and not is_wide:
        found["count"] = "Velg kolonnen med antall, eller kolonnen for hver tjeneste."
    if mapping.get("count") and is_wide:
        found["count"] = "Velg enten én kolonne med antall, eller kolonner for tjenestene. Ikke begge."
    if mapping.get("count") and not mapping.get("service") and not options.get("service_of_file"):
        found["service_of_file"] = "Velg kolonnen med tjeneste, eller tjenesten hele filen gjelder."
    if not mapping.get("counted_on") and not options.get("day_of_file"):
        found["day_of_file"] = "Velg kolonnen med dato, eller skriv datoen hele filen gjelder."
    return found


def read(imported: ImportedFile, progress: Progress) -> CountsRead:
    """The whole file. Raises ValidationError if it cannot be read at all; what is wrong with rows is in `findings`."""
    layout = imported_files.layout_of(imported)
    if found := faults(imported.mapping, imported.options, layout):
        raise ValidationError(list(found.values()))
    reading, known = CountsRead(), _Known()
    for told in layout.notices:
        reading.findings.warn(0, "", told)
    rows = rows_of(imported_files.path_of(imported), layout)
    ignores = bool(imported.options.get("ignore_beyond"))
    seen: dict[Any, int] = {}
    try:
        for line, values in converted(
            rows, layout.header, fields(), imported.mapping, reading.findings, ignores_beyond=ignores
        ):
            for count in _counts_of_row(imported, line, values, known, reading.findings):
                if earlier := seen.get(count.key):
                    reading.findings.error(line, "", f"Antallet står også på linje {earlier}. Ta bort den ene.")
                    continue
                seen[count.key] = line
                reading.counts.append(count)
            if line % 5_000 == 0:
                progress(f"Leser rad {line}", 40)
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    return reading


def not_a_member(name: str, day: date, periods: list[Days]) -> str:
    """Why a count of this day has no place; empty where the municipality is a member. Without periods it always is."""
    if not periods or any(first <= day and (last is None or day <= last) for first, last in periods):
        return ""
    told = ", ".join(
        f"fra {short_date(first)}" if last is None else f"{short_date(first)}–{short_date(last)}"
        for first, last in sorted(periods, key=lambda one: one[0])
    )
    return f"{name} er ikke medlem {short_date(day)} (medlem {told}). Ta bort antallet, eller rett medlemskapet."


class _Known:
    """Who and what a file may name, read once."""

    def __init__(self) -> None:
        self.names = dict(Municipality.objects.values_list("number", "name"))
        self.municipalities = {**{number: number for number in self.names}}
        for number, name in self.names.items():
            self.municipalities |= {words_of(name): number, words_of(f"{name} kommune"): number}
        self.customers: dict[str, tuple[int, str | None]] = {}
        for pk, number, name, municipality in Customer.objects.values_list("pk", "number", "name", "municipality"):
            self.customers |= {words_of(text): (pk, municipality) for text in (number, name) if text}
        self.services: dict[str, int] = {}
        for service in countable():
            self.services |= {words_of(service.title): service.pk, words_of(service.slug): service.pk}
        self.periods: dict[str, list[Days]] = {}
        for number, first, last in Membership.objects.values_list("municipality", "first_on", "last_on"):
            self.periods.setdefault(number, []).append((first, last))

    def who(self, text: str) -> tuple[str | None, int | None] | None:
        """Municipality and customer; `None` for a name that nobody has."""
        plain = words_of(text)
        if found := self.customers.get(plain):
            return found[1], found[0]
        number = self.municipalities.get(text.strip()) or self.municipalities.get(plain)
        return (number, None) if number else None


def _counts_of_row(
    imported: ImportedFile, line: int, values: Values, known: _Known, findings: Findings
) -> Iterator[CountLine]:
    columns, options = imported.mapping, imported.options
    found = known.who(values["who"])
    if found is None:
        findings.error(
            line,
            columns["who"],
            f"«{values['who'][:40]}» er verken en kommune i samarbeidet eller en kunde. Rett navnet, eller legg inn "
            "kunden under Tjenester.",
        )
        return
    municipality, customer = found
    day = values["counted_on"] or (date.fromisoformat(options["day_of_file"]) if options.get("day_of_file") else None)
    if day is None:
        findings.error(line, columns.get("counted_on", ""), "Dato mangler.")
        return
    if municipality and (why := not_a_member(known.names[municipality], day, known.periods.get(municipality, []))):
        findings.error(line, columns.get("counted_on", ""), why)
        return
    for service, count, column in _service_counts(line, values, columns, options, known, findings):
        if not 0 <= count <= LARGEST:
            findings.error(line, column, f"«{count}» er ikke et antall. Skriv et helt tall fra 0 og oppover.")
        else:
            yield CountLine(line, service, municipality, customer, day, count)


def _service_counts(
    line: int,
    values: Values,
    columns: Mapping[str, str],
    options: Mapping[str, Any],
    known: _Known,
    findings: Findings,
) -> Iterator[tuple[int, int, str]]:
    """Service, count and the title of its column. An empty cell in the column of a service is no count."""
    if not columns.get("count"):
        for name, count in values.items():
            if name.startswith(OF_SERVICE) and count is not None:
                yield int(name.removeprefix(OF_SERVICE)), count, columns[name]
        return
    if columns.get("service"):
        service = known.services.get(words_of(values["service"]))
        if service is None:
            told = (
                f"«{values['service'][:40]}» er ikke en tjeneste som telles"
                if values["service"]
                else "Tjeneste mangler"
            )
            findings.error(line, columns["service"], f"{told}. Rett navnet, eller legg inn tjenesten først.")
            return
    else:
        service = int(options["service_of_file"])
    if values["count"] is None:
        findings.error(line, columns["count"], "Antall mangler. Skriv 0 der ingen er talt.")
    else:
        yield service, values["count"], columns["count"]
