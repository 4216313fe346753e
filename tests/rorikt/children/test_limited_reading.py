"""Files that are made to break the one who reads them get a sentence, and the process that asked lives on."""

import os
import time
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.ledger import saft
from rorikt.children import limited_reading
from rorikt.children.limited_reading import (
    BROKEN,
    TELLS_TOO_MUCH,
    TOO_HEAVY,
    TOO_SLOW,
    Unreadable,
    plain,
    read,
    restored,
)
from rorikt.sheets.tabular import MOST_COLUMNS, SheetRow, layout_of, rows_of
from tests.hostile_files import MAIN, binary_workbook, laughing_xml, many_cells, workbook

HERE = "tests.rorikt.children.test_limited_reading"
DEEP = b'<AuditFile xmlns="urn:StandardAuditFile-Taxation-Financial:NO">' + b"<a>" * 100_000
TABLE = (["Konto", "Beløp"], ["10100", "5"], ["10200", "6"])
CELLS = {(row, column): text for row, texts in enumerate(TABLE) for column, text in enumerate(texts)}


def eats_memory():
    yield "x" * 10
    yield len(bytearray(8 * 1024**3))


def works_on():
    while True:
        pass
    yield


def says_nothing():
    time.sleep(30)
    yield


def dies():
    yield 1
    os.abort()


def is_broken():
    yield 1
    raise RuntimeError("anything at all")


def tells_too_much():
    yield "x" * (70 * 1024**2)


def never_ends():
    number = 0
    while True:
        yield number
        number += 1


def tells_its_environment():
    yield sorted(os.environ)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("eats_memory", TOO_HEAVY),
        ("works_on", TOO_SLOW),
        ("says_nothing", TOO_SLOW),
        ("dies", BROKEN),
        ("is_broken", BROKEN),
        ("tells_too_much", TELLS_TOO_MUCH),
        ("is_not_there", BROKEN),
    ],
)
def test_whatever_becomes_of_the_child_is_told_in_a_sentence(monkeypatch, function, sentence):
    if function == "says_nothing":
        monkeypatch.setattr(limited_reading, "SILENT_SECONDS", 3)

    with pytest.raises(Unreadable) as caught:
        list(read(f"{HERE}:{function}", seconds=1 if function == "works_on" else 20))

    assert str(caught.value) == sentence


def test_a_caller_who_has_enough_stops_the_child():
    with closing(read(f"{HERE}:never_ends", seconds=20)) as numbers:
        assert list(islice(numbers, 3)) == [0, 1, 2]


def test_the_child_gets_no_secrets(monkeypatch):
    monkeypatch.setenv("RORIKT_SECRET_KEY", "secret")

    [names] = read(f"{HERE}:tells_its_environment", seconds=20)

    assert not [name for name in names if name.startswith(("RORIKT", "DATABASE"))]


def test_dates_and_clocks_survive_being_told():
    cells = [date(2023, 1, 2), datetime(2023, 1, 2, 3, 4, 5, 6), clock(3, 4), timedelta(-1, 5, 6), 1.1, None, True, "æ"]  # noqa: DTZ001

    assert restored(plain(cells)) == cells


def looked_at(tmp_path, data):
    path = tmp_path / "fil"
    path.write_bytes(data)
    layout = layout_of(path)
    return layout, list(rows_of(path, layout))


@pytest.mark.parametrize(
    "data",
    [
        workbook(*TABLE, cells=["XFD1048576"]),
        binary_workbook({**CELLS, (1_048_575, 16_383): "x"}),
    ],
    ids=["xlsx", "xlsb"],
)
def test_a_cell_in_the_last_corner_is_cut_off_and_named(tmp_path, data):
    layout, found = looked_at(tmp_path, data)

    assert (layout.header, layout.strays) == (("Konto", "Beløp"), ("XFD1048576",))
    assert found == [SheetRow(2, ["10100", "5"]), SheetRow(3, ["10200", "6"])]


def test_every_stray_cell_is_cut_off(tmp_path):
    layout, found = looked_at(tmp_path, workbook(*TABLE, cells=["ZZ2000", "ZZ9000", "B9000"]))

    assert (layout.strays, len(found)) == (("ZZ2000", "ZZ9000", "B9000"), 2)


def test_a_cell_with_nothing_but_a_look_is_no_stray(tmp_path):
    sheet = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="str"><v>x</v></c></row>' for n in (2, 3))
    title = '<row r="1"><c r="A1" t="str"><v>Konto</v></c><c r="B1" t="str"><v>Navn</v></c></row>'
    empty = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    data = workbook(sheet=f'<worksheet xmlns="{MAIN}"><sheetData>{title}{sheet}{empty}</sheetData></worksheet>')

    layout, found = looked_at(tmp_path, data)

    assert (layout.strays, len(found)) == ((), 2)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook(cells=["A1", "XFD1048576"]), "Cellen XFD1048576 .* er ikke lest. Filen har bare én kolonne"),
        (";".join(f"k{n}" for n in range(1_000_000)).encode(), "en linje som er for lang"),
        (";".join(f"k{n}" for n in range(600)).encode(), f"flere enn {MOST_COLUMNS} kolonner"),
        (workbook([f"k{n}" for n in range(16_384)]), f"flere enn {MOST_COLUMNS} kolonner"),
        (b"Konto;Tekst\n" + b"a" * 6_000_000, "en linje som er for lang"),
        # Seconds of reading; the limit itself is tried in sheets/test_lines.py.
        pytest.param(
            b"Konto;Tekst\n1;2\n" + b"\n" * 5_100_000, "flere enn 5 millioner linjer", marks=pytest.mark.slow
        ),
        (b"Konto;Tekst\n" + b"\x00" * 5_000, "verken CSV eller regneark"),
        (workbook(*TABLE)[:-200], "skadet"),
        (binary_workbook(CELLS)[:-200], "skadet"),
        (workbook(sheet="<worksheet><sheetData><row>"), "kan ikke leses"),
    ],
    ids=["edge", "million", "columns", "wide", "line", "blank", "nul", "xlsx", "xlsb", "xml"],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_words(tmp_path, data, words):
    with pytest.raises(Unreadable, match=words):
        looked_at(tmp_path, data)


@pytest.mark.parametrize("strays", [(), ("XFD1048576",)])
def test_an_error_of_a_sheet_is_read_as_what_it_says_and_not_as_an_empty_cell(tmp_path, strays):
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData>'
        '<row r="1"><c r="A1" t="str"><v>Konto</v></c><c r="B1" t="str"><v>Beløp</v></c></row>'
        '<row r="2"><c r="A2"><v>11200</v></c><c t="e" r="B2"><f>1/0</f><v>#DIV/0!</v></c></row>'
        + "".join(f'<row r="{name[3:]}"><c r="{name}"><v>1</v></c></row>' for name in strays)
        + "</sheetData></worksheet>"
    )
    path = tmp_path / "file"
    path.write_bytes(workbook(sheet=sheet))

    layout = layout_of(path)

    assert [row.cells for row in layout.top][1:] == [[11200.0, "#DIV/0!"]]
    assert [row.cells for row in rows_of(path, layout)] == [[11200.0, "#DIV/0!"]]


@pytest.mark.slow
def test_six_million_cells_are_too_many(tmp_path):
    with pytest.raises(Unreadable, match="flere enn 5 millioner celler"):
        looked_at(tmp_path, many_cells(20_000, 300))


@pytest.mark.parametrize("data", [laughing_xml(), DEEP], ids=["entities", "depth"])
def test_xml_that_grows_when_it_is_read_is_refused(tmp_path, data):
    path = tmp_path / "saft.xml"
    path.write_bytes(data)

    with pytest.raises(Unreadable, match="den er bygd slik at den vokser når den leses"):
        list(saft.lines_of(path))


@pytest.mark.slow
@pytest.mark.parametrize("data", [workbook(*TABLE), binary_workbook(CELLS)], ids=["xlsx", "xlsb"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_workbook_that_is_broken_anywhere_is_read_or_refused(tmp_path, data, where, byte, cut):
    place = int(where * (len(data) - 1))
    broken = data[:place] if cut else data[:place] + bytes([byte]) + data[place + 1 :]
    with suppress(Unreadable):
        layout, found = looked_at(tmp_path, broken)

        assert len(found) <= len(TABLE)
        assert len(layout.header) <= MOST_COLUMNS
