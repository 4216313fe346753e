"""Reading files of rows, as Norwegian systems write them."""

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from rorikt.sheets.tabular import LARGEST_WORKBOOK, Asked, NotTabular, examine, rows
from tests.hostile_files import MAIN, binary_workbook, workbook

HEADER = ["År", "Konto", "Tekst", "Beløp", "Ansvar; mål, alt"]
# As a workbook gives it: without a zone.
MOMENT = datetime.fromisoformat("2023-01-01T12:30:00")
ROWS = [
    ["2023", "10100", "Fastlønn, ærlig | ja", "-1 362 250,50", "a"],
    ["2023", "11200", 'Æ "ø" å\nover to linjer', "1 234,00", ""],
    ["2023", "01000", "t", "1,5", "x"],
]


def written(path, *lines, encoding="utf-8", separator=";", end="\r\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def read(path):
    layout = examine(path)
    return layout, list(rows(path, layout))


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_norwegian_text_and_line_numbers_survive(tmp_path, encoding, separator):
    layout, found = read(written(tmp_path / "a.csv", HEADER, *ROWS, encoding=encoding, separator=separator))

    assert (layout.header, layout.header_line, layout.separator) == (tuple(HEADER), 1, separator)
    assert [row.cells for row in found] == ROWS
    assert [row.line for row in found] == [2, 3, 5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(tmp_path, end):
    _, found = read(written(tmp_path / "a.csv", ["Konto", "Beløp"], ["1", "2"], ["3", "4"], end=end))

    assert [row.cells for row in found] == [["1", "2"], ["3", "4"]]


def test_a_letter_far_down_decides_the_encoding(tmp_path):
    lines = [["Konto", "Tekst"], *([["10100", "vanlig"]] * 3_000), ["10100", "Lærlinger på Åndalsnes"]]

    layout, found = read(written(tmp_path / "a.csv", *lines, encoding="cp1252"))

    assert (layout.encoding, found[-1].cells[1]) == ("cp1252", "Lærlinger på Åndalsnes")


def test_titles_are_found_below_the_head_of_a_report(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Regnskapsrapport 2023\n\n;;\nKonto;Beløp;2023\n10100;-1 000,50;3\n;;\n11000;2;3\n")

    layout, found = read(path)

    assert (layout.header, layout.header_line) == (("Konto", "Beløp", "2023"), 4)
    assert [row.line for row in found] == [5, 7]


def test_a_decimal_comma_does_not_pass_for_a_separator(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Konto;Beløp\n10100;1,50\n10200;2,50\n10300;3,50\n")

    assert examine(path).separator == ";"


def test_a_row_wider_than_the_titles_does_not_hand_the_file_to_the_decimal_comma(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Konto;Beløp;År\n11200;1,00;2031;rest;x\n11201;1,00;2031\n")

    assert examine(path).header == ("Konto", "Beløp", "År")


def test_a_decimal_comma_does_not_win_over_tabs_below_the_head_of_a_report(tmp_path):
    path = tmp_path / "a.txt"
    rows_of_file = "".join(f"1{n:04}\tNavn\t202301\tBilag {n}\t({n} 250,{n:02})\n" for n in range(30))
    head = "Rapport\nFirma: IKT-samarbeidet\tPeriode 202301\n\n"
    path.write_text(f"{head}Konto\tKonto(T)\tPeriode\tTekst\tBeløp\n{rows_of_file}")

    layout = examine(path)

    assert (layout.separator, layout.header_line) == ("\t", 4)
    assert layout.header == ("Konto", "Konto(T)", "Periode", "Tekst", "Beløp")


def test_commas_in_texts_do_not_win_over_semicolons(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("konto;tekst;2011\n" + "10100;Parkar, leikepl., badeplassar, anna;1 500,50\n" * 30)

    assert examine(path).header == ("konto", "tekst", "2011")


@pytest.mark.parametrize("encoding", ["cp850", "cp865", "mac_roman", "cp1252"])
def test_norwegian_letters_of_dos_and_old_macs_are_not_others(tmp_path, encoding):
    lines = [
        "Konto;Beløp;Tekst",
        "10100;1;Årsavgift på båt",
        "10200;2;Ærlig ‘ talt" if encoding == "cp1252" else "10200;2;Ærlig",
    ]

    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(lines).encode(encoding))

    _, found = read(path)
    assert found[0].cells == ["10100", "1", "Årsavgift på båt"]


def test_a_file_of_another_alphabet_is_not_taken_for_that_of_an_old_mac(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("id;navn\n1;景點中文名稱一二三\n".encode("big5") + b"2;a\xbe\n")

    assert examine(path).encoding == "cp1252"


def test_signs_that_nobody_sees_are_left_out(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"Konto;Tekst\n1;a\x0bb\n2;\x01c\x1f\x00\n")

    assert [row.cells for row in read(path)[1]] == [["1", "ab"], ["2", "c"]]


CELLS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Konto</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Beløp</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    '<row r="3"><c r="A3"><v>2</v></c><c r="B3" s="1"><f>A3+1</f></c></row>'
    '<row r="4" hidden="1"><c r="A4"><v>3</v></c><c r="B4"><f t="shared" si="0"/><v></v></c></row>'
    '<row r="5"><c r="A5"><v>4</v></c><c r="B5"><f>A5+1</f><v>5</v></c></row>'
    '<row r="6"><c r="A6"><v>5</v></c><c r="B6" t="str"><f>""</f><v></v></c></row>'
    '<row r="7"><c r="A7"><v>6</v></c><c r="B7"><v>NaN</v></c></row>'
    '<row r="8"><c r="A8"><v>7</v></c><c r="B8" t="inlineStr"><is><t>a_x000B_b</t></is></c></row>'
    '<row r="9" hidden="1"></row>'
)


def test_what_is_no_value_in_a_sheet_is_not_read_as_empty(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(sheet=f'<worksheet xmlns="{MAIN}"><sheetData>{CELLS}</sheetData></worksheet>'))

    layout, found = read(path)

    assert [row.cells[1] for row in found] == ["#DIV/0!", "=A3+1", "=", 5.0, "", "nan", "ab"]
    assert layout.notices == ["1 skjult rad er med."]


def test_an_error_of_a_binary_sheet_is_read_as_its_text(tmp_path):
    path = tmp_path / "a.xlsb"
    path.write_bytes(
        binary_workbook({(0, 0): "Konto", (0, 1): "Beløp", (1, 0): "1", (1, 1): 7, (2, 0): "2", (2, 1): 42})
    )

    assert [row.cells for row in read(path)[1]] == [["1", "#DIV/0!"], ["2", "#N/A"]]


def test_sheets_that_do_not_show_are_told_of(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Konto", "Beløp"])
    book.create_sheet("Fjor").sheet_state = "hidden"
    book.create_sheet("Kladd").sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")

    layout = examine(tmp_path / "a.xlsx")

    assert (layout.sheets, layout.notices) == (("Sheet",), ["Skjulte ark er ikke lest: «Fjor», «Kladd»."])


def test_excels_own_word_on_the_separator_is_taken(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=|\nKonto|Beløp\n10100|1\n")

    layout, found = read(path)

    assert (layout.separator, layout.header_line, found[0].line) == ("|", 2, 3)


def test_columns_without_a_title_or_with_the_same_are_told_apart(tmp_path):
    assert examine(written(tmp_path / "a.csv", ["Konto", "", "Konto"], ["1", "2", "3"])).header == (
        "Konto",
        "Kolonne 2",
        "Konto (3)",
    )


def test_a_workbook_is_read_from_its_first_sheet_with_titles(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Bare en forside"])
    sheet = book.create_sheet("Regnskap")
    sheet["B3"], sheet["C3"], sheet["D3"] = "Konto", "Beløp", "Dato"
    sheet["B4"], sheet["C4"], sheet["D4"] = 10100, -1234.5, date(2023, 1, 2)
    sheet["B6"], sheet["C6"], sheet["D6"] = "01000", 1, MOMENT
    book.save(tmp_path / "a.xlsx")

    layout, found = read(tmp_path / "a.xlsx")

    assert (layout.sheet, layout.header, layout.header_line) == ("Regnskap", ("Konto", "Beløp", "Dato"), 3)
    assert [(row.line, row.cells) for row in found] == [
        (4, [10100.0, -1234.5, date(2023, 1, 2)]),
        (6, ["01000", 1.0, MOMENT]),
    ]


def test_a_sheet_with_nothing_but_a_diagram_is_not_one_to_choose(tmp_path):
    book = openpyxl.Workbook()
    book.create_chartsheet("Diagram", 0)
    book["Sheet"].append(["Konto", "Beløp"])
    book.save(tmp_path / "a.xlsx")

    assert examine(tmp_path / "a.xlsx").sheets == ("Sheet",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Filen er tom."),
        (b"\xef\xbb\xbf\r\n  \r\n", "Filen er tom."),
        (b"bare en\r\nkolonne\r\n", "bare én kolonne"),
        (b"1;2;3\r\n4;5;6\r\n", "ingen linje med kolonnetitler"),
        (b"Konto;Tekst\r\n1;\"uten slutt\r\n2;b\r\n", "anførselstegn som mangler"),
        (bytes(range(256)) * 20, "verken CSV eller regneark"),
        (b"%PDF-1.7\n", "ikke en tabell"),
        (b"PK\x03\x04 men ikke noe regneark", "ikke et regneark som kan leses"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ikke et regneark som kan leses"),
        (b"Konto;Tekst\r\n1;\x81\x8d\r\n", "Tegnene i filen kan ikke leses"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(tmp_path, content, message):
    path = tmp_path / "fil"
    path.write_bytes(content)

    with pytest.raises(NotTabular, match=message):
        read(path)


def test_an_opening_quote_without_its_end_does_not_swallow_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Konto;Tekst;Beløp\n1;"Dell;100\n2;x;5\n3;"Acer";3\n')

    with pytest.raises(NotTabular, match="Linje 2"):
        read(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Konto", "Beløp"])
    book.save(tmp_path / "small.xlsx")
    with zipfile.ZipFile(tmp_path / "small.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(LARGEST_WORKBOOK))

    with pytest.raises(NotTabular, match=r"for stor\. Del den"):
        examine(tmp_path / "small.xlsx")


def test_the_first_twenty_lines_are_told_as_they_are(tmp_path):
    lines = [["Konto", "Beløp"], *([str(10_000 + number), "1"] for number in range(29))]
    layout = examine(written(tmp_path / "a.csv", ["Rapport"], [""], *lines))

    assert [(row.line, row.cells[0]) for row in layout.top[:3]] == [(1, "Rapport"), (3, "Konto"), (4, "10000")]
    assert (len(layout.top), layout.header_line) == (20, 3)


@pytest.mark.parametrize(
    ("text", "header", "line"),
    [
        ("Konto;Periode;Beløp\n11200;202601;100,00;\n11300;202601;200,00;\n", ("Konto", "Periode", "Beløp"), 1),
        (
            ";;2023;2023\nKonto;Tekst;Regnskap;Budsjett\n11200;x;1,5;2,5\n",
            ("Konto", "Tekst", "Regnskap", "Budsjett"),
            2,
        ),
        ("Rapport: resultat; 2023\nKonto;Tekst;Beløp\n11200;x;1,5\n", ("Konto", "Tekst", "Beløp"), 2),
        ("Rapport: resultat; 2023\nKonto;Beløp\n11200;1,5\n", ("Konto", "Beløp"), 2),
        ("Konto;Beløp;Beløp (4);Beløp\n1;2;3;4\n", ("Konto", "Beløp", "Beløp (4)", "Beløp (4) (4)"), 1),
        ("konto;2011;2012\nx;1;2\n", ("konto", "2011", "2012"), 1),
    ],
)
def test_the_titles_are_those_above_the_rows(tmp_path, text, header, line):
    path = tmp_path / "a.csv"
    path.write_text(text)

    layout = examine(path)

    assert (layout.separator, layout.header, layout.header_line) == (";", header, line)


def test_a_person_may_say_how_the_file_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("x;y\nKo,nto;Bel›p\n1,5;2\n".encode("cp1252"))

    layout = examine(path, Asked(separator=",", encoding="cp865", header_line=2))

    assert (layout.header, layout.header_line) == (("Ko", "nto;Beløp"), 2)
    assert [row.cells for row in rows(path, layout)] == [["1", "5;2"]]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Asked(header_line=9), "Linje 9 kan ikke være tittellinje"),
        (Asked(separator="|"), "bare én kolonne"),
        (Asked(encoding="utf-8"), "Tegnene i filen kan ikke leses"),
    ],
)
def test_what_cannot_be_read_as_it_is_asked_for_is_refused_in_words(tmp_path, asked, message):
    path = tmp_path / "a.csv"
    path.write_bytes("Konto;Beløp\n1;2\n".encode("cp1252"))

    with pytest.raises(NotTabular, match=message):
        examine(path, asked)


def test_a_workbook_that_is_written_anew_is_examined_anew(tmp_path):
    for title in ("Konto", "Kontonummer"):
        book = openpyxl.Workbook()
        book.active.append([title, "Beløp"])
        book.save(tmp_path / "a.xlsx")
        found = examine(tmp_path / "a.xlsx").header

    assert found == ("Kontonummer", "Beløp")
