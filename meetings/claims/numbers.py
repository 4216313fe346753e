"""The numbers in a Norwegian sentence, and what looks like one and counts nothing.

Days, years, clocks, numbers of sections, cases and laws, telephones and names of products are no figures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

SPACE = "[ \u00a0\u202f\u2009]"
_MONTH = "(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)"
_NAMED = (
    "punkt|pkt|kapittel|kap|avsnitt|tabell|figur|side|uke|sak|fase|del|trinn|versjon|vedlegg|nr|nummer|artikkel|nivå|"
    "windows|server|office|microsoft|rom|konto|møte|storgata|tlf|telefon|mobil|org|orgnr|klasse|alternativ|notat"
)
_NO_FIGURES = re.compile(
    rf"""https?://\S+ | www\.\S+ | \S+@\S+
    | \d{{4}}[-.]\d\d(?:[-.]\d\d)?(?!\d)
    | \d{{1,2}}\.{SPACE}?\d{{1,2}}\.{SPACE}?(?:\d{{4}}|\d\d)(?!\d)
    | (?:\d{{1,2}}\.?{SPACE}?[–-]{SPACE}?)?\d{{1,2}}\.?{SPACE}?{_MONTH}(?:{SPACE}\d{{4}})?
    | \b\d{{1,2}}\.\d{{1,2}}\.(?=\s|$)
    | \bkl\.?{SPACE}?\d{{1,2}}(?:[.:]\d\d)? | \b\d{{1,2}}:\d\d\b
    | §+{SPACE}?\d+(?:-\d+)?
    | \b\d+(?:/\w+)+(?:-\d+)*
    | \b(?:{_NAMED})\.?(?:\s?nr\.?)?{SPACE}+\d[\w./–-]*(?:{SPACE}\d{{2,3}})*(?:{SPACE}og{SPACE}\d+(?![\w/]))?
    | \+47[\d ]+ | \b\d\d(?:{SPACE}\d\d){{3}}\b | \b\d{{3}}{SPACE}\d\d{SPACE}\d{{3}}\b
    | ^\s*\d{{1,2}}[.)]\s
    | \b\d{{1,2}}\.{SPACE}(?=[a-zæøå])
    | \b\d+(?:\.\d+)+(?!\d)(?!{SPACE}?(?:kr|mill|mrd|%|prosent|tusen))(?<!\.\d\d\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SCALES = {"tusen": 3, "mill": 6, "million": 6, "millioner": 6, "mrd": 9, "milliard": 9, "milliarder": 9}
_UNITS = {"%": "%", "prosent": "%", "pst": "%", "prosentpoeng": "poeng"} | {
    word: word for word in ("dager", "timer", "minutter", "uker", "måneder", "år")
}
_NUMBER = re.compile(
    rf"""(?<![\w\x00.,/])(?:(?P<money>kr|nok)\.?{SPACE}*(?:[+=]{SPACE}*)?)?(?P<sign>[+−–-])?
    (?P<digits>\d{{1,3}}(?:{SPACE}\d{{3}})+(?!\d)|\d{{1,3}}(?:\.\d{{3}})+(?!\d)|\d+)
    (?P<fraction>,\d+|\.\d{{1,2}}(?=\D|$)(?={SPACE}?(?:kr|mill|mrd|%|prosent|tusen)))?
    (?P<even>,?{SPACE}?-(?=[\s,;)]|$))?
    (?:{SPACE}?(?P<scale>tusen|mill(?:ioner|ion)?|mrd|milliard(?:er)?)\b\.?)?
    (?:{SPACE}?(?P<kroner>kroner\b|(?:kr|nok)\b(?!{SPACE}*[+=])(?:\.(?=\s+[a-zæøå\d]))?))?
    (?:{SPACE}?(?P<unit>%|(?:prosentpoeng|prosent|pst|dager|timer|minutter|uker|måneder|år)\b))?
    (?![\w/]|-[^\W\d]|,\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_PIECES = "stk|saker|brukere|lisenser|personer|ansatte|enheter|maskiner|årsverk"
_YEAR = re.compile(r"(?<![\w/.,\u00a0-])(?:19|20)\d\d(?![\w/]|[.,]\d)")
_WORDS = """
    null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tjue
    """.split()  # noqa: SIM905, too many to be read as a list
COUNTED = {word: number for number, word in enumerate(_WORDS)} | {"én": 1, "ett": 1, "et": 1, "ei": 1, "syv": 7}


@dataclass(frozen=True)
class Number:
    """`step` is what its last digit counts: 10 000 in «1,94 mill.». `unit` is «kr», «%», a measure of time, or none."""

    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal
    unit: str = ""
    is_signed: bool = False

    @property
    def digits(self) -> str:
        return digits_of(self.value, self.step)


def digits_of(value: Decimal, step: Decimal) -> str:
    """Those of a value as one would print it to this step, without its sign."""
    return str(int((abs(value) / step).to_integral_value("ROUND_HALF_UP")))


def significant(digits: str) -> int:
    return len(digits.strip("0"))


def numbers(text: str) -> Iterator[Number]:
    """In order. A year stands for itself and is none of them, unless it is said to be kroner or per cent."""
    covered = _NO_FIGURES.sub(lambda found: "\x00" * len(found[0]), text)
    for found in _NUMBER.finditer(covered):
        number = _read(found)
        is_bare = re.fullmatch(r"\d{4}", found["digits"]) and number.text == found["digits"]
        if not (is_bare and 1900 <= number.value < 2100):
            yield number


def only(text: str) -> Number | None:
    """The number that is all a cell says, «ca.», a mark of a note and what is counted aside."""
    bare = re.sub(rf"^(?:ca\.?|=|\+)\s*|\s*[*¹²³]+$|{SPACE}(?:{_PIECES})\.?$", "", text.strip(), flags=re.IGNORECASE)
    found = _NUMBER.fullmatch(bare)
    return _read(found) if found else None


def years(text: str) -> list[int]:
    """Those that are named, in order; the year of a day or of a case is told by what it belongs to."""
    bare = re.sub(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}/\S+|https?://\S+|\d{4}-\d\d(?:-\d\d)?", " ", text)
    return [int(found[0]) for found in _YEAR.finditer(bare)]


def _read(found: re.Match[str]) -> Number:
    digits = re.sub(rf"{SPACE}|\.", "", found["digits"])
    fraction = (found["fraction"] or "")[1:]
    scale = _SCALES.get((found["scale"] or "").lower().rstrip("."), 0)
    value = Decimal(f"{digits}.{fraction}" if fraction else digits).scaleb(scale)
    is_negative = found["sign"] in {"−", "–", "-"}
    is_money = found["money"] or found["kroner"] or found["even"]
    return Number(
        start=found.start(),
        end=found.end(),
        text=found[0].strip(),
        value=-value if is_negative else value,
        step=Decimal(1).scaleb(scale - len(fraction)),
        unit="kr" if is_money else _UNITS.get((found["unit"] or "").lower(), ""),
        is_signed=is_negative,
    )
