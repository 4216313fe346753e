"""What documents show of agreements. A paper is for all, so what is exempt is not in it, and the table says so."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse

from meetings.agreements.reading import register_of_agreements
from meetings.agreements.report import public_binding, public_cost, public_soon
from meetings.registers.sources import source_of
from rorikt.amounts import kroner
from rorikt.figures.offers import Arguments, Asked, Offer, Owner, year_of
from rorikt.figures.values import Figure, NotAvailable, Source, Table

OWNER = "agreements"
YEAR = "AR"


def _begun() -> None:
    if register_of_agreements() is None:
        raise NotAvailable("registeret «Avtaler» er ikke tatt i bruk. Ta det i bruk under Registre.")


def _soon(asked: Asked) -> Table:
    _begun()
    return public_soon(asked.as_of)


def _binding(asked: Asked, year: str) -> Table:
    _begun()
    return public_binding(year_of(year), asked.as_of)


def _cost(asked: Asked, typed: str) -> Figure:
    """Raises NotAvailable where the cost of one is not known: a sum in a sentence cannot say what it lacks."""
    _begun()
    year = year_of(typed)
    amount, unknown, hidden = public_cost(year)
    if unknown:
        titles = ", ".join(f"«{title}»" for title in unknown)
        raise NotAvailable(f"kostnaden i året mangler for {titles}. Fyll den ut i registeret, med 0 der den er gratis.")
    without = ", uten avtaler som er unntatt offentlighet" if hidden else ""
    return Figure(
        f"avtaler-kostnad:{year}",
        f"Hva avtalene koster i {year}{without}",
        amount,
        "kr",
        kroner(amount),
        source=f"{reverse('meetings:agreements')}?year={year}",
    )


def _years(asked: Asked) -> Iterable[Arguments]:
    return [(str(asked.as_of.year),), (str(asked.as_of.year + 1),)]


def _sources(asked: Asked, used: Iterable[Sequence[str]]) -> Iterator[Source]:
    if register := register_of_agreements():
        yield source_of(register)


OFFERS = (
    Offer(
        "tabell:avtaler-utloper", "Avtaler som går ut eller må sies opp innen 180 dager", OWNER, _soon, is_block=True,
    ),
    Offer(
        "tabell:avtaler-binder", "Avtaler som binder etter et år", OWNER, _binding, (YEAR,), 1, is_block=True,
        choices=_years,
    ),
    Offer("avtaler-kostnad", "Hva avtalene koster i et år", OWNER, _cost, (YEAR,), 1, choices=_years),
)  # fmt: skip
OWNERS = (Owner(OWNER, "Avtaler", _sources),)
COUNTED = (
    (
        "avtaler-kostnad",
        "Kostnaden i året for hver avtale, for de månedene den gjelder den første dagen i. Avtaler som er unntatt "
        "offentlighet, er ikke med.",
    ),
)
