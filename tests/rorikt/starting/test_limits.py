"""What a page may take of the database."""

import time

import pytest
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created

from rorikt.refusals import TOO_LONG, in_words
from rorikt.starting.limits import limit_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited():
    """A connection of its own, as a web server opens it."""
    limit_statements(1)
    another = connection.copy()
    yield another
    another.close()
    connection_created.disconnect(dispatch_uid="limit_statements")


def test_a_question_that_takes_too_long_is_broken_off_and_told_in_words(limited):
    if connection.vendor == "sqlite":
        with limited.cursor() as cursor:
            assert cursor.execute("SELECT 1").fetchone() == (1,)
        return
    began = time.monotonic()
    with limited.cursor() as cursor, pytest.raises(OperationalError) as broken:
        cursor.execute("SELECT pg_sleep(20)")

    assert in_words(broken.value) == TOO_LONG
    assert time.monotonic() - began < 10
