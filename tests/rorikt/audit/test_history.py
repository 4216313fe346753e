"""What the trail tells of one row on its page: in words, the newest first, and to those who may change the row."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.agenda import actions
from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents import writing
from meetings.own.actions import save_own
from meetings.own.models import ManualTable
from rorikt.amounts import NO_BREAK_SPACE
from rorikt.audit import trail
from rorikt.audit.history import NEWEST, history, history_for
from rorikt.people.models import User
from support.sla.models import Priority
from support.tickets.actions import describe_critical_event
from tests import factories
from tests.budget.changes import NOW

pytestmark = pytest.mark.django_db


def told(row):
    return [one.what.replace(NO_BREAK_SPACE, " ") for one in history(row)]


def test_a_changed_meeting_is_told_in_the_words_of_its_fields(head):
    meeting = Meeting(year=2024, sequence=1, held_on=date(2024, 2, 6))
    actions.save_meeting(meeting, by=head, now=NOW)
    meeting.held_on, meeting.place = date(2024, 2, 7), "Molde"
    actions.save_meeting(meeting, by=head, now=NOW + timedelta(hours=1))

    assert told(meeting) == ["møtedato: 06.02.2024 → 07.02.2024; sted: – → Molde", "la til møte"]


def test_people_and_other_rows_are_told_by_name(head, author):
    item = factories.make_item(title="Budsjett")
    actions.save_item(item, case_officers=[], by=head, now=NOW)
    item.amounts_are_open = True

    actions.save_item(item, case_officers=[head, author], by=head, now=NOW)
    actions.save_item(item, case_officers=[author], by=head, now=NOW)

    both = ", ".join(str(one) for one in sorted([head, author], key=lambda one: str(one.pk)))
    assert told(item) == [
        f"saksbehandlere: {both} → {author}",
        f"beløpene er åpne: nei → ja; saksbehandlere: – → {both}",
    ]


def test_a_row_that_is_gone_meanwhile_is_told_as_deleted(head):
    document, item = factories.make_document(agenda_item=None), factories.make_item()
    document.agenda_item = item
    writing.save_document(document, by=head, now=NOW)
    document.agenda_item = None
    writing.save_document(document, by=head, now=NOW)
    AgendaItem.objects.all().delete()

    assert told(document) == ["sak: slettet → –", "sak: – → slettet"]


def test_a_short_text_is_read_without_its_markup_and_a_long_one_is_told_to_be_changed(head):
    item = factories.make_item(summary="")
    for summary in (
        "<p>Om pris &amp; <strong>mengde</strong></p>",
        "<p>Om pris &amp; mengde</p>",
        f"<p>Om pris{' og mer' * 30}</p>",
    ):
        item.summary = summary
        actions.save_item(item, case_officers=[], by=head, now=NOW)

    assert told(item) == ["omtale: endret", "omtale: endret", "omtale: – → Om pris & mengde"]


def test_the_text_of_a_section_is_told_to_be_changed_and_not_kept(head):
    section = factories.make_section(title="Innledning", body="<p>Før.</p>", state="draft")
    section.title, section.body = "Innhold", "<p>Etter.</p>"

    writing.save_section(section, revision=section.revision, by=head, now=NOW)

    assert told(section) == ["overskrift: Innledning → Innhold; tekst: endret"]
    assert "Etter" not in str(trail.AuditEntry.objects.get().detail)


def test_a_table_of_data_is_told_to_be_changed(head):
    document = factories.make_document()
    own = ManualTable(document=document, slug="a", title="A", columns=[{"label": "Navn", "kind": "text"}])
    save_own(own, by=head, now=NOW)
    own.rows = [["En"]]
    save_own(own, by=head, now=NOW)

    assert told(own) == ["rader: endret", "la til egen tabell"]


def test_what_moved_only_what_has_no_word_is_told_by_its_verb(head):
    attachment = factories.make_attachment()
    trail.record("laget trygg kopi av vedlegg", attachment, by=None, now=NOW, before={"x": "1"}, after={"x": "2"})

    assert told(attachment) == ["laget trygg kopi av vedlegg"]


def test_no_more_than_the_newest_are_told(head):
    meeting = factories.make_meeting()
    for number in range(NEWEST + 2):
        meeting.place = f"Rom {number}"
        actions.save_meeting(meeting, by=head, now=NOW)

    assert len(told(meeting)) == NEWEST
    assert told(meeting)[0].endswith(f"→ Rom {NEWEST + 1}")


def test_many_entries_cost_the_queries_of_one(head, author, django_assert_num_queries):
    item = factories.make_item()
    actions.save_item(item, case_officers=[head], by=head, now=NOW)
    with CaptureQueriesContext(connection) as one:
        history(item)
    for officers in ([head, author], [], [author], [head]):
        actions.save_item(item, case_officers=officers, by=author, now=NOW)

    with django_assert_num_queries(len(one)):
        assert len(history(item)) == 5


@pytest.mark.parametrize("role", [User.Role.COUNCIL_MEMBER, User.Role.FINANCE, User.Role.AUTHOR])
def test_a_history_is_for_those_who_may_change_the_row(head, role):
    meeting = factories.make_meeting()
    actions.save_meeting(meeting, by=head, now=NOW)
    meeting.place = "Molde"
    actions.save_meeting(meeting, by=head, now=NOW)

    assert history_for(factories.make_user(role=role), "meetings.change_meeting", meeting) == []
    assert len(history_for(head, "meetings.change_meeting", meeting)) == 1


def make_critical_ticket(head):
    ticket = factories.make_ticket(priority=Priority.CRITICAL)
    event = describe_critical_event(ticket, what="Nettet falt ut.", outcome="Rettet.", by=head, now=NOW)
    return ticket, event


def make_plain(make):
    def both(head):
        row = make()
        return row, row

    return both


PAGES = {
    "line": make_plain(factories.make_line),
    "project": make_plain(factories.make_project),
    "estimate": make_plain(factories.make_estimate),
    "key": make_plain(lambda: factories.make_key(valid_from=date(2023, 1, 1))),
    "meeting": make_plain(factories.make_meeting),
    "case": make_plain(factories.make_item),
    "document": make_plain(factories.make_document),
    "section": make_plain(factories.make_section),
    "attachment": make_plain(factories.make_attachment),
    "ticket": make_critical_ticket,
}
# Whose changes stand open on the page for all who see it.
OPEN_TO_ALL = {"project"}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_of_every_object_has_its_history(client, head, council_member, municipalities, name):
    shown, row = PAGES[name](head)
    trail.record("endret noe på siden", row, by=head, now=NOW)
    client.force_login(head)

    page = client.get(shown.get_absolute_url())

    assert "endret noe på siden" in [one.what for one in history(row)]
    assert page.status_code == 200
    assert "endret noe på siden" in page.content.decode()
    client.force_login(council_member)
    assert ("endret noe på siden" in client.get(shown.get_absolute_url()).content.decode()) == (name in OPEN_TO_ALL)
