"""The demo's own Pureservice: its tickets, its connection, and the command that serves it."""

import threading
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from rorikt import sealing
from rorikt.calendar import OSLO
from support.management.commands import serve_demo_pureservice
from support.pureservice.demo import KEY, DeskServer, demo_desk, prepare_demo_connection
from support.pureservice.models import PureserviceConnection, SourceTicket, SyncRun
from support.syncing import sync
from support.tickets.models import Category, Ticket
from tests.factories import make_municipalities


@pytest.fixture
def reference(db):
    make_municipalities()
    for name in ("Klient", "Telefoni"):
        Category.objects.create(name=name)


def test_the_demo_adds_tickets_only_after_those_that_its_papers_count(reference):
    first = min(datetime.fromisoformat(row["created"]) for row in demo_desk().tickets)

    assert first >= datetime(2024, 2, 2, tzinfo=OSLO)


def test_the_demo_is_the_same_every_time(reference):
    assert demo_desk().tickets == demo_desk().tickets


def test_the_connection_of_the_demo_is_off_until_it_is_served(reference):
    connection = prepare_demo_connection()

    assert (connection.is_enabled, connection.is_demo, prepare_demo_connection()) == (False, True, connection)


def test_the_demo_leaves_a_real_connection_alone(reference):
    real = PureserviceConnection.objects.create(base_url="https://virksomhet.pureservice.com")

    with pytest.raises(CommandError, match="et ekte Pureservice"):
        call_command("serve_demo_pureservice", port=0)

    real.refresh_from_db()
    assert (real.base_url, real.is_enabled) == ("https://virksomhet.pureservice.com", False)


@pytest.mark.parametrize("port", [1, 70_000])
def test_a_port_that_cannot_be_used_is_said(reference, port, monkeypatch):
    def taken(*args, **kwargs):
        raise OSError if port == 1 else OverflowError

    monkeypatch.setattr(serve_demo_pureservice, "DeskServer", taken)

    with pytest.raises(CommandError, match=f"Porten {port} kan ikke brukes"):
        call_command("serve_demo_pureservice", port=port)


def test_serving_switches_the_connection_on_and_off_again(reference, monkeypatch):
    seen = []

    def serve_forever(server):
        seen.append(PureserviceConnection.objects.values_list("is_enabled", "base_url").get() == (True, server.url))
        raise KeyboardInterrupt

    monkeypatch.setattr(DeskServer, "serve_forever", serve_forever)

    call_command("serve_demo_pureservice", port=0, verbosity=0)

    assert (seen, PureserviceConnection.objects.get().is_enabled) == ([True], False)


def test_the_demo_can_be_synced_and_a_few_tickets_wait(reference):
    connection = prepare_demo_connection()
    desk = demo_desk()
    desk.tickets = desk.tickets[:120]
    server = DeskServer(desk)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    PureserviceConnection.objects.update(base_url=server.url, is_enabled=True)
    try:
        run = sync.synchronise()
    finally:
        server.shutdown()
        server.server_close()

    ignored = SourceTicket.objects.filter(type_id=3, waits_for="").count()
    assert (run.state, run.new) == (SyncRun.State.DONE, 120)
    assert 0 < run.waiting < 15
    assert Ticket.objects.count() == 120 - run.waiting - ignored
    assert sealing.unseal(connection.sealed_key) == KEY
