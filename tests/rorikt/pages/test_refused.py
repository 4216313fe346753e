"""What the database or the disk refuses is answered in words, never as a fault of ours."""

import errno

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from budget.keys.models import InhabitantCount
from meetings.agenda import actions
from meetings.agenda.models import Meeting
from rorikt.audit.rows import store_row
from rorikt.jobs import queue
from rorikt.pages.refused import RefusalMiddleware
from rorikt.refusals import BUSY, DATABASE_AWAY, DISK_FULL, OVERTAKEN, is_database_away, told_in_words
from tests import factories, pdfs
from tests.budget.changes import NOW

pytestmark = pytest.mark.django_db
FULL = OSError(errno.ENOSPC, "No space left on device")
LARGE = 10**23


@pytest.fixture
def middleware():
    return RefusalMiddleware(lambda request: None)


def make_request(user, method="post"):
    request = getattr(RequestFactory(), method)("/")
    request.user, request.csp_nonce, request.htmx = user, "x", False
    return request


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (OperationalError("database is locked"), 503, BUSY),
        (OperationalError("database or disk is full"), 507, DISK_FULL),
        (FULL, 507, DISK_FULL),
        (IntegrityError("closed_year_stays"), 409, OVERTAKEN),
        (ValidationError("Året er avsluttet."), 409, "Året er avsluttet."),
        (OverflowError("Python int too large to convert to SQLite INTEGER"), 409, "et tall er for stort"),
    ],
)
def test_a_refusal_is_told_in_words(middleware, head, error, status, told):
    answer = middleware.process_exception(make_request(head), error)

    assert answer.status_code == status
    assert told in answer.content.decode()
    assert answer.has_header("Retry-After") == (status == 503)


@pytest.mark.parametrize("error", [OperationalError("no such table"), OSError(errno.ENOENT, "x"), ValueError("x")])
def test_another_fault_is_left_to_be_logged(middleware, head, error):
    assert middleware.process_exception(make_request(head), error) is None


def lost(error, code=None):
    """As Django raises what psycopg2 has raised."""
    said = type("Said", (Exception,), {"pgcode": code})(str(error))
    error.__cause__ = said
    return error


@pytest.mark.parametrize(
    "error",
    [
        lost(OperationalError("server closed the connection unexpectedly")),
        lost(OperationalError("terminating connection due to administrator command"), "57P01"),
        lost(InterfaceError("connection already closed")),
        lost(DatabaseError("error with status PGRES_TUPLES_OK and no message from the libpq")),
    ],
)
def test_a_database_that_is_away_is_told_without_asking_it(client, monkeypatch, error, django_assert_num_queries):
    def away(request):
        raise error

    monkeypatch.setattr("django.contrib.auth.middleware.get_user", away)
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        answer = client.get("/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert DATABASE_AWAY in answer.content.decode()


@pytest.mark.parametrize(
    "error", [lost(OperationalError("canceling statement"), "57014"), OperationalError("no table")]
)
def test_a_fault_of_ours_is_not_taken_for_a_database_that_is_away(error):
    assert not is_database_away(error)
    assert is_database_away(lost(InterfaceError("connection already closed")))


@pytest.mark.parametrize("error", [OverflowError("too large"), DataError("integer out of range")])
def test_an_address_with_a_number_that_no_row_has_leads_nowhere(middleware, head, error):
    with pytest.raises(Http404):
        middleware.process_exception(make_request(head, "get"), error)


def test_a_broken_constraint_says_what_it_says_in_forms(municipalities):
    InhabitantCount.objects.create(municipality_id="1506", counted_on=NOW.date(), count=1)

    with pytest.raises(ValidationError) as refused, told_in_words(), transaction.atomic():
        InhabitantCount.objects.create(municipality_id="1506", counted_on=NOW.date(), count=2)

    [constraint] = [one for one in InhabitantCount._meta.constraints if hasattr(one, "fields")]
    assert refused.value.messages == [constraint.violation_error_message]


def test_what_another_stored_meanwhile_is_told_at_its_field(head, monkeypatch):
    """The row is checked, the other one is stored, and the database refuses this one."""
    mine = Meeting(year=2024, sequence=1, held_on=NOW.date())
    check = Meeting.full_clean

    def checked_too_early(row, *args, **options):
        check(row, *args, **options)
        if not Meeting.objects.exists():
            factories.make_meeting(year=2024, sequence=1)

    monkeypatch.setattr(Meeting, "full_clean", checked_too_early)

    with pytest.raises(ValidationError, match="allerede"):
        store_row(mine, by=head, now=NOW, is_figure=False)


ODD = [
    ("/okonomi/prosjekter/{large}/", 404),
    ("/okonomi/{large}/", 404),
    ("/moter/{large}/1/", 404),
    ("/moter/2024/{large}/", 404),
    ("/dokumenter/{large}/", 404),
    ("/brukerstotte/saker/{large}/", 404),
    ("/okonomi/2024/betaling/15%0006/", 404),
    ("/okonomi/kostnadsoverslag/a%00b/", 404),
    ("/brukerstotte/saker/?number=%00", 404),
    ("/dokumenter/ny/?sak=%00", 404),
    ("/brukerstotte/saker/?number={large}", 200),
    ("/brukerstotte/saker/?category={large}", 200),
    ("/brukerstotte/saker/?page={large}", 200),
    ("/brukerstotte/statistikk/?first={large}&last=2024-01", 200),
    ("/dokumenter/?meeting={large}", 200),
    ("/dokumenter/ny/?sak={large}", 200),
    ("/okonomi/2024/poster/?account={large}", 200),
    ("/okonomi/2024/poster/?line={large}", 200),
    ("/okonomi/nokler/kalkulator/?year={large}", 200),
    ("/okonomi/2024/?til={large}", 200),
]


@pytest.mark.parametrize(("address", "status"), ODD)
def test_an_odd_address_is_answered(client, head, address, status):
    factories.make_cooperation()
    client.force_login(head)

    assert client.get(address.format(large=LARGE)).status_code == status


def test_a_full_disk_is_told_where_an_upload_is_received(client, head, monkeypatch):
    client.force_login(head)
    item = factories.make_item()
    monkeypatch.setattr(MemoryFileUploadHandler, "receive_data_chunk", broken)
    file = SimpleUploadedFile("v.pdf", pdfs.make_pdf())

    answer = client.post(reverse("meetings:attachment-new", args=[item.reference_id]), {"file": file})

    assert answer.status_code == 507
    assert DISK_FULL in answer.content.decode()


def test_a_full_disk_keeps_what_was_typed(client, head, monkeypatch):
    client.force_login(head)
    monkeypatch.setattr(actions, "store_row", broken)

    page = client.post(reverse("meetings:meeting-new"), {"held_on": "6.2.2024", "place": "Molde"}).content.decode()

    assert DISK_FULL in page
    assert 'value="Molde"' in page
    assert "<title>Feil: " in page


def test_a_job_says_that_the_disk_is_full(head, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setitem(queue.registered, "full", queue.Work(broken, False, lambda **arguments: True))

    with django_capture_on_commit_callbacks(execute=True):
        job = queue.queue("full", key="a", title="Prøve", by=head)

    job.refresh_from_db()
    assert (job.state, job.error) == (job.State.FAILED, DISK_FULL)


def broken(*args, **kwargs):
    raise FULL
