"""What one box of a register holds: as a person types it, exact, and as it is printed.

Pure: what the words of a column mean (its states, the municipalities, people, rows of other registers) is handed in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from rorikt import amounts
from rorikt.calendar import OSLO, read_clock, read_day
from rorikt.characters import writable

LONGEST = {"text": 300, "notes": 20_000}
MOST_DECIMALS = 3
LARGEST = Decimal(10) ** 12
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
ALL = "alle"  # every municipality, those who become members later too


class Kind(TextChoices):
    TEXT = "text", "Tekst"
    NOTES = "notes", "Lang tekst"
    NUMBER = "number", "Tall"
    AMOUNT = "amount", "Beløp i kroner"
    DAY = "day", "Dato"
    MOMENT = "moment", "Dato og klokkeslett"
    STATE = "state", "Status"
    MUNICIPALITY = "municipality", "Kommune"
    MUNICIPALITIES = "municipalities", "Flere kommuner"
    PERSON = "person", "Person"
    ROW = "row", "Rad i et annet register"


class NotThis(Exception):
    """What was typed cannot stand in the box. The message says why, and what to write."""


@dataclass(frozen=True)
class Content:
    """What a box holds, in the one field of its kind; keys are those of the database. Empty where it holds nothing.

    `numbers` are municipalities: one, or those of a list. `for_all` is the word «Alle» in such a list.
    """

    text: str = ""
    number: Decimal | None = None
    day: date | None = None
    moment: datetime | None = None
    state: int | None = None
    person: int | None = None
    row: int | None = None
    numbers: tuple[str, ...] = ()
    for_all: bool = False

    def __bool__(self) -> bool:
        return self != NOTHING


NOTHING = Content()


@dataclass(frozen=True)
class Words:
    """What may be written in a box of one column: the names by their keys, looked for in any case.

    `decimals` are those of a number.
    """

    states: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    rows: Mapping[int, str] = field(default_factory=dict)
    municipalities: Mapping[str, str] = field(default_factory=dict)
    decimals: int = 0


def read(kind: str, typed: str, words: Words) -> Content:
    """Raises NotThis. What is only spaces is nothing."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text or text == amounts.NOTHING:
        return NOTHING
    if writable(text) != text:
        raise NotThis("Teksten har usynlige tegn som ikke kan lagres. Skriv den på nytt.")
    if len(text) > (longest := LONGEST.get(kind, LONGEST["text"])):
        raise NotThis(f"Teksten er {amounts.number(len(text))} tegn. Her er det plass til {amounts.number(longest)}.")
    match kind:
        case Kind.TEXT | Kind.NOTES:
            return _text(kind, text)
        case Kind.NUMBER | Kind.AMOUNT:
            return Content(number=_number(text, 2 if kind == Kind.AMOUNT else words.decimals))
        case Kind.DAY:
            return Content(day=_day(text))
        case Kind.MOMENT:
            return Content(moment=_moment(text))
        case Kind.STATE:
            return Content(state=_one_of(words.states, text, "en status her"))
        case Kind.PERSON:
            return Content(person=_one_of(words.people, text, "en person her"))
        case Kind.ROW:
            return Content(row=_one_of(words.rows, text, "en rad i det andre registeret"))
        case Kind.MUNICIPALITY:
            return Content(numbers=(_municipality(words, text),))
        case Kind.MUNICIPALITIES:
            return _municipalities(words, text)
    raise ValueError(f"{kind} is no kind of column")


def printed(kind: str, content: Content, words: Words) -> str:
    """As it stands in the box and on paper; empty for nothing. What is printed can be read again."""
    if not content:
        return ""
    match kind:
        case Kind.NUMBER:
            return amounts.number(content.number, words.decimals)
        case Kind.AMOUNT:
            return amounts.kroner(content.number)
        case Kind.DAY:
            return amounts.short_date(content.day)
        case Kind.MOMENT:
            return amounts.short_moment(content.moment) if content.moment else ""
        case Kind.STATE:
            return words.states.get(content.state or 0, "")
        case Kind.PERSON:
            return words.people.get(content.person or 0, "")
        case Kind.ROW:
            return words.rows.get(content.row or 0, "")
        case Kind.MUNICIPALITY | Kind.MUNICIPALITIES:
            names = (words.municipalities.get(number, number) for number in content.numbers)
            return ALL.capitalize() if content.for_all else ", ".join(names)
    return content.text


def _text(kind: str, text: str) -> Content:
    return Content(text=text if kind == Kind.NOTES else " ".join(text.split()))


def _number(text: str, decimals: int) -> Decimal:
    try:
        value = amounts.parse_number(text)
    except ValueError as error:
        raise NotThis(str(error)) from error
    if abs(value) >= LARGEST:
        raise NotThis(f"«{text}» er for stort.")
    if value != value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):
        told = f"{decimals} desimaler" if decimals else "hele tall"
        raise NotThis(f"«{text}» har flere desimaler enn kolonnen: her skrives {told}.")
    return value


def _day(text: str) -> date:
    try:
        day = read_day(text)
    except ValueError as error:
        raise NotThis(f"«{text}» er ikke en dato. Skriv for eksempel 31.01.2024.") from error
    if not EARLIEST <= day <= LATEST:
        raise NotThis(f"«{text}» er utenfor årene {EARLIEST.year} til {LATEST.year}.")
    return day


def _moment(text: str) -> datetime:
    """In the time of the cooperation."""
    day, _, clock = " ".join(text.replace("T", " ").split()).replace(" kl.", "").rpartition(" ")
    if not day:
        raise NotThis(f"«{text}» mangler klokkeslett. Skriv for eksempel 31.01.2024 08.30.")
    try:
        at = read_clock(clock)
    except ValueError as error:
        raise NotThis(f"«{clock}» er ikke et klokkeslett. Skriv for eksempel 31.01.2024 08.30.") from error
    return datetime.combine(_day(day.strip()), at, tzinfo=OSLO)


def _one_of(known: Mapping[int, str], text: str, what: str) -> int:
    wanted = _plain(text)
    found = [key for key, name in known.items() if _plain(name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotThis(f"«{text}» kan være flere. Gi dem hvert sitt navn, eller velg fra listen.")
    choices = ", ".join(f"«{name}»" for name in list(known.values())[:8])
    more = " med flere" if len(known) > 8 else ""
    raise NotThis(
        f"«{text}» er ikke {what}. " + (f"Velg {choices}{more}." if choices else "Det er ingen å velge ennå.")
    )


def _municipality(words: Words, text: str) -> str:
    wanted = _plain(text).removesuffix(" kommune")
    for number, name in words.municipalities.items():
        if wanted in {number, _plain(name)}:
            return number
    names = ", ".join(words.municipalities.values())
    raise NotThis(f"«{text}» er ikke en av kommunene: {names}.")


def _municipalities(words: Words, text: str) -> Content:
    if _plain(text) in {ALL, "alle kommuner", "alle kommunene"}:
        return Content(for_all=True)
    chosen = {_municipality(words, part.strip()) for part in _parts(text) if part.strip()}
    return Content(numbers=tuple(sorted(chosen)))


def _parts(text: str) -> Iterable[str]:
    """Set apart by commas, semicolons, lines or «og»."""
    return text.replace(";", ",").replace("\n", ",").replace(" og ", ",").split(",")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
