"""The pages of Pureservice: who opens them, what a form does, and that the key is nowhere to be read."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.urls import reverse

from rorikt import sealing
from rorikt.audit.models import AuditEntry
from rorikt.jobs.models import Job
from support.pureservice.client import Client
from support.pureservice.models import (
    CategoryMapping,
    CompanyMapping,
    PriorityMapping,
    PureserviceConnection,
    SourceTicket,
    SyncRun,
    TypeMapping,
)
from support.syncing import sync
from support.tickets.models import Category, CriticalEvent, Ticket
from tests.factories import make_municipalities, make_ticket
from tests.support.pureservice.servers import KEY, running, small_desk

OVERVIEW = reverse("support:pureservice")
SETTINGS = reverse("support:pureservice-settings")
WAITING = reverse("support:waiting")
START = reverse("support:sync-start")
MAPPINGS = [reverse("support:mapping", args=[slug]) for slug in ("typer", "prioriteter", "kategorier", "firmaer")]
FIELDS = {
    "base_url": "https://virksomhet.pureservice.com/",
    "api_prefix": "agent/api",
    "requests_per_minute": "90",
    "overlap_minutes": "60",
    "missing_zone": "wait",
    "is_enabled": "on",
}


@pytest.fixture
def connection(db):
    return PureserviceConnection.objects.create(
        base_url="https://virksomhet.pureservice.com", sealed_key=sealing.seal(KEY), is_enabled=True
    )


def make_source(n, **overrides):
    return SourceTicket.objects.create(**{"foreign_id": n, "number": 1000 + n, "waits_for": "type", **overrides})


def make_run(**overrides):
    now = datetime.now(UTC)
    return SyncRun.objects.create(**{"started_at": now, "finished_at": now, "state": "done", **overrides})


def refused(client, person, url, method="get"):
    client.force_login(person)
    return getattr(client, method)(url).status_code == 403


def test_each_page_is_for_those_who_may(client, head, author, finance, council_member, administrator):
    run = reverse("support:sync-run", args=[make_run().pk])
    reading, changing = [OVERVIEW, WAITING, run], [SETTINGS, *MAPPINGS]

    assert all(refused(client, person, url) for person in (finance, council_member) for url in reading + changing)
    assert not any(refused(client, person, url) for person in (head, author, administrator) for url in reading)
    assert all(refused(client, person, url) for person in (head, author) for url in changing)
    assert not any(refused(client, administrator, url) for url in changing)


def test_only_those_who_may_start_a_run_or_remove_a_ticket(client, author, finance):
    remove = reverse("support:remove-held", args=[1])

    assert all(refused(client, person, url, "post") for person in (author, finance) for url in (START, remove))


def test_nobody_who_is_not_logged_in_sees_a_page(client, db):
    for url in (OVERVIEW, SETTINGS, WAITING, *MAPPINGS):
        assert client.get(url).status_code == 302


def test_the_settings_are_stored_and_the_key_sealed(client, administrator):
    client.force_login(administrator)

    response = client.post(SETTINGS, {**FIELDS, "key": KEY})

    stored = PureserviceConnection.objects.get()
    assert response.status_code == 302
    assert (stored.base_url, stored.api_prefix, stored.is_enabled) == (
        "https://virksomhet.pureservice.com", "/agent/api/", True,
    )  # fmt: skip
    assert sealing.unseal(stored.sealed_key) == KEY
    assert AuditEntry.objects.get(action__endswith="tilkobling til Pureservice").detail["key"] == "byttet"


def test_the_key_is_on_no_page_and_in_no_trail(client, administrator, caplog):
    caplog.set_level("DEBUG")
    client.force_login(administrator)
    client.post(SETTINGS, {**FIELDS, "key": KEY})
    wrong = client.post(SETTINGS, {**FIELDS, "key": KEY, "base_url": "http://virksomhet.pureservice.com"})
    pages = [client.get(url).content.decode() for url in (OVERVIEW, SETTINGS, WAITING, *MAPPINGS)]
    admin_pages = [
        client.get(url).content.decode() for url in ("/admin/", "/admin/support/", "/admin/rorikt/auditentry/")
    ]
    sealed = PureserviceConnection.objects.get().sealed_key

    everything = "".join([*pages, *admin_pages, wrong.content.decode(), caplog.text])
    everything += repr(list(AuditEntry.objects.values())) + repr(list(Job.objects.values()))
    assert KEY not in everything
    assert sealed not in everything


def test_an_empty_key_leaves_the_one_that_is_there(client, administrator, connection):
    client.force_login(administrator)

    client.post(SETTINGS, {**FIELDS, "key": "", "overlap_minutes": "30"})

    connection.refresh_from_db()
    assert (sealing.unseal(connection.sealed_key), connection.overlap_minutes) == (KEY, 30)


def test_a_key_does_not_follow_to_another_address(client, administrator, connection):
    client.force_login(administrator)

    response = client.post(SETTINGS, {**FIELDS, "base_url": "https://andre.example", "key": ""})

    assert "Legg inn nøkkelen på nytt" in response.content.decode()
    connection.refresh_from_db()
    assert connection.base_url == "https://virksomhet.pureservice.com"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("base_url", "http://virksomhet.pureservice.com", "Adressen må begynne med https://"),
        ("base_url", "https://127.0.0.1", "internt nett"),
        ("base_url", "http://127.0.0.1:8099", "Adressen må begynne med https://"),
        ("base_url", "https://virksomhet.pureservice.com/agent/api", "skal ikke ha noe etter"),
        ("base_url", "", "Skriv adressen"),
        ("api_prefix", "/agent/../api", "Prefikset er en sti"),
        ("api_prefix", "/agent api?x=1", "Prefikset er en sti"),
        ("requests_per_minute", "0", "større enn eller lik 1"),
        ("requests_per_minute", "mange", "Skriv et helt tall"),
        ("overlap_minutes", "-1", "større enn eller lik 0"),
        ("missing_zone", "mars", "missing_zone"),
        ("key", "nøkkel", "tegn som ikke kan være med"),
        ("key", "", "Legg inn nøkkelen før tilkoblingen slås på"),
    ],
)
def test_a_wrong_setting_is_said_and_nothing_stored(client, administrator, field, value, message):
    client.force_login(administrator)

    response = client.post(SETTINGS, {**FIELDS, "key": KEY, field: value})

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not PureserviceConnection.objects.exists()


def test_the_button_leads_to_the_job_and_the_job_to_the_run(
    client, head, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(sync, "Client", partial(Client, sleep=lambda seconds: None))
    client.force_login(head)
    with running(small_desk()) as server:
        PureserviceConnection.objects.create(
            base_url=server.url, sealed_key=sealing.seal(KEY), is_enabled=True, is_demo=True
        )
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(START, {"full": "on"})

    job = Job.objects.get()
    assert response.url == job.get_absolute_url()
    page = client.get(job.result_url).content.decode()
    assert "Saker i Pureservice" in page
    assert client.get(OVERVIEW).context["waiting"] == 3


def test_a_button_without_a_connection_says_what_is_missing(client, head):
    client.force_login(head)

    response = client.post(START, follow=True)

    assert "Tilkoblingen til Pureservice er ikke slått på" in response.content.decode()


def test_the_start_is_not_made_by_a_link(client, head):
    client.force_login(head)

    assert client.get(START).status_code == 405


def test_values_are_mapped_on_their_pages(client, administrator, django_capture_on_commit_callbacks):
    make_municipalities()
    category = Category.objects.create(name="Klient")
    rows = [
        TypeMapping.objects.create(foreign_id=1, name="Hendelse"),
        PriorityMapping.objects.create(foreign_id=1, name="Høy"),
        CategoryMapping.objects.create(level1=1, name="Klient"),
        CompanyMapping.objects.create(foreign_id=1, name="Første kommune"),
    ]
    client.force_login(administrator)

    with django_capture_on_commit_callbacks(execute=True):
        for url, row, value in zip(MAPPINGS, rows, ["incident", "high", category.pk, "1535"], strict=True):
            assert client.post(url, {f"value-{row.pk}": value}).status_code == 302

    for row in rows:
        row.refresh_from_db()
    assert (rows[0].meaning, rows[1].priority, rows[2].category, rows[3].municipality_id) == (
        "incident", "high", category, "1535",
    )  # fmt: skip


def test_a_company_can_be_decided_to_belong_to_no_municipality(client, administrator):
    row = CompanyMapping.objects.create(foreign_id=1, name="Leverandør")
    client.force_login(administrator)

    client.post(MAPPINGS[3], {f"value-{row.pk}": "none"})

    row.refresh_from_db()
    assert (row.is_decided, row.municipality) == (True, None)


@pytest.mark.parametrize("value", ["tull", "1'--", "999999999999999999999"])
@pytest.mark.parametrize("index", range(4))
def test_a_value_that_is_not_in_the_list_is_refused(client, administrator, index, value):
    model = (TypeMapping, PriorityMapping, CategoryMapping, CompanyMapping)[index]
    row = model.objects.create(name="Noe", **({"level1": 1} if model is CategoryMapping else {"foreign_id": 1}))
    client.force_login(administrator)

    response = client.post(MAPPINGS[index], {f"value-{row.pk}": value, "value-abc": "x", f"value-{'9' * 30}": "x"})

    assert "Velg en av verdiene i listen." in response.content.decode()
    assert not AuditEntry.objects.filter(action__startswith="endret").exists()


def test_undecided_values_stand_first_with_the_number_that_waits(client, administrator):
    TypeMapping.objects.create(foreign_id=1, name="A", meaning="incident")
    undecided = TypeMapping.objects.create(foreign_id=2, name="B")
    make_source(1, type_id=2)
    client.force_login(administrator)

    rows = client.get(MAPPINGS[0]).context["rows"]

    assert [(row.name, count) for row, _, count in rows] == [("B", 1), ("A", 0)]
    assert rows[0][0] == undecided


def test_a_kind_of_values_that_there_is_none_of_is_not_found(client, administrator):
    client.force_login(administrator)

    assert client.get(reverse("support:mapping", args=["tull"])).status_code == 404


def test_the_waiting_list_says_where_the_number_is_free_again(client, head):
    client.force_login(head)
    make_ticket(number=1001)
    make_source(1, waits_for="number")
    make_source(2, waits_for="number")

    table = client.get(WAITING).context["table"]

    assert [row.get_cell("waits_for") for row in table.rows] == [
        "Saksnummeret tilhører en annen sak her", "Nummeret er ledig nå. Neste synkronisering tar saken med",
    ]  # fmt: skip


def test_the_waiting_list_can_be_narrowed(client, head):
    make_source(1)
    make_source(2, waits_for="priority")
    client.force_login(head)

    response = client.get(WAITING, {"waits_for": "priority"})

    assert [row.record.foreign_id for row in response.context["table"].rows] == [2]
    assert client.get(WAITING, {"waits_for": "tull"}).status_code == 200


def test_the_subject_is_shown_only_where_it_is_kept(client, head, connection):
    make_source(1, subject="Emnet i saken")
    client.force_login(head)
    without = client.get(WAITING).content.decode()
    PureserviceConnection.objects.update(keeps_subject=True)
    shown = client.get(WAITING).content.decode()

    assert ("Emnet i saken" in without, "Emnet i saken" in shown) == (False, True)


def test_a_ticket_that_is_gone_can_be_removed_with_its_account(client, head, connection):
    ticket = make_ticket(priority="critical")
    CriticalEvent.objects.create(ticket=ticket, what="Strømmen gikk", outcome="Den kom")
    source = make_source(1, ticket=ticket, waits_for="", deleted_at=datetime.now(UTC))
    client.force_login(head)
    shown = client.get(OVERVIEW).content.decode()

    client.post(reverse("support:remove-held", args=[source.pk]))

    assert "Strømmen gikk" in shown
    assert not Ticket.objects.exists()
    assert AuditEntry.objects.get(action__startswith="slettet sak").detail["before"]["what"] == "Strømmen gikk"


def test_a_failed_run_says_why(client, head):
    run = make_run(state="failed", error="Pureservice godtar ikke nøkkelen.")
    client.force_login(head)

    assert "Pureservice godtar ikke nøkkelen." in client.get(run.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("url", "queries"), [(OVERVIEW, 10), (WAITING, 7)])
def test_lists_cost_the_same_queries_for_any_length(
    client, head, connection, rows, url, queries, django_assert_num_queries
):
    for n in range(1, rows + 1):
        make_source(n)
        make_run(started_at=datetime.now(UTC) - timedelta(hours=n))
        ticket = make_ticket(priority="critical")
        CriticalEvent.objects.create(ticket=ticket, what="A", outcome="B")
        make_source(100 + n, ticket=ticket, waits_for="", deleted_at=datetime.now(UTC))
    client.force_login(head)

    with django_assert_num_queries(queries):
        response = client.get(url)

    assert len(response.context["table"].rows) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_mapping_page_costs_the_same_queries_for_any_length(client, administrator, rows, django_assert_num_queries):
    for n in range(rows):
        CompanyMapping.objects.create(foreign_id=n, name=f"Firma {n}")
    client.force_login(administrator)

    with django_assert_num_queries(8):
        response = client.get(MAPPINGS[3])

    assert len(response.context["rows"]) == rows
