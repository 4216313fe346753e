"""Where a table ends, and which cells are no part of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rorikt.sheets.strays import GAP_ROWS, LAST_COLUMN, LAST_ROW, MOST_STRAYS, Extent, cell_name, edge, extent, told


def test_a_cell_at_the_edge_of_the_sheet_is_no_part_of_the_table():
    rows, columns = {1: 3, 2: 3, LAST_ROW: 1}, {1: 2, 2: 2, 3: 2, LAST_COLUMN: 1}

    assert extent(rows, columns) == Extent(2, 3)


@pytest.mark.parametrize(("empty", "last"), [(GAP_ROWS, 12 + GAP_ROWS), (GAP_ROWS + 1, 11)])
def test_a_gap_has_to_be_wide(empty, last):
    filled = {**dict.fromkeys(range(1, 12), 5), 12 + empty: 1}

    assert edge(filled, GAP_ROWS) == last


@pytest.mark.parametrize(("cells", "last"), [(MOST_STRAYS, 50), (MOST_STRAYS + 1, 9_000)])
def test_many_cells_are_another_table_and_stay(cells, last):
    assert edge({**dict.fromkeys(range(1, 51), 5), 9_000: cells}, GAP_ROWS) == last


def test_a_note_far_above_the_table_is_not_taken_for_the_table():
    assert edge({1: 1, **dict.fromkeys(range(2_000, 2_010), 5)}, GAP_ROWS) == 2_009


def test_strays_that_lie_apart_are_all_cut_off():
    assert edge({**dict.fromkeys(range(1, 31), 5), 5_000: 1, 90_000: 2}, GAP_ROWS) == 30


def test_an_empty_sheet_ends_before_it_begins():
    assert extent({}, {}) == Extent(0, 0)


@given(st.dictionaries(st.integers(1, LAST_ROW), st.integers(1, 30)))
def test_no_more_is_ever_cut_off_than_a_few_cells_and_never_most_of_them(filled):
    last = edge(filled, GAP_ROWS)
    beyond = sum(count for place, count in filled.items() if place > last)

    assert beyond <= min(MOST_STRAYS, sum(filled.values()) / 2)


@pytest.mark.parametrize(
    ("row", "column", "name"), [(1, 1, "A1"), (2, 27, "AA2"), (LAST_ROW, LAST_COLUMN, "XFD1048576")]
)
def test_a_cell_has_the_name_that_the_program_shows(row, column, name):
    assert cell_name(row, column) == name


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], ""),
        (["XFD1048576"], "Cellen XFD1048576 ligger langt utenfor tabellen og er ikke lest."),
        (["A9", "B9"], "Cellene A9, B9 ligger langt utenfor tabellen og er ikke lest."),
        (list("ABCDE"), "Cellene A, B, C og 2 til ligger langt utenfor tabellen og er ikke lest."),
    ],
)
def test_strays_are_named(names, sentence):
    assert told(names) == sentence
