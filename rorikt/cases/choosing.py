"""From what a person types or picks to the case that is meant."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError

from rorikt.cases.models import CaseReference, case_number_is_whole
from rorikt.cases.naming import NO_CASE
from rorikt.people.models import User

# A number that may still change is picked together with what never does.
_PICKED = re.compile(r".*, id (?P<pk>\d{1,9})", re.IGNORECASE)

LONGEST = 1_000  # characters: a title, and what stands behind it


class OfferedCase(NamedTuple):
    """A case that may be picked: what then stands in the field, and its title as the person may see it."""

    typed: str
    title: str


# Given a number, the case here that has it now; `None` where its meeting is not here. Raises ValidationError where
# there is known to be no such case.
finding: list[Callable[[str], CaseReference | None]] = []
# Given a reader, `None` for anybody, the cases that may be picked, those without a number for good first.
offering: list[Callable[[User | None], Iterable[OfferedCase]]] = []


def offered_to(reader: User | None) -> list[OfferedCase]:
    return [case for register in offering for case in register(reader)]


def typed(case: CaseReference | None, name: str = "") -> str:
    """How a case stands in a field: by its number, and until it has one for good by its `name` with its key."""
    if case is None:
        return NO_CASE
    return case.number or f"{name or case}, id {case.pk}"


def read_case(text: str) -> CaseReference | None:
    """What a person typed of a case, `None` for «ingen sak». Raises ValidationError for what is no case.

    The number of a case that is not here gets a reference of its own.
    """
    if len(text) > LONGEST:
        raise ValidationError(f"Det er for langt til å være et saksnummer. Skriv saksnummeret, eller «{NO_CASE}».")
    plain = " ".join(text.split())
    if plain.casefold() == NO_CASE:
        return None
    if not plain:
        raise ValidationError(f"Skriv saksnummeret, eller «{NO_CASE}».")
    if picked := _PICKED.fullmatch(plain):
        return _picked(int(picked["pk"]))
    return case_of(plain)


def case_of(number: str) -> CaseReference:
    """Raises ValidationError for what is no case number, and for the number of a case that there is not."""
    case_number_is_whole(number)
    found = [case for register in finding if (case := register(number))]
    return found[0] if found else CaseReference.objects.get_or_create(number=number, same_as=None)[0]


def _picked(pk: int) -> CaseReference:
    found = CaseReference.objects.filter(pk=pk).first()
    if found is None:
        raise ValidationError("Saken finnes ikke lenger. Velg en annen, eller skriv saksnummeret.")
    return found
