"""A label that names another year than the figures it stands over."""

import re
from collections.abc import Iterator, Sequence

from meetings.claims.facts import Fact, facts_of
from meetings.claims.findings import Finding
from meetings.claims.grids import Entry, Grid, Place
from meetings.claims.numbers import Number, significant, years
from meetings.claims.reading import Paper, Passage
from meetings.claims.words import sentences, shared, words

_SUM_LINE = re.compile(
    r"\b(?:Sum|SUM|Total|Totalt|I alt|Til sammen)[ :]+(?:\w+ ){0,2}?((?:19|20)\d\d)\b(?=\W{0,4}(?:kr)?\W{0,4}\d)"
)
# What was spent in one year may be paid, returned or foreseen in another.
_OTHER_YEAR = re.compile(
    r"motregn|trekk|faktur|betal|belast|innarbeid|overfør|utsatt|til gode|neste|videre|mot\b|sammenlign|fjor|enn i",
    re.IGNORECASE,
)


def findings(paper: Paper) -> Iterator[Finding]:
    facts = facts_of(paper)
    made = [fact for fact in facts if not fact.is_typed]
    for grid in paper.grids:
        yield from of_total(grid)
        if grid.is_typed:
            yield from of_columns(grid, made)
    for passage in paper.passages:
        yield from of_line(passage)
        yield from of_figures(passage, paper, facts)


def of_total(grid: Grid) -> Iterator[Finding]:
    """«Sum 2024» under a heading of 2025, where neither the columns nor the caption say 2024."""
    if not grid.total or not (named := years(grid.total[0].text)):
        return
    heads = years(" ".join([grid.caption, *(grid.head(index) for index in range(len(grid.heads)))]))
    over = heads or _years_above(grid.place)
    if over and not set(named) & set(over):
        says = f"{grid.name} har sumraden «{grid.total[0].text}», men gjelder {_told(over)}."
        yield grid.finding("year", says, grid.total[0].text, _told(over).split())


def of_line(passage: Passage) -> Iterator[Finding]:
    """«Sum 2024: 1 664 000 kr» in a section of 2025."""
    over = _years_above(passage.place)
    for found in _SUM_LINE.finditer(passage.text):
        if over and int(found[1]) not in over:
            says = f"«{found[0]}» står i et avsnitt som gjelder {_told(over)}."
            yield passage.finding("year", says, found[0], _told(over).split())


def of_figures(passage: Passage, paper: Paper, facts: Sequence[Fact]) -> Iterator[Finding]:
    """«Merforbruket i 2024 er [[merforbruk]]», where the figure is of 2023."""
    for start, end in sentences(passage.text):
        sentence = passage.text[start:end]
        if len(set(years(sentence))) != 1 or _OTHER_YEAR.search(sentence):
            continue
        [year] = set(years(sentence))
        for fact, quote in _meant(passage, start, end, paper, facts):
            if fact.years and year not in fact.years and shared(words(sentence), fact.words):
                says = f"Setningen sier {year}, men {quote} gjelder {_told(sorted(fact.years))}: {fact.label}."
                yield passage.finding("year", says, quote, (fact.text, str(year)), fact.source)


def of_columns(grid: Grid, made: Sequence[Fact]) -> Iterator[Finding]:
    """A typed column of 2024 that holds what is known of 2023."""
    for index in range(1, len(grid.heads)):
        named = set(years(grid.head(index)) or years(grid.caption) or _years_above(grid.place))
        if len(named) != 1:
            continue
        same = [fact for row in grid.rows for fact in _same(row[0].text, row, index, made)]
        others = {year for fact in same for year in fact.years}
        if len(same) > 1 and all(fact.years and not named & fact.years for fact in same):
            says = f"{grid.name}: kolonnen «{grid.head(index)}» sier {_told(sorted(named))}, men tallene er fra "
            yield grid.finding("year", f"{says}{_told(sorted(others))}.", grid.head(index), map(str, sorted(others)))


def _same(label: str, row: Sequence[Entry], index: int, made: Sequence[Fact]) -> list[Fact]:
    value, head = row[index].value if index < len(row) else None, words(label)
    if not value or not head:
        return []
    known = [fact for fact in made if abs(fact.value) == abs(value) and shared(fact.words, head) == len(head)]
    return known[:1] if known and all(fact.years == known[0].years for fact in known) else []


def _meant(passage: Passage, start: int, end: int, paper: Paper, facts: Sequence[Fact]) -> Iterator[tuple[Fact, str]]:
    """The figures of a sentence, those of tokens and those that were typed as they are known."""
    for low, high, key in passage.bound:
        if start <= low < end:
            yield from ((fact, f"«{passage.text[low:high]}»") for fact in facts if fact.token == key and not fact.row)
    for number in passage.typed:
        if start <= number.start < end and significant(number.digits) >= 4 and (fact := _only(number, facts)):
            yield fact, f"«{number.text}»"


def _only(number: Number, facts: Sequence[Fact]) -> Fact | None:
    """The figure that a typed number is, where all that it may be are of the same year."""
    known = [fact for fact in facts if not fact.is_typed and fact.measures(number) and fact.equals(number)]
    return known[0] if known and all(fact.years == known[0].years for fact in known) else None


def _years_above(place: Place) -> list[int]:
    """Of the nearest heading that names any."""
    return next((found for title in place.titles if (found := years(title))), [])


def _told(named: Sequence[int]) -> str:
    return " og ".join(map(str, dict.fromkeys(named)))
