"""Notes: stored once however often they are sent, lost to no other device, followed into new versions, and private."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.documents.content import NumberedSection, Text
from meetings.notes.actions import CAME_BACK, IN_TWO_PLACES, NO_PLACE, NOT_DELETED, Sent, delete_note, save_note
from meetings.notes.models import LONGEST, LOST, Leaving, Note
from meetings.notes.shown import shown_of
from meetings.questions.models import Question
from meetings.revisions.saving import save_section
from rorikt.audit.models import AuditEntry
from rorikt.figures.values import Cell, Column, Table
from rorikt.people.models import User
from rorikt.saving.models import SavedChange
from rorikt.texts.blocks import blocks_of, identified
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 2, 8, 12, tzinfo=UTC)
FIRST = "Kommunene skal innføre flerfaktor for alle ansatte før sommeren i år"
OTHER = "Serverne i Molde er byttet, og de gamle er solgt til gjenbruk"
COSTS = Table("kostnader", "Kostnader", (Column("Hva"), Column("2024", "number")), ((Cell("Drift"), Cell("12")),))


@pytest.fixture
def section(db):
    document = factories.make_document(agenda_item=factories.make_item(), status="approved")
    return factories.make_section(document=document, body=identified(f"<p>{FIRST}</p><p>{OTHER}</p>"))


def approve(section, *, at=NOW, table=COSTS, **kept):
    """A version that says what the section says now."""
    section.refresh_from_db()
    one = NumberedSection("1", 1, "avsnitt-1", "Drift", (Text(section.body), table), key=f"s{section.pk}")
    content = factories.make_content(title="Saksframlegg", sections=(one,))
    return factories.make_version(section.document, content=content, approved_at=at, **kept)


def first_block(section):
    return blocks_of(section.body)[0].id


def write(user, text="Spør om dette.", *, pk=None, seen="", quote="", is_shared=False, now=NOW, **asked):
    sent = Sent(text, quote, is_shared, asked)
    return save_note(pk or uuid4(), sent, seen=seen, by=user, now=now)


def edit(section, body, *, by, at):
    section.refresh_from_db()
    section.body = body
    save_section(section, seen=str(section.revision), by=by, now=at)


def shown(note, user):
    [found] = shown_of(Note.objects.with_place().filter(pk=note.pk), user)
    return found


def post(client, user, pk=None, *, number=None, **fields):
    client.force_login(user)
    headers = {"X-Saving": str(number or uuid4()), "X-Person": str(user.pk)}
    return client.post(reverse("meetings:note-save", args=[pk or uuid4()]), fields, headers=headers)


# Saving


def test_a_note_is_stored_once_however_often_it_is_sent(client, council_member, section):
    approve(section)
    pk, number = uuid4(), uuid4()
    fields = {"text": "Husk", "document": section.document_id, "block": first_block(section)}

    answers = [post(client, council_member, pk, number=number, **fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert Note.objects.get().words.was == FIRST


def test_who_writes_on_goes_on_from_what_was_stored(council_member, section):
    approve(section)
    saved = write(council_member, "Husk", document=section.document_id)

    again = write(council_member, "Husk å spørre", pk=saved.note.pk, seen=saved.stamp)

    assert (Note.objects.get().words.text, again.told) == ("Husk å spørre", "")


def test_two_devices_with_the_same_note_keep_both_texts_and_are_told(council_member, section):
    approve(section)
    begun = write(council_member, "Husk", document=section.document_id)
    write(council_member, "Husk, sa nettbrettet", pk=begun.note.pk, seen=begun.stamp)

    late = write(council_member, "Husk, sa telefonen", pk=begun.note.pk, seen=begun.stamp)
    more = write(council_member, "Husk, sa telefonen, og mer", pk=begun.note.pk, seen=late.stamp)

    assert {note.words.text for note in Note.objects.all()} == {"Husk, sa nettbrettet", "Husk, sa telefonen, og mer"}
    assert (late.told, more.told) == (IN_TWO_PLACES, "")


def test_a_third_device_takes_no_text_from_the_second(council_member, section):
    approve(section)
    begun = write(council_member, "Husk", document=section.document_id)
    texts = ["Nettbrettet", "Telefonen", "Maskinen på kontoret"]
    for text in texts:
        write(council_member, text, pk=begun.note.pk, seen=begun.stamp)

    more = write(council_member, "Telefonen, og mer", pk=begun.note.pk, seen=begun.stamp)  # its answer never came

    kept = {note.words.text for note in Note.objects.all()}
    assert kept == {"Nettbrettet", "Telefonen, og mer", "Maskinen på kontoret"}
    assert more.told == IN_TWO_PLACES
    assert {note.document_id for note in Note.objects.all()} == {section.document_id}


def test_a_change_that_is_sent_anew_by_the_second_device_makes_no_third_note(council_member, section):
    approve(section)
    begun = write(council_member, "Husk", document=section.document_id)
    write(council_member, "Nettbrettet", pk=begun.note.pk, seen=begun.stamp)

    for text in ("Telefonen", "Telefonen igjen"):
        write(council_member, text, pk=begun.note.pk, seen=begun.stamp)

    assert {note.words.text for note in Note.objects.all()} == {"Nettbrettet", "Telefonen igjen"}


def test_a_note_that_was_deleted_elsewhere_comes_back_with_what_was_written(council_member, section):
    approve(section)
    begun = write(council_member, "Husk", document=section.document_id)
    delete_note(begun.note.pk, seen=begun.stamp, by=council_member)

    late = write(council_member, "Husk dette", pk=begun.note.pk, seen=begun.stamp, document=section.document_id)

    assert (Note.objects.get().words.text, late.told) == ("Husk dette", CAME_BACK)


def test_a_note_that_was_changed_elsewhere_is_not_deleted(council_member, section):
    begun = write(council_member, "Husk")
    write(council_member, "Husk dette", pk=begun.note.pk, seen=begun.stamp)

    with pytest.raises(ValidationError, match=NOT_DELETED):
        delete_note(begun.note.pk, seen=begun.stamp, by=council_member)


@pytest.mark.parametrize("length", [LONGEST + 1, 1_000_000])
def test_a_note_that_is_too_long_is_refused_in_a_sentence(client, council_member, length):
    answer = post(client, council_member, text="x" * length)

    assert answer.status_code == 422
    assert "høyst 20\u00a0000" in answer.json()["reason"]
    assert not Note.objects.exists()


def test_a_place_that_is_gone_or_closed_keeps_the_note_and_says_so(council_member):
    for asked in ({"document": 99_999}, {"item": 99_999}, {"attachment": 99_999}, {"meeting": 99_999}, {}):
        saved = write(council_member, "Likevel", **asked)

        assert (saved.note.words.text, saved.told) == ("Likevel", NO_PLACE)


def test_finance_gets_no_word_of_an_exempt_paper_by_noting_on_it(finance):
    closed = {"exemption_basis": "offentleglova § 23", "public_title": "Anskaffelse"}
    document = factories.make_document(title="Hemmelig", **closed)
    factories.make_version(document)

    saved = write(finance, "Hva er dette?", document=document.pk)

    assert (saved.note.document, saved.note.words.title, saved.told) == (None, "", NO_PLACE)


def test_a_note_is_of_a_cell_with_its_value_then(council_member, section):
    approve(section)
    asked = {"document": section.document_id, "block": "tabell-kostnader", "row": "Drift", "column": "2024"}
    saved = write(council_member, "Høyt", **asked)
    changed = Table("kostnader", "Kostnader", COSTS.columns, ((Cell("Drift"), Cell("14")),))
    approve(section, at=NOW + timedelta(days=1), table=changed)

    found = shown(saved.note, council_member)

    assert (saved.note.words.was, found.told, found.block) == ("12", "Endret siden notatet.", "tabell-kostnader")
    assert "<del>" in found.difference


def test_a_note_saves_in_few_queries(client, council_member, section, django_assert_max_num_queries):
    approve(section)
    pk = uuid4()

    with django_assert_max_num_queries(28):
        answer = post(client, council_member, pk, text="Husk", document=section.document_id, block=first_block(section))
    with django_assert_max_num_queries(20):
        post(client, council_member, pk, text="Husk dette", seen=answer.json()["stamp"])


# Followed into new versions


def test_a_note_says_what_stood_there_and_what_stands_there_now(council_member, head, section):
    approve(section)
    saved = write(council_member, document=section.document_id, version=1, block=first_block(section))
    edit(section, section.body.replace("sommeren", "høsten"), by=head, at=NOW + timedelta(hours=1))
    approve(section, at=NOW + timedelta(hours=2))

    found = shown(saved.note, council_member)

    assert (found.told, found.was) == ("Endret siden notatet.", FIRST)
    assert "<del>" in found.difference
    assert "høsten" in found.difference


def test_a_note_whose_paragraph_is_gone_is_kept_with_what_stood_there(client, council_member, head, section):
    approve(section)
    saved = write(council_member, document=section.document_id, version=1, block=first_block(section))
    edit(section, f"<p>{OTHER}</p>", by=head, at=NOW + timedelta(hours=1))  # pasted over all, without ids
    approve(section, at=NOW + timedelta(hours=2))

    found = shown(saved.note, council_member)
    client.force_login(council_member)
    page = client.get(section.document.get_absolute_url()).content.decode()

    assert (found.told, found.was, found.block) == ("Stedet er tatt ut av dokumentet.", FIRST, "")
    assert FIRST in page
    assert "Stedet er tatt ut av dokumentet." in page


def test_another_paragraph_that_got_the_name_is_told_to_be_uncertain(council_member, head, section):
    approve(section)
    saved = write(council_member, document=section.document_id, version=1, block=first_block(section))
    anew = "Kommunene skal innføre noe annet for skolene før jul, og rådet får en plan til neste møte"
    edit(section, section.body.replace(FIRST, anew), by=head, at=NOW + timedelta(hours=1))
    approve(section, at=NOW + timedelta(hours=2))

    found = shown(saved.note, council_member)

    assert found.told.startswith("Usikkert om dette er det samme stedet")
    assert found.was == FIRST


def test_an_underlining_is_marked_in_the_text_and_is_said_when_its_words_are_gone(
    client, council_member, head, section
):
    approve(section)
    asked = {"document": section.document_id, "version": 1, "block": first_block(section)}
    saved = write(council_member, "", quote="for alle ansatte", **asked)
    client.force_login(council_member)

    page = client.get(section.document.get_absolute_url()).content.decode()
    edit(section, section.body.replace("alle ansatte", "noen"), by=head, at=NOW + timedelta(hours=1))
    approve(section, at=NOW + timedelta(hours=2))

    assert '<mark class="underlined">for alle ansatte</mark>' in page
    assert "Ordene du understreket, står der ikke lenger." in shown(saved.note, council_member).told


def test_a_note_of_a_document_that_is_deleted_stays(council_member):
    document = factories.make_document()
    factories.make_section(document=document)
    note = Note(pk=uuid4(), author=council_member, document=document, made_at=NOW, changed_at=NOW)
    note.put(shown_words(text="Husk", title="Saksframlegg"))
    note.save()

    document.delete()

    found = shown(note, council_member)
    assert (found.words.text, found.title, found.told) == ("Husk", "Saksframlegg", "Det notatet gjaldt, er slettet.")


def shown_words(**given):
    from meetings.notes.models import Words

    return Words(**given)


# Private


def test_nobody_reads_a_note_in_the_database_the_trail_the_receipts_or_the_admin(client, council_member, section):
    approve(section)
    fields = {"document": section.document_id, "block": first_block(section), "quote": "alle ansatte"}

    post(client, council_member, text="kvitravn", **fields)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM meetings_note")
        stored = str(cursor.fetchall())
    assert "kvitravn" not in stored
    assert "ansatte" not in stored
    assert "kvitravn" not in json.dumps(list(SavedChange.objects.values_list("answer", flat=True)))
    assert not AuditEntry.objects.filter(subject__startswith="meetings.note").exists()
    assert not {Note, Leaving, Question} & set(admin.site._registry)


def test_a_note_that_is_set_under_another_name_is_not_read(council_member, head):
    saved = write(council_member, "kvitravn")

    Note.objects.update(author=head)

    assert Note.objects.get(pk=saved.note.pk).words.text == LOST


def test_another_person_cannot_write_read_or_delete_a_note(client, council_member, head):
    saved = write(council_member, "kvitravn")

    with pytest.raises(PermissionDenied):
        write(head, "Mitt", pk=saved.note.pk, seen=saved.stamp)
    with pytest.raises(PermissionDenied):
        write(head, "Mitt", seen=saved.stamp)
    with pytest.raises(PermissionDenied):
        delete_note(saved.note.pk, seen=saved.stamp, by=head)
    client.force_login(head)
    unknown = client.get(reverse("meetings:note", args=[UUID(int=7)]))
    for page in ("note", "note-delete", "note-ask"):
        answer = client.get(reverse(f"meetings:{page}", args=[saved.note.pk]))
        assert (answer.status_code, unknown.status_code) == (403, 403)


PEOPLE = ["author", "same", "same finance", "other", "head", "administrator", "author elsewhere", "inactive"]


@pytest.fixture
def people(municipalities):
    council, finance = User.Role.COUNCIL_MEMBER, User.Role.FINANCE
    here, there = municipalities[0], municipalities[1]
    return {
        "author": factories.make_user(role=council, municipality=here),
        "same": factories.make_user(role=council, municipality=here),
        "same finance": factories.make_user(role=finance, municipality=here),
        "other": factories.make_user(role=council, municipality=there),
        "head": factories.make_user(role=User.Role.HEAD),
        "administrator": factories.make_user(role=User.Role.ADMINISTRATOR, municipality=here),
        "inactive": factories.make_user(role=council, municipality=here, is_active=False),
    }


@pytest.mark.parametrize(
    ("is_shared", "is_exempt", "readers"),
    [
        (False, False, {"author"}),
        (False, True, {"author"}),
        (True, False, {"author", "same", "same finance"}),
        (True, True, {"author", "same"}),
    ],
)
@pytest.mark.parametrize("of", ["document", "item", "attachment"])
def test_who_reads_a_note(client, people, is_shared, is_exempt, readers, of):
    closed = {"exemption_basis": "offentleglova § 23", "public_title": "Anskaffelse"} if is_exempt else {}
    item = factories.make_item(**closed)
    document = factories.make_document(agenda_item=item, status="approved")
    factories.make_version(document)
    attachment = factories.make_attachment(agenda_item=item, uploaded_by=people["head"])
    asked = {"document": document.pk, "item": item.pk, "attachment": attachment.pk}
    saved = write(people["author"], "kvitravn", is_shared=is_shared, **{of: asked[of]})

    assert {name for name, user in people.items() if Note.objects.readable_by(user).exists()} == readers
    for name, user in people.items():
        if user.is_active:
            client.force_login(user)
            pages = [client.get(reverse("meetings:notes")), client.get(reverse("meetings:note", args=[saved.note.pk]))]
            pages += [client.get(one.get_absolute_url()) for one in (document, item, attachment)]
            assert any("kvitravn" in one.content.decode() for one in pages) == (name in readers), name
            taken = client.get(reverse("meetings:notes-export", args=["json"])).content.decode()
            assert ("kvitravn" in taken) == (name == "author")
    client.logout()
    assert client.get(reverse("meetings:note", args=[saved.note.pk])).status_code == 302


def test_a_paper_of_which_a_part_is_exempt_is_shared_with_those_who_read_all_of_it(people, section):
    approve(section, public_content=factories.make_content().to_json())
    write(people["author"], is_shared=True, document=section.document_id, block=first_block(section))

    assert Note.objects.readable_by(people["same"]).exists()
    assert not Note.objects.readable_by(people["same finance"]).exists()


def test_what_is_shared_is_withdrawn_and_does_not_follow_to_another_municipality(people, section, municipalities):
    approve(section)
    saved = write(people["author"], is_shared=True, document=section.document_id)
    moved = people["author"]
    moved.municipality = municipalities[1]
    moved.save()
    assert not Note.objects.readable_by(people["other"]).exists()
    assert not Note.objects.readable_by(people["same"]).exists()
    moved.municipality = municipalities[0]
    moved.save()

    write(moved, pk=saved.note.pk, seen=saved.stamp, is_shared=False)

    assert not Note.objects.readable_by(people["same"]).exists()


def test_a_note_at_a_place_that_was_closed_keeps_its_own_words_alone(finance, section):
    approve(section)
    saved = write(finance, "Mine ord", document=section.document_id, block=first_block(section), quote="alle ansatte")
    type(section.document).objects.update(exemption_basis="offentleglova § 23", public_title="Noe")

    found = shown(saved.note, finance)

    assert (found.words.text, found.words.was, found.words.quote, found.title, found.url) == (
        "Mine ord", "", "", "Et sted du ikke kan lese lenger", "",
    )  # fmt: skip


# Pages


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_queries_for_any_length(
    client, council_member, section, rows, django_assert_num_queries
):
    approve(section)
    for _ in range(rows):
        write(council_member, document=section.document_id, block=first_block(section))
    client.force_login(council_member)
    client.get(reverse("meetings:notes"))

    with django_assert_num_queries(12):
        response = client.get(reverse("meetings:notes"))

    assert len(response.context["notes"]) == rows


def test_notes_are_found_by_their_words_their_meeting_and_their_case(client, council_member, section):
    approve(section)
    item = section.document.agenda_item
    write(council_member, "Om flerfaktor", document=section.document_id)
    write(council_member, "Noe annet", item=factories.make_item(meeting=factories.make_meeting(sequence=9)).pk)
    client.force_login(council_member)

    def found(**asked):
        return [one.words.text for one in client.get(reverse("meetings:notes"), asked).context["notes"]]

    assert found(q="FLERFAKTOR") == ["Om flerfaktor"]
    assert found(mote=item.meeting_id) == ["Om flerfaktor"]
    assert found(sak=item.reference_id) == ["Om flerfaktor"]
    assert sorted(found(q="*" * 10_000)) == ["Noe annet", "Om flerfaktor"]  # not a search: all of them


def test_a_case_that_waits_is_answered_as_one_that_is_not_there_where_it_may_not_be_known(client, finance, author):
    waiting = factories.make_item()
    AgendaItem.objects.filter(pk=waiting.pk).update(meeting=None, sequence=None)

    def chosen(person, reference):
        client.force_login(person)
        answer = client.get(reverse("meetings:notes"), {"sak": reference})
        return answer.context["item"], answer.context["form"].errors

    known, unknown = waiting.reference_id, waiting.reference_id + 1
    assert chosen(finance, known) == chosen(finance, unknown)
    assert chosen(author, known) == (waiting, {})


def test_a_note_is_written_without_a_script(client, council_member, section):
    approve(section)
    client.force_login(council_member)
    address = f"{reverse('meetings:note-new')}?dokument={section.document_id}"
    form = client.get(address).context["form"]
    sent = {"number": form["number"].value(), "document": section.document_id, "place": first_block(section)}

    refused = client.post(address, {**sent, "words": "står ikke der"})
    for _ in range(2):
        answer = client.post(address, {**sent, "text": "Husk", "words": "alle ansatte"})

    assert "står ikke på stedet" in refused.content.decode()
    assert answer.url == f"{section.document.get_absolute_url()}#b-{first_block(section)}"
    [note] = Note.objects.all()
    assert (note.words.text, note.words.quote, note.block) == ("Husk", "alle ansatte", first_block(section))


def test_notes_of_a_meeting_are_taken_along_as_data(client, council_member, head, section):
    approve(section)
    meeting = section.document.agenda_item.meeting
    write(council_member, "Husk", document=section.document_id, block=first_block(section))
    write(head, "Mitt", meeting=meeting.pk, page="17")
    client.force_login(council_member)

    answer = client.get(reverse("meetings:meeting-notes", args=[meeting.year, meeting.sequence])).json()

    [one] = answer["notes"]
    assert (one["text"], one["block"], one["was"]) == ("Husk", first_block(section), FIRST)
    assert one["url"].endswith(f"#b-{first_block(section)}")


@pytest.mark.parametrize("kind", ["html", "json"])
def test_all_of_ones_own_is_exported_and_nobody_elses(client, council_member, head, section, kind):
    approve(section)
    write(council_member, "Husk <b>dette</b>", document=section.document_id, block=first_block(section))
    write(head, "Ikke mitt", document=section.document_id)
    client.force_login(council_member)

    answer = client.get(reverse("meetings:notes-export", args=[kind]))

    said = answer.content.decode()
    assert ("Husk <b>dette</b>" if kind == "json" else "Husk &lt;b&gt;dette&lt;/b&gt;") in said
    assert "Ikke mitt" not in said
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_note_on_a_page_of_the_packet_is_of_its_meeting(client, council_member):
    meeting = factories.make_meeting()

    saved = write(council_member, "Se her", meeting=meeting.pk, page="45a")

    found = shown(saved.note, council_member)
    assert (found.title, found.place) == (str(meeting), "Side 45a i møtepakken")
