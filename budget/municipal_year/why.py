"""«Hvorfor betalte vi 240 091,31?»: one charge of one municipality, down to the causes and the rows as they were."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from budget.allocations.kept_rows import rows_tables
from budget.allocations.models import AllocationRun
from budget.allocations.report import approval_of, key_of_run
from budget.charges.report import Charge
from budget.lines.models import VarianceCause
from budget.method.explained import method_columns
from budget.money.cells import FORMS, KRONER_NOTE
from budget.money.reader import Reader
from budget.municipal_year.causes import Component, Line, components
from rorikt.amounts import NOTHING, kroner
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import NotAvailable, Table

ZERO = Decimal(0)
Kind = AllocationRun.Kind
EXPLAINED = {Kind.OPERATING_RESULT: "BudgetLine", Kind.INVESTMENT: "InvestmentProject"}


def facts_of(charge: Charge, reader: Reader) -> list[tuple[str, str]]:
    """From the amount to what it rests on, step by step."""
    run, part, seen = charge.run, charge.part, reader.of_run(charge.run)
    sees = seen.sees_part_of(part.municipality_id)

    def amount(value: Decimal) -> str:
        return FORMS["ore"](value) if sees else CLOSED_AMOUNT

    steps = [
        ("Beløpet kommunen betaler", amount(charge.amount)),
        ("Hva det er", seen.text(run.title)),
        ("Grunnlag", seen.text(run.basis.get("label", ""))),
        ("Hele beløpet som deles", CLOSED_AMOUNT if seen.hides_amounts else FORMS["ore"](run.amount)),
        ("Nøkkel og kilde", key_of_run(run, reader)),
        ("Kommunens del", amount(part.amount)),
    ]
    if part.paid_on_account:
        word = "Motregnet" if run.kind == Kind.OFFSET else "Betalt akonto"
        steps.append((word, amount(part.paid_on_account)))
    if part.previously:
        steps.append(("Bokført av en tidligere fordeling", amount(part.previously)))
    if charge.offset_by:
        title = reader.of_run(charge.offset_by).text(charge.offset_by.title)
        steps.append(("Gjøres opp i", title))
    return [*steps, ("Godkjent", approval_of(run))]


def split_table(charges: list[Charge], reader: Reader) -> Table:
    """Beside each amount that was split: the method, the measure, the count and the ratio."""

    def closed(charge: Charge) -> bool:
        return not reader.of_run(charge.run).sees_part_of(charge.part.municipality_id)

    def whole(charge: Charge) -> Any:
        return CLOSED_AMOUNT if reader.of_run(charge.run).hides_amounts else kroner(charge.run.amount)

    return tabulate(
        "fordelt",
        "Slik er beløpene fordelt",
        (
            column("Hva", lambda charge: reader.of_run(charge.run).text(charge.run.title), width=18),
            column("Hele beløpet", whole, width=14, kind="number"),
            *method_columns(lambda charge: () if closed(charge) else charge.explained, widths=(18, 14, 10, 12)),
            column(
                "Kommunens del",
                lambda charge: CLOSED_AMOUNT if closed(charge) else kroner(charge.part.amount),
                width=14,
                kind="number",
            ),
        ),
        charges,
        unit_note=KRONER_NOTE,
        note=(
            "Forholdstallet er kommunens del av hele beløpet før avrunding til øre, der 1 er alt. Er det delt etter "
            "flere formål, er det ett forholdstall for hvert formål, av formålets eget beløp."
        ),
    )


def causes_table(charge: Charge, reader: Reader) -> Table:
    """Each cause's own part of what the municipality pays, and what nobody has explained.

    The lines are those that the run keeps; the causes are those that are named of them now. Raises NotAvailable where
    the run keeps no rows, or is closed to the reader.
    """
    run = charge.run
    title = reader.of_run(run).text(run.title)
    found = list(_components(charge, reader))
    return tabulate(
        f"arsaker-{run.pk}",
        f"Årsakene bak {title}",
        (
            column("Linje", lambda one: one.line, width=28, total="SUM"),
            column("Årsak", lambda one: one.cause or NOTHING, width=32),
            column("Hele beløpet", lambda one: one.amount if one.is_known else None, kroner, 20, total=run.amount),
            column(
                "Kommunens del",
                lambda one: one.share if one.is_known or one.share else None,
                kroner,
                20,
                total=charge.part.amount,
            ),
        ),
        found,
        unit_note=KRONER_NOTE,
        note="Hver årsak er delt på samme måte som beløpet, og delene er til sammen kommunens del, nøyaktig på øret."
        + ("" if all(one.is_known for one in found) else " En årsak uten beløp er en del av det uforklarte."),
    )


def kept_tables(charge: Charge, reader: Reader) -> list[Table]:
    """The rows behind a charge as they were."""
    return rows_tables(charge.run, reader)


def _components(charge: Charge, reader: Reader) -> list[Component]:
    run, part = charge.run, charge.part
    kind = EXPLAINED.get(Kind(run.kind))
    if kind is None:
        raise NotAvailable("Beløpet følger av et vedtak, og har ingen årsaker i regnskapet.")
    seen = reader.of_run(run)
    if seen.is_closed or (kind == "InvestmentProject" and reader.projects):
        raise NotAvailable("Årsakene er unntatt offentlighet.")
    rows = [row for one in run.basis.get("sources", []) if one.get("kind") == kind for row in one.get("values", [])]
    lines = list(_lines(kind, rows, charge))
    if sum((line.amount for line in lines), ZERO) != run.amount:
        raise NotAvailable("Fordelingen er fra før radene bak den ble tatt vare på, så årsakene kan ikke deles.")
    return components(lines, part.amount)


def _lines(kind: str, rows: list[Mapping[str, Any]], charge: Charge) -> Iterator[Line]:
    if kind == "InvestmentProject":
        for row in rows:
            if spent := Decimal(row["actual_excl_vat"]):
                yield Line(row["title"], spent, _ratio(charge, row.get("purpose_id")), ((NOTHING, spent),))
        return
    causes: dict[int, list[tuple[str, Decimal | None]]] = {}
    named = VarianceCause.objects.filter(line__in=[row["id"] for row in rows]).order_by("pk")
    for line, title, amount in named.values_list("line", "title", "amount"):
        causes.setdefault(line, []).append((title, amount))
    for row in rows:
        amount = Decimal(row["actual"]) - Decimal(row["budgeted"])
        if amount or row["id"] in causes:
            yield Line(row["title"], amount, _ratio(charge, row.get("purpose_id")), causes.get(row["id"], ()))


def _ratio(charge: Charge, purpose: int | None) -> Decimal:
    """The municipality's part of what has this purpose; of everything, where the run does not tell purposes apart."""
    portions = (charge.run.basis.get("sharing") or {}).get("portions", [])
    if len(portions) > 1:
        for place, portion in enumerate(portions):
            is_general = purpose is None and place == 0
            if (portion.get("purpose_id") == purpose or is_general) and Decimal(portion["amount"]):
                parts = portion.get("parts", {})
                return Decimal(parts.get(charge.part.municipality_id, 0)) / Decimal(portion["amount"])
    ratios = [one.ratio for one in charge.explained if one.ratio is not None]
    if len(ratios) == 1:
        return ratios[0]
    return charge.part.amount / charge.run.amount if charge.run.amount else ZERO
