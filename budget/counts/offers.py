"""What documents may show of the counts and prices of services."""

from collections.abc import Iterable, Sequence

from budget.services.counts_report import (
    count_figure,
    counts_table,
    days_of,
    municipality_named,
    price_table,
    service_named,
    sources_of,
)
from budget.services.models import Service
from rorikt.figures.offers import Arguments, Asked, Offer, Owner, day_of
from rorikt.figures.values import Figure, Source, Table
from rorikt.people.models import Municipality
from rorikt.slugs import slug

OWNER = "service"
SERVICE, DAY, EARLIER, WHO = "TJENESTE", "DATO", "TIDLIGERE", "KOMMUNE"
MOST_DAYS = 4  # of each service, in the list that authors pick from


def _counts(asked: Asked, service: str, day: str, *earlier: str) -> Table:
    return counts_table(service_named(service), [*map(day_of, earlier), day_of(day)])


def _count(asked: Asked, service: str, day: str, who: str = "") -> Figure:
    return count_figure(service_named(service), day_of(day), municipality_named(who) if who else "")


def _days(asked: Asked) -> Iterable[Arguments]:
    """The newest counts that are known on the document's own day."""
    for service in Service.objects.exclude(unit=Service.Unit.FIXED):
        known = [day for day in days_of(service) if day <= asked.as_of]
        yield from ((service.slug, day.isoformat()) for day in known[:MOST_DAYS])


def _with_earlier(asked: Asked) -> Iterable[Arguments]:
    """A count alone, and beside the one before it."""
    by_service: dict[str, list[str]] = {}
    for service, day in _days(asked):
        by_service.setdefault(service, []).append(day)
    for service, days in by_service.items():
        yield (service, days[0])
        yield from ((service, days[0], earlier) for earlier in days[1:])


def _of_each(asked: Asked) -> Iterable[Arguments]:
    """The newest count alone: older ones are written by their day, and would be taken for slips of the newest."""
    names = [slug(name) for name in Municipality.objects.values_list("name", flat=True)]
    newest: dict[str, str] = {}
    for service, day in _days(asked):
        newest.setdefault(service, day)
    for service, day in newest.items():
        yield (service, day)
        yield from ((service, day, name) for name in names)


def _priced(asked: Asked) -> Iterable[Arguments]:
    return [
        (one,) for one in Service.objects.filter(price_lists__isnull=False).distinct().values_list("slug", flat=True)
    ]


def _sources(asked: Asked, used: Iterable[Sequence[str]]) -> Iterable[Source]:
    for name in dict.fromkeys(arguments[0] for arguments in used if arguments):
        if service := Service.objects.filter(slug=name).first():
            yield from sources_of(service)


OFFERS = (
    Offer("tjeneste-antall", "Antall av en tjeneste", OWNER, _count, (SERVICE, DAY, WHO), 2, choices=_of_each),
    Offer(
        "tabell:tjeneste-antall",
        "Antall per kommune og kunde, tabell",
        OWNER,
        _counts,
        (SERVICE, DAY, EARLIER),
        2,
        is_block=True,
        choices=_with_earlier,
    ),
    Offer(
        "tabell:tjeneste-priser",
        "Prisliste for en tjeneste",
        OWNER,
        lambda asked, service: price_table(service_named(service)),
        (SERVICE,),
        1,
        is_block=True,
        choices=_priced,
    ),
)
OWNERS = (Owner(OWNER, "Tjenester", _sources),)
