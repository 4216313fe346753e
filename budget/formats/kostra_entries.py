"""What a KOSTRA file says of the operating result, and what a person has to know of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError

from budget.formats.kostra_file import BALANCES, FORMS, LAST_MONTH_OF, Record
from rorikt.amounts import MONTHS, kroner
from rorikt.imports.reading import Findings
from rorikt.people.models import Cooperation

THOUSAND = Decimal(1000)
WHOLE_MUNICIPALITY = "0A"
IN_THOUSANDS = (
    "Beløpene i en KOSTRA-fil er hele 1000 kroner. Hvert er avrundet med inntil 500 kroner, så summene er ikke "
    "nøyaktige til øren, og avviker fra regnskapet selv."
)


@dataclass
class KostraRead:
    """What has been seen of a file so far. `is_ours` tells what is odd with a region and an organisation number."""

    findings: Findings
    is_ours: Callable[[str, str], Iterable[str]] = lambda region, organisation: ()
    head: tuple[str, int, str, str] | None = None
    organisations: set[str] = field(default_factory=set)
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    invested: int = 0
    invested_thousands: int = 0

    @property
    def reach(self) -> int | None:
        """The last month that the file holds, by its quarter."""
        return LAST_MONTH_OF[self.head[2]] if self.head else None

    def operations(self, records: Iterable[Record]) -> Iterator[Record]:
        """The lines of the operating accounts; what is wrong with others, and what is left out, is in `findings`.

        Raises ValidationError for a form that has no operating accounts.
        """
        for record in records:
            if record.fault:
                self.findings.error(record.line, "", record.fault)
            elif fault := self._fault(record):
                self.findings.error(record.line, "", fault)
            elif record.is_operation:
                yield record
            else:
                self.invested += 1
                self.invested_thousands += record.thousands
        self._tell()

    def _fault(self, record: Record) -> str:
        if self.head is None:
            _check_form(record.form)
            self.head = record.head
        if record.head != self.head:
            return "Linjen er av et annet skjema, år, kvartal eller en annen region enn den første. Del filen."
        self.organisations.add(record.organisation)
        if len(self.organisations) > 1:
            return f"Filen har flere organisasjonsnumre ({_named(self.organisations)}). Last opp en fil for hvert."
        if (earlier := self.seen.setdefault(record.key, record.line)) != record.line:
            return f"Samme funksjon og art står på linje {earlier} også. Slå dem sammen, eller ta bort den ene."
        if record.kind not in "0134":
            return f"«{record.kind or ' '}» er ikke en kontoklasse for drift (1, 3) eller investering (0, 4)."
        if not record.art:
            return "Art mangler."
        return ""

    def _tell(self) -> None:
        if self.head is None:
            return
        form, year, quarter, region = self.head
        organisation = next(iter(self.organisations), "")
        until = f", til og med {MONTHS[LAST_MONTH_OF[quarter] - 1]} ({quarter}. kvartal)" if quarter else ""
        of = f"kommune {region[:4]}{f', bydel {region[4:]}' if region[4:] != '00' else ''}"
        of += f", organisasjonsnummer {organisation}" if organisation else ""
        self.findings.warn(0, "", f"KOSTRA-fil, skjema {form}: {FORMS[form]} {year}{until}, {of}.")
        if form == WHOLE_MUNICIPALITY:
            self.findings.warn(0, "", "Skjema 0A er hele kommunekassen, ikke bare samarbeidet.")
        self.findings.warn(0, "", IN_THOUSANDS)
        self.findings.warn(
            0, "", "Filen forteller bare året, ikke månedene. Tall måned for måned er derfor ikke kjent."
        )
        if self.invested:
            amount = kroner(self.invested_thousands * THOUSAND)
            self.findings.warn(
                0, "", f"{self.invested} linjer av investeringsregnskapet ({amount} kr) er ikke lest: de er ikke drift."
            )
        for odd in self.is_ours(region, organisation):
            self.findings.warn(0, "", odd)


def odd_with(region: str, organisation: str) -> Iterator[str]:
    """A sentence where the file is of another than the office municipality or the cooperation itself."""
    ours = Cooperation.objects.select_related("office_municipality").first()
    if ours is None:
        return
    office = ours.office_municipality
    if region[:4] != office.number:
        yield (
            f"Filen er av kommune {region[:4]}, men kontorkommunen er {office.number} {office}. Er det feil fil, "
            "forkast den. Kommunen kan ha hatt et annet nummer før."
        )
    known = {party.organisation_number for party in (ours, office)} - {""}
    if organisation and known and organisation not in known:
        yield f"Organisasjonsnummeret {organisation} er verken samarbeidets eller kontorkommunens."


def _check_form(form: str) -> None:
    if form in BALANCES:
        raise ValidationError(
            f"Skjema {form} er en balanse. Driftsregnskapet er et annet skjema, for eksempel 0A eller 0I. Last opp det."
        )
    if form not in FORMS:
        known = ", ".join(FORMS)
        raise ValidationError(f"Skjema {form} kan ikke leses. Det som kan, er {known}.")


def _named(organisations: Iterable[str]) -> str:
    return ", ".join(sorted(one or "uten" for one in organisations))
