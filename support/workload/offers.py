"""What documents may show of the workload."""

from collections.abc import Callable
from datetime import date

from rorikt import calendar
from rorikt.amounts import NOTHING, long_date, number
from rorikt.calendar import ONE_DAY, start_of
from rorikt.figures.offers import Asked, Offer
from rorikt.figures.values import Figure, Table
from support.counting.columns import Tickets
from support.sla.clock import micros
from support.sla.definition import stored_rules
from support.statistics.figures import tickets_to
from support.statistics.offers import OWNER, day_in_the_past
from support.statistics.period import Period
from support.tickets.links import tickets_url
from support.workload.flow import categories_again, days_to_clear, per_day, queue, waiting_and_reopening, working_days
from support.workload.rhythm import by_weekday_and_hour
from support.workload.targets import two_targets

BOTH = "feilmeldinger og tjenesteforespørsler"


def late_tickets(day: date) -> Figure:
    """Open and past their deadline at the end of the day."""
    rules, moment = stored_rules(day), start_of(day + ONE_DAY)
    opened = tickets_to(day).open_on(day)
    count = int(opened.is_late(micros(rules.settled(moment)), micros(moment), rules.around_the_clock).sum())
    label = f"Åpne saker over fristen {long_date(day)}, {BOTH}"
    source = tickets_url(open_on=day, overdue_on=day)
    return Figure(f"apne-over-fristen:{day.isoformat()}", label, count, "saker", number(count), day, source)


def queue_days(asked: Asked) -> Figure:
    """Working days that the queue would take at the pace of the period, up to the document's day if it is not over."""
    (first, last), as_of = asked.period, day_in_the_past(asked)
    rules, tickets = stored_rules(first), tickets_to(as_of)
    until = min(calendar.last_day(last), as_of)
    solved = per_day(len(tickets.resolved_between(first, until)), working_days(rules, first, until))
    value = days_to_clear(len(tickets.open_on(as_of)), solved)
    text = NOTHING if value is None else number(value, 1)
    label = f"Arbeidsdager for å tømme køen {long_date(as_of)}, {BOTH}"
    return Figure("dager-a-tomme-koen", label, value, "arbeidsdager", text, as_of, tickets_url(open_on=as_of))


def _table(name: str, label: str, make: Callable[[Tickets, Period], Table]) -> Offer:
    def found(asked: Asked) -> Table:
        first, last = asked.period
        is_over = calendar.last_day(last) <= asked.as_of
        return make(tickets_to(asked.as_of), Period(first, last, asked.as_of, is_over=is_over))

    return Offer(name, label, OWNER, found, is_block=True)


OFFERS = (
    Offer(
        "apne-over-fristen", f"Åpne saker over fristen, {BOTH}", OWNER,
        lambda asked, *given: late_tickets(day_in_the_past(asked, *given)), ("DATO",),
    ),
    Offer(
        "dager-a-tomme-koen", f"Arbeidsdager for å tømme køen, i periodens tempo, {BOTH}", OWNER,
        queue_days,
    ),
    _table("tabell:svar-og-losning", f"Første svar og løsning, innenfor og utenfor fristene, {BOTH}",
           lambda tickets, period: two_targets(tickets, period, stored_rules(period.first))),
    _table("tabell:ko", f"Køen: åpne, nye og løste saker per arbeidsdag, {BOTH}",
           lambda tickets, period: queue(tickets, period, stored_rules(period.first))),
    _table("tabell:gjenapning-og-venting", f"Gjenåpninger og venting, {BOTH}", waiting_and_reopening),
    _table("tabell:kategorier-mot-i-fjor", f"Nye saker per kategori mot året før, {BOTH}",
           lambda tickets, period: categories_again(tickets, period, 1)),
    _table("tabell:ukedag-og-time", f"Nye saker per ukedag og time, {BOTH}", by_weekday_and_hour),
)  # fmt: skip
