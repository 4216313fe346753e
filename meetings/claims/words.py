"""Which words of two texts are about the same: «merforbruket» and «merforbruk», «driftsrammen» and «ramme»."""

import itertools
import re
from collections.abc import Collection
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Words that say nothing of what is counted.
_EMPTY = frozenset(
    """
    alle alt andre antall bare ble blir blitt både da den denne der dermed det dette disse eller enn etter fikk
    flere for fordi fra fram får gjennom gjør ha hadde har hele hver hvor ikke inkl eksl ingen inn innen kan kom
    kroner kr mellom men mer med mill millioner mot mva når også opp over per seg sin sine skal slik som sum samlet
    summen til totalt total under ved vi viser var vært våre årets året åpnet tall tallet tabell tabellen ligger
    endte sammen
    """.split()  # noqa: SIM905, too many to be read as a list
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[«A-ZÆØÅ])")


@lru_cache(maxsize=20_000)
def words(text: str) -> frozenset[str]:
    """Those that carry meaning, in lower case."""
    found = {word.lower() for word in _WORD.findall(text)}
    return frozenset(word for word in found if len(word) > 2 and word not in _EMPTY)


@lru_cache(maxsize=200_000)
def akin(one: str, other: str) -> bool:
    """The same word in another form, or one the end of the other as a compound."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if len(short) < 4:
        return False
    stem = short[: max(4, len(short) - 2)] if len(short) > 5 else short
    if long.startswith(stem) and len(long) - len(short) <= 5:
        return True
    return len(short) >= 5 and (stem in long[3:] and long.endswith(short[-1:]) and stem in long)


def shared(said: Collection[str], named: Collection[str]) -> int:
    """How many of the words of a name the text also says."""
    return sum(any(akin(name, word) for word in said) for name in named)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each begins and ends."""
    bounds = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    return [(start, end) for start, end in itertools.pairwise(bounds) if text[start:end].strip()]
