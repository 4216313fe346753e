"""Accounts with a column a month, from the file to how far the year reaches."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import Workbook

from budget.ledger.models import AccountEntry, AccountTotal
from budget.ledger.months import actuals
from budget.years.state import state_of
from rorikt.imports import imported_files
from rorikt.imports.models import ImportSource
from tests.budget.accounts.accounts_files import NOW, REPLACE, confirm, csv_file, import_accounts, make_mapping, upload
from tests.factories import make_line

MONTHS = "Konto;Navn;jan 2024;feb 2024;mar 2024;apr 2024;mai 2024;jun 2024"
TO_APRIL = csv_file(
    "10100;Fastlønn;100,00;200,50;300,00;-50,50;;;550,00", "12700;Konsulenter;10;0;;5;0,00;0;15,00",
    header=f"{MONTHS};Sum",
)  # fmt: skip


@pytest.fixture
def line(db):
    line = make_line(year=2024, title="Lønn", actual=0)
    make_mapping(line, "10000", "19999")
    return line


def entries():
    rows = AccountEntry.objects.order_by("account", "month").values_list("line_number", "account", "month", "amount")
    return [(number, account, month, str(amount)) for number, account, month, amount in rows]


def test_each_month_with_an_amount_is_an_entry_that_leads_to_its_row(head, line):
    import_accounts(TO_APRIL, by=head)

    assert entries() == [
        (2, "10100", 1, "100.00"), (2, "10100", 2, "200.50"), (2, "10100", 3, "300.00"), (2, "10100", 4, "-50.50"),
        (3, "12700", 1, "10.00"), (3, "12700", 4, "5.00"),
    ]  # fmt: skip
    line.refresh_from_db()
    assert line.actual == 565


def test_half_a_year_of_columns_is_so_far_through_april_and_never_a_year(head, line):
    import_accounts(TO_APRIL, by=head, accounts_to={"2024": 4})

    booked, state = actuals(2024), state_of(2024)

    assert (booked.last, state.accounts_to, state.is_closed) == (4, 4, False)
    assert "til og med april 2024" in state.so_far


def test_april_is_proposed_though_the_months_after_it_are_written_as_zero(client, head, line):
    imported = upload(TO_APRIL, by=head)
    client.force_login(head)

    page = client.get(reverse("budget:account-import", args=[imported.pk]))

    assert page.context["confirm_form"].fields["accounts_to_2024"].initial == "4"


def test_a_sum_that_is_not_that_of_its_months_stops_the_file_with_the_place(head, line):
    wrong = csv_file("10100;Fastlønn;100;1;;;;;102", header=f"{MONTHS};Sum")

    imported = upload(wrong, by=head)

    (error,) = imported.summary["errors"]
    assert (error["line"], error["column"]) == (2, "Sum")
    assert error["reason"].startswith("Summen er 102,00, men månedene er til sammen 101,00.")
    assert not AccountTotal.objects.exists()


def test_the_next_file_of_the_source_brings_its_new_month_with_it(head, line):
    four = upload(csv_file("10100;1;2", header="Konto;jan 2024;feb 2024"), by=head)
    confirm(four, by=head)

    five = upload(csv_file("10100;1;2;3", header="Konto;jan 2024;feb 2024;mar 2024"), by=head, mapping=four.mapping)
    confirm(five, by=head, mode=REPLACE)

    counting = AccountTotal.objects.in_force().order_by("month").values_list("month", "amount")
    assert list(counting) == [(1, 1), (2, 2), (3, 3)]
    assert "er ny siden kolonnene ble valgt" in five.summary["warnings"][0]["reason"]


def workbook(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("titles", "options"),
    [
        ([1, 2, 3], {"year": 2024}),
        ([202401, 202402, 202403], {}),
        ([date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)], {}),
        (["Januar", "Februar", "Mars"], {"year": 2024}),
    ],
)
def test_months_of_a_workbook_may_be_numbers_days_or_words(head, line, titles, options):
    content = workbook(["Regnskap", "Molde"], ["Konto", "Navn", *titles], ["10100", "Lønn", 10.5, None, 20])

    import_accounts(content, name="regnskap.xlsx", by=head, **options)

    assert entries() == [(3, "10100", 1, "10.50"), (3, "10100", 3, "20.00")]


def test_numbers_alone_are_titles_in_a_file_of_text_too(head, line):
    content = csv_file("10100;Lønn;5;6;", header="Konto;Navn;1;2;3")

    import_accounts(content, by=head, year=2024)

    assert entries() == [(2, "10100", 1, "5.00"), (2, "10100", 2, "6.00")]


def test_sum_rows_below_the_months_are_left_out_and_held_against_the_rows(head, line):
    content = csv_file("10100;;10;20", "Sum;;10;21", header="Konto;Navn;jan 2024;feb 2024")

    imported = upload(content, by=head, skip_sums=True)

    assert imported.summary["stated"] == [[3, "31.00", "30.00"]]
    assert imported.row_count == 2


def test_a_row_of_another_year_than_its_column_is_refused(head, line):
    imported = upload(csv_file("2023;10100;1;2", header="År;Konto;jan 2024;feb 2024"), by=head)

    assert imported.summary["errors"][0]["reason"] == "Raden er av 2023, men kolonnen «jan 2024» er av 2024."


@pytest.mark.parametrize(
    ("mapping", "options", "field"),
    [
        ({"month_1": "1", "month_2": "2", "amount": "Sum"}, {"year": 2024}, "amount"),
        ({"month_1": "1", "month_2": "2", "period": "Sum"}, {"year": 2024}, "period"),
        ({"month_1": "1", "month_2": "2"}, {}, "year_of_file"),
        ({"row_total": "Sum"}, {"year": 2024}, "row_total"),
    ],
)
def test_what_has_to_be_chosen_otherwise_is_said_at_its_field(mapping, options, field):
    from budget.ledger.accounts_file import faults
    from rorikt.sheets.tabular import Layout

    layout = Layout("csv", ("Konto", "1", "2", "Sum"), 1)

    assert field in faults({"account": "Konto", **mapping}, options, layout)


def test_the_columns_page_proposes_the_months_and_keeps_them_for_the_source(client, head, line):
    content = ContentFile(csv_file("10100;1;2;;3", header="Konto;1;2;3;Sum"))
    imported = imported_files.upload(content, kind="accounts", name="m.csv", by=head, now=NOW)
    client.force_login(head)
    page = reverse("budget:account-import-columns", args=[imported.pk])

    form = client.get(page).context["form"]
    client.post(page, {**{name: form.initial.get(name, "") for name in form.fields if form.initial.get(name)},
                       "year_of_file": 2024, "source_name": "Månedsrapport"})  # fmt: skip

    kept = {"account": "Konto", "month_1": "1", "month_2": "2", "month_3": "3", "row_total": "Sum"}
    assert ImportSource.objects.get().mapping == kept


def test_amounts_in_thousands_with_income_positive_are_turned_month_by_month(head, line):
    import_accounts(
        csv_file("10100;1,5;-2", header="Konto;jan 2024;feb 2024"), by=head, in_thousands=True, turn_sign=True
    )

    assert [Decimal(amount) for *_, amount in entries()] == [-1500, 2000]
