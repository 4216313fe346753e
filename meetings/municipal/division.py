"""How a document's totals are divided, as far as its own content tells: by the keys that were frozen among its sources,
and by the splits that stand in its tables.

One key that holds for all of a year divides every total of it. Where several hold, for parts of the year or for their
own purposes, the content does not tell how much of a total each of them divides, and nothing is guessed: then only what
a table of the document itself divides can be told.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from budget.keys.allocation import WHOLE, allocate
from meetings.documents.content import Content
from rorikt.amounts import ORE
from rorikt.figures.values import Source, Table

KEY = "Fordelingsnøkkel "  # and the year: what budget/keys/report.py calls the key among the sources
SPLITS = ("fordeling-merforbruk", "kostnadsfordeling")  # tables of what each municipality carries, in the last column
_NAMED = re.compile(rf"{KEY}(\d{{4}})(.*)")
_YEAR = re.compile(r"\b\d{4}\b")

Shares = Mapping[str, Decimal]


@dataclass(frozen=True)
class Division:
    """`keys` has the whole keys that are alone in their year: year to number to per cent.

    `printed` has what tables say that each carries, by name, positive, of an amount of a year. `doubts` says of a year
    why it has no key here, as the end of a sentence.
    """

    keys: Mapping[str, Shares]
    printed: Mapping[tuple[str, Decimal], Shares]
    doubts: Mapping[str, str]


def division_in(content: Content) -> Division:
    found: dict[str, dict[str, Source]] = defaultdict(dict)  # by year, and by what follows it in the name
    for source in content.sources:
        if (named := _NAMED.fullmatch(source.name)) and source.settings.get("shares"):
            found[named[1]][named[2]] = source
    keys = {year: _shares(held[""]) for year, held in found.items() if set(held) == {""}}
    doubts = {year: _doubt(year, list(held)) for year, held in found.items() if year not in keys}
    return Division(keys, dict(_printed(content)), doubts)


def parts_by_key(value: Decimal, shares: Shares, unit: Decimal) -> dict[str, Decimal]:
    """What each municipality carries of an amount; empty where the key is not whole, or the amount not in øre."""
    is_whole = sum(shares.values()) == WHOLE and not value % ORE
    return allocate(value, shares, unit) if is_whole else {}


def _shares(source: Source) -> dict[str, Decimal]:
    return {number: Decimal(one) for number, one in source.settings["shares"].items()}


def _doubt(year: str, named: list[str]) -> str:
    if any(rest.startswith(", ") for rest in named):
        return (
            f"{year} har egne nøkler for noen formål, og dokumentet har ikke med hvor mye av beløpet hver av dem deler"
        )
    return f"ingen nøkkel gjelder alene for hele {year}, og dokumentet har ikke med hvordan de er veid sammen"


def _printed(content: Content) -> Iterator[tuple[tuple[str, Decimal], dict[str, Decimal]]]:
    """Of each split in the tables that adds up to its own sum."""
    for section in content.sections:
        for table in section.blocks:
            if not isinstance(table, Table) or table.key.partition(":")[0] not in SPLITS or not table.total:
                continue
            years = set(_YEAR.findall(table.key.partition(":")[2] or table.caption))
            parts = {row[0].text: Decimal(row[-1].value) for row in table.rows if row[-1].value}
            total = table.total[-1].value
            if len(years) == 1 and total and sum(parts.values()) == Decimal(total):
                yield (years.pop(), abs(Decimal(total))), {name: abs(part) for name, part in parts.items()}
