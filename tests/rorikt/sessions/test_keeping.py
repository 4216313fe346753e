"""Sessions kept by what is done, and ended: by time, by their person, and with the person."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rorikt.access import appointing
from rorikt.audit.models import AuditEntry
from rorikt.sessions import keeping
from tests import factories

PASSWORD = "et-langt-passord-1"


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def person():
    return factories.make_user(email="ola@example.no", password=PASSWORD)


@pytest.fixture
def later(monkeypatch):
    """`later(minutes)` from now on."""
    real = timezone.now

    def move(minutes):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=minutes))

    return move


def logged_in(agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"):
    client = Client(HTTP_USER_AGENT=agent)
    answer = client.post(reverse("account_login"), {"login": "ola@example.no", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get(reverse("rorikt:wishes")).status_code == 200


def test_one_that_nobody_uses_is_over_and_its_person_is_told(person, later):
    client = logged_in()
    later(119)
    assert is_in(client)
    later(238)
    assert is_in(client)
    later(359)

    answer = client.get(reverse("rorikt:wishes"), follow=True)

    assert answer.redirect_chain[0][0].startswith(reverse("account_login"))
    page = answer.content.decode()
    assert "fordi det ikke skjedde noe på 2 timer" in page
    assert "er tatt vare på i denne nettleseren" in page
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (OperationalError("database is locked"), 503),
        (OperationalError("database or disk is full"), 507),
        (OperationalError("no such table"), 500),
    ],
)
def test_one_that_cannot_be_saved_now_is_not_taken_for_one_that_was_ended(person, later, monkeypatch, refusal, status):
    client = logged_in()
    later(2)
    client.raise_request_exception = False

    def refused(*args, **options):
        raise refusal from Exception("as the database told it")

    with monkeypatch.context() as patch:
        patch.setattr(Session, "save", refused)
        answer = client.get(reverse("rorikt:wishes"))

    assert answer.status_code == status
    assert is_in(client)


def test_one_that_was_ended_while_a_page_was_made_is_not_begun_again(person, later, monkeypatch):
    client = logged_in()
    later(2)

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "is_by_hand", lambda request: bool(Session.objects.all().delete()))
        answer = client.get(reverse("rorikt:wishes"))

    assert answer.status_code == 400
    assert not is_in(client)


def test_a_working_day_is_the_longest(person, later):
    client = logged_in()
    for hour in range(1, 12):
        later(hour * 60)
        assert is_in(client), hour
    later(12 * 60)

    page = client.get(reverse("rorikt:wishes"), follow=True).content.decode()

    assert "fordi det var 12 timer siden du logget inn" in page


def test_a_clock_that_is_set_back_ends_it_and_its_person_is_told_so(person, later):
    client = logged_in()
    later(-1)
    assert is_in(client)
    later(-60)

    page = client.get(reverse("rorikt:wishes"), follow=True).content.decode()

    assert "fordi klokken på tjeneren er stilt tilbake" in page


def test_what_a_page_asks_by_itself_keeps_nobody_logged_in(person, later):
    client = logged_in()
    for minutes in (60, 100, 119):
        later(minutes)
        left = client.get(reverse("rorikt:session"), HTTP_SEC_FETCH_DEST="empty").json()
        assert left["idle"] == pytest.approx((120 - minutes) * 60, abs=30)
        client.get(reverse("rorikt:wishes"), HTTP_SEC_FETCH_DEST="empty")
    later(121)

    assert not is_in(client)


def test_whoever_answers_the_warning_goes_on(person, later):
    client = logged_in()
    later(119)

    assert client.post(reverse("rorikt:session")).json()["idle"] == 120 * 60

    later(200)
    assert is_in(client)


def test_a_session_from_before_they_had_an_end_begins_when_it_is_seen(client, person, later):
    client.force_login(person)
    session = client.session
    for name in (keeping.BEGAN, keeping.SEEN):
        del session[name]
    session.save()

    assert is_in(client)
    assert UserSession.objects.get().user == person
    later(121)
    assert not is_in(client)


def test_reading_costs_no_write(client, person, django_assert_num_queries):
    client.force_login(person)
    url = reverse("rorikt:session")

    with django_assert_num_queries(2):  # the session and its person
        client.get(url)


def test_a_person_sees_their_sessions_and_ends_one(person):
    here, there = (
        logged_in(),
        logged_in("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"),
    )
    page = here.get(reverse("rorikt:security")).content.decode()
    assert "Firefox på Linux" in page
    assert "Safari på iPhone" in page
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()

    here.post(reverse("rorikt:session-end", args=[other.pk]))

    assert is_in(here)
    assert not is_in(there)
    assert AuditEntry.objects.filter(action="avsluttet økt", by=person).count() == 1


def test_nobody_ends_the_session_of_another(person):
    here = logged_in()
    other = factories.make_user()
    client = Client()
    client.force_login(other)

    assert client.post(reverse("rorikt:session-end", args=[UserSession.objects.get().pk])).status_code == 404
    assert is_in(here)


def test_all_others_are_ended_at_once(person):
    here, others = logged_in(), [logged_in(), logged_in()]

    here.post(reverse("rorikt:session-end-others"))

    assert is_in(here)
    assert not any(is_in(one) for one in others)
    assert AuditEntry.objects.get(action="avsluttet økter").detail == {"count": 2}


def test_a_new_password_ends_the_others_and_not_this(person):
    here, there = logged_in(), logged_in()
    chosen = {"oldpassword": PASSWORD, "password1": "hest batteri lampe", "password2": "hest batteri lampe"}

    here.post(reverse("account_change_password"), chosen)

    assert (is_in(here), is_in(there)) == (True, False)
    assert AuditEntry.objects.get(action="avsluttet økter").detail == {"count": 1}
    assert AuditEntry.objects.filter(action="byttet passord", by=person).count() == 1
    assert UserSession.objects.count() == 1


def test_one_who_is_closed_out_comes_back_to_no_session_of_before(person, administrator, head):
    client = logged_in()

    for is_active in (False, True):
        person.is_active = is_active
        appointing.save_person(person, by=administrator, now=timezone.now())

    assert not is_in(client)
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


def test_log_ins_and_log_outs_are_in_the_trail(person):
    client = logged_in()
    client.post(reverse("account_logout"))

    told = [(entry.action, entry.by, entry.detail) for entry in AuditEntry.objects.order_by("pk")]
    assert told == [
        ("logget inn", person, {"how": ["passord"], "place": "127.0.0.1"}),
        ("logget ut", person, {}),
    ]
