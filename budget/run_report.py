"""What pages and files show of the runs: one run, what one municipality pays in a year and why, and all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from budget.frames import Frame, FrameStep
from budget.models import AllocationPart, AllocationRun, FrameChange
from budget.reading import Reader
from budget.report import FORMS, KRONER_NOTE, amount_cell, municipality_names, percent_cell, shown_amount
from rorikt.amounts import kroner, percentage, short_date
from rorikt.cases import CLOSED_AMOUNT, NO_CASE
from rorikt.figures import Cell, Column, NotAvailable, Table
from rorikt.models import Municipality

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
    def why(self) -> str:
        """In words, from the basis to the amount."""
        part, run = self.part, self.run
        share = f"{percentage(part.percent)} av {FORMS['ore'](run.amount)} er {FORMS['ore'](part.amount)}"
        steps = [f"{run.basis.get('label', run.title).rstrip('.')}. {share}."]
        if part.paid_on_account:
            word = "Motregnet" if run.kind == AllocationRun.Kind.OFFSET else "Betalt akonto"
            steps.append(f"{word}: {FORMS['ore'](part.paid_on_account)}.")
        if run.corrects_id:
            steps.append(f"Etter forrige fordeling: {FORMS['ore'](part.previously)}; bare forskjellen bokføres.")
        if self.offset_by:
            steps.append(f"Gjøres opp i «{self.offset_by.title}».")
        return " ".join(steps)


def parts_table(run: AllocationRun, reader: Reader) -> Table:
    """Every part of a run, with the columns that the run has a use for."""
    seen = reader.of_run(run)
    parts, totals = list(run.parts.select_related("municipality")), run.totals()
    has_account = any(part.paid_on_account for part in parts) or run.kind == AllocationRun.Kind.INVESTMENT
    is_correction = run.corrects_id is not None
    paid = "Motregnet" if run.kind == AllocationRun.Kind.OFFSET else "Betalt akonto"
    columns = [("Del av beløpet", "amount")]
    columns += [(paid, "paid_on_account"), ("Å betale", "to_pay")] if has_account else []
    columns += [("Etter forrige fordeling", "previously"), ("Bokføres", "booked")] if is_correction else []
    totals["previously"] = sum((part.previously for part in parts), ZERO)
    return Table(
        key="fordeling",
        caption=seen.text(run.title),
        columns=(
            Column("Kommune"),
            Column("Andel", "number"),
            *(Column(label, "number") for label, _ in columns),
        ),
        rows=tuple(
            (
                Cell(part.municipality.name),
                percent_cell(part.percent),
                *(
                    shown_amount(getattr(part, name), kroner, is_hidden=not seen.sees_part_of(part.municipality_id))
                    for _, name in columns
                ),
            )
            for part in parts
        ),
        total=(
            Cell("SUM"),
            percent_cell(sum((part.percent for part in parts), ZERO)),
            *(shown_amount(totals[name], kroner, is_hidden=seen.hides_amounts) for _, name in columns),
        ),
        unit_note=KRONER_NOTE,
        note="Beløp under null er penger tilbake til kommunen." if any(part.booked < 0 for part in parts) else "",
        source=run.get_absolute_url(),
    )


def sources_table(run: AllocationRun, reader: Reader) -> Table:
    """The rows behind a run as they were when it was computed: how many, and the hash that would show a change.

    None are told of what is closed, since their names may quote it.
    """
    sources = [] if reader.of_run(run).is_closed else run.basis.get("sources", [])
    return Table(
        key="grunnlag",
        caption="Radene bak beløpet, slik de var",
        columns=(Column("Rader", width=40), Column("Antall", "number", 12), Column("SHA-256", width=48)),
        rows=tuple(
            (Cell(source["name"]), Cell(str(source["rows"]), str(source["rows"])), Cell(source["sha256"]))
            for source in sources
        ),
    )


def charges_of(municipality: Municipality, year: int) -> list[Charge]:
    """What the approved runs of a year say of one municipality, in the order they were approved."""
    parts = (
        AllocationPart.objects.filter(
            municipality=municipality, run__state=AllocationRun.State.APPROVED, run__charged_year=year
        )
        .select_related("run__key", "run__approved_by", "run__corrects")
        .order_by("run__approved_at", "run_id")
    )
    offset_by = offsets_of(part.run for part in parts)
    return [Charge(part, offset_by.get(part.run_id)) for part in parts]


def offsets_of(runs: Iterable[AllocationRun]) -> dict[int, AllocationRun]:
    """Primary key of a settlement to the approved run that offsets it against a contribution."""
    found = AllocationRun.objects.approved().filter(offsets__in=[run.pk for run in runs], corrects__isnull=True)
    return {run.offsets_id: run for run in found if run.offsets_id}


def charges_table(municipality: Municipality, year: int) -> Table:
    """«What the municipality pays in the year, and why»: every amount leads to its run, its key and its rows."""
    charges = charges_of(municipality, year)
    if not charges:
        raise NotAvailable(f"Ingen godkjente fordelinger betales i {year}.")
    return Table(
        key="kommunen-betaler",
        caption=f"Hva {municipality.name} betaler i {year}",
        columns=(
            Column("Hva", width=28),
            Column("Grunnlag", "number", 16),
            Column("Andel", "number", 11),
            Column("Del av beløpet", "number", 15),
            Column("Trekkes fra", "number", 15),
            Column("Å betale", "number", 15),
        ),
        rows=tuple(_charge_row(charge) for charge in charges),
        total=(
            Cell("SUM"),
            Cell(""),
            Cell(""),
            Cell(""),
            Cell(""),
            amount_cell(sum((charge.amount for charge in charges), ZERO), kroner),
        ),
        unit_note=KRONER_NOTE,
        note="Beløp under null er penger tilbake til kommunen. Det som trekkes fra, er akonto, motregning "
        "eller det en tidligere fordeling allerede har bokført.",
    )


def all_charges_table(year: int) -> Table:
    """Every approved run that is paid in a year against every municipality."""
    runs = list(AllocationRun.objects.approved().charged_in(year).order_by("approved_at", "pk"))
    if not runs:
        raise NotAvailable(f"Ingen godkjente fordelinger betales i {year}.")
    names, offset_by = municipality_names(), offsets_of(runs)
    booked: dict[int, dict[str, Decimal]] = {run.pk: {} for run in runs}
    for part in AllocationPart.objects.filter(run__in=runs):
        booked[part.run_id][part.municipality_id] = ZERO if part.run_id in offset_by else part.booked
    numbers = sorted(names)
    return Table(
        key="kommunene-betaler",
        caption=f"Hva kommunene betaler i {year}",
        columns=(
            Column("Fordeling"),
            *(Column(names[number], "number") for number in numbers),
            Column("SUM", "number"),
        ),
        rows=tuple(
            (
                Cell(run.title, source=run.get_absolute_url()),
                *(amount_cell(booked[run.pk].get(number, ZERO), kroner) for number in numbers),
                amount_cell(sum(booked[run.pk].values(), ZERO), kroner),
            )
            for run in runs
        ),
        total=(
            Cell("SUM"),
            *(amount_cell(sum((row.get(number, ZERO) for row in booked.values()), ZERO), kroner) for number in numbers),
            amount_cell(sum((sum(row.values(), ZERO) for row in booked.values()), ZERO), kroner),
        ),
        unit_note=KRONER_NOTE,
        note="Beløp under null er penger tilbake til kommunen. Et oppgjør som motregnes i et tilskudd, står med null.",
    )


def history_table(municipality: Municipality) -> Table:
    """What a municipality has been charged year by year, newest first."""
    years = AllocationRun.objects.approved().order_by("-charged_year").values_list("charged_year", flat=True).distinct()
    rows = [(year, charges_of(municipality, year)) for year in years]
    return Table(
        key="historikk",
        caption=f"{municipality.name} år for år",
        columns=(Column("År"), Column("Fordelinger", "number"), Column("Å betale", "number")),
        rows=tuple(
            (
                Cell(str(year), source=reverse("budget:municipality-charges", args=[year, municipality.pk])),
                Cell(str(len(charges)), str(len(charges))),
                amount_cell(sum((charge.amount for charge in charges), ZERO), kroner),
            )
            for year, charges in rows
        ),
        unit_note=KRONER_NOTE,
    )


def years_of_runs() -> list[int]:
    years = AllocationRun.objects.order_by("-charged_year").values_list("charged_year", flat=True)
    return list(years.distinct())


def unallocated_changes(year: int) -> list[FrameChange]:
    """What comes every year and began earlier, but is not shared between the municipalities for this year."""
    lasting = FrameChange.objects.filter(kind=FrameChange.Kind.YEARLY, year__lt=year, replaced_by__isnull=True).exclude(
        amount=0
    )
    shared = set(
        AllocationRun.objects.filter(kind=AllocationRun.Kind.CASE_COST, year=year).values_list("subject", flat=True)
    )
    return [change for change in lasting if change.subject not in shared]


def frame_of(year: int, reader: Reader | None = None) -> Frame:
    """Every decision that a year's frame is made of, as anybody may see it where no reader is given.

    A year without a decided frame has no base.
    """
    changes, reader = FrameChange.objects.acting_in(year), reader or Reader()
    return Frame(year, tuple(_step(change, year, reader) for change in changes))


def frame_table(year: int, reader: Reader | None = None) -> Table:
    """The frame of a year, each amount with the decision it rests on."""
    frame = frame_of(year, reader)
    if not frame.steps:
        raise NotAvailable(f"Ingen vedtak er ført i rammen for {year}.")
    return Table(
        key="ramme",
        caption=f"Ramme {year}",
        columns=(
            Column("Hva", width=30),
            Column("Type", width=20),
            Column("Vedtak", width=30),
            Column("Beløp", "number", 20),
        ),
        rows=tuple(
            (
                Cell(step.title, source=step.url),
                Cell(step.kind),
                Cell(_decided(step), source=step.case_url),
                shown_amount(step.difference, kroner, is_hidden=step.is_hidden),
            )
            for step in frame.steps
        ),
        total=(
            Cell(f"Ramme {year}"),
            Cell(""),
            Cell(""),
            shown_amount(frame.amount, kroner, is_hidden=frame.hides_sums),
        ),
        unit_note=KRONER_NOTE,
    )


def key_facts(run: AllocationRun, reader: Reader) -> list[tuple[str, str]]:
    """What the head of a run's page and paper says."""
    seen = reader.of_run(run)
    rows = [
        ("Type", run.get_kind_display()),
        ("Gjelder år", str(run.year)),
        ("Betales i", str(run.charged_year)),
        ("Sak", run.case_number or NO_CASE),
        ("Beløp", CLOSED_AMOUNT if seen.hides_amounts else FORMS["ore"](run.amount)),
        ("Grunnlag", seen.text(run.basis.get("label", ""))),
        ("Fordelingsnøkkel", f"{run.key.period} ({reader.of(run.key).text(run.key.source)})"),
        ("Fordelt i", run.get_unit_display()),
        ("Status", run.get_state_display()),
    ]
    if run.approved_by:
        rows.append(("Godkjent", f"{short_date(run.approved_at)} av {run.approved_by.printed_title}"))
    if run.reason and not seen.is_closed:
        rows.append(("Begrunnelse", run.reason))
    return rows


def _charge_row(charge: Charge) -> tuple[Cell, ...]:
    part, run = charge.part, charge.run
    off = part.paid_on_account + part.previously + (ZERO if charge.counted else part.booked)
    return (
        Cell(run.title, source=run.get_absolute_url()),
        Cell(kroner(run.amount), str(run.amount), run.basis.get("url", "")),
        Cell(percentage(part.percent), str(part.percent), run.key.get_absolute_url()),
        amount_cell(part.amount, kroner),
        amount_cell(off, kroner),
        amount_cell(charge.amount, kroner),
    )


def _decided(step: FrameStep) -> str:
    if not step.case_number:
        return step.decision
    return f"{step.decision} ({step.case_number})" if step.decision else f"Sak {step.case_number}"


def _step(change: FrameChange, year: int, reader: Reader) -> FrameStep:
    seen = reader.of_change(change)
    return FrameStep(
        title=seen.text(change.title),
        kind=change.get_kind_display() if not change.replaces_id else f"{change.get_kind_display()}, nytt vedtak",
        difference=change.difference,
        decision="" if seen.is_closed else change.decision,
        case_number=change.case_number,
        case_url=change.case_url,
        url=change.get_absolute_url(),
        is_base=change.kind == FrameChange.Kind.BASE,
        is_lasting=change.year < year,
        is_hidden=seen.hides_amounts,
    )
