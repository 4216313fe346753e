"""What pages and files show of one run."""

from collections.abc import Iterable
from decimal import Decimal

from budget.models import AllocationRun
from budget.report import FORMS, KRONER_NOTE, amount_cell, percent_cell
from rorikt.amounts import kroner, short_date
from rorikt.figures import Cell, Column, Table

ZERO = Decimal(0)


def parts_table(run: AllocationRun) -> Table:
    """Every part of a run, with the columns that the run has a use for."""
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
        caption=run.title,
        columns=(
            Column("Kommune"),
            Column("Andel", "number"),
            *(Column(label, "number") for label, _ in columns),
        ),
        rows=tuple(
            (
                Cell(part.municipality.name),
                percent_cell(part.percent),
                *(amount_cell(getattr(part, name), kroner) for _, name in columns),
            )
            for part in parts
        ),
        total=(
            Cell("SUM"),
            percent_cell(sum((part.percent for part in parts), ZERO)),
            *(amount_cell(totals[name], kroner) for _, name in columns),
        ),
        unit_note=KRONER_NOTE,
        note="Beløp under null er penger tilbake til kommunen." if any(part.booked < 0 for part in parts) else "",
        source=run.get_absolute_url(),
    )


def sources_table(run: AllocationRun) -> Table:
    """The rows behind a run as they were when it was computed: how many, and the hash that would show a change."""
    sources = run.basis.get("sources", [])
    return Table(
        key="grunnlag",
        caption="Radene bak beløpet, slik de var",
        columns=(Column("Rader", width=40), Column("Antall", "number", 12), Column("SHA-256", width=48)),
        rows=tuple(
            (Cell(source["name"]), Cell(str(source["rows"]), str(source["rows"])), Cell(source["sha256"]))
            for source in sources
        ),
    )


def offsets_of(runs: Iterable[AllocationRun]) -> dict[int, AllocationRun]:
    """Primary key of a settlement to the approved run that offsets it against a contribution."""
    found = AllocationRun.objects.approved().filter(offsets__in=[run.pk for run in runs], corrects__isnull=True)
    return {run.offsets_id: run for run in found if run.offsets_id}


def key_facts(run: AllocationRun) -> list[tuple[str, str]]:
    """What the head of a run's page and paper says."""
    rows = [
        ("Type", run.get_kind_display()),
        ("Gjelder år", str(run.year)),
        ("Betales i", str(run.charged_year)),
        ("Beløp", FORMS["ore"](run.amount)),
        ("Grunnlag", run.basis.get("label", "")),
        ("Fordelingsnøkkel", f"{run.key.period} ({run.key.source})"),
        ("Fordelt i", run.get_unit_display()),
        ("Status", run.get_state_display()),
    ]
    if run.approved_by:
        rows.append(("Godkjent", f"{short_date(run.approved_at)} av {run.approved_by.printed_title}"))
    if run.reason:
        rows.append(("Begrunnelse", run.reason))
    return rows
