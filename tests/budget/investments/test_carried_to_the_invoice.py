"""Money that one year did not use, followed into the next: carried over, used, settled, and to the invoice.

What was paid on account and not used is offset against the next year's contribution, which brings in what was carried
over again. Every øre is followed by hand beside the system.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budget.allocations.models import AllocationPart, AllocationRun
from budget.investments.actions import carry_over, delete_decided, revise
from budget.investments.report import investment_settlement, investments, investments_underspend
from budget.invoices.invoice import invoice_basis
from budget.keys.allocation import allocate
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject
from budget.runs.actions import approve_run, make_run
from budget.runs.forms import RunForm
from tests.budget.rows import cells
from tests.factories import (
    KEY_2023,
    close_year,
    make_key,
    make_line,
    make_municipalities,
    make_payment,
    make_project,
    make_purpose,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 20, 12, tzinfo=UTC)
LATER = datetime(2025, 2, 20, 12, tzinfo=UTC)
DECIDED = {"decision": "Rådet i desember", "reason": "Forsinket levering", "decided_on": date(2023, 12, 13)}
Kind = AllocationRun.Kind
SHARES = {number: Decimal(percent) for number, percent in KEY_2023.items()}


@pytest.fixture
def carried(head):
    """1 000 budgeted and paid for in 2023, 600 with VAT used, and the 400 that are left carried into 2024."""
    make_key(valid_from=date(2023, 1, 1))
    make_line(year=2023)
    source = make_project(
        title="Nett", budgeted=Decimal(1000), actual_excl_vat=Decimal(480), vat=Decimal(120), starts_in=2022
    )
    for municipality, amount in zip(make_municipalities(), allocate(Decimal(800), SHARES).values(), strict=True):
        make_payment(municipality=municipality, amount=amount)
    close_year(2023, by=head)
    return carry_over(source, target=None, amount=Decimal(400), by=head, now=NOW, **DECIDED)


def run(kind, head, now=NOW, **options):
    made = make_run(kind, by=head, now=now, **options)
    approve_run(made, by=head, now=now)
    made.refresh_from_db()
    return made


def parts(run, name):
    return dict(AllocationPart.objects.filter(run=run).values_list("municipality", name))


def test_what_is_carried_over_is_no_overspend_in_the_year_that_uses_it(carried, head):
    target = carried.to_project
    target.actual_excl_vat, target.vat = Decimal(300), Decimal(75)
    target.save()
    make_line(year=2024)
    close_year(2024, by=head)

    table = investments(2024, exact=True)

    assert [column.label for column in table.columns] == [
        "Prosjekt", "Regnskap", "Årsbudsjett", "Regulert og overført", "Avvik",
    ]  # fmt: skip
    assert cells(table) == [
        ["Nett", "375,00", "–", "400,00", "25,00"],
        ["SUM", "375,00", "–", "400,00", "25,00"],
    ]
    assert investments_underspend(2024).value == 25


def test_the_year_it_comes_from_stays_as_it_was_told(carried):
    assert cells(investments(2023, exact=True))[0] == ["Nett", "600,00", "1 000,00", "400,00"]
    assert investments_underspend(2023).value == 400


def test_carried_money_is_followed_to_the_invoice(carried, head):
    settlement = run(Kind.INVESTMENT, head, year=2023, charged_year=2024)
    back = {number: Decimal(-1) * to_pay for number, to_pay in parts(settlement, "to_pay").items()}
    assert sum(back.values()) == 800 - 480

    # 2024 may use the 400 that were carried, of which 320 were paid back: the contribution brings them in again.
    assert "av det 400,00 kr overført fra tidligere år" in RunForm().fields["contribution"].help_text.replace(
        "\u00a0", " "
    )
    contribution = run(Kind.OFFSET, head, year=2024, charged_year=2024, contribution=Decimal(320), offsets=settlement)
    assert parts(contribution, "to_pay") == {
        number: allocate(Decimal(320), SHARES)[number] - back[number] for number in SHARES
    }
    assert sum(parts(contribution, "to_pay").values()) == 0

    part = contribution.parts.get(municipality="1506")
    basis = invoice_basis(part, Reader())
    assert sum(line.amount for line in basis.lines) == part.booked == basis.net
    assert [line.amount for line in basis.lines] == [part.amount, -part.paid_on_account]

    # The next year: what was paid for 2024 is the contribution, held against what 2024 used.
    target = InvestmentProject.objects.get(pk=carried.to_project_id)
    target.actual_excl_vat, target.vat = Decimal(300), Decimal(75)
    target.save()
    for number, amount in allocate(Decimal(320), SHARES).items():
        make_payment(year=2024, municipality_id=number, amount=amount)
    make_line(year=2024)
    close_year(2024, by=head)
    assert cells(investment_settlement(2024))[-1][2:] == ["320,00", "300,00", "20,00"]
    final = run(Kind.INVESTMENT, head, year=2024, charged_year=2025, now=LATER)
    assert sum(parts(final, "booked").values()) == -20


def test_a_closed_year_takes_neither_revisions_nor_money_carried_into_it(carried, head):
    close_year(2024, by=head)

    with pytest.raises(ValidationError, match="2024 er avsluttet"):
        revise(carried.to_project, amount=Decimal(1), by=head, now=NOW, **DECIDED)
    with pytest.raises(ValidationError, match="2024 er avsluttet"):
        carry_over(carried.from_project, target=carried.to_project, amount=Decimal(1), by=head, now=NOW, **DECIDED)
    with pytest.raises(ValidationError, match="2024 er avsluttet"):
        delete_decided(carried, by=head, now=NOW)


def test_what_is_used_already_is_not_carried_back(carried, head):
    target = carried.to_project
    target.actual_excl_vat = Decimal(150)
    target.save()

    with pytest.raises(ValidationError, match="allerede brukt"):
        delete_decided(carried, by=head, now=NOW)


def test_what_is_carried_over_is_shared_by_the_same_purpose_as_before(head):
    purpose = make_purpose()
    source = make_project(title="Nett", budgeted=Decimal(1000), purpose=purpose)

    carried = carry_over(source, target=None, amount=Decimal(400), by=head, now=NOW, **DECIDED)

    assert carried.to_project.purpose == purpose
