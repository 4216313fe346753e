"""A table held against the one of the last report: rows by their names, cells by what a reader reads."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from meetings.printed_registers import since
from meetings.printed_registers.since import compare, is_same
from rorikt.figures.values import Cell, Column, Table, table_from_json, to_json

THEN = date(2024, 2, 6)
COLUMNS = (Column("Tittel", key="tittel"), Column("Status", key="status"), Column("Kommentar", key="kommentar"))
LONG = frozenset({"kommentar"})


def table(**rows):
    """Rows by their names, each with its texts."""
    cells = tuple(tuple(map(Cell, texts)) for texts in rows.values())
    return Table("t", "Prosjekter", COLUMNS, cells, row_keys=tuple(rows))


def everything(column, text):
    return True


def marks(old, new, tells=everything, as_of=THEN):
    """What is said beside each cell, by the name of its row."""
    rows = since.marked(compare(old, new), as_of, LONG, tells)
    return {key: [cell.mark for cell in row] for key, row in zip(new.row_keys, rows, strict=True)}


def test_each_row_says_what_became_of_it_and_each_cell_what_stood_there():
    old = table(a=("Skole", "På plan", "Graves ut."), b=("Bro", "På plan", "Venter."), c=("Tak", "–", "–"))
    new = table(
        a=("Skole", "Utsatt", "Graves ut."),
        b=("Bro", "På plan", "Venter."),
        c=("Tak", "På plan", "–"),
        d=("Ny", "–", "–"),
    )

    assert marks(old, new) == {
        "a": ["Endret", "Endret (var «På plan»)", "Uendret siden 06.02.2024"],
        "b": ["Uendret siden 06.02.2024", "", ""],
        "c": ["Endret", "Endret (sto tomt)", ""],
        "d": ["Nytt", "", ""],
    }


def test_what_is_unchanged_once_more_keeps_the_day_it_was_first_said():
    first = table(a=("Skole", "På plan", "Graves ut."), b=("Bro", "På plan", "Venter."))
    second = table(a=("Skole", "Utsatt", "Graves ut."), b=("Bro", "På plan", "Venter."))
    marked = Table("t", "Prosjekter", COLUMNS, since.marked(compare(first, second), THEN, LONG, everything),
                   row_keys=second.row_keys)  # fmt: skip

    assert marks(marked, second, as_of=date(2024, 6, 1)) == {
        "a": ["Uendret siden 01.06.2024", "", "Uendret siden 06.02.2024"],
        "b": ["Uendret siden 06.02.2024", "", ""],
    }


def test_a_row_that_got_another_title_is_the_same_row():
    old, new = table(a=("Skole", "–", "–")), table(a=("Skolen", "–", "–"))

    assert marks(old, new) == {"a": ["Endret (var «Skole»)", "", ""]}


def test_what_may_not_be_told_is_only_called_changed():
    old, new = table(a=("Skole", "Hemmelig", "–")), table(a=("Skole", "Åpen", "–"))

    assert marks(old, new, tells=lambda column, text: text != "Hemmelig") == {"a": ["Endret", "Endret", ""]}


def test_a_long_text_that_stood_there_is_told_by_its_beginning():
    old, new = table(a=("Skole", "–", "ord " * 40)), table(a=("Skole", "–", "Kort."))

    [[_, _, mark]] = marks(old, new).values()

    assert mark == f"Endret (var «{'ord ' * 15}…»)"


def test_a_number_that_is_printed_in_another_way_is_the_same():
    assert is_same(Cell("120 000", "120000.000"), Cell("120 000,00", "120000.00"))
    assert not is_same(Cell("120 000", "120000"), Cell("120 000,50", "120000.50"))
    assert not is_same(Cell("–"), Cell("0", "0"))


def test_a_table_from_before_rows_had_names_goes_by_their_titles():
    new = table(a=("Skole", "Utsatt", "–"), b=("Bro", "–", "–"), c=("Bro", "–", "–"), d=("Ny", "–", "–"))
    cells = tuple(
        tuple(map(Cell, texts)) for texts in (("Skole", "På plan", "–"), ("Bro", "–", "–"), ("Borte", "–", "–"))
    )
    old = Table("t", "Prosjekter", tuple(Column(one.label) for one in COLUMNS), cells)

    assert marks(old, new) == {
        "a": ["Endret", "Endret (var «På plan»)", ""],
        "b": ["", "", ""],  # nobody knows which of the two it was
        "c": ["", "", ""],
        "d": ["Nytt", "", ""],
    }
    assert since.told(compare(old, new), "Rapporten", THEN, []) == (
        "Merkene viser hva som er nytt og endret siden «Rapporten» med status per 06.02.2024. "
        "1 rad fra da er ikke lenger med."
    )


def test_what_is_gone_and_columns_that_are_new_are_told_below():
    old = table(a=("Skole", "–", "–"))
    new = Table("t", "Prosjekter", (*COLUMNS, Column("Kommune", key="kommune")), (), row_keys=())

    assert since.told(compare(old, new), "Rapporten", THEN, ["«Skole» (tatt bort)", "«Bro» (nå Ferdig)"]) == (
        "Merkene viser hva som er nytt og endret siden «Rapporten» med status per 06.02.2024. "
        "«Kommune» sto ikke i tabellen da. Ikke lenger med: «Skole» (tatt bort) og «Bro» (nå Ferdig)."
    )


def test_a_column_is_the_same_under_another_heading_and_at_another_place():
    old = table(a=("Skole", "På plan", "–"))
    columns = (COLUMNS[0], Column("Merknad", key="kommentar"), Column("Overordnet status", key="status"))
    new = Table("t", "Prosjekter", columns, ((Cell("Skole"), Cell("–"), Cell("Utsatt")),), row_keys=("a",))

    assert marks(old, new) == {"a": ["Endret", "", "Endret (var «På plan»)"]}


TEXTS = st.sampled_from(["–", "På plan", "Utsatt", "Venter.", "Graves ut."])
ROWS = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(TEXTS, TEXTS, TEXTS), max_size=6)


@given(ROWS, ROWS)
def test_the_marks_are_what_a_slow_comparison_of_two_frozen_tables_finds(before, after):
    old, new = (table_from_json(to_json(table(**rows))) for rows in (before, after))
    rows = since.marked(compare(old, new), THEN, LONG, everything)

    for key, row in zip(new.row_keys, rows, strict=True):
        changed = [place for place in range(3) if key in before and before[key][place] != after[key][place]]
        kinds = {place: cell.change for place, cell in enumerate(row)}
        assert kinds[0] == ("new" if key not in before else "changed" if changed else "same")
        assert {place for place in (1, 2) if kinds[place] == "changed"} == set(changed) - {0}
        assert all(row[place].was == before[key][place] for place in changed)
        assert (kinds[2] == "same") == (bool(changed) and 2 not in changed and after[key][2] != "–")
    assert set(compare(old, new).gone) == before.keys() - after.keys()
    assert [(one.key, one.column.key, one.was, one.now) for one in since.changes(compare(old, new), everything)] == [
        (key, COLUMNS[place].key, before[key][place], after[key][place])
        for key in after
        if key in before
        for place in range(3)
        if before[key][place] != after[key][place]
    ]


@given(ROWS)
def test_nothing_has_changed_in_what_is_the_same(rows):
    shown = table(**rows)

    assert not list(since.changes(compare(shown, shown), everything))
    assert {row[0] for row in marks(shown, shown).values()} <= {"Uendret siden 06.02.2024"}
