"""The draft of a report of a period that the demo holds: the first tertial of 2024, with words of our own."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from budget.demo_new_year import REACHED, YEAR, begin_new_year
from meetings.documents.models import Document, Section
from meetings.documents.writing import proposed_period_report, start_document
from meetings.tertials import tertials
from rorikt.people.models import User
from rorikt.texts.blocks import identified

WRITTEN = datetime(2024, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Oslo"))
AS_OF = date(2024, 5, 10)
# Put after what the outline begins each of these sections with.
TEXTS = {
    "Hovedbildet": "<p>Lisensene er hovedårsaken. En del av avviket er betalinger som gjelder hele året, og jevner seg "
    "ut. Resten varer, og det er satt i verk tiltak mot det.</p>",
    "Investeringer": "<p>Beredskapsplattformen er overført fra fjoråret og er i anskaffelse.</p>",
    "Forslag til vedtak": "<p>Rådet tar tertialrapporten til orientering.</p>",
}


def report_first_tertial(*, head: User) -> Document:
    """With the year that it tells of."""
    begin_new_year(by=head, now=WRITTEN)
    document = proposed_period_report(AS_OF)
    document.title = tertials.title_of(YEAR, REACHED)
    start_document(document, by=head, now=WRITTEN)
    for section in document.sections.filter(title__in=TEXTS):
        section.body = identified(section.body + TEXTS[section.title])
        section.state = Section.State.DRAFT
        section.save(update_fields=["body", "state"])
    return document
