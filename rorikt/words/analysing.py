"""What a text is found by: its words, what they are forms of, and the parts of compounds. The same for every database.

A term is made of letters and digits only, so that every index takes it as one word. What is no noun, what was cut from
a word that nobody knows, and what is written without æ, ø and å has a digit after it: `lede` the noun and `lede1` the
verb are two, and a leader is not found by all that was led.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from rorikt.words import compounds, lexicon

# A number with spaces between its thousands is one word, and so is what a hyphen, stroke or dot holds together.
WORD = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?!\d)|[^\W_]+(?:[-\u2010\u2011/.,:'’][^\W_]+)*", re.UNICODE
)
PIECE = re.compile(r"[^\W_]+", re.UNICODE)
NO_NOUN, CUT, FOLDED = "1", "2", "0"
LONGEST = 60  # letters of a term
_STOP_WORDS = """
alle at av bare ble blei blir bli både da de dei deg deim dem den denne der det dette di din disse dit du e eg ein
eit ei eller en enn er et etter for fordi fra frå før ha hadde han har hans her hos hun hva hvem hver hvilke hvis
hvor hvordan hvorfor i ikke ikkje inn ja jeg kan kunne kva kvar korleis man med meg mellom men mens mer mest mot mye
må måtte no noe noen noko nokre nå når og også om opp oss på samme seg selv si sin sine sitt sjøl skal skulle slik
slike so som så til ut uten var ved vi vil ville vår være vært å
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
# Written like one who does something, and meant as several of what is done or used: parts, not one that divides.
_PLURALS = """
arbeider banker bokser deler dukker esker farger fester filer finanser frister klager koder kontroller kopper kurer
laster maler medisiner midler penger planter porter poster prospekter retter ruter sider spalter tanker tekster
stemmer styrer tenner tester summer transporter trapper utganger varsler veier vekter viser
"""
PLURALS = frozenset(_PLURALS.split())
ENDINGS = ("enes", "anes", "ene", "ane", "ens", "ers", "ets", "en", "et", "er", "ar", "es", "a", "e", "s")
SHORTEST_STEM, SHORTEST_HEAD, SHORTEST_TAIL = 4, 4, 5


class Word(NamedTuple):
    """Where it stands in the text, and as it is looked up."""

    start: int
    end: int
    form: str


class Terms(NamedTuple):
    """`first` stands in the row of words, by which phrases are found; `more` is all else the word is found by."""

    first: str
    more: tuple[str, ...] = ()


def words_in(text: str) -> Iterator[Word]:
    """All but those that every text is full of."""
    for found in WORD.finditer(text):
        form = found[0].lower()
        if form not in STOP_WORDS:
            yield Word(found.start(), found.end(), form)


def is_stop_word(form: str) -> bool:
    return form in STOP_WORDS


@lru_cache(maxsize=100_000)
def terms_of(form: str) -> Terms:
    """What a word of a text is found by."""
    pieces = PIECE.findall(form)
    whole = _plain(form)
    if len(pieces) > 1:
        lasts = _lemmas(pieces[-1])
        joined = [_plain("".join(pieces[:-1])) + lemma for lemma in lasts] if lasts else [whole]
        parts = [term for piece in pieces for term in _every(piece)]
        return _terms([*joined, whole, *parts])
    return _terms(_every(form) or [whole])


def _terms(found: list[str]) -> Terms:
    folds = [fold(term) + FOLDED for term in found if fold(term) != term]
    first, *more = dict.fromkeys(term[:LONGEST] for term in [*found, *folds] if term)
    return Terms(first, tuple(more))


@lru_cache(maxsize=10_000)
def asked_as(form: str) -> Terms:
    """What a word that is asked for may stand as in a text; `first` is the one that phrases are made of."""
    terms = _asked(form)
    if not set(form) & set("æøå") or any(pair in form for pair in ("aa", "ae", "oe")):
        terms += _unfolded(form)
        terms += [fold(term) + FOLDED for term in terms if not term.isdecimal()]
    first, *more = dict.fromkeys(term[:LONGEST] for term in terms if term)
    return Terms(first, tuple(more))


def _asked(form: str) -> list[str]:
    """A noun where it is one as it stands: who asks for a leader does not ask for what was led."""
    pieces = PIECE.findall(form)
    if len(pieces) > 1:
        found = terms_of(form)
        parts = {term for piece in pieces for term in _every(piece)}
        return [term for term in (found.first, *found.more) if term not in parts and not term.endswith(FOLDED)]
    told = lexicon.known_in_any_case(form)
    if told and form in told.nouns:
        is_doer = form.endswith("er") and form not in PLURALS
        nouns = [form] if is_doer else _own_first(form, told.nouns)
        return [*nouns, *(lemma + NO_NOUN for lemma in told.others if lemma == form)]
    return _lemmas(form) or _cut(form)


def _every(form: str) -> list[str]:
    """With what it is put together of."""
    return [*_lemmas(form), *_parts(form)] or _cut(form)


def _lemmas(form: str) -> list[str]:
    """Empty for a word that is not known, nor its last part."""
    told = lexicon.known_in_any_case(form)
    if told:
        return [*_own_first(form, told.nouns), *(lemma + NO_NOUN for lemma in told.others)]
    *heads, last = _taken_apart(form) or ("",)
    return ["".join(heads) + lemma for lemma in _lemmas(last)] if heads else []


def _own_first(form: str, lemmas: tuple[str, ...]) -> list[str]:
    return sorted(lemmas, key=lambda lemma: (lemma != form, lemma))


def _parts(form: str) -> list[str]:
    told = lexicon.known_in_any_case(form)
    if told:
        return [term for part in told.parts for term in (*_lemmas(part), *_parts(part))]
    *heads, last = _taken_apart(form) or ("",)
    if not heads:
        return []
    found = [*_lemmas(last), *_parts(last)]
    for head in heads:
        bare = lexicon.head(head) or head.removesuffix("s")
        found += _lemmas(bare) or [bare]
    # What several parts make together is a word too: the budget of the year, in the process of it.
    found += [
        lemma for place in range(2, len(heads) + 1) for lemma in _lemmas("".join(heads[:place]).removesuffix("s"))
    ]
    return found


@lru_cache(maxsize=50_000)
def _taken_apart(form: str) -> tuple[str, ...]:
    """Of what is not known whole, at least its last part, the longest that there is."""
    found = compounds.split(form)
    if found or not form.isalpha():
        return found
    for place in range(SHORTEST_HEAD, len(form) - SHORTEST_TAIL + 1):
        head, tail = form[:place], form[place:]
        told = lexicon.known(tail)
        if told and told.nouns and tail not in compounds.NO_LAST_PARTS and set(head) & set("aeiouyæøå"):
            return head, tail
    return ()


def _cut(form: str) -> list[str]:
    """A word that nobody knows, and what its forms have in common."""
    whole = _plain(form)
    if not whole.isalpha():
        return [whole]
    stem = next((whole[: -len(end)] for end in ENDINGS if _may_lose(whole, end)), whole)
    return [whole, stem + CUT]


def _may_lose(word: str, ending: str) -> bool:
    return word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM


def _plain(form: str) -> str:
    return "".join(PIECE.findall(form))


_LETTERS = str.maketrans({"æ": "a", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e", "è": "e", "ó": "o", "ò": "o",
                          "ê": "e", "ô": "o", "à": "a", "ü": "u"})  # fmt: skip


def fold(word: str) -> str:
    """As it is written on a keyboard without æ, ø and å, whichever way that is done."""
    return word.translate(_LETTERS).replace("aa", "a").replace("ae", "a").replace("oe", "o")


def _unfolded(form: str) -> list[str]:
    """What a form typed without its letters may be a form of, whole or as the last part of a compound."""
    folded = fold(form)
    for place in range(len(folded)):
        if place and (place < compounds.SHORTEST_PART or len(folded) - place < SHORTEST_TAIL):
            continue
        tail = folded[place:]
        if place and lexicon.is_known(form):
            break
        meant = _by_fold().get(tail) or ([tail] if place and lexicon.is_known(tail) else [])
        if meant:
            return [folded[:place] + lemma for one in meant for lemma in _lemmas(one)]
    return []


@cache
def _by_fold() -> dict[str, list[str]]:
    """The forms that are written with æ, ø or å."""
    found: dict[str, list[str]] = {}
    for line in lexicon._forms():
        form = line.partition("\t")[0]
        folded = fold(form)
        if folded != form:
            found.setdefault(folded, []).append(form)
    return found
