"""What VAT each municipality carries of a year, and which of it it may claim back, as data for its finance staff.

Two kinds are known here: VAT on the invoices that the municipality is sent, and its part of the VAT on investments,
which the municipalities are charged without. VAT on what is operated is not kept apart in the accounts that are read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.compensation.models import VatClaim
from budget.invoices.models import Invoice, SentInvoice
from budget.invoices.peppol import Line, breakdown
from budget.keys.report import municipality_names
from budget.money.cells import KRONER_NOTE, closable_cell
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject
from budget.runs.basis import keys_of
from budget.splits.splitting import split_of_year
from rorikt.amounts import NOTHING, kroner, percentage
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Cell, NotAvailable, Table

ZERO = Decimal(0)
LAW = "lov 12. desember 2003 nr. 108 om kompensasjon av merverdiavgift (merverdiavgiftskompensasjonsloven)"
# The rules in words, with their place, read in Lovdata's open data of 02.05.2026; the regulation 2003 nr. 1566 was not.
RULES = (
    (
        "Hvem loven gjelder for",
        "Kommuner (§ 2 første ledd bokstav a) og interkommunale sammenslutninger organisert etter kommuneloven eller "
        "annen kommunal særlovgivning (bokstav b), som er registrert i Enhetsregisteret.",
    ),
    ("Hva som kompenseres", "Merverdiavgift ved kjøp av varer og tjenester fra registrerte næringsdrivende (§ 3)."),
    (
        "Hva som ikke kompenseres",
        "Bare det som er til bruk i den kompensasjonsberettigede virksomheten, og ikke der det er rett til fradrag "
        "eller noe annet i § 4 andre ledd står i veien. Det må kommunen selv vurdere.",
    ),
    ("Beløpsgrense", "Kravet kan ikke fremmes før merverdiavgiften i kalenderåret er minst 20 000 kroner (§ 6)."),
    ("Når", "Kravet hører til perioden beløpet er registrert i regnskapet (§ 6), og det foreldes etter § 10."),
    (
        "Mellom deltakerne",
        "Loven sier ikke hvordan kompensasjonen deles mellom deltakerne i et samarbeid. Hvem som krever den for det "
        "samarbeidet kjøper, må avklares med avtalen, revisor eller Skatteetaten.",
    ),
)
OPERATING_NOTE = (
    "Merverdiavgift på driftsutgifter er ikke skilt ut i regnskapet som leses inn her, og er ikke med. "
    "Det samme gjelder fakturaer som er sendt enkeltvis, der satsen ikke er lagret."
)


@dataclass(frozen=True)
class Carried:
    """VAT of one thing in NOK. `basis` is without it, `parts` what each carries, `is_own` an invoice to it.

    `method` says how it was split and `shares` what each has of it, in words. `runs` are those that close it.
    """

    title: str
    method: str
    basis: Decimal
    vat: Decimal
    parts: dict[str, Decimal]
    shares: dict[str, str]
    is_own: bool
    url: str = ""
    runs: tuple[AllocationRun, ...] = ()

    def is_hidden(self, number: str, reader: Reader) -> bool:
        return any(not reader.of_run(run).sees_part_of(number) for run in self.runs)

    def is_closed(self, reader: Reader) -> bool:
        return any(reader.of_run(run).is_closed for run in self.runs)


@dataclass(frozen=True)
class YearOfVat:
    """All that is known of a year. `claim` is what somebody has found out, `None` where nobody has."""

    year: int
    carried: tuple[Carried, ...]
    claim: VatClaim | None
    missing: tuple[str, ...]

    def claimed_by(self, one: Carried) -> str:
        if one.is_own:
            return "Kommunen"
        if self.claim is None:
            return "Må avklares"
        return "Kommunen" if self.is_claimed_by_municipality(one) else "Samarbeidet"

    def is_claimed_by_municipality(self, one: Carried) -> bool:
        return one.is_own or (self.claim is not None and self.claim.claimant == VatClaim.Claimant.MUNICIPALITIES)

    def of(self, number: str) -> list[Carried]:
        return [one for one in self.carried if number in one.parts]

    def claimable(self, number: str) -> Decimal | None:
        """So far as it is known; `None` where all that there is waits for somebody to find out who claims it, and where
        nothing is there while something is missing.
        """
        carried = self.of(number)
        own = [one.parts[number] for one in carried if self.is_claimed_by_municipality(one)]
        is_unknown = not own and bool(self.claim is None if carried else self.missing)
        return None if is_unknown else sum(own, ZERO)

    def lacks(self, carried: Iterable[Carried]) -> str:
        """What the sums are without, in words."""
        unclear = self.claim is None and any(not one.is_own for one in carried)
        told = ["Hvem som krever kompensasjonen for investeringene, er ikke avklart, så de er ikke med i summen."]
        return " ".join([*(told if unclear else []), *self.missing])


def year_of_vat(year: int, reader: Reader) -> YearOfVat:
    claim = VatClaim.objects.filter(year__lte=year).select_related("stated_by").order_by("-year").first()
    run = (
        AllocationRun.objects.in_force()
        .filter(kind=AllocationRun.Kind.INVESTMENT, year=year)
        .select_related("key", "approved_by")
        .order_by("-approved_at")
        .first()
    )
    found, missing = _invoices(year), list[str]()
    if run is None:
        missing.append(f"Investeringene i {year} er ikke fordelt og godkjent, så deres mva. er ikke med.")
    else:
        try:
            found.append(_investments(run, reader))
        except NotAvailable as fault:
            missing.append(f"Mva. på investeringene er ikke med: {fault}")
    if count := SentInvoice.objects.filter(sent_on__year=year, invoice__isnull=True).count():
        missing.append(
            f"{count} {'faktura er' if count == 1 else 'fakturaer er'} sendt enkeltvis i {year}; "
            "mva. på dem er ikke med."
        )
    return YearOfVat(year, tuple(found), claim, tuple(missing))


def facts(found: YearOfVat) -> list[tuple[str, str]]:
    claim = found.claim
    said = [
        ("År", str(found.year)),
        ("Regel", f"{LAW[0].upper()}{LAW[1:]}"),
        ("Hvem som krever for investeringene", claim.get_claimant_display() if claim else "Må avklares"),
    ]
    return [*said, ("Kilde", claim.source)] if claim else said


def all_table(found: YearOfVat, reader: Reader) -> Table:
    """Each municipality by what it carries and what it may claim."""
    names = municipality_names()
    numbers = sorted({number for one in found.carried for number in one.parts})

    def summed(number: str, *, is_own: bool) -> Cell:
        rows = [one for one in found.of(number) if one.is_own == is_own]
        hidden = any(one.is_hidden(number, reader) for one in rows)
        return closable_cell(sum((one.parts[number] for one in rows), ZERO), kroner, is_hidden=hidden)

    def claimable(number: str) -> Cell:
        hidden = any(one.is_hidden(number, reader) for one in found.of(number))
        return closable_cell(found.claimable(number), kroner, is_hidden=hidden)

    return tabulate(
        "mva-kompensasjon",
        f"Merverdiavgift i kommunenes andel, {found.year}",
        (
            column("Kommune", lambda number: names[number], width=28, link=lambda number: page_of(found.year, number)),
            column("På fakturaer til kommunen", lambda number: summed(number, is_own=True), width=24, kind="number"),
            column(
                "Del av mva. på investeringer", lambda number: summed(number, is_own=False), width=24, kind="number"
            ),
            column("Kan kreves av kommunen", claimable, width=24, kind="number"),
        ),
        numbers,
        unit_note=KRONER_NOTE,
        note=OPERATING_NOTE,
        lacks=found.lacks(found.carried),
    )


def municipality_table(found: YearOfVat, number: str, reader: Reader) -> Table:
    """What one municipality carries, thing by thing, with how it was split."""
    rows = found.of(number)
    hides_sum = any(one.is_hidden(number, reader) for one in rows)

    def whole(amount: Decimal, one: Carried) -> Cell:
        hides = any(reader.of_run(run).hides_amounts for run in one.runs) and not one.is_own
        return closable_cell(amount, kroner, is_hidden=hides or one.is_hidden(number, reader))

    def own(one: Carried) -> Cell:
        return closable_cell(one.parts[number], kroner, is_hidden=one.is_hidden(number, reader))

    def title(one: Carried) -> str:
        return "Unntatt offentlighet" if one.is_closed(reader) and not one.is_own else one.title

    return tabulate(
        "mva-kompensasjon",
        f"Merverdiavgift i kommunens andel, {found.year}",
        (
            column("Hva", title, width=22, total="Kan kreves av kommunen", link=lambda one: one.url),
            column("Fordelt etter", lambda one: one.method, width=20),
            column("Andel", lambda one: one.shares.get(number, NOTHING), width=8, kind="number"),
            column("Grunnlag", lambda one: whole(one.basis, one), width=14, kind="number"),
            column("Mva. i alt", lambda one: whole(one.vat, one), width=13, kind="number"),
            column(
                "Kommunens mva.",
                own,
                width=13,
                kind="number",
                total=Cell(CLOSED_AMOUNT) if hides_sum else Cell.of(found.claimable(number), kroner),
            ),
            column("Kreves av", found.claimed_by, width=10),
        ),
        rows,
        unit_note=KRONER_NOTE,
        note=OPERATING_NOTE,
        lacks=found.lacks(rows),
    )


def page_of(year: int, number: str) -> str:
    return reverse("budget:municipality-compensation", args=[year, number])


def _invoices(year: int) -> list[Carried]:
    """VAT on what each was sent, dated in the year, by rate; what a credit note takes back stands with it."""
    sent = Invoice.objects.with_lines().filter(issued_on__year=year, recorded_at__isnull=False).exclude(tax=0)
    found = []
    for invoice in sent.order_by("issued_on", "pk"):
        lines = list(invoice.lines.all())
        runs = tuple({line.part.run_id: line.part.run for line in lines}.values())
        rates = [one for one in breakdown(Line(row.name, row.amount, "", row.vat) for row in lines) if one.vat.percent]
        for one in rates:
            found.append(
                Carried(
                    title=str(invoice),
                    method=f"{percentage(one.vat.percent, 0)} på linjene",
                    basis=one.net,
                    vat=one.tax,
                    parts={invoice.municipality_id: one.tax},
                    shares={},
                    is_own=True,
                    url=invoice.get_absolute_url(),
                    runs=runs,
                )
            )
    return found


def _investments(run: AllocationRun, reader: Reader) -> Carried:
    """By the rows that the run was made of, split as the run was: by its keys, for the days and the purpose of each.

    Raises NotAvailable where its keys are not there any more.
    """
    by_purpose: dict[int | None, Decimal] = {}
    for row in _kept_projects(run):
        by_purpose[row.get("purpose_id")] = by_purpose.get(row.get("purpose_id"), ZERO) + Decimal(row["vat"])
    split = split_of_year(by_purpose, run.year, keys=keys_of(run))
    return Carried(
        title=f"Investeringer {run.year}",
        method=split.note(reader),
        basis=run.amount,
        vat=split.amount,
        parts=split.parts(),
        shares={number: split.printed_share(number) for number in split.numbers},
        is_own=False,
        url=run.get_absolute_url(),
        runs=(run,),
    )


def _kept_projects(run: AllocationRun) -> Sequence[dict[str, Any]]:
    """The projects as they were; as they are now for a run of a time when they were not kept."""
    for source in run.basis.get("sources", []):
        if source.get("kind") == "InvestmentProject" and "values" in source:
            values: list[dict[str, Any]] = source["values"]
            return values
    return [
        {"vat": project.vat, "purpose_id": project.purpose_id}
        for project in InvestmentProject.objects.for_year(run.year)
    ]
