"""From the rows of a file to the values of an app: which column is which, and what is wrong with a row."""

from decimal import Decimal

import pytest

from rorikt.imports.reading import Field, Findings, RowError, converted, guess_mapping, mapping_faults, words_of
from rorikt.sheets.tabular import SheetRow

FIELDS = (
    Field("account", "Konto", "code", required=True, synonyms=("kontonr",), max_length=5),
    Field("amount", "Beløp", "amount", required=True, synonyms=("regnskap",)),
    Field("text", "Tekst"),
)


def read(*rows, header=("Kontonr.", "Regnskap 2023", "Tekst"), findings=None):
    mapping = guess_mapping(FIELDS, header)
    lines = [SheetRow(line, list(cells)) for line, cells in enumerate(rows, 2)]
    return list(converted(lines, header, FIELDS, mapping, Findings() if findings is None else findings))


def test_columns_are_guessed_by_label_then_synonym_then_beginning():
    assert guess_mapping(FIELDS, ["Tekst", "Regnskap 2023", "Konto (T)", "KONTONR"]) == {
        "account": "KONTONR",
        "amount": "Regnskap 2023",
        "text": "Tekst",
    }


@pytest.mark.parametrize(
    ("title", "words"),
    [("KOSTRA-art (T)", "kostra art t"), ("beloep", "beloep"), ("Beløp", "beloep"), ("createdAt", "created at"),
     ("Ticket#", "ticket nummer"), ("#", "nummer"), ("År", "aar"), ("sys_updated_at", "sys updated at")],
)  # fmt: skip
def test_a_title_is_known_however_a_program_writes_it(title, words):
    assert words_of(title) == words


def test_a_column_that_does_not_fit_is_not_guessed():
    found = guess_mapping(FIELDS, ["Beløp", "beloep 2"], lambda one, title: (one.name, title) != ("amount", "Beløp"))

    assert found == {"amount": "beloep 2"}


def test_a_mapping_without_what_is_needed_says_so_at_each_field():
    assert mapping_faults(FIELDS, {"amount": "Borte"}, ["Konto"]) == {
        "account": "Velg kolonnen for «Konto».",
        "amount": "Filen har ingen kolonne «Borte». Velg en annen.",
    }


def test_rows_are_converted_and_what_is_empty_is_nothing():
    assert read(["10100", "1,50", ""], [10200.0, 2.5]) == [
        (2, {"account": "10100", "amount": Decimal("1.50"), "text": ""}),
        (3, {"account": "10200", "amount": Decimal("2.5"), "text": ""}),
    ]


def test_errors_name_line_column_and_reason_and_are_counted_beyond_those_kept():
    findings = Findings(most=3)

    found = read(["", "x", "a"], ["123456", "1", ""], ["1", "2", "3", "4"], ["2", "2", ""], findings=findings)

    assert [values["account"] for _, values in found] == ["2"]
    assert findings.error_count == 4
    assert findings.errors == [
        RowError(2, "Kontonr.", "Konto mangler."),
        RowError(2, "Regnskap 2023", "«x» er ikke et tall. Skriv for eksempel 1 937 782,94."),
        RowError(3, "Kontonr.", "«123456…» er lengre enn 5 tegn."),
    ]
