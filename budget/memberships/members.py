"""Who is a member when."""

from collections.abc import Iterable
from datetime import date, timedelta

from budget.memberships.models import Membership
from rorikt.figures.once import once
from rorikt.people.models import Municipality

ONE_DAY = timedelta(days=1)


@once
def members_between(first: date, last: date) -> frozenset[str]:
    """The numbers of those that are members on any day of a period, both days included."""
    everyone = set(Municipality.objects.values_list("number", flat=True))
    stated = Membership.objects.order_by().values_list("municipality", flat=True)
    here = Membership.objects.touching(first, last).order_by().values_list("municipality", flat=True)
    return frozenset(everyone - set(stated) | set(here))


def members_in(year: int) -> frozenset[str]:
    return members_between(date(year, 1, 1), date(year, 12, 31))


def is_covered(first: date, last: date | None, periods: Iterable[Membership]) -> bool:
    """Whether the periods of one municipality, one after the other, hold on every day from `first` to `last`."""
    day = first
    for period in sorted(periods, key=lambda one: one.first_on):
        if period.first_on > day:
            return False
        if period.last_on is None:
            return True
        day = max(day, period.last_on + ONE_DAY)
        if last is not None and day > last:
            return True
    return False
