"""A word of direction against the sign: «økte fra 612 til 595», «mindreforbruk» of what was spent too much."""

import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from meetings.claims.facts import Fact, facts_of
from meetings.claims.findings import Finding
from meetings.claims.numbers import Number, significant
from meetings.claims.reading import Paper, Passage
from meetings.claims.words import sentences, shared, words

_UP = re.compile(
    r"\b(?:økt(?:e|es)?|øker|økning\w*|steg|stiger|steget|stigning\w*|gikk opp|gått opp|vokste|vokst|oppgang\w*)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:gikk ned|gått ned|sank|sunket|synker|falt|falle[rt]|redusert\w*|nedgang\w*|reduksjon\w*|minket|avtok)\b",
    re.IGNORECASE,
)
_OVER = re.compile(r"\b(?:merforbruk\w*|overskridelse\w*|budsjettoverskridelse\w*|overforbruk\w*)\b", re.IGNORECASE)
_LESS = re.compile(r"\b(?:mindreforbruk\w*|innsparing\w*|underforbruk\w*)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:ikke|verken|ingen)\b", re.IGNORECASE)
_FROM = re.compile(r"\bfra\W+(?:\w+\W+){0,3}$", re.IGNORECASE)
_TO = re.compile(r"\b(?:til|mot)\W+(?:\w+\W+){0,2}$", re.IGNORECASE)


def findings(paper: Paper) -> Iterator[Finding]:
    facts = facts_of(paper)
    for passage in paper.passages:
        for start, end in sentences(passage.text):
            sentence = passage.text[start:end]
            said = [number for number in passage.all_numbers if start <= number.start < end]
            yield from _change(passage, start, end, said)
            yield from _named(passage, sentence, said, facts)
            yield from _bound(passage, start, end, sentence, paper)


def _change(passage: Passage, start: int, end: int, said: Sequence[Number]) -> Iterator[Finding]:
    """Both numbers stand there: from the one to the other."""
    up, down = _UP.search(passage.text, start, end), _DOWN.search(passage.text, start, end)
    if bool(up) == bool(down) or _NOT.search(passage.text, start, end):
        return
    for one, other in itertools.pairwise(said):
        pair = _from_to(passage.text, start, one, other)
        if not pair or one.unit != other.unit:
            continue
        before, after = pair
        is_up = after.value > before.value
        if after.value != before.value and is_up != bool(up):
            found = up or down
            assert found
            way = "opp" if is_up else "ned"
            says = f"«{found[0]}» stemmer ikke: Fra {before.text} til {after.text} er {way}."
            yield passage.finding("direction", says, found[0], (before.text, after.text))


def _from_to(text: str, start: int, one: Number, other: Number) -> tuple[Number, Number] | None:
    first, between = text[start : one.start], text[one.end : other.start]
    if _FROM.search(first) and _TO.search(between):
        return one, other
    if _TO.search(first) and _FROM.search(between):
        return other, one
    return None


def _named(passage: Passage, sentence: str, said: Sequence[Number], facts: Sequence[Fact]) -> Iterator[Finding]:
    """«et mindreforbruk på 1,938 mill. kr», where that is what was spent too much."""
    over, less = _OVER.search(sentence), _LESS.search(sentence)
    if bool(over) == bool(less) or _NOT.search(sentence):
        return
    for number in said:
        if number not in passage.typed or number.unit == "%" or significant(number.digits) < 3:
            continue
        known = [fact for fact in facts if fact.measures(number) and fact.equals(number)]
        signs = {is_over for fact in known if (is_over := _is_overspend(fact)) is not None}
        if len(signs) == 1 and signs != {bool(over)}:
            fact = next(fact for fact in known if _is_overspend(fact) is not None)
            yield _wrong(passage, over or less, fact)


def _bound(passage: Passage, start: int, end: int, sentence: str, paper: Paper) -> Iterator[Finding]:
    """The word before a figure of a token, against what the figure is."""
    for low, _high, key in passage.bound:
        figure = paper.figures.get(key)
        if not (start <= low < end) or figure is None or not isinstance(figure.value, (int, Decimal)):
            continue
        lead = passage.text[max(start, low - 40) : low]
        over, less = _OVER.search(lead), _LESS.search(lead)
        if bool(over) == bool(less) or _NOT.search(lead):
            continue
        fact = Fact(Decimal(figure.value), figure.unit, figure.label, figure.text, figure.link, key)
        is_over = _is_overspend(fact)
        if is_over is not None and is_over != bool(over):
            yield _wrong(passage, over or less, fact)


def _is_overspend(fact: Fact) -> bool | None:
    """`None` where it is neither. In a column of variances too much spent is negative."""
    name = f"{fact.column} {fact.label if not fact.column else ''}"
    if _OVER.search(name):
        return fact.value > 0
    if _LESS.search(name):
        return fact.value < 0
    if shared(words(name), {"avvik"}) and fact.value and "motregn" not in name:
        return fact.value < 0
    return None


def _wrong(passage: Passage, found: re.Match[str] | None, fact: Fact) -> Finding:
    assert found
    right = "merforbruk" if _is_overspend(fact) else "mindreforbruk"
    says = f"«{found[0]}» stemmer ikke med fortegnet: {fact.told}, er et {right}."
    return passage.finding("direction", says, found[0], (fact.text,), fact.source)
