"""What a document's figures are of, moved on from the last one by rule. Whoever starts the document can change it."""

from dataclasses import dataclass
from datetime import date

from budget.years.state import newest_with_accounts
from meetings.carrying.moving import Times, moved_on
from meetings.documents.models import Document
from meetings.tertials import tertials
from meetings.tokens import tokens
from rorikt.calendar import months_before, next_month
from support.tickets.reach import ends_before

RULES = {
    "as_of": "Dagen i dag, men ikke etter møtet, og ikke etter den siste saken hvis den er over en uke gammel.",
    "accounting_year": "Det nyeste året som har regnskap.",
    "period_from": "Måneden etter den siste i forrige dokument.",
    "period_to": "Den siste hele måneden før statusdatoen.",
}

RULES_OF_PERIOD = {
    "as_of": "Dagen i dag, men ikke etter møtet.",
    "accounting_year": "Samme år til 3. tertial er rapportert, og så året etter.",
    "period": "Til og med neste tertial.",
    "threshold_amount": "Den samme som i forrige rapport.",
}


@dataclass(frozen=True)
class Parameters:
    """As a document has them. `period_from` and `period_to` are both there or neither."""

    as_of: date
    accounting_year: int | None = None
    period_from: date | None = None
    period_to: date | None = None


def next_parameters(last: Document | None, today: date, meeting: date | None = None) -> Parameters:
    """Those of a report, where there was no last document; else what the last one has is moved on.

    `meeting` is the day of the meeting that reads it: its figures are not of later days.
    """
    if last and last.is_of_period:
        return _next_period_report(last, min(today, meeting or today))
    day = _day(last.as_of if last else None, min(today, meeting or today))
    has_year = last is None or last.accounting_year is not None
    year = newest_with_accounts() or (last.accounting_year if last else None) if has_year else None
    if last and last.period_to is None and last.kind != Document.Kind.ACTIVITY_REPORT:
        return Parameters(day, year)
    first, until = next_period(last.period_to if last else None, day)
    return Parameters(day, year, first, until)


def text_moved_on(text: str, last: Document, document: Document) -> str:
    """A text of the last document with its tokens of the times of this one."""
    before, after = (Times(one.as_of, one.accounting_year, one.period_to) for one in (last, document))
    return tokens.ANY.sub(lambda found: f"[[{moved_on(found[1].strip(), before, after)}]]", text)


def _next_period_report(last: Document, day: date) -> Parameters:
    """To the end of the next tertial, from January of its year. The tickets do not hold its day back."""
    ended = last.period_to or last.as_of
    year, month = tertials.next_period(last.accounting_year or ended.year, ended.month)
    return Parameters(day, year, date(year, 1, 1), date(year, month, 1))


def next_period(last: date | None, day: date) -> tuple[date, date]:
    """First and last month of the support tables: from the month after the last report's to the last whole one.

    From January where there was no report, and the last whole month alone where that report reached it.
    """
    until = months_before(day, 1)
    first = next_month(last) if last else until.replace(month=1)
    return min(first, until), until


def _day(last: date | None, today: date) -> date:
    """Figures of days that nothing was read in of would be wrong: the open tickets of today are not those of May."""
    end = ends_before(today)
    return end if end and (last is None or end > last) else today
