"""What proxies and guards ask: answered whatever else is the matter, and strangers learn yes or no."""

import json
import socket
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from rorikt import mail
from rorikt.jobs.models import Job, WorkerBeat
from rorikt.running import looking, machine
from rorikt.running.looking import vital

pytestmark = pytest.mark.django_db
TOKEN = "en-lang-nok-hemmelighet-for-tallene"
FROM_OUTSIDE = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}


@pytest.fixture(autouse=True)
def looks_anew(settings):
    settings.METRICS_TOKEN = TOKEN
    settings.LEAST_FREE_MEGABYTES = 1
    vital.forget()
    yield
    vital.forget()


def ready(client, **headers):
    vital.forget()
    answer = client.get("/klar/", headers=headers)
    return answer.status_code, answer.json()


def test_alive_asks_nothing_of_the_database_and_of_nobody(client, settings, django_assert_num_queries):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["styring.example.no"]

    with django_assert_num_queries(0):
        answer = client.get("/helse/", headers={"Host": "10.0.0.7:8000"})

    assert (answer.status_code, answer.json()) == (200, {"status": "i live"})
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/helse/", "/klar/", "/metrikk/"])
def test_nothing_is_sent_to_a_probe(client, address):
    assert client.post(address).status_code == 405


def test_all_is_well(client):
    status, told = ready(client)

    assert status == 200
    assert told["status"] == "klar"
    assert {name for name, one in told["sjekker"].items() if one["i orden"]} == {
        "Database", "Databasens utgave", "Lagring av filer", "Plass på disken", "E-posttjener", "Bakgrunnsjobber",
    }  # fmt: skip


def test_a_stranger_learns_yes_or_no(client):
    assert ready(client, **FROM_OUTSIDE) == (200, {"status": "klar"})
    assert ready(client, **FROM_OUTSIDE, Authorization="Bearer gjetning")[1] == {"status": "klar"}
    assert "sjekker" in ready(client, **FROM_OUTSIDE, Authorization=f"Bearer {TOKEN}")[1]


def test_a_neighbour_who_shows_the_wrong_token_is_a_stranger(client):
    assert ready(client, Authorization="Bearer gjetning")[1] == {"status": "klar"}


def test_a_worker_that_does_not_live_is_told(client, settings):
    settings.HAS_WORKER = True

    status, told = ready(client)

    assert status == 503
    assert told["status"] == "ikke klar"
    assert told["sjekker"]["Bakgrunnsjobber"]["tilstand"] == "Kjører ikke"


def test_a_worker_on_another_machine_lives_by_what_it_says(client, settings):
    settings.HAS_WORKER = True
    now = timezone.now()
    WorkerBeat.objects.create(name="en", machine="en annen", began_at=now, beat_at=now)

    assert ready(client)[0] == 200


def test_a_mail_server_that_is_gone_is_told_without_its_name(client, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = mail.SMTP, "127.0.0.1"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        settings.EMAIL_PORT = probe.getsockname()[1]

    status, told = ready(client)

    assert status == 503
    assert told["sjekker"]["E-posttjener"]["tilstand"] == "Svarer ikke"
    assert "127.0.0.1" not in json.dumps(told)


def test_storage_that_cannot_be_written_to_is_told(client, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"

    status, told = ready(client)

    assert status == 503
    assert not told["sjekker"]["Lagring av filer"]["i orden"]


def test_what_was_stored_to_try_is_taken_away_again(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    assert ready(client)[0] == 200
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_disk_that_is_nearly_full_is_told(client, settings):
    settings.LEAST_FREE_MEGABYTES = 10**9

    status, told = ready(client)

    assert status == 503
    assert told["sjekker"]["Plass på disken"]["tilstand"] == "Snart full"


def test_a_database_that_lacks_a_migration_is_told(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'rorikt' AND name LIKE '0018%%'")

    status, told = ready(client)

    assert status == 503
    assert "migrate" in told["sjekker"]["Databasens utgave"]["mer"]


def test_a_database_that_refuses_is_told_and_what_it_knows_is_unknown(client):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("could not connect to server 10.0.0.7")

    with connection.execute_wrapper(refuse):
        alive = client.get("/helse/")
        status, told = ready(client)
        figures = families(client)

    assert alive.status_code == 200
    assert status == 503
    assert told["sjekker"]["Database"]["tilstand"] == "Svarer ikke"
    assert told["sjekker"]["Bakgrunnsjobber"]["tilstand"] in {"Ukjent", "Uten egen prosess"}
    assert "10.0.0.7" not in json.dumps(told)
    assert "rorikt_requests" in figures
    assert "rorikt_workers" not in figures


def test_a_condition_that_cannot_be_looked_at_is_not_well(client, settings):
    settings.LEAST_FREE_MEGABYTES = None

    status, told = ready(client)

    assert status == 503
    assert told["sjekker"]["Plass på disken"]["tilstand"] == "Ukjent"


def test_whoever_asks_often_costs_nothing(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(looking, "KEPT_SECONDS", 3600)
    ready(client)

    with django_assert_num_queries(0):
        client.get("/klar/")


def families(client, **headers):
    answer = client.get("/metrikk/", headers=headers)
    assert answer.status_code == 200
    return {family.name: family for family in text_string_to_metric_families(answer.content.decode())}


def test_the_figures_are_for_neighbours_and_for_who_has_the_token(client, settings):
    assert client.get("/metrikk/", headers=FROM_OUTSIDE).status_code == 403
    assert client.get("/metrikk/", headers={**FROM_OUTSIDE, "Authorization": "Bearer x"}).status_code == 403
    assert client.get("/metrikk/", headers={"Authorization": "Bearer x"}).status_code == 403
    assert families(client, **FROM_OUTSIDE, Authorization=f"Bearer {TOKEN}")
    assert families(client)

    settings.METRICS_TOKEN = ""
    assert client.get("/metrikk/", headers={**FROM_OUTSIDE, "Authorization": "Bearer "}).status_code == 403


def test_who_comes_from_another_machine_is_no_neighbour(client):
    assert client.get("/metrikk/", REMOTE_ADDR="192.0.2.7").status_code == 403
    assert client.get("/metrikk/", REMOTE_ADDR="").status_code == 403
    assert client.get("/metrikk/", REMOTE_ADDR="::1").status_code == 200


def test_requests_and_jobs_are_counted(client):
    now = timezone.now()
    Job.objects.create(kind="packet", key="a", title="a", created_at=now - timedelta(minutes=5))
    Job.objects.create(kind="packet", key="b", title="b", created_at=now)
    Job.objects.create(kind="table", key="c", title="c", state=Job.State.FAILED, finished_at=now)
    client.get("/konto/login/")

    found = families(client)

    values = {(s.name, *s.labels.values()): s.value for family in found.values() for s in family.samples}
    assert values["rorikt_requests_total", "GET", "200", "account_login"] >= 1
    assert values["rorikt_request_seconds_count", "account_login"] >= 1
    assert values["rorikt_jobs_waiting", "packet"] == 2
    assert 300 <= values["rorikt_jobs_oldest_waiting_seconds", "packet"] < 330
    assert values["rorikt_jobs_failed_lately", "table"] == 1
    assert values["rorikt_mails_waiting",] == 0
    assert values["rorikt_condition_well", "Database"] == 1
    assert "rorikt_workers" in found


@pytest.mark.parametrize("rows", [1, 40])
def test_the_figures_cost_the_same_for_any_number_of_rows(client, rows, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(looking, "KEPT_SECONDS", 3600)
    for number in range(rows):
        Job.objects.create(kind=f"kind{number % 3}", key=str(number), title="t")
    client.get("/metrikk/")

    # On PostgreSQL the server is asked who holds what, and else the files are.
    with django_assert_num_queries(10 + (connection.vendor == "postgresql")):
        client.get("/metrikk/")


def test_every_migration_of_the_code_is_known():
    assert ("rorikt", "0001_initial") in machine.known_migrations()
    assert {app for app, _ in machine.known_migrations()} >= {"rorikt", "budget", "support", "meetings", "auth"}
