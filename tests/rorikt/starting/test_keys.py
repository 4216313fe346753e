"""Every machine has the same key: the database knows it by a fingerprint, and a machine with another does not start."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rorikt.starting import keys, migrated
from rorikt.starting.models import KnownKey

pytestmark = pytest.mark.django_db


def test_the_first_key_is_the_one_that_counts():
    assert [keys.is_known("k", key) for key in ("one", "one", "two")] == [True, True, False]

    keys.accept("k", "two")

    assert [keys.is_known("k", key) for key in ("one", "two")] == [False, True]


def test_a_fingerprint_tells_nothing_of_the_key_and_is_another_for_another_name():
    assert len({keys.fingerprint_of(name, "hemmelig") for name in ("a", "b")}) == 2
    keys.is_known("k", "hemmelig")

    assert "hemmelig" not in KnownKey.objects.get().fingerprint


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is of one machine, which has its own key")
def test_a_machine_with_another_key_does_not_begin_until_it_is_said_to_be_meant(settings):
    migrated.require()
    settings.SECRET_KEY = "another"

    with pytest.raises(migrated.NotReady, match="RORIKT_SECRET_KEY er en annen her"):
        migrated.require()
    with pytest.raises(CommandError, match="accept_secret_key"):
        call_command("verify_audit")

    call_command("accept_secret_key")
    migrated.require()


@pytest.mark.skipif(connection.vendor == "postgresql", reason="of one machine alone")
def test_one_machine_alone_may_change_its_key(settings):
    migrated.require()
    settings.SECRET_KEY = "another"

    migrated.require()
