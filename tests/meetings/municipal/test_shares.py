"""A document's figures for one municipality come from its content alone, and the shares of all are the whole."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.documents.content import NumberedSection, Text, content_from_json
from meetings.municipal.division import KEY, division_in
from meetings.municipal.shares import SHARED, figures_for, parts_of, totals_in
from rorikt.figures.offers import offers
from rorikt.figures.values import Cell, Chart, Column, Figure, Series, Source, Table
from tests import factories

KEY_2024 = {number: Decimal(percent) for number, percent in factories.KEY_2024.items()}
NAMES = {"1506": "Molde", "1535": "Vestnes", "1539": "Rauma", "1547": "Aukra", "1579": "Hustadvika"}
ACTUAL = Figure("regnskap-sum:mill", "Regnskap 2024, sum", Decimal("85803782.94"), "kr", "85,804 mill. kr")
TICKETS = Table(
    "nye", "Nye saker per kommune", (Column("Kommune"), Column("Saker", "number")),
    ((Cell("Molde"), Cell("525", "525")), (Cell("Rauma"), Cell("7", "7"))), (Cell("Sum"), Cell("532", "532")),
)  # fmt: skip
RESULT = Table(
    "driftsresultat", "Driftsresultat 2024", (Column("Type"), Column("Regnskap", "number"), Column("Avvik", "number")),
    (), (Cell("SUM"), Cell("85 804", "85803782.94"), Cell("−1 938", "-1937782.94")),
)  # fmt: skip


def key_source(shares=KEY_2024, year=2024):
    return Source(f"{KEY}{year}", 5, "x", {"shares": {number: str(share) for number, share in shares.items()}})


def content(*figures, blocks=(), sources=None):
    keys = "".join(f'<span data-figure="{figure.key}">x</span>' for figure in figures)
    section = NumberedSection("1", 1, "avsnitt-1", "Økonomi", (Text(f"<p>{keys}</p>"), *blocks))
    made = factories.make_content(figures=figures, sections=(section,), sources=sources or (key_source(),))
    return content_from_json(made.to_json())  # as it is frozen


@st.composite
def whole_keys(draw):
    """Per cents with two decimals that sum to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=4, max_size=4)))
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    return dict(zip(NAMES, (Decimal(part) / 100 for part in parts), strict=True))


@given(value=st.integers(-(10**13), 10**13), shares=whole_keys(), name=st.sampled_from(sorted(SHARED)))
def test_the_shares_of_the_five_add_up_to_each_total_to_the_ore(value, shares, name):
    total = Decimal(value) / 100
    figure = Figure(f"{name}:2024", "Beløp 2024", total, "kr", "x")
    shown = content(figure, sources=(key_source(shares),))

    [found] = totals_in(shown)
    parts = parts_of(found, division_in(shown))
    printed = [
        share for number, municipality in NAMES.items() for share in figures_for(shown, number, municipality).shares
    ]

    assert (found.value, sum(parts.values()), set(parts)) == (total, total, set(NAMES))
    assert sum(amount_of(share.part) for share in printed) == total


def amount_of(text):
    return Decimal(text.removesuffix("\u00a0kr").replace("\u00a0", "").replace("\u2212", "-").replace(",", "."))


def test_a_share_tells_the_total_the_key_and_the_section():
    [share] = figures_for(content(ACTUAL), "1506", "Molde").shares

    assert (share.total, share.percent, share.part) == (
        "85\u00a0803\u00a0782,94\u00a0kr",
        "47,10\u00a0%",
        "40\u00a0413\u00a0581,76\u00a0kr",
    )
    assert share.section.anchor == "avsnitt-1"


def test_the_cost_of_a_paper_is_split_in_whole_kroner_as_its_table_is():
    """Source: council paper 2024/M1-004, 6.3."""
    shown = content(Figure("kostnad-sum:2024", "Partner: sum 2024", Decimal(1_864_000), "kr", "x"))

    [total] = totals_in(shown)

    assert parts_of(total, division_in(shown)) == {
        "1506": 877_944, "1535": 238_219, "1539": 229_458, "1547": 150_798, "1579": 367_581,
    }  # fmt: skip


def test_totals_of_tables_are_shared_too_and_the_same_amount_once():
    found = figures_for(content(ACTUAL, blocks=(RESULT,)), "1506", "Molde")

    assert [share.label for share in found.shares] == ["Regnskap 2024, sum", "Driftsresultat 2024: avvik"]


def test_the_rows_of_the_municipality_come_with_the_sum_of_all():
    chart = Chart("nye", "Nye saker", "bars", ("Molde",), (Series("Saker", (5.0,)),), "saker", TICKETS)
    found = figures_for(content(blocks=(chart, RESULT)), "1506", "Molde")

    assert [one.shown for one in found.tables] == [replace(TICKETS, rows=TICKETS.rows[:1])]
    assert "Disse tabellene og diagrammene har ingen rad for Molde: «Driftsresultat 2024»." in found.lacks


def test_figures_that_name_the_municipality_are_its_own():
    own = Figure("kostnad-andel:2024:molde", "Molde: andel 2024", Decimal(5), "kr", "5 kr")

    assert [one.shown for one in figures_for(content(ACTUAL, own), "1506", "Molde").figures] == [own]
    assert figures_for(content(ACTUAL, own), "1539", "Rauma").figures == ()


@pytest.mark.parametrize(
    "sources", [(key_source(year=2023),), (key_source({"1506": Decimal("45.87")}),), (Source("Regnskap 2024", 1, "x"),)]
)
def test_a_total_whose_whole_key_is_not_frozen_is_not_split_and_it_says_so(sources):
    found = figures_for(content(ACTUAL, sources=sources), "1506", "Molde")

    assert found.shares == ()
    assert "«Regnskap 2024, sum» er ikke delt: dokumentet har ikke med en hel fordelingsnøkkel for det." in found.lacks


def test_one_without_a_share_in_the_key_is_told_so():
    members = {"1506": Decimal(60), "1535": Decimal(40)}
    found = figures_for(content(ACTUAL, sources=(key_source(members),)), "1539", "Rauma")

    assert found.shares == ()
    assert "Rauma har ingen andel i nøkkelen for 2024." in found.lacks


def test_every_total_that_is_shared_is_offered_by_some_room():
    assert set(offers()) >= SHARED
