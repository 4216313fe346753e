"""The next meeting from one button: what is put into it, in which order, and that it is done once."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.agenda.calling_off import cancel_meeting
from meetings.agenda.models import AgendaItem, Meeting
from meetings.carrying.periods import next_period
from meetings.cycle.models import CycleTurn
from meetings.documents.models import Document
from meetings.preparing.next_meeting import due_points, next_planned, prepare, prepare_on
from rorikt.amounts import long_date
from rorikt.audit.models import AuditEntry
from rorikt.texts.blocks import without_ids
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
Kind, Stage, Standard = AgendaItem.Kind, AgendaItem.Stage, AgendaItem.Standard


@pytest.fixture
def last(db):
    return factories.make_meeting(held_on=date(2026, 11, 11))


@pytest.fixture
def meeting(last):
    return factories.make_meeting(held_on=date(2027, 2, 10))


def waiting(**given):
    return factories.make_waiting(**{"title": "Venter", "stage": Stage.CLEARED, **given})


def agenda(meeting):
    return list(meeting.agenda.order_by("sequence").values_list("sequence", "title"))


def test_the_usual_cases_and_those_that_wait_come_in_a_sensible_order(head, meeting):
    factories.make_item(meeting=meeting, title="Lagt inn for hånd")
    waiting(title="Sikkerhet", kind=Kind.DECISION)
    waiting(title="Tertialrapport", kind=Kind.REPORT)
    waiting(title="Leder", kind=Kind.ELECTION)
    waiting(title="Ikke klarert", stage=Stage.CHECKING)
    factories.make_cycle_point(kind="case", case_kind=Kind.APPROVAL, month=1, title="Budsjett", owner=head)

    done = prepare(meeting, by=head, now=NOW)

    assert agenda(meeting) == [
        (1, "Godkjenning av innkalling og saksliste"),
        (2, "Godkjenning av protokollen fra møte 2026/M1"),
        (3, "Økonomi- og aktivitetsrapport"),
        (4, "Lagt inn for hånd"),
        (5, "Budsjett"),
        (6, "Tertialrapport"),
        (7, "Sikkerhet"),
        (8, "Leder"),
        (9, "Orienteringer"),
    ]
    assert str(done) == (
        "De faste sakene er lagt inn, 3 saker fra køen er tatt inn, 1 fra årshjulet er lagt til, rapporten er startet."
    )
    assert list(AgendaItem.objects.waiting().values_list("title", flat=True)) == ["Ikke klarert"]
    assert list(AgendaItem.objects.get(title="Budsjett").case_officers.all()) == [head]


def test_asked_twice_it_is_done_once_and_what_was_moved_by_hand_stays(head, meeting):
    prepare(meeting, by=head, now=NOW)
    meeting.agenda.filter(standard=Standard.BRIEFINGS).delete()
    waiting()
    before, told = agenda(meeting), AuditEntry.objects.count()

    assert prepare(meeting, by=head, now=NOW) is None
    assert (agenda(meeting), AuditEntry.objects.count()) == (before, told)
    assert Document.objects.count() == 1


def test_the_first_meeting_ever_has_no_minutes_to_approve(head):
    meeting = factories.make_meeting(held_on=date(2027, 2, 10))

    prepare(meeting, by=head, now=NOW)

    assert [title for _, title in agenda(meeting)] == [
        "Godkjenning av innkalling og saksliste",
        "Økonomi- og aktivitetsrapport",
        "Orienteringer",
    ]


@pytest.mark.parametrize("moment", ["summoned_at", "opened_at", "cancelled_at", "sent"])
def test_a_meeting_that_is_out_is_not_prepared(head, meeting, moment):
    if moment == "sent":
        factories.make_item(meeting=meeting, sent_at=NOW)
    else:
        setattr(meeting, moment, NOW)
        meeting.save()

    with pytest.raises(ValidationError) as caught:
        prepare(meeting, by=head, now=NOW)

    assert caught.value.messages == ["Møte 2027/M1 er ikke lenger bare planlagt, og kan ikke forberedes på nytt."]
    assert next_planned(NOW.date()) is None


def test_what_a_meeting_that_was_called_off_had_ready_is_used_again(head, meeting):
    prepare(meeting, by=head, now=NOW)
    report = meeting.agenda.get(standard=Standard.REPORT)
    cancel_meeting(meeting, by=head, now=NOW)
    moved = factories.make_meeting(held_on=date(2027, 2, 17), sequence=2)

    done = prepare(moved, by=head, now=NOW)

    report.refresh_from_db()
    assert (report.meeting, report.sequence) == (moved, 3)
    assert (done.has_new_report, Document.objects.count()) == (False, 1)


# The cycle


def test_a_recurring_case_comes_in_the_first_meeting_from_its_month_and_once_a_year(head, meeting):
    make = factories.make_cycle_point
    january = make(kind="case", case_kind=Kind.REPORT, month=1, title="Januar")
    missed = make(kind="case", case_kind=Kind.REPORT, month=6, title="Juni")
    make(kind="case", case_kind=Kind.REPORT, month=3, title="Mars", since=date(2026, 12, 1))
    make(month=1, title="En oppgave")
    made = make(kind="case", case_kind=Kind.REPORT, month=2, title="Laget")
    CycleTurn.objects.create(point=made, year=2027, item=factories.make_item(meeting=meeting))

    assert list(due_points(meeting)) == [(january, 2027), (missed, 2026)]
    prepare(meeting, by=head, now=NOW)
    assert list(due_points(meeting)) == []
    assert CycleTurn.objects.get(point=january).item.title == "Januar"


def test_a_recurring_case_that_is_deleted_is_due_again(head, meeting):
    point = factories.make_cycle_point(kind="case", case_kind=Kind.REPORT, month=1)
    prepare(meeting, by=head, now=NOW)

    CycleTurn.objects.get(point=point).item.delete()

    assert list(due_points(meeting)) == [(point, 2027)]


# The report


def test_the_report_has_the_outline_of_the_last_one_with_its_writers_and_none_of_its_texts(head, author, last, meeting):
    gone = factories.make_user(is_active=False)
    old = factories.make_document(
        kind=Document.Kind.ACTIVITY_REPORT,
        title="Aktivitetsrapport",
        agenda_item=factories.make_item(meeting=last),
        as_of=date(2026, 11, 1),
        accounting_year=2026,
        period_from=date(2026, 8, 1),
        period_to=date(2026, 10, 1),
    )
    make = factories.make_section
    money = make(document=old, title="Økonomi", body="<p>Skrevet.</p>")
    make(document=old, parent=money, title="Driftsresultat", body="<p>Vi brukte for mye.</p>", responsible=gone)
    make(document=old, title="Eget avsnitt", responsible=author, deadline_on=date(2026, 10, 28))

    prepare(meeting, by=head, now=NOW)

    new = meeting.agenda.get(standard=Standard.REPORT).documents.get()
    sections = list(new.sections.order_by("pk"))
    assert [(one.title, one.parent and one.parent.title) for one in sections] == [
        ("Økonomi", None),
        ("Driftsresultat hittil", "Økonomi"),
        ("Eget avsnitt", None),
    ]
    assert [without_ids(one.body)[:30] for one in sections] == ["", "<p>Regnskapet viser [[resultat", ""]
    assert [one.responsible for one in sections] == [None, None, author]
    assert [one.deadline_on for one in sections] == [date(2027, 1, 20), date(2027, 1, 20), date(2027, 1, 27)]
    assert (new.as_of, new.accounting_year) == (date(2027, 1, 10), 2026)
    assert (new.period_from, new.period_to) == (date(2026, 11, 1), date(2026, 12, 1))
    assert new.file_title == "2027.02.10 - Aktivitetsrapport"


def test_the_first_report_has_the_standard_outline(head, meeting):
    prepare(meeting, by=head, now=NOW)

    report = Document.objects.get()
    assert report.title == "Aktivitetsrapport"
    assert report.sections.filter(parent=None).count() == 3


@pytest.mark.parametrize(
    ("last", "period"),
    [
        (None, (date(2026, 1, 1), date(2026, 12, 1))),
        (date(2026, 10, 1), (date(2026, 11, 1), date(2026, 12, 1))),
        (date(2026, 12, 1), (date(2026, 12, 1), date(2026, 12, 1))),
    ],
)
def test_a_report_goes_on_where_the_last_one_ended(last, period):
    assert next_period(last, date(2027, 1, 10)) == period


# The button


def test_the_button_makes_it_and_leads_to_what_is_missing(reader):
    meeting = factories.make_meeting(held_on=date(2099, 2, 10))
    button = reverse("meetings:meeting-prepare")

    assert button in reader.get(reverse("meetings:meetings")).content.decode()
    assert button in reader.get(reverse("rorikt:home")).content.decode()
    first, second = reader.post(button), reader.post(button)

    assert first.url == second.url == reverse("meetings:meeting-preparation", args=[2099, 1])
    assert meeting.agenda.count() == 3
    assert reader.get(button).url == first.url


def test_opened_by_its_address_it_asks_first(reader):
    meeting = factories.make_meeting(held_on=date(2099, 2, 10))

    page = reader.get(reverse("meetings:meeting-prepare")).content.decode()

    assert f"Møte 2099/M1, {long_date(meeting.held_on)}" in page
    assert not meeting.agenda.exists()


def test_a_plan_without_meetings_asks_for_the_day_and_proposes_the_usual_place(reader):
    factories.make_meeting(held_on=date(2024, 2, 14), starts_at=time(9), place="Molde")
    url = reverse("meetings:meeting-prepare")

    asked = reader.post(url)
    refused = reader.post(url, {"held_on": "1.1.2024", "starts_at": "", "place": "Molde"})
    done = reader.post(url, {"held_on": "10.02.2099", "starts_at": "09.00", "place": "Molde"})

    assert asked.context["form"].errors == {}
    assert asked.context["form"].initial == {"starts_at": time(9), "place": "Molde"}
    assert "01.01.2024 er passert." in refused.content.decode()
    assert done.url == reverse("meetings:meeting-preparation", args=[2099, 1])
    assert Meeting.objects.get(year=2099).agenda.count() == 4


def test_the_day_that_somebody_else_just_planned_is_prepared(head):
    first, done = prepare_on(date(2027, 2, 10), starts_at=time(9), place="Molde", by=head, now=NOW)
    second, again = prepare_on(date(2027, 2, 10), starts_at=None, place="", by=head, now=NOW)

    assert (first, bool(done), again) == (second, True, None)
    assert Meeting.objects.count() == 1


def test_the_next_meeting_is_the_first_of_the_plan_that_comes(last, meeting):
    later = factories.make_meeting(held_on=date(2027, 5, 12))

    assert next_planned(date(2027, 2, 10)) == meeting
    assert next_planned(date(2027, 2, 11)) == later
    assert next_planned(timezone.localdate(NOW).replace(year=2028)) is None
