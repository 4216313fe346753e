"""Marks and places of readers: set by themselves, kept with what was read, and seen by nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.documents.content import NumberedSection, Text
from meetings.reading.room import room_of
from meetings.visits import actions
from meetings.visits.models import ReadingPlace, ReadMark
from meetings.visits.progress import State
from meetings.visits.report import outline_of_version, reading_of
from rorikt.audit.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 8, 12, tzinfo=UTC)
JSON = {"HTTP_ACCEPT": "application/json"}


def sections(*texts):
    return tuple(
        NumberedSection(
            str(n), 1, f"avsnitt-{n}", f"Kapittel {n}", (Text(f'<p data-id="para{n:02}">{text}</p>'),), key=f"s{n}"
        )
        for n, text in enumerate(texts, start=1)
    )


def approve(document, *texts, **overrides):
    content = factories.make_content(
        kind=document.kind, title=document.title, file_title=document.title, sections=sections(*texts)
    )
    return factories.make_version(document, content=content, **overrides)


@pytest.fixture
def paper():
    document = factories.make_document(agenda_item=factories.make_item(), status="approved", title="Anskaffelsen")
    approve(document, "Ett to.", "Tre.")
    return document


def mark_url(document, sequence=1):
    return reverse("meetings:version-read", args=[document.pk, sequence])


def states(document, user):
    version = document.versions.first()
    read = reading_of(user, [document]).read_in(document.pk)
    return [read.state_of(part) for part in outline_of_version(version, is_public=False).parts]


def test_a_section_is_marked_by_a_form_and_unmarked_again(client, council_member, paper):
    client.force_login(council_member)

    answer = client.post(mark_url(paper), {"lest": "avsnitt-2"})
    assert answer["Location"] == f"{paper.get_absolute_url()}#avsnitt-2"
    client.post(mark_url(paper), {"lest": "avsnitt-2"})
    assert states(paper, council_member) == [State.UNREAD, State.READ]
    assert ReadMark.objects.count() == 1

    client.post(mark_url(paper), {"ulest": "avsnitt-2"})
    assert states(paper, council_member) == [State.UNREAD, State.UNREAD]


def test_a_new_version_takes_the_mark_of_what_it_changes_alone(client, council_member, paper):
    client.force_login(council_member)
    client.post(mark_url(paper), {"lest": "alt"})
    assert states(paper, council_member) == [State.READ, State.READ]

    approve(paper, "Ett to.", "Noe annet.")
    page = client.get(paper.get_absolute_url()).content.decode()

    assert states(paper, council_member) == [State.READ, State.CHANGED]
    assert "1 av 2 avsnitt lest, 1 endret siden" in page
    assert "Endret siden du leste det" in page


def test_who_marks_what_an_older_page_says_has_not_read_the_newer(client, council_member, paper):
    approve(paper, "Ett to.", "Noe annet.")
    client.force_login(council_member)

    client.post(mark_url(paper, 1), {"lest": "alt"})

    assert states(paper, council_member) == [State.READ, State.CHANGED]


def test_a_script_is_told_what_has_become_of_the_page(client, council_member, paper):
    client.force_login(council_member)

    told = client.post(mark_url(paper), {"lest": "avsnitt-1"}, **JSON).json()

    assert (told["told"], told["time"], told["read"], told["total"]) == ("1 av 2 avsnitt lest", "ca. 1 min", 1, 2)
    assert "Fjern merket" in told["closings"]["avsnitt-1"]
    assert "som lest" in told["closings"]["avsnitt-2"]


@pytest.mark.parametrize("sent", [{}, {"lest": "avsnitt-9"}, {"lest": "x" * 10_000}, {"lest": "alt", "utgave": "x"}])
def test_what_is_not_in_the_version_is_refused_with_a_sentence(client, council_member, paper, sent):
    client.force_login(council_member)

    answer = client.post(mark_url(paper), sent, **JSON)
    page = client.post(mark_url(paper), sent, follow=True).content.decode()

    assert (answer.status_code, ReadMark.objects.count()) == (400, 0)
    assert "Last siden på nytt" in answer.json()["error"]
    assert "Last siden på nytt" in page


def test_marks_are_a_persons_own(client, council_member, head, paper):
    client.force_login(council_member)
    client.post(mark_url(paper), {"lest": "alt"})

    assert states(paper, head) == [State.UNREAD, State.UNREAD]
    client.force_login(head)
    assert "0 av 2 avsnitt lest" in client.get(paper.get_absolute_url()).content.decode()
    assert not AuditEntry.objects.exists()
    assert not {ReadMark, ReadingPlace} & set(admin.site._registry)


def test_marks_and_places_go_with_the_person(council_member, paper):
    actions.mark_sections(
        paper, outline_of_version(paper.versions.first(), is_public=False).parts, by=council_member, now=NOW
    )
    actions.keep_place(paper, name="para02", section="s2", by=council_member, seen_at=NOW)

    council_member.delete()

    assert (ReadMark.objects.count(), ReadingPlace.objects.count()) == (0, 0)


def test_a_draft_has_no_marks_and_nobody_but_writers_can_mark_there(client, council_member, head):
    draft = factories.make_document(agenda_item=factories.make_item())
    factories.make_section(document=draft, body="<p>Utkast.</p>")
    client.force_login(head)
    assert "som lest" not in client.get(draft.get_absolute_url()).content.decode()
    client.force_login(council_member)
    assert client.post(mark_url(draft), {"lest": "alt"}).status_code == 404
    assert client.post(reverse("meetings:document-place", args=[draft.pk]), {"section": "s1"}).status_code == 404


def test_finance_marks_the_public_edition_and_not_what_it_may_not_read(client, finance, council_member):
    document = factories.make_document(agenda_item=factories.make_item(), status="approved")
    public = factories.make_content(title=document.title, sections=sections("Åpent.", "Unntatt offentlighet."))
    approve(document, "Åpent.", "Hemmelig.", public_content=public.to_json())
    for user in (finance, council_member):
        client.force_login(user)
        client.post(mark_url(document), {"lest": "alt"})

    assert states(document, council_member) == [State.READ, State.READ]
    assert states(document, finance) == [State.READ, State.CHANGED]  # held against the whole


def test_an_attachment_is_read_as_it_is(client, council_member):
    attachment = factories.make_attachment(page_count=3)
    url = reverse("meetings:attachment-read", args=[attachment.pk])
    client.force_login(council_member)

    assert client.post(url, {"lest": "alt"})["Location"] == attachment.get_absolute_url()
    assert reading_of(council_member, attachments=[attachment]).of_attachment(attachment).is_whole

    attachment.sha256 = "1" * 64
    assert reading_of(council_member, attachments=[attachment]).of_attachment(attachment).pages_left == 3
    attachment.refresh_from_db()
    client.post(url, {"ulest": "alt"})
    assert not ReadMark.objects.exists()
    assert "ikke om vedlegget er lest" in client.post(url, follow=True).content.decode()


def test_what_is_said_of_a_case_is_read_until_it_says_something_else(client, council_member, finance):
    item = factories.make_item(summary="<p>Rådet spørres.</p>")
    url = reverse("meetings:agenda-item-read", args=[item.reference_id])
    client.force_login(council_member)

    client.post(url, {"lest": "alt"})
    assert reading_of(council_member, items=[item]).of_summary(item).is_whole
    item.summary = "<p>Rådet spørres om noe annet.</p>"
    assert reading_of(council_member, items=[item]).of_summary(item).changed == 1

    secret = factories.make_item(summary="<p>x</p>", exemption_basis="offl. § 23", public_title="Avtale")
    client.force_login(finance)
    assert (
        client.post(reverse("meetings:agenda-item-read", args=[secret.reference_id]), {"lest": "alt"}).status_code
        == 404
    )


def place_url(document):
    return reverse("meetings:document-place", args=[document.pk])


def test_a_place_is_kept_and_offered_on_paper_meeting_and_case(client, council_member, paper):
    client.force_login(council_member)

    assert client.post(place_url(paper), {"name": "para02", "section": "s2"}).status_code == 204

    for url in (paper.agenda_item.meeting.get_absolute_url(), paper.agenda_item.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "Fortsett der du var: avsnitt 2 Kapittel 2" in page
        assert f'href="{paper.get_absolute_url()}#b-para02"' in page
    assert 'href="#b-para02">Fortsett der du var' in client.get(paper.get_absolute_url()).content.decode()


def test_the_newest_place_counts_whichever_device_tells_of_it_last(council_member, paper):
    for name, minutes in (("para01", 5), ("para02", 9), ("para01", 7)):
        actions.keep_place(paper, name=name, section="s1", by=council_member, seen_at=NOW + timedelta(minutes=minutes))

    [place] = ReadingPlace.objects.all()
    assert (place.name, place.seen_at) == ("para02", NOW + timedelta(minutes=9))


def test_what_was_read_without_a_network_is_told_with_its_age(client, council_member, paper):
    client.force_login(council_member)
    client.post(place_url(paper), {"name": "para02", "section": "s2"})
    client.post(place_url(paper), {"name": "para01", "section": "s1", "age": "3600"})

    assert ReadingPlace.objects.get().name == "para02"


@pytest.mark.parametrize(
    "sent", [{}, {"section": "<b>"}, {"section": "s1", "name": "x" * 2000}, {"section": "s1", "age": -1}]
)
def test_a_place_that_is_none_is_refused(client, council_member, paper, sent):
    client.force_login(council_member)

    assert client.post(place_url(paper), sent).status_code == 400
    assert not ReadingPlace.objects.exists()


def test_the_database_holds_a_mark_to_one_thing(council_member, paper):
    attachment = factories.make_attachment()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadMark.objects.create(user=council_member, document=paper, attachment=attachment, said="x", read_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadMark.objects.create(user=council_member, said="x", read_at=NOW)
    ReadMark.objects.create(user=council_member, document=paper, key="s1", said="x", read_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadMark.objects.create(user=council_member, document=paper, key="s1", said="x", read_at=NOW)
    ReadingPlace.objects.create(user=council_member, document=paper, section="s1", seen_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingPlace.objects.create(user=council_member, document=paper, section="s2", seen_at=NOW)


def test_one_goes_on_where_one_was_then_with_what_is_not_read_and_at_last_with_nothing(council_member, paper):
    meeting = paper.agenda_item.meeting
    assert (room_of(meeting, council_member).resumed.label) == "Begynn å lese"

    actions.keep_place(paper, name="para02", section="s2", by=council_member, seen_at=timezone.now())
    assert room_of(meeting, council_member).resumed.label == "Fortsett der du var: avsnitt 2 Kapittel 2"

    parts = outline_of_version(paper.versions.first(), is_public=False).parts
    actions.mark_sections(paper, parts, by=council_member, now=NOW)
    attachment = factories.make_attachment(agenda_item=paper.agenda_item)
    resumed = room_of(meeting, council_member).resumed
    assert (resumed.label, resumed.url) == ("Fortsett å lese", attachment.get_absolute_url())

    actions.mark_attachment(attachment, by=council_member, now=NOW)
    room = room_of(meeting, council_member)
    assert (room.resumed, room.told, room.progress.time_left) == (None, "2 av 2 avsnitt og 1 av 1 vedlegg lest", "")
