"""A case goes by clicks from the queue to an agenda and back, and what is refused is said in words."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.proceedings.models import Treatment
from rorikt.jobs.models import Job
from tests import factories
from tests.pdfs import make_pdf

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)


def url(name, item):
    return reverse(f"meetings:agenda-item-{name}", args=[item.reference_id])


def order_of(meeting):
    return list(meeting.agenda.values_list("title", flat=True))


def test_a_case_is_written_into_the_queue_and_taken_into_a_meeting(reader):
    meeting = factories.make_meeting()

    made = reader.post(reverse("meetings:waiting-item-new"), {"title": "Ny avtale", "kind": "election"})
    item = AgendaItem.objects.get()
    assert (made.url, item.meeting) == (item.get_absolute_url(), None)
    page = reader.get(made.url).content.decode()
    assert "Sak som venter på et møte" in page
    assert "På sakslisten" not in page
    assert "Ny avtale" in reader.get(reverse("meetings:queue")).content.decode()

    taken = reader.post(reverse("meetings:agenda-take", args=[2024, 1]), {"items": [item.pk]})
    assert taken.url == meeting.get_absolute_url()
    assert "2024/M1-001" in reader.get(taken.url).content.decode()
    assert "Ingen saker venter på et møte" in reader.get(reverse("meetings:queue")).content.decode()

    reader.post(url("take-off", item))
    item.refresh_from_db()
    assert item.meeting is None
    placed = reader.post(url("place", item), {"meeting": meeting.pk})
    assert placed.url == meeting.agenda.get().get_absolute_url()


def test_the_queue_and_its_cases_are_for_those_who_prepare_the_meetings(client, author, council_member, finance):
    item = factories.make_waiting(title="Et utkast")
    attachment = factories.make_attachment(agenda_item=item)

    for person in (council_member, finance):
        client.force_login(person)
        assert client.get(reverse("meetings:queue")).status_code == 403
        assert client.get(item.get_absolute_url()).status_code == 404
        assert client.get(attachment.get_absolute_url()).status_code == 404
    client.force_login(author)
    assert "Et utkast" in client.get(reverse("meetings:queue")).content.decode()
    assert client.get(item.get_absolute_url()).status_code == 200


def test_cases_are_moved_by_their_arrows_and_as_a_whole(reader):
    meeting = factories.make_meeting()
    a, b, c = (factories.make_item(meeting=meeting, title=title) for title in "ABC")

    reader.post(url("move", c), {"direction": "opp"})
    assert order_of(meeting) == ["A", "C", "B"]
    path = reverse("meetings:agenda-order", args=[2024, 1])
    reader.post(path, {"order": f"{b.pk},{a.pk},{c.pk}"})
    assert order_of(meeting) == ["B", "A", "C"]

    late = reader.post(path, {"order": f"{b.pk},{a.pk}"}, follow=True)
    assert "Sakslisten er endret av en annen i mellomtiden" in late.content.decode()
    reader.post(path, {"order": "tull"})
    assert order_of(meeting) == ["B", "A", "C"]


def test_arrows_stand_only_at_cases_that_can_be_moved(reader, client, council_member):
    meeting = factories.make_meeting()
    sent = factories.make_item(meeting=meeting, sent_at=NOW)
    first, last = (factories.make_item(meeting=meeting, title=title) for title in "AB")

    response = reader.get(meeting.get_absolute_url())
    assert [(case.item, case.goes_up, case.goes_down) for case in response.context["cases"]] == [
        (sent, False, False),
        (first, False, True),
        (last, True, False),
    ]
    page = response.content.decode()
    assert (page.count('class="move"'), page.count("data-case=")) == (2, 2)
    client.force_login(council_member)
    assert 'class="move"' not in client.get(meeting.get_absolute_url()).content.decode()


def test_nothing_is_taken_into_a_meeting_that_is_cancelled(reader):
    factories.make_meeting(cancelled_at=NOW)
    item = factories.make_waiting()

    page = reader.post(reverse("meetings:agenda-take", args=[2024, 1]), {"items": [item.pk]}).content.decode()
    new = reader.get(reverse("meetings:agenda-item-new", args=[2024, 1]), follow=True).content.decode()

    assert "Møte 2024/M1 er hevet eller avlyst" in page
    assert "Møte 2024/M1 er hevet eller avlyst" in new
    assert AgendaItem.objects.waiting().get() == item


def test_an_officer_sends_and_the_head_sends_back_with_a_note(client, head, author):
    item = factories.make_waiting()
    item.case_officers.add(author)

    client.force_login(author)
    client.post(url("check", item))
    assert client.post(url("clear", item)).status_code == 403
    client.force_login(head)
    client.post(url("send-back", item), {"note": "Kostnadene mangler."})
    client.force_login(author)
    page = client.get(item.get_absolute_url()).content.decode()

    assert "Kostnadene mangler." in page
    assert "Send til kvalitetssikring" in page


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("", "På sakslisten"), ("decided", "Vedtatt"), ("postponed", "Utsatt"), ("sent_back", "Sendt tilbake")],
)
def test_readers_see_what_became_of_a_case(client, council_member, outcome, told):
    item = factories.make_item(sent_at=NOW)
    settled = {"outcome": outcome, "settled_at": NOW, "decision": "Rådet vedtok."} if outcome else {}
    Treatment.objects.create(item=item, began_at=NOW, **settled)
    client.force_login(council_member)

    page = client.get(item.get_absolute_url())

    assert page.context["state"].label == told
    assert page.context["stage"] is None


def test_a_postponed_case_is_continued_and_each_leads_to_the_other(reader):
    item = factories.make_item(sent_at=NOW, title="Avtalen")
    Treatment.objects.create(item=item, began_at=NOW, outcome="postponed", settled_at=NOW)

    assert "Legg i køen på nytt" in reader.get(item.get_absolute_url()).content.decode()
    made = reader.post(url("requeue", item))
    again = AgendaItem.objects.waiting().get()

    assert made.url == again.get_absolute_url()
    assert "Fortsetter sak" in reader.get(made.url).content.decode()
    old = reader.get(item.get_absolute_url()).content.decode()
    assert "en sak som venter på et møte" in old
    assert "Legg i køen på nytt" not in old


def test_the_end_of_an_exemption_is_told_to_those_who_can_open_it(reader):
    over = {"exemption_basis": "offentleglova § 23 tredje ledd", "public_title": "Avtale"}
    item = factories.make_item(**over, exempt_until=date(2024, 1, 31))

    assert "Unntaket gjaldt til og med 31.01.2024" in reader.get(item.get_absolute_url()).content.decode()


def test_several_files_are_added_at_once_and_the_wrong_one_is_named(reader, django_capture_on_commit_callbacks):
    item = factories.make_waiting()
    chosen = [
        SimpleUploadedFile("tilbud.pdf", make_pdf(text="En")),
        SimpleUploadedFile("kontrakt.pdf", make_pdf(text="To")),
        SimpleUploadedFile("igjen.pdf", make_pdf(text="To")),
        SimpleUploadedFile("notat.pdf", b"bare tekst"),
    ]

    with django_capture_on_commit_callbacks():  # the worker comes to them later
        answer = reader.post(reverse("meetings:attachment-new", args=[item.reference_id]), {"file": chosen})
    page = reader.get(item.get_absolute_url()).content.decode()

    assert answer.url == f"{item.get_absolute_url()}#vedlegg"
    assert [job.arguments["typed"]["title"] for job in Job.objects.order_by("created_at")] == ["tilbud", "kontrakt"]
    assert "notat.pdf er ikke lagt til. Filen er ikke en PDF." in page
    assert "igjen.pdf er ikke lagt til. Den samme filen er valgt to ganger." in page
    assert page.count("<progress") == 2


def test_a_case_of_a_meeting_that_is_over_gets_no_new_files(reader):
    item = factories.make_item(meeting=factories.make_meeting(opened_at=NOW, closed_at=NOW))

    page = reader.post(
        reverse("meetings:attachment-new", args=[item.reference_id]), {"file": SimpleUploadedFile("a.pdf", make_pdf())}
    ).content.decode()

    assert "er hevet eller avlyst" in page
    assert not Job.objects.exists()
    assert 'id="last-opp"' not in reader.get(item.get_absolute_url()).content.decode()
