"""What pages and files show of invoices over several runs, as their reader may see them.

What an invoice said is closed with the runs it quotes: to those who may not read one of them, its own words are too.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from budget.allocations.models import AllocationPart
from budget.invoices.invoice import municipality_name
from budget.invoices.models import Invoice, InvoiceLine
from budget.invoices.peppol import Line, Subtotal, Vat, VatCategory, breakdown
from budget.joint_invoices.composing import waiting_parts
from budget.keys.report import municipality_names
from budget.money.cells import KRONER_NOTE, closable_cell
from budget.money.paper import MoneySheet
from budget.money.reader import Reader
from rorikt.amounts import kroner, percentage, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import NotAvailable, Table

ZERO = Decimal(0)
NAMES = {
    VatCategory.STANDARD: "Merverdiavgift",
    VatCategory.ZERO: "Nullsats",
    VatCategory.EXEMPT: "Unntatt",
    VatCategory.OUTSIDE: "Utenfor loven",
}
BACK = "Beløp under null betales tilbake til kommunen."


@dataclass(frozen=True)
class SeenInvoice:
    """An invoice as one reader sees it. Raises nothing: who may not see the amount is told by `hides_amounts`."""

    invoice: Invoice
    reader: Reader

    @property
    def is_closed(self) -> bool:
        """Its own words are closed, though its buyer sees the amounts."""
        return any(self.reader.of_run(line.part.run).is_closed for line in self.invoice.lines.all())

    @property
    def hides_amounts(self) -> bool:
        number = self.invoice.municipality_id
        return any(not self.reader.of_run(line.part.run).sees_part_of(number) for line in self.invoice.lines.all())

    @property
    def title(self) -> str:
        """Without words that may be closed: that stands in file names too."""
        return f"{self.invoice}, {self.invoice.municipality.name}"

    def text(self, text: str) -> str:
        return "Unntatt offentlighet" if text and self.is_closed else text

    def lines(self) -> list[Line]:
        """As they were written, but for those of a run that the reader may not read."""
        return [self._line(row) for row in self.invoice.lines.all()]

    def _line(self, row: InvoiceLine) -> Line:
        seen = self.reader.of_run(row.part.run)
        if seen.is_closed:
            return Line(seen.text(row.name), row.amount, "", Vat(row.vat.category, row.percent))
        return Line(row.name, row.amount, row.description, row.vat)


def vat_label(vat: Vat) -> str:
    name = NAMES[vat.category]
    return f"{name} {percentage(vat.percent, 0)}" if vat.percent else name


def lines_table(lines: list[Line], *, caption: str) -> Table:
    net = sum((line.amount for line in lines), ZERO)
    return tabulate(
        "fakturalinjer",
        caption,
        (
            column("Linje", lambda line: line.name, width=26, total="Sum eksl. mva."),
            column("Hvorfor", lambda line: line.description, width=38),
            column("Mva.", lambda line: vat_label(line.vat) if line.vat else "Ikke valgt", width=16),
            column("Beløp eksl. mva.", lambda line: line.amount, kroner, 20, total=net),
        ),
        lines,
        unit_note=KRONER_NOTE,
        note=BACK if any(line.amount < 0 for line in lines) else "",
    )


def vat_table(lines: list[Line]) -> Table:
    """VAT by category and rate, rounded once for each, and what is to be paid."""
    subtotals = breakdown(lines)
    net, tax = (sum((getattr(one, name) for one in subtotals), ZERO) for name in ("net", "tax"))

    def gross(one: Subtotal) -> Decimal:
        return one.net + one.tax

    return tabulate(
        "merverdiavgift",
        "Merverdiavgift og sum",
        (
            column(
                "Merverdiavgift",
                lambda one: vat_label(one.vat),
                width=20,
                total="Til gode" if net + tax < 0 else "Å betale",
            ),
            column("Hvorfor uten", lambda one: one.vat.reason, width=26),
            column("Grunnlag", lambda one: one.net, kroner, 18, total=net),
            column("Mva.", lambda one: one.tax, kroner, 18, total=tax),
            column("Sum", gross, kroner, 18, total=net + tax),
        ),
        subtotals,
        unit_note=KRONER_NOTE,
    )


def facts(seen: SeenInvoice) -> list[tuple[str, str]]:
    invoice = seen.invoice
    rows = [
        ("Status", _status(seen)),
        ("Kjøper", municipality_name(invoice.municipality)),
        ("Tittel", seen.text(invoice.title)),
        ("Gjelder", f"{short_date(invoice.first_on)} – {short_date(invoice.last_on)}"),
        ("Fakturadato", short_date(invoice.issued_on)),
        ("Forfall", short_date(invoice.due_on)),
        ("Betalingsbetingelser", seen.text(invoice.terms)),
        ("Kjøperens referanse", seen.text(invoice.buyer_reference)),
        ("Bestillingsnummer", seen.text(invoice.order_reference)),
        ("Avtalenummer", seen.text(invoice.contract_reference)),
        ("Fritekst", seen.text(invoice.text)),
        ("Krediterer", ", ".join(str(one) for one in invoice.credited.all())),
        ("Hvorfor ingen faktura krediteres", seen.text(invoice.no_credited_reason)),
        ("Laget", f"{short_date(invoice.made_at)} av {invoice.made_by.printed_title}"),
        ("Filens kontrollsum (SHA-256)", invoice.sha256),
    ]
    always = {"Status", "Kjøper", "Tittel"}
    return [(label, value) for label, value in rows if value or label in always]


def sheet_of(seen: SeenInvoice) -> MoneySheet:
    """The invoice on paper, marked as a draft until it is sent."""
    lines = seen.lines()
    return MoneySheet(
        f"Grunnlag for {seen.title[0].lower()}{seen.title[1:]}",
        facts(seen),
        [lines_table(lines, caption="Linjer"), vat_table(lines)],
        is_draft=not seen.invoice.is_sent,
    )


def check_seen(seen: SeenInvoice) -> None:
    """Raises NotAvailable where the reader may not see what this municipality pays."""
    if seen.hides_amounts:
        raise NotAvailable("Beløpet er unntatt offentlighet.")


def waiting_table(reader: Reader, *, may_make: bool) -> Table:
    """What is shared and on no invoice, by the year it is paid in and municipality."""
    groups: dict[tuple[int, str], list[AllocationPart]] = defaultdict(list)
    for part in waiting_parts():
        groups[part.run.charged_year, part.municipality_id].append(part)
    names = municipality_names()
    rows = sorted(groups.items(), key=lambda pair: (-pair[0][0], pair[0][1]))

    def amount(row: tuple[tuple[int, str], list[AllocationPart]]) -> object:
        (_, number), parts = row
        is_hidden = any(not reader.of_run(part.run).sees_part_of(number) for part in parts)
        return closable_cell(sum((part.booked for part in parts), ZERO), kroner, is_hidden=is_hidden)

    def page(row: tuple[tuple[int, str], list[AllocationPart]]) -> str:
        (year, number), _ = row
        name = "budget:joint-invoice-new" if may_make else "budget:municipality-charges"
        return reverse(name, args=[year, number])

    return tabulate(
        "ikke-fakturert",
        "Fordelt, men ikke fakturert",
        (
            column("Kommune", lambda row: names[row[0][1]], width=34, link=page),
            column("Betales i", lambda row: str(row[0][0]), width=16),
            column("Deler", lambda row: len(row[1]), str, 16),
            column("Beløp eksl. mva.", amount, width=34, kind="number"),
        ),
        rows,
        unit_note=KRONER_NOTE,
        note=BACK,
    )


def _status(seen: SeenInvoice) -> str:
    invoice = seen.invoice
    if invoice.is_withdrawn and invoice.withdrawn_by:
        reason = seen.text(invoice.withdrawal_reason)
        return f"{invoice.status} av {invoice.withdrawn_by.printed_title}: {reason}"
    if invoice.is_sent and invoice.recorded_by:
        return f"{invoice.word} {invoice.number} er sendt {short_date(invoice.sent_on)}."
    return "Ferdig, men ikke sendt. Innholdet kan ikke endres."
