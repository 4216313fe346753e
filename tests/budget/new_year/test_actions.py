"""A year begun from the one before, and the budgets of its lines laid at once."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budget.forecasts.actions import set_distribution
from budget.ledger.models import AccountMapping
from budget.lines.models import BudgetLine, MonthAmount, MonthShare, VarianceCause
from budget.new_year.actions import begin_year, set_budgets
from budget.new_year.copying import Budget, Choices
from budget.years.actions import close_year
from rorikt.audit import seen
from rorikt.audit.models import AuditEntry
from tests.budget.accounts.accounts_files import csv_file, import_accounts, make_mapping
from tests.factories import make_cause, make_line, make_purpose

NOW = datetime(2025, 1, 10, 12, tzinfo=UTC)
SPREAD = [Decimal(8)] * 11 + [Decimal(12)]


@pytest.fixture
def last_year(head):
    """2024: two lines, one spread and with a cause, and a narrow range inside a wide one."""
    salaries = make_line(year=2024, title="Lønn", position=1, budgeted=Decimal("1000.50"), actual=0)
    consultants = make_line(year=2024, title="Konsulenter", position=2, budgeted=Decimal(500), actual=0)
    set_distribution(salaries, SPREAD, by=head, now=NOW)
    make_cause(line=salaries, slug="vikarer", title="Vikarer", text="Sykdom i mars.", amount=Decimal(90))
    make_mapping(salaries, "10000", "19999")
    make_mapping(consultants, "12000", "12999")
    make_mapping(None, "20000", "29999", year=2024)
    return salaries, consultants


def begin(head, **choices):
    return begin_year(2025, before=2024, choices=Choices(**choices), by=head, now=NOW)


def counts():
    return tuple(
        kind.objects.filter(**{field: 2025}).count()
        for kind, field in (
            (BudgetLine, "year"), (AccountMapping, "year"), (MonthShare, "line__year"), (VarianceCause, "line__year"),
        )
    )  # fmt: skip


def test_one_click_makes_all_that_is_missing(head, last_year):
    begin(head)

    assert counts() == (2, 3, 12, 1)
    assert list(BudgetLine.objects.for_year(2025).values_list("title", "position", "budgeted", "actual")) == [
        ("Lønn", 1, Decimal("1000.50"), 0),
        ("Konsulenter", 2, 500, 0),
    ]
    cause = VarianceCause.objects.get(line__year=2025)
    assert (cause.slug, cause.title, cause.amount) == ("vikarer", "Vikarer", None)
    assert cause.text == "Årsaken er hentet fra 2024. Skriv hva den gjelder i 2025."
    assert {row.year for row in AccountMapping.objects.filter(line__year=2025)} == {2025}


def test_a_second_click_makes_nothing_and_says_so(head, last_year):
    begin(head)
    entries = AuditEntry.objects.count()

    with pytest.raises(ValidationError, match="finnes allerede i 2025"):
        begin(head)

    assert counts() == (2, 3, 12, 1)
    assert AuditEntry.objects.count() == entries


def test_each_row_that_is_made_stands_in_the_trail(head, last_year):
    before = AuditEntry.objects.count()

    begin(head)

    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)[before:])
    assert Counter(actions) == {
        "la til budsjettlinje": 2, "endret månedsfordeling": 1, "la til årsak til avvik": 1, "la til kontokobling": 3,
    }  # fmt: skip


def test_what_the_year_has_is_left_as_it_is(head, last_year):
    own = make_line(year=2025, title="Lønn", position=7, budgeted=Decimal(42), actual=0)
    mine = make_mapping(own, "10000", "19999")

    begin(head, budget=Budget.EMPTY)

    own.refresh_from_db()
    assert (own.budgeted, own.position) == (42, 7)
    assert BudgetLine.objects.get(year=2025, title="Konsulenter").budgeted == 0
    assert own.month_shares.count() == 12  # it had none
    assert AccountMapping.objects.get(year=2025, first="10000") == mine
    # The narrower one would take accounts from that.
    assert not AccountMapping.objects.filter(year=2025, first="12000").exists()


def test_accounts_that_are_imported_already_find_their_lines(head, last_year):
    import_accounts(csv_file("2025;1;10100;;;;100", "2025;1;12700;;;;50"), by=head)

    begin(head)

    assert dict(BudgetLine.objects.for_year(2025).values_list("title", "actual")) == {"Lønn": 100, "Konsulenter": 50}


def test_a_closed_year_takes_nothing(head, last_year):
    make_line(year=2025, title="Lønn", actual=5)
    close_year(2025, closed_on=date(2026, 1, 10), is_whole=True, by=head, now=datetime(2026, 2, 1, tzinfo=UTC))

    with pytest.raises(ValidationError, match="avsluttet"):
        begin(head)

    assert counts() == (1, 0, 0, 0)


def test_a_range_that_crosses_one_of_the_new_year_is_left_out_and_the_rest_is_made(head, last_year):
    make_mapping(None, "25000", "31000", year=2025)

    begin(head)
    assert not AccountMapping.objects.filter(year=2025, first="20000").exists()  # it would take from that
    assert counts() == (2, 3, 12, 1)


# Budgets


def mark(line):
    return seen.marks_of(line, ["budgeted"])["budgeted"]


def test_all_budgets_are_laid_at_once_and_only_what_changed_is_stored(head, last_year):
    salaries, consultants = last_year
    entries = AuditEntry.objects.count()

    changed = set_budgets({salaries: Decimal(2), consultants: Decimal(500)}, marks={}, by=head, now=NOW)

    assert changed == 1
    assert AuditEntry.objects.count() == entries + 1
    assert dict(BudgetLine.objects.for_year(2024).values_list("title", "budgeted")) == {"Lønn": 2, "Konsulenter": 500}


def test_a_budget_that_another_has_changed_meanwhile_stops_all_of_them(head, last_year):
    salaries, consultants = last_year
    marks = {line.pk: mark(line) for line in last_year}
    BudgetLine.objects.filter(pk=consultants.pk).update(budgeted=600)

    with pytest.raises(ValidationError) as caught:
        set_budgets({salaries: Decimal(2), consultants: Decimal(3)}, marks=marks, by=head, now=NOW)

    assert list(caught.value.message_dict) == [str(consultants.pk)]
    assert "En annen har endret dette mens du skrev" in caught.value.message_dict[str(consultants.pk)][0]
    assert BudgetLine.objects.get(pk=salaries.pk).budgeted == Decimal("1000.50")


def test_budgets_of_a_closed_year_stay(head, last_year):
    BudgetLine.objects.filter(pk=last_year[0].pk).update(actual=1)
    close_year(2024, closed_on=date(2025, 1, 5), is_whole=True, by=head, now=NOW)

    with pytest.raises(ValidationError, match="avsluttet"):
        set_budgets({BudgetLine.objects.get(pk=last_year[0].pk): Decimal(2)}, marks={}, by=head, now=NOW)


def test_what_a_line_is_for_and_the_months_of_a_file_go_with_it(head):
    purpose = make_purpose()
    line = make_line(year=2024, title="Journalsystem", budgeted=Decimal("1200.00"), actual=0, purpose=purpose)
    for month in range(1, 13):
        MonthAmount.objects.create(line=line, month=month, amount=Decimal(300 if month in (1, 7) else 60))

    begin(head)

    new = BudgetLine.objects.get(year=2025)
    assert new.purpose == purpose
    shares = [share.percent for share in new.month_shares.order_by("month")]
    assert (shares[0], shares[6], shares[1], sum(shares)) == (25, 25, 5, 100)


def test_months_that_no_per_cents_can_tell_are_left_even(head):
    line = make_line(year=2024, title="Gebyrer", budgeted=Decimal(100), actual=0)
    for month in range(1, 13):
        MonthAmount.objects.create(line=line, month=month, amount=Decimal(-100 if month == 1 else 20))

    begin(head)

    assert not BudgetLine.objects.get(year=2025).month_shares.exists()
