"""Facts that the council may want to treat: months below the aim of the SLA, critical events, a forecast over its
frame, and actions past their date. Found by the clock, never for a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from budget.forecasts.report import ForecastOf, forecast_of, months_until
from budget.frame.report import FrameOf, frame_and_budget
from budget.years.state import newest_with_accounts
from meetings.followup.models import Action
from meetings.suggestions.models import CaseSuggestion
from rorikt import calendar
from rorikt.amounts import kroner, long_date, month_name, percentage, short_date, short_moment
from rorikt.figures.values import NotAvailable
from support.counting import columns
from support.sla.models import Priority, SlaPolicy
from support.statistics.figures import critical_incidents, sla_percent
from support.statistics.overview import default_period
from support.tickets.models import Ticket

Kind = CaseSuggestion.Kind


@dataclass(frozen=True)
class Fact:
    """`key` is the fact itself, `subject` what it is about; see the model."""

    kind: CaseSuggestion.Kind
    subject: str
    key: str
    title: str
    text: str
    url: str


def facts(today: date) -> Iterator[Fact]:
    with columns.kept() as tickets:
        if len(tickets):
            first, last = default_period(today)
            for month in calendar.months_between(first, last):
                yield from _below_aim(month)
            yield from _critical(first, last)
    yield from _over_frame()
    yield from _overdue(today)


def _below_aim(month: date) -> Iterator[Fact]:
    """One for a month, with every priority that is below the aim of its policy. A policy without an aim proposes
    nothing."""
    told = [sentence for priority in Priority if (sentence := _shortfall(priority, month))]
    if told:
        title, key = f"Løsningstider under målet i {month_name(month)}", f"{month:%Y-%m}"
        yield Fact(Kind.SLA, key, f"sla:{key}", title, " ".join(told), sla_url(month))


def sla_url(month: date) -> str:
    """The month in the overview, where each figure leads to its tickets."""
    return f"{reverse('support:index')}?first={month:%m.%Y}&last={month:%m.%Y}"


def _shortfall(priority: Priority, month: date) -> str:
    aim = _aim(priority, calendar.last_day(month))
    try:
        figure = sla_percent(priority, month)
    except NotAvailable:
        return ""
    if aim is None or figure.value is None or figure.value >= aim:
        return ""
    return f"{figure.label}: {figure.text}. Målet er {percentage(aim, 0)}."


def _aim(priority: Priority, day: date) -> int | None:
    """Of the policy for incidents, or for all kinds, in force on the day."""
    policies = SlaPolicy.objects.filter(priority=priority, valid_from__lte=day)
    own = policies.filter(kind__in=["", SlaPolicy.Kind.INCIDENT]).order_by("-kind", "-valid_from").first()
    return own.aim if own else None


def _critical(first: date, last: date) -> Iterator[Fact]:
    """One for each critical incident resolved in the months, which the ticket's own page then tells of."""
    for ticket in Ticket.objects.filter(pk__in=critical_incidents(first, last).id.tolist()).order_by("created_at"):
        verdict = ticket.get_verdict_display() or "ikke målt"
        came, went = (short_moment(at) for at in (ticket.created_at, ticket.resolved_at) if at)
        text = f"Feilmelding {ticket.number} med prioritet kritisk kom {came} og var løst {went}. SLA: {verdict}."
        title = f"Kritisk hendelse {short_date(ticket.created_at)}, feilmelding {ticket.number}"
        subject = f"{ticket.pk}"
        yield Fact(Kind.CRITICAL, subject, f"critical:{subject}", title, text, ticket.get_absolute_url())


def _over_frame() -> Iterator[Fact]:
    """Of the newest year with accounts, until it is closed."""
    year = newest_with_accounts()
    found = forecast_of(year) if year else None
    if found is None or found.state.is_closed or not found.month or found.amount is None:
        return
    of = frame_and_budget(found.year)
    if not of.frame.is_set or found.amount <= of.frame.amount:
        return
    yield Fact(
        Kind.FORECAST,
        f"{found.year}",
        f"forecast:{found.year}-{found.month:02d}",
        f"Prognosen for {found.year} er over rammen",
        _told(found, found.amount, of),
        reverse("budget:forecast", args=[found.year]),
    )


def _told(found: ForecastOf, foreseen: Decimal, of: FrameOf) -> str:
    after = f"Prognosen for {found.year} etter {months_until(found.month)} er {kroner(foreseen)} kr."
    if of.is_closed:
        return f"{after} Rammen har et beløp som er unntatt offentlighet."
    over = foreseen - of.frame.amount
    return f"{after} Rammen er {kroner(of.frame.amount)} kr, og prognosen er {kroner(over)} kr over."


def _overdue(today: date) -> Iterator[Fact]:
    """Named by its case alone where that is exempt: what is made of it is a new case, which is not."""
    for action in Action.objects.overdue(today).with_case():
        item = action.item
        title = f"sak {item.number}, {item.public_title}" if item.is_exempt else action.title
        name = f"Tiltak over fristen: {title}"[:200]
        text = f"Fristen var {long_date(action.due_on)}. Tiltaket følger av sak {item.number}."
        key = f"action:{action.pk}:{action.due_on}"
        yield Fact(Kind.ACTION, f"{action.pk}", key, name, text, action.get_absolute_url())
