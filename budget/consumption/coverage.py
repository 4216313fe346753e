"""Which months of the priced services of a year no approved run charges."""

from collections.abc import Iterable

from budget.allocations.models import AllocationRun
from budget.consumption.models import ConsumedMonth
from budget.services.models import PriceList
from budget.services.service_year import spans_of

MOST_TOLD = 4


def unconsumed(years: Iterable[int]) -> dict[int, str]:
    """Year to what is not charged, in words; without those of which everything is, or that have no price list.

    A service that nobody takes part in is told of too: a run of it comes to nothing, and says so.
    """
    wanted = set(years)
    lists = PriceList.objects.filter(year__in=wanted).order_by("service__title")
    priced = list(lists.values_list("year", "service", "service__title"))
    if not priced:
        return {}
    charged: dict[tuple[int, int], set[int]] = {}
    rows = ConsumedMonth.objects.filter(run__state=AllocationRun.State.APPROVED, month__year__in=wanted).order_by()
    for service, month in rows.values_list("service", "month"):
        charged.setdefault((service, month.year), set()).add(month.month)
    left: dict[int, list[str]] = {}
    for year, service, title in priced:
        if missing := sorted(set(range(1, 13)) - charged.get((service, year), set())):
            left.setdefault(year, []).append(title if len(missing) == 12 else f"{title} ({spans_of(missing)})")
    return {year: _told(titles) for year, titles in left.items()}


def _told(titles: list[str]) -> str:
    more = len(titles) - MOST_TOLD
    others = f" og {more} til" if more > 0 else ""
    return f"Ikke fordelt: {', '.join(titles[:MOST_TOLD])}{others}."
