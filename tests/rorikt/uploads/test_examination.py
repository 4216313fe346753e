"""Files that are made to break the one who reads them are refused by name, in time, and the process lives on."""

import io
import shutil
import stat
import struct
import sys
import time
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from rorikt.children import processes
from rorikt.office import conversion
from rorikt.office.conversion import kind_of
from rorikt.pdf import pdf_standards, typeset, verapdf
from rorikt.safe_pdf import safe
from rorikt.safe_pdf.safe import SCANNED, Refused
from rorikt.uploads import choosing, examination, reading_back
from rorikt.uploads.examination import examine
from tests.office_files import word
from tests.pdfs import drawn, field, layered, make_pdf
from tests.rorikt.pdf.vera import faults, require_verapdf

PAGE = '<!doctype html><html lang="nb"><title>Notat</title><h1>Notat</h1><p>Tekst</p>'


def refused(data):
    with pytest.raises(Refused) as caught:
        examine(data)
    return caught.value


def picture(kind="PNG", mode="RGB", size=(60, 30), **options):
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind, **options)
    return target.getvalue()


def office(*names, mimetype=""):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make_pdf(), "pdf"),
        (b"rubbish before" + make_pdf(), "pdf"),
        (DOCX, "docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (office("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (office("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (office("a.txt"), "zip"),
        (b"PK\x03\x04 cut off", "zip"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "doc"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (picture(), "png"),
        (picture("JPEG"), "jpg"),
        (picture("TIFF"), "tif"),
        (b"{\\rtf1", "rtf"),
        (b"<html>", ""),
        (b"\xd0\xcf\x11\xe0" + "__properties_version1.0".encode("utf-16-le"), "msg"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (picture("WEBP"), "webp"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- tegnet -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b"Received: from x\r\n by y\r\nFrom: a@example.org\r\nSubject: Hei\r\n\r\nHei", "eml"),
        (b"Subject: Hei\nTo: b@example.org\n\nHei", "eml"),
        (b"Fra: meg. To: deg", ""),
    ],
)
def test_a_file_is_what_its_bytes_say(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "Filen er tom. Velg filen på nytt"),
        (b"Referat fra m\xc3\xb8tet", "not_a_pdf", "Filen er ikke en PDF. Åpne den"),
        (office("a.txt"), "not_a_pdf", "men en zip-fil. Pakk den ut"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "not_a_pdf", "Office-dokument med passord"),
        (b"GIF89a", "not_a_pdf", "men et bilde (GIF). Lagre det som JPEG"),
        (b"\0\0\0\x18ftypheic", "not_a_pdf", "fra en mobiltelefon (HEIC). Lagre det som JPEG"),
        (b"<svg>", "not_a_pdf", "men en tegning (SVG). Åpne den i en nettleser"),
        (b"From: a\nTo: b\n\n", "not_a_pdf", "men en e-post (EML). Åpne den i e-postprogrammet"),
        (b"%PDF-1.7\n", "damaged", "skadet eller ikke hel. Åpne den og lagre den som PDF på nytt"),
        (b"\x89PNG\r\n\x1a\n", "damaged_picture", "Bildet er skadet"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_what_to_do(data, code, words):
    error = refused(data)

    assert error.code == code
    assert words in error.message


def test_a_zip_with_an_endless_list_is_not_opened_by_the_process_that_answers_people(monkeypatch):
    monkeypatch.setattr(conversion, "MOST_LISTED", 100)
    many = office("[Content_Types].xml", *(f"word/{number}.xml" for number in range(20)))
    elsewhere = DOCX[:-22] + b"PK\x06\x07" + b"\0" * 16 + DOCX[-22:]

    monkeypatch.setattr(conversion.zipfile, "ZipFile", lambda *arguments: pytest.fail("opened"))
    assert kind_of(many) == "zip"
    monkeypatch.setattr(conversion, "MOST_LISTED", 10_000)
    assert kind_of(elsewhere) == "zip"


def test_a_file_that_is_too_large_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(examination, "MOST_BYTES", 100)

    assert refused(make_pdf()).code == "too_big"


def test_an_office_file_is_refused_where_there_is_no_libreoffice(monkeypatch):
    monkeypatch.setattr(conversion, "_soffice", lambda: None)

    assert refused(DOCX).message == (
        "Filen er ikke en PDF, men et Word-dokument. Åpne den i programmet den er laget i, og lagre den som PDF."
    )


@pytest.mark.parametrize(
    ("kind", "mode"), [("WEBP", "RGBA"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK"), ("TIFF", "1")]
)
def test_a_picture_becomes_a_page(kind, mode):
    found = examine(picture(kind, mode))

    assert (found.page_count, found.accessibility) == (1, SCANNED)
    assert found.treatment[0].startswith("Filen var et bilde (")


def claimed_picture(width, height, depth=8, colours=2):
    chunks = [
        b"IHDR" + struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0),
        b"IDAT" + zlib.compress(b"\0"),
        b"IEND",
    ]
    written = [struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "size"), [("1", (13_244, 18_724)), ("RGB", (12_000, 9_900)), ("RGBA", (9_000, 6_600))]
)
def test_the_largest_pictures_that_are_taken_fit_into_the_memory_of_the_one_who_reads_them(mode, size):
    target = io.BytesIO()
    Image.new(mode, size).save(target, "PNG", dpi=(400, 400), compress_level=1)

    assert examine(target.getvalue()).page_count == 1


@pytest.mark.parametrize(("width", "height"), [(100_000, 100_000), (16_000, 11_875)])
def test_a_picture_with_too_many_dots_is_said_to_be_that_and_not_damaged(width, height):
    error = refused(claimed_picture(width, height))

    assert error.code == "too_large_picture"
    assert error.message.startswith(f"Bildet har {round(width * height / 1e6)} millioner punkter ({width} × {height})")


def test_every_picture_of_a_fax_becomes_a_page():
    more = [Image.new("1", (60, 30)) for _ in range(2)]

    assert examine(picture("TIFF", "1", save_all=True, append_images=more)).page_count == 3


def fake_office(folder, script):
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return str(program)


def test_a_libreoffice_that_hangs_is_killed_with_what_it_started(monkeypatch, tmp_path):
    mark = tmp_path / "the child lived on"
    program = fake_office(tmp_path, f"(sleep 5; touch '{mark}') & wait")
    monkeypatch.setattr(conversion, "_soffice", lambda: program)
    monkeypatch.setattr(conversion, "OFFICE_SECONDS", 0.5)
    began = time.monotonic()

    error = refused(word(""))

    assert (error.code, time.monotonic() - began < 4.9) == ("office_hangs", True)
    assert "lagre den som PDF, og last opp PDF-en" in error.message
    time.sleep(5)
    assert not mark.exists()


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_a_libreoffice_that_makes_nothing_is_said_to_have_failed(monkeypatch, tmp_path, script):
    monkeypatch.setattr(conversion, "_soffice", lambda: fake_office(tmp_path, script))

    assert refused(word("")).code == "office_failed"


def test_a_libreoffice_that_eats_memory_is_refused_it_and_the_file_is_said_to_have_failed(monkeypatch, tmp_path):
    monkeypatch.setattr(
        conversion, "_soffice", lambda: fake_office(tmp_path, f"{sys.executable} -c 'bytearray(10**10)'")
    )

    assert refused(word("")).code == "office_failed"


def test_an_office_file_that_is_broken_inside_is_refused_before_libreoffice_sees_it(monkeypatch, tmp_path):
    monkeypatch.setattr(conversion, "_soffice", lambda: fake_office(tmp_path, f"touch '{tmp_path / 'seen'}'"))

    assert refused(DOCX).code == "office_failed"
    assert not (tmp_path / "seen").exists()


def test_a_program_of_ours_gets_no_more_memory_than_it_may():
    program = "from rorikt.children import processes; processes.limit(memory=300_000_000, seconds=5); bytearray(10**9)"

    with pytest.raises(processes.Died, match="MemoryError"):
        processes.run([sys.executable, "-c", program], seconds=20)


def test_no_secret_reaches_the_process_that_reads_other_peoples_files(monkeypatch):
    monkeypatch.setenv("RORIKT_SECRET_KEY", "hemmelig")

    assert "hemmelig" not in processes.environment("/tmp").values()


@pytest.mark.parametrize(
    ("data", "kept", "claims", "words"),
    [
        (typeset.render(PAGE), {"2a", "2u", "2b", "ua1"}, ("A", True), "oppfyller PDF/A-2a og PDF/UA-1."),
        (typeset.render(PAGE), {"2u", "2b"}, ("U", False), "oppfyller PDF/A-2u."),
        (make_pdf(text=""), {"2a", "2u", "2b", "ua1"}, ("U", False), "oppfyller PDF/A-2u."),
        (make_pdf(text=""), {"2b"}, ("B", False), "oppfyller PDF/A-2b."),
        (make_pdf(text=""), set(), ("", False), "oppfyller ikke arkivstandarden."),
        (make_pdf(text=""), verapdf.Missing(), ("", False), "fordi veraPDF ikke kan kjøres her."),
        (make_pdf(text=""), verapdf.Unfinished("veraPDF ble ikke ferdig."), ("", False), "veraPDF ble ikke ferdig. M"),
    ],
)
def test_the_copy_claims_what_verapdf_says_it_keeps_and_no_more_than_its_sender_meant(
    monkeypatch, settings, data, kept, claims, words
):
    def keeps(path, standards, seconds):
        if isinstance(kept, Exception):
            raise kept
        return kept & set(standards)

    settings.CHECK_COPIES = True
    monkeypatch.setattr(verapdf, "keeps", keeps)

    found = examine(data)

    with pikepdf.open(io.BytesIO(found.safe)) as copy:
        assert pdf_standards.claims(copy) == claims
    assert words in found.treatment[-1]


@pytest.mark.slow
def test_the_claims_of_copies_are_true(settings, tmp_path):
    require_verapdf()
    settings.CHECK_COPIES = True
    copies = {level: examine(data).safe for level, data in {"a": typeset.render(PAGE), "u": make_pdf(text="")}.items()}

    assert faults(tmp_path, {"tagged": copies["a"]}) == {"tagged": []}
    assert faults(tmp_path, {"scan": copies["u"]}, standards=["2u"]) == {"scan": []}


# Copies that were worse than their originals, each by a file like that of others which showed it

NOT_REDRAWN = "Sidene er ikke tegnet på nytt for arkivet, for da ville noe på dem blitt borte eller annerledes."


def cropped(pdf, page):
    """As pdf.js's issue16316: Ghostscript leaves out the words that the crop leaves out."""
    page.obj.CropBox = [0, 170, 400, 200]
    return {}


def lettered_by_place(pdf, page):
    """As pdf.js's issue2840: letters by their places in a font that is not there, where each reader has to guess."""
    part = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2)
    part.BaseFont = pikepdf.Name("/Arial,Bold")
    part.CIDSystemInfo = pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
    part.FontDescriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name("/Arial,Bold"),
        Flags=32,
        FontBBox=[-600, -300, 2000, 1000],
        ItalicAngle=0,
        Ascent=900,
        Descent=-200,
        CapHeight=700,
        StemV=100,
    )
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=part.BaseFont)
    font.Encoding, font.DescendantFonts = pikepdf.Name("/Identity-H"), [pdf.make_indirect(part)]
    return {"/Font": pikepdf.Dictionary(G=pdf.make_indirect(font))}


def ruled():
    """As pdf.js's visibility_expressions, where a rule about layers hides what no list of hidden layers names."""
    contents = b"/OC /r BDC BT /F1 30 Tf 20 50 Td (HEMMELIG) Tj ET EMC BT /F1 30 Tf 20 120 Td (Notat) Tj ET"

    def hide(known):
        return pikepdf.Dictionary(Type=pikepdf.Name.OCMD, VE=[pikepdf.Name.Not, known["a"]])

    return layered(contents, on="a", rules={"r": hide})


def words_of(data):
    with pypdfium2.PdfDocument(data) as pdf:
        return " ".join(page.get_textpage().get_text_range() for page in pdf).split()


WORDS = b"".join(b"BT /F1 8 Tf 10 %d Td (Her er linje nummer %d) Tj ET " % (190 - 9 * at, at) for at in range(20))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("gs") is None, reason="ghostscript is not installed")
@pytest.mark.parametrize(
    ("data", "font"),
    [
        (drawn(WORDS, cropped), "Helvetica"),
        (
            drawn(b"BT /G 20 Tf 10 20 Td <024702680266025F026A00030269026802650262026B025A> Tj ET", lettered_by_place),
            "",
        ),
    ],
)
def test_a_copy_that_ghostscript_makes_worse_is_made_without_it(data, font):
    found = examine(data)

    assert words_of(found.safe) == words_of(data)
    assert NOT_REDRAWN in found.treatment
    assert any(told.startswith(f"Skrifttyper mangler i filen: {font}") for told in found.treatment)
    assert found.treatment[-1].endswith("merkes derfor ikke som arkivfil (PDF/A).")


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (ruled(), ["Notat"]),
        (drawn(b"", field("Ola Nordmann")), ["Ola", "Nordmann"]),
        (drawn(WORDS, field("Ola", F=0)), [*words_of(drawn(WORDS)), "Ola"]),
    ],
)
def test_the_copy_says_what_a_screen_shows(data, seen):
    found = examine(data)

    assert words_of(found.safe) == seen


def test_what_is_not_sure_to_be_like_its_original_claims_nothing(monkeypatch, settings):
    settings.CHECK_COPIES = True
    monkeypatch.setattr(verapdf, "keeps", lambda path, standards, seconds: set(standards))
    choose = choosing.choose
    monkeypatch.setattr(examination.choosing, "choose", lambda *call: replace(choose(*call), is_true=False))

    found = examine(typeset.render(PAGE))

    assert found.treatment[-1] == (
        "Kopien er ikke kontrollert mot arkivstandarden, fordi det ikke er sikkert at den er lik originalen. "
        "Møtepakker med vedlegget merkes derfor ikke som arkivfil (PDF/A)."
    )
    with pikepdf.open(io.BytesIO(found.safe)) as copy:
        assert pdf_standards.claims(copy) == ("", False)


def test_a_page_that_becomes_a_picture_shows_what_it_showed(tmp_path):
    given, made = tmp_path / "given.pdf", tmp_path / "made.pdf"
    given.write_bytes(make_pdf(pages=2, rotate=90, crop=(50, 600, 500, 800)))
    pictures = {1: Path(reading_back.draw(given, tmp_path, [1])[1])}

    made.write_bytes(safe.make_safe(given.read_bytes(), safe.Way(redraws=False, pictured=pictures)).data)

    assert [page.looks_other for page in reading_back.compare(given, made)] == [False, False]
    assert words_of(made.read_bytes()) == ["Vedlegg", "2"]


# What follows takes seconds each: files that eat time or memory


def bomb_of(data_of_object_stream):
    """A PDF whose cross-reference stream unpacks to very much."""
    packed = zlib.compress(data_of_object_stream, 9)
    header = b"<</Type/XRef/Size 9/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(packed)
    return b"%PDF-1.5\n1 0 obj\n" + header + b"\nstream\n" + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"


def ten_thousand_pages():
    with pikepdf.Pdf.new() as pdf:
        for _ in range(10_000):
            pdf.add_blank_page()
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def endless_forms():
    """A drawing that draws itself."""
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        form = pdf.make_stream(b"/Self Do /Self Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        form.BBox = [0, 0, 100, 100]
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Self=form))
        pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Self=form)
        pdf.pages[0].contents_add(pdf.make_stream(b"/Self Do"))
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (ten_thousand_pages, {"too_many_pages"}),
        (lambda: make_pdf(size=(0, 0, 14173, 14173)), {"too_large_page"}),
        (lambda: bomb_of(b"\0" * 600_000_000), {"too_heavy", "damaged"}),
        (endless_forms, {"too_heavy", "damaged", "taken"}),
        (lambda: b"%PDF-1.7\n" + b"[" * 1_000_000, {"too_heavy", "damaged"}),
        (
            lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>",
            {"damaged", "no_pages"},
        ),
    ],
)
def test_a_file_made_to_break_its_reader_is_answered_within_twenty_seconds(make, codes):
    data = make()
    began = time.monotonic()

    try:
        examine(data)
        code = "taken"
    except Refused as error:
        code = error.code

    assert code in codes
    assert time.monotonic() - began < 20


@pytest.mark.slow
@pytest.mark.skipif(not conversion.has_office(), reason="LibreOffice (soffice) is not installed")
def test_a_text_document_becomes_a_tagged_pdf():
    found = examine(b"{\\rtf1\\ansi Notat om nett\\par}")

    assert (found.kind, found.page_count, found.accessibility) == ("rtf", 1, safe.TAGGED)
    assert found.treatment[0] == "Filen var et tekstdokument (RTF), og er gjort om til PDF med LibreOffice."
