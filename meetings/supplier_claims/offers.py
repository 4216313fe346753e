"""What documents show of claims against suppliers: the sum of those that are open to the public."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse

from meetings.registers.sources import source_of
from meetings.supplier_claims.report import claims_for, open_sum, register_of_claims
from rorikt.amounts import kroner
from rorikt.figures.offers import Asked, Offer, Owner
from rorikt.figures.values import Figure, NotAvailable, Source

OWNER = "supplier_claims"


def _open(asked: Asked) -> Figure:
    """Raises NotAvailable where a claim has no amount: a sum in a sentence cannot say what it lacks."""
    if register_of_claims() is None:
        raise NotAvailable("registeret «Krav mot leverandører» er ikke tatt i bruk. Ta det i bruk under Registre.")
    claims, hidden = claims_for(None)
    if unknown := [one.title for one in claims if not one.is_settled and one.amount is None]:
        titles = ", ".join(f"«{title}»" for title in unknown)
        raise NotAvailable(f"beløpet mangler for {titles}. Fyll det ut i registeret over krav.")
    without = ", uten krav som er unntatt offentlighet" if hidden else ""
    amount = open_sum(claims)
    label = f"Sum av åpne krav mot leverandører{without}"
    return Figure("krav-apne", label, amount, "kr", kroner(amount), source=reverse("meetings:supplier-claims"))


def _sources(asked: Asked, used: Iterable[Sequence[str]]) -> Iterator[Source]:
    if register := register_of_claims():
        yield source_of(register)


OFFERS = (Offer("krav-apne", "Sum av åpne krav mot leverandører", OWNER, _open),)
OWNERS = (Owner(OWNER, "Krav mot leverandører", _sources),)
COUNTED = (
    (
        "krav-apne",
        "Krav som ikke er ført i regnskapet eller avvist. Krav som er unntatt offentlighet, er ikke med.",
    ),
)
