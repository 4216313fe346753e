"""What is taken along of a meeting, for whom, and when it is another one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from meetings.agenda import actions as agenda
from meetings.documents.content import KeyFigure, NumberedSection, Summary, Text
from meetings.issuing.models import IssuedPacket
from meetings.notes.models import Note, Words
from meetings.offline import report
from meetings.offline.parcel import Entry, adding, only_once
from meetings.paragraphs.leading import figure_url
from rorikt.audit import trail
from rorikt.figures.values import Figure
from rorikt.people.models import Cooperation
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 2, 1, 12, tzinfo=UTC)
PAGE = Entry("/a/", "page", "A", "1")
EXEMPT = {"exemption_basis": "offentleglova § 23", "public_title": "Anskaffelse av tjenester"}


@pytest.fixture
def meeting(db):
    factories.make_cooperation()
    return factories.make_meeting()


@pytest.fixture
def member(meeting):
    return factories.make_user("council_member")


def list_for(client, user, meeting, **asked):
    client.force_login(user)
    return client.get(reverse("meetings:parcel", args=[meeting.year, meeting.sequence]), asked).json()


def addresses(parcel):
    return [entry["address"] for entry in parcel["entries"]]


def entry_of(parcel, address):
    return next(entry for entry in parcel["entries"] if entry["address"] == address)


def make_note(author, text, **about):
    note = Note(uuid=uuid4(), author=author, made_at=NOW, changed_at=NOW, **about)
    note.put(Words(text=text))
    note.save()


def own_notes(meeting):
    data = reverse("meetings:meeting-notes", args=[meeting.year, meeting.sequence])
    return [data, f"/notater/?mote={meeting.pk}", "/notater/"]


def make_paper(meeting, text="Rådet tar saken til orientering.", summary=None, **overrides):
    item = overrides.pop("item", None) or factories.make_item(meeting=meeting)
    document = factories.make_document(agenda_item=item, **overrides)
    section = NumberedSection("1", 1, "avsnitt-1", "Innledning", (Text(f'<p data-id="aaaaaa">{text}</p>'),), key="s1")
    titles = {"title": document.title, "file_title": document.title}
    factories.make_version(document, content=factories.make_content(sections=(section,), summary=summary, **titles))
    return document


def test_what_is_read_first_comes_first_and_files_come_last(client, member, meeting):
    document = make_paper(meeting)
    attachment = factories.make_attachment(agenda_item=document.agenda_item)

    parcel = list_for(client, member, meeting)

    assert addresses(parcel) == [
        meeting.get_absolute_url(),
        "/tatt-med/",
        document.agenda_item.get_absolute_url(),
        document.get_absolute_url(),
        attachment.get_absolute_url(),
        f"{meeting.get_absolute_url()}med/avsnitt/",
        *own_notes(meeting),
        f"{meeting.get_absolute_url()}pakke/offentlig/",
        f"/dokumenter/{document.pk}/versjon/1/pdf/",
        f"/vedlegg/{attachment.pk}/fil/",
    ]


def test_every_address_is_a_page_or_a_file_that_is_there(client, member, meeting, data_folder):
    document = make_paper(meeting)
    default_storage.save("attachments/a.pdf", ContentFile(b"%PDF-1.7 en fil"))
    factories.make_attachment(agenda_item=document.agenda_item, file="attachments/a.pdf")
    parcel = list_for(client, member, meeting)

    answers = {address: client.get(address, HTTP_X_ONLY_OPEN="1") for address in addresses(parcel)}
    for answer in answers.values():
        if answer.streaming:  # read to its end, which is what closes the file
            b"".join(answer.streaming_content)

    # What is not printed yet is told by the job that prints it.
    assert {one.status_code for one in answers.values()} <= {200, 202}
    assert {one["Location"].split("/")[1] for one in answers.values() if one.status_code == 202} <= {"jobber"}
    assert parcel["bytes"] == len(b"%PDF-1.7 en fil")


def test_the_page_behind_a_main_figure_is_the_one_its_link_leads_to(client, member, meeting):
    """A token has its unit or its day besides the key of its figure."""
    figure = Figure("merforbruk:2023:mill", "Merforbruk 2023", Decimal("1937782.94"), "kr", "1,938 mill. kr")
    key_figure = KeyFigure("merforbruk:mill", figure, "1,938 mill. kr")
    document = make_paper(meeting, summary=Summary(key_figures=(key_figure,)))

    behind = entry_of(list_for(client, member, meeting), figure_url(document.pk, 1, "merforbruk:mill"))

    assert client.get(behind["address"]).status_code == 200
    assert behind["also"] == [figure_url(document.pk, None, "merforbruk:mill")]


def test_a_new_version_is_another_one_and_is_told(client, member, meeting):
    document = make_paper(meeting)
    before = entry_of(list_for(client, member, meeting), document.get_absolute_url())
    again = entry_of(list_for(client, member, meeting), document.get_absolute_url())
    factories.make_version(document)

    after = entry_of(list_for(client, member, meeting), document.get_absolute_url())

    assert again == before
    assert after["version"] != before["version"]
    assert after["says"] != before["says"]


def test_pages_are_fetched_again_when_anything_is_written(client, member, meeting):
    item = factories.make_item(meeting=meeting)
    before = entry_of(list_for(client, member, meeting), item.get_absolute_url())
    trail.record("endret saken", item, by=member, now=NOW)

    after = entry_of(list_for(client, member, meeting), item.get_absolute_url())

    assert after["version"] != before["version"]
    assert after["says"] == before["says"]


def test_a_case_that_is_withdrawn_says_so(client, member, meeting):
    item = factories.make_item(meeting=meeting, sent_at=NOW)
    head = factories.make_user()
    agenda.withdraw_item(item, by=head, now=NOW)

    found = entry_of(list_for(client, member, meeting), item.get_absolute_url())

    assert found["state"] == "trukket"
    assert found["also"] == [f"{meeting.get_absolute_url()}{item.sequence}/"]


def test_the_issued_packet_stands_for_the_one_that_is_downloaded(client, member, meeting):
    make_paper(meeting)
    issued = IssuedPacket.objects.create(
        meeting=meeting,
        audience="public",
        sequence=1,
        page_count=1,
        file="issued/1.pdf",
        sha256="a" * 64,
        issued_at=NOW,
        issued_by=member,
    )

    found = entry_of(list_for(client, member, meeting), issued.get_absolute_url())

    assert found["also"] == [f"{meeting.get_absolute_url()}pakke/", f"{meeting.get_absolute_url()}pakke/offentlig/"]
    assert found["says"] == "a" * 64


def test_drafts_stay_with_the_network(client, head, meeting):
    item = factories.make_item(meeting=meeting)
    draft = factories.make_document(agenda_item=item)

    assert draft.get_absolute_url() not in addresses(list_for(client, head, meeting))


def test_a_room_adds_addresses_of_its_own(client, member, meeting, monkeypatch):
    own = Entry("/notater/", "data", "Notater", "1")
    monkeypatch.setattr(report, "adding", [*adding, lambda user, meeting: [own]])

    assert "/notater/" in addresses(list_for(client, member, meeting))


def test_an_address_is_there_once():
    assert only_once([PAGE, Entry("/b/", "page", "B", "1"), Entry("/a/", "page", "En annen", "2")]) == [
        PAGE,
        Entry("/b/", "page", "B", "1"),
    ]


@pytest.mark.parametrize("cases", [1, 5])
def test_the_list_costs_the_same_queries_for_any_length(client, member, meeting, cases, django_assert_max_num_queries):
    for _ in range(cases):
        factories.make_attachment(agenda_item=make_paper(meeting).agenda_item)
    list_for(client, member, meeting)

    with django_assert_max_num_queries(40):
        list_for(client, member, meeting)


def test_paragraphs_are_found_by_their_addresses(client, member, meeting):
    document = make_paper(meeting, text="En sikkerhetspartner anskaffes.")
    client.force_login(member)

    answer = client.get(reverse("meetings:parcel-paragraphs", args=[meeting.year, meeting.sequence]))

    assert answer.json()["forms"]["anskaffes"] == ["anskaffe1"]
    assert answer.json()["paragraphs"] == [
        {"address": document.agenda_item.get_absolute_url(), "title": "Sak 2024/M1-001", "text": "Anskaffelse"},
        {"address": f"{document.get_absolute_url()}#avsnitt-1", "title": "Saksframlegg", "text": "1 Innledning"},
        {
            "address": f"{document.get_absolute_url()}#b-aaaaaa",
            "title": "Saksframlegg",
            "section": "1 Innledning",
            "text": "En sikkerhetspartner anskaffes.",
        },
    ]


def make_exempt(meeting):
    """An exempt case with its paper, an exempt paper and an exempt attachment of an open one, and an open paper."""
    closed = factories.make_item(meeting=meeting, title="Kvitravn", **EXEMPT)
    opened = factories.make_item(meeting=meeting, title="Åpen sak")
    return {
        "case": closed,
        "its paper": make_paper(meeting, item=closed, title="Kvitravn"),
        "paper": make_paper(meeting, item=opened, title="Kvitravn", **EXEMPT),
        "attachment": factories.make_attachment(agenda_item=opened, title="Kvitravn", **EXEMPT),
        "open": make_paper(meeting, item=opened, title="Åpent framlegg"),
    }


@pytest.mark.parametrize("role", ["head", "council_member"])
def test_what_is_exempt_is_left_out_and_that_is_said(client, meeting, role):
    made = make_exempt(meeting)

    parcel = list_for(client, factories.make_user(role), meeting)

    assert "kvitravn" not in str(parcel).lower()
    assert parcel["leavesOut"] is True
    assert made["case"].get_absolute_url() in addresses(parcel)  # by its public title
    assert made["open"].get_absolute_url() in addresses(parcel)
    for name in ("its paper", "paper", "attachment"):
        assert made[name].get_absolute_url() not in addresses(parcel), name


def test_who_may_not_read_it_is_not_told_that_something_is_left_out(client, meeting):
    make_exempt(meeting)

    assert list_for(client, factories.make_user("finance"), meeting)["leavesOut"] is False


def test_what_is_exempt_is_never_taken_along_where_nothing_is_set(client, member, meeting):
    make_exempt(meeting)

    assert list_for(client, member, meeting, unntatt="1") == {"days": None, "entries": []}


def test_what_is_exempt_is_listed_by_itself_where_the_cooperation_allows_it(client, member, meeting):
    made = make_exempt(meeting)
    allow(14)

    parcel = list_for(client, member, meeting, unntatt="1")

    found = addresses(parcel)
    assert parcel["days"] == 14
    assert found[:2] == [meeting.get_absolute_url(), made["case"].get_absolute_url()]
    assert made["its paper"].versions.get().get_absolute_url() in found
    assert made["paper"].versions.get().get_absolute_url() in found
    assert made["attachment"].get_absolute_url() in found
    assert made["open"].versions.get().get_absolute_url() not in found


def test_what_is_exempt_is_not_listed_for_who_may_not_read_it(client, meeting):
    make_exempt(meeting)
    allow(14)

    assert list_for(client, factories.make_user("finance"), meeting, unntatt="1") == {"days": None, "entries": []}


def allow(days):
    Cooperation.objects.update(exempt_days_offline=days)


@pytest.mark.parametrize("days", [0, 61])
def test_the_days_are_between_one_and_sixty(meeting, days):
    cooperation = Cooperation.objects.get()
    cooperation.exempt_days_offline = days

    with pytest.raises(ValidationError):
        cooperation.full_clean()


def test_a_meeting_of_nothing_is_taken_along_all_the_same(client, member, meeting):
    parcel = list_for(client, member, meeting)

    assert parcel["day"] == "14.\u00a0februar 2024"
    own = [f"{meeting.get_absolute_url()}med/avsnitt/", *own_notes(meeting)]
    assert addresses(parcel) == [meeting.get_absolute_url(), "/tatt-med/", *own]


def test_a_meeting_that_is_not_there_is_not_found(client, member):
    client.force_login(member)

    assert client.get(reverse("meetings:parcel", args=[2024, 99])).status_code == 404


def test_a_seat_that_has_ended_ends_what_is_locked(client, member, meeting):
    allow(14)
    factories.make_council_member(user=member, from_on=date(2020, 1, 1), until_on=date(2023, 12, 31))

    assert list_for(client, member, meeting)["exemptDays"] is None


def test_pages_are_fetched_again_when_the_person_has_noted_something(client, member, meeting):
    document = make_paper(meeting)
    before = entry_of(list_for(client, member, meeting), document.get_absolute_url())
    make_note(member, "Noe", document=document)

    after = entry_of(list_for(client, member, meeting), document.get_absolute_url())

    assert after["version"] != before["version"]
    assert after["says"] == before["says"]


def test_notes_of_what_is_exempt_are_not_taken_along(client, meeting):
    made, member = make_exempt(meeting), factories.make_user("council_member")
    for about in ({"item": made["case"]}, {"document": made["paper"]}, {"attachment": made["attachment"]}):
        make_note(member, "Om kvitravn", **about)
    make_note(member, "Om kvitravn i møtet", meeting=meeting)
    make_note(member, "Om det åpne", document=made["open"])
    client.force_login(member)
    taken = addresses(list_for(client, member, meeting))

    online = client.get("/notater/").content.decode()
    kept = {address: client.get(address, HTTP_X_ONLY_OPEN="1") for address in taken if not address.endswith("/fil/")}

    assert "Om kvitravn i møtet" in online
    assert "Om det åpne" in kept["/notater/"].content.decode()
    assert [path for path, answer in kept.items() if b"kvitravn" in answer.content.lower()] == []
