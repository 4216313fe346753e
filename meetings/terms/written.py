"""Where a text uses a term: whole words, in the forms that the term is written with."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from meetings.documents.content import ExplainedTerm

# What one of these endings makes is always a noun of one pattern, so its forms need not be typed.
_REGULAR = {
    "ing": ("ingen", "inga", "inger", "ingene"),
    "sjon": ("sjonen", "sjoner", "sjonene"),
    "het": ("heten", "heter", "hetene"),
}
_SHORTEST = 6  # letters of a word that gets them: «ting» and «ring» have other forms
_WORD = re.compile(r"[^\W_]+")
# Neither in the middle of a word, nor in an address: «e-SLA», «x@sla.no».
_BEFORE, _AFTER = r"(?<![\w@])(?<!\w[-.])(?<!//)", r"(?![\w@])(?!-\w)(?!\.\w)"
_COMPOUND = r"(?:-[a-zæøå]\w*)*"  # «SLA-frist»


class Use(NamedTuple):
    """From `start` to `end` of a text stands the term of this number."""

    start: int
    end: int
    term: int


class Finder:
    """Finds terms in texts. Of two that begin at the same place it is the longer one: «Azure AD» before «AD»."""

    def __init__(self, terms: Sequence[ExplainedTerm]) -> None:
        self._known: dict[str, list[tuple[str, bool, int]]] = {}
        forms = [(form, number, term) for number, term in enumerate(terms) for form in inflected(term)]
        for form, number, term in sorted(forms, key=lambda one: (-len(one[0]), one[1])):
            first = _WORD.search(form)
            if first:
                known = self._known.setdefault(first[0].casefold(), [])
                known.append((form, term.is_name or is_exact(form), number))

    def uses(self, text: str) -> Iterator[Use]:
        """In order, none inside another."""
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            for form, exactly, number in self._known.get(word[0].casefold(), ()):
                if found := _pattern(form, exactly).match(text, word.start()):
                    end = found.end()
                    yield Use(found.start(), end, number)
                    break


def used(texts: Iterable[str], terms: Sequence[ExplainedTerm]) -> tuple[ExplainedTerm, ...]:
    """Those of the terms that the texts use, and those that the explanations of these use, in the order of `terms`."""
    finder = Finder(terms)
    found: set[int] = set()
    left = list(texts)
    while left:
        more = {use.term for text in left for use in finder.uses(text)} - found
        found |= more
        left = [terms[number].meaning for number in more]
    return tuple(terms[number] for number in sorted(found))


def is_exact(form: str) -> bool:
    """«SLA», «mikroVPN»: with capitals after its first letter it is written in one way alone."""
    return any(letter.isupper() for letter in form[1:])


def inflected(term: ExplainedTerm) -> set[str]:
    """The forms that were typed, and those that follow from them."""
    typed = {term.term, *term.forms}
    plain = {form for form in typed if not is_exact(form)}
    regular = {
        form.removesuffix(ending) + other
        for form in plain
        for ending, others in _REGULAR.items()
        if form.endswith(ending) and len(form) >= _SHORTEST and not term.is_name
        for other in others
    }
    genitives = {f"{form}s" for form in plain | regular if len(form) > 3 and form[-1] not in "sxz"}
    return typed | regular | genitives


@lru_cache(maxsize=5_000)  # of many terms a text uses few
def _pattern(form: str, is_exact: bool) -> re.Pattern[str]:
    """A word that is no name may begin a sentence. What is written in one way alone may begin a compound."""
    words = r"\s+".join(map(re.escape, form.split()))
    if is_exact:
        return re.compile(_BEFORE + words + _COMPOUND + _AFTER)
    return re.compile(_BEFORE + words + _AFTER, re.IGNORECASE)
