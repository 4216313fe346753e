"""A safe copy is held against its original, as pictures and as letters, page by page."""

import io
import json
import sys

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from rorikt.children import processes
from rorikt.safe_pdf.safe import Way, make_safe, with_fields_as_stamps
from rorikt.uploads import reading_back
from rorikt.uploads.likeness import GONE, Page
from tests.pdfs import drawn, field, layered, make_pdf, saved

LINES = b"".join(
    b"BT /F1 10 Tf 20 %d Td (Linje nummer %d av et notat) Tj ET " % (180 - 12 * at, at) for at in range(12)
)


def compared(folder, before, after):
    original, copy = folder / "original.pdf", folder / "copy.pdf"
    original.write_bytes(before)
    copy.write_bytes(after)
    return reading_back.compare(original, copy)


def faults(folder, before, after):
    """Of each page whether it looks other, and whether letters are gone."""
    return [(page.looks_other, page.lost_letters) for page in compared(folder, before, after)]


def test_a_file_is_like_itself(tmp_path):
    assert compared(tmp_path, drawn(LINES), drawn(LINES)) == [Page(0, 0, 254, 0)]


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        (LINES.replace(b"nummer 7", b"nummer 8"), (False, True)),
        (LINES.replace(b"nummer 7", b"nummfr 7"), (False, False)),  # readers differ as much over what is the same
        (LINES.replace(b"Linje nummer 7 av et notat", b""), (True, True)),
        (LINES.replace(b"nummer", b"xxxxxx"), (True, True)),
        (LINES.replace(b"BT", b"1 0 0 rg BT"), (True, False)),
        (LINES + b"0.5 g 300 20 60 60 re f", (True, False)),
        (b"q 1 0 0 1 0.2 0.2 cm " + LINES + b" Q", (False, False)),
        (b"q 1 0 0 1 5 0 cm " + LINES + b" Q", (True, False)),
    ],
)
def test_what_is_lost_or_moved_is_seen_and_what_is_a_hair_off_is_not(tmp_path, after, fault):
    assert faults(tmp_path, drawn(LINES), drawn(after)) == [fault]


def test_a_small_picture_that_is_lost_from_a_large_page_is_seen(tmp_path):
    stamp = b"0.3 g 500 780 20 20 re f"

    assert faults(tmp_path, drawn(LINES + stamp, size=(0, 0, 595, 842)), drawn(LINES, size=(0, 0, 595, 842))) == [
        (True, False)
    ]


def test_words_that_are_cropped_away_count_as_well(tmp_path):
    def crop(pdf, page):
        page.obj.CropBox = Array([0, 160, 400, 200])
        return {}

    first = LINES[: LINES.index(b"ET") + 2]

    assert faults(tmp_path, drawn(LINES, crop), drawn(first, crop)) == [(True, True)]


def test_a_field_that_a_screen_shows_is_missed_and_one_that_is_drawn_fast_is_not(tmp_path):
    filled = drawn(LINES, field("Ola Nordmann"))

    assert faults(tmp_path, filled, drawn(LINES)) == [(True, False)]
    assert faults(tmp_path, filled, drawn(LINES + b"BT /F1 14 Tf 52 58 Td (Ola Nordmann) Tj ET")) == [(False, False)]


def test_a_field_may_look_as_it_stands_in_the_file_and_not_as_one_that_can_be_filled_in(tmp_path):
    filled = drawn(b"", field("Ola", FT=Name.Ch, Ff=1 << 17, Opt=Array(["Ola"])))
    stamped = tmp_path / "stamped.pdf"
    stamped.write_bytes(with_fields_as_stamps(filled, None))
    (tmp_path / "filled.pdf").write_bytes(filled)
    copy = make_safe(filled, Way(redraws=False)).data
    (tmp_path / "copy.pdf").write_bytes(copy)

    [seen] = reading_back.compare(tmp_path / "filled.pdf", tmp_path / "copy.pdf", stamped)

    assert not seen.looks_other
    assert compared(tmp_path, stamped.read_bytes(), drawn(b""))[0].looks_other


def test_a_hidden_layer_that_has_come_to_light_is_seen(tmp_path):
    hidden = layered(b"/OC /b BDC BT /F1 30 Tf 20 50 Td (HEMMELIG) Tj ET EMC", off="b")

    assert faults(tmp_path, hidden, drawn(b"BT /F1 30 Tf 20 50 Td (HEMMELIG) Tj ET")) == [(True, False)]


@pytest.mark.parametrize("after", [make_pdf(), make_pdf(pages=3), b"%PDF-1.7 nothing"])
def test_a_copy_with_other_pages_or_that_cannot_be_opened_has_none_that_is_the_same(tmp_path, after):
    assert compared(tmp_path, make_pdf(pages=2), after) == [GONE, GONE]


def test_an_original_that_cannot_be_opened_can_be_held_against_nothing(tmp_path):
    with pytest.raises(pypdfium2.PdfiumError):
        compared(tmp_path, b"%PDF-1.7 nothing", make_pdf())


def test_pages_of_which_only_one_says_how_large_it_is_are_the_same(tmp_path):
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        page = pdf.pages[0].obj
        pdf.Root.Pages.MediaBox = page.MediaBox
        del page.MediaBox
        inherited = saved(pdf)

    assert faults(tmp_path, inherited, make_pdf()) == [(False, False)]


def test_pages_are_drawn_as_they_are_before_they_are_turned(tmp_path):
    given = tmp_path / "given.pdf"
    given.write_bytes(make_pdf(pages=2, size=(0, 0, 300, 100), rotate=90))

    [path] = reading_back.draw(given, tmp_path, [2]).values()

    with pypdfium2.PdfDocument(given) as pdf:
        assert pdf[1].get_size() == (100, 300)
    with Image.open(path) as picture:
        assert picture.size == (625, 209)


def test_a_comment_without_a_look_is_given_one(tmp_path):
    def mark(pdf, page):
        note = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[20, 20, 90, 90], C=[1, 0, 0])
        page.obj.Annots = Array([pdf.make_indirect(note)])
        return {}

    given, target = tmp_path / "given.pdf", tmp_path / "target.pdf"
    given.write_bytes(drawn(LINES, mark))

    reading_back.give_looks(given, target)

    with pikepdf.open(target) as pdf:
        assert Name.AP in pdf.pages[0].Annots[0]


def test_it_answers_as_a_program_of_its_own(tmp_path):
    given = tmp_path / "given.pdf"
    given.write_bytes(drawn(LINES))

    said = processes.run(
        [sys.executable, "-m", "rorikt.uploads.reading_back", "compare", str(given), str(given)], seconds=30
    )

    assert json.loads(said) == [{"changed": 0, "in_block": 0, "letters": 254, "lost": 0, "lost_digits": 0}]
