"""Mails of what is told: at once or in the morning, never twice, and never what is not wanted any more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rorikt.calendar import OSLO
from rorikt.telling import telling
from rorikt.telling.duties import forget_old
from rorikt.telling.models import Told, ToldMail, When
from rorikt.telling.sending import send_waiting
from rorikt.telling.telling import choose, tell
from tests import factories, mail_server

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 4, 1, 10, tzinfo=UTC)
KIND, OTHER = "meetings.answered_question", "meetings.saved_search"


@pytest.fixture
def server(settings):
    with mail_server.serving(settings) as found:
        yield found


def tell_of(person, once, kind=KIND, now=NOW, **given):
    given = {"subject": f"Nytt om {once}", "text": "Les mer.", "url": "/moter/2024/1/", **given}
    tell(kind, [person], once=once, now=now, **given)


def oslo(*moment):
    return datetime(*moment, tzinfo=OSLO)


def states():
    return [row.fate for row in Told.objects.order_by("pk")]


def test_what_is_told_at_once_is_one_mail_that_leads_to_its_place(head, server, settings):
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["saker.example.no"]
    tell_of(head, "svaret")

    assert send_waiting(NOW) == "1 e-post med varsler er sendt."

    [mail] = server.mails
    assert (mail["To"], mail["Subject"]) == (head.email, "Nytt om svaret")
    assert mail.get_content().splitlines()[:3] == [
        "Nytt om svaret",
        "Les mer.",
        "https://saker.example.no/moter/2024/1/",
    ]
    assert mail["List-Unsubscribe"] == "<https://saker.example.no/varsler/>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert states() == ["Sendt"]


def test_nothing_is_sent_twice_however_often_it_is_asked(head, server):
    tell_of(head, "a")
    send_waiting(NOW)
    tell_of(head, "a")

    assert send_waiting(NOW) == ""
    assert len(server.mails) == 1


def test_what_has_gathered_when_it_is_sent_at_once_is_one_mail(head, author, server):
    for once in "abc":
        tell_of(head, once)
    tell_of(author, "a")

    send_waiting(NOW)

    assert [mail["Subject"] for mail in server.to(head.email)] == ["3 varsler: Nytt om a m.m."]
    assert [mail["Subject"] for mail in server.to(author.email)] == ["Nytt om a"]


def test_the_mail_of_the_day_comes_at_seven_and_once(head, server):
    choose(head, {KIND: When.DAILY})
    tell_of(head, "i går", now=oslo(2024, 4, 1, 15))
    tell_of(head, "i natt", now=oslo(2024, 4, 2, 6, 59))
    assert send_waiting(oslo(2024, 4, 2, 6, 59, 59)) == ""

    send_waiting(oslo(2024, 4, 2, 7))
    tell_of(head, "i dag", now=oslo(2024, 4, 2, 7, 30))
    send_waiting(oslo(2024, 4, 2, 8))

    assert [mail["Subject"] for mail in server.mails] == ["Varsler 02.04.2024: 2 nye"]
    send_waiting(oslo(2024, 4, 3, 7))
    assert [mail["Subject"] for mail in server.mails][1:] == ["Varsler 03.04.2024: 1 nytt"]


@pytest.mark.parametrize(
    ("day", "morning"),
    [
        ((2024, 3, 31), datetime(2024, 3, 31, 5, tzinfo=UTC)),  # the clock has moved to summer time in the night
        ((2024, 10, 27), datetime(2024, 10, 27, 6, tzinfo=UTC)),
        ((2024, 1, 15), datetime(2024, 1, 15, 6, tzinfo=UTC)),
    ],
)
def test_seven_is_seven_in_oslo_on_the_days_the_clock_is_moved(head, server, day, morning):
    choose(head, {KIND: When.DAILY})
    tell_of(head, "om natta", now=oslo(*day, 1))

    assert send_waiting(morning - timedelta(seconds=1)) == ""
    assert send_waiting(morning) == "1 e-post med varsler er sendt."
    assert send_waiting(morning + timedelta(hours=1)) == ""


def test_what_waits_is_not_sent_to_one_who_wants_it_no_more(head, server):
    choose(head, {KIND: When.DAILY, OTHER: When.DAILY})
    tell_of(head, "uønsket")
    tell_of(head, "ønsket", kind=OTHER)

    choose(head, {KIND: When.NEVER})
    send_waiting(oslo(2024, 4, 2, 7))

    [mail] = server.mails
    assert "Nytt om ønsket" in mail.get_content()
    assert "uønsket" not in mail.get_content()


def test_what_waits_for_the_morning_goes_at_once_when_that_is_chosen(head, server):
    choose(head, {KIND: When.DAILY})
    tell_of(head, "a")
    choose(head, {KIND: When.AT_ONCE})

    send_waiting(NOW)

    assert len(server.mails) == 1


def test_one_who_has_left_or_changed_role_gets_nothing_of_what_waits(head, finance, server):
    tell_of(head, "a")
    tell_of(finance, "b", kind="budget.run")
    head.is_active, finance.role = False, "author"
    head.save()
    finance.save()

    send_waiting(NOW)

    assert server.mails == []
    assert sorted(states()) == ["Ikke sendt", "Ikke ønsket"]


def test_a_mail_whose_sender_died_is_uncertain_and_not_sent_again(head, server):
    tell_of(head, "a")
    Told.objects.update(state="mailed", mail=ToldMail.objects.create(user=head, begun_at=NOW))

    send_waiting(NOW + timedelta(minutes=29))
    assert states() == ["Sendes"]
    send_waiting(NOW + timedelta(minutes=31))

    assert states() == ["Usikkert om den ble sendt"]
    assert server.mails == []


def test_a_mail_that_the_server_never_answers_is_uncertain(head, settings):
    def hang_up(mail):
        raise ConnectionError

    with mail_server.serving(settings, before_reply=hang_up) as server:
        tell_of(head, "a")
        send_waiting(NOW)
        send_waiting(NOW + timedelta(hours=1))

    assert states() == ["Usikkert om den ble sendt"]
    assert len(server.mails) == 1


def test_what_the_server_refuses_for_good_is_told_and_not_sent_again(head, author, settings):
    with mail_server.serving(settings, answers={head.email: "550 5.1.1 ukjent"}) as server:
        tell("meetings.answered_question", [head, author], subject="Svar", text="", url="/", once="a", now=NOW)
        assert send_waiting(NOW) == "1 e-post med varsler er sendt."
        send_waiting(NOW + timedelta(hours=1))

    assert [mail["To"] for mail in server.mails] == [author.email]
    assert ToldMail.objects.get(user=head).reply == "5.1.1 ukjent"
    assert sorted(states()) == ["Avvist av e-posttjeneren", "Sendt"]


def test_what_the_server_asks_us_to_bring_later_waits_and_comes_once(head, settings):
    choose(head, {KIND: When.DAILY})
    tell_of(head, "a")
    with mail_server.serving(settings, answers={head.email: "451 4.7.1 senere"}) as server:
        send_waiting(oslo(2024, 4, 2, 7))
        server.answers = {}
        send_waiting(oslo(2024, 4, 2, 7, 5))
        assert server.mails == []
        send_waiting(oslo(2024, 4, 2, 7, 10))

    assert len(server.mails) == 1


def test_while_the_server_is_away_all_waits_and_then_goes_once(head, author, settings):
    with mail_server.serving(settings) as server:
        server.end()
        tell("meetings.answered_question", [head, author], subject="Svar", text="", url="/", once="a", now=NOW)
        with pytest.raises(ValidationError, match="svarer ikke"):
            send_waiting(NOW)

    with mail_server.serving(settings) as server:
        send_waiting(NOW + timedelta(minutes=10))

    assert sorted(mail["To"] for mail in server.mails) == sorted([head.email, author.email])


def test_where_mail_is_not_set_up_what_waits_is_dropped_after_three_days(head, settings):
    settings.EMAIL_BACKEND = "rorikt.mail.NoBackend"
    tell_of(head, "a")

    send_waiting(NOW + timedelta(days=3))
    assert states() == ["Venter"]
    send_waiting(NOW + timedelta(days=3, minutes=1))

    assert states() == ["Ikke sendt"]


def test_no_more_are_sent_in_a_minute_than_may_be(settings, server):
    settings.MAIL_PER_MINUTE = 2
    for number in range(3):
        tell_of(factories.make_user(email=f"nr{number}@example.no"), "a")

    told = [send_waiting(NOW), send_waiting(NOW + timedelta(minutes=1))]

    assert told == ["2 e-poster med varsler er sendt.", "1 e-post med varsler er sendt."]


def test_what_has_become_exempt_since_it_was_told_is_taken_out(head, server, monkeypatch):
    monkeypatch.setattr(telling, "withholding", [lambda texts: [text.replace("hemmelig", "sak") for text in texts]])
    tell_of(head, "hemmelig", text="Om hemmelig")

    send_waiting(NOW)

    [mail] = server.mails
    assert mail["Subject"] == "Nytt om sak"
    assert "hemmelig" not in mail.get_content()


def test_what_is_in_a_mail_is_mailed_says_the_database(head):
    tell_of(head, "a")

    with pytest.raises(IntegrityError), transaction.atomic():
        Told.objects.update(mail=ToldMail.objects.create(user=head, begun_at=NOW))
    with pytest.raises(IntegrityError), transaction.atomic():
        ToldMail.objects.bulk_create(ToldMail(user=head, begun_at=NOW, day=NOW.date()) for _ in range(2))


def test_what_was_told_over_two_years_ago_is_forgotten(head):
    tell_of(head, "gammelt", now=NOW - timedelta(days=801))
    tell_of(head, "nyere", now=NOW - timedelta(days=731))

    assert forget_old(NOW) == "1 gamle varsler er slettet."
    assert [row.once for row in Told.objects.all()] == ["nyere"]


def test_a_mail_costs_the_same_queries_whatever_it_tells(head, server, django_assert_max_num_queries):
    for number in range(50):
        tell_of(head, f"nr {number}")

    with django_assert_max_num_queries(20):
        send_waiting(NOW)

    assert len(server.mails) == 1
