"""A label that names another year or month than the figures it stands over."""

import re
from collections.abc import Iterator, Sequence

from meetings.claims.facts import Fact, facts_of
from meetings.claims.findings import Finding
from meetings.claims.grids import Entry, Grid, Place
from meetings.claims.numbers import Number, significant, years
from meetings.claims.reading import Paper, Passage
from meetings.claims.words import sentences, shared, words
from rorikt.amounts import MONTHS

_SUM_LINE = re.compile(
    r"\b(?:Sum|SUM|Totalsum|Sluttsum|Total|Totalt|I alt|Til sammen|Samlet)[ :]+(?:\w+ ){0,2}?((?:19|20)\d\d)\b"
    r"(?=\W{0,4}(?:kr)?\W{0,4}\d)"
)
# What was spent in one year may be paid, returned or foreseen in another.
_OTHER_YEAR = re.compile(
    r"motregn|trekk|faktur|betal|belast|innarbeid|overfør|utsatt|til gode|neste|videre|mot\b|sammenlign|fjor|enn i",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(r"\s+(?:i|for)\s+((?:19|20)\d\d)\b")
_ONE_MONTH = re.compile("|".join(rf"\b{month}\b" for month in MONTHS), re.IGNORECASE)
_IN_MONTH = re.compile(
    rf"\b(per|pr\.?|i|for|ved utgangen av|ved utløpet av|til og med|t\.o\.m\.|hittil i)\s+({'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
_DAY = re.compile(rf"(\d{{1,2}})\.\s*({'|'.join(MONTHS)})", re.IGNORECASE)
_TURN = 3  # days at the turn of a month that may be told as either: 1 February is the end of January


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
        yield from of_own_year(passage)
        yield from of_month(passage, paper, facts)


def of_total(grid: Grid) -> Iterator[Finding]:
    """«Sum 2024» under a heading of 2025, where neither the columns nor the caption say 2024."""
    if not grid.total or not (named := years(grid.total[0].text)):
        return
    heads = years(" ".join([grid.caption, *(grid.head(index) for index in range(len(grid.heads)))]))
    over = heads or years(grid.lead) or _years_above(grid.place)
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


def of_own_year(passage: Passage) -> Iterator[Finding]:
    """«[[investeringer-regnskap:mill]] i 2023», where what it prints ends in «hittil, til og med april 2024»."""
    for low, high, _ in passage.bound:
        own, after = years(passage.text[low:high]), _YEAR_AFTER.match(passage.text, high)
        if own and after and int(after[1]) not in own:
            quote = f"«{passage.text[low:high]}»"
            says = f"Setningen sier {after[1]}, men {quote} gjelder {_told(own)}."
            yield passage.finding("year", says, quote, (after[1], _told(own)))


def of_month(passage: Passage, paper: Paper, facts: Sequence[Fact]) -> Iterator[Finding]:
    """«Per mars var [[apne-totalt]] saker åpne», where the figure is of the first of February.

    What is of several months is told by its last one: «per april» of what was booked from January to April.
    """
    for start, end in sentences(passage.text) if _IN_MONTH.search(passage.text) else ():
        sentence = _typed_in(passage, start, end)
        said = _IN_MONTH.search(sentence)
        if not said or len(_ONE_MONTH.findall(sentence)) != 1 or _OTHER_YEAR.search(sentence):
            continue
        for fact, quote in _meant(passage, start, end, paper, facts):
            own = months_of(fact.label)
            if own and said[2].lower() not in own and shared(words(sentence), fact.words):
                says = f"Setningen sier «{said[0]}», men {quote} er {fact.label}."
                yield passage.finding("year", says, quote, (fact.text, said[2].lower()), fact.source)


def _typed_in(passage: Passage, start: int, end: int) -> str:
    """A sentence with blanks where tokens printed: a figure may say its own month."""
    text = passage.text
    for low, high, _ in passage.bound:
        text = text[:low] + " " * (high - low) + text[high:]
    return text[start:end]


def months_of(label: str) -> set[str]:
    """The months that what has this label may be told by; none where it names none, or is of no month."""
    named = [found.lower() for found in _ONE_MONTH.findall(label)]
    days = _DAY.findall(label)
    if not named or len(days) > 1:
        return set()
    told = {named[-1]}
    if days:
        day, place = int(days[0][0]), MONTHS.index(named[-1])
        told |= {MONTHS[place - 1]} if day <= _TURN else set()
        told |= {MONTHS[(place + 1) % 12]} if day > 31 - _TURN else set()
    return told | (set(named) if len(named) > 2 else set())


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
    if not known or any(fact.years != known[0].years for fact in known):
        return None
    return known[0] if len({frozenset(months_of(fact.label)) for fact in known}) == 1 else None


def _years_above(place: Place) -> list[int]:
    """Of the nearest heading that names any."""
    return next((found for title in place.titles if (found := years(title))), [])


def _told(named: Sequence[int]) -> str:
    return " og ".join(map(str, dict.fromkeys(named)))
