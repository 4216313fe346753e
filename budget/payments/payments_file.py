"""Payments read from a file of the bank or the ledger: whose each is, and which charge it is for.

A row names the municipality, or an invoice that is sent. One that names neither is none of ours, and is named as such.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from budget.invoices.models import SentInvoice
from budget.payments.models import ReceivedPayment
from rorikt.amounts import LARGEST_AMOUNT, kroner
from rorikt.children.limited_reading import Unreadable
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Field, Findings, Values, converted, mapping_faults
from rorikt.people.models import Municipality
from rorikt.sheets.tabular import Layout, rows_of

KIND = "payments"
FIRST_YEAR, LAST_YEAR = 2000, 2100
FIELDS = (
    Field(
        "invoice",
        "Fakturanummer eller KID",
        "code",
        synonyms=(
            "fakturanummer",
            "fakturanr",
            "faktura nr",
            "faktura",
            "kid",
            "kid nummer",
            "invoice",
            "invoice number",
        ),
        max_length=60,
        help_text="Nummeret som er ført på den sendte fakturaen. En KID kjennes igjen når den inneholder nummeret.",
    ),
    Field(
        "municipality",
        "Kommune",
        "code",
        synonyms=("kommunenummer", "kommunenr", "kunde", "kundenavn", "betaler", "avsender", "organisasjonsnummer"),
        max_length=100,
        help_text="Navn, kommunenummer eller organisasjonsnummer.",
    ),
    Field(
        "paid_on",
        "Dato",
        "date",
        required=True,
        synonyms=(
            "betalt",
            "betalingsdato",
            "betalt dato",
            "bokføringsdato",
            "bokført dato",
            "valuteringsdato",
            "date",
        ),
    ),
    Field(
        "amount",
        "Beløp",
        "amount",
        required=True,
        synonyms=("innbetalt", "innbetalt beløp", "kreditert", "inn på konto", "beløp inn", "amount"),
    ),
    Field("text", "Tekst", synonyms=("melding", "beskrivelse", "merknad", "description"), max_length=0),
)
LONGEST_REFERENCE = ReceivedPayment._meta.get_field("reference").max_length or 0


@dataclass(frozen=True)
class Paid:
    """A row as it is to be stored. `part` is the charge it is for, empty where only the municipality is known."""

    line: int
    municipality: str
    year: int
    part: int | None
    paid_on: date
    amount: Decimal
    reference: str

    @property
    def likeness(self) -> tuple[Any, ...]:
        return self.municipality, self.part, self.paid_on, self.amount, self.reference


@dataclass
class PaymentsRead:
    payments: list[Paid] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    unmatched: int = 0
    known: int = 0


@dataclass(frozen=True)
class Sent:
    """An invoice. `part` is empty of one over several charges: nobody has said what a payment of it is for.

    `over` is the year of an invoice that may be over several, whose charges may be of other years too.
    """

    part: int | None
    municipality: str
    year: int
    over: int | None = None


def faults(mapping: Mapping[str, str], options: Mapping[str, Any], layout: Layout) -> dict[str, str]:
    found = mapping_faults(FIELDS, mapping, layout.header)
    if not mapping.get("invoice") and not mapping.get("municipality"):
        found["invoice"] = "Velg kolonnen med fakturanummer eller KID, eller den med kommune."
    return found


def read(imported: ImportedFile, path: Path) -> PaymentsRead:
    """Raises ValidationError if it cannot be read at all; what is wrong with single rows is in `findings`."""
    reading = PaymentsRead()
    layout = imported_files.layout_of(imported)
    if found := faults(imported.mapping, imported.options, layout):
        raise ValidationError(list(found.values()))
    for told in layout.notices:
        reading.findings.warn(0, "", told)
    ignores = bool(imported.options.get("ignore_beyond"))
    try:
        rows = converted(
            rows_of(path, layout), layout.header, FIELDS, imported.mapping, reading.findings, ignores_beyond=ignores
        )
        placing = _Placing(imported.mapping, reading)
        for line, values in rows:
            if made := placing.placed(line, values):
                reading.payments.append(made)
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    _leave_out_known(reading)
    return reading


class _Placing:
    """Whose a row is, by the invoices and municipalities that are stored."""

    def __init__(self, mapping: Mapping[str, str], reading: PaymentsRead) -> None:
        self.mapping, self.reading = mapping, reading
        rows = SentInvoice.objects.values_list(
            "number", "part", "part__municipality", "part__run__charged_year", "invoice__year"
        )
        self.sent: dict[str, list[Sent]] = {}
        for number, part, municipality, year, over in rows:
            self.sent.setdefault(number.strip().lower(), []).append(Sent(part, municipality, year, over))
        self.names: dict[str, str] = {}
        for one in Municipality.objects.all():
            names = (one.pk, one.name, f"{one.name} kommune", one.organisation_number)
            self.names |= {name.lower(): one.pk for name in names if name}

    def placed(self, line: int, values: Values) -> Paid | None:
        invoice, who = values["invoice"], values["municipality"]
        amount, paid_on = values["amount"], values["paid_on"]
        if not amount:
            return self._error(line, "amount", "Beløpet er null.")
        if abs(amount) > LARGEST_AMOUNT or amount != round(amount, 2):
            return self._error(line, "amount", f"{kroner(amount)} kan ikke være et beløp med øre.")
        if not FIRST_YEAR <= paid_on.year <= LAST_YEAR:
            return self._error(line, "paid_on", f"{paid_on.year} er ikke et år mellom {FIRST_YEAR} og {LAST_YEAR}.")
        number = self.names.get(" ".join(who.lower().split())) if who else None
        sent = self._sent(invoice, number)
        if sent and number and sent.municipality != number:
            told = f"Faktura {invoice} er sendt til en annen kommune enn {who}."
            return self._error(line, "municipality", told)
        if sent is None and number is None:
            self.reading.unmatched += 1
            self.reading.findings.warn(line, "", f"{self._named(invoice, who)} er ikke importert: {kroner(amount)} kr.")
            return None
        if sent is None and invoice:
            told = f"Ingen sendt faktura har nummeret {invoice}. Betalingen føres på kommunen uten krav."
            self.reading.findings.warn(line, self.mapping.get("invoice", ""), told)
        reference = (invoice or values["text"])[:LONGEST_REFERENCE]
        municipality = sent.municipality if sent else str(number)
        return Paid(
            line,
            municipality,
            sent.year if sent else paid_on.year,
            sent.part if sent else None,
            paid_on,
            amount,
            reference,
        )

    def _sent(self, invoice: str, municipality: str | None) -> Sent | None:
        """The only invoice of this number, or the only one whose number the KID holds before its check digit."""
        asked = invoice.strip().lower()
        if not asked:
            return None
        found = self.sent.get(asked, [])
        if not found and asked.isdigit():
            held = [number for number in self.sent if number.isdigit() and len(number) >= 4]
            found = [one for number in held if asked[:-1].endswith(number) for one in self.sent[number]]
        own = [one for one in found if municipality in (None, one.municipality)]
        found = own or found
        if len(found) > 1 and len({(one.municipality, one.over or one.year) for one in found}) == 1:
            return Sent(None, found[0].municipality, found[0].over or found[0].year)
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _named(invoice: str, who: str) -> str:
        told = " og ".join([*([f"faktura {invoice}"] if invoice else []), *([f"«{who[:40]}»"] if who else [])])
        return f"Fant verken faktura eller kommune for {told}. Raden" if told else "Raden uten faktura og kommune"

    def _error(self, line: int, name: str, reason: str) -> Paid | None:
        """A row with an error is none."""
        self.reading.findings.error(line, self.mapping.get(name, ""), reason)
        return None


def _leave_out_known(reading: PaymentsRead) -> None:
    """Those that are stored already, as many times as they are: a file of the bank often overlaps the last one."""
    rows = ReceivedPayment.objects.filter(paid_on__in={one.paid_on for one in reading.payments})
    stored = Counter(rows.values_list("municipality", "part", "paid_on", "amount", "reference"))
    left = []
    for one in reading.payments:
        if stored[one.likeness] > 0:
            stored[one.likeness] -= 1
            reading.known += 1
            reading.findings.warn(one.line, "", f"Innbetalingen på {kroner(one.amount)} kr er registrert fra før.")
        else:
            left.append(one)
    reading.payments = left


def sums(payments: list[Paid]) -> Iterator[tuple[str, int, Decimal]]:
    """Number of a municipality, how many rows are its, and what they come to."""
    for number in sorted({one.municipality for one in payments}):
        own = [one.amount for one in payments if one.municipality == number]
        yield number, len(own), sum(own, Decimal(0))
