"""A per cent that does not fit the numbers it is made of."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from meetings.claims.facts import Fact, facts_of
from meetings.claims.findings import Finding
from meetings.claims.grids import Grid
from meetings.claims.numbers import Number
from meetings.claims.reading import Paper, Passage
from meetings.claims.words import akin, sentences, words
from rorikt import amounts

_OF = re.compile(r"^\W*(?:\w+\W+){0,3}?av\W+(?:\w+\W+){0,3}$", re.IGNORECASE)
_CHANGE = re.compile(r"\bfra\b.*\btil\b", re.IGNORECASE | re.DOTALL)
_OF_BUDGET = re.compile(
    r"budsjett|overskridelse|(?:mer|over|mindre|under)forbruk|(?:av|over|under|enn) rammen|ramme(?:n)? på|driftsramme",
    re.IGNORECASE,
)
_OF_BUDGET_OF = re.compile(
    r"\D{0,25}\b(?:av|over|under|enn)\W+(?:\w+\W+){0,2}?(?:\w*budsjett(?:et)?|\w*ramme(?:n)?) på\s+", re.IGNORECASE
)
_VARIANCE = ("merforbruk", "mindreforbruk", "avvik", "overskridelse")
_SHARE_HEAD = re.compile(r"andel|prosent|%|nøkkel", re.IGNORECASE)
_HUNDRED = Decimal(100)


def findings(paper: Paper) -> Iterator[Finding]:
    facts = facts_of(paper)
    for passage in paper.passages:
        for start, end in sentences(passage.text):
            said = [number for number in passage.all_numbers if start <= number.start < end]
            for share in said:
                if share.unit == "%" and share in passage.typed and share.value:
                    yield from _one(passage, passage.text[start:end], share, said, facts)
    for grid in paper.grids:
        if grid.is_typed:
            yield from shares(grid)


def _one(
    passage: Passage, sentence: str, share: Number, said: Sequence[Number], facts: list[Fact]
) -> Iterator[Finding]:
    others = [number for number in said if number.unit != "%" and number.unit != "poeng"]
    right = (
        _part_of_whole(passage.text, share, others)
        or _change(sentence, share, others, said)
        or _of_said_budget(passage.text, share, others)
        or _of_the_budget(sentence, share, others, facts)
    )
    if right and not any(_fits(share, one) for one in right):
        decimals = max(0, -int(share.step.as_tuple().exponent))
        told = amounts.percentage(right[0], decimals)
        yield passage.finding(
            "percentage",
            f"«{share.text}» stemmer ikke med tallene det er regnet av. De gir {told}.",
            share.text,
            (told,),
        )


def shares(grid: Grid) -> Iterator[Finding]:
    """A typed table with one column of shares and one of amounts that they are shares of."""
    columns = range(1, len(grid.heads))
    percents = [index for index in columns if any(entry.unit == "%" for entry in grid.column(index))]
    others = [i for i in columns if i not in percents and any(entry.value is not None for entry in grid.column(i))]
    if len(percents) != 1 or len(others) != 1 or not grid.total or not _SHARE_HEAD.search(grid.head(percents[0])):
        return
    [share], [amount] = percents, others
    whole = grid.total[amount].value if amount < len(grid.total) else None
    if not whole:
        return
    for row in grid.rows:
        if len(row) <= max(share, amount):
            continue
        said, part = row[share], row[amount]
        if said.value is None or part.value is None:
            continue
        right = part.value / whole * _HUNDRED
        if abs(right - abs(said.value)) > said.step:
            told = amounts.percentage(right, max(0, -int(said.step.as_tuple().exponent)))
            says = f"{grid.name}: «{row[0].text}» har andelen {said.text}, men beløpet er {told} av summen."
            yield grid.finding("percentage", says, f"{row[0].text}: {said.text}", (told,))


def _part_of_whole(text: str, share: Number, others: Sequence[Number]) -> list[Decimal]:
    """«12 av 48 saker, 25 %»."""
    for part, whole in itertools.pairwise(others):
        between = text[part.end : whole.start]
        if _OF.match(between) and whole.value and part.value <= whole.value and part.unit == whole.unit:
            exact = part.value / whole.value * _HUNDRED
            return [exact, _HUNDRED - exact]
    return []


def _change(sentence: str, share: Number, others: Sequence[Number], said: Sequence[Number]) -> list[Decimal]:
    """«økte fra 40 til 50, 25 %»; of two, and nothing else."""
    if len(others) != 2 or len(said) != 3 or not _CHANGE.search(sentence) or not others[0].value:
        return []
    if others[0].unit != others[1].unit:
        return []
    exact = (others[1].value - others[0].value) / abs(others[0].value) * _HUNDRED
    return [abs(exact)]


def _of_said_budget(text: str, share: Number, others: Sequence[Number]) -> list[Decimal]:
    """«1,938 mill. kr, eller 2,31 % av et budsjett på 83,866 mill. kr»."""
    if len(others) != 2 or any(number.unit != "kr" or not number.value for number in others):
        return []
    part, whole = others
    if not part.start < share.start < whole.start or not _OF_BUDGET_OF.fullmatch(text[share.end : whole.start]):
        return []
    exact = abs(part.value / whole.value) * _HUNDRED
    return [exact, abs(_HUNDRED - exact)]


def _of_the_budget(sentence: str, share: Number, others: Sequence[Number], facts: Iterable[Fact]) -> list[Decimal]:
    """«1,9 mill. kr, eller 2,31 % av budsjettet»: of the amount that is said, and of a budget that is known for it."""
    if not _OF_BUDGET.search(sentence):
        return []
    totals = [fact for fact in facts if fact.unit != "%" and _is_total(fact)]
    wholes = [fact for fact in totals if _says(fact, ("budsjett", "årsbudsjett"))]
    amounts_said = [number for number in others if number.unit == "kr"]
    parts = [number for number in amounts_said if not any(_about(fact, number) for fact in wholes)]
    if len(amounts_said) == 2 and len(others) == 2:
        return _of_each_other(*(abs(number.value) for number in amounts_said))
    if len(parts) > 1:
        return []
    chosen = [fact for fact in totals if _says(fact, _VARIANCE) and (not parts or _about(fact, parts[0]))]
    return [
        abs(part.value) / abs(whole.value) * _HUNDRED
        for part in chosen
        for whole in wholes
        if whole.value and _goes_with(part, whole)
    ]


def _of_each_other(one: Decimal, other: Decimal) -> list[Decimal]:
    """«85,8 mill. kr mot et budsjett på 83,9 mill. kr»: how far the one is from the other, or what part it is of it."""
    if not one or not other or not Decimal("0.5") < one / other < 2:
        return []
    apart = abs(one - other)
    return [part / whole * _HUNDRED for whole in (other, one) for part in (apart, one + other - whole)]


def _about(fact: Fact, number: Number) -> bool:
    """As far as both were printed."""
    in_thousands = fact.printed is not None and abs(fact.printed) * 500 < abs(fact.value)
    step = max(number.step, Decimal(1000) if in_thousands else Decimal(0))
    return abs(abs(fact.value) - abs(number.value)) <= step


def _is_total(fact: Fact) -> bool:
    return fact.is_total or (not fact.row and not fact.token.startswith("linje"))


def _says(fact: Fact, named: Sequence[str]) -> bool:
    if _SHARE_HEAD.search(fact.label) and not fact.row:
        return False
    return any(akin(word, name) for word in words(fact.column or fact.label) for name in named)


def _goes_with(part: Fact, whole: Fact) -> bool:
    """Of the same table, or both figures of the same thing: money of the running is not measured by an investment."""
    if part.caption or whole.caption:
        return part.caption == whole.caption
    investment = [any(akin(word, "investeringer") for word in words(fact.label)) for fact in (part, whole)]
    return investment[0] == investment[1]


def _fits(share: Number, exact: Decimal) -> bool:
    return abs(abs(share.value) - abs(exact)) <= share.step
