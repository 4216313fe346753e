"""What asks the driver of PostgreSQL itself hears of a lost connection as all others do: see rorikt/refusals.py."""

import pytest
from django.db import DatabaseError, connection

from rorikt import refusals
from rorikt.imports import bulk
from rorikt.keeping import resting
from support.measuring import reading
from support.tickets.models import Ticket


def kept():
    resting._asked("SELECT 1")


def written():
    bulk.copy("rorikt_job", ["key"], [("a",)])


def counted():
    reading._copied("SELECT 1::bigint", (), 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
@pytest.mark.parametrize("ask", [kept, written, counted])
def test_a_connection_that_is_cut_is_told_in_words(ask):
    assert Ticket.objects.count() == 0  # there is a connection
    pid, other = connection.connection.info.backend_pid, connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()

    with pytest.raises(DatabaseError) as raised:
        ask()

    assert refusals.in_words(raised.value) == refusals.DATABASE_AWAY
    assert connection.errors_occurred
    connection.close()
