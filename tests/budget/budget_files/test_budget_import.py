"""A budget by account and month is put on the lines whole or not at all, exact in every month, and is taken back."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from budget.budget_files.models import BudgetImport
from budget.forecasts.actions import set_distribution
from budget.frame.actions import Decision
from budget.lines.models import BudgetLine, MonthAmount
from budget.result.actions import store_line
from budget.result.operating_result import result_of
from budget.year_budget.actions import adopt_budget, regulate
from budget.year_budget.models import BudgetRegulation
from budget.year_budget.report import revised_budget
from rorikt.audit import trail
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from tests.budget.accounts.accounts_files import make_mapping
from tests.budget.budget_files.budget_rows import (
    BY_MONTH,
    BY_PERIOD,
    DECIDED,
    NOW,
    OF_YEAR,
    csv_file,
    import_budget,
    upload,
)
from tests.budget.pages import open_page, send, shown
from tests.factories import close_year, make_line, state_reach

pytestmark = pytest.mark.django_db
ADOPTED = Decision("Rådet vedtok budsjettet", NOW.date())
WAGES = "10100;Lønn;100,01;100,02;0;0;0;0;0;0;0;0;0;-50,50"
HOLIDAY = "10200;Feriepenger;0;0;0;0;0;7,77;0;0;0;0;0;0"


@pytest.fixture
def lines(db):
    wages, income = make_line(year=2024, title="Lønn", budgeted=Decimal(1)), make_line(year=2024, title="Inntekter")
    make_mapping(wages, "10000", "19999", year=2024)
    make_mapping(income, "60000", "69999", year=2024)
    make_mapping(None, "90000", "99999", year=2024)
    return wages, income


def budget_of(*lines):
    return [BudgetLine.objects.get(pk=line.pk).budgeted for line in lines]


def faults(imported):
    return [(one["line"], one["column"], one["reason"].replace("\u00a0", " ")) for one in imported.summary["errors"]]


def test_months_of_the_accounts_are_the_budget_so_far_to_the_ore(head, lines):
    wages, income = lines
    content = csv_file(
        WAGES, HOLIDAY, "60100;Refusjon;-33,33;-33,33;-33,34;0;0;0;0;0;0;0;0;0", "90000;Bank;5;0;0;0;0;0;0;0;0;0;0;0"
    )

    import_budget(content, by=head)

    assert budget_of(wages, income) == [Decimal("157.30"), Decimal("-100.00")]
    state_reach(2024, 2)
    assert [row.budgeted for row in result_of(2024).rows] == [Decimal("200.03"), Decimal("-66.66")]
    state_reach(2024, 11)
    assert [row.budgeted for row in result_of(2024).rows] == [Decimal("207.80"), Decimal("-100.00")]
    assert trail.broken_entries() == []


def test_a_row_for_each_month_is_read_too(head, lines):
    wages, _ = lines

    import_budget(csv_file("10100;1;10", "10100;januar;5", "10100;202412;7", header=BY_PERIOD), by=head)

    assert budget_of(wages) == [22]
    assert list(MonthAmount.objects.filter(line=wages).values_list("amount", flat=True)) == [15, *[0] * 10, 7]


def test_a_budget_of_the_year_leaves_the_months_as_they_were_spread(head, lines):
    wages, _ = lines
    set_distribution(wages, [Decimal(50), *[Decimal(0)] * 10, Decimal(50)], by=head, now=NOW)

    import_budget(csv_file("10100;Lønn;1 200,50", "10200;Ferie;−0,50", header=OF_YEAR), by=head)

    assert budget_of(wages) == [1200]
    assert [one.percent for one in wages.month_shares.all()] == [50, *[0] * 10, 50]


def test_an_account_without_a_line_stops_all_of_the_file(as_head, head, lines):
    wages, _ = lines
    imported = upload(csv_file(WAGES, "77100;Ukjent;1;0;0;0;0;0;0;0;0;0;0;0"), by=head)

    page = shown(open_page(as_head, "budget-file", imported.pk))
    assert "Konti uten type utgift i 2024: 77100. Koble dem under Konti; budsjettet tas ikke inn i deler." in page
    assert "/okonomi/2024/konti/ny/?basis=account&amp;first=77100" in page
    assert "Legg budsjettet på linjene" not in page
    with pytest.raises(ValidationError, match="77100"):
        imported_files.confirm(imported, by=head, now=NOW)
    assert budget_of(wages) == [1]
    assert not BudgetImport.objects.exists()

    make_mapping(wages, "77100", year=2024)
    imported_files.confirm(ImportedFile.objects.get(pk=imported.pk), by=head, now=NOW)
    assert budget_of(wages) == [Decimal("150.53")]


@pytest.mark.parametrize(
    ("row", "header", "column", "reason"),
    [
        (f"10100;Lønn;1{';0' * 11};2", f"{BY_MONTH};Beløp", "Beløp", "Månedene er til sammen 1,00, men året er 2,00."),
        ("10100;Lønn;mye", OF_YEAR, "Budsjett 2024", "«mye»"),
        ("10100;Lønn;", OF_YEAR, "Budsjett 2024", "Beløp mangler."),
        ("10100;13;5", BY_PERIOD, "Periode", "ikke en måned"),
        ("10100;202301;5", BY_PERIOD, "Periode", "Perioden er i 2023, men filen leses som budsjettet for 2024."),
        ("10100;;5", BY_PERIOD, "Periode", "Periode mangler."),
        ("10100;1;", BY_PERIOD, "Beløp", "Beløp mangler."),
    ],
)
def test_a_faulty_row_is_told_at_its_place_and_nothing_is_stored(head, lines, row, header, column, reason):
    imported = upload(csv_file("10200;1;1" if header == BY_PERIOD else row, row, header=header), by=head)

    assert any((line, title) == (3, column) or title == column for line, title, _ in faults(imported))
    assert any(reason in said for *_, said in faults(imported))
    with pytest.raises(ValidationError, match="rader med feil"):
        imported_files.confirm(imported, by=head, now=NOW)


def test_sums_of_the_file_are_left_out_when_asked(head, lines):
    wages, _ = lines

    imported = import_budget(csv_file("10100;Lønn;5", ";Sum lønn;5", "Sum;;5", header=OF_YEAR), by=head, skip_sums=True)

    assert budget_of(wages) == [5]
    assert imported.summary["warning_count"] == 2


def test_a_file_is_taken_back_with_the_months_it_replaced(head, lines):
    wages, income = lines
    set_distribution(wages, [Decimal(50), *[Decimal(0)] * 10, Decimal(50)], by=head, now=NOW)
    imported = import_budget(csv_file(WAGES), by=head)
    assert not wages.month_shares.exists()

    imported_files.undo(imported, by=head, now=NOW)

    assert budget_of(wages, income) == [1, 1000]
    assert [one.percent for one in wages.month_shares.all()] == [50, *[0] * 10, 50]
    assert not wages.month_amounts.exists()
    assert not BudgetImport.objects.exists()


def test_a_file_is_not_taken_back_from_under_a_later_change(head, lines):
    wages, _ = lines
    imported = import_budget(csv_file(WAGES), by=head)
    wages.refresh_from_db()
    wages.budgeted += 1
    store_line(wages, by=head, now=NOW)

    with pytest.raises(ValidationError, match="«Lønn» er endret etter importen"):
        imported_files.undo(imported, by=head, now=NOW)

    assert ImportedFile.objects.get(pk=imported.pk).state == ImportedFile.State.CONFIRMED


# An adopted year


def test_in_an_adopted_year_a_file_is_a_regulation_with_its_decision(head, lines):
    wages, _ = lines
    adopt_budget(2024, decision=ADOPTED, by=head, now=NOW)
    with pytest.raises(ValidationError, match="må føres som en budsjettregulering"):
        import_budget(csv_file(WAGES), by=head)
    ImportedFile.objects.all().delete()

    imported = import_budget(csv_file(WAGES), by=head, decided=DECIDED)

    regulation = BudgetRegulation.objects.get()
    assert (regulation.decision, regulation.reason, regulation.imported) == ("Rådet regulerte", "Ny oversikt", imported)
    assert revised_budget(2024).regulation(wages.pk) == Decimal("148.53")
    assert budget_of(wages) == [Decimal("149.53")]

    imported_files.undo(imported, by=head, now=NOW)
    assert budget_of(wages) == [1]
    assert BudgetRegulation.objects.get(reverses=regulation).reason == "Importen av «budsjett.csv» er angret"
    assert not wages.month_amounts.exists()


def test_a_file_is_not_taken_back_from_a_budget_that_was_adopted_with_it(head, lines):
    imported = import_budget(csv_file(WAGES), by=head)
    adopt_budget(2024, decision=ADOPTED, by=head, now=NOW)

    with pytest.raises(ValidationError, match="er vedtatt etter importen"):
        imported_files.undo(imported, by=head, now=NOW)


def test_a_later_regulation_follows_the_months_of_the_file(head, lines):
    wages, _ = lines
    import_budget(csv_file("10100;Lønn;100;300;0;0;0;0;0;0;0;0;0;0"), by=head)
    adopt_budget(2024, decision=ADOPTED, by=head, now=NOW)

    regulate(2024, {wages: Decimal(40)}, decision=ADOPTED, reason="Vekst", by=head, now=NOW)

    state_reach(2024, 1)
    assert result_of(2024).rows[0].budgeted == 110


def test_a_closed_year_takes_no_budget(head, lines):
    imported = upload(csv_file(WAGES), by=head)
    close_year(2024)

    with pytest.raises(ValidationError, match="er avsluttet"):
        imported_files.confirm(imported, by=head, now=NOW)


# Pages


def test_the_page_asks_for_the_decision_only_where_the_budget_is_adopted(as_head, head, lines):
    imported = upload(csv_file(WAGES), by=head)
    page = shown(open_page(as_head, "budget-file", imported.pk))
    assert "149,53" in page
    assert 'name="decision"' not in page

    adopt_budget(2024, decision=ADOPTED, by=head, now=NOW)
    page = shown(open_page(as_head, "budget-file", imported.pk))
    assert 'name="decision"' in page

    answer = send(
        as_head, "budget-file-confirm", imported.pk,
        decision="Rådet regulerte", decided_on="14.02.2024", case="ingen sak", reason="Ny oversikt",
    )  # fmt: skip
    assert answer.status_code == 302
    imported_files.confirm(ImportedFile.objects.get(pk=imported.pk), by=head, now=NOW)  # which the page leaves to a job
    assert BudgetRegulation.objects.get().reason == "Ny oversikt"


def test_the_columns_are_proposed_with_the_year_of_the_file(as_head, head, lines):
    imported = imported_files.upload(
        ContentFile(csv_file(WAGES)), kind="budgets", name="Budsjett 2024.csv", by=head, now=NOW
    )

    page = shown(open_page(as_head, "budget-file-columns", imported.pk))

    assert 'name="year_of_file" value="2024"' in page
    assert '<option value="des" selected>des</option>' in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_file_would_do_is_exported(as_head, head, lines, kind):
    imported = upload(csv_file(WAGES), by=head)

    assert open_page(as_head, "budget-file", imported.pk, eksport=kind).status_code == 200
