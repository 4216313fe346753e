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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "before"), [("nye-feilmeldinger", ()), ("kritiske-hendelser", ()), ("sla-prosent", ("lav",))]
)
def test_a_count_in_a_month_to_come_is_not_available_and_in_the_present_one_it_is(name, before):
    today = timezone.localdate()
    make_ticket()

    with pytest.raises(NotAvailable, match="fram i tid"):
        offers()[name].make(Asked(as_of=today), *before, f"{today.year + 1}-01")
    with pytest.raises(NotAvailable, match="fram i tid"):
        offers()["nye-feilmeldinger"].make(Asked(as_of=today, period_from=today, period_to=date(today.year + 1, 1, 1)))
    assert offers()["nye-feilmeldinger"].make(Asked(as_of=today), f"{today:%Y-%m}").value is not None
