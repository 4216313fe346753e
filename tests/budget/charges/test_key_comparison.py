"""What a new key would have meant: of approved runs what was charged, of the rest what the key gives, and no sum of
what is closed to the reader.
"""

from datetime import date
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationRun
from budget.charges.key_comparison import items_of, left_out, meaning
from budget.frame.actions import Decision
from budget.frame.models import FrameChange
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject
from budget.runs.actions import approve_run, correct_run
from budget.years.actions import reopen_year
from budget.years.models import AccountingYear
from rorikt.figures.values import NotAvailable
from tests.budget import golden
from tests.factories import (
    KEY_2023,
    KEY_2024,
    RUN_AT,
    make_frame_change,
    make_item,
    make_key,
    make_line,
    make_meeting,
    make_run,
    named_case,
    state_reach,
)

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind
NEW = {number: Decimal(percent) for number, percent in KEY_2024.items()}
BUDGET = Decimal(83_866_000)
EXEMPT = {"exemption_basis": "offentleglova § 23", "public_title": "Anskaffelse"}


def of_the_case():
    return Decision("Rådet vedtok det", date(2024, 2, 14), named_case("2024/M1-001"))


def items(year=2023, reader=None):
    return list(items_of(year, reader or Reader()))


def amounts(year=2023):
    return [(item.title, item.amount) for item in items(year)]


def exempt_case(**overrides):
    return make_item(meeting=make_meeting(held_on=date(2024, 2, 14)), **EXEMPT, **overrides)


def test_a_closed_year_without_runs_is_its_budget_its_overspend_and_its_investments(year_2023):
    assert amounts() == [
        ("Årsbudsjett 2023", BUDGET),
        ("Mer- eller mindreforbruk 2023, ikke godkjent", golden.OVERSPEND),
        ("Investeringer mot akonto 2023, ikke godkjent", golden.EXPENSES_EXCL_VAT),
    ]
    assert all(sum(item.before.values()) == item.amount for item in items())


def test_an_underspend_is_money_back(year_2023):
    make_line(title="Ubrukt", budgeted=Decimal(3_000_000), actual=Decimal(0))

    assert amounts()[1][1] == golden.OVERSPEND - 3_000_000 < 0


def test_a_decided_frame_is_shared_in_the_place_of_the_budget(year_2023):
    make_frame_change(kind=FrameChange.Kind.BASE, year=2023, title="Driftsramme", amount=Decimal(84_000_000))

    assert amounts()[0] == ("Ramme 2023", Decimal(84_000_000))


def test_what_is_approved_counts_as_it_was_charged_and_not_as_the_key_would_give(year_2023):
    run = make_run(Kind.INVESTMENT)
    charged = dict(run.parts.values_list("municipality", "amount"))
    InvestmentProject.objects.filter(title="Helseplattformen").update(actual_excl_vat=Decimal(1))

    (item,) = [item for item in items() if item.title == run.title]

    assert (item.amount, item.before) == (golden.EXPENSES_EXCL_VAT, charged)


def test_of_a_corrected_run_only_the_correction_counts(year_2023, head):
    run = make_run()
    line = make_line(title="Glemt", budgeted=Decimal(0), actual=Decimal(1_000))
    assert line.year == 2023
    correction = correct_run(run, charged_year=2024, reason="Glemt bilag", by=head, now=RUN_AT)
    approve_run(correction, by=head, now=RUN_AT)

    found = [amount for title, amount in amounts() if "forbruk" in title]

    assert found == [golden.OVERSPEND + 1_000]


def test_runs_of_another_year_and_drafts_are_not_what_was_charged(year_2023):
    make_run(approve=False)

    assert amounts()[1][0] == "Mer- eller mindreforbruk 2023, ikke godkjent"


def test_an_open_year_is_compared_without_its_result_and_says_so(year_2023, head):
    reopen_year(2023, reason="Et bilag mangler", by=head, now=RUN_AT)
    AccountingYear.objects.all().delete()
    state_reach(2023, 9, by=head)

    assert amounts() == [("Årsbudsjett 2023", BUDGET)]
    assert "mer- eller mindreforbruk og investeringer mot akonto kan regnes med" in left_out(2023)


def test_a_run_that_is_approved_is_left_out_of_no_year(year_2023, head):
    make_run()
    reopen_year(2023, reason="Et bilag mangler", by=head, now=RUN_AT)

    assert "investeringer mot akonto kan regnes med" in left_out(2023)
    assert "mindreforbruk" not in left_out(2023)


def test_a_closed_year_and_one_without_accounts_leave_nothing_out(year_2023):
    make_line(year=2031, actual=Decimal(0))

    assert (left_out(2023), left_out(2031)) == ("", "")


def test_every_municipality_is_set_under_both_keys_and_the_sums_are_those_of_the_columns(year_2023):
    table = meaning(NEW, 2023, Reader())

    assert [row[0].text for row in table.rows] == ["Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika"]
    whole = BUDGET + golden.OVERSPEND + golden.EXPENSES_EXCL_VAT
    columns = [[Decimal(row[index].value) for row in table.rows] for index in range(1, 6)]
    assert [Decimal(cell.value) for cell in table.total[1:]] == [sum(column) for column in columns]
    assert [sum(column) for column in columns] == [100, 100, whole, whole, 0]
    assert [after - before for before, after in zip(columns[2], columns[3], strict=True)] == columns[4]
    assert columns[0] == [Decimal(percent) for percent in KEY_2023.values()]
    assert columns[4][0] > 0 > columns[4][4]  # Molde's share grows, Hustadvika's shrinks


def test_one_who_leaves_the_key_pays_nothing_after_and_is_still_told_of(year_2023):
    alone = {"1506": Decimal(100)}

    table = meaning(alone, 2023, Reader())

    assert len(table.rows) == 5
    vestnes = table.rows[1]
    assert [vestnes[2].value, vestnes[4].value] == ["0", "0"]
    assert Decimal(vestnes[5].value) == -Decimal(vestnes[3].value) < 0


def test_the_note_names_what_was_counted_and_that_it_is_not_all(year_2023):
    note = meaning(NEW, 2023, Reader()).note.replace("\u00a0", " ")

    assert note.startswith("Forskjell over null: kommunen betaler mer med ny nøkkel. ")
    assert (
        " Dette er ikke alt kommunene betaler i 2023, bare det som regnes av årsbudsjett 2023 83 866 000,00, " in note
    )
    assert note.endswith("Akonto og kostnader i enkeltsaker er ikke regnet med.")


def test_a_year_with_nothing_in_it_says_so():
    make_key(valid_from=date(2030, 1, 1))

    with pytest.raises(NotAvailable, match="Det finnes ingen tall for 2031"):
        meaning(NEW, 2031, Reader())


def test_a_year_without_a_key_says_so():
    make_line(year=2031)

    with pytest.raises(NotAvailable, match="ingen fordelingsnøkkel som gjelder for 2031"):
        meaning(NEW, 2031, Reader())


def test_a_closed_amount_closes_the_comparison_to_those_who_may_not_see_it(year_2023, head, finance):
    exempt_case()
    make_frame_change(kind=FrameChange.Kind.BASE, year=2023, title="Ramme", decision=of_the_case())

    for reader in (Reader(), Reader(finance)):
        with pytest.raises(NotAvailable, match="Et beløp i 2023 er unntatt"):
            meaning(NEW, 2023, reader)
    assert meaning(NEW, 2023, Reader(head)).rows


def test_a_run_of_an_exempt_case_closes_it_too(year_2023, head):
    exempt_case()
    make_run(case=named_case("2024/M1-001"))

    with pytest.raises(NotAvailable, match="Et beløp i 2023 er unntatt"):
        items()
    assert len(items(reader=Reader(head))) == 3
