"""A figure held against that of the last report, in words. Pure: no database.

Only two values of the same thing at two times have a direction. A year's accounts «hittil» and those of a whole year
are not the same thing, and of what is told in words («et merforbruk på …») up and down would be read the wrong way.
"""

import re

from rorikt.amounts import MINUS, MONTHS
from rorikt.figures.values import Figure

_MONTH = "|".join(MONTHS)
_TIME = re.compile(rf"\b(?:\d{{1,2}}\.\s)?(?:{_MONTH})\s\d{{4}}\b|\b\d{{2}}\.\d{{2}}\.\d{{4}}\b|\b\d{{4}}\b")
SO_FAR = "hittil"
ONE = {"saker": "sak", "rader": "rad"}
NEW = "Sto ikke i forrige rapport."
FIRST = "Det er ingen tidligere godkjent rapport å sammenligne med."


def printed(figure: Figure) -> str:
    """With its unit, where the text of a sentence has it outside."""
    unit = figure.unit
    if not unit or figure.value is None or unit in figure.text:
        return figure.text
    return f"{figure.text}\u00a0{ONE.get(unit, unit) if figure.value == 1 else unit}"


def trend(now: Figure, before: Figure | None) -> str:
    """One sentence. `before` is what the last report showed of the same."""
    if before is None:
        return NEW
    was = f"{printed(before)}{_when(now, before)}"
    if not is_same_thing(now, before) or not _is_number(now) or not _is_number(before):
        return f"Forrige rapport: {was}."
    if now.value is None or before.value is None:
        return f"Forrige rapport: {was}."
    if now.text == before.text:
        return f"Uendret fra {was} i forrige rapport."
    return f"{'Opp' if now.value > before.value else 'Ned'} fra {was} i forrige rapport."


def is_same_thing(now: Figure, before: Figure) -> bool:
    """Of the same name but for its time, in the same unit."""
    if now.unit != before.unit:
        return False
    if now.label == before.label:
        return True
    is_so_far = SO_FAR in now.label or SO_FAR in before.label
    return not is_so_far and _TIME.sub("", now.label) == _TIME.sub("", before.label)


def _when(now: Figure, before: Figure) -> str:
    """The time of the earlier one, or all that it is called where it is something else."""
    if now.label == before.label:
        return ""
    times = _TIME.findall(before.label)
    return f" ({' '.join(times)})" if is_same_thing(now, before) and times else f" ({before.label})"


def _is_number(figure: Figure) -> bool:
    """Not told in words, as «et merforbruk på …»."""
    return figure.text.removeprefix("ca.").strip().removeprefix(MINUS)[:1].isdigit()
