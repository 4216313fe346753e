"""Which database an installation has."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from rorikt.starting.database import from_url


def test_without_an_address_it_is_a_file_in_the_data_folder_that_writes_one_at_a_time():
    found = from_url("", Path("/data"))

    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", Path("/data/rorikt.sqlite3"))
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_an_address_is_taken_apart_and_what_is_written_in_it_unquoted():
    found = from_url("postgres://ola:p%40ss%2Fword@db.example:5433/rorikt%20db?sslmode=require", Path("/data"))

    assert found["ENGINE"] == "django.db.backends.postgresql"
    told = [found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert told == ["rorikt db", "ola", "p@ss/word", "db.example", 5433]
    assert found["OPTIONS"] == {"connect_timeout": "10", "sslmode": "require"}


def test_a_socket_is_named_after_the_question_mark():
    found = from_url("postgresql:///rorikt?host=/run/postgresql", Path("/data"))

    assert (found["HOST"], found["PORT"], found["USER"], found["OPTIONS"]) == (
        "/run/postgresql",
        "",
        "",
        {"connect_timeout": "10"},
    )


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgres://a@b", "postgres://a@b/", "rorikt", "sqlite:///x"])
def test_another_address_stops_the_start_without_showing_it(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not of the form postgres://"):
        from_url(url, Path("/data"))
