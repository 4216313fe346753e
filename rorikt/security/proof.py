"""Who may do what, held against what the trail told of it."""

from collections.abc import Iterator

from rorikt.access.appointing import GIVEN_BY_ANOTHER
from rorikt.people.models import User
from rorikt.proving.findings import Fault
from rorikt.proving.told import Held, faults


def prove() -> Iterator[Fault]:
    words = ("Rollen til", "Kommunen til", "Om kontoen er i bruk for", "Tilgangen til administrasjonen for")
    told = dict(zip(GIVEN_BY_ANOTHER, words, strict=True))
    yield from faults(
        Held(
            User.objects.all(),
            told,
            lambda user: f"{user.name} ({user.email})",
            lambda user: {name: getattr(user, name) for name in told},
        )
    )
