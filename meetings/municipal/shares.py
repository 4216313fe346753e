"""A document's figures for one municipality, out of its content alone: nothing frozen is computed from rows again.

Its share of a total follows from the key that was frozen with the document and is cut to the øre as everywhere else, so
that the shares of all add up to the total. What the document does not hold is said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budget.keys.allocation import WHOLE, allocate
from meetings.documents.content import Content, NumberedSection
from meetings.key_figures.gathering import section_showing
from rorikt.amounts import KRONE, NO_BREAK_SPACE, ORE, kroner, percentage
from rorikt.figures.values import Chart, Figure, Table
from rorikt.slugs import slug

COST = "kostnad-sum"
# Totals of the accounting year that the municipalities carry by its key, by the names of their tokens.
SHARED = {
    "merforbruk",
    "regnskap-sum",
    "budsjett-sum",
    "budsjett-hittil",
    "prognose-sum",
    "investeringer-regnskap",
    "investeringer-budsjett",
    "investeringer-mindreforbruk",
    "investeringer-eksl-mva",
    COST,
}
# And the tables whose last row is such totals.
SHARED_TABLES = {
    "driftsresultat",
    "driftsresultat-hittil",
    "resultat-og-prognose",
    "investeringer",
    "investeringer-disposisjon",
}
KEY = "Fordelingsnøkkel "  # and the year: what budget/keys/report.py calls the key among the sources
_YEAR = re.compile(r"\b\d{4}\b")


@dataclass(frozen=True)
class Total:
    """An amount in NOK that the municipalities carry together, and the section that shows it."""

    label: str
    value: Decimal
    section: NumberedSection | None = None
    is_cost: bool = False

    @property
    def unit(self) -> Decimal:
        """As budget/estimates/report.py splits it: the cost estimate of a paper in whole kroner where it is whole."""
        return KRONE if self.is_cost and not self.value % KRONE else ORE

    @property
    def year(self) -> str:
        """The one year that its name tells; empty where it tells none or several."""
        years = set(_YEAR.findall(self.label))
        return years.pop() if len(years) == 1 else ""


@dataclass(frozen=True)
class Share:
    """The part of one municipality in a total, as it is printed."""

    label: str
    total: str
    percent: str
    part: str
    section: NumberedSection | None


@dataclass(frozen=True)
class Own:
    """Rows of a table that are of the municipality, with the sums of the whole table; or a figure that is its own."""

    shown: Table | Figure
    section: NumberedSection | None


@dataclass(frozen=True)
class MunicipalFigures:
    """`keys` says where the per cents come from, `lacks` what cannot be told from the document, a sentence each."""

    shares: tuple[Share, ...]
    tables: tuple[Own, ...]
    figures: tuple[Own, ...]
    keys: tuple[str, ...]
    lacks: tuple[str, ...]


def figures_for(content: Content, number: str, name: str) -> MunicipalFigures:
    """`number` and `name` are those of the municipality: keys know it by its number, tables by its name."""
    keys, totals, tables = keys_in(content), totals_in(content), list(_tables(content))
    parts = {total: parts_of(total, keys) for total in totals}
    own = [Own(found, section) for table, section in tables if (found := _own(table, name))]
    left = [table.caption for table, _ in tables if not _own(table, name)]
    figures = [Own(one, section_showing(content.sections, one.key)) for one in content.figures if _is_of(one, name)]
    return MunicipalFigures(
        shares=tuple(_share(total, keys, parts[total], number) for total in totals if number in parts[total]),
        tables=tuple(own),
        figures=tuple(figures),
        keys=tuple(_key_told(year, keys[year][number]) for year in sorted(keys) if number in keys[year]),
        lacks=tuple(_lacks(parts, keys, number, name, left)),
    )


def keys_in(content: Content) -> dict[str, dict[str, Decimal]]:
    """The frozen keys by their years: the number of each municipality with its per cent."""
    return {
        source.name.removeprefix(KEY): {number: Decimal(one) for number, one in source.settings["shares"].items()}
        for source in content.sources
        if source.name.startswith(KEY) and source.settings.get("shares")
    }


def totals_in(content: Content) -> list[Total]:
    """Those of the sentences, of the summary and of the tables. The same amount of a year is told once."""
    once: dict[tuple[str, Decimal], Total] = {}
    for total in _totals(content):
        once.setdefault((total.year, abs(total.value)), total)
    return list(once.values())


def parts_of(total: Total, keys: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """What each municipality carries of a total; empty where the key is not whole, or not frozen."""
    shares = keys.get(total.year, {})
    is_whole = sum(shares.values()) == WHOLE and not total.value % ORE
    return allocate(total.value, shares, total.unit) if is_whole else {}


def _totals(content: Content) -> Iterator[Total]:
    keyed = content.summary.key_figures if content.summary else ()
    for figure in (*content.figures, *(one.figure for one in keyed)):
        name = figure.key.partition(":")[0]
        if name in SHARED and figure.value is not None:
            section = section_showing(content.sections, figure.key)
            yield Total(figure.label, Decimal(figure.value), section, is_cost=name == COST)
    for table, section in _tables(content):
        if table.key in SHARED_TABLES:
            for column, cell in list(zip(table.columns, table.total, strict=False))[1:]:
                if cell.value:
                    yield Total(f"{table.caption}: {column.label.lower()}", Decimal(cell.value), section)


def _tables(content: Content) -> Iterator[tuple[Table, NumberedSection]]:
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, (Table, Chart)):
                yield (block.table if isinstance(block, Chart) else block), section


def _own(table: Table, name: str) -> Table | None:
    rows = tuple(row for row in table.rows if any(cell.text.casefold() == name.casefold() for cell in row))
    return replace(table, rows=rows) if rows else None


def _is_of(figure: Figure, name: str) -> bool:
    return slug(name) in figure.key.split(":")[1:]


def _share(total: Total, keys: Mapping[str, Mapping[str, Decimal]], parts: Mapping[str, Decimal], number: str) -> Share:
    return Share(
        total.label, _printed(total.value), percentage(keys[total.year][number]), _printed(parts[number]), total.section
    )


def _printed(value: Decimal) -> str:
    return f"{kroner(value)}{NO_BREAK_SPACE}kr"


def _key_told(year: str, percent: Decimal) -> str:
    return f"Nøkkelen for {year}, slik den var da dokumentets tall ble hentet: {percentage(percent)}."


def _lacks(
    parts: Mapping[Total, Mapping[str, Decimal]],
    keys: Mapping[str, Mapping[str, Decimal]],
    number: str,
    name: str,
    left: Sequence[str],
) -> Iterator[str]:
    for total, shared in parts.items():
        if not shared:
            yield f"«{total.label}» er ikke delt: dokumentet har ikke med en hel fordelingsnøkkel for det."
    for year in sorted(keys):
        if number not in keys[year]:
            yield f"{name} har ingen andel i nøkkelen for {year}."
    if left:
        named = ", ".join(f"«{caption}»" for caption in dict.fromkeys(left))
        yield f"Disse tabellene og diagrammene har ingen rad for {name}: {named}."
    yield "Andre tall i teksten gjelder alle kommunene samlet."
