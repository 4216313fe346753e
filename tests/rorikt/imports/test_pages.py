"""What the pages of all imports tell of a file."""

from rorikt.imports.models import ImportedFile
from rorikt.imports.tables import faults_table

FAULT = {"line": 4, "column": "Beløp", "reason": "«x» er ikke et tall."}


def test_a_file_without_faults_has_no_table_of_them():
    assert faults_table(ImportedFile(summary={"errors": []}), "errors") is None
    assert faults_table(ImportedFile(summary={}), "warnings") is None


def test_faults_stand_with_their_line_column_and_reason():
    table = faults_table(ImportedFile(summary={"warnings": [FAULT], "warning_count": 1}), "warnings")

    assert (table.caption, table.note) == ("Merknader i filen (1)", "")
    assert [[cell.text for cell in row] for row in table.rows] == [["4", "Beløp", "«x» er ikke et tall."]]


def test_the_first_of_many_faults_are_shown_and_all_are_counted():
    table = faults_table(ImportedFile(summary={"errors": [FAULT, FAULT], "error_count": 1200}), "errors")

    assert (table.caption, table.note) == ("Feil i filen (1\N{NO-BREAK SPACE}200)", "De første 2 vises.")
