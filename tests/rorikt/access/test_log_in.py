"""Log-in: wrong passwords are counted by the place they come from, and no answer tells who has an account."""

import http.cookiejar
import re
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests import factories, shipped

PASSWORD = "et-langt-passord-1"
TOO_MANY = "For mange innloggingsforsøk"
THERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def person():
    return factories.make_user(email="ola@example.no", password=PASSWORD)


@pytest.fixture
def behind_a_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def log_in(client, email="ola@example.no", password="feil", forwarded=None, **extra):
    if forwarded:
        extra["HTTP_X_FORWARDED_FOR"] = forwarded
    client.logout()
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def is_in(answer):
    return answer.status_code == 302


def test_wrong_passwords_from_one_place_never_lock_anybody_out_elsewhere(client, person, behind_a_proxy):
    answers = [log_in(client, forwarded=THERE) for _ in range(24)]

    assert TOO_MANY in answers[5].content.decode()
    assert not is_in(log_in(client, password=PASSWORD, forwarded=THERE))
    assert is_in(log_in(client, password=PASSWORD, forwarded=ELSEWHERE))


def test_one_place_gets_ten_wrong_passwords_a_minute_for_all_accounts(client, person, behind_a_proxy):
    for number in range(10):
        assert TOO_MANY not in log_in(client, f"u{number}@example.no", forwarded=THERE).content.decode()

    assert TOO_MANY in log_in(client, "u10@example.no", forwarded=THERE).content.decode()


def test_what_a_client_says_of_itself_does_not_help_it(client, person, behind_a_proxy):
    for number in range(5):
        log_in(client, forwarded=f"192.0.2.{number}, {THERE}")

    assert TOO_MANY in log_in(client, forwarded=f"192.0.2.99, {THERE}").content.decode()
    assert is_in(log_in(client, password=PASSWORD, forwarded=f"{THERE}, {ELSEWHERE}"))


def test_other_names_for_the_same_site_give_no_more_tries(client, person):
    for number in range(5):
        log_in(client, HTTP_HOST=f"testserver:{8000 + number}")

    assert TOO_MANY in log_in(client, HTTP_HOST="testserver").content.decode()
    assert TOO_MANY in log_in(client, "OLA@example.no", HTTP_HOST="testserver:1").content.decode()


def test_without_a_proxy_nobody_is_asked_where_they_are(client, person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    for number in range(5):
        log_in(client, forwarded=f"192.0.2.{number}")

    assert TOO_MANY in log_in(client, forwarded="192.0.2.99").content.decode()
    assert is_in(log_in(client, password=PASSWORD, REMOTE_ADDR=ELSEWHERE))


@pytest.mark.parametrize("forwarded", [None, THERE, "tull, og tøys"])
def test_one_that_comes_past_the_proxies_is_where_it_connects_from(client, person, settings, forwarded):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    for _ in range(5):
        log_in(client, forwarded=forwarded, REMOTE_ADDR=THERE)

    assert TOO_MANY in log_in(client, forwarded=forwarded, REMOTE_ADDR=THERE).content.decode()
    assert is_in(log_in(client, password=PASSWORD, forwarded=forwarded, REMOTE_ADDR=ELSEWHERE))


def test_the_addresses_of_one_network_are_one_place(client, person, behind_a_proxy):
    for number in range(5):
        log_in(client, forwarded=f"2001:db8:1:1::{number}")

    assert TOO_MANY in log_in(client, forwarded="2001:db8:1:1::99").content.decode()
    assert is_in(log_in(client, password=PASSWORD, forwarded="2001:db8:1:2::1"))


def test_right_passwords_are_not_counted(client, person):
    assert all(is_in(log_in(client, password=PASSWORD)) for _ in range(12))


@pytest.mark.parametrize("email", ["ukjent@example.no", "stengt@example.no"])
def test_a_wrong_password_is_answered_the_same_whoever_has_an_account(client, person, email):
    factories.make_user(email="stengt@example.no", password=PASSWORD, is_active=False)

    answers = [log_in(client, address).content.decode().replace(address, "") for address in ("ola@example.no", email)]

    known, unknown = (re.sub(r'(value|nonce)="[^"]*"', "", answer) for answer in answers)
    assert known == unknown


def test_too_many_pages_from_one_place_are_answered_in_norwegian(client, person):
    for _ in range(30):
        log_in(client, password=PASSWORD)

    answer = log_in(client, password=PASSWORD)

    assert answer.status_code == 429
    assert "For mange forsøk" in answer.content.decode()


def test_a_new_password_ends_the_other_sessions(client, person):
    from django.test import Client

    elsewhere = Client()
    for one in (client, elsewhere):
        one.force_login(person)
    chosen = {"oldpassword": PASSWORD, "password1": "et-annet-passord-2", "password2": "et-annet-passord-2"}

    assert client.post(reverse("account_change_password"), chosen).status_code == 302

    assert client.get(reverse("rorikt:home")).status_code == 200
    assert elsewhere.get(reverse("rorikt:home")).status_code == 302


def test_who_is_closed_out_is_out_at_once(client, person):
    client.force_login(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert client.get(reverse("rorikt:home")).status_code == 302


# Two processes, as the README starts them


class Visitor:
    """Somebody with a browser at `place`, as the proxy tells of it."""

    def __init__(self, port, place):
        self.url, self.place = f"http://127.0.0.1:{port}{reverse('account_login')}", place
        self.cookies = http.cookiejar.CookieJar()
        self.open = build_opener(HTTPCookieProcessor(self.cookies)).open

    def ask(self, data=None):
        headers = {"X-Forwarded-For": f"192.0.2.1, {self.place}", "Referer": self.url}
        with self.open(Request(self.url, data, headers)) as answer:
            return answer.url, answer.read().decode()

    def log_in(self, password):
        _, page = self.ask()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        typed = {"csrfmiddlewaretoken": token, "login": "ola@example.no", "password": password}
        return self.ask(urlencode(typed).encode())


@pytest.fixture
def port(tmp_path):
    """Of a site with one account, served by two processes."""
    data = shipped.copy_of(shipped.set_up(), tmp_path)
    environment = shipped.environment(data, RORIKT_PROXIES="1", DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    shipped.run.do(environment, "createsuperuser", "--noinput", "--email=ola@example.no", "--name=Ola")
    number = shipped.free_port()
    options = f"rorikt.wsgi --bind 127.0.0.1:{number} --workers 2 --no-control-socket --log-level warning --timeout 120"
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *options.split()], cwd=shipped.ROOT, env=environment)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.2)
        yield number
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.slow
def test_all_processes_count_together(port):
    answers = [Visitor(port, THERE).log_in("feil") for _ in range(24)]

    allowed = [TOO_MANY not in page for _, page in answers]
    assert allowed == [True] * 5 + [False] * 19
    assert "/konto/login/" in Visitor(port, THERE).log_in(PASSWORD)[0]
    assert "/konto/login/" not in Visitor(port, ELSEWHERE).log_in(PASSWORD)[0]


def test_ipv4_written_as_ipv6_is_a_place_of_its_own(client, person):
    """As a server that listens on IPv6 for both reports it: all of them are in one /64."""
    for _ in range(12):
        log_in(client, REMOTE_ADDR=f"::ffff:{THERE}")

    assert not is_in(log_in(client, password=PASSWORD, REMOTE_ADDR=f"::ffff:{THERE}"))
    assert not is_in(log_in(client, password=PASSWORD, REMOTE_ADDR=THERE))
    assert is_in(log_in(client, password=PASSWORD, REMOTE_ADDR=f"::ffff:{ELSEWHERE}"))


def test_what_a_person_may_do_is_told_by_the_rules_without_asking_the_database(head, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert head.has_perm("meetings.change_meeting")
        assert not head.has_perm("rorikt.view_audit")
        assert not head.has_module_perms("auth")
