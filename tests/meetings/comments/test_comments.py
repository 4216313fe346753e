"""Comments on a place in the text: written, answered, settled, who may, who is told, and what they stop."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from meetings.comments import actions, duties
from meetings.comments.models import Comment, Mention
from meetings.comments.shown import threads_of
from meetings.documents.models import Document, Section
from meetings.papers.checks import document_problems
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories

NOW = datetime(2024, 5, 13, 9, tzinfo=UTC)


@pytest.fixture
def section(db):
    return factories.make_section(title="Organisering", body="<p>Vi er ti ansatte.</p><p>Tre er nye.</p>")


@pytest.fixture
def kari(db):
    return factories.make_user(User.Role.AUTHOR, name="Kari Nordmann", email="kari@demo.example")


def comments_url(section):
    return reverse("meetings:section-comments", args=[section.pk])


# Written, answered, settled


def test_a_comment_is_answered_settled_and_taken_up_again(section, author, head):
    comment = actions.write_comment(section, " Stemmer dette? ", quote="ti ansatte", by=author, now=NOW)
    actions.answer_comment(comment, "Ja.", by=head, now=NOW)
    actions.settle_comment(comment, by=head, now=NOW)
    actions.settle_comment(comment, by=author, now=NOW)

    comment.refresh_from_db()
    assert (comment.text, comment.settled_by) == ("Stemmer dette?", head)
    assert [answer.text for answer in comment.answers.all()] == ["Ja."]
    with pytest.raises(ValidationError, match="avgjort"):
        actions.answer_comment(comment, "En ting til.", by=author, now=NOW)
    actions.reopen_comment(comment, by=author, now=NOW)
    comment.refresh_from_db()
    assert (comment.settled_at, comment.settled_by) == (None, None)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "la til kommentar",
        "la til svar på kommentar",
        "avgjorde kommentar",
        "gjenåpnet kommentar",
    ]


def test_the_trail_has_none_of_its_words(section, author):
    actions.write_comment(section, "Hemmelig avtale", quote="ti ansatte", by=author, now=NOW)

    [entry] = AuditEntry.objects.all()
    assert entry.detail == {"section": str(section.pk)}


@pytest.mark.parametrize("role", [User.Role.FINANCE, User.Role.COUNCIL_MEMBER])
def test_who_may_not_read_a_draft_neither_reads_nor_writes_comments(client, section, role):
    comment = factories.make_comment(section=section)
    person = factories.make_user(role)
    client.force_login(person)

    assert client.get(comments_url(section)).status_code == 403
    for act in (
        lambda: actions.write_comment(section, "Hei", by=person, now=NOW),
        lambda: actions.answer_comment(comment, "Hei", by=person, now=NOW),
        lambda: actions.settle_comment(comment, by=person, now=NOW),
        lambda: actions.reopen_comment(comment, by=person, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_minutes_that_are_settled_get_no_comments(head):
    meeting = factories.make_meeting()
    minutes = factories.make_document(kind=Document.Kind.MINUTES, minutes_of=meeting, status=Document.Status.APPROVED)
    section = factories.make_section(document=minutes, body="<p>Møtet ble hevet.</p>")
    Document.objects.filter(pk=minutes.pk).update(settled_at=NOW)

    with pytest.raises(PermissionDenied):
        actions.write_comment(Section.objects.get(pk=section.pk), "Hei", by=head, now=NOW)


def test_an_approved_document_stays_approved_and_a_draft_is_checked_again(section, author):
    before = section.document.mark
    actions.write_comment(section, "Hei", by=author, now=NOW)
    Document.objects.filter(pk=section.document_id).update(status=Document.Status.APPROVED)
    checked = Document.objects.get().mark
    actions.write_comment(section, "Hei igjen", by=author, now=NOW)

    document = Document.objects.get()
    assert (document.status, document.mark) == (Document.Status.APPROVED, checked)
    assert checked != before


def test_an_open_comment_stops_the_approval_and_a_settled_one_does_not(section, head):
    factories.make_cooperation()
    section.title = "Organisering"
    comment = factories.make_comment(section=section, made_by=head)

    assert list(document_problems(section.document)) == [
        "Avsnitt 1 Organisering har 1 åpen kommentar. Svar på den og merk den som avgjort."
    ]
    actions.settle_comment(comment, by=head, now=NOW)
    assert list(document_problems(section.document)) == []


def test_the_database_keeps_comments_whole(section, author):
    for values in ({"text": ""}, {"settled_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.make_comment(section=section, made_by=author, **values)


# The page


def test_a_comment_is_tied_to_the_words_that_were_marked(reader, section):
    answer = reader.post(comments_url(section), {"place": "", "quote": "Tre  er nye", "text": "Hvem?"})

    comment = Comment.objects.get()
    assert answer.url == comment.get_absolute_url()
    assert comment.quote == "Tre er nye"
    [thread] = threads_of(section).open
    assert (thread.place, thread.is_lost) == (1, False)


def test_without_words_a_place_is_the_whole_block(reader, section):
    reader.post(comments_url(section), {"place": "0", "quote": "", "text": "Hvem?"})

    assert Comment.objects.get().quote == "Vi er ti ansatte."


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"quote": "elleve ansatte", "text": "Hei"}, "står ikke i avsnittet"),
        ({"place": "1", "quote": "ti ansatte", "text": "Hei"}, "står ikke i avsnittet"),
        ({"quote": "er", "text": "Hei"}, "flere steder"),
        ({"text": "@Ukjent hva nå"}, "heter @Ukjent"),
        ({"text": " "}, "Feltet er påkrevet."),
    ],
)
def test_what_cannot_be_placed_or_understood_is_told_and_what_was_typed_stays(reader, section, typed, fault):
    page = reader.post(comments_url(section), typed).content.decode()

    assert fault in page
    assert not Comment.objects.exists()
    assert typed["text"].strip() in page


def test_when_its_words_are_gone_it_says_so_and_belongs_to_the_section(reader, section):
    factories.make_comment(section=section, quote="ti ansatte", made_by=reader_of(reader))
    Section.objects.filter(pk=section.pk).update(body="<p>Vi er elleve.</p>")

    page = reader.get(comments_url(section)).content.decode()

    assert "Teksten er endret siden kommentaren ble skrevet." in page
    [thread] = threads_of(Section.objects.get(pk=section.pk)).open
    assert (thread.place, thread.is_lost) == (None, True)


def reader_of(client):
    return User.objects.get(pk=client.session["_auth_user_id"])


def test_the_page_answers_settles_and_takes_up_again(reader, section):
    comment = factories.make_comment(section=section, made_by=reader_of(reader))

    reader.post(reverse("meetings:comment-answer", args=[comment.pk]), {"text": "Ja."})
    reader.post(reverse("meetings:comment-settle", args=[comment.pk]))
    page = reader.get(comments_url(section)).content.decode()
    assert "1 avgjort" in page
    reader.post(reverse("meetings:comment-reopen", args=[comment.pk]))

    [thread] = threads_of(section).open
    assert [answer.text for answer in thread.answers] == ["Ja."]


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_whatever_is_said(reader, section, count, django_assert_num_queries):
    writer = reader_of(reader)
    for _ in range(count):
        comment = factories.make_comment(section=section, made_by=writer)
        actions.answer_comment(comment, "Ja.", by=writer, now=NOW)
    reader.get(comments_url(section))

    with django_assert_num_queries(7):
        reader.get(comments_url(section))


def test_the_section_page_shows_its_comments(reader, section):
    factories.make_comment(section=section, made_by=reader_of(reader), text="Se over dette")

    assert "Se over dette" in reader.get(section.get_absolute_url()).content.decode()


# Mentions


def test_who_is_mentioned_is_told_once_by_mail(section, author, kari):
    actions.write_comment(section, "@Kari Nordmann, stemmer det? @kari", by=author, now=NOW)

    assert duties.tell(NOW) == "1 fikk vite at de er nevnt i en kommentar."
    assert duties.tell(NOW) == ""
    [sent] = mail.outbox
    assert sent.to == ["kari@demo.example"]
    assert "Organisering" in sent.body
    assert "stemmer det" not in sent.body


def test_a_mail_of_an_exempt_document_says_only_that_there_is_a_comment(section, author, kari):
    Document.objects.filter(pk=section.document_id).update(
        title="Hemmelig avtale", exemption_basis="offl. § 23", public_title="Avtale"
    )
    actions.write_comment(Section.objects.get(pk=section.pk), "@Kari Nordmann se her", by=author, now=NOW)

    duties.tell(NOW)

    [sent] = mail.outbox
    told = sent.subject + sent.body
    assert not any(word in told for word in ("Hemmelig", "Organisering", "Avtale", "se her"))
    assert "unntatt offentlighet" in told


@pytest.mark.parametrize("role", [User.Role.FINANCE, User.Role.COUNCIL_MEMBER])
def test_nobody_is_mentioned_who_may_not_read_the_draft(section, author, role):
    factories.make_user(role, name="Per Utenfor")

    with pytest.raises(ValidationError, match="Ingen som kan lese utkastet, heter @Per"):
        actions.write_comment(section, "@Per Utenfor ser du?", by=author, now=NOW)

    assert not Comment.objects.exists()


def test_of_two_with_the_same_name_the_one_who_is_meant_is_told(reader, section, kari):
    factories.make_user(User.Role.AUTHOR, name="Kari Nordmann", email="k.nordmann@demo.example")
    page = reader.get(comments_url(section)).content.decode()
    assert "[&quot;kari&quot;, &quot;Kari Nordmann (kari@demo.example)&quot;]" in page

    told = reader.post(comments_url(section), {"text": "@Kari Nordmann, ser du?"}).content.decode()
    assert "Flere som kan lese utkastet, heter Kari Nordmann. Skriv @kari eller @k.nordmann." in told
    reader.post(comments_url(section), {"text": "@kari, ser du?"})

    assert Mention.objects.get().person == kari


def test_nobody_is_told_of_what_they_wrote_nor_when_it_is_old(section, kari, author):
    actions.write_comment(section, "@Kari Nordmann husk dette", by=kari, now=NOW)
    assert not Mention.objects.exists()
    actions.write_comment(section, "@Kari Nordmann?", by=author, now=NOW)

    assert duties.tell(NOW + timedelta(days=3)) == ""
    assert mail.outbox == []


def test_a_mail_server_that_is_down_is_asked_again(section, author, kari, settings):
    actions.write_comment(section, "@Kari Nordmann?", by=author, now=NOW)
    settings.EMAIL_BACKEND = "rorikt.mail.NoBackend"

    with pytest.raises(ValidationError, match="E-post er ikke satt opp"):
        duties.tell(NOW)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert duties.tell(NOW) == "1 fikk vite at de er nevnt i en kommentar."
