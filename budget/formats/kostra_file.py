"""KOSTRA's fixed-width files of accounts («filuttrekk»), 48 characters a record, as municipalities send them to SSB.

| place | what |
|---|---|
| 1–2 | form: 0A, 0C, 0F, 0I, 0K, 0M, 0P are accounts of a year, the next letter of each its balance |
| 3–6 | year |
| 7 | quarter, blank for the accounts of a year |
| 8–13 | region: municipality and district |
| 14–22, 23–31 | organisation number, number of the enterprise; often blank |
| 32 | class: operations 1 or 3, investments 0 or 4, balance 2 or 5 |
| 33–36 | function |
| 37–39 | art |
| 40–48 | amount in whole thousands of NOK, set right; expenses positive, income negative |

A quarter holds the year up to its end. The file is a stranger's: the process that does jobs asks for `records_of`.
Source: Statistics Norway, kostra-kontrollprogram, file description «Regnskap» 2025.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rorikt.children import limited_reading
from rorikt.children.limited_reading import READING_SECONDS

LENGTH = 48
MOST_RECORDS = 1_000_000
# The first seven places and the region of a record are enough to know the format by.
_START = re.compile(rb"(?:\xef\xbb\xbf)?0[A-Y](?:19|20)\d\d[ 1-4]\d{6}[ \d]{18}[ 0-5]")
_AMOUNT = re.compile(r" *-?\d+")
_END_OF_FILE = "\x1a"  # what DOS put there
FORMS = {
    "0A": "bevilgningsregnskap for kommunekassen",
    "0C": "bevilgningsregnskap for fylkeskassen",
    "0F": "bevilgningsregnskap for kirkelig fellesråd",
    "0I": "bevilgningsregnskap for kommunale særbedrifter og lånefond",
    "0K": "bevilgningsregnskap for fylkeskommunale særbedrifter og lånefond",
    "0M": "konsolidert bevilgningsregnskap for kommuner",
    "0P": "konsolidert bevilgningsregnskap for fylkeskommuner",
}
BALANCES = frozenset({"0B", "0D", "0G", "0J", "0L", "0N", "0Q", "0Y"})
OPERATIONS = frozenset("13")
LAST_MONTH_OF = {"": 12, "1": 3, "2": 6, "3": 9, "4": 12}


@dataclass(frozen=True)
class Record:
    """A line of the file. `thousands` is the amount as it stands; `fault` is what is wrong with the line, if anything.

    `quarter` and `organisation` are empty where the line has none.
    """

    line: int
    form: str = ""
    year: int = 0
    quarter: str = ""
    region: str = ""
    organisation: str = ""
    kind: str = ""
    function: str = ""
    art: str = ""
    thousands: int = 0
    fault: str = ""

    @property
    def is_operation(self) -> bool:
        return self.kind in OPERATIONS

    @property
    def head(self) -> tuple[str, int, str, str]:
        """What all lines of a file have in common: form, year, quarter and region."""
        return self.form, self.year, self.quarter, self.region

    @property
    def key(self) -> tuple[str, ...]:
        return self.organisation, self.kind, self.function, self.art


def is_kostra(start: bytes) -> bool:
    """By the first bytes of a file."""
    return _START.match(start) is not None


def records_of(path: Path) -> Generator[Record]:
    """As `records`, done in a limited child. Raises Unreadable, possibly after some lines."""
    for told in limited_reading.read("budget.formats.kostra_file:told_records", str(path), seconds=READING_SECONDS):
        yield Record(**told)


def told_records(path: str) -> Iterator[dict[str, Any]]:
    for record in records(Path(path)):
        yield asdict(record)


def records(path: Path) -> Iterator[Record]:
    """Every line that says something. Raises Unreadable for more than a file of accounts can have."""
    with path.open(encoding="latin-1", newline=None) as file:
        for number, line in enumerate(file, start=1):
            if number > MOST_RECORDS:
                raise limited_reading.Unreadable("Filen har flere enn 1 million linjer, og er ikke en KOSTRA-fil.")
            text = line.rstrip("\r\n").removeprefix("\xef\xbb\xbf")
            if text.strip(f" {_END_OF_FILE}"):
                yield _record(number, text)


def _record(number: int, text: str) -> Record:
    if len(text.rstrip()) != LENGTH:
        length = len(text.rstrip())
        return Record(number, fault=f"Linjen har {length} tegn. Den skal ha {LENGTH}, med beløpet i de ni siste.")
    if not is_kostra(text.encode("latin-1")):
        return Record(number, fault="Linjen begynner ikke med skjema, år, kvartal og region slik en KOSTRA-linje gjør.")
    amount = text[39:LENGTH]
    if not _AMOUNT.fullmatch(amount):
        return Record(number, fault=f"«{amount.strip()}» er ikke et beløp i hele 1000 kroner.")
    return Record(
        number,
        form=text[:2],
        year=int(text[2:6]),
        quarter=text[6].strip(),
        region=text[7:13],
        organisation=text[13:22].strip(),
        kind=text[31].strip(),
        function=text[32:36].strip(),
        art=text[36:39].strip(),
        thousands=int(amount),
    )
