"""How well a place answers a query, by what it says and what it is; the same for every database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

from rorikt.words.asking import Query, Wanted

# A place that is what something is called, and kinds of places that say more than one paragraph of many.
TITLE = 3.0
KINDS = {"case": 1.5, "decision": 1.6, "definition": 1.2, "figure": 0.9, "attachment": 0.8}
AS_A_PART = 0.5  # of a compound, or in another reading than the first
YEARS_TO_HALF = 20.0  # after which a place counts for half as much: newer ones come first among equals


@dataclass(frozen=True)
class Candidate:
    """`words` and `more` as they are indexed, `apart` what each of their terms ends in."""

    pk: int
    kind: str
    words: str
    more: str
    apart: str
    is_title: bool
    day: date | None


def score(query: Query, candidate: Candidate, today: date) -> float:
    """0 where nothing of it is there."""
    words, more = f" {candidate.words} ", f" {candidate.more} "
    said = sum(_said(wanted, words, more, candidate.apart) for wanted in query.wanted)
    if not said:
        return 0.0
    weight = KINDS.get(candidate.kind, 1.0) * (TITLE if candidate.is_title else 1.0)
    age = max(0, (today - candidate.day).days) / 365 if candidate.day else 0.0
    return said * weight / (1 + log(1 + len(words) / 400)) / (1 + age / YEARS_TO_HALF)


def _said(wanted: Wanted, words: str, more: str, apart: str) -> float:
    """Said twice counts more than once, and less than two different words; the word itself more than its part."""
    if wanted.is_phrase:
        return float(len(wanted.forms))
    first, *others = [f" {term}{apart} " for term in (wanted.terms[0].first, *wanted.terms[0].more)]
    times = words.count(first)
    if times:
        return 1 + log(times) / 2
    if any(term in words for term in others):
        return 0.9
    return AS_A_PART if any(term in more for term in (first, *others)) else 0.0


def in_order(scores: Mapping[int, float], candidates: Sequence[Candidate], *, by_date: bool) -> list[Candidate]:
    if by_date:
        return sorted(candidates, key=lambda one: (one.day or date.min, scores[one.pk], one.pk), reverse=True)
    return sorted(candidates, key=lambda one: (scores[one.pk], one.day or date.min, one.pk), reverse=True)
