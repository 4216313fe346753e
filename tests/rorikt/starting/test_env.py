"""Settings from the environment: a missing or odd value stops the start with the name of the variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from rorikt.starting import env


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_value_stops_the_start_with_its_name(monkeypatch, value):
    if value is None:
        monkeypatch.delenv("RORIKT_SOMETHING", raising=False)
    else:
        monkeypatch.setenv("RORIKT_SOMETHING", value)

    with pytest.raises(ImproperlyConfigured, match=r"^RORIKT_SOMETHING is not set; see \.env\.sample$"):
        env.required("RORIKT_SOMETHING")


def test_an_empty_value_is_the_default(monkeypatch):
    monkeypatch.setenv("RORIKT_SOMETHING", " ")

    assert env.optional("RORIKT_SOMETHING", "default") == "default"
    assert env.flag("RORIKT_SOMETHING", default=True) is True
    assert env.choice("RORIKT_SOMETHING", ("first", "second")) == "first"


@pytest.mark.parametrize(
    ("value", "meaning"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False)]
)
def test_a_flag_is_read_in_the_ways_people_write_it(monkeypatch, value, meaning):
    monkeypatch.setenv("RORIKT_SOMETHING", value)

    assert env.flag("RORIKT_SOMETHING", default=not meaning) is meaning


def test_an_odd_flag_is_shown(monkeypatch):
    monkeypatch.setenv("RORIKT_SOMETHING", "maybe")

    with pytest.raises(ImproperlyConfigured, match=r"^RORIKT_SOMETHING is 'maybe', expected one of 1, true"):
        env.flag("RORIKT_SOMETHING", default=False)


def test_a_value_outside_the_choices_is_shown(monkeypatch):
    monkeypatch.setenv("RORIKT_SOMETHING", "third")

    with pytest.raises(ImproperlyConfigured, match=r"^RORIKT_SOMETHING is 'third', expected one of first, second$"):
        env.choice("RORIKT_SOMETHING", ("first", "second"))
