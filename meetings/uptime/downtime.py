"""How long a service was down in a month, and what per cent of the month it was up. Pure.

Months are those of Oslo, so that the one in which the clock is put forward is an hour shorter. One in progress counts
to now, and what has not ended is down until then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from rorikt.calendar import next_month, start_of

DOWN, UNSTABLE, PLANNED = "nede", "ustabil", "planlagt"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Incident:
    """A time in which a service was down, unstable or maintained; `effect` is one of the above, or empty.

    Without `last` it has not ended.
    """

    service: int
    effect: str
    first: datetime
    last: datetime | None = None


@dataclass(frozen=True)
class Measured:
    """What is known of a service in a month, in minutes. `of` is how long the month is, or has been so far."""

    service: int
    month: date
    down: int
    unstable: int
    of: int
    is_whole: bool = True

    @property
    def exact(self) -> Fraction:
        """Per cent."""
        return Fraction(100 * (self.of - self.down), self.of)

    @property
    def percent(self) -> Decimal:
        return Decimal(self.exact.numerator) / self.exact.denominator

    def keeps(self, agreed: Decimal | None) -> bool | None:
        """Whether what is agreed was kept, unrounded; `None` where nothing is agreed."""
        return None if agreed is None else self.exact >= Fraction(agreed)


def measure(incidents: Iterable[Incident], service: int, month: date, now: datetime) -> Measured | None:
    """`None` for a month that has not lasted a minute."""
    start, end = start_of(month), start_of(next_month(month))
    now = now.astimezone(UTC).replace(second=0, microsecond=0)
    until = min(end, now)
    if until - start < MINUTE:
        return None
    own = [one for one in incidents if one.service == service]
    down = spans(own, DOWN, start, until)
    unstable = spans(own, UNSTABLE, start, until)
    both = merged([*down, *unstable])
    return Measured(service, month, length(down), length(both) - length(down), length([(start, until)]), until == end)


def together(measured: Sequence[Measured]) -> Measured | None:
    """Several months of a service as one; `None` for none."""
    if not measured:
        return None
    return Measured(
        service=measured[0].service,
        month=measured[0].month,
        down=sum(one.down for one in measured),
        unstable=sum(one.unstable for one in measured),
        of=sum(one.of for one in measured),
        is_whole=all(one.is_whole for one in measured),
    )


Span = tuple[datetime, datetime]


def spans(incidents: Iterable[Incident], effect: str, start: datetime, until: datetime) -> list[Span]:
    """What lies inside of those with this effect, overlaps counted once."""
    cut = ((max(one.first, start), min(one.last or until, until)) for one in incidents if one.effect == effect)
    return merged([(first, last) for first, last in cut if first < last])


def merged(found: Iterable[Span]) -> list[Span]:
    whole: list[Span] = []
    for first, last in sorted(found):
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], last))
        else:
            whole.append((first, last))
    return whole


def length(found: Iterable[Span]) -> int:
    """In whole minutes."""
    return sum(int((last.astimezone(UTC) - first.astimezone(UTC)) / MINUTE) for first, last in found)


def fault(first: datetime | None, last: datetime | None, service: int | None, effect: str) -> str:
    """Why an incident counts nowhere, with what to do; empty where it counts."""
    if first is None:
        return "Det står ikke når den begynte. Fyll ut «Fra»."
    if last is not None and last < first:
        return "Den slutter før den begynner. Rett en av tidene."
    lacking = [what for what, is_there in (("tjeneste", service), ("virkning", effect)) if not is_there]
    if lacking:
        return f"Velg {' og '.join(lacking)}, ellers teller den ikke med."
    return ""
