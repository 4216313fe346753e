"""What somebody typed to search for: words, phrases in quotation marks, and what must not be there, after a minus."""

import re
from dataclasses import dataclass

from rorikt.words.analysing import Terms, asked_as, is_stop_word, words_in

LONGEST, MOST_WORDS = 200, 12
TOO_LONG = f"Søket er for langt. Skriv høyst {LONGEST} tegn."
TOO_MANY = f"Søket har for mange ord. Skriv høyst {MOST_WORDS}."
NOTHING = "Skriv ett eller flere ord å søke etter."
ONLY_STOP_WORDS = "Ordene i søket er så vanlige at de står overalt. Legg til et ord som sier hva det gjelder."
ONLY_UNWANTED = "Søket sier bare hva som ikke skal være med. Skriv også et ord å søke etter."
QUOTED = re.compile(r'(-?)(?:«([^»]*)»?|"([^"]*)"?|“([^”]*)”?)')


class NotAsked(Exception):
    """There is nothing to search for; the message says what to do."""


@dataclass(frozen=True)
class Wanted:
    """One word, or several in a row; `typed` as the person wrote it."""

    typed: str
    forms: tuple[str, ...]

    @property
    def is_phrase(self) -> bool:
        return len(self.forms) > 1

    @property
    def terms(self) -> tuple[Terms, ...]:
        return tuple(map(asked_as, self.forms))

    @property
    def any_terms(self) -> frozenset[str]:
        return frozenset(term for terms in self.terms for term in (terms.first, *terms.more))


@dataclass(frozen=True)
class Query:
    wanted: tuple[Wanted, ...]
    unwanted: tuple[Wanted, ...] = ()

    @property
    def typed(self) -> str:
        """As it could be typed again."""
        return " ".join([*map(_written, self.wanted), *(f"-{_written(one)}" for one in self.unwanted)])


def _written(one: Wanted) -> str:
    return f"«{one.typed}»" if one.is_phrase else one.typed


def parse(typed: str) -> Query:
    """Raises NotAsked."""
    typed = typed.replace("\0", " ").strip()
    if len(typed) > LONGEST:
        raise NotAsked(TOO_LONG)
    wanted: list[Wanted] = []
    unwanted: list[Wanted] = []
    for found in QUOTED.finditer(typed):
        one = _phrase(found[2] or found[3] or found[4] or "")
        if one:
            (unwanted if found[1] else wanted).append(one)
    for part in QUOTED.sub(" ", typed).split():
        is_unwanted = part[0] in "-−–" and len(part) > 1
        single = [Wanted(part[word.start : word.end], (word.form,)) for word in words_in(part)]
        (unwanted if is_unwanted else wanted).extend(single)
    if len(wanted) + len(unwanted) > MOST_WORDS:
        raise NotAsked(TOO_MANY)
    if not wanted:
        raise NotAsked(ONLY_UNWANTED if unwanted else _why_nothing(typed))
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def _phrase(text: str) -> Wanted | None:
    words = list(words_in(text))
    return Wanted(" ".join(text.split()), tuple(word.form for word in words)) if words else None


def _why_nothing(typed: str) -> str:
    words = re.findall(r"[^\W_]+", typed.lower())
    return ONLY_STOP_WORDS if words and all(map(is_stop_word, words)) else NOTHING
