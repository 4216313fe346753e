"""Tables of what would be taken from the year before."""

from budget.money.cells import KRONER_NOTE
from budget.new_year.copying import Plan
from rorikt.amounts import kroner, percentage
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table


def tables_of(plan: Plan, year: int, before: int) -> list[Table]:
    """One for each kind of thing that would be made; none where nothing would."""
    found = []
    if plan.lines:
        found.append(
            tabulate(
                "linjer",
                f"Budsjettlinjer som lages ({len(plan.lines)})",
                (
                    column("Type utgift", lambda one: one.title, width=50, total="SUM"),
                    column(f"Budsjett {before}", lambda one: one.was, kroner, 25, total=sum),
                    column(f"Budsjett {year}", lambda one: one.budgeted, kroner, 25, total=sum),
                ),
                plan.lines,
                unit_note=KRONER_NOTE,
            )
        )
    if plan.mappings:
        found.append(
            tabulate(
                "koblinger",
                f"Kontokoblinger som lages ({len(plan.mappings)})",
                (
                    column("Numre", lambda one: one.label, width=50),
                    column("Type utgift", lambda one: one.title or "Utenfor driftsresultatet", width=50),
                ),
                plan.mappings,
            )
        )
    if plan.distributions:
        found.append(
            tabulate(
                "maneder",
                f"Linjer som får fordelingen på måneder ({len(plan.distributions)})",
                (
                    column("Type utgift", lambda one: one[0], width=50),
                    column("Januar til desember", lambda one: " · ".join(percentage(share, 0) for share in one[1])),
                ),
                plan.distributions.items(),
            )
        )
    if plan.causes:
        found.append(
            tabulate(
                "arsaker",
                f"Årsaker som lages ({len(plan.causes)}), uten beløp og forklaring",
                (
                    column("Årsak", lambda one: one.title, width=50),
                    column("Type utgift", lambda one: one.line, width=50),
                ),
                plan.causes,
            )
        )
    return found
