"""The words of bokmål and what each is a form of, out of Norsk ordbank; see norsk_ordbank/README.md.

Only words that are put together of no others are listed, and those that compounds.py would take apart wrongly.
A process reads the list when the first word is asked for, in less than a fifth of a second.
"""

import lzma
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent / "norsk_ordbank"
NO_NOUN = "+"  # before a lemma that is no noun
PARTS = "="  # before the parts of a listed compound


class Known(NamedTuple):
    """`nouns` and `others` are what the form may be a form of; `parts` those of a compound, empty for other words."""

    nouns: tuple[str, ...]
    others: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @property
    def lemmas(self) -> tuple[str, ...]:
        return self.nouns + self.others


def known(form: str) -> Known | None:
    """`None` for what is not listed. A form is in lower case."""
    told = _told(_forms(), form)
    if told is None:
        return None
    lemmas, _, parts = told.partition(PARTS)
    every = [lemma for lemma in lemmas.split(",") if lemma]
    return Known(
        tuple(lemma for lemma in every if not lemma.startswith(NO_NOUN)),
        tuple(lemma.removeprefix(NO_NOUN) for lemma in every if lemma.startswith(NO_NOUN)),
        tuple(part for part in parts.split(",") if part),
    )


def known_in_any_case(form: str) -> Known | None:
    """As `known`, or as the genitive of what is."""
    return known(form) or (known(form[:-1]) if form.endswith("s") else None)


def is_known(form: str) -> bool:
    return _told(_forms(), form) is not None


def head(written: str) -> str | None:
    """What a first part of compounds is a form of: `drift` for `drifts`. `None` where no listed compound has it."""
    return _told(_heads(), written)


def _told(lines: Sequence[str], word: str) -> str | None:
    place = bisect_left(lines, word + "\t")
    if place < len(lines) and lines[place].startswith(word + "\t"):
        return lines[place][len(word) + 1 :]
    return None


@cache
def _forms() -> list[str]:
    return _lines("forms")


@cache
def _heads() -> list[str]:
    return _lines("heads")


def _lines(name: str) -> list[str]:
    return lzma.decompress((FOLDER / f"{name}.txt.xz").read_bytes()).decode().splitlines()
