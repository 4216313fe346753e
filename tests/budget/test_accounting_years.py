"""The state of a year: how far its accounts reach, that it is closed, and what must not move then."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budget import year_actions
from budget.models import AccountingYear
from budget.year_report import state_of
from rorikt.models import AuditEntry
from tests.factories import make_line, make_total, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)


@pytest.fixture
def head(db):
    return make_user()


def close(year, by, on=None, **options):
    year_actions.close_year(year, closed_on=on or date(year + 1, 1, 31), by=by, now=NOW, **options)


def test_a_year_without_anything_has_no_accounts():
    state = state_of(2024)

    assert (state.has_accounts, state.is_comparable, state.is_closed) == (False, False, False)


def test_imported_months_reach_the_last_one_with_entries_until_somebody_states_it(head):
    line = make_line(year=2024, actual=200)
    for month in (1, 4):
        make_total(line=line, month=month)

    found = state_of(2024)
    year_actions.state_reach(2024, 3, by=head, now=NOW)

    assert (found.accounts_to, found.is_confirmed) == (4, False)
    assert (state_of(2024).accounts_to, state_of(2024).is_confirmed) == (3, True)


def test_accounts_that_belong_to_no_line_are_accounts(head):
    make_total(line=None, year=2024, month=4)

    assert (state_of(2024).has_accounts, state_of(2024).accounts_to) == (True, 4)


def test_typed_accounts_reach_nothing_until_somebody_states_it(head):
    make_line(year=2024, actual=200)
    assert state_of(2024).accounts_to is None

    year_actions.state_reach(2024, 6, by=head, now=NOW)

    state, entry = state_of(2024), AuditEntry.objects.first()
    assert (state.accounts_to, state.is_confirmed, state.has_months) == (6, True, False)
    assert (entry.action, entry.detail["after"]) == (
        "oppga måned for regnskapet",
        {"accounts_to": 6, "closed_on": None},
    )


def test_accounts_cannot_reach_a_month_without_entries_or_one_that_is_not_over(head):
    make_total(line=make_line(year=2024), month=4)

    with pytest.raises(ValidationError, match="Siste måned med poster i 2024 er april"):
        year_actions.state_reach(2024, 6, by=head, now=NOW)
    with pytest.raises(ValidationError, match="September 2024 er ikke over ennå"):
        year_actions.state_reach(2024, 9, by=head, now=NOW)
    assert state_of(2024).accounts_to == 4


def test_a_closed_year_is_the_whole_year_and_reopens_with_a_reason(head):
    make_line(year=2023)
    close(2023, head)
    closed = state_of(2023)

    with pytest.raises(ValidationError, match="Skriv hvorfor"):
        year_actions.reopen_year(2023, reason=" ", by=head, now=NOW)
    year_actions.reopen_year(2023, reason="Et bilag kom sent.", by=head, now=NOW)

    assert (closed.is_closed, closed.closed_on) == (True, date(2024, 1, 31))
    assert (state_of(2023).is_closed, state_of(2023).accounts_to) == (False, 12)
    assert AuditEntry.objects.first().detail["reason"] == "Et bilag kom sent."
    with pytest.raises(ValidationError, match="2023 er ikke avsluttet"):
        year_actions.reopen_year(2023, reason="Igjen.", by=head, now=NOW)


def test_a_year_is_closed_only_when_nothing_is_missing(head):
    with pytest.raises(ValidationError, match="Det finnes ingen driftslinjer for 2023"):
        close(2023, head)
    line = make_line(year=2023, actual=0)
    with pytest.raises(ValidationError, match="Det er ikke ført regnskap for 2023"):
        close(2023, head)
    make_total(line=line, month=10)
    lost = make_total(line=None, year=2023, month=10, amount=Decimal("36889000.50"))
    with pytest.raises(ValidationError) as refused:
        close(2023, head)
    assert [message.replace("\u00a0", " ") for message in refused.value.messages] == [
        "36 889 000,50 kr på 1 konto mangler type utgift. Koble dem under Konti.",
        "Siste måned med poster er oktober. Importer resten av året, eller bekreft at det ikke kommer flere poster.",
    ]
    lost.delete()

    close(2023, head, is_whole=True)

    assert state_of(2023).is_closed


@pytest.mark.parametrize("day", [date(2023, 12, 30), date(2024, 9, 4)])
def test_a_year_is_closed_after_its_end_and_not_in_the_future(head, day):
    make_line(year=2023)

    with pytest.raises(ValidationError, match="Dagen må være etter at 2023 er over"):
        close(2023, head, on=day)


def test_a_closed_year_takes_no_new_statement(head):
    make_line(year=2023)
    close(2023, head)

    with pytest.raises(ValidationError, match="Regnskapsåret 2023 er avsluttet"):
        year_actions.state_reach(2023, 5, by=head, now=NOW)
    with pytest.raises(ValidationError, match="Regnskapsåret 2023 er avsluttet"):
        close(2023, head)


@pytest.mark.parametrize(
    "fields",
    [
        {"accounts_to": 13},
        {"accounts_to": 5},
        {"accounts_to": None, "closed_on": date(2024, 1, 31)},
        {"year": 1999},
    ],
)
def test_the_database_holds_the_rules_of_a_year(head, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountingYear.objects.create(**{"year": 2023, **fields})


def test_the_database_closes_no_year_whose_accounts_stop_before_december(head):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountingYear.objects.create(
            year=2023, accounts_to=11, stated_at=NOW, stated_by=head,
            closed_on=date(2024, 1, 31), closed_at=NOW, closed_by=head,
        )  # fmt: skip
