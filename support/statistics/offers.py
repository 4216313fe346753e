"""What documents may show of the tickets."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.utils import timezone

from rorikt.amounts import long_date, month_name
from rorikt.figures.offers import Arguments, Asked, Offer, Owner, day_of, month_of
from rorikt.figures.values import Chart, Figure, NotAvailable, Source, Table
from support.sla.models import Priority
from support.statistics import charts, figures, report
from support.statistics.figures import PRIORITY_SLUGS

OWNER = "support"


def _months(asked: Asked) -> Iterable[Arguments]:
    return [(f"{month:%Y-%m}",) for month in asked.months]


def _priority_months(asked: Asked) -> Iterable[Arguments]:
    return [(priority, month) for priority in PRIORITY_SLUGS for (month,) in _months(asked)]


def _priority(text: str) -> Priority:
    if text not in PRIORITY_SLUGS:
        raise NotAvailable(f"«{text}» er ikke en prioritet. Velg {', '.join(PRIORITY_SLUGS)}.")
    return PRIORITY_SLUGS[text]


def day_in_the_past(asked: Asked, *given: str) -> date:
    """The day given, or the document's own. Raises NotAvailable for one to come."""
    day = day_of(given[0]) if given else asked.as_of
    if day > timezone.localdate():
        raise NotAvailable(f"{long_date(day)} er fram i tid: tallene finnes ikke ennå.")
    return day


def month_in_the_past(asked: Asked, *given: str) -> date:
    """The month given, or the last of the document's period, which may be under way. Raises NotAvailable as above."""
    month = month_of(given[0]) if given else asked.period[1]
    if month > timezone.localdate():
        raise NotAvailable(f"{month_name(month)} er fram i tid: tallene finnes ikke ennå.")
    return month


def _count_on(name: str, label: str, function: Callable[[date], Figure]) -> Offer:
    """A count on a date, which is the document's own where none is given."""

    def make(asked: Asked, *given: str) -> Figure:
        return function(day_in_the_past(asked, *given))

    return Offer(name, label, OWNER, make, ("DATO",))


def _count_in(name: str, label: str, function: Callable[[date], Figure]) -> Offer:
    """A count in a month, which is the last of the document's period where none is given."""

    def make(asked: Asked, *given: str) -> Figure:
        return function(month_in_the_past(asked, *given))

    return Offer(name, label, OWNER, make, ("MÅNED",), choices=_months)


def _of_priority(name: str, label: str, function: Callable[[Priority, date], Figure]) -> Offer:
    def make(asked: Asked, priority: str, month: str) -> Figure:
        return function(_priority(priority), month_in_the_past(asked, month))

    return Offer(name, label, OWNER, make, ("PRIORITET", "MÅNED"), 2, choices=_priority_months)


def _of_period(name: str, label: str, function: Callable[[date, date], Table | Chart]) -> Offer:
    return Offer(name, label, OWNER, lambda asked: function(*asked.period), is_block=True)


def _over_time(name: str, label: str, place: int) -> Offer:
    """One of the charts of open tickets, up to the document's own date."""
    return Offer(name, label, OWNER, lambda asked: charts.open_charts(asked.as_of)[place], is_block=True)


def _sources(asked: Asked, used: Iterable[Sequence[str]]) -> Iterable[Source]:
    return report.ticket_sources(*_counted_months(asked, used), asked.as_of)


def _counted_months(asked: Asked, used: Iterable[Sequence[str]]) -> tuple[date, date]:
    """The first and the last month that the document counts in: its period, and what its tokens name beside it."""
    months = [day.replace(day=1) for arguments in used for text in arguments if (day := _named_day(text))]
    months += [month for month in (asked.period_from, asked.period_to) if month]
    months = months or [asked.as_of.replace(day=1)]
    return min(months), max(months)


def _named_day(text: str) -> date | None:
    """The day or the first day of the month that an argument names; `None` for a priority."""
    for read in (day_of, month_of):
        try:
            return read(text)
        except NotAvailable:
            continue
    return None


OFFERS = (
    _count_on("apne-feilmeldinger", "Åpne feilmeldinger", figures.open_incidents),
    _count_on("apne-foresporsler", "Åpne tjenesteforespørsler", figures.open_requests),
    _count_on("apne-totalt", "Åpne saker i alt, feilmeldinger og tjenesteforespørsler", figures.open_total),
    _count_in(
        "kritiske-hendelser",
        "Kritiske hendelser i en måned, løste feilmeldinger",
        lambda month: figures.critical_events(month, month),
    ),
    _count_in("nye-feilmeldinger", "Nye feilmeldinger", figures.new_incidents),
    _count_in("nye-foresporsler", "Nye tjenesteforespørsler", figures.new_requests),
    _of_priority("sla-prosent", "Feilmeldinger løst innenfor SLA, prosent", figures.sla_percent),
    _of_priority("losningstid", "Løsningstid for feilmeldinger, snitt", figures.resolution_time),
    _of_period("tabell:sla", "Feilmeldinger løst innenfor og utenfor SLA", report.compliance),
    Offer(
        "diagram:sla-utvikling",
        "Feilmeldinger løst innenfor SLA, prosent måned for måned",
        OWNER,
        lambda asked: charts.sla_trend(asked.period[1], asked.as_of),
        is_block=True,
    ),
    _of_period("tabell:losningstid", "Løsningstid for feilmeldinger, tabell", report.resolution_times),
    _of_period(
        "tabell:kritiske-hendelser", "Kritiske hendelser, tabell over løste feilmeldinger", report.critical_event_table
    ),
    _of_period("diagram:nye-per-kategori", "Nye feilmeldinger per kategori", charts.new_by_category),
    _of_period(
        "diagram:nye-per-kommune",
        "Nye saker per kommune, feilmeldinger og tjenesteforespørsler",
        charts.new_by_municipality,
    ),
    _over_time("diagram:apne-feilmeldinger", "Åpne feilmeldinger over tid", 0),
    _over_time("diagram:apne-foresporsler", "Åpne tjenesteforespørsler over tid", 1),
    _over_time("diagram:apne-saker", "Åpne saker over tid, feilmeldinger og tjenesteforespørsler", 2),
)
OWNERS = (Owner(OWNER, "Brukerstøtte", _sources),)
_OPEN = "Saker som var opprettet, og ikke løst, da dagen var slutt."
COUNTED = (
    ("apne-feilmeldinger", _OPEN),
    ("apne-foresporsler", _OPEN),
    ("apne-totalt", _OPEN),
    ("kritiske-hendelser", "Feilmeldinger med kritisk prioritet som ble løst i måneden."),
    ("nye-feilmeldinger", "Feilmeldinger som ble opprettet i måneden."),
    ("nye-foresporsler", "Tjenesteforespørsler som ble opprettet i måneden."),
    (
        "sla-prosent",
        "Av feilmeldingene som ble løst i måneden: hvor mange prosent som ble løst innen fristen, regnet i arbeidstid "
        "fra saken ble opprettet.",
    ),
    (
        "losningstid",
        "Snittet av arbeidstiden fra opprettet til løst, for feilmeldingene som ble løst i måneden.",
    ),
)
