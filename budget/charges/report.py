"""What the municipalities pay in a year and why: every part that is expected, and the sum that says what it lacks.

`charge_parts` decides which parts those are; here they are read from the rows, as their reader may see them, and put
in tables. What is closed to them is told by its public title, and of its amounts only what their own municipality pays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.allocations.models import AllocationPart, AllocationRun
from budget.allocations.report import BACK_NOTE, approval_of, explained_part, key_of_run, offsets_of
from budget.charges import charge_parts
from budget.charges.charge_parts import (
    ON_ACCOUNT,
    Change,
    ChargedYear,
    ChargePart,
    Facts,
    Kind,
    Proposal,
    Run,
    compare,
)
from budget.consumption.coverage import unconsumed
from budget.consumption.report import told_of
from budget.estimates.models import CostEstimate
from budget.frame.models import FrameChange
from budget.instalments.report import planned_on_account
from budget.keys.models import CostKey
from budget.keys.report import municipality_names
from budget.lines.models import BudgetLine
from budget.memberships.members import members_in
from budget.memberships.taking_part import NOT_TAKING_PART
from budget.method.explained import Explained, by_purpose, in_words
from budget.money.cells import FORMS, KRONER_NOTE, closable_cell
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.years.navigation import FIRST_YEAR
from rorikt.amounts import NOTHING, kroner, percentage
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Column, NotAvailable, Table
from rorikt.people.models import Municipality

ZERO = Decimal(0)


@dataclass(frozen=True)
class Charge:
    """What one run moves for one municipality. Not `counted`: it is paid through the run that offsets it."""

    part: AllocationPart
    offset_by: AllocationRun | None = None

    @property
    def run(self) -> AllocationRun:
        return self.part.run

    @property
    def counted(self) -> bool:
        return self.offset_by is None

    @property
    def amount(self) -> Decimal:
        """NOK that the municipality pays, below zero what it gets back; zero where another run takes it."""
        return self.part.booked if self.counted else ZERO

    @property
    def explained(self) -> tuple[Explained, ...]:
        """How the amount of the run went to the municipality."""
        return explained_part(self.run, self.part)

    def why(self, reader: Reader) -> str:
        """In words, from the basis to the amount."""
        part, run = self.part, self.run
        seen = reader.of_run(run)
        if not seen.sees_part_of(part.municipality_id):
            return f"Beløpet er {CLOSED_AMOUNT} offentlighet."
        whole = "det som fordeles" if seen.hides_amounts else FORMS["ore"](run.amount)
        how = in_words(self.explained) if part.percent is None else percentage(part.percent)
        of = f"{how} av {whole}" if how else f"Del av {whole}"
        share = f"{of} er {FORMS['ore'](part.amount)}"
        if part.percent is None and any(one.of is not None for one in self.explained):
            purposes = by_purpose(self.explained, lambda amount: whole if seen.hides_amounts else FORMS["ore"](amount))
            share = f"{purposes}. Til sammen er det {FORMS['ore'](part.amount)}"
        if run.kind == AllocationRun.Kind.CONSUMPTION and not seen.is_closed:
            share = told_of(run, part.municipality_id)
        steps = [f"{seen.text(run.basis.get('label', run.title)).rstrip('.')}. {share}."]
        if part.paid_on_account:
            word = "Motregnet" if run.kind == AllocationRun.Kind.OFFSET else "Betalt akonto"
            steps.append(f"{word}: {FORMS['ore'](part.paid_on_account)}.")
        if run.corrects_id:
            steps.append(f"Etter forrige fordeling: {FORMS['ore'](part.previously)}; bare forskjellen bokføres.")
        if self.offset_by:
            steps.append(f"Gjøres opp i «{reader.of_run(self.offset_by).text(self.offset_by.title)}».")
        return " ".join(steps)


@dataclass(frozen=True)
class Reason:
    """A charge as its reader sees it. `rows_url` is empty where the rows behind it are closed.

    `rests_on` tells on paper what the page links to: the key, and who approved.
    """

    charge: Charge
    title: str
    why: str
    amount: str
    rows_url: str
    rests_on: str


# Reading


def charged_years(years: Iterable[int], reader: Reader | None = None) -> dict[int, ChargedYear]:
    """Each year with its parts, of all municipalities, as anybody may see it where no reader is given.

    The rows are read once, however many years are asked for.
    """
    asked = list(years)
    found = facts(asked, reader or Reader())
    return {year: _with_pages(charge_parts.charged_year(year, found)) for year in asked}


def charged_year(year: int, reader: Reader | None = None) -> ChargedYear:
    return charged_years([year], reader)[year]


def facts(years: Iterable[int], reader: Reader) -> Facts:
    """All that is stored of what is paid, and who has a share in each of `years`."""
    runs = _runs(reader)
    paid: dict[int, dict[str, Decimal]] = {}
    for year, number, amount in PaymentOnAccount.objects.values_list("year", "municipality", "amount"):
        paid.setdefault(year, {})[number] = amount
    lines = BudgetLine.objects.order_by().values_list("year", flat=True).distinct()
    projects = InvestmentProject.objects.order_by().values_list("year", flat=True).distinct()
    return Facts(
        runs=runs,
        changes=_lasting_changes(reader),
        proposals=_proposals(reader),
        paid=paid,
        planned=planned_on_account(),
        members=_members(years),
        budgeted=frozenset(lines.exclude(budgeted=0)),
        known=frozenset({*lines, *paid, *projects, *(run.year for run in runs)}),
        unconsumed=unconsumed(years),
    )


def years_of_charges() -> list[int]:
    """Those that something is paid in, the newest first."""
    runs = AllocationRun.objects.order_by().values_list("charged_year", flat=True).distinct()
    paid = PaymentOnAccount.objects.order_by().values_list("year", flat=True).distinct()
    return sorted({*runs, *paid}, reverse=True)


def charges_of(municipality: Municipality, year: int) -> list[Charge]:
    """What the approved runs of a year say of one municipality, in the order they were approved."""
    parts = (
        AllocationPart.objects.filter(
            municipality=municipality, run__state=AllocationRun.State.APPROVED, run__charged_year=year
        )
        .select_related("run__key__purpose", "run__approved_by", "run__corrects")
        .prefetch_related("run__spans__key__purpose")
        .order_by("run__approved_at", "run_id")
    )
    offset_by = offsets_of(part.run for part in parts)
    return [Charge(part, offset_by.get(part.run_id)) for part in parts]


def reasons(charges: Iterable[Charge], reader: Reader) -> list[Reason]:
    """Why each amount is paid. Amounts that are closed to the reader are given as CLOSED_AMOUNT."""
    found = []
    for charge in charges:
        run, seen = charge.run, reader.of_run(charge.run)
        is_seen = seen.sees_part_of(charge.part.municipality_id)
        amount = kroner(charge.amount) if is_seen else CLOSED_AMOUNT
        rows_url = "" if seen.is_closed else run.basis.get("url", "")
        is_counted = run.kind == AllocationRun.Kind.CONSUMPTION
        by = "Antall og priser slik de var" if is_counted else f"Nøkkel: {key_of_run(run, reader)}"
        rests_on = f"{by}. Godkjent {approval_of(run)}."
        found.append(Reason(charge, seen.text(run.title), charge.why(reader), amount, rows_url, rests_on))
    return found


def unallocated_changes(year: int) -> list[FrameChange]:
    """What comes every year and began earlier, but is not shared between the municipalities for this year."""
    lasting = FrameChange.objects.lasting().filter(year__lt=year).exclude(amount=0)
    shared = set(
        AllocationRun.objects.filter(kind=AllocationRun.Kind.CASE_COST, year=year).values_list("subject", flat=True)
    )
    return [change for change in lasting if change.subject not in shared]


def _with_pages(year: ChargedYear) -> ChargedYear:
    """What no run stands behind leads to the page where it is to be put right."""
    before = year.year - 1
    pages = {
        f"{Kind.FRAME}-0": _page("frame", year.year),
        ON_ACCOUNT: _page("settlement", year.year),
        f"{Kind.RESULT}-1": _page("operating-result", before),
        f"{Kind.SETTLEMENT}-1": _page("settlement", before),
        f"{Kind.CONSUMPTION}-0-rest": f"{reverse('budget:services')}?year={year.year}",
    }
    return replace(year, parts=tuple(replace(part, url=part.url or pages.get(part.like, "")) for part in year.parts))


def _page(name: str, year: int) -> str:
    """Empty for the year before the first one that can have figures, which is asked for to be compared with."""
    return reverse(f"budget:{name}", args=[year]) if year >= FIRST_YEAR else ""


# Tables


def charges_table(
    municipality: Municipality, year: ChargedYear, charges: Iterable[Charge], reader: Reader | None = None
) -> Table:
    """«What the municipality pays in the year, and why»: every amount leads to its run, its key and its rows.

    `year` is narrowed to the municipality; what has no amount yet stands in its row with how far it has come.
    """
    reader = reader or Reader()
    of_run = {charge.run.pk: charge for charge in charges}
    return Table(
        key="kommunen-betaler",
        caption=f"Hva {municipality.name} betaler i {year.year}{year.suffix}",
        columns=(
            Column("Hva", width=20),
            Column("Status", width=12),
            Column("Grunnlag", "number", 15),
            Column("Andel", "number", 9),
            Column("Del av beløpet", "number", 15),
            Column("Trekkes fra", "number", 14),
            Column("Å betale", "number", 15),
        ),
        rows=tuple(_charge_row(part, of_run.get(part.run or 0), municipality.pk, reader) for part in year.parts),
        total=(
            Cell(_total_label(year)),
            *(Cell("") for _ in range(5)),
            _total_cell(year, municipality.pk, reader),
        ),
        unit_note=KRONER_NOTE,
        note=_note(
            year,
            f"{BACK_NOTE} Det som trekkes fra, er akonto, motregning eller det en tidligere fordeling allerede har "
            "bokført.",
        ),
    )


def all_charges_table(year: ChargedYear, reader: Reader | None = None) -> Table:
    """Every part that is expected in a year against every municipality."""
    reader = reader or Reader()
    names, members = municipality_names(), members_in(year.year)
    numbers = [one for one in sorted(names) if one in members or any(part.amount(one) for part in year.parts)]
    whole = sum((year.total(number) for number in numbers), ZERO)
    is_empty = all(part.state.is_missing for part in year.parts)

    def paid_by(number: str) -> ValueColumn[ChargePart]:
        total = _total_cell(year, number, reader)
        return column(names[number], lambda part: _part_cell(part, number, reader), total=total, kind="number")

    def paid(part: ChargePart) -> Cell:
        amount = None if part.state.is_missing else sum((part.amount(number) for number in numbers), ZERO)
        return closable_cell(amount, kroner, is_hidden=part.is_hidden and amount is not None)

    total = closable_cell(None if is_empty else whole, kroner, is_hidden=year.hides_sums and not is_empty)
    return tabulate(
        "kommunene-betaler",
        f"Hva kommunene betaler i {year.year}{year.suffix}",
        (
            column("Del", lambda part: part.title, total=_total_label(year), link=lambda part: part.url),
            column("Status", lambda part: part.printed_state),
            *map(paid_by, numbers),
            column("SUM", paid, total=total, kind="number"),
        ),
        year.parts,
        unit_note=KRONER_NOTE,
        note=_note(year, f"{BACK_NOTE} Et oppgjør som motregnes i et tilskudd, står med null."),
    )


def missing_table(year: ChargedYear) -> Table:
    """The parts without an amount, and why. Raises NotAvailable where none is missing."""
    if year.is_whole:
        raise NotAvailable(f"Ingen deler av {year.year} mangler.")
    names = municipality_names()
    return tabulate(
        "mangler",
        f"Mangler i {year.year}",
        (
            column("Del", lambda part: part.title, width=35, link=lambda part: part.url),
            column("Status", lambda part: part.printed_state, width=20),
            column("Hvorfor", lambda part: _why_missing(part, names), width=45),
        ),
        year.missing,
    )


def comparison_table(
    municipality: Municipality, now: ChargedYear, before: ChargedYear, reader: Reader | None = None
) -> Table:
    """Like with like: only the parts that both years have an amount for. Raises NotAvailable where there is none."""
    reader = reader or Reader()
    if (now.hides_sums or before.hides_sums) and municipality.pk != reader.own:
        raise NotAvailable("Et av beløpene er unntatt offentlighet. Derfor vises ikke sammenligningen.")
    compared = compare(now, before, municipality.pk)
    if not compared:
        raise NotAvailable(f"{now.year} kan ikke sammenlignes med {before.year}: ingen del har beløp i begge årene.")
    return tabulate(
        "sammenlignet",
        f"{now.year} sammenlignet med {before.year}, bare deler som har beløp i begge årene",
        (
            column("Del", lambda row: row.title, width=40, total="SUM av disse"),
            column(str(before.year), lambda row: row.before, kroner, 20, total=sum),
            column(str(now.year), lambda row: row.now, kroner, 20, total=sum),
            column("Endring", lambda row: row.difference, kroner, 20, total=sum),
        ),
        compared,
        unit_note=KRONER_NOTE,
        note="Deler som bare ett av årene har beløp for, er ikke med i sammenligningen.",
    )


def history_table(municipality: Municipality, years: Mapping[int, ChargedYear], reader: Reader | None = None) -> Table:
    """What a municipality pays year by year, newest first, and whether each sum is whole."""
    reader, number = reader or Reader(), municipality.pk
    own = [year.of(number) for year in years.values()]

    def is_whole(year: ChargedYear) -> str:
        return "hel" if year.is_whole else f"foreløpig, {len(year.missing)} av {len(year.parts)} deler mangler"

    def page(year: ChargedYear) -> str:
        return reverse("budget:municipality-charges", args=[year.year, municipality.pk])

    return tabulate(
        "historikk",
        f"{municipality.name} år for år",
        (
            column("År", lambda year: str(year.year), width=15, link=page),
            column("Deler med beløp", lambda year: sum(_has_amount(part, number) for part in year.parts), str, 20),
            column("Summen er", is_whole, width=40),
            column("Å betale", lambda year: _total_cell(year, municipality.pk, reader), width=25, kind="number"),
        ),
        own,
        unit_note=KRONER_NOTE,
        note="" if all(year.is_whole for year in own) else "Foreløpige summer kan ikke sammenlignes.",
    )


def _why_missing(part: ChargePart, names: Mapping[str, str]) -> str:
    if not part.lacking:
        return part.note
    return f"Ikke registrert for {', '.join(names[number] for number in sorted(part.lacking))}."


def _total_label(year: ChargedYear) -> str:
    return "SUM" if year.is_whole else "SUM så langt"


def _note(year: ChargedYear, note: str) -> str:
    """What the sum lacks, and why an amount that no run stands behind counts as it does."""
    told = [f"{part.title}: {part.note}" for part in year.parts if part.note and not part.run and not part.is_missing]
    return " ".join([year.so_far, *told, note]).strip()


def _has_amount(part: ChargePart, number: str) -> bool:
    """Whether it is known what the municipality pays of it."""
    return not part.state.is_missing and number not in part.lacking and _takes_part(part, number)


def _takes_part(part: ChargePart, number: str) -> bool:
    """What another run takes over has no amounts, and is nothing to everybody."""
    return not part.amounts or number in part.amounts


def _part_cell(part: ChargePart, number: str, reader: Reader) -> Cell:
    if part.state.is_missing or number in part.lacking:
        return Cell(NOTHING)
    if not _takes_part(part, number):
        return Cell(NOT_TAKING_PART)
    return closable_cell(part.amount(number), kroner, is_hidden=part.is_hidden and number != reader.own)


def _total_cell(year: ChargedYear, number: str, reader: Reader) -> Cell:
    """«–» where no part has an amount yet: nobody has said that nothing is to be paid."""
    if not any(_has_amount(part, number) for part in year.parts):
        return Cell(NOTHING)
    return closable_cell(year.total(number), kroner, is_hidden=year.hides_sums and number != reader.own)


def _charge_row(part: ChargePart, charge: Charge | None, number: str, reader: Reader) -> tuple[Cell, ...]:
    """Of a run with its basis, key and what is taken off; of what no run says, the amount alone."""
    head = (Cell(part.title, source=part.url), Cell(part.printed_state))
    if charge is None:
        amount = _part_cell(part, number, reader)
        return (*head, Cell(NOTHING), Cell(NOTHING), amount, Cell(NOTHING), amount)
    of_run, run = charge.part, charge.run
    off = of_run.paid_on_account + of_run.previously + (ZERO if charge.counted else of_run.booked)
    seen = reader.of_run(run)
    basis = closable_cell(run.amount, kroner, is_hidden=seen.hides_amounts)
    return (
        *head,
        basis if seen.is_closed else replace(basis, source=run.basis.get("url", "")),
        _share_cell(charge),
        *(
            closable_cell(amount, kroner, is_hidden=not seen.sees_part_of(number))
            for amount in (of_run.amount, off, charge.amount)
        ),
    )


def _share_cell(charge: Charge) -> Cell:
    """The share of the one key, which it leads to; what several keys or counts made together, which the run tells."""
    part, run = charge.part, charge.run
    if part.percent is not None and run.key is not None:
        return Cell(percentage(part.percent), str(part.percent), run.key.get_absolute_url())
    ratios = [one.ratio for one in charge.explained]
    if len(ratios) == 1 and ratios[0] is not None:
        return Cell(percentage(ratios[0] * 100, 4), str(ratios[0] * 100), run.get_absolute_url())
    return Cell("se fordelingen", source=run.get_absolute_url())


# What the rule asks for, out of the rows


def _runs(reader: Reader) -> list[Run]:
    """Approved ones in the order they were approved, then the drafts for those who may see them."""
    visible = AllocationRun.objects.all() if reader.sees_drafts else AllocationRun.objects.approved()
    rows = list(visible.defer("basis").order_by("pk"))
    charged = {row.pk: row.charged_year for row in rows}
    offset_in = {
        row.offsets_id: reader.of_run(row).text(row.title)
        for row in rows
        if row.is_approved and row.offsets_id and not row.corrects_id
    }
    booked: dict[int, dict[str, Decimal]] = {}
    parts = AllocationPart.objects.filter(run__state=AllocationRun.State.APPROVED).order_by()
    invoiced: dict[int, set[str]] = {}
    for pk, number, amount, sent in parts.values_list("run", "municipality", "booked", "sent_invoice"):
        booked.setdefault(pk, {})[number] = amount
        if sent:
            invoiced.setdefault(pk, set()).add(number)
    return [
        Run(
            pk=row.pk,
            kind=Kind(row.kind),
            title=reader.of_run(row).text(row.title),
            year=row.year,
            charged_year=row.charged_year,
            is_approved=row.is_approved,
            booked=booked.get(row.pk, {}),
            invoiced=frozenset(invoiced.get(row.pk, ())),
            subject=row.subject,
            amount=row.amount,
            url=row.get_absolute_url(),
            offset_in=offset_in.get(row.pk, ""),
            is_correction=row.corrects_id is not None,
            corrects_charged=charged.get(row.corrects_id) if row.corrects_id else None,
            is_hidden=reader.of_run(row).hides_amounts,
        )
        for row in sorted(rows, key=lambda row: (row.approved_at is None, row.approved_at or row.created_at, row.pk))
    ]


def _lasting_changes(reader: Reader) -> list[Change]:
    return [
        Change(
            change.subject,
            reader.of_change(change).text(change.title),
            change.year,
            change.amount,
            change.get_absolute_url(),
        )
        for change in FrameChange.objects.lasting().order_by("year", "pk")
    ]


def _proposals(reader: Reader) -> list[Proposal]:
    """Each year of an estimate, once and every year, that is not in the frame and was not declined."""
    found = []
    waiting = CostEstimate.objects.filter(declined__isnull=True)
    for estimate in waiting.prefetch_related("lines", "frame_changes"):
        decided = {(change.year, change.kind == FrameChange.Kind.YEARLY) for change in estimate.frame_changes.all()}
        proposed = {(line.year, line.is_yearly) for line in estimate.lines.all()} - decided
        found += [
            Proposal(reader.of_estimate(estimate).text(estimate.title), year, is_yearly, reader.url_of(estimate))
            for year, is_yearly in sorted(proposed)
        ]
    return found


def _members(years: Iterable[int]) -> dict[int, frozenset[str]]:
    """Those with a share in a general key of a year; all its members where there is no such key."""
    keys = list(CostKey.objects.current().of_purpose(None).prefetch_related("shares"))
    found = {}
    for year in years:
        first, last = date(year, 1, 1), date(year, 12, 31)
        own = [key for key in keys if key.valid_from <= last and (key.valid_to is None or key.valid_to >= first)]
        shares = [share for key in own for share in key.percentages().items()]
        found[year] = frozenset(number for number, percent in shares if percent) or members_in(year)
    return found
