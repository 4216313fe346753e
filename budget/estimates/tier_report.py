"""What other counts would cost: the tier each would choose, the year's sum, and each municipality's part of it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from budget.estimates.models import CostEstimate
from budget.estimates.report import lines_of, printer, unit_of, up_to
from budget.estimates.tiers import Tier, chosen_tier, line_amount
from budget.keys.report import municipality_names
from budget.money.cells import KRONER_NOTE
from budget.money.reader import Reader
from budget.splits.splitting import split_of_year
from rorikt.amounts import number
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Cell, NotAvailable, Table


def usual_counts(estimate: CostEstimate) -> list[int]:
    """The count itself and the limits of the tiers above it, three in all."""
    if estimate.unit_count is None:
        return []
    above = [tier.up_to for tier in estimate.tiers.all() if tier.up_to > estimate.unit_count]
    chosen = estimate.chosen_tier()
    return [estimate.unit_count, *[limit for limit in above if chosen is None or limit > chosen.up_to][:2]]


def year_sum(lines: Iterable[tuple[Decimal | None, int | None]], tier: Tier) -> Decimal:
    """The sum of lines, each a fixed amount or months at the price of the tier, NOK."""
    return sum((line_amount(amount, months, tier) or Decimal(0) for amount, months in lines), Decimal(0))


def tier_table(estimate: CostEstimate, year: int, counts: Sequence[int]) -> Table:
    """One row for each count. A count that the price list does not reach has no price."""
    tiers = [tier.as_tier for tier in estimate.tiers.all()]
    if not tiers:
        raise NotAvailable(f"Kostnadsoverslaget «{estimate}» har ingen prisliste.")
    split, names = split_of_year({estimate.purpose_id: Decimal(0)}, year), municipality_names()
    by = split.portions[0].by
    lines = [(line.amount, line.months) for line in lines_of(estimate, year)]
    chosen = {count: chosen_tier(tiers, count) for count in counts}
    sums = {count: year_sum(lines, tier) for count, tier in chosen.items() if tier}
    shown = printer(sums.values())
    parts = {count: by.sharing.allocate(total, unit_of(total)) for count, total in sums.items()}

    def tier_of(count: int) -> Cell:
        tier = chosen[count]
        return Cell.of(tier.up_to, up_to) if tier else Cell("over prislisten")

    def price_of(count: int) -> Decimal | None:
        tier = chosen[count]
        return tier.monthly_price if tier else None

    def part_of(one: str) -> ValueColumn[int]:
        return column(names[one], lambda count: parts.get(count, {}).get(one), shown)

    return tabulate(
        f"trinn:{year}",
        f"Hva andre antall ville ha kostet i {year}",
        (
            column(f"Antall {estimate.unit_name}".strip(), lambda count: count, number),
            column("Trinn", tier_of),
            column("Per måned", price_of, shown),
            *map(part_of, split.numbers),
            column(f"Sum {year}", sums.get, shown),
        ),
        counts,
        unit_note=KRONER_NOTE,
        note=split.note(Reader()),
        source=estimate.get_absolute_url() + "#prisliste",
    )
