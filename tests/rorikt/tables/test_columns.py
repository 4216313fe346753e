"""Columns of lists: printed as a Norwegian reads them, exported exact."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import django_tables2 as tables
import pytest

from rorikt.tables.columns import CountColumn, DayColumn, MomentColumn, NumberColumn, change_link
from rorikt.tables.export import sheet_of

NOON = datetime(2024, 2, 14, 11, 5, tzinfo=UTC)


class Listed(tables.Table):
    day = DayColumn()
    made = DayColumn()
    moment = MomentColumn()
    year = NumberColumn()
    count = CountColumn()


@pytest.fixture
def listed():
    return Listed([{"day": date(2024, 2, 14), "made": NOON, "moment": NOON, "year": 2024, "count": 15968}])


def test_a_cell_is_printed_by_its_column(listed):
    [row] = listed.rows

    assert list(row) == ["14.02.2024", "14.02.2024", "14.02.2024\u00a012.05", 2024, "15\u00a0968"]


def test_a_file_has_what_the_cell_stands_for(listed):
    [row] = sheet_of(listed).rows

    in_oslo = NOON.replace(hour=12, tzinfo=None)
    assert row == [date(2024, 2, 14), in_oslo, in_oslo, 2024, 15968]


def test_numbers_are_set_right(listed):
    right = [column.name for column in listed.columns if "number" in (column.attrs["td"].get("class") or "")]

    assert right == ["year", "count"]


@pytest.mark.parametrize("may_change", [True, False])
def test_a_row_leads_to_its_form_for_those_who_may_change_it(may_change):
    class Terms(tables.Table):
        term = tables.Column(linkify=change_link("meetings:definition-edit"))

    table = Terms([SimpleNamespace(pk=7, term="API")])
    table.may_change = may_change

    [[cell]] = table.rows
    assert cell == ('<a href="/definisjoner/7/">API</a>' if may_change else "API")
