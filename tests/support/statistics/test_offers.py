"""Offers that documents show of the tickets: the day that they are asked for."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rorikt.figures.offers import Asked, offers
from rorikt.figures.values import NotAvailable
from tests.factories import make_ticket


@pytest.mark.django_db
def test_a_count_on_a_day_to_come_is_not_available():
    make_ticket()
    day = timezone.localdate() + timedelta(days=1)
    offer = offers()["apne-totalt"]

    with pytest.raises(NotAvailable, match="fram i tid"):
        offer.make(Asked(as_of=date(2024, 1, 1)), day.isoformat())
    with pytest.raises(NotAvailable, match="fram i tid"):
        offer.make(Asked(as_of=day))
