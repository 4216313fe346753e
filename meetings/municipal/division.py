"""How a document's totals are divided, as far as its own content tells: by the keys that were frozen among its sources,
and by the splits that stand in its tables.

The general keys of a year divide every total of it, by the days or months each of them holds, which is frozen too.
Where some purposes have keys of their own the content does not tell how much of a total each of them divides, and
nothing is guessed: then only what a table of the document itself divides can be told.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from budget.keys.sharing import Held, Sharing, sharing_between
from meetings.documents.content import Content
from rorikt.amounts import percentage
from rorikt.figures.values import Source, Table

KEY = "Fordelingsnøkkel "  # and the year: what budget/keys/report.py calls the key among the sources
WEIGHING = "Veiing av nøklene i "  # and the year: how several keys of it are weighed together
MONTHS = "months"
SPLITS = ("fordeling-merforbruk", "kostnadsfordeling")  # tables of what each municipality carries, in the last column
_NAMED = re.compile(rf"{KEY}(\d{{4}})(.*)")
_YEAR = re.compile(r"\b\d{4}\b")


@dataclass(frozen=True)
class Division:
    """`sharings` has the general keys of each year. `printed` has what tables say that each carries, by name, positive,
    of an amount of a year. `doubts` says of a year why it has no keys here, as the end of a sentence; `by_months` are
    those in which several are weighed by whole months.
    """

    sharings: Mapping[str, Sharing]
    printed: Mapping[tuple[str, Decimal], Mapping[str, Decimal]]
    doubts: Mapping[str, str]
    by_months: frozenset[str] = frozenset()

    def parts(self, value: Decimal, year: str, unit: Decimal) -> dict[str, Decimal]:
        """What each municipality carries of an amount in øre, by its number; empty where no key tells."""
        return self.sharings[year].allocate(value, unit) if year in self.sharings else {}

    def percent(self, year: str, number: str) -> str:
        """`12,39 %`; with four decimals where several keys follow each other; empty for one without a share."""
        sharing = self.sharings.get(year)
        if sharing is None or number not in sharing.numbers:
            return ""
        alone = sharing.percent(number)
        return percentage(alone) if alone is not None else percentage(sharing.portion(number), 4)

    def arithmetic(self, year: str) -> dict[str, Any]:
        """As runs keep it, so that budget/method explains it in the same words."""
        sharing = self.sharings.get(year)
        if sharing is None:
            return {}
        spans = [
            {
                "first": span.first.isoformat(),
                "last": span.last.isoformat(),
                "weight": span.weight,
                "of": sharing.weight,
                "shares": {number: str(percent) for number, percent in span.shares.items()},
            }
            for span in sharing.spans
        ]
        by = MONTHS if year in self.by_months else "days"
        return {"method": "keys", "portions": [{"purpose": "", "counts_by": by, "spans": spans}]}


def division_in(content: Content) -> Division:
    found: dict[str, dict[str, Source]] = defaultdict(dict)  # by year, and by what follows it in the name
    weighed = {source.name.removeprefix(WEIGHING): source for source in content.sources if WEIGHING in source.name}
    for source in content.sources:
        if (named := _NAMED.fullmatch(source.name)) and source.settings.get("shares"):
            found[named[1]][named[2]] = source
    sharings, doubts = {}, {}
    for year, held in found.items():
        doubt = _doubt(year, held, is_weighed=year in weighed)
        sharing = None if doubt else _sharing(int(year), held, weighed.get(year))
        if sharing:
            sharings[year] = sharing
        elif doubt:
            doubts[year] = doubt
    by_months = {year for year, source in weighed.items() if source.settings["counts_by"] == MONTHS}
    return Division(sharings, dict(_printed(content)), doubts, frozenset(by_months))


def _doubt(year: str, held: Mapping[str, Source], *, is_weighed: bool) -> str:
    if any(rest.startswith(", ") for rest in held):
        return (
            f"{year} har egne nøkler for noen formål, og dokumentet har ikke med hvor mye av beløpet hver av dem deler"
        )
    if set(held) != {""} and not is_weighed:
        return f"flere nøkler gjelder i {year}, og dokumentet har ikke med hvordan de er veid sammen"
    return ""


def _sharing(year: int, held: Mapping[str, Source], weighed: Source | None) -> Sharing | None:
    """None where the keys are not whole, or not there for all of the year."""
    by_months = weighed is not None and weighed.settings["counts_by"] == MONTHS
    first, last = date(year, 1, 1), date(year, 12, 31)
    keys = [_held(number, source, first, is_alone=not rest) for number, (rest, source) in enumerate(held.items())]
    try:
        return sharing_between(first, last, keys, by_months=by_months)
    except ValueError:
        return None


def _held(number: int, source: Source, first: date, *, is_alone: bool) -> Held:
    """One that is alone in its year has it all, whether its days were kept or not."""
    settings = source.settings
    shares = {municipality: Decimal(percent) for municipality, percent in settings["shares"].items()}
    if is_alone:
        return Held(number, first, None, shares)
    to = settings["valid_to"]
    return Held(number, date.fromisoformat(settings["valid_from"]), date.fromisoformat(to) if to else None, shares)


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
