"""The basis of an invoice: what one municipality owes by one approved run, line by line, and who sells and buys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budget.allocations.models import AllocationPart, AllocationRun
from budget.allocations.report import approval_of, key_of_run, offsets_of
from budget.invoices import peppol
from budget.invoices.lines import lines_of
from budget.invoices.models import Invoice, InvoicePart, SentInvoice
from budget.money.cells import KRONER_NOTE
from budget.money.paper import MoneySheet
from budget.money.reader import Reader
from rorikt.amounts import kroner, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import NotAvailable, Table
from rorikt.people.models import Cooperation, Municipality


@dataclass(frozen=True)
class InvoiceBasis:
    """`lines` add up to what the run books for the municipality, to the øre; below zero is money back."""

    part: AllocationPart
    lines: tuple[peppol.Line, ...]
    reader: Reader

    @property
    def run(self) -> AllocationRun:
        return self.part.run

    @property
    def buyer(self) -> Municipality:
        return self.part.municipality

    @property
    def net(self) -> Decimal:
        return self.part.booked

    @property
    def number(self) -> str:
        """Of the draft only; the invoice gets its own in the system it is sent from."""
        return f"UTKAST-{self.run.pk}-{self.buyer.pk}"

    @property
    def title(self) -> str:
        kind = "Grunnlag for kreditnota" if self.net < 0 else "Fakturagrunnlag"
        return f"{kind}: {self.run_title}, {self.buyer.name}"

    @property
    def run_title(self) -> str:
        return self.reader.of_run(self.run).text(self.run.title)


def invoice_basis(part: AllocationPart, reader: Reader) -> InvoiceBasis:
    """As its reader may see it.

    Raises NotAvailable for a draft, for a settlement that is paid through another run, and where the amount is closed.
    """
    run = part.run
    if not run.is_approved:
        raise NotAvailable("Fordelingen må godkjennes før det lages fakturagrunnlag av den.")
    if other := offsets_of([run]).get(run.pk):
        title = reader.of_run(other).text(other.title)
        raise NotAvailable(f"Dette gjøres opp i «{title}». Lag fakturagrunnlaget der.")
    if not reader.of_run(run).sees_part_of(part.municipality_id):
        raise NotAvailable("Beløpet er unntatt offentlighet.")
    return InvoiceBasis(part, lines_of(part, reader), reader)


def sheet_of(basis: InvoiceBasis, note: str = "") -> MoneySheet:
    """The basis on paper, marked as a draft until the invoice is sent. Raises NotAvailable as `facts` does."""
    return MoneySheet(
        basis.title,
        [*facts(basis), *([("Merknad", note)] if note else [])],
        [lines_table(basis)],
        is_draft=not SentInvoice.objects.filter(part=basis.part).exists(),
    )


def seller() -> peppol.Party:
    """The cooperation where it is a legal person of its own, else its office municipality."""
    own = Cooperation.objects.select_related("office_municipality").first()
    if own is None:
        raise NotAvailable("Samarbeidet er ikke lagt inn. En administrator gjør det under Grunndata.")
    if own.organisation_number:
        return party_of(own, own.seller_name or own.name)
    office = own.office_municipality
    return party_of(office, own.seller_name or municipality_name(office))


def party_of(row: Cooperation | Municipality, name: str) -> peppol.Party:
    return peppol.Party(name, row.organisation_number, row.street_address, row.postal_code, row.city)


def sent_references(municipality: Municipality) -> list[peppol.Reference]:
    """What has been invoiced to a municipality and may be credited, the newest first: one for each number."""
    sent = SentInvoice.objects.filter(part__municipality=municipality, part__booked__gt=0).select_related("invoice")
    found: dict[str, peppol.Reference] = {}
    for one in sent.order_by("-sent_on", "-pk"):
        if not (one.invoice and one.invoice.is_credit_note):
            issued_on = one.invoice.issued_on if one.invoice else one.sent_on
            found.setdefault(one.number, peppol.Reference(one.number, issued_on))
    return list(found.values())


def joint_invoice_of(part: AllocationPart) -> Invoice | None:
    """The invoice over several runs that a part is on, where it is on one."""
    held = InvoicePart.objects.filter(part=part, is_in_force=True).select_related("invoice").first()
    return held.invoice if held else None


def draft(
    basis: InvoiceBasis,
    *,
    issued_on: date,
    due_on: date,
    buyer_reference: str,
    vat: peppol.Vat,
    credits: Sequence[peppol.Reference] = (),
) -> peppol.InvoiceDraft:
    cooperation = Cooperation.objects.get()
    return peppol.InvoiceDraft(
        number=basis.number,
        issued_on=issued_on,
        due_on=due_on,
        buyer_reference=buyer_reference,
        seller=seller(),
        buyer=party_of(basis.buyer, municipality_name(basis.buyer)),
        lines=peppol.taxed(basis.lines, vat),
        note=f"UTKAST, ikke sendt. {basis.title}. Den endelige får nummer i selgerens fakturasystem.",
        bank_account=cooperation.bank_account,
        is_in_business_register=cooperation.is_in_business_register,
        credits=credits,
    )


def lines_table(basis: InvoiceBasis) -> Table:
    return tabulate(
        "fakturagrunnlag",
        f"Linjer, {basis.buyer.name}",
        (
            column("Linje", lambda line: line.name, width=25, total="Å betale" if basis.net >= 0 else "Til gode"),
            column("Hvorfor", lambda line: line.description, width=52),
            column("Beløp eksl. mva.", lambda line: line.amount, kroner, 23, total=basis.net),
        ),
        basis.lines,
        unit_note=KRONER_NOTE,
        note="Beløp under null betales tilbake til kommunen." if basis.net < 0 else "",
    )


def facts(basis: InvoiceBasis) -> list[tuple[str, str]]:
    sold_by, bought_by, reader = seller(), basis.buyer, basis.reader
    seen = reader.of_run(basis.run)
    is_own = bool(sold_by.organisation_number) and sold_by.organisation_number == bought_by.organisation_number
    own = [("Merknad", "Selger og kjøper er samme kommune: til intern føring, ikke til fakturering.")] if is_own else []
    return [
        ("Status", _status(basis.part)),
        ("Selger", _with_number(sold_by.name, sold_by.organisation_number)),
        ("Kjøper", _with_number(municipality_name(bought_by), bought_by.organisation_number)),
        ("Fordeling", basis.run_title),
        ("Grunnlag", seen.text(basis.run.basis.get("label", ""))),
        ("Fordelingsnøkkel", key_of_run(basis.run, reader)),
        ("Fordelingen er godkjent", approval_of(basis.run)),
        *own,
    ]


def _status(part: AllocationPart) -> str:
    sent = getattr(part, "sent_invoice", None)
    return f"Faktura {sent.number} er sendt {short_date(sent.sent_on)}." if sent else "Utkast til faktura. Ikke sendt."


def _with_number(name: str, organisation_number: str) -> str:
    return f"{name}, org.nr. {organisation_number}" if organisation_number else name


def municipality_name(municipality: Municipality) -> str:
    """As it is registered: the name of the place, and what it is."""
    name = municipality.name
    return name if name.lower().endswith("kommune") else f"{name} kommune"
