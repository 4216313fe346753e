"""Scanned pages whose text is read by a program, where there is one; a stand-in for OCRmyPDF answers as it does."""

import io
import os
import shutil
import stat
import sys

import pikepdf
import pytest

from rorikt.uploads import scans
from rorikt.uploads.examination import examine
from tests.pdfs import make_pdf

# What it lays behind each page, unseen, is what the file beside it says; it may also draw over the page, or fail.
STAND_IN = """#!{python}
import sys
sys.path[:0] = {path!r}
from pathlib import Path
import pikepdf
from pikepdf import Dictionary, Name
text = Path(__file__).with_suffix(".text").read_text()
if text == "fails":
    sys.exit("no language")
with pikepdf.open(sys.argv[-2]) as pdf:
    for page in pdf.pages if text != "nothing" else ():
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
        drawn = "0 g 0 300 400 400 re f" if text == "draws" else ""
        page.contents_add(f"q {{drawn}} BT 3 Tr /F1 12 Tf 72 700 Td ({{text}}) Tj ET Q".encode(), prepend=False)
    pdf.save(sys.argv[-1])
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts the stand-in first among the programs, to read this text."""

    def install(text):
        folder = tmp_path / "programs"
        folder.mkdir()
        path = folder / scans.PROGRAM
        path.write_text(STAND_IN.format(python=sys.executable, path=[p for p in sys.path if p]))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        path.with_suffix(".text").write_text(text)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    return install


def text_of(data):
    from pypdfium2 import PdfDocument

    pdf = PdfDocument(data)
    return " ".join(page.get_textpage().get_text_range() for page in pdf)


def test_the_text_of_a_scan_is_laid_behind_its_pages(program):
    program("Avtalen")
    scan = make_pdf(pages=2, text="")

    found = examine(scan)

    assert (found.accessibility, found.page_count, found.kind) == ("recognised", 2, "pdf")
    assert scans.READ in found.treatment
    assert text_of(found.safe).count("Avtalen") == 2


def test_a_picture_is_read_as_well(program):
    from PIL import Image

    program("Avtalen")
    picture = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(picture, "PNG")

    found = examine(picture.getvalue())

    assert (found.kind, found.accessibility) == ("png", "recognised")
    assert found.treatment[0] == "Filen var et bilde (PNG), og er gjort om til PDF."


@pytest.mark.parametrize(
    ("text", "told"), [("nothing", scans.NOTHING_READ), ("fails", scans.FAILED), ("draws", scans.FAILED)]
)
def test_a_copy_stays_as_it_was_where_nothing_comes_of_it(program, text, told):
    """A page that would look otherwise is not taken for its text."""
    program(text)

    found = examine(make_pdf(text=""))

    assert found.accessibility == "scanned"
    assert told in found.treatment


def test_a_file_with_text_of_its_own_is_not_read(program):
    program("Avtalen")

    found = examine(make_pdf(text="Vedlegg"))

    assert found.accessibility == "untagged"
    assert scans.READ not in found.treatment


def test_where_there_is_no_such_program_it_is_said(monkeypatch):
    monkeypatch.setattr(scans, "has_reader", lambda: False)

    found = examine(make_pdf(text=""))

    assert found.accessibility == "scanned"
    assert scans.NOT_INSTALLED in found.treatment


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which(scans.PROGRAM), reason="OCRmyPDF is not installed")
def test_the_words_of_a_real_scan_are_read():
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (1240, 1754), "white")
    ImageDraw.Draw(page).text((150, 200), "Samarbeidsrådet møtes", fill=0, font=ImageFont.load_default(60))
    scan = io.BytesIO()
    page.save(scan, "PDF", resolution=150)

    found = examine(scan.getvalue())

    assert found.accessibility == "recognised"
    assert "Samarbeidsr" in text_of(found.safe)
    with pikepdf.open(io.BytesIO(found.safe)) as pdf:
        assert len(pdf.pages) == 1
