"""The report of a meeting, begun from the last one: the same outline and writers, later days, and no text yet."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from budget.years.state import newest_with_accounts
from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.models import Document, Section
from meetings.documents.writing import start_document, succeed_document
from rorikt.calendar import months_before, next_month
from rorikt.people.models import Cooperation, User

TITLE = "Aktivitetsrapport"
# How long before the notice goes out a section is to be done, where the last report does not say.
DONE_BEFORE_NOTICE = timedelta(days=7)


def start_report(item: AgendaItem, meeting: Meeting, *, by: User, now: datetime) -> Document:
    last, today = last_report(), timezone.localdate(now)
    cooperation = Cooperation.objects.first() or Cooperation(name="IKT-samarbeidet")
    document = _next_of(last, item, meeting, cooperation, today)
    if last is None:
        return start_document(document, definitions=[], by=by, now=now)
    usual = meeting.held_on - timedelta(days=cooperation.notice_days) - DONE_BEFORE_NOTICE
    succeed_document(document, last, lambda one: max(_due(one, last, meeting) or usual, today), by=by, now=now)
    return document


def last_report() -> Document | None:
    reports = Document.objects.filter(kind=Document.Kind.ACTIVITY_REPORT).select_related("agenda_item__meeting")
    return reports.order_by("-as_of", "-pk").first()


def _next_of(
    last: Document | None, item: AgendaItem, meeting: Meeting, cooperation: Cooperation, today: date
) -> Document:
    """Its figures are those of today until somebody moves the day: there are none of the days to come."""
    first, until = next_period(last.period_to if last else None, today)
    title = last.title if last and not any(letter.isdigit() for letter in last.title) else TITLE
    return Document(
        kind=Document.Kind.ACTIVITY_REPORT,
        title=title,
        file_title=f"{meeting.held_on:%Y.%m.%d} - {title}",
        agenda_item=item,
        document_owner=last.document_owner if last else cooperation.name,
        as_of=today,
        accounting_year=newest_with_accounts() or (last.accounting_year if last else None),
        period_from=first,
        period_to=until,
    )


def next_period(last: date | None, today: date) -> tuple[date, date]:
    """First and last month of the support tables: from the month after the last report's to the last whole one.

    From January where there was no report, and the last whole month alone where that report reached it.
    """
    until = months_before(today, 1)
    first = next_month(last) if last else until.replace(month=1)
    return min(first, until), until


def _due(section: Section, last: Document, meeting: Meeting) -> date | None:
    """As long before this meeting as it was before the last."""
    before = last.agenda_item.meeting if last.agenda_item else None
    return meeting.held_on - (before.held_on - section.deadline_on) if section.deadline_on and before else None
