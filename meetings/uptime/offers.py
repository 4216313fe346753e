"""What documents show of uptime: the services in the months of the document, as far as its own day."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone

from meetings.registers.sources import source_of
from meetings.uptime.report import known_to, period_table, registers_of_uptime
from rorikt.calendar import ONE_DAY, start_of
from rorikt.figures.offers import Asked, Offer, Owner
from rorikt.figures.values import NotAvailable, Source, Table

OWNER = "uptime"


def _uptime(asked: Asked) -> Table:
    """Raises NotAvailable where no service is measured, or the period has not begun."""
    months, known = asked.months, known_to(None)
    if not known.services:
        raise NotAvailable("ingen tjenester står i registeret «Oppetid». Legg dem inn der, med det som er avtalt.")
    table = period_table(known, months, min(timezone.now(), start_of(asked.as_of + ONE_DAY)))
    if not table.rows:
        raise NotAvailable("perioden til dokumentet er ikke begynt ennå.")
    return table


def _sources(asked: Asked, used: Iterable[Sequence[str]]) -> Iterator[Source]:
    yield from (source_of(register) for register in registers_of_uptime() if register)


OFFERS = (Offer("tabell:oppetid", "Oppetid for tjenestene i perioden", OWNER, _uptime, is_block=True),)
OWNERS = (Owner(OWNER, "Oppetid", _sources),)
