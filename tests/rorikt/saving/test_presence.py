"""Who writes where now."""

from datetime import UTC, datetime, timedelta

import pytest

from rorikt.saving import presence
from rorikt.saving.duties import forget_who_left
from rorikt.saving.models import Presence
from tests import factories

NOW = datetime(2024, 2, 14, 9, tzinfo=UTC)


@pytest.fixture
def row(db):
    return factories.make_municipalities()[0]


@pytest.fixture
def people(db):
    return [factories.make_user(name=name) for name in ("Kari", "Ola", "Per")]


def told(row, but, now=NOW):
    return presence.writers([row], now, but=but).get(row.pk, "")


def test_others_who_are_here_are_named_and_oneself_is_not(row, people):
    kari, _, per = people
    for one in people:
        presence.note(row, one, NOW)

    assert told(row, kari) == "Ola og Per skriver her nå"
    assert told(row, factories.make_user()) == "Kari, Ola og Per skriver her nå"
    presence.leave(row, per)
    assert told(row, kari) == "Ola skriver her nå"


def test_who_is_not_heard_of_is_forgotten(row, people):
    presence.note(row, people[0], NOW)
    presence.note(row, people[0], NOW + timedelta(seconds=30))

    assert told(row, people[1], NOW + timedelta(seconds=74)) == "Kari skriver her nå"
    assert told(row, people[1], NOW + timedelta(seconds=76)) == ""
    assert Presence.objects.count() == 1


def test_what_is_old_is_deleted(row, people):
    presence.note(row, people[0], NOW)

    assert forget_who_left(NOW + timedelta(hours=23)) == ""
    assert forget_who_left(NOW + timedelta(hours=25)) == "1 åpne sider er glemt."
