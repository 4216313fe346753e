"""A section saved as it is written: merged, kept, told, and never over what somebody else has stored."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from meetings.documents import writing
from meetings.documents.models import Document, Section
from meetings.revisions import saving
from meetings.revisions.models import SectionRevision
from rorikt.audit.models import AuditEntry
from rorikt.texts.blocks import without_ids
from tests import factories

NOW = datetime(2024, 2, 1, 9, tzinfo=UTC)
BODY = '<p data-id="aaaaaa">Først.</p><p data-id="bbbbbb">Sist.</p>'


@pytest.fixture
def section(db):
    return factories.make_section(document=factories.make_document(), body=BODY)


@pytest.fixture
def kari(db):
    return factories.make_user(role="head", name="Kari")


@pytest.fixture
def ola(db):
    return factories.make_user(role="head", name="Ola")


def write(section, body, *, by, seen="1", now=NOW, **fields):
    mine = Section.objects.get(pk=section.pk)
    for name, value in {"body": body, **fields}.items():
        setattr(mine, name, value)
    return saving.save_section(mine, seen=seen, by=by, now=now)


def stands(section):
    return without_ids(Section.objects.get(pk=section.pk).body)


def test_every_text_is_kept_and_the_first_as_it_stood(section, kari):
    write(section, BODY.replace("Først", "Først av alt"), by=kari)

    kept = [(one.number, one.by, without_ids(one.body)) for one in SectionRevision.objects.order_by("pk")]
    assert kept == [
        (1, None, "<p>Først.</p><p>Sist.</p>"),
        (2, kari, "<p>Først av alt.</p><p>Sist.</p>"),
    ]


def test_the_same_text_again_is_no_revision(section, kari):
    before = Document.objects.get().mark

    assert write(section, BODY, by=kari).stamp == "1"

    assert (SectionRevision.objects.count(), AuditEntry.objects.count()) == (1, 0)
    assert Document.objects.get().mark == before


def test_who_goes_on_writing_before_the_answer_is_seen_loses_nothing_of_the_others(section, kari, ola):
    """Kari's page has not taken in what Ola wrote: her next save is held against what she sent, not what stood."""
    write(section, BODY.replace("Sist", "Sist, av Ola"), by=ola)
    first = write(section, BODY.replace("Først", "Først, av Kari"), by=kari)
    assert first.stamp.startswith("ved-")
    assert stands(section) == "<p>Først, av Kari.</p><p>Sist, av Ola.</p>"

    write(section, BODY.replace("Først", "Først, av Kari selv"), by=kari, seen=first.stamp)

    assert stands(section) == "<p>Først, av Kari selv.</p><p>Sist, av Ola.</p>"


def test_what_both_changed_is_not_stored_and_each_choice_is_given(section, kari, ola):
    write(section, BODY.replace("Først", "Ola"), by=ola, title="Olas")

    with pytest.raises(saving.Diverged) as told:
        write(section, BODY.replace("Først", "Kari").replace("Sist", "Slutt"), by=kari, title="Karis")

    assert stands(section) == "<p>Ola.</p><p>Sist.</p>"
    assert (told.value.by, told.value.stamp) == ("Ola", "2")
    assert told.value.both == [
        {"label": "Overskrift", "mine": "Karis", "theirs": "Olas"},
        {"label": "Tekst", "mine": "Kari.", "theirs": "Ola."},
    ]
    assert {choice: (values["title"], without_ids(values["body"])) for choice, values in told.value.values.items()} == {
        "mine": ("Karis", "<p>Kari.</p><p>Slutt.</p>"),
        "theirs": ("Olas", "<p>Ola.</p><p>Slutt.</p>"),
        "both": ("Karis", "<p>Kari.</p><p>Ola.</p><p>Slutt.</p>"),
    }


def test_fields_are_merged_each_by_itself(section, kari, ola):
    write(section, BODY, by=ola, state="ready")
    mine = Section.objects.get(pk=section.pk)
    mine.state, mine.responsible = section.state, kari

    saving.save_section(mine, seen="1", by=kari, now=NOW)

    after = Section.objects.get(pk=section.pk)
    assert (after.state, after.responsible) == ("ready", kari)


def test_a_section_whose_text_came_another_way_is_kept_as_it_stood(section, kari, ola):
    other = Section.objects.get(pk=section.pk)
    other.body = BODY.replace("Sist", "Fra et annet sted")
    writing.save_section(other, revision=1, by=ola, now=NOW)

    with pytest.raises(saving.Diverged):
        write(section, BODY.replace("Først", "Nytt"), by=kari)
    write(section, other.body.replace("Først", "Nytt"), by=kari, seen="2")

    assert stands(section) == "<p>Nytt.</p><p>Fra et annet sted.</p>"


def test_the_trail_has_a_row_for_a_spell_of_writing_and_for_each_field(section, kari):
    write(section, BODY.replace("Først", "En"), by=kari)
    write(section, BODY.replace("Først", "En to"), by=kari, seen="2", now=NOW + timedelta(minutes=1))
    write(section, BODY.replace("Først", "En to"), by=kari, seen="3", now=NOW + timedelta(minutes=2), state="ready")
    later = NOW + timedelta(minutes=30)
    write(section, BODY.replace("Først", "En to tre"), by=kari, seen="4", now=later, state="ready")

    rows = [entry.detail["fields"] for entry in AuditEntry.objects.order_by("pk")]
    assert rows == [["body", "state"], ["state"], ["body"]]  # the first words make a draft of it
    assert list(SectionRevision.objects.exclude(by=None).values_list("began_at", flat=True)) == [NOW, NOW, NOW, later]


def test_a_revision_is_neither_changed_nor_deleted(section, kari):
    write(section, BODY.replace("Først", "En"), by=kari)
    kept = SectionRevision.objects.filter(number=2)

    with pytest.raises(DatabaseError), transaction.atomic():
        kept.update(body="")
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()


def test_the_texts_of_a_deleted_section_stay(section, kari):
    write(section, BODY.replace("Først", "En"), by=kari)

    writing.delete_section(Section.objects.get(pk=section.pk), by=kari, now=NOW)

    assert SectionRevision.objects.count() == 2


def test_a_text_is_restored_as_a_new_revision(client, section, kari):
    write(section, BODY.replace("Først", "En"), by=kari, title="Ny tittel")
    client.force_login(kari)

    client.post(reverse("meetings:section-restore", args=[section.pk, 1]))

    assert stands(section) == "<p>Først.</p><p>Sist.</p>"
    assert Section.objects.get().title == "Innledning"
    assert [one.number for one in SectionRevision.objects.order_by("pk")] == [1, 2, 3]
    assert AuditEntry.objects.first().detail["what"] == "Gjenopprettet 1"


# As a browser sends it


def sent(client, section, by, *, number=None, **typed):
    headers = {"X-Saving": str(number or uuid.uuid4()), "X-Person": str(by.pk)}
    form = {"title": section.title, "state": section.state, "text_seen": "1", **typed}
    response = client.post(section.get_absolute_url(), form, headers=headers)
    return response.status_code, json.loads(response.content)


def test_a_stamp_that_is_none_is_held_for_one_that_was_never_seen(client, section, kari):
    client.force_login(kari)

    status, told = sent(client, section, kari, text_seen="\x00", body=BODY.replace("Sist", "Sist, av Kari"))

    assert status == 409
    assert stands(section) == "<p>Først.</p><p>Sist.</p>"
    assert "av Kari" in json.dumps(told["choices"]["mine"])


def test_a_browser_is_told_what_stands_where_it_is_more_than_was_sent(client, section, kari, ola):
    write(section, BODY.replace("Sist", "Sist, av Ola"), by=ola)
    client.force_login(kari)

    status, told = sent(client, section, kari, body=BODY.replace("Først", "Først, av Kari"))

    assert (status, told["now"]["stamp"], told["notes"]) == (200, "3", [])
    assert without_ids(told["now"]["fields"]["body"]) == "<p>Først, av Kari.</p><p>Sist, av Ola.</p>"


def test_a_change_sent_twice_is_stored_once(client, section, kari):
    client.force_login(kari)
    number = uuid.uuid4()

    first = sent(client, section, kari, number=number, body=BODY.replace("Først", "En"))
    again = sent(client, section, kari, number=number, body=BODY.replace("Først", "En"))

    assert first == again
    assert SectionRevision.objects.count() == 2


def test_a_field_that_cannot_be_stored_does_not_hold_back_the_text(client, section, kari):
    client.force_login(kari)

    status, told = sent(client, section, kari, title="", body="<p>Ny [[merforbrk]].</p><script>x()</script>")

    assert status == 200
    assert stands(section) == "<p>Ny [[merforbrk]].</p>"
    assert Section.objects.get().title == "Innledning"
    assert told["notes"] == [
        "Dette kan ikke stå i et avsnitt, og er ikke tatt med: script.",
        "Overskrift: Feltet er påkrevet. Feltet er ikke lagret.",
        "[[merforbrk]] finnes ikke. Rett skrivemåten, eller velg en kode fra listen.",
    ]


def test_a_text_of_a_megabyte_is_refused_in_words_and_the_rest_stands(client, section, kari):
    client.force_login(kari)

    status, told = sent(client, section, kari, body=f"<p>{'å' * 1_048_576}</p>")

    assert status == 422
    assert told["reason"].startswith("Teksten er på 1\u00a0048\u00a0583 tegn, og et avsnitt kan ha høyst 400\u00a0000.")
    assert stands(section) == "<p>Først.</p><p>Sist.</p>"


def test_both_texts_are_sent_to_the_browser_of_who_is_to_choose(client, section, kari, ola):
    write(section, BODY.replace("Først", "Ola"), by=ola)
    client.force_login(kari)

    status, told = sent(client, section, kari, body=BODY.replace("Først", "Kari"))

    assert (status, told["stamp"]) == (409, "2")
    assert told["both"] == [{"label": "Tekst", "mine": "Kari.", "theirs": "Ola."}]
    chosen = told["choices"]["both"]
    assert sent(client, section, kari, **chosen | {"text_seen": told["stamp"]})[0] == 200
    assert stands(section) == "<p>Kari.</p><p>Ola.</p><p>Sist.</p>"


def test_an_author_who_may_not_write_here_saves_nothing(client, section):
    author = factories.make_user(role="author")
    Section.objects.update(responsible=factories.make_user())
    client.force_login(author)
    headers = {"X-Saving": str(uuid.uuid4()), "X-Person": str(author.pk)}

    response = client.post(section.get_absolute_url(), {"title": "x", "body": "x"}, headers=headers)

    assert response.status_code == 403
    assert stands(section) == "<p>Først.</p><p>Sist.</p>"
