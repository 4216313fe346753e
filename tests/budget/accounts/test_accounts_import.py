"""The accounts of a year from a file to the operating result, and back."""

from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from budget.accounts.report import stated_sums
from budget.ledger.models import AccountEntry, AccountImport, AccountTotal
from rorikt.audit.models import AuditEntry
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.tables import faults_table
from tests.budget.accounts.accounts_files import (
    ADD,
    NOW,
    REPLACE,
    confirm,
    csv_file,
    import_accounts,
    make_mapping,
    upload,
)
from tests.factories import make_line
from tests.hostile_files import MAIN, workbook

HEADS = ("År", "Konto", "Beløp")

ROWS = (
    "2023;1;10100;Fastlønn;010;Lønn januar;1 000 000,50",
    "2023;2;10100;Fastlønn;010;Lønn februar;1 000 000,25",
    "2023;1;12700;Konsulenter;270;Bistand på Åndalsnes;-1 362 250 ",
    "2023;12;23500;Leverandørgjeld;;Balanse;\u221275,00",
)


@pytest.fixture
def lines(db):
    salaries = make_line(title="Lønn", actual=0)
    consultants = make_line(title="Konsulenter", actual=0)
    make_mapping(salaries, "10000", "10999")
    make_mapping(consultants, "270", basis="art")
    return salaries, consultants


def actuals(*lines):
    for line in lines:
        line.refresh_from_db()
    return [line.actual for line in lines]


def test_a_confirmed_file_becomes_the_actual_of_its_lines(head, lines):
    imported = import_accounts(csv_file(*ROWS), by=head)

    assert actuals(*lines) == [Decimal("2000000.75"), Decimal("-1362250.00")]
    assert (imported.state, imported.row_count, imported.confirmed_by) == ("confirmed", 4, head)
    assert AccountEntry.objects.count() == 4


def test_an_entry_keeps_its_account_its_text_and_the_line_it_came_from(head, lines):
    imported = import_accounts(csv_file(*ROWS), by=head)

    entry = AccountEntry.objects.get(account="12700")

    assert (entry.line_number, entry.month, entry.art, entry.text) == (4, 1, "270", "Bistand på Åndalsnes")
    assert entry.account_import.imported == imported


def test_an_account_without_a_mapping_is_kept_and_shown_as_unknown(head, lines):
    import_accounts(csv_file(*ROWS), by=head)

    unknown = AccountTotal.objects.get(is_known=False)

    assert (unknown.account, unknown.name, unknown.amount) == ("23500", "Leverandørgjeld", Decimal("-75.00"))


def test_a_row_with_an_error_keeps_the_whole_file_out(head, lines):
    imported = upload(csv_file(*ROWS, "2023;1;10100;;;;ikke et tall", "2023;14;10100;;;;1"), by=head)

    assert [(e["line"], e["column"]) for e in imported.summary["errors"]] == [(6, "Beløp"), (7, "Periode")]
    with pytest.raises(ValidationError, match="rader med feil"):
        confirm(imported, by=head)
    assert AccountEntry.objects.count() == 0
    assert actuals(*lines) == [0, 0]


def test_undoing_an_import_takes_its_rows_and_its_figures_away(head, lines):
    imported = import_accounts(csv_file(*ROWS), by=head)

    imported_files.undo(imported, by=head, now=NOW)

    assert actuals(*lines) == [0, 0]
    assert (AccountEntry.objects.count(), AccountTotal.objects.count(), AccountImport.objects.count()) == (0, 0, 0)
    assert ImportedFile.objects.get().state == "undone"


def test_the_same_file_is_noticed_until_its_import_is_undone(head, lines):
    imported = import_accounts(csv_file(*ROWS), by=head)

    with pytest.raises(ValidationError, match=r"allerede importert 01\.03\.2024"):
        upload(csv_file(*ROWS), by=head)
    imported_files.undo(imported, by=head, now=NOW)
    again = import_accounts(csv_file(*ROWS), by=head)

    assert again.state == "confirmed"


def test_of_two_uploads_of_one_file_only_one_is_imported(head, lines):
    first, second = upload(csv_file(*ROWS), by=head), upload(csv_file(*ROWS), by=head)
    confirm(first, by=head)

    with pytest.raises(ValidationError, match="allerede importert"):
        confirm(second, by=head, mode=ADD)

    assert AccountEntry.objects.count() == 4


def test_figures_typed_by_hand_have_to_go_before_an_import(head, lines):
    make_line(title="Lisenser", actual=Decimal(5))
    imported = upload(csv_file(*ROWS), by=head)

    with pytest.raises(ValidationError, match="skrevet inn for hånd"):
        confirm(imported, by=head)

    assert ImportedFile.objects.get().state == "previewed"
    assert AccountEntry.objects.count() == 0


def test_a_newer_file_of_the_same_months_replaces_the_older_and_gives_way_again(head, lines):
    older = import_accounts(csv_file("2023;1;10100;;;;100"), by=head)
    newer = import_accounts(csv_file("2023;1;10100;;;;100", "2023;2;10100;;;;50"), by=head, mode=REPLACE)
    after = actuals(*lines)[0]
    with pytest.raises(ValidationError, match=r"erstattet av «regnskap\.csv»"):
        imported_files.undo(older, by=head, now=NOW)

    imported_files.undo(newer, by=head, now=NOW)

    assert (after, actuals(*lines)[0]) == (150, 100)


def test_a_file_of_the_same_months_has_to_say_whether_it_replaces(head, lines):
    import_accounts(csv_file("2023;1;10100;;;;100"), by=head)
    more = upload(csv_file("2023;1;10200;;;;50"), by=head)

    with pytest.raises(ValidationError, match="allerede importert"):
        confirm(more, by=head)
    confirm(more, by=head, mode=ADD)

    assert actuals(*lines)[0] == 150


def test_an_import_that_tells_of_more_months_is_not_replaced_in_part(head, lines):
    import_accounts(csv_file("2023;1;10100;;;;100", "2023;2;10100;;;;100"), by=head)

    with pytest.raises(ValidationError, match="februar 2023"):
        import_accounts(csv_file("2023;1;10100;;;;90"), by=head, mode=REPLACE)

    assert actuals(*lines)[0] == 200


def test_who_may_not_change_the_budget_may_not_import(head, author, lines):
    imported = upload(csv_file(*ROWS), by=head)

    with pytest.raises(PermissionDenied):
        upload(csv_file("2023;1;10100;;;;1"), by=author)
    with pytest.raises(PermissionDenied):
        confirm(imported, by=author)
    confirm(imported, by=head)
    with pytest.raises(PermissionDenied):
        imported_files.undo(imported, by=author, now=NOW)


def test_an_import_is_in_the_audit_trail_with_the_hash_of_its_file(head, lines):
    imported = import_accounts(csv_file(*ROWS), by=head)

    entry = AuditEntry.objects.get(action="importerte fil")

    assert (entry.subject, entry.detail["rows"]) == (f"rorikt.importedfile:{imported.pk}", 4)
    assert entry.detail["sha256"] == imported.sha256


def test_an_art_that_its_year_does_not_have_is_pointed_out_and_stops_nothing(head, lines):
    imported = upload(csv_file("2024;1;12700;;270;;1", "2025;1;12700;;270;;1", "2025;2;12700;;270;;1"), by=head)

    assert [(one["line"], one["reason"]) for one in imported.summary["warnings"]] == [
        (3, "Art 270 finnes ikke i KOSTRA for 2025.")
    ]
    assert (imported.error_count, imported.row_count) == (0, 3)


def test_an_error_of_the_sheet_is_no_empty_amount(head, lines):
    cells = (
        '<row r="1">{}</row><row r="2"><c r="A2"><v>2023</v></c><c r="B2"><v>10100</v></c>'
        '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    ).format("".join(f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("ABC", HEADS, strict=True)))
    content = workbook(sheet=f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>')

    imported = upload(content, by=head, name="a.xlsx", empty_is_zero=True)

    [error] = imported.summary["errors"]
    assert (error["line"], error["column"], error["reason"][:9]) == (2, "Beløp", "«#DIV/0!»")


def test_sum_rows_of_the_file_are_shown_beside_its_sum_and_not_imported(head, lines):
    rows = ("2023;1;10100;;;;100,10", "2023;1;10200;;;;50", ";;;;;Netto;150,00", ";;Sum;;;;150,10")

    imported = upload(csv_file(*rows), by=head, skip_sums=True)

    assert (imported.row_count, imported.error_count) == (2, 0)
    assert imported.summary["stated"] == [[4, "150.00", "150.10"], [5, "150.10", "150.10"]]


def test_a_sum_row_is_held_against_the_rows_since_the_last_sum(head, lines):
    rows = ("2023;1;10100;;;;100", "2023;2;10100;;;;1", ";;;;;Sum 10100;101", "2023;1;10200;;;;50", ";;;;;Sum 10200;51",
            "2023;1;10300;;;;9", ";;;;;Sum 10300;9", ";;;;;Sum art;160", ";;;;;Totalsum;160")  # fmt: skip

    imported = upload(csv_file(*rows), by=head, skip_sums=True)
    table = stated_sums(imported)

    assert [row[2:] for row in imported.summary["stated"] if row[1] != row[2]] == [["50.00"]]
    assert [[cell.value or cell.text for cell in row] for row in table.rows] == [["6", "51.00", "50.00", "1.00"]]
    assert table.note.startswith("4 av 5 sumrader stemmer")


def test_a_missing_amount_names_the_choice_that_helps_once_for_all_rows(head, lines):
    imported = upload(csv_file("2023;1;10100;;;;", "2023;2;10100;;;;", "2023;3;10100;;;;1"), by=head)

    [error] = imported.summary["errors"]
    assert (error["line"], error["count"], imported.error_count) == (2, 2, 2)
    assert "«Tomt beløp er null»" in error["reason"]
    told = faults_table(imported, "errors")
    assert told.rows[0][2].text.endswith("Gjelder også 1 rad til.")


@pytest.mark.parametrize(
    ("header", "row", "options", "stored"),
    [
        ("Dato;Konto;Debet;Kredit", "31.12.2023;10100;;1 000,50", {}, (2023, 12, "10100", "", "-1000.50")),
        ("Art;Regnskap 2023", "10100;5", {"year": 2023}, (2023, 0, "10100", "", "5.00")),
        ("Periode;Konto;KOSTRA-art;Beløp", "202313;01000;10;5", {}, (2023, 13, "01000", "010", "5.00")),
        ("År;Måned;Konto;Beløp", "2023;sept;10100;", {"empty_is_zero": True}, (2023, 9, "10100", "", "0.00")),
        ("År;Konto;Beløp", "2023;16200;1 000", {"turn_sign": True}, (2023, 0, "16200", "", "-1000.00")),
    ],
)
def test_files_of_many_shapes_say_the_same_things(head, header, row, options, stored):
    import_accounts(csv_file(row, header=header), by=head, **options)

    entry = AccountEntry.objects.get()

    assert (entry.year, entry.month, entry.account, entry.art, str(entry.amount)) == stored


def test_a_municipality_s_own_open_data_are_read_as_they_are(head, lines):
    """A dash for zero, padded amounts and a year in the title, as several municipalities publish their accounts."""
    rows = ("10100;Løn; -1 362 250 ;0", "10200;Løn, fast; -   ;5", "10300;Parkar, leikepl.; 1 456 538 ; -   ", "")

    imported = upload(csv_file(*rows, header="konto;konto_tekst;rekneskap_2023;budsjett_2024"), by=head, year=2023)

    assert imported.mapping == {"account": "konto", "account_name": "konto_tekst", "amount": "rekneskap_2023"}
    assert (imported.row_count, imported.error_count) == (3, 0)
    confirm(imported, by=head)
    assert actuals(*lines)[0] == Decimal("94288.00")


def test_the_foot_of_a_report_is_left_out_with_its_sum_rows(head, lines):
    foot = (";;;Sum;;;1 000 000,53", "Utskrift 05.02.2024 08:00;;;;;;")

    imported = upload(csv_file(ROWS[0], *foot), by=head, skip_sums=True)

    assert (imported.row_count, imported.error_count, imported.summary["warning_count"]) == (1, 0, 2)
    assert imported.summary["stated"] == [[3, "1000000.53", "1000000.50"]]


def test_a_sheet_is_chosen_by_its_name(head, lines, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Kommune", "Molde"])
    sheet = book.create_sheet("Data")
    sheet.append(["Konto", "År", "Beløp"])
    sheet.append(["10100", 2023, 5.5])
    book.save(tmp_path / "a.xlsx")
    mapping = {"account": "Konto", "year": "År", "amount": "Beløp"}

    content = (tmp_path / "a.xlsx").read_bytes()
    import_accounts(content, by=head, name="a.xlsx", mapping=mapping, sheet="Data")

    assert actuals(*lines)[0] == Decimal("5.50")


def test_amounts_in_whole_thousands_and_turned_are_kroner_with_costs_above_zero(head, lines):
    rows = ("2023;1;10100;;;;-1 234,5", "2023;2;10100;;;;-", ";;;Totalsum;;;-1 234")

    imported = upload(csv_file(*rows), by=head, in_thousands=True, turn_sign=True, skip_sums=True)
    stated = [Decimal(amount) for _, amount, _ in imported.summary["stated"]]
    confirm(imported, by=head)

    assert (actuals(*lines)[0], stated) == (Decimal("1234500.00"), [Decimal(1_234_000)])


def test_an_amount_that_is_too_large_in_kroner_is_an_error_of_its_row(head, lines):
    imported = upload(csv_file("2023;1;10100;;;;999 999 999 999"), by=head, in_thousands=True)

    assert [(e["line"], e["column"]) for e in imported.summary["errors"]] == [(2, "Beløp")]


@pytest.mark.parametrize(
    ("period", "year", "month"),
    [("januar", 2023, 1), ("Jan 2024", 2024, 1), ("des.", 2023, 12), ("mai-2022", 2022, 5), ("202313", 2023, 13)],
)
def test_a_period_is_told_in_many_ways(head, lines, period, year, month):
    imported = upload(csv_file(f";{period};10100;;;;1"), by=head, year=2023)

    assert [tuple(total[:2]) for total in imported.summary["totals"]] == [(year, month)]


@pytest.mark.parametrize("label", ["Sum", "Delsum:", "Totalsum", "Grand total", "I alt", "Til sammen", "Netto 2023"])
def test_a_sum_row_is_known_by_what_it_says(head, lines, label):
    imported = upload(csv_file("2023;1;10100;;;;1", f";;;{label};;;1"), by=head, skip_sums=True)

    assert (imported.row_count, imported.error_count, len(imported.summary["stated"])) == (1, 0, 1)
