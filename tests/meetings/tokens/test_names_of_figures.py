"""No two figures carry one name: what is offered to authors, and what the pages of support show of the same tickets."""

import re
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse

from meetings.documents.models import Document
from meetings.tokens.catalogue import catalogue
from rorikt.figures.offers import offers
from rorikt.people.models import User
from support.counting import columns
from support.sla.models import Priority
from support.statistics import overview, period
from support.statistics.figures import sla_percent

JANUARY = date(2024, 1, 1)
MONTH = {"first": "2024-01", "last": "2024-01"}


def repeated(names):
    return {name: count for name, count in Counter(names).items() if count > 1}


def test_every_token_offered_has_a_label_of_its_own():
    assert repeated(offer.label for offer in offers().values()) == {}


def test_a_label_that_counts_tickets_says_which():
    """Of every kind of ticket, or of one; «saker» alone would be either."""
    kinds = re.compile("feilmelding|tjenesteforespørsl", re.IGNORECASE)

    unsaid = [one.label for one in offers().values() if one.owner == "support" and not kinds.search(one.label)]

    assert unsaid == []


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
def test_every_figure_that_an_author_can_pick_has_a_name_of_its_own():
    for document in Document.objects.all():
        entries = [entry for group in catalogue(document) for entry in group.entries if not entry.is_block]

        assert entries
        assert repeated(entry.label for entry in entries) == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
def test_the_share_within_the_target_is_named_by_what_it_is_a_share_of(client):
    """88,8 % of the incidents and 41,7 % of all tickets stood under one name on two pages."""
    client.force_login(User.objects.get(email="leder@demo.example"))

    figures = {
        item.label: item.figure.text
        for item in client.get(reverse("support:index"), MONTH).context["overview"].key_figures
    }
    tables = [
        client.get(reverse("support:statistics"), {**MONTH, **chosen}).context["tables"][0]
        for chosen in (
            {},
            {"kind": "incident"},
            {"kind": "service_request"},
            {"kind": "incident", "priority": "medium"},
        )
    ]

    rows = [(row[0].text, row[1].text) for table in tables for row in table.rows]
    named = {**figures, **dict(rows)}
    assert len(named) == len(figures) + len(rows)
    assert {name.partition("(")[2] for name, _ in rows} == {
        "alle saker)", "feilmeldinger)", "tjenesteforespørsler)", "feilmeldinger, prioritet medium)",
    }  # fmt: skip
    shares = [named[f"Innenfor SLA, prosent ({population})"] for population in ("alle saker", "feilmeldinger")]
    assert shares[0] != shares[1]
    # The same tickets under two names have one value.
    assert (
        figures["Innenfor SLA, feilmeldinger, medium"].replace("\u00a0%", "")
        == named["Innenfor SLA, prosent (feilmeldinger, prioritet medium)"]
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
@pytest.mark.parametrize("filters", [{}, {"kind": "incident"}, {"kind": "incident", "municipality": "1506"}])
def test_every_table_and_chart_of_the_statistics_names_its_population(filters):
    shown = period.Period(JANUARY, JANUARY, date(2024, 1, 31), filters)
    with columns.kept() as everything:
        chosen = period.chosen(everything, filters)
        tables = [*period.tables(chosen, shown, 1, None), period.backlog(chosen, shown).table]

    captions = [table.caption for table in tables]
    assert all(caption.endswith(shown.population) for caption in captions)
    assert repeated(captions) == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
def test_a_month_that_is_not_over_is_said_to_be_so_far():
    with columns.kept():
        whole = overview.overview(JANUARY, JANUARY, date(2024, 2, 6))
        begun = overview.overview(JANUARY, JANUARY, date(2024, 1, 20))

    assert whole.title == "januar 2024"
    assert begun.title == "januar 2024 hittil, til og med 20.\u00a0januar 2024"
    notes = {item.label: item.note for item in begun.key_figures}
    assert notes["Nye feilmeldinger"] == "Januar 2024 hittil, til og med 20.\u00a0januar 2024"


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
def test_a_figure_of_incidents_says_so_in_its_label():
    label = sla_percent(Priority.MEDIUM, JANUARY).label

    assert label == "Innenfor SLA, feilmeldinger, medium, januar 2024"


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
def test_a_period_that_is_not_over_is_not_compared_with_whole_ones():
    whole, begun = (period.Period(JANUARY, JANUARY, date(2024, 1, 31), {}, is_over) for is_over in (True, False))
    with columns.kept() as everything:
        tables = [period.tables(everything, shown, 1, None)[0] for shown in (whole, begun)]

    changes = [[row[column].text for row in table.rows[:6] for column in (3, 5)] for table in tables]
    assert "–" not in changes[0]
    assert set(changes[1]) == {"–"}
    assert tables[1].columns[1].label == "Januar 2024 hittil"
    assert tables[1].note.endswith(period.NOT_OVER_NOTE)
