"""What pages and files show of one run."""

from collections.abc import Iterable
from decimal import Decimal
from operator import itemgetter

from budget.allocations.arithmetic import left_out
from budget.allocations.models import SHARED_OF_CLOSED, AllocationPart, AllocationRun
from budget.keys.models import CostKey
from budget.method.explained import Explained, explained, method_columns
from budget.money.cells import FORMS, KRONER_NOTE, closable_cell
from budget.money.reader import Reader
from budget.years.state import state_of
from rorikt.amounts import NOTHING, kroner, percentage, short_date
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.cases.naming import NO_CASE
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Table

ZERO = Decimal(0)
BACK_NOTE = "Beløp under null betales tilbake til kommunen."
NOT_KEPT_ROWS = (
    "Her er bare antallet og kontrollsummen (SHA-256) tatt vare på, ikke selve radene: de kan ha endret seg siden."
)


def parts_table(run: AllocationRun, reader: Reader) -> Table:
    """Every part of a run, with the columns that the run has a use for."""
    seen = reader.of_run(run)
    parts, totals = list(run.parts.select_related("municipality")), run.totals()
    has_account = any(part.paid_on_account for part in parts) or run.kind == AllocationRun.Kind.INVESTMENT
    is_correction = run.corrects_id is not None
    paid = "Motregnet" if run.kind == AllocationRun.Kind.OFFSET else "Betalt akonto"
    amounts = [("Del av beløpet", "amount")]
    amounts += [(paid, "paid_on_account"), ("Å betale", "to_pay")] if has_account else []
    amounts += [("Etter forrige fordeling", "previously"), ("Bokføres", "booked")] if is_correction else []
    totals["previously"] = sum((part.previously for part in parts), ZERO)

    def amount(label: str, name: str) -> ValueColumn[AllocationPart]:
        def cell(part: AllocationPart) -> Cell:
            return closable_cell(getattr(part, name), kroner, is_hidden=not seen.sees_part_of(part.municipality_id))

        total = closable_cell(totals[name], kroner, is_hidden=seen.hides_amounts)
        return column(label, cell, total=total, kind="number")

    return tabulate(
        "fordeling",
        seen.text(run.title),
        (
            column("Kommune", lambda part: part.municipality.name, total="SUM"),
            *([] if run.kind == AllocationRun.Kind.CONSUMPTION else [_share_column(parts)]),
            *(amount(label, name) for label, name in amounts),
        ),
        parts,
        unit_note=KRONER_NOTE,
        note=f"{left_out(run)} {BACK_NOTE if any(part.booked < 0 for part in parts) else ''}".strip(),
        source=run.get_absolute_url(),
    )


def method_table(run: AllocationRun, reader: Reader) -> Table:
    """How each part came about: the method, the measure, the count and the ratio. No part of what is closed."""
    seen = reader.of_run(run)
    parts = [part for part in run.parts.select_related("municipality") if seen.sees_part_of(part.municipality_id)]
    return tabulate(
        "metode",
        "Slik er hver del regnet",
        (
            column("Kommune", lambda part: part.municipality.name, width=16),
            *method_columns(lambda part: explained_part(run, part), widths=(20, 28, 16, 20)),
        ),
        parts,
        note="Forholdstallet er kommunens del av hele beløpet før avrunding, der 1 er alt.",
    )


def _share_column(parts: list[AllocationPart]) -> ValueColumn[AllocationPart]:
    """The shares of the one key; where several keys or counts decided, the table of how it was split tells."""
    if any(part.percent is None for part in parts):
        return column(
            "Andel", lambda part: NOTHING if part.percent is None else percentage(part.percent), kind="number"
        )
    return column("Andel", lambda part: part.percent, percentage, total=sum)


def sources_table(run: AllocationRun, reader: Reader) -> Table:
    """The rows behind a run as they were when it was computed: how many, and the hash that would show a change.

    Older runs kept no more than that, and the page says so; the rows themselves are in kept_rows.py. None are told of
    what is closed, since their names may quote it.
    """
    sources = [] if reader.of_run(run).is_closed else run.basis.get("sources", [])
    columns = (
        column("Rader", itemgetter("name"), width=40),
        column("Antall", itemgetter("rows"), str, 12),
        column("SHA-256", itemgetter("sha256"), width=48),
    )
    # The counts of a consumption stand in its own rows.
    is_kept = run.kind == AllocationRun.Kind.CONSUMPTION or all("values" in source for source in sources)
    note = "" if is_kept else NOT_KEPT_ROWS
    return tabulate("grunnlag", "Radene bak beløpet, slik de var", columns, sources, note=note)


def offsets_of(runs: Iterable[AllocationRun]) -> dict[int, AllocationRun]:
    """Primary key of a settlement to the approved run that offsets it against a contribution."""
    found = AllocationRun.objects.approved().filter(offsets__in=[run.pk for run in runs], corrects__isnull=True)
    return {run.offsets_id: run for run in found if run.offsets_id}


def key_facts(run: AllocationRun, reader: Reader) -> list[tuple[str, str]]:
    """What the head of a run's page and paper says."""
    seen = reader.of_run(run)
    rows = [
        ("Type", run.get_kind_display()),
        ("Gjelder år", str(run.year)),
        ("Betales i", str(run.charged_year)),
        ("Sak", str(run.case or NO_CASE)),
        ("Beløp", CLOSED_AMOUNT if seen.hides_amounts else FORMS["ore"](run.amount)),
        ("Grunnlag", seen.text(run.basis.get("label", ""))),
        ("Fordelingsnøkkel", key_of_run(run, reader)),
        ("Fordelt i", run.get_unit_display()),
        ("Status", run.get_state_display()),
    ]
    if run.kind in SHARED_OF_CLOSED:
        rows.append(("Regnskapsåret", _year_behind(run)))
    if run.is_approved:
        rows.append(("Godkjent", approval_of(run)))
    if run.reason and not seen.is_closed:
        rows.append(("Begrunnelse", run.reason))
    return rows


def approval_of(run: AllocationRun) -> str:
    """When and by whom; empty for a draft."""
    return f"{short_date(run.approved_at)} av {run.approved_by.printed_title}" if run.approved_by else ""


def key_of_run(run: AllocationRun, reader: Reader) -> str:
    """Every key by its purpose and time, and the paper it comes from; «–» where counts decided."""
    return "; ".join(_told(key, reader) for key in keys_of_run(run)) or NOTHING


def keys_of_run(run: AllocationRun) -> list[CostKey]:
    """In the order of purposes and time; none where counts decided. Of many runs: with their `spans` prefetched."""
    if run.key:
        return [run.key]
    return [span.key for span in run.spans.all()]


def _told(key: CostKey, reader: Reader) -> str:
    of = "" if key.purpose.is_general else f"{key.purpose}: "
    return f"{of}{key.period} ({reader.of(key).text(key.source)})"


def explained_part(run: AllocationRun, part: AllocationPart) -> tuple[Explained, ...]:
    """How the amount of a run went to a municipality, from what the run keeps."""
    return explained(run.basis.get("sharing"), part.municipality_id, percent=part.percent)


def _year_behind(run: AllocationRun) -> str:
    """The state of the accounts that are shared; an approved run stays as it is also when they are opened again."""
    state = state_of(run.year)
    if state.is_closed or not run.is_approved:
        return state.sentence
    return (
        f"Regnskapet for {run.year} er åpnet igjen. Fordelingen står som den var. Blir tallene andre "
        "når året avsluttes igjen, føres forskjellen som en korreksjon."
    )
