"""How far the tickets reach."""

from datetime import UTC, date, datetime

import pytest

from support.tickets.reach import ends_before, newest_day
from tests import factories

pytestmark = pytest.mark.django_db


def test_where_there_is_no_ticket_they_end_nowhere():
    assert newest_day() is None
    assert ends_before(date(2024, 5, 22)) is None


def test_they_end_at_the_newest_one_after_a_week_without_any(municipalities):
    factories.make_ticket(created_at=datetime(2024, 1, 8, 8, tzinfo=UTC))
    factories.make_ticket(created_at=datetime(2024, 1, 31, 23, 30, tzinfo=UTC))

    assert newest_day() == date(2024, 2, 1)  # in Oslo
    assert ends_before(date(2024, 2, 8)) is None
    assert ends_before(date(2024, 2, 9)) == date(2024, 2, 1)
