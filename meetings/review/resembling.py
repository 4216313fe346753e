"""A number written by hand that resembles a known figure but differs: a slip of the pen rather than another number.

One digit, two swapped digits, the sign, or a factor of 1 000 is between them. Short numbers resemble one another by
chance, so the shorter one is, the more of what the figure is called the sentence has to say. What the sentence itself
adds up to has its explanation there, and is no slip of another figure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from meetings.claims.facts import Fact, facts_of, known_as
from meetings.claims.findings import Finding
from meetings.claims.grids import Entry, Grid
from meetings.claims.numbers import Number, digits_of, significant
from meetings.claims.reading import Paper, Passage
from meetings.claims.words import sentences, shared, words
from meetings.review.totals import is_added_up

DIGIT, SWAPPED, SIGN, THOUSAND = (
    "bare ett siffer er ulikt",
    "to sifre er byttet om",
    "fortegnet er ulikt",
    "det er en faktor på 1 000 mellom dem",
)
# A positive number after one of these may stand for a negative one, and the other way round.
_TELLS_THE_SIGN = re.compile(
    r"merforbruk|mindreforbruk|avvik|underskudd|overskridelse|lavere|mindre|ned|under|inntekt|overskudd|minus|motregn|"
    r"til gode|fordel",
    re.IGNORECASE,
)
_IN_THOUSANDS = re.compile(r"tusen|1\s?000", re.IGNORECASE)
LARGEST = 200  # cells of a typed table that are compared one by one


@dataclass(frozen=True)
class Said:
    """A number with the words it was written among, and all the numbers of its sentence, where it stands in one."""

    number: Number
    words: frozenset[str]
    text: str
    beside: tuple[Number, ...] = ()


def findings(paper: Paper) -> Iterator[Finding]:
    facts = facts_of(paper)
    made = [fact for fact in facts if not fact.is_typed]
    for passage in paper.passages:
        for said in _said(passage):
            if (found := likeness(said, facts)) and not is_added_up(said.number, said.beside):
                fact, kind = found
                yield passage.finding("resembling", _told(said.number, fact, kind), said.number.text,
                                      (fact.text,), fact.source)  # fmt: skip
    for grid in paper.grids:
        if grid.is_typed and sum(map(len, grid.rows)) <= LARGEST:
            yield from _in_grid(grid, made)


def likeness(said: Said, facts: Iterable[Fact]) -> tuple[Fact, str] | None:
    """The figure that it resembles most, and what is between them; `None` where it is one that is known."""
    number = said.number
    if not number.value or number.unit == "poeng":
        return None
    fitting = [fact for fact in facts if fact.measures(number)]
    if known := [fact for fact in fitting if fact.equals(number)]:
        return _wrong_sign(said, known)
    found = []
    for fact in fitting:
        kind = difference(number, fact.value)
        if kind and (weight := _weight(said, fact, kind)):
            found.append((weight, fact, kind))
    return max(found, key=lambda one: one[0])[1:] if found else None


def difference(number: Number, value: Decimal) -> str:
    """What is between two numbers that are not the same, empty where it is more than a slip. The sign is not seen."""
    if not value:
        return ""
    digits, known = number.digits, digits_of(value, number.step)
    for factor in (Decimal(1000), Decimal("0.001")):
        if abs(abs(value) * factor - abs(number.value)) <= number.step / 2 and significant(digits) >= 3:
            return THOUSAND
    unlike = [(a, b) for a, b in zip(digits, known, strict=False) if a != b]
    if len(digits) != len(known) or min(significant(digits), significant(known)) < 2:
        return ""
    if len(unlike) == 1:
        return DIGIT
    is_swap = len(unlike) == 2 and unlike[0] == unlike[1][::-1]
    return SWAPPED if is_swap else ""


def _weight(said: Said, fact: Fact, kind: str) -> float:
    """How much speaks for the figure being meant; nothing where chance would do."""
    length = max(significant(said.number.digits), significant(digits_of(fact.value, said.number.step)))
    common = shared(said.words, fact.words)
    share = common / len(fact.words) if fact.words else 0.0
    if kind == THOUSAND:
        enough = common >= 1 and not _IN_THOUSANDS.search(said.text)
    elif length <= 2:
        enough = common >= (2 if kind == SWAPPED else 3) and share >= 0.8
    elif length == 3:
        enough = (common >= 2 and share >= 0.6) or (kind == SWAPPED and common >= 1 and share >= 0.5)
    elif length == 4:
        enough = common >= 1 and share >= 0.5
    else:
        enough = common >= 1 or length >= 7
    return 1 + share + common / 100 if enough else 0


def _wrong_sign(said: Said, known: list[Fact]) -> tuple[Fact, str] | None:
    """A minus too much, or one too little, where nothing in the sentence tells the sign."""
    number = said.number
    if _TELLS_THE_SIGN.search(said.text) or significant(number.digits) < 2:
        return None
    if any((fact.value < 0) == number.is_signed for fact in known if fact.value):
        return None
    for fact in known:
        common = shared(said.words, fact.words)
        if common and common / len(fact.words) >= 0.5 and not _TELLS_THE_SIGN.search(fact.label):
            return fact, SIGN
    return None


def _said(passage: Passage) -> Iterator[Said]:
    """Each typed number with its sentence, and the headings above it."""
    titles = " ".join(passage.place.titles[:1])
    for start, end in sentences(passage.text):
        sentence = passage.text[start:end]
        beside = tuple(number for number in passage.all_numbers if start <= number.start < end)
        for number in passage.typed:
            if start <= number.start < end:
                yield Said(number, words(sentence) | words(titles), sentence, beside)


def _in_grid(grid: Grid, made: list[Fact]) -> Iterator[Finding]:
    for row in [*grid.rows, *([grid.total] if grid.total else [])]:
        if not row:
            continue
        head = words(grid.caption if row is grid.total else row[0].text)
        near = [fact for fact in made if head and shared(fact.words, head) == len(head)]
        for column, entry in enumerate(row):
            if entry.value is None or not column:
                continue
            said = Said(_as_number(entry), head | words(f"{grid.head(column)} {grid.caption}"),
                        f"{grid.caption} {grid.head(column)} {row[0].text}")  # fmt: skip
            if near and not known_as(said.number, made) and (found := likeness(said, near)):
                fact, kind = found
                yield grid.finding("resembling", _told(said.number, fact, kind), f"{row[0].text}: {entry.text}",
                                   (fact.text,))  # fmt: skip


def _as_number(entry: Entry) -> Number:
    assert entry.value is not None
    return Number(0, 0, entry.text, entry.value, entry.step, entry.unit, entry.value < 0)


def _told(number: Number, fact: Fact, kind: str) -> str:
    code = f" Rett tallet, eller sett inn [[{fact.token}]]." if fact.token and not fact.row else " Rett tallet."
    return f"«{number.text}» ligner på {fact.told}: {kind}.{code}"
