"""Which voucher a file is of, told by its name: `2024-10023.pdf`, `10023 Telenor.pdf`, `0010023_1.pdf`, `B-10023.pdf`.

A name that could mean two vouchers means none: a wrong picture behind a figure is worse than one that is missing.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Key = tuple[str, ...]

SHORT = 3  # digits: a number with fewer is believed only where the name begins with it
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")
# A day says nothing of the voucher: 2024-03-12, 12.03.2024, 20240312.
_DAY = re.compile(r"(?<!\d)(?:(?:19|20)\d\d[-._](?:0?[1-9]|1[0-2])[-._](?:[12]\d|3[01]|0?[1-9])|"
                  r"(?:[12]\d|3[01]|0?[1-9])\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d|"
                  r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)")  # fmt: skip
_SAYS_VOUCHER = frozenset({"bilag", "bilagsnr", "bilagsnummer", "bilagnr", "nr", "nummer", "no", "voucher"})


@dataclass(frozen=True)
class Match:
    """`number` is empty where no voucher is meant, or several may be: then `candidates` are these."""

    number: str = ""
    candidates: tuple[str, ...] = ()


def key_of(text: str) -> Key:
    """A number as it is compared: letters and digits apart, without leading zeros, signs and capitals."""
    return tuple(token.lstrip("0") or "0" if token.isdigit() else token for token in _TOKEN.findall(text.casefold()))


def stem_of(path: str) -> str:
    """The name of a file without its folders and its suffix."""
    name = path.rpartition("/")[2]
    return re.sub(r"\.[A-Za-z0-9]{2,5}$", "", name)


class Numbers:
    """The numbers of a year's vouchers, to be found in names. `meant` has what each stands for, itself unless given."""

    def __init__(self, numbers: Iterable[str] | Mapping[str, Collection[str]], year: int) -> None:
        meant = numbers if isinstance(numbers, Mapping) else {number: (number,) for number in numbers}
        self._year: Key = (str(year),)
        self._texts: dict[Key, dict[str, Collection[str]]] = defaultdict(dict)
        for text, stands_for in meant.items():
            if key := key_of(text):
                self._texts[key][text] = stands_for
        self._longest = max(map(len, self._texts), default=0)

    def whole(self, text: str) -> Match:
        """Of a text that is a number and nothing else."""
        key = key_of(text)
        return self._meant(key, text) if key in self._texts else Match()

    def within(self, stem: str) -> Match:
        """Of a name that holds a number."""
        if stem and (found := self.whole(stem)) != Match():
            return found
        tokens = key_of(_DAY.sub(" / ", stem))
        spans = self._spans(tokens)
        keys = list(dict.fromkeys(tokens[start:end] for start, end in spans))
        if not keys:
            return Match()
        first_start, first_end = spans[0]
        first = tokens[first_start:first_end]
        others = [_digits(key) for key in keys if key != first]
        is_first = _is_beginning(tokens[:first_start], self._year)
        if len(keys) == 1 or (is_first and all(count < _digits(first) for count in others)):
            return self._meant(first, stem)
        return Match(candidates=tuple(sorted({one for key in keys for one in self._all(key)})))

    def _spans(self, tokens: Key) -> list[tuple[int, int]]:
        """Where known numbers stand, the longest at each place; a year among others is no number."""
        found: list[tuple[int, int]] = []
        place = 0
        while place < len(tokens):
            length = next((n for n in range(self._longest, 0, -1) if tokens[place : place + n] in self._texts), 0)
            span = (place, place + length)
            if length and self._is_told(tokens, span):
                found.append(span)
            place += length or 1
        without_year = [(start, end) for start, end in found if tokens[start:end] != self._year]
        return without_year or found

    def _is_told(self, tokens: Key, span: tuple[int, int]) -> bool:
        """A word is no number, and one of a digit or two may be anything unless the name begins with it."""
        digits = _digits(tokens[span[0] : span[1]])
        return digits >= SHORT or (digits > 0 and _is_beginning(tokens[: span[0]], self._year))

    def _meant(self, key: Key, written: str) -> Match:
        """Of numbers that differ by zeros and signs alone, the one that is written so."""
        texts = self._texts[key]
        exact = [text for text in texts if text.casefold() in written.casefold()]
        chosen = sorted(exact, key=len)[-1:] if len(texts) > 1 and exact else list(texts)
        meant = sorted({one for text in chosen for one in texts[text]})
        return Match(meant[0]) if len(meant) == 1 else Match(candidates=tuple(meant))

    def _all(self, key: Key) -> set[str]:
        return {one for stands_for in self._texts[key].values() for one in stands_for}


def match(path: str, vouchers: Numbers, references: Numbers) -> Match:
    """By the voucher's number in the name, else by a document that its rows refer to, else by the folder's name."""
    stem = stem_of(path)
    for found in (vouchers.within(stem), references.within(stem)):
        if found != Match():
            return found
    return vouchers.whole(path.rpartition("/")[0].rpartition("/")[2])


def _digits(key: Sequence[str]) -> int:
    return sum(len(token) for token in key if token.isdigit())


def _is_beginning(before: Key, year: Key) -> bool:
    return all(token in _SAYS_VOUCHER or (token,) == year for token in before)
