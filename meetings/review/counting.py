"""What a text counts against what a table counts: «to kritiske hendelser» where the table has three."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from meetings.claims.findings import Finding
from meetings.claims.grids import Entry, Grid
from meetings.claims.numbers import COUNTED
from meetings.claims.reading import Paper, Passage
from meetings.claims.words import akin, sentences, shared, words
from rorikt.amounts import MONTHS
from rorikt.figures.values import Figure

MOST = 99
_WORD_COUNT = re.compile(r"\b(" + "|".join(set(COUNTED) - {"en", "et", "ett", "ei", "null"}) + r")\b", re.IGNORECASE)
_AFTER = re.compile(r"\s+((?:[^\W\d_][\w-]*\s*){1,7})")
# What is counted may stand before the number too: «Antall kritiske hendelser i perioden: 2», «Kritiske hendelser: to».
_BEFORE = re.compile(
    r"(?:^|\bantall(?:et)?\s+)((?:[^\W\d_][\w-]*\s+){0,6}[^\W\d_][\w-]*?)(?:\s*[:–=]|\s+(?:var|er|ble|på))\s*$",
    re.IGNORECASE,
)
_TIMES = re.compile(r"^(?:ganger|tilfeller)\b", re.IGNORECASE)
_ONLY_SOME = re.compile(
    r"^(?:av(?! (?:typen|kategorien|prioritet))|til|andre|nye|siste|første|største|eldste|ganger|flere|færre|ekstra)\b",
    re.IGNORECASE,
)
_TICKETS = ("saker", "hendelser", "feil", "feilmeldinger", "henvendelser", "brudd", "sla", "prioritet", "tjenestenivå")
_NO_COUNT = re.compile(r"snitt|median|frist|prosent|%|andel|dager|timer", re.IGNORECASE)
_VERDICT = re.compile(r"\b(?:innen|innenfor|i tide|ok|brudd|fristen|løst|utenfor)\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:tabellen|oversikten|følgende|disse|i alt|til sammen|totalt)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Count:
    """So many of what `phrase` says."""

    value: int
    text: str
    start: int
    phrase: str
    is_after: bool = False

    @property
    def told(self) -> str:
        return f"{self.phrase}: {self.text}" if self.is_after else f"{self.text} {self.phrase}"


def findings(paper: Paper) -> Iterator[Finding]:
    for passage in paper.passages:
        for start, end in sentences(passage.text):
            sentence = passage.text[start:end]
            for count in counts_in(passage, start, end):
                told = _told_by_tables(count, sentence, paper.grids) or _told_by_figures(count, sentence, paper)
                if told:
                    says = f"Teksten sier «{count.told}», men {told}."
                    yield passage.finding("count", says, count.told, (told,))


def counts_in(passage: Passage, start: int, end: int) -> Iterator[Count]:
    """Whole numbers up to 99 that somebody wrote, in figures or in words, each with what it counts."""
    typed = [(one.start, one.end, one.text, int(one.value)) for one in passage.typed
             if not one.unit and one.step == 1 and 0 <= one.value <= MOST]  # fmt: skip
    written = [(found.start(), found.end(), found[0], COUNTED[found[0].lower()])
               for found in _WORD_COUNT.finditer(passage.text)]  # fmt: skip
    for at, stop, text, value in sorted([*typed, *written]):
        if not start <= at < end:
            continue
        after = _AFTER.match(passage.text, stop)
        if after and not _ONLY_SOME.match(after[1]) and not _TIMES.match(after[1]):
            yield Count(value, text, at, " ".join(after[1].split()))
        elif phrase := _named_before(passage.text[start:at], is_times=bool(after and _TIMES.match(after[1]))):
            yield Count(value, text, at, phrase, is_after=True)


def _named_before(before: str, *, is_times: bool) -> str:
    if is_times:
        return " ".join(before.split())
    found = _BEFORE.search(before)
    return found[1] if found else ""


def _told_by_tables(count: Count, sentence: str, grids: Sequence[Grid]) -> str:
    """What the tables say instead; empty where one of them agrees, or none of them counts this."""
    told = []
    for grid in grids:
        found = _of_rows(count, sentence, grid) or _of_list(count, sentence, grid)
        if found:
            values, says = found
            if count.value in values:
                return ""
            told.append(f"{grid.name[0].lower()}{grid.name[1:]} {says}")
    return told[0] if told else ""


def _of_rows(count: Count, sentence: str, grid: Grid) -> tuple[set[int], str] | None:
    """Of the row that the phrase names: each month and all of them, and single columns where the sentence names one."""
    said = words(count.phrase)
    if not _counts(grid, said):
        return None
    for row in grid.rows:
        head = words(row[0].text)
        if not head or shared(said, head) < len(head):
            continue
        columns = [i for i in range(1, min(len(row), len(grid.heads))) if _is_count(grid, i)]
        groups: dict[str, list[int]] = {}
        for index in columns:
            groups.setdefault(_group(grid, index), []).append(index)
        named = [group for group in groups if group and shared(words(sentence), words(group))]
        sums = {group: sum(_value(row, index) for index in groups[group]) for group in named or groups}
        values = {*sums.values(), sum(sums.values())}
        if _VERDICT.search(sentence):
            values |= {_value(row, index) for index in columns}
            values |= {sum(_value(row, i) for i in columns if grid.heads[i][0] == grid.heads[j][0]) for j in columns}
        if not columns:
            return None
        parts = [f"{value} i {group}" for group, value in sums.items() if group and value]
        return values, f"teller {', '.join([*parts, f'{sum(sums.values())} i alt'] if len(parts) != 1 else parts)}"
    return None


def _of_list(count: Count, sentence: str, grid: Grid) -> tuple[set[int], str] | None:
    """Of a table without numbers, which lists what its caption names."""
    if any(entry.value is not None for row in grid.rows for entry in row) or len(grid.rows) < 2:
        return None
    caption = words(grid.caption)
    said = words(count.phrase.split(" ")[0]) | words(" ".join(count.phrase.split(" ")[1:2]))
    if not caption or not said or shared(caption, said) < len(said) or not shared(said, caption):
        return None
    if count.value < len(grid.rows) and not _WHOLE.search(sentence):
        return None
    return {len(grid.rows)}, f"har {len(grid.rows)} rader"


def _told_by_figures(count: Count, sentence: str, paper: Paper) -> str:
    """By figures that are called what the phrase says, of the month that the sentence names if it names one."""
    said, months = words(count.phrase), [month for month in MONTHS if month in sentence.lower()]
    figures = [one for one in (*paper.figures.values(), *paper.offered) if isinstance(one, Figure)]
    called = [one for one in figures if _is_called(one, said)]
    chosen = [one for one in called if any(month in one.label.lower() for month in months)] if months else called
    values = {int(one.value) for one in chosen if one.value is not None}
    if not values or count.value in {*values, sum(values)}:
        return ""
    told = ", ".join(f"{one.text} ({one.label})" for one in chosen[:3])
    return f"tallet er {told}" if len(chosen) == 1 else f"de kjente tallene er {told}"


def _is_called(figure: Figure, said: frozenset[str]) -> bool:
    """By its name before the first comma, which is two words or more, and ends in no day."""
    name = words(figure.label.split(",")[0])
    if figure.unit not in {"", "saker"} or not isinstance(figure.value, (int, Decimal)) or "," not in figure.label:
        return False
    return (
        len(name) > 1 and figure.value == int(figure.value) and figure.value <= MOST and shared(said, name) == len(name)
    )


def _counts(grid: Grid, said: frozenset[str]) -> bool:
    """Whether the table counts what is said: its words name it, or both are about tickets."""
    own = words(" ".join([grid.caption, *(grid.head(index) for index in range(len(grid.heads)))]))
    if any(akin(noun, name) for noun in said for name in own):
        return True
    about = [any(akin(word, ticket) for word in one for ticket in _TICKETS) for one in (said, own)]
    return all(about)


def _is_count(grid: Grid, index: int) -> bool:
    if _NO_COUNT.search(grid.head(index)) or (
        _NO_COUNT.search(grid.caption) and "antall" not in grid.head(index).lower()
    ):
        return False
    entries = [entry for entry in grid.column(index) if entry.value is not None]
    return bool(entries) and all(entry.unit == "" and entry.value == int(entry.value or 0) for entry in entries)


def _group(grid: Grid, index: int) -> str:
    """The month over a column, or in its own label."""
    label, group = grid.heads[index]
    month = next((month for month in MONTHS if month in label.lower()), "")
    return group or month


def _value(row: Sequence[Entry], index: int) -> int:
    value = row[index].value if index < len(row) else None
    return int(value or 0)
