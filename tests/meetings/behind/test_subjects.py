"""A figure or a cell is found by the name it stands as, and its trend by what it is called."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from meetings.behind.earlier import Then, trend_chart
from meetings.behind.page import exact_text
from meetings.behind.subjects import find_figure, find_place, same_place, subject_of
from meetings.documents.content import NumberedSection, Text
from meetings.paragraphs.leading import Leads
from rorikt.figures.values import Cell, Column, Figure, Table
from tests import factories

FIGURE = Figure("merforbruk:mill", "Merforbruk 2023", Decimal("1937782.94"), "kr", "1,938 mill. kr", source="/okonomi/")
TABLE = Table(
    "driftsresultat", "Driftsresultat 2023", (Column("Type"), Column("Regnskap", "number"), Column("Merknad")),
    ((Cell("Lønn"), Cell("29", "29000", source="/konto/"), Cell("ok")), (Cell("Annet"), Cell("–"), Cell(""))),
    (Cell("SUM"), Cell("29", "29000"), Cell("")), unit_note="Tall i hele 1000 kroner.", source="/okonomi/2023/",
)  # fmt: skip
SAID = (
    '<p data-id="abcdef1">Et <a class="figure" data-figure="merforbruk:mill" href="/x/">1,938</a>.</p>'
    '<p data-id="abcdef2">Og <span class="figure" data-figure="merforbruk:mill">1,938</span>.</p>'
)
CONTENT = factories.make_content(
    figures=(FIGURE,), sections=(NumberedSection("1", 1, "avsnitt-1", "Økonomi", (Text(SAID), TABLE)),)
)


def test_a_figure_tells_where_it_stands_what_it_is_and_where_its_rows_are():
    subject, figure = find_figure(CONTENT, "merforbruk:mill")

    assert figure == FIGURE
    assert (subject.label, subject.value, subject.source) == ("Merforbruk 2023", "1937782.94", "/okonomi/")
    assert [place.name for place in subject.places] == ["abcdef1", "abcdef2"]
    assert find_figure(CONTENT, "merforbruk:tusen") is None


@pytest.mark.parametrize(
    ("value", "unit", "text", "exact"),
    [
        (Decimal("1937782.94"), "kr", "1,938 mill. kr", "1 937 782,94 kr"),
        (Decimal("2.3106"), "%", "2,31 %", "2,3106 %"),
        (Decimal("2.3100"), "%", "2,31 %", ""),
        (Decimal("8.0000"), "år", "8 år", ""),
        (Decimal("600"), "saker", "600 saker", ""),
    ],
)
def test_the_exact_value_is_told_where_the_text_says_less(value, unit, text, exact):
    content = replace(CONTENT, figures=(replace(FIGURE, value=value, unit=unit, text=text),))
    subject, _ = find_figure(content, "merforbruk:mill")

    assert exact_text(subject).replace("\u00a0", " ") == exact


def test_a_cell_tells_its_table_row_and_column():
    subject = subject_of(CONTENT, find_place(CONTENT, "tabell-driftsresultat", "1", 2))

    assert (subject.label, subject.text, subject.value, subject.source) == ("Lønn: regnskap", "29", "29000", "/konto/")
    assert dict(subject.facts)["Enhet i tabellen"] == "Tall i hele 1000 kroner."
    assert subject.total is None  # of a row, which is no total


def test_a_total_is_what_the_municipalities_share():
    assert subject_of(CONTENT, find_place(CONTENT, "tabell-driftsresultat", "sum", 2)).total.value == Decimal(
        "29000.00"
    )


@pytest.mark.parametrize(
    ("name", "row", "column"),
    [
        ("tabell-annet", "1", 2), ("tabell-driftsresultat", "0", 2), ("tabell-driftsresultat", "3", 2),
        ("tabell-driftsresultat", "1", 1), ("tabell-driftsresultat", "1", 3), ("tabell-driftsresultat", "1", 4),
        ("tabell-driftsresultat", "2", 2), ("tabell-driftsresultat", "x", 2), ("tabell-driftsresultat", "²", 2),
        ("", "1", 2),
    ],
)  # fmt: skip
def test_what_is_no_known_number_of_a_table_is_not_found(name, row, column):
    assert find_place(CONTENT, name, row, column) is None


def test_the_same_cell_is_found_by_what_it_is_called_wherever_it_stands():
    moved = replace(TABLE, rows=((Cell("Ny"), Cell("1", "1"), Cell("")), (Cell("Lønn"), Cell("28", "28000"), Cell(""))))
    earlier = factories.make_content(sections=(NumberedSection("2", 1, "avsnitt-2", "Tall", (moved,)),))
    place = find_place(CONTENT, "tabell-driftsresultat", "1", 2)

    assert same_place(earlier, place).cell.text == "28"
    twice = replace(moved, rows=(*moved.rows, moved.rows[1]))
    earlier = factories.make_content(sections=(NumberedSection("2", 1, "avsnitt-2", "Tall", (twice,)),))
    assert same_place(earlier, place) is None


def test_a_figure_that_stands_twice_says_which_it_was_followed_from():
    shown = Leads(5, 2).set_in(SAID)

    assert shown.count('<a class="figure" data-figure="merforbruk:mill" data-behind href=') == 2
    assert 'href="/dokumenter/5/versjon/2/tall/merforbruk:mill/">' in shown
    assert 'href="/dokumenter/5/versjon/2/tall/merforbruk:mill/?fra=abcdef2">' in shown
    assert "?utgave=offentlig" in Leads(5, 2, is_public=True).set_in(SAID)


def then(year, value, label="", text="x"):
    return Then(date(year, 2, 1), "Rapport", text, value, label)


def test_a_trend_is_drawn_of_what_is_the_same_thing_alone():
    told = [then(2022, 5_000_000.0), then(2023, 1.0, "Merforbruk hittil"), then(2024, 7_000_000.0)]

    chart = trend_chart("Merforbruk", "kr", told)

    assert (chart.categories, chart.series[0].values, chart.unit) == (
        ("01.02.2022", "01.02.2024"),
        (5.0, 7.0),
        "mill. kr",
    )
    assert trend_chart("Merforbruk", "kr", told[1:]) is None
    assert trend_chart("Merforbruk", "kr", [then(2024, 1.0), then(2024, 2.0)]) is None
