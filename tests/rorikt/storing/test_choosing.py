"""Where files lie and what is counted in is chosen by the environment; what is odd stops the start by its name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from rorikt.storing import choosing


def test_files_lie_in_the_data_folder_unless_something_else_is_said():
    assert choosing.files("") == {"BACKEND": "rorikt.storing.stores.DiskStore"}


def test_a_bucket_and_a_folder_of_it(monkeypatch):
    monkeypatch.setenv("RORIKT_FILES_KEY", "a")
    monkeypatch.setenv("RORIKT_FILES_SECRET", "b")
    monkeypatch.setenv("RORIKT_FILES_ENDPOINT", "https://store.example.no")

    options = choosing.files("s3://rorikt/styring/")["OPTIONS"]

    assert (options["bucket_name"], options["location"]) == ("rorikt", "styring")
    assert options["endpoint_url"] == "https://store.example.no"


@pytest.mark.parametrize("where", ["rorikt", "s3://", "http://a/b", "s3://a?b=c", "s3://a#b"])
def test_what_is_no_bucket_stops_the_start(where):
    with pytest.raises(ImproperlyConfigured, match=r"^RORIKT_FILES is not of the form"):
        choosing.files(where)


def test_a_bucket_without_a_key_stops_the_start(monkeypatch):
    monkeypatch.delenv("RORIKT_FILES_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match=r"^RORIKT_FILES_KEY is not set"):
        choosing.files("s3://rorikt")


def test_what_is_counted_lies_in_the_database_or_in_redis():
    found = [choosing.cache(where)["BACKEND"].rpartition(".")[2] for where in ("", "redis://h:6379/0", "rediss://h/1")]

    assert found == ["DatabaseCache", "RedisCache", "RedisCache"]
    with pytest.raises(ImproperlyConfigured, match=r"^RORIKT_CACHE is not of the form"):
        choosing.cache("memcached://h")


def test_machines_that_share_must_be_given_their_key(tmp_path):
    (tmp_path / "secret-key").write_text("made here\n")

    choosing.check_key("made here", tmp_path, is_shared=False)
    choosing.check_key("given", tmp_path, is_shared=True)
    with pytest.raises(ImproperlyConfigured, match=r"^RORIKT_SECRET_KEY is not set"):
        choosing.check_key("made here", tmp_path, is_shared=True)
