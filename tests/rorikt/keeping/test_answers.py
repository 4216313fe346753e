"""When a page that is kept is given again, and when it is not."""

import re
import threading

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import connection, connections
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from rorikt.keeping import answers
from rorikt.keeping.answers import kept
from rorikt.people.models import Cooperation, Municipality, User
from tests import factories

pytestmark = pytest.mark.django_db


class Page:
    """A view that says what it is told to, with how often it was made."""

    def __init__(self, say):
        self.say, self.made = say, 0
        self.view = kept(self.answer)

    def answer(self, request, **address):
        self.made += 1
        said = self.say(request)
        return said if isinstance(said, HttpResponse) else HttpResponse(said)

    def ask(self, user, path="/side/", *, headers=None, session=None, cookies=None, method="get"):
        request = getattr(RequestFactory(), method)(path, headers=headers)
        request.user, request.session = user, SessionStore()
        request.session._session_cache = session or {}
        request.COOKIES.update(cookies or {})
        request._messages = FallbackStorage(request)
        self.request = request
        return self.view(request)


def names(request):
    return ", ".join(Municipality.objects.order_by("number").values_list("name", flat=True))


def test_a_page_is_made_once_and_given_again_as_it_was(head, municipalities):
    page = Page(names)

    first, second = page.ask(head), page.ask(head)

    assert page.made == 1
    assert first.content == second.content != b""


@pytest.mark.parametrize("number", ["1506", "1579"])
def test_what_has_changed_shows_at_once(head, municipalities, number):
    page = Page(names)
    page.ask(head)

    Municipality.objects.filter(number=number).update(name="Nytt navn")

    assert "Nytt navn" in page.ask(head).content.decode()


def test_a_row_more_and_a_row_less_show_at_once(head, municipalities):
    page = Page(names)
    page.ask(head)

    Municipality.objects.create(number="4601", name="Bergen")
    assert "Bergen" in page.ask(head).content.decode()
    Municipality.objects.filter(number="4601").delete()
    assert "Bergen" not in page.ask(head).content.decode()


def test_it_is_given_again_when_something_else_has_changed(head, municipalities):
    page = Page(names)
    page.ask(head)

    factories.make_cooperation()
    page.ask(head)

    assert page.made == 1


def both_ends(request):
    ends = (Municipality.objects.filter(number=n).order_by().values_list("name") for n in ("1506", "1579"))
    return ", ".join(sorted(name for (name,) in next(ends).union(*ends)))


def test_a_page_of_several_questions_in_one_is_kept_too_and_shows_what_has_changed(head, municipalities):
    page = Page(both_ends)
    page.ask(head)
    page.ask(head)
    assert page.made == 1

    Municipality.objects.filter(number="1579").update(name="Nytt navn")

    assert "Nytt navn" in page.ask(head).content.decode()


def test_nobody_gets_the_page_of_another(head, municipalities):
    page, other = Page(lambda request: request.user.email), factories.make_user(role=User.Role.HEAD)

    assert page.ask(head).content.decode() == head.email
    assert page.ask(other).content.decode() == other.email


@pytest.mark.parametrize(
    ("field", "value"),
    [("role", User.Role.AUTHOR), ("municipality_id", "1506"), ("looks", {"size": "150"}), ("is_active", False),
     ("name", "Et annet navn")],
)  # fmt: skip
def test_who_is_another_than_before_gets_another_page(head, municipalities, field, value):
    page = Page(lambda request: str(getattr(request.user, field)))
    page.ask(head)
    setattr(head, field, value)

    assert page.ask(head).content.decode() == str(value)


def test_one_who_reads_only_what_is_open_does_not_get_what_they_had_in_full(head):
    page = Page(lambda request: "")
    page.ask(head)
    head.reads_only_open = True
    page.ask(head)

    assert page.made == 2


@pytest.mark.parametrize(
    "asked",
    [{"path": "/side/?q=1"}, {"path": "/annen/"}, {"headers": {"HX-Request": "true"}},
     {"headers": {"Accept": "text/x"}},
     {"headers": {"Sec-Purpose": "prefetch"}}, {"session": {"shown": 2}}, {"cookies": {"view": "wide"}}],
)  # fmt: skip
def test_who_asks_for_something_else_gets_another_page(head, asked):
    page = Page(lambda request: "")
    page.ask(head)

    page.ask(head, **asked)

    assert page.made == 2


@pytest.mark.parametrize("method", ["post", "head"])
def test_only_what_is_fetched_is_kept(head, method):
    page = Page(lambda request: "")

    page.ask(head, method=method)
    page.ask(head, method=method)

    assert page.made == 2


def test_nothing_is_kept_for_one_who_is_not_logged_in(db):
    page = Page(lambda request: "")

    page.ask(AnonymousUser())
    page.ask(AnonymousUser())

    assert page.made == 2


def test_a_page_is_made_anew_in_the_next_minute(head, monkeypatch):
    page, now = Page(lambda request: ""), factories.RUN_AT
    monkeypatch.setattr(answers.timezone, "now", lambda: now)
    page.ask(head)
    now = now.replace(minute=(now.minute + 1) % 60)

    page.ask(head)

    assert page.made == 2


def writes(request):
    Cooperation.objects.update(name="Skrevet")
    return ""


def locks(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 /* FOR UPDATE */")
    return ""


def refuses(request):
    return HttpResponse("Nei", status=403)


def sets_a_cookie(request):
    answer = HttpResponse("")
    answer.set_cookie("a", "b")
    return answer


def tells(request):
    messages.success(request, "Lagret.")
    return ""


def remembers(request):
    request.session["x"] = 1
    return ""


def shows_the_secret(request):
    get_token(request)
    return request.META["CSRF_COOKIE"]


@pytest.mark.parametrize("say", [writes, locks, refuses, sets_a_cookie, tells, remembers, shows_the_secret])
def test_what_does_more_than_show_is_not_kept(head, say):
    factories.make_cooperation()
    page = Page(say)

    page.ask(head)
    page.ask(head)

    assert page.made == 2


def test_what_was_told_once_is_not_told_from_a_kept_page(head):
    page = Page(lambda request: "")
    page.ask(head)

    page.ask(head, cookies={"messages": "x"})
    page.ask(head, session={"_messages": "x"})

    assert page.made == 3


def test_the_token_and_the_nonce_are_those_of_the_request(head):
    def say(request):
        request.csp_nonce = request._csp_nonce = getattr(request, "_csp_nonce", None) or "first=="
        return (
            f"<i nonce='{request.csp_nonce}' data-sha='{'a' * 64}'>{get_token(request)}</i><b>{get_token(request)}</b>"
        )

    page = Page(say)
    first = page.ask(head).content.decode()
    secret = page.request.META["CSRF_COOKIE"]

    def ask_again():
        request = RequestFactory().get("/side/")
        request.user, request.session, request.csp_nonce = head, SessionStore(), "second=="
        request.session._session_cache = {}
        request.META["CSRF_COOKIE"] = "B" * 32
        return request, page.view(request).content.decode()

    request, again = ask_again()
    tokens = re.findall(r"[A-Za-z0-9]{64}(?=</)", again)

    assert page.made == 1
    assert "second==" in again
    assert "first==" not in again
    assert "a" * 64 in again
    assert secret not in again
    assert len(tokens) == 2
    assert not set(tokens) & set(re.findall(r"[A-Za-z0-9]{64}(?=</)", first))
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]


def test_what_is_unused_for_longest_goes_first(head, monkeypatch):
    page = Page(lambda request: "x" * 50_000)
    monkeypatch.setattr(answers._answers, "most_bytes", 120_000)
    for path in ("/1/", "/2/", "/1/", "/3/", "/1/", "/2/"):
        page.ask(head, path)

    assert page.made == 4
    assert len(answers._answers) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL tells that nothing has changed at all")
def test_while_nobody_writes_the_database_is_asked_for_nothing_else(head, municipalities, django_assert_num_queries):
    page = Page(names)
    page.ask(head)

    with django_assert_num_queries(1):
        page.ask(head)
    _in_another_connection(lambda: Municipality.objects.filter(number="1506").update(name="Ny"))

    assert "Ny" in page.ask(head).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer, whom a reader waits for")
def test_what_is_changed_while_a_page_is_made_is_not_missed(head, municipalities):
    def say(request):
        said = names(request)
        _in_another_connection(lambda: Municipality.objects.filter(number="1506").update(name="Ny"))
        return said

    page = Page(say)
    page.ask(head)

    assert "Ny" in page.ask(head).content.decode()


def _in_another_connection(do):
    def run():
        do()
        connections.close_all()

    other = threading.Thread(target=run)
    other.start()
    other.join()


def test_the_text_of_a_question_may_hold_a_per_cent_sign_and_columns_of_one_name(head, municipalities):
    def say(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, name, '100 %%' FROM rorikt_municipality WHERE name LIKE %s", ["M%"])
            return repr(cursor.fetchall())

    page = Page(say)
    assert page.ask(head).content == page.ask(head).content
    assert page.made == 1
