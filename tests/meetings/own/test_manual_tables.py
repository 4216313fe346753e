import pytest

from meetings.own import manual_tables

COLUMNS = [{"label": "System", "kind": "text"}, {"label": "Brukere", "kind": "number"}]


def test_columns_are_lines_with_a_kind():
    assert manual_tables.parse_columns("System\n\n Brukere | tall \nMerknad | Tekst") == [
        *COLUMNS,
        {"label": "Merknad", "kind": "text"},
    ]


@pytest.mark.parametrize(
    "text", ["Visma; 1 464,50\nEPJ;", "Visma\t1 464,50\nEPJ\t", "Visma;1464.50\n\n EPJ ; – "]
)  # the last space is the no-break one of a spreadsheet
def test_rows_are_typed_or_pasted(text):
    assert manual_tables.parse_rows(text, COLUMNS) == [["Visma", "1464.50"], ["EPJ", ""]]


def test_what_is_read_is_written_back_the_same():
    rows = [["A; B", "-1234.50"], ["C", ""]]

    text = manual_tables.rows_text(rows, COLUMNS)

    assert manual_tables.parse_rows(text, COLUMNS) == rows
    assert manual_tables.parse_columns(manual_tables.columns_text(COLUMNS)) == COLUMNS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Tabellen må ha minst én kolonne."),
        ("System\n | tall", "Kolonne 2 mangler navn."),
        ("Beløp | kroner", "Kolonne 1: «kroner» er ikke en type."),
    ],
)
def test_a_column_that_cannot_be_read_is_named(text, message):
    with pytest.raises(ValueError, match="^" + message.replace("|", r"\|")):
        manual_tables.parse_columns(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Visma;1\nEPJ;mange", "Rad 2, kolonne 2 (Brukere): «mange» er ikke et tall."),
        ("Visma;1;2", "Rad 1 har 3 celler, men tabellen har 2 kolonner."),
        ("Visma", "Rad 1 har 1 celle, men tabellen har 2 kolonner."),
    ],
)
def test_a_row_that_cannot_be_read_is_named(text, message):
    with pytest.raises(ValueError, match="Rad") as caught:
        manual_tables.parse_rows(text, COLUMNS)

    assert str(caught.value).startswith(message)
