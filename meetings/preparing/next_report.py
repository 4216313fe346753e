"""The report of a meeting, begun from the last one: what is carried over, and when each section is to be done."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from meetings.agenda.models import AgendaItem, Meeting
from meetings.carrying.periods import next_parameters
from meetings.carrying.starting import TITLE, next_document, succeed_document, usual_deadlines
from meetings.documents.models import Document
from meetings.documents.writing import start_document
from rorikt.people.models import Cooperation, User

# How long before the notice goes out a section is to be done, where the last report does not say.
DONE_BEFORE_NOTICE = timedelta(days=7)


def start_report(item: AgendaItem, meeting: Meeting, *, by: User, now: datetime) -> Document:
    last, today = last_report(), timezone.localdate(now)
    cooperation = Cooperation.objects.first() or Cooperation(name="IKT-samarbeidet")
    if last is None:
        first = _first_report(item, meeting, cooperation, today)
        return start_document(first, by=by, now=now)
    document = next_document(last, item, today)
    usual = meeting.held_on - timedelta(days=cooperation.notice_days) - DONE_BEFORE_NOTICE
    succeed_document(document, last, usual_deadlines(last, document, today, usual), by=by, now=now)
    return document


def last_report() -> Document | None:
    reports = Document.objects.filter(kind=Document.Kind.ACTIVITY_REPORT).select_related("agenda_item__meeting")
    return reports.order_by("-as_of", "-pk").first()


def _first_report(item: AgendaItem, meeting: Meeting, cooperation: Cooperation, today: date) -> Document:
    return Document(
        kind=Document.Kind.ACTIVITY_REPORT,
        title=TITLE,
        file_title=f"{meeting.held_on:%Y.%m.%d} - {TITLE}",
        agenda_item=item,
        document_owner=cooperation.name,
        **vars(next_parameters(None, today)),
    )
