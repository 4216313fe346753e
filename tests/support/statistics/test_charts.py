"""Charts of the tickets: what they count, and how far a month has come."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rorikt.figures.charts import svg
from support.statistics.charts import new_by_category, sla_trend
from tests.factories import make_measured_ticket, make_ticket

MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)


@pytest.fixture
def resolved(rules):
    """Two in November, one of them in time, and one in time on each of two days in January."""
    make_measured_ticket(
        created_at=datetime(2023, 11, 6, 8, tzinfo=UTC), resolved_at=datetime(2023, 11, 7, 8, tzinfo=UTC)
    )
    make_measured_ticket(
        created_at=datetime(2023, 11, 6, 8, tzinfo=UTC), resolved_at=datetime(2023, 11, 30, 8, tzinfo=UTC)
    )
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=1))
    make_measured_ticket(created_at=MONDAY, resolved_at=MONDAY + timedelta(days=2))


def test_the_trend_has_a_per_cent_for_each_month_and_a_gap_where_nothing_was_resolved(resolved):
    chart = sla_trend(date(2024, 1, 1), date(2024, 2, 1))

    assert (len(chart.categories), chart.categories[0], chart.categories[-1]) == (12, "februar 2023", "januar 2024")
    assert chart.series[0].values == (*[None] * 9, 50.0, None, 100.0)
    assert [[cell.text for cell in row] for row in chart.table.rows[-3:]] == [
        ["November 2023", "1", "1", "50,0\u00a0%"],
        ["Desember 2023", "0", "0", "–"],
        ["Januar 2024", "2", "0", "100,0\u00a0%"],
    ]


def test_a_month_that_is_not_over_goes_to_the_day_and_says_so(resolved):
    chart = sla_trend(date(2024, 1, 1), date(2024, 1, 9))

    assert (chart.categories[-1], chart.days[-2:]) == ("09.01.2024", (date(2023, 12, 31), date(2024, 1, 9)))
    assert [cell.text for cell in chart.table.rows[-1]] == ["09.01.2024", "1", "0", "100,0\u00a0%"]
    assert "resolved_to=2024-01-09" in chart.table.rows[-1][1].source


@pytest.mark.parametrize("as_of", [date(2024, 1, 9), date(2010, 1, 1)])
def test_months_after_the_day_are_left_out(resolved, as_of):
    chart = sla_trend(date(2024, 6, 1), as_of)

    assert chart.categories[-1] == f"{as_of:%d.%m.%Y}"
    assert svg(chart)


@pytest.mark.parametrize(("first", "series"), [(date(2023, 11, 1), 3), (date(2023, 2, 1), 1)])
def test_many_months_are_one_bar_and_few_stand_side_by_side(db, first, series):
    make_ticket(created_at=MONDAY)

    assert len(new_by_category(first, date(2024, 1, 1)).series) == series
