"""The first year of a plan as next year's budget, and what each municipality pays of the plan in each of its years."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from budget.frame.actions import Decision
from budget.lines.models import BudgetLine
from budget.plan.actions import propose_budget, set_growth
from budget.plan.report import in_ore, municipality_table, planned, split_years
from budget.year_budget.actions import adopt_budget
from budget.year_budget.models import PlannedLine
from rorikt.figures.values import NotAvailable
from tests.budget.pages import open_page, send, shown
from tests.budget.rows import cells
from tests.factories import KEY_2024, close_year, make_key, make_line, make_plan, make_plan_line

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
GROWTH = dict.fromkeys(range(2024, 2028), Decimal("3.33"))


@pytest.fixture
def plan(head):
    plan = make_plan(base_year=2023)
    make_plan_line(plan=plan, title="Lønn", base=Decimal("1000.01"))
    make_plan_line(plan=plan, title="Lisens", base=Decimal(-500))
    set_growth(plan, GROWTH, by=head, now=NOW)
    return plan


def test_the_first_year_becomes_the_proposal_with_lines_made_or_filled_in(head, plan):
    there = make_line(year=2024, title="Lønn", budgeted=Decimal(1))
    other = make_line(year=2024, title="Kurs", budgeted=Decimal(7))

    propose_budget(plan, by=head, now=NOW)

    found = dict(BudgetLine.objects.for_year(2024).values_list("title", "budgeted"))
    assert found == {"Lønn": Decimal("1033.31"), "Lisens": Decimal("-516.65"), "Kurs": Decimal(7)}
    assert set(PlannedLine.objects.values_list("line__title", "plan", "amount")) == {
        ("Lønn", plan.pk, Decimal("1033.31")),
        ("Lisens", plan.pk, Decimal("-516.65")),
    }
    assert PlannedLine.objects.filter(line=there).exists()
    assert not PlannedLine.objects.filter(line=other).exists()


def test_an_adopted_or_closed_budget_is_not_moved_by_a_plan(head, plan):
    make_line(year=2024, title="Lønn", budgeted=Decimal(1))
    adopt_budget(2024, decision=Decision("Vedtak", date(2023, 12, 1)), by=head, now=NOW)
    with pytest.raises(ValidationError, match="er vedtatt"):
        propose_budget(plan, by=head, now=NOW)

    close_year(2024)
    with pytest.raises(ValidationError, match="er avsluttet"):
        propose_budget(plan, by=head, now=NOW)

    assert BudgetLine.objects.for_year(2024).get().budgeted == 1


def test_a_plan_without_lines_proposes_nothing(head):
    with pytest.raises(ValidationError, match="ingen linjer"):
        propose_budget(make_plan(), by=head, now=NOW)


def test_the_page_shows_what_each_line_becomes_before_it_is_done(as_head, plan):
    make_line(year=2024, title="Lønn", budgeted=Decimal(1))

    page = shown(open_page(as_head, "plan-propose", plan.pk))
    assert "1 033,31" in page
    assert BudgetLine.objects.for_year(2024).count() == 1

    answer = send(as_head, "plan-propose", plan.pk)
    assert answer.url == "/okonomi/2024/budsjett/"
    assert plan.title in shown(as_head.get(answer.url))


def test_each_municipality_pays_its_part_of_each_year_by_the_key_of_it(plan):
    make_key(valid_from=date(2023, 1, 1), valid_to=date(2024, 12, 31))
    make_key(KEY_2024, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))

    table = municipality_table(planned(plan))

    assert [column.label for column in table.columns] == ["Kommune", "2024", "2025", "2026*", "2027*"]
    assert "* 2026 og 2027: forutsatt dagens nøkkel" in table.note
    assert cells(table)[-1][1:] == ["516,66", "533,87", "551,64", "570,01"]
    for one in split_years(planned(plan)):
        assert sum(one.split.parts().values()) == one.amount


def test_a_plan_is_shared_by_no_key_where_there_is_none(plan):
    with pytest.raises(NotAvailable, match="ingen fordelingsnøkkel"):
        municipality_table(planned(plan))


def test_the_plan_says_so_where_there_is_no_key(as_head, plan):
    assert "Det finnes ingen fordelingsnøkkel" in shown(open_page(as_head, "plan", plan.pk))


@given(st.decimals(-(10**9), 10**9, places=6))
def test_the_sum_of_a_year_is_rounded_half_up_to_the_ore(amount):
    assert abs(in_ore(amount) - amount) <= Decimal("0.005")
    assert in_ore(Decimal("0.125")) == Decimal("0.13")
