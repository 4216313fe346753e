"""What documents and pages show of a case's cost estimate: its figures, tables, and the sources behind them.

An amount is printed in whole kroner where it is one. What cannot be shown because a line, a tier or a key is missing
raises `NotAvailable`.
"""

from collections.abc import Iterable
from decimal import Decimal

from budget.estimates.models import CostEstimate, CostEstimateLine, PriceTier
from budget.estimates.tiers import Tier
from budget.keys.report import key_sources, municipality_names
from budget.money.cells import KRONER_NOTE, Form, Printer, amount_figure, source_of_rows
from budget.splits.report import split_table
from budget.splits.splitting import Split, split_of_year
from rorikt.amounts import KRONE, ORE, kroner, number, short_date, whole_kroner
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Figure, NotAvailable, Source, Table
from rorikt.slugs import slug


def cost_table(estimate: CostEstimate, year: int) -> Table:
    """The lines of one year. The label of the sum carries that year, never another."""
    lines, tier = lines_of(estimate, year), estimate.chosen_tier()
    shown = printer(_known_amount(line, tier) for line in lines)
    return tabulate(
        f"kostnad:{year}",
        f"Kostnader {year}",
        (
            column("Kostnad", lambda line: line.title, width=65, total=f"Sum {year}"),
            column("Beløp", lambda line: _known_amount(line, tier), shown, 35, total=sum),
        ),
        lines,
        unit_note=KRONER_NOTE,
        source=_page(estimate, year),
    )


def cost_split(estimate: CostEstimate, year: int) -> Table:
    """Each municipality's share of a year's sum by that year's keys, in whole kroner where the sum is whole."""
    split = split_of(estimate, year)
    caption, page, unit = f"Fordeling av kostnader {year}", _page(estimate, year), unit_of(split.amount)
    return split_table(
        f"kostnadsfordeling:{year}", caption, split, printer([split.amount]), label="Beløp", unit=unit, source=page
    )


def price_tiers(estimate: CostEstimate) -> Table:
    """The price list. The tier that the count chooses is marked in words, so that it shows without colour."""
    tiers = list(estimate.tiers.all())
    if not tiers:
        raise NotAvailable(f"Kostnadsoverslaget «{estimate}» har ingen prisliste.")
    chosen, shown = estimate.chosen_tier(), printer(tier.monthly_price for tier in tiers)
    units = f"Antall {estimate.unit_name}".strip()
    return tabulate(
        "pristrinn",
        "Prisliste per måned, eksl. mva.",
        (
            column(units, lambda tier: tier.up_to, up_to, 40, kind="text"),
            column("Pris per måned", lambda tier: tier.monthly_price, shown, 30),
            column("Trinn", lambda tier: "gjelder nå" if tier.as_tier == chosen else "", width=30),
        ),
        tiers,
        unit_note=KRONER_NOTE,
        note=counted(estimate),
        source=estimate.get_absolute_url() + "#prisliste",
    )


def estimate_sum(estimate: CostEstimate, year: int, form: Form = "kroner") -> Figure:
    amount = sum_of(estimate, year)
    return amount_figure("kostnad-sum", f"{estimate}: sum {year}", amount, form, _page(estimate, year))


def estimate_line(estimate: CostEstimate, year: int, line_slug: str, form: Form = "kroner") -> Figure:
    """Raises NotAvailable unless the year has exactly one cost of this name, with a known amount."""
    found = [line for line in lines_of(estimate, year) if line.slug == line_slug]
    if len(found) != 1:
        fault = "ikke noen" if not found else "flere enn én"
        raise NotAvailable(f"«{estimate}» har {fault} kostnad «{line_slug}» i {year}.")
    amount = _known_amount(found[0], estimate.chosen_tier())
    return amount_figure("kostnad-linje", f"{estimate}: {found[0]}", amount, form, _page(estimate, year))


def estimate_share(estimate: CostEstimate, year: int, municipality_slug: str, form: Form = "kroner") -> Figure:
    """What one municipality pays of a year's sum, as `cost_split` shows it."""
    parts, names = parts_of(estimate, year), municipality_names()
    numbers = [number for number in parts if slug(names[number]) == municipality_slug]
    if not numbers:
        raise NotAvailable(f"Det finnes ingen kommune «{municipality_slug}» i fordelingsnøkkelen for {year}.")
    label = f"{estimate}: andel {year}, {names[numbers[0]]}"
    return amount_figure("kostnad-andel", label, parts[numbers[0]], form, _page(estimate, year))


def unit_count(estimate: CostEstimate) -> Figure:
    """The count that chooses the tier, as of the day it was counted. Raises NotAvailable where none is entered."""
    if estimate.unit_count is None:
        raise NotAvailable(f"Kostnadsoverslaget «{estimate}» mangler antall. Legg det inn.")
    return Figure(
        "antall-enheter",
        f"{estimate}: antall {estimate.unit_name}".strip(),
        estimate.unit_count,
        estimate.unit_name,
        number(estimate.unit_count),
        as_of=estimate.counted_on,
        source=estimate.get_absolute_url() + "#prisliste",
    )


def tier_limit(estimate: CostEstimate) -> Figure:
    """The upper limit of the chosen tier, in units. Raises NotAvailable while no tier is chosen."""
    limit = tier_of(estimate).up_to
    label = f"{estimate}: pristrinnet som gjelder"
    source = estimate.get_absolute_url() + "#prisliste"
    return Figure("trinn", label, limit, estimate.unit_name, number(limit), as_of=estimate.counted_on, source=source)


def tier_price(estimate: CostEstimate, form: Form = "kroner") -> Figure:
    """NOK per unit and month without VAT. Raises NotAvailable while no tier is chosen."""
    label = f"{estimate}: pris per måned"
    source = estimate.get_absolute_url() + "#prisliste"
    return amount_figure("trinn-pris", label, tier_of(estimate).monthly_price, form, source)


def sources_of(estimate: CostEstimate) -> tuple[Source, ...]:
    """The rows of the estimate and the key of each of its years."""
    years = CostEstimateLine.objects.filter(estimate=estimate).order_by("year").values_list("year", flat=True)
    return (
        source_of_rows(f"Kostnadsoverslag {estimate}", CostEstimate.objects.filter(pk=estimate.pk)),
        source_of_rows(f"Kostnadslinjer {estimate}", CostEstimateLine.objects.filter(estimate=estimate)),
        source_of_rows(f"Pristrinn {estimate}", PriceTier.objects.filter(estimate=estimate)),
        *key_sources(years.distinct()),
    )


def lines_of(estimate: CostEstimate, year: int) -> list[CostEstimateLine]:
    """Raises NotAvailable for a year without lines."""
    lines = [line for line in estimate.lines.all() if line.year == year]
    if not lines:
        raise NotAvailable(f"Kostnadsoverslaget «{estimate}» har ingen linjer for {year}.")
    return lines


def sum_of(estimate: CostEstimate, year: int) -> Decimal:
    return sum_of_lines(estimate, lines_of(estimate, year))


def sum_of_lines(estimate: CostEstimate, lines: Iterable[CostEstimateLine]) -> Decimal:
    """NOK, zero for no lines. Raises NotAvailable where a line waits for a tier to be chosen."""
    tier = estimate.chosen_tier()
    return sum((_known_amount(line, tier) for line in lines), Decimal(0))


def parts_of(estimate: CostEstimate, year: int) -> dict[str, Decimal]:
    """Municipality number to its part of the year's sum."""
    split = split_of(estimate, year)
    return split.parts(unit_of(split.amount))


def split_of(estimate: CostEstimate, year: int) -> Split:
    """The year's sum by the keys of what the estimate is for."""
    return split_of_year({estimate.purpose_id: sum_of(estimate, year)}, year)


def unit_of(amount: Decimal) -> Decimal:
    """Whole kroner are split in whole kroner."""
    return ORE if amount % KRONE else KRONE


def tier_of(estimate: CostEstimate) -> Tier:
    """The tier that the count chooses. Raises NotAvailable, with what is missing, where it chooses none."""
    if estimate.unit_count is None:
        raise NotAvailable(
            f"Kostnadsoverslaget «{estimate}» mangler antall, så ingen pris kan velges. Legg inn antallet."
        )
    if tier := estimate.chosen_tier():
        return tier
    raise NotAvailable(
        f"Prislisten i «{estimate}» har ikke noe trinn for {number(estimate.unit_count)}. Legg inn et høyere trinn."
    )


def counted(estimate: CostEstimate) -> str:
    """`397 servere, telt 01.02.2024.`"""
    if estimate.unit_count is None:
        return ""
    count = f"{number(estimate.unit_count)} {estimate.unit_name or 'enheter'}"
    return f"{count}, telt {short_date(estimate.counted_on)}."


def up_to(count: int) -> str:
    return f"opp til {number(count)}"


def printer(amounts: Iterable[Decimal]) -> Printer:
    """Whole kroner for amounts that all are, else øre."""
    return kroner if any(amount % KRONE for amount in amounts) else whole_kroner


def _known_amount(line: CostEstimateLine, tier: Tier | None) -> Decimal:
    amount = line.amount_at(tier)
    if amount is None:
        tier_of(line.estimate)
        raise ValueError(f"{line} has neither an amount nor a tier")
    return amount


def _page(estimate: CostEstimate, year: int) -> str:
    return f"{estimate.get_absolute_url()}#kostnader-{year}"
