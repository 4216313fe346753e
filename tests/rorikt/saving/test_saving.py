"""What a change is known by, who is told to have been first, and what is forgotten."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from rorikt.audit import trail
from rorikt.audit.overtaken import Overtaken, is_news, stamp
from rorikt.people.models import User
from rorikt.saving.duties import KEPT, forget_old_changes
from rorikt.saving.models import SavedChange
from tests import factories

NOW = datetime(2024, 2, 14, 9, tzinfo=UTC)


def test_the_same_values_have_the_same_stamp_in_whatever_order():
    assert stamp({"a": "1", "b": "2"}) == stamp({"b": "2", "a": "1"})
    assert stamp({"a": "1"}) != stamp({"a": "2"})
    assert stamp({"a": "1"}) != stamp({"b": "1"})


def test_what_stands_already_is_no_news_whatever_was_seen():
    assert not is_news({"a": "1"}, {"a": "1"}, "", of=None)


def test_a_change_of_what_was_seen_is_news():
    assert is_news({"a": "2"}, {"a": "1"}, stamp({"a": "1"}), of=None)


@pytest.mark.django_db
def test_who_was_first_is_the_one_who_changed_one_of_these_fields_last():
    first, other = factories.make_user(), factories.make_user()
    row = factories.make_municipalities()[0]
    trail.record("endret kommune", row, by=first, now=NOW, before={"name": "A"}, after={"name": "B"})
    trail.record("endret kommune", row, by=other, now=NOW, before={"number": "1"}, after={"number": "2"})

    with pytest.raises(Overtaken) as told:
        is_news({"name": "C"}, {"name": "B"}, stamp({"name": "A"}), of=row)

    assert (told.value.by, told.value.at, told.value.stored) == (first.name, NOW, {"name": "B"})


@pytest.mark.django_db
def test_receipts_are_kept_longer_than_a_browser_keeps_a_change():
    by = User.objects.first() or factories.make_user()
    for age in (KEPT + timedelta(hours=1), KEPT - timedelta(hours=1)):
        SavedChange.objects.create(uuid=uuid.uuid4(), by=by, at=NOW - age, answer={})

    assert forget_old_changes(NOW) == "Kvitteringene for 1 lagrede endringer er slettet."
    assert SavedChange.objects.count() == 1
    assert forget_old_changes(NOW) == ""
