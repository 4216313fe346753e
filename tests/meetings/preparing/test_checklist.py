"""What a meeting still lacks: each check by itself, in few queries, and in words on the page and the front page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml.html import document_fromstring

from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.cycle.actions import finish
from meetings.documents.models import Document, Section
from meetings.preparing.checklist import checklist_of, preparation_of, with_setting
from meetings.preparing.next_meeting import prepare
from meetings.proceedings.models import Attendance
from meetings.readiness import findings
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
NOTICE_DUE = date(2027, 1, 27)
Kind, Stage, Standard = AgendaItem.Kind, AgendaItem.Stage, AgendaItem.Standard


@pytest.fixture
def meeting(db):
    """That lacks nothing but its notice."""
    factories.make_council_member(function=CouncilMember.Function.CHAIR)
    return factories.make_meeting(held_on=date(2027, 2, 10), starts_at="09:00", place="Molde")


def missing(meeting):
    """What is told, by the title of the check, but for the notice."""
    read = with_setting(Meeting.objects.filter(pk=meeting.pk)).get()
    checklist = checklist_of(preparation_of(read, NOW.date()))
    return {found.title: found for found in checklist.found if found.title != "Innkallingen"}


def lines(found):
    return [(one.label, one.owner, one.due) for one in found.missing]


def cleared(meeting, **given):
    return factories.make_item(meeting=meeting, stage=Stage.CLEARED, **{"kind": Kind.BRIEFING, **given})


def test_a_meeting_that_has_all_lacks_only_its_notice_which_has_a_day(meeting):
    cleared(meeting)
    factories.make_cooperation(notice_days=21)
    read = with_setting(Meeting.objects.all()).get()

    [notice] = checklist_of(preparation_of(read, NOW.date())).found

    assert (notice.summary, notice.missing[0].due) == ("innkallingen er ikke sendt", date(2027, 1, 20))
    Meeting.objects.update(summoned_at=NOW)
    assert checklist_of(preparation_of(with_setting(Meeting.objects.all()).get(), NOW.date())).summary == ""


def test_sections_that_are_not_written_are_told_with_their_writers(meeting, author):
    document = factories.make_document(agenda_item=cleared(meeting))
    make = factories.make_section
    heading = make(document=document, title="Bare en overskrift")
    late = make(document=document, parent=heading, title="Sist", responsible=author, deadline_on=date(2027, 1, 5))
    make(document=document, title="Uten noen")
    make(document=document, title="Ferdig", state=Section.State.READY)
    make(document=factories.make_document(), title="Et annet møte")

    found = missing(meeting)["Avsnitt som ikke er skrevet"]

    assert lines(found) == [("1.1 Sist", str(author), late.deadline_on), ("2 Uten noen", "Ingen ansvarlig", None)]
    assert found.summary == "2 avsnitt mangler"
    assert found.missing[0].url == late.get_absolute_url()


def test_texts_of_the_last_report_that_nobody_has_confirmed_are_told_once_with_the_way_to_them(meeting):
    document = factories.make_document(agenda_item=cleared(meeting), title="Rapport")
    for carried in ("standing", "last", ""):
        factories.make_section(document=document, body="<p>X</p>", carried=carried)

    found = missing(meeting)["Tekst fra forrige som ikke er bekreftet"]

    [one] = found.missing
    assert (found.summary, one.label) == ("2 tekster ikke bekreftet", "Rapport")
    assert one.url == reverse("meetings:document-board", args=[document.pk]) + "?velg=ubekreftet"


def test_accounts_that_belong_nowhere_are_counted_for_the_year_of_the_report(meeting):
    for year in (2023, 2023, 2022):
        factories.make_total(line=None, year=year)
    factories.make_document(agenda_item=cleared(meeting), accounting_year=2023)

    found = missing(meeting)["Konti uten type utgift"]

    assert found.summary == "2 konti ukoblet"
    assert [one.url for one in found.missing] == [reverse("budget:account-mappings", args=[2023])]


def test_a_case_has_a_paper_or_is_only_told_of(meeting, author):
    decision = cleared(meeting, kind=Kind.DECISION, title="Uten")
    decision.case_officers.add(author)
    attached = cleared(meeting, kind=Kind.DECISION)
    factories.make_attachment(agenda_item=attached)
    cleared(meeting, kind=Kind.APPROVAL, standard=Standard.NOTICE)
    cleared(meeting, kind=Kind.DECISION, sent_at=NOW, withdrawn_at=NOW)
    Meeting.objects.update(summoned_at=NOW)

    found = missing(meeting)["Saker uten framlegg"]

    assert lines(found) == [(str(decision.number) + " Uten", str(author), NOTICE_DUE)]
    assert found.summary == "1 sak uten framlegg"


def test_a_case_that_is_not_cleared_is_told_with_how_far_it_is_and_all_its_officers(meeting, author, head):
    item = factories.make_item(meeting=meeting, kind=Kind.BRIEFING, stage=Stage.CHECKING)
    item.case_officers.set([author, head])

    [one] = missing(meeting)["Saker som ikke er klarert"].missing

    assert (one.note, one.owner) == ("Til kvalitetssikring", f"{author}, {head}")


def test_a_draft_is_told_with_what_was_found_in_it(meeting):
    factories.make_cooperation()
    draft = factories.make_document(agenda_item=cleared(meeting))
    factories.make_section(document=draft, state=Section.State.READY)
    factories.make_document(agenda_item=cleared(meeting), status=Document.Status.APPROVED)
    findings.check(draft.pk)

    found = missing(meeting)["Dokumenter som ikke er godkjent"]

    assert (found.summary, [one.note for one in found.missing]) == ("1 dokument ikke godkjent", ["1 mangel"])


def test_the_minutes_stand_on_the_case_that_approves_them(meeting):
    item = cleared(meeting, kind=Kind.APPROVAL, standard=Standard.MINUTES)
    assert "Forrige protokoll" in missing(meeting)

    factories.make_document(agenda_item=item, kind=Document.Kind.MINUTES)

    assert "Forrige protokoll" not in missing(meeting)
    assert "Dokumenter som ikke er godkjent" in missing(meeting)


def test_a_closed_case_is_not_treated_at_a_distance(meeting):
    cleared(meeting, exemption_basis="offentleglova § 13 første ledd", public_title="Personalsak")
    assert "Unntatte saker i fjernmøte" not in missing(meeting)

    Meeting.objects.update(is_remote=True)

    meeting.refresh_from_db()
    assert missing(meeting)["Unntatte saker i fjernmøte"].summary == "1 sak kan ikke lukkes"


def test_a_member_who_does_not_come_has_a_substitute(meeting, municipalities):
    make = factories.make_council_member
    member, other = (make(name=name, municipality_id="1506") for name in ("Kari", "Ola"))
    vara = make(name="Siv", municipality_id="1506", function="substitute", rank=1)
    observer = make(name="Gjest", function="observer")
    for seat in (member, other, observer):
        Attendance.objects.create(meeting=meeting, seat=seat, state=Attendance.State.ABSENT)
    Attendance.objects.create(meeting=meeting, seat=vara, state=Attendance.State.PRESENT, stands_in_for=member)
    elsewhere = factories.make_meeting(held_on=date(2027, 6, 1))
    Attendance.objects.create(meeting=elsewhere, seat=vara, state=Attendance.State.ABSENT)

    assert [one.label for one in missing(meeting)["Forfall uten vara"].missing] == ["Ola, Molde"]


def test_when_where_and_who_leads_are_known(meeting):
    Meeting.objects.update(starts_at=None, place="")
    CouncilMember.objects.update(until_on=date(2026, 12, 31), from_on=date(2026, 1, 1))

    meeting.refresh_from_db()
    found = missing(meeting)

    assert [one.label for one in found["Tid og sted"].missing] == ["Klokkeslettet er ikke satt", "Stedet er ikke satt"]
    assert [one.label for one in found["Rådet"].missing] == ["Rådet har ingen medlemmer ennå."]


def test_the_tasks_that_lead_up_to_the_meeting_are_those_since_the_last_one(meeting, head):
    factories.make_meeting(held_on=date(2026, 11, 11))
    make = factories.make_cycle_point
    make(owner=head, title="Etter møtet", month=3)
    make(owner=head, title="Før forrige", month=10)
    make(owner=head, title="Rett etter forrige", month=11)
    make(owner=head, title="To uker før", month=1, days_before=14)
    make(owner=head, title="Til forrige møte", month=11, days_before=14)
    make(kind="case", case_kind="report", month=1)
    done = make(owner=head, title="Gjort", month=1)
    finish(done, 2027, by=head, now=NOW)

    assert lines(missing(meeting)["Oppgaver i årshjulet"]) == [
        ("Rett etter forrige", str(head), date(2026, 11, 30)),
        ("To uker før", str(head), date(2027, 1, 27)),
    ]


# The page


def test_the_page_says_it_in_one_sentence_and_links_to_each(reader, author):
    meeting = factories.make_meeting(held_on=date(2099, 2, 10))
    item = factories.make_item(meeting=meeting, title="Anskaffelse")
    url = reverse("meetings:meeting-preparation", args=[2099, 1])

    page = reader.get(url).content.decode()

    [lead] = document_fromstring(page).find_class("lead")
    assert lead.text_content().endswith("1 sak uten framlegg, 1 sak ikke klarert, innkallingen er ikke sendt.")
    assert item.get_absolute_url() in page
    assert url in reader.get(meeting.get_absolute_url()).content.decode()


def test_a_meeting_that_is_over_lacks_nothing(reader):
    factories.make_meeting(cancelled_at=NOW)

    page = reader.get(reverse("meetings:meeting-preparation", args=[2024, 1])).content.decode()

    assert "Det er ingenting å forberede." in page


def test_the_front_page_tells_those_who_run_meetings_what_is_missing(client, head, author):
    meeting = factories.make_meeting(held_on=timezone.localdate() + timedelta(days=40))
    url = reverse("meetings:meeting-preparation", args=[meeting.year, meeting.sequence])
    client.force_login(head)
    assert url not in client.get(reverse("rorikt:home")).content.decode()

    prepare(meeting, by=head, now=timezone.now())

    assert url in client.get(reverse("rorikt:home")).content.decode()
    client.force_login(author)
    assert url not in client.get(reverse("rorikt:home")).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_at_most_twelve_queries(client, head, author, settings, count, django_assert_max_num_queries):
    """However many cases, papers, seats, tasks and meetings there are."""
    settings.HAS_WORKER = True
    factories.make_cooperation()
    meeting = factories.make_meeting(held_on=timezone.localdate() + timedelta(days=40))
    for number in range(count):
        factories.make_meeting(held_on=date(2024, 1, 1) + timedelta(days=number))
        item = factories.make_item(meeting=meeting)
        item.case_officers.set([author, head])
        document = factories.make_document(agenda_item=item, accounting_year=2023)
        factories.make_section(document=document, responsible=author)
        factories.make_attachment(agenda_item=item)
        seat = factories.make_council_member(municipality_id="1506")
        Attendance.objects.create(meeting=meeting, seat=seat, state=Attendance.State.ABSENT)
        factories.make_cycle_point(owner=author, month=meeting.held_on.month, day=1)
        factories.make_total(line=None)
        findings.check(document.pk)
    client.force_login(head)
    url = reverse("meetings:meeting-preparation", args=[meeting.year, meeting.sequence])

    with django_assert_max_num_queries(12):
        client.get(url)
