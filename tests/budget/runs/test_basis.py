"""What a run is made of: the amount and its sign, the key and the rows behind, and what is missing, in words."""

from datetime import date
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationRun
from budget.frame.actions import Decision, replace_change
from budget.lines.models import BudgetLine
from budget.projects.models import PaymentOnAccount
from budget.runs.basis import basis_of, investments, operating_result
from budget.years.actions import reopen_year
from budget.years.models import AccountingYear
from rorikt.figures.values import NotAvailable
from tests.budget import golden
from tests.factories import (
    KEY_2024,
    RUN_AT,
    close_year,
    make_estimate,
    make_frame_change,
    make_key,
    make_line,
    make_run,
)

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind


def plain(text):
    return text.replace("\u00a0", " ")


def test_an_overspend_is_paid_and_said_with_accounts_and_budget(year_2023):
    basis = operating_result(2023)

    assert (basis.title, basis.amount) == ("Merforbruk 2023", golden.OVERSPEND)
    assert plain(basis.label) == "Merforbruk 2023: regnskap 85 803 782,94 kr, årsbudsjett 83 866 000,00 kr"
    assert basis.split.key.percentages()["1506"] == Decimal("45.87")
    assert [held.source.name for held in basis.sources] == ["Driftslinjer 2023", "Regnskapsår 2023"]
    assert basis.paid == {}


def test_what_was_not_spent_is_paid_back():
    make_key()
    make_line(budgeted=Decimal(1000), actual=Decimal("900.01"))
    close_year(2023)

    basis = operating_result(2023)

    assert (basis.title, basis.amount) == ("Mindreforbruk 2023", Decimal("-99.99"))


def test_rows_of_other_years_are_no_part_of_it(year_2023):
    make_line(year=2022, actual=Decimal(9_999_999))
    make_line(year=2024, actual=Decimal(9_999_999))

    assert operating_result(2023).amount == golden.OVERSPEND


def test_an_open_year_is_not_shared(year_2023, head):
    reopen_year(2023, reason="Et bilag mangler", by=head, now=RUN_AT)

    for made in (operating_result, investments):
        with pytest.raises(NotAvailable, match="2023"):
            made(2023)


def test_a_year_without_a_key_of_its_own_is_not_shared(year_2023):
    BudgetLine.objects.filter(year=2023).update(year=2026)
    AccountingYear.objects.update(year=2026, closed_on=date(2027, 1, 31))

    with pytest.raises(NotAvailable, match="ingen fordelingsnøkkel som gjelder for 2026"):
        operating_result(2026)


def test_investments_are_without_vat_and_held_against_what_each_has_paid(year_2023):
    PaymentOnAccount.objects.create(year=2024, municipality_id="1506", amount=Decimal(777))

    basis = investments(2023)

    assert basis.amount == golden.EXPENSES_EXCL_VAT
    assert basis.paid == {number: Decimal(paid) for number, (paid, _, _) in golden.PRINTED_SETTLEMENT.items()}
    assert [held.source.rows for held in basis.sources[:2]] == [13, 5]


def offset_of(settlement, **options):
    return AllocationRun(kind=Kind.OFFSET, year=2024, charged_year=2024, offsets=settlement, **options)


def test_a_contribution_has_what_the_settlement_owes_as_if_it_was_paid(year_2023):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    settlement = make_run(Kind.INVESTMENT)

    basis = basis_of(offset_of(settlement), contribution=Decimal(11_000_000))

    assert (basis.title, basis.amount) == ("Investeringstilskudd 2024", Decimal(11_000_000))
    assert basis.paid == {number: Decimal(left) for number, (_, _, left) in golden.PRINTED_SETTLEMENT.items()}
    assert all(credit > 0 for credit in basis.paid.values())
    assert basis.split.key.percentages()["1506"] == Decimal("47.10")
    assert basis.url == settlement.get_absolute_url()


def test_a_contribution_is_offset_against_nothing_but_an_approved_settlement(year_2023):
    for settlement in (None, make_run(Kind.INVESTMENT, approve=False)):
        with pytest.raises(NotAvailable, match="Velg et godkjent oppgjør"):
            basis_of(offset_of(settlement), contribution=Decimal(1))


def test_a_contribution_computed_again_keeps_the_amount_that_was_typed(year_2023):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    settlement = make_run(Kind.INVESTMENT)
    run = make_run(Kind.OFFSET, year=2024, contribution=Decimal(11_000_000), offsets=settlement)

    again, correction = basis_of(run), basis_of(offset_of(settlement, corrects=run))

    assert again.amount == correction.amount == 11_000_000


def test_a_decided_cost_follows_the_newest_decision_of_its_subject(head):
    make_key(valid_from=date(2024, 1, 1))
    change = make_frame_change(title="Beredskap", amount=Decimal(1000))
    make_frame_change(title="Noe annet", amount=Decimal(5))
    run = change.run
    newer = replace_change(
        change, amount=Decimal(700), decision=Decision("Rådet satte det ned", date(2024, 5, 2)), by=head, now=RUN_AT
    )

    basis = basis_of(run)

    assert newer.subject == run.subject
    assert (basis.title, basis.amount, basis.label) == ("Beredskap 2024", Decimal(700), "Rådet satte det ned")
    assert basis.url == "/okonomi/2024/ramme/"
    assert basis_of(run, change=change).amount == 1000


def test_a_title_that_names_its_year_does_not_name_it_twice():
    make_key(valid_from=date(2024, 1, 1))
    run = make_frame_change(title="Flytting 2024").run

    assert basis_of(run).title == "Flytting 2024"


def test_a_cost_that_was_estimated_leads_to_the_estimate():
    make_key(valid_from=date(2024, 1, 1))
    estimate = make_estimate(title="Sikkerhetspartner")
    change = make_frame_change(estimate=estimate)

    assert basis_of(change.run).url == estimate.get_absolute_url()


def test_a_cost_without_a_decision_is_not_shared():
    run = AllocationRun(kind=Kind.CASE_COST, year=2024, charged_year=2024, subject="borte")

    with pytest.raises(NotAvailable, match="ikke noe vedtak bak fordelingen"):
        basis_of(run)
