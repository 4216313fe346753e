"""The plan held against the budget and the frame of each year."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from budget.frame.actions import Decision, add_change
from budget.frame.models import FrameChange
from budget.money.reader import Reader
from budget.plan.report import comparison, line_comparison, planned
from tests.budget.rows import cells
from tests.factories import make_key, make_line, make_plan, make_plan_line

pytestmark = pytest.mark.django_db
Kind = FrameChange.Kind
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)


def test_the_plan_is_held_against_the_budget_of_each_year():
    plan = make_plan(base_year=2023)
    make_plan_line(plan=plan, title="Lønn", base=Decimal(1_000_000))
    make_plan_line(plan=plan, title="Bare i planen", base=Decimal(5000))
    make_line(year=2024, title="Lønn", budgeted=Decimal(1_100_000))
    make_line(year=2024, title="Bare i budsjettet", budgeted=Decimal(7000))
    found = planned(plan)

    assert [[cell.text.replace("\u00a0", " ") for cell in row] for row in comparison(found, Reader()).rows[:2]] == [
        ["2024", "1 005", "1 107", "102", "–", "–"],
        ["2025", "1 005", "–", "–", "–", "–"],
    ]
    assert cells(line_comparison(found, 2024)) == [
        ["Lønn", "1 000", "1 100", "100"],
        ["Bare i planen", "5", "–", "–"],
        ["Bare i budsjettet", "–", "7", "–"],
        ["SUM", "1 005", "1 107", "102"],
    ]


def test_the_plan_is_held_against_the_frame_that_the_council_has_decided(head):
    make_key(valid_from=date(2024, 1, 1))
    plan = make_plan_line(plan=make_plan(base_year=2023), base=Decimal(900_000)).plan
    decision = Decision("Rammevedtaket", date(2023, 12, 14))
    for kind, title, amount in ((Kind.BASE, "Driftsramme", 1_000_000), (Kind.ONE_OFF, "Flytting", 50_000)):
        add_change(kind=kind, year=2024, title=title, amount=Decimal(amount), decision=decision, by=head, now=NOW)

    first = comparison(planned(plan), Reader()).rows[0]

    assert [cell.value for cell in first[1:]] == ["900000.00", "", "", "1050000.00", "150000.00"]
    assert first[4].source == "/okonomi/2024/ramme/"
