"""A compound taken apart: `driftsbudsjettet` is `drifts` and `budsjettet`.

A word that no list has is read as first parts that are known as such, or are nouns, and a last part that is a known
form. Of several readings the one with the fewest and the best known parts is taken.
"""

from functools import lru_cache

from rorikt.words import lexicon

SHORTEST_WORD = 6
SHORTEST_PART = 3
LONGEST_WORD = 60
# Endings that make one word, and would be taken for the nouns that they look like: `regn-skap`, `sikk-het`.
_NO_LAST_PARTS = """
skap het heten hetens dom else elsen ing inga ingen inger ler ere est ene ens ers ane ses ter tet ten tene
"""
NO_LAST_PARTS = frozenset(_NO_LAST_PARTS.split())
# What a part costs besides itself.
NOT_HEARD_OF, SHORT, SOLE_SOUND = 0.7, 0.8, 0.4


@lru_cache(maxsize=50_000)
def split(word: str) -> tuple[str, ...]:
    """Its parts as they are written; empty for a word that is not known to be a compound."""
    if not SHORTEST_WORD <= len(word) <= LONGEST_WORD:
        return ()
    best = _best(word)
    return best[1] if best else ()


@lru_cache(maxsize=50_000)
def _best(word: str) -> tuple[float, tuple[str, ...]] | None:
    """The reading that costs least, with what it costs."""
    found = []
    for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first, last = word[:place], word[place:]
        if last in NO_LAST_PARTS or not _is_last(last):
            continue
        heads = _heads(first)
        if heads:
            cost, parts = heads
            found.append((cost + _length(last), -len(last), (*parts, last)))
    if not found:
        return None
    cost, _, parts = min(found)
    return cost, parts


def _heads(written: str) -> tuple[float, tuple[str, ...]] | None:
    """What stands before the last part: one first part, or a compound that joins on with an s, or as it is."""
    if lexicon.head(written):
        return 1 + _length(written), (written,)
    bare = written.removesuffix("s")
    for form in dict.fromkeys([written, bare]):
        told = lexicon.known(form)
        if told and form in told.nouns and len(form) > SHORTEST_PART:
            return 1 + NOT_HEARD_OF + _length(written), (written,)
    if len(written) < SHORTEST_WORD:
        return None
    inner = [(found, form) for form in dict.fromkeys([written, bare]) if (found := _best(form))]
    if not inner:
        return None
    (cost, parts), form = min(inner)
    return 1 + cost, (*parts[:-1], parts[-1] + written[len(form) :])


def _is_last(form: str) -> bool:
    return lexicon.known_in_any_case(form) is not None


def _length(part: str) -> float:
    if not set(part) & set("aeiouyæøåé"):
        return SHORT + SOLE_SOUND
    return SHORT if len(part) <= SHORTEST_PART else 0.0
