"""Owners of sections are reminded: two days before, when it has passed, and by hand. Each once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings.board import duties
from meetings.board.models import SectionReminder
from meetings.board.reminding import ask, due, remind
from meetings.documents.models import Document, Section
from tests import factories

DUE = date(2024, 5, 15)


def at(day, hour=9):
    return datetime(2024, 5, day, hour, tzinfo=UTC)


@pytest.fixture
def section(author):
    return factories.make_section(
        document=factories.make_document(title="Rapport"), title="Drift", responsible=author, deadline_on=DUE
    )


@pytest.mark.parametrize(("day", "told"), [(12, 0), (13, 1), (15, 1), (16, 1), (30, 0)])
def test_it_is_told_from_two_days_before_and_when_it_has_passed(section, day, told):
    remind(at(day))

    assert len(mail.outbox) == told


def test_each_is_told_once_whoever_ticks_and_however_often(section, author):
    said = [remind(at(day)) for day in (13, 13, 14, 15, 16, 16, 17)]

    assert said == ["1 fikk påminnelse om avsnitt.", "", "", "", "1 fikk påminnelse om avsnitt.", "", ""]
    assert [one.to for one in mail.outbox] == [[author.email]] * 2
    assert "Drift i Rapport: frist 15.05.2024" in mail.outbox[0].body
    assert "Drift i Rapport: fristen gikk ut 15.05.2024" in mail.outbox[1].body


def test_a_new_deadline_and_a_new_owner_are_told_anew(section, head):
    remind(at(13))
    Section.objects.filter(pk=section.pk).update(deadline_on=date(2024, 5, 16))
    remind(at(14))
    Section.objects.filter(pk=section.pk).update(responsible=head)
    remind(at(14))

    assert len(mail.outbox) == 3
    assert mail.outbox[2].to == [head.email]


def test_one_mail_tells_of_all(section, author):
    factories.make_section(document=section.document, title="Sikkerhet", responsible=author, deadline_on=DUE)

    remind(at(13))

    [sent] = mail.outbox
    assert "- Drift i Rapport" in sent.body
    assert "- Sikkerhet i Rapport" in sent.body


@pytest.mark.parametrize(
    "change",
    [
        {"state": "ready", "body": "<p>X</p>"},
        {"responsible": None},
        {"deadline_on": None},
    ],
)
def test_nobody_is_told_of_what_is_done_or_that_nobody_has(section, change):
    Section.objects.filter(pk=section.pk).update(**change)

    assert (remind(at(13)), due(at(13))) == ("", [])


def test_nobody_is_told_of_an_approved_document_nor_at_night_nor_when_they_have_left(section, author):
    assert due(at(13, 4)) == []
    author.is_active = False
    author.save()
    assert due(at(13)) == []
    author.is_active = True
    author.save()
    Document.objects.filter(pk=section.document_id).update(status=Document.Status.APPROVED)
    assert due(at(13)) == []


def test_a_mail_names_nothing_that_is_exempt(section):
    Document.objects.filter(pk=section.document_id).update(
        title="Hemmelig", exemption_basis="offl. § 23", public_title="Avtale"
    )

    remind(at(13))

    [sent] = mail.outbox
    assert "Et avsnitt i et dokument som er unntatt offentlighet: frist 15.05.2024" in sent.body
    assert not any(word in sent.body for word in ("Hemmelig", "Drift"))


def test_by_hand_they_are_reminded_once_a_day(section):
    assert ask([section], now=at(1)) == 1
    assert ask([section], now=at(1, 12)) == 0
    remind(at(1))
    assert ask([section], now=at(2)) == 1
    remind(at(2))

    assert len(mail.outbox) == 2


def test_what_nobody_has_or_where_mail_goes_nowhere_is_refused(section, settings):
    with pytest.raises(ValidationError, match="«Uten» har ingen ansvarlig"):
        ask([section, factories.make_section(title="Uten")], now=at(1))
    settings.EMAIL_BACKEND = "rorikt.mail.NoBackend"
    with pytest.raises(ValidationError, match="E-post er ikke satt opp"):
        ask([section], now=at(1))

    assert not SectionReminder.objects.exists()
    assert not duties.is_waiting()


def test_a_mail_server_that_is_down_is_asked_again(section, settings, monkeypatch):
    settings.EMAIL_BACKEND = "rorikt.mail.NoBackend"
    with pytest.raises(ValidationError):
        remind(at(13))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert remind(at(13)) == "1 fikk påminnelse om avsnitt."


def test_the_board_sends_it_for_several(reader, section):
    url = reverse("meetings:document-board", args=[section.document_id])

    page = reader.post(url, {"do": "remind", "section": [section.pk]}, follow=True).content.decode()
    again = reader.post(url, {"do": "remind", "section": [section.pk]}, follow=True).content.decode()

    assert "Påminnelse om 1 avsnitt sendes nå." in page
    assert "Disse er allerede påminnet i dag." in again
    assert duties.is_waiting()


def test_an_author_reminds_nobody(client, author, section):
    client.force_login(author)
    url = reverse("meetings:document-board", args=[section.document_id])

    assert client.post(url, {"do": "remind", "section": [section.pk]}).status_code == 403


def test_what_is_long_overdue_when_mail_is_set_up_is_not_told_of(section):
    assert due(datetime(2024, 5, 15, 9, tzinfo=UTC) + timedelta(days=15)) == []
