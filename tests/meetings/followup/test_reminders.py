"""Reminders by e-mail: before the date and after it, once each, and never what is exempt."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings.followup import duties
from meetings.followup.actions import is_told
from meetings.followup.models import Reminder
from meetings.followup.tells import ACTION_DUE
from rorikt.mail import Undelivered
from rorikt.mail.handing_over import Reply, Unknown
from rorikt.telling.models import Told, When
from rorikt.telling.telling import choose
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 4, 1, 10, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def server(settings, mailoutbox):
    """Django's own, which keeps what is sent."""


def due(days, **given):
    return factories.make_action(due_on=TODAY + timedelta(days=days), **given)


@pytest.mark.parametrize(("days", "kind"), [(8, None), (7, "before"), (0, "before"), (-1, "late"), (-300, "late")])
def test_somebody_is_reminded_from_a_week_before_the_date_and_when_it_is_past(head, days, kind):
    due(days)

    duties.remind(NOW)

    assert [one.kind for one in Reminder.objects.all()] == ([kind] if kind else [])
    assert len(mail.outbox) == bool(kind)


def test_each_is_reminded_once_before_and_once_after_however_often_it_is_asked(head):
    action = due(3)

    told = [duties.remind(NOW), duties.remind(NOW), duties.remind(NOW + timedelta(days=4))]
    told.append(duties.remind(NOW + timedelta(days=5)))

    assert told == ["1 påminnelse om tiltak er sendt.", "", "1 påminnelse om tiltak er sendt.", ""]
    assert [(one.kind, one.address, one.sent_at is not None) for one in action.reminders.all()] == [
        ("before", head.email, True),
        ("late", head.email, True),
    ]
    assert [message.subject.split(":")[0] for message in mail.outbox] == [
        "Fristen nærmer seg 04.04.2024",
        "Fristen er ute 04.04.2024",
    ]


def test_a_new_date_is_reminded_of_anew(head):
    action = due(-1)
    duties.remind(NOW)
    action.due_on = TODAY + timedelta(days=2)
    action.save()

    duties.remind(NOW)

    assert [one.kind for one in action.reminders.all()] == ["late", "before"]


def test_nobody_is_reminded_of_what_is_done_nor_at_night(head):
    due(-1, state="done", ended_on=TODAY)
    due(-1)

    assert duties.remind(NOW.replace(hour=3)) == ""
    duties.remind(NOW)
    assert len(mail.outbox) == 1


def test_a_body_that_does_not_log_in_is_reminded_through_who_made_the_action(head, author):
    due(-1, body="Faggruppen", created_by=author)
    due(-1, owner=factories.make_user(is_active=False), created_by=author)

    duties.remind(NOW)

    assert [message.to for message in mail.outbox] == [[author.email], [author.email]]
    assert "Ansvarlig: Faggruppen" in mail.outbox[0].body


def test_a_mail_never_says_what_is_exempt(head):
    closed = {"exemption_basis": "offl. § 23", "public_title": "Anskaffelse av tjenester"}
    item = factories.decide(factories.make_item(title="Kvitravn", **closed), "Kvitravn får det.").item
    due(-1, item=item, title="Signer med Kvitravn", body="Kvitravn AS")

    duties.remind(NOW)

    [message] = mail.outbox
    assert "Kvitravn" not in message.subject + message.body
    assert "Anskaffelse av tjenester" in message.body


def test_the_mail_leads_to_the_action_where_the_product_has_an_address(head, settings):
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["saker.example.no"]
    action = due(-1)

    duties.remind(NOW)

    assert f"https://saker.example.no{action.get_absolute_url()}" in mail.outbox[0].body


def answering(monkeypatch, answer):
    def hand_over(message):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(duties, "hand_over", hand_over)


def test_where_mail_cannot_be_sent_nobody_counts_as_reminded(head, monkeypatch):
    action = due(-1)
    answering(monkeypatch, Undelivered("E-posttjeneren svarer ikke nå."))

    with pytest.raises(ValidationError, match="svarer ikke nå"):
        duties.remind(NOW)

    assert not action.reminders.exists()


def test_what_the_server_refuses_for_now_is_asked_again_and_what_it_refuses_for_good_is_told(client, head, monkeypatch):
    action = due(-1)
    answering(monkeypatch, Reply(451, "Vent litt"))
    assert duties.remind(NOW) == ""
    assert not action.reminders.exists()

    answering(monkeypatch, Reply(550, "Ukjent mottaker"))
    assert duties.remind(NOW) == ""

    assert action.reminders.get().sent_at is None
    client.force_login(head)
    assert "avvist av e-posttjeneren: Ukjent mottaker" in client.get(action.get_absolute_url()).content.decode()


def test_what_the_server_never_answered_is_uncertain(client, head, monkeypatch):
    action = due(-1)
    answering(monkeypatch, Unknown())

    assert [duties.remind(NOW), duties.remind(NOW)] == ["", ""]

    client.force_login(head)
    assert "usikkert om den ble sendt" in client.get(action.get_absolute_url()).content.decode()


def test_a_worker_that_died_in_between_leaves_it_uncertain_and_nobody_is_reminded_twice(client, head):
    action = due(-1)
    Reminder.objects.create(action=action, kind="late", due_on=action.due_on, address=head.email)

    duties.remind(NOW)

    assert mail.outbox == []
    client.force_login(head)
    assert "usikkert om den ble sendt" in client.get(action.get_absolute_url()).content.decode()


def test_the_front_page_shows_each_their_own_actions_and_the_head_the_late_ones_of_others(client, head, author):
    item = factories.decide(factories.make_item()).item
    for owner, due_on in ((author, date(2024, 3, 1)), (author, date(2099, 3, 1)), (head, date(2024, 3, 1))):
        factories.make_action(item=item, owner=owner, due_on=due_on)

    def tasks(user):
        client.force_login(user)
        return [(task.tag, task.tone) for task in client.get(reverse("rorikt:home")).context["tasks"]]

    assert tasks(author) == [("Frist 01.03.2024", "danger"), ("Frist 01.03.2099", "neutral")]
    assert tasks(head) == [("Frist 01.03.2024", "danger"), ("1 for sent", "danger")]


def test_one_who_does_not_want_the_first_reminder_gets_the_one_that_is_too_late_all_the_same(head):
    choose(head, {ACTION_DUE: When.NEVER})
    due(3)

    assert duties.remind(NOW) == ""
    assert duties.remind(NOW + timedelta(days=4)) == "1 påminnelse om tiltak er sendt."

    assert [message.subject.split(":")[0] for message in mail.outbox] == ["Fristen er ute 04.04.2024"]


def test_the_first_reminder_waits_for_the_mail_of_the_day_where_that_is_chosen(head):
    choose(head, {ACTION_DUE: When.DAILY})
    action = due(3, title="Skriv avtalen")

    duties.remind(NOW)
    duties.remind(NOW + timedelta(hours=1))

    [told] = Told.objects.all()
    assert (told.user, told.url, told.state) == (head, action.get_absolute_url(), "waiting")
    assert told.subject == "Fristen nærmer seg 04.04.2024: Skriv avtalen"
    assert mail.outbox == []
    assert is_told(action, TODAY)


def test_what_was_to_come_in_the_morning_is_not_sent_twice_to_one_who_now_wants_it_at_once(head):
    choose(head, {ACTION_DUE: When.DAILY})
    due(3)
    duties.remind(NOW)
    choose(head, {ACTION_DUE: When.AT_ONCE})

    assert duties.remind(NOW) == ""
    assert mail.outbox == []
