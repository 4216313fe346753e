"""What the rooms offer to documents: every room that offers is asked, every name is one room's, rows stand behind."""

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from rorikt.figures import offers
from rorikt.figures.offers import Asked, Offer, day_of, month_of, year_of
from rorikt.figures.values import NotAvailable

NAMED = [module for config in apps.get_app_configs() for module in getattr(config, "offers", ())]


def test_every_room_with_offers_is_named_by_its_app():
    written = {
        ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
        for app in ("budget", "support", "meetings")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        if any(line.startswith(("OFFERS =", "OWNERS =")) for line in path.read_text().splitlines())
    }

    assert set(NAMED) == written


def test_every_offer_has_an_owner_who_knows_the_rows_behind_it():
    assert {offer.owner for offer in offers.offers().values()} == set(offers.owners())


def test_two_rooms_cannot_offer_the_same_name(monkeypatch):
    twice = [Offer("antall", label, "budget", lambda asked: []) for label in ("Antall", "Antallet")]
    monkeypatch.setattr(offers, "_named", lambda name: twice)
    offers.offers.cache_clear()

    with pytest.raises(ValueError, match="two rooms offer antall"):
        offers.offers()

    offers.offers.cache_clear()


def test_what_a_document_has_not_filled_in_is_asked_for_by_name():
    asked = Asked(as_of=date(2024, 2, 1))

    for part, sentence in {"year": "regnskapsår", "period": "fra og til måned", "estimate": "kostnadsoverslag"}.items():
        with pytest.raises(NotAvailable, match=sentence):
            getattr(asked, part)


@pytest.mark.parametrize(
    ("first", "last", "month"),
    [
        (date(2024, 1, 1), date(2024, 4, 1), 4),
        (date(2024, 11, 1), date(2025, 2, 1), 12),  # ends in a later year
        (None, None, 12),
    ],
)
def test_figures_of_the_year_go_to_the_last_month_of_the_period(first, last, month):
    assert Asked(date(2025, 3, 1), accounting_year=2024, period_from=first, period_to=last).month == month


def test_a_period_before_the_year_is_refused():
    asked = Asked(date(2024, 3, 1), accounting_year=2024, period_from=date(2023, 10, 1), period_to=date(2023, 12, 1))

    with pytest.raises(NotAvailable, match="perioden er over før 2024 begynner"):
        _ = asked.month


@pytest.mark.parametrize(
    ("read", "good", "value", "bad"),
    [
        (year_of, "2024", 2024, "24"),
        (month_of, "2024-02", date(2024, 2, 1), "2024-13"),
        (day_of, "2024-02-29", date(2024, 2, 29), "2023-02-29"),
    ],
)
def test_an_argument_is_read_or_refused_in_words(read, good, value, bad):
    assert read(good) == value
    with pytest.raises(NotAvailable, match=f"«{bad}» er ikke e"):
        read(bad)
