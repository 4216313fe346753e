"""Secrets of every kind are used, errors are provoked where they are used, and all that is written is searched."""

import io
import logging
import re
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import DataError, IntegrityError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter

from meetings.telling.addresses import path_of
from meetings.telling.models import CalendarAddress
from rorikt.audit.models import AuditEntry
from rorikt.discretion import address_of, said_of, without_data
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.models import User
from support.pureservice.models import PureserviceConnection
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD, WRONG, KEY = "et-hemmelig-passord-91", "nesten-riktig-passord-92", "nokkel-til-pureservice-93"
TITLE, BODY, NOTE, SEARCHED = "kvitravn-tittel", "kvitravn-tekst", "kvitravn-notat", "kvitravn-sok"
CLOSED = {"exemption_basis": "offentleglova § 23", "public_title": "Anskaffelse"}


@contextmanager
def all_logs():
    """What the handlers of the installation write, as they write it."""
    written = io.StringIO()
    handlers = [one for one in logging.getLogger().handlers if isinstance(one, logging.StreamHandler)]
    ours = [one for one in handlers if type(one) is logging.StreamHandler]
    assert ours, "the installation logs nowhere"
    kept = [(one, one.setStream(written)) for one in ours]
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)  # also what only a search for an error would turn on
    for name in ("asyncio", "django.db.backends", "django.template", "faker", "PIL", "fontTools", "weasyprint"):
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield written
    finally:
        logging.getLogger().setLevel(level)
        for one, stream in kept:
            one.setStream(stream)


@contextmanager
def broken(table, error=None):
    """A database that fails at what is asked of this table."""

    def fail(execute, sql, params, many, context):
        if f'"{table}"' in sql and "SAVEPOINT" not in sql:
            raise error or OperationalError("no such column")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def strict(settings):
    settings.DEBUG = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    return Client(raise_request_exception=False)


def test_no_secret_that_is_typed_or_kept_is_in_any_log(strict, head, administrator, settings):
    client, found = strict, []
    person = factories.make_user(email="ola@example.no", password=PASSWORD)
    calendar = path_of(CalendarAddress.objects.create(user=person, made_at=timezone.now()))
    item = factories.make_waiting(title=TITLE, summary=f"<p>{BODY}</p>", **CLOSED)
    estimate = factories.make_estimate(title=TITLE, case=item.reference)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    login = {"login": person.email, "password": PASSWORD}

    with all_logs() as written:
        answers = [client.post(reverse("account_login"), {**login, "password": WRONG})]
        for table in ("rorikt_user", "django_session", "rorikt_cache"):
            with broken(table):
                answers.append(client.post(reverse("account_login"), login))
                client.post(reverse("account_login"), {**login, "password": WRONG})
        client.post(reverse("account_reset_password"), {"email": person.email})
        link = re.search(r"/konto/password/reset/key/(\S+?)/", mail.outbox[-1].body)
        with broken("rorikt_user"):
            answers.append(client.get(link[0]))
        client.get(link[0] + "x/")
        for table in ("meetings_calendaraddress", "meetings_meeting"):
            with broken(table):
                answers.append(client.get(calendar))
        client.get(calendar.replace(".ics", "x.ics"))
        client.force_login(administrator)
        form = {"address": "https://pureservice.example.no", "key": KEY, "new_key": KEY, "api_key": KEY}
        with broken("support_pureserviceconnection"):
            answers.append(client.post(reverse("support:pureservice-settings"), form))
        client.post(reverse("support:pureservice-settings"), form)
        client.force_login(head)
        for table in ("meetings_agendaitem", "rorikt_auditentry"):
            with broken(table, IntegrityError(f"DETAIL: Failing row contains ({TITLE})")):
                client.post(reverse("meetings:waiting-item-new"), {"title": TITLE, "summary": BODY, "kind": "decision"})
            with broken(table, ValueError(TITLE)):
                answers.append(client.get(item.get_absolute_url()))
        with broken("budget_costestimateline", ValueError(f"odd: {TITLE}")):
            answers.append(client.get(estimate.get_absolute_url()))
        with broken("meetings_note"):
            client.post(reverse("meetings:note-new"), {"text": NOTE, "item": item.pk})
            client.get(reverse("meetings:notes"), {"q": NOTE})
        with broken("meetings_agendaitem", ValueError(SEARCHED)):
            client.get(reverse("meetings:search"), {"q": SEARCHED})
        client.get(f"/okonomi/kostnadsoverslag/{TITLE}-finnes-ikke/")
        client.get(f"/finnes/ikke/{TITLE}/")
        logging.getLogger("rorikt").error("it failed: %s", ValueError(TITLE))

    assert [answer.status_code for answer in answers].count(500) >= 6, "the errors were provoked"
    found = written.getvalue()
    assert {"Traceback", "ValueError"} - set(re.findall(r"\w+", found)) == set()
    secrets = [PASSWORD, WRONG, KEY, link[1], calendar.rpartition("/")[2][:20], TITLE, BODY, NOTE, SEARCHED]
    secrets += [settings.SECRET_KEY, *User.objects.values_list("password", flat=True)]
    assert {one for one in secrets if one and one in found} == set()


def test_no_secret_is_in_a_job_that_failed_nor_in_its_log(head, monkeypatch, django_capture_on_commit_callbacks):
    def fail(progress):
        raise IntegrityError(f"DETAIL: Failing row contains ({TITLE}, {KEY})") from ValueError(BODY)

    monkeypatch.setitem(queue.registered, "test", queue.Work(fail, False, lambda **arguments: True))
    with all_logs() as written, django_capture_on_commit_callbacks(execute=True):
        queue.start(fail, key="x", title="Prøve", by=head)

    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert "IntegrityError" in written.getvalue()
    told = written.getvalue() + str(Job.objects.values()) + tables("django_tasks_database")
    assert {one for one in (TITLE, KEY, BODY) if one in told} == set()


def test_no_password_or_key_is_in_the_trail_or_in_any_table_as_it_was_typed(strict, administrator, settings):
    person = factories.make_user(email="ola@example.no", password=PASSWORD)
    strict.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    strict.post(reverse("account_login"), {"login": person.email, "password": WRONG})
    strict.force_login(administrator)
    page = strict.get(reverse("support:pureservice-settings"))
    form = page.context["form"]
    asked = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {**asked, "base_url": "https://pureservice.example.no", "key": KEY}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    strict.post(reverse("support:pureservice-settings"), data)

    told = "".join(tables(app.label) for app in apps.get_app_configs())
    shown = strict.get(reverse("support:pureservice-settings")).content.decode()

    assert PureserviceConnection.objects.get().has_key
    assert AuditEntry.objects.exists()
    assert {one for one in (PASSWORD, WRONG, KEY) if one in told + shown} == set()


def tables(label):
    """All rows of an app."""
    return "".join(str(list(model.objects.values())) for model in apps.get_app_config(label).get_models())


def test_what_an_error_report_tells_has_no_value_of_anything():
    request = RequestFactory().post("/", {"password": PASSWORD, "title": TITLE}, headers={"cookie": f"sessionid={KEY}"})
    local_secret = BODY
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
        told = reporter.get_traceback_text() + reporter.get_traceback_html()

    assert local_secret
    assert "ZeroDivisionError" in told
    kept = [PASSWORD, TITLE, BODY, KEY, settings.SECRET_KEY]
    kept += [str(value) for value in (settings.EMAIL_HOST_PASSWORD, settings.DATABASES["default"].get("PASSWORD"))]
    # The source of this test is in the report, and names its words, but for what only the environment knows.
    values = re.sub(r"(?s)<pre.*?</pre>|<div class=\"context\".*?</div>", "", told)
    assert {one for one in kept if len(one) > 3 and one in values} == set()


def test_nobody_is_mailed_about_errors():
    assert (settings.ADMINS, settings.MANAGERS) == ([], [])


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError(TITLE), "ValueError"),
        (KeyError(TITLE), "KeyError"),
        (UnicodeEncodeError("ascii", TITLE + "å", 15, 16, "x"), "UnicodeEncodeError"),
        (
            FileNotFoundError(2, "No such file or directory", f"/data/{TITLE}.pdf"),
            "FileNotFoundError: [Errno 2] No such",
        ),
        (AttributeError("'X' object has no attribute 'y'"), "AttributeError: 'X' object has no attribute 'y'"),
        (OperationalError("no such table: x"), "OperationalError: no such table: x"),
        (DataError(f"first\nDETAIL: {TITLE}"), "DataError: first"),
    ],
)
def test_what_is_said_of_an_error(error, told):
    assert said_of(error).startswith(told.replace("Errno ", ""))
    assert TITLE not in said_of(error)


def test_the_row_that_a_database_refuses_is_not_told(head):
    """The refusal itself, of the database that the test runs on."""
    with pytest.raises(IntegrityError) as refused:
        factories.make_waiting(title=TITLE, exemption_basis="offentleglova § 23", public_title="")

    plain = without_data(refused.value)

    assert TITLE not in said_of(plain) + str(plain.__cause__)
    assert "exempt_case_has_a_public_title" in said_of(refused.value)


def test_an_error_that_led_to_itself_is_told_once():
    first, second = ValueError(TITLE), KeyError(TITLE)
    first.__context__, second.__context__ = second, first

    plain = without_data(first)

    assert type(plain).__name__ == "ValueError"
    assert plain.__context__.__context__ is plain


def test_an_address_is_told_without_names_that_are_made_of_titles(client):
    estimate = f"/okonomi/kostnadsoverslag/{TITLE}/"
    request = RequestFactory().get(estimate)

    assert address_of(request) == "/okonomi/kostnadsoverslag/…"
