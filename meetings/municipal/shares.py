"""A document's figures for one municipality, out of its content alone: nothing frozen is computed from rows again.

Its share of a total follows from the key that was frozen with the document and is cut to the øre as everywhere else, so
that the shares of all add up to the total; see division.py. What the document does not hold is said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from meetings.documents.content import Content, NumberedSection
from meetings.key_figures.gathering import section_showing
from meetings.municipal.division import Division, division_in
from rorikt.amounts import KRONE, NO_BREAK_SPACE, ORE, kroner
from rorikt.figures.values import Cell, Chart, Column, Figure, Table
from rorikt.slugs import slug

COST = "kostnad-sum"
COST_TABLE = "kostnad"
# Totals of the accounting year that the municipalities carry by its key, by the names of their tokens.
SHARED = {
    "merforbruk",
    "resultat",
    "regnskap-sum",
    "budsjett-sum",
    "budsjett-hittil",
    "prognose-sum",
    "avvik-hittil",
    "avvik-ventet",
    "investeringer-regnskap",
    "investeringer-budsjett",
    "investeringer-mindreforbruk",
    "investeringer-eksl-mva",
    COST,
}
# Told in words that have the direction: «et merforbruk på …».
IN_WORDS = {"resultat", "avvik-hittil", "avvik-ventet"}
# And the tables whose last row is such totals.
SHARED_TABLES = {
    "driftsresultat",
    "driftsresultat-hittil",
    "resultat-og-prognose",
    "budsjett-og-regnskap",
    "investeringer",
    "investeringer-disposisjon",
    COST_TABLE,
}
_YEAR = re.compile(r"\b\d{4}\b")
_YEAR_OF_TOKEN = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Total:
    """An amount in NOK that the municipalities carry together, and the section that shows it."""

    label: str
    value: Decimal
    section: NumberedSection | None = None
    is_cost: bool = False
    named_year: str = ""

    @property
    def unit(self) -> Decimal:
        """As budget/estimates/report.py splits it: the cost estimate of a paper in whole kroner where it is whole."""
        return KRONE if self.is_cost and not self.value % KRONE else ORE

    @property
    def year(self) -> str:
        """That of its token, or the one year that its name tells; empty where it tells none or several."""
        years = {self.named_year} if self.named_year else set(_YEAR.findall(self.label))
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
    division, tables = division_in(content), list(tables_in(content))
    parts = {total: part_of(total, division, number, name) for total in totals_in(content)}
    own = [Own(found, section) for table, section in tables if (found := _own(table, name))]
    left = [table.caption for table, _ in tables if not _own(table, name)]
    figures = [Own(one, section_showing(content.sections, one.key)) for one in content.figures if _is_of(one, name)]
    shares = [_share(total, division, part, number) for total, part in parts.items() if part is not None]
    return MunicipalFigures(
        shares=tuple(shares),
        tables=tuple(own),
        figures=tuple(figures),
        keys=tuple(_keys_told(division, [total for total, part in parts.items() if part is not None], number, name)),
        lacks=tuple(_lacks(parts, division, number, name, left)),
    )


def totals_in(content: Content) -> list[Total]:
    """Those of the sentences, of the summary and of the tables. The same amount of a year is told once."""
    once: dict[tuple[str, Decimal], Total] = {}
    for total in _totals(content):
        once.setdefault((total.year, abs(total.value)), total)
    return list(once.values())


def part_of(total: Total, division: Division, number: str, name: str) -> Decimal | None:
    """What one municipality carries of a total, with the sign of the total; None where the document cannot tell.

    One that the key has no share for takes no part, and has none.
    """
    printed = division.printed.get((total.year, abs(total.value)), {})
    if name in printed:
        return printed[name].copy_sign(total.value) + 0
    return parts_of(total, division).get(number)


def parts_of(total: Total, division: Division) -> dict[str, Decimal]:
    """What each municipality carries of a total by the key; empty where none is frozen that tells."""
    return division.parts(total.value, total.year, total.unit)


def total_of(figure: Figure, token: str, section: NumberedSection | None = None) -> Total | None:
    """None for a figure that the municipalities do not share. `token` is what it stands as in the document."""
    name, *arguments = token.split(":")
    if name not in SHARED or figure.value is None:
        return None
    year = arguments[0] if name == COST and arguments and _YEAR_OF_TOKEN.fullmatch(arguments[0]) else ""
    return Total(figure.label, in_ore(figure.value), section, name == COST, year)


def total_of_cell(table: Table, column: Column, cell: Cell, section: NumberedSection | None = None) -> Total | None:
    """None for one that is no amount that the municipalities share. `cell` is of the table's last row."""
    if not (_is_shared(table) and column.kind == "number" and cell.value) or "%" in f"{column.label}{cell.text}":
        return None
    name, _, year = table.key.partition(":")
    label = f"{table.caption}: {column.label.lower()}"
    return Total(label, in_ore(cell.value), section, is_cost=name == COST_TABLE, named_year=year)


def in_ore(value: Decimal | int | str) -> Decimal:
    """A budget that was spread over months is no whole number of øre: rounded once, half up, before it is shared."""
    return Decimal(value).quantize(ORE, ROUND_HALF_UP)


def printed_part(part: Decimal) -> str:
    return f"{kroner(part)}{NO_BREAK_SPACE}kr"


def _is_shared(table: Table) -> bool:
    return table.key.partition(":")[0] in SHARED_TABLES


def _totals(content: Content) -> Iterator[Total]:
    said = [(figure, figure.key) for figure in content.figures]
    keyed = [(one.figure, one.token) for one in content.summary.key_figures] if content.summary else []
    for figure, token in (*said, *keyed):
        if total := total_of(figure, token, section_showing(content.sections, figure.key)):
            yield total
    for table, section in tables_in(content):
        for column, cell in list(zip(table.columns, table.total, strict=False))[1:]:
            if total := total_of_cell(table, column, cell, section):
                yield total


def tables_in(content: Content) -> Iterator[tuple[Table, NumberedSection]]:
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, (Table, Chart)):
                yield (block.table if isinstance(block, Chart) else block), section


def _own(table: Table, name: str) -> Table | None:
    rows = tuple(row for row in table.rows if any(cell.text.casefold() == name.casefold() for cell in row))
    return replace(table, rows=rows) if rows else None


def _is_of(figure: Figure, name: str) -> bool:
    return slug(name) in figure.key.split(":")[1:]


def _share(total: Total, division: Division, part: Decimal, number: str) -> Share:
    told = division.percent(total.year, number) or "etter formål"
    return Share(total.label, printed_part(total.value), told, printed_part(part), total.section)


def _keys_told(division: Division, totals: Sequence[Total], number: str, name: str) -> Iterator[str]:
    """How what is shared was computed, year by year."""
    for year, sharing in sorted(division.sharings.items()):
        if percent := division.percent(year, number):
            key, was = ("Nøkkelen", "den") if sharing.is_by_one_key else ("Nøklene", "de")
            weighed = "" if sharing.is_by_one_key else ", veid sammen etter hvor lenge hver av dem gjelder"
            yield f"{key} for {year}, slik {was} var da dokumentets tall ble hentet{weighed}: {percent}."
    if any(total.year not in division.sharings for total in totals):
        yield f"Der flere nøkler deler et beløp, er andelen den som dokumentet selv fører opp for {name}."


def _lacks(
    parts: Mapping[Total, Decimal | None], division: Division, number: str, name: str, left: Sequence[str]
) -> Iterator[str]:
    for total, part in parts.items():
        if part is None and total.year not in division.sharings:
            because = division.doubts.get(total.year, "dokumentet har ikke med en hel fordelingsnøkkel for det")
            yield f"«{total.label}» er ikke delt: {because}."
    for year in sorted(division.sharings):
        if not division.percent(year, number):
            yield f"{name} har ingen andel i nøkkelen for {year}."
    if left:
        named = ", ".join(f"«{caption}»" for caption in dict.fromkeys(left))
        yield f"Disse tabellene og diagrammene har ingen rad for {name}: {named}."
    yield "Andre tall i teksten gjelder alle kommunene samlet."
