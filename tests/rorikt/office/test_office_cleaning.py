"""What its author took out of an office file, hid in it or wrote beside it, is not printed, and it is said so."""

import io
import shutil
import subprocess
import zipfile
from collections import Counter

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment

from rorikt.children.limited_reading import Unreadable, read
from rorikt.office import cleaning, conversion
from rorikt.office.word import Styles, hiding_styles
from rorikt.uploads.examination import examine
from tests.office_files import W, open_document, rels, word, zipped

CHANGES = "Sporede endringer er godtatt: det som var slettet, er ikke med."
COMMENT = "1 kommentar er ikke med."
HIDDEN = "Skjult tekst er ikke med."
needs_office = pytest.mark.skipif(not conversion.has_office(), reason="LibreOffice (soffice) is not installed")
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def deleted(text):
    return f'<w:del w:id="1" w:author="A"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def inserted(text):
    return f'<w:ins w:id="2" w:author="A">{run(text)}</w:ins>'


def paragraph(*parts, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(parts)}</w:p>"


def cell(*paragraphs, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def cleaned(tmp_path, data, kind="docx"):
    """The members of the cleaned file, and what is told of it."""
    given, made = tmp_path / "given", tmp_path / "made"
    given.write_bytes(data)
    [told] = cleaning.told(str(given), str(made), kind)
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}, told


def texts(part):
    """The text of each paragraph."""
    return ["".join(found.itertext()) for found in etree.fromstring(part.encode()).iter("{*}p", "{*}h")]


def words(tmp_path, body, **parts):
    members, told = cleaned(tmp_path, word(body, **parts))
    return texts(members["word/document.xml"]), told


DELETED_MARK = '<w:rPr><w:del w:id="3" w:author="A"/></w:rPr>'
ROW = '<w:tr><w:trPr><w:{} w:id="4" w:author="A"/></w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr>'


@pytest.mark.parametrize(
    ("body", "left", "told"),
    [
        (paragraph(run("Pris "), deleted("100"), inserted("200")), ["Pris 200"], [CHANGES]),
        (
            paragraph('<w:moveFrom w:id="1">' + run("flyttet") + "</w:moveFrom>", run("her"))
            + paragraph('<w:moveTo w:id="2">' + run("flyttet") + "</w:moveTo>"),
            ["her", "flyttet"],
            [CHANGES],
        ),
        (paragraph(deleted("borte"), properties=DELETED_MARK) + paragraph(run("igjen")), ["igjen"], [CHANGES]),
        (paragraph(run("en "), properties=DELETED_MARK) + paragraph(run("linje")), ["en linje"], [CHANGES]),
        (
            paragraph(run("a"), properties=DELETED_MARK)
            + paragraph(run("b"), properties=DELETED_MARK)
            + paragraph(run("c")),
            ["abc"],
            [CHANGES],
        ),
        (
            "<w:tbl>" + ROW.format("del", run("slettet")) + ROW.format("ins", run("ny rad")) + "</w:tbl>" + paragraph(),
            ["ny rad", ""],
            [CHANGES],
        ),
        ("<w:tbl>" + ROW.format("del", run("bare rad")) + "</w:tbl>" + paragraph(run("etter")), ["etter"], [CHANGES]),
        (
            "<w:tbl><w:tr>" + cell(paragraph(run("a")), properties='<w:cellDel w:id="1"/>') + cell(paragraph(run("b")))
            + "</w:tr></w:tbl>",
            ["b"],
            [CHANGES],
        ),
        (paragraph(run("før "), run("skjult", "<w:vanish/>"), run("etter")), ["før etter"], [HIDDEN]),
        (paragraph(run("synlig", '<w:vanish w:val="0"/>')), ["synlig"], []),
        (paragraph(run("uendret")), ["uendret"], []),
    ],
)  # fmt: skip
def test_a_text_is_as_if_every_change_were_accepted_and_nothing_hidden(tmp_path, body, left, told):
    assert words(tmp_path, body) == (left, told)


def test_the_former_look_of_changed_text_is_forgotten(tmp_path):
    change = '<w:rPrChange w:id="1" w:author="Kari"><w:rPr><w:b/></w:rPr></w:rPrChange>'

    members, told = cleaned(tmp_path, word(paragraph(run("tekst", change))))

    assert ("rPrChange" in members["word/document.xml"], told) == (False, [CHANGES])


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>'
    '<w:style w:type="character" w:styleId="Hemmelig"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Arvet"><w:basedOn w:val="Hemmelig"/></w:style>'
    '<w:style w:type="character" w:styleId="Vist"><w:basedOn w:val="Hemmelig"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="SkjultAvsnitt"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Ring1"><w:basedOn w:val="Ring2"/></w:style>'
    '<w:style w:type="character" w:styleId="Ring2"><w:basedOn w:val="Ring1"/></w:style>'
)


@pytest.mark.parametrize(
    ("of_paragraph", "of_run", "is_left"),
    [
        ("", "", True),
        ("", "Hemmelig", False),
        ("", "Arvet", False),
        ("", "Vist", True),
        ("", "Ring1", True),
        ("SkjultAvsnitt", "", False),
        ("SkjultAvsnitt", "Hemmelig", True),  # each turns the other round
    ],
)
def test_styles_that_hide_are_followed(tmp_path, of_paragraph, of_run, is_left):
    body = paragraph(
        run("ord", f'<w:rStyle w:val="{of_run}"/>' if of_run else ""),
        properties=f'<w:pStyle w:val="{of_paragraph}"/>' if of_paragraph else "",
    )

    left, told = words(tmp_path, body, styles=STYLES)

    assert (left, told) == (["ord"] if is_left else [""], [] if is_left else [HIDDEN])


def test_a_comment_goes_with_its_part_its_relation_and_its_marks(tmp_path):
    marked = '<w:commentRangeStart w:id="0"/>' + run("tekst") + '<w:commentRangeEnd w:id="0"/>'
    body = paragraph(marked + '<w:r><w:commentReference w:id="0"/></w:r>')

    members, told = cleaned(tmp_path, word(body, comments=["Hemmelig merknad"]))

    assert told == [COMMENT]
    assert "word/comments.xml" not in members
    assert not [name for name, part in members.items() if "omment" in part]


def test_headers_and_footnotes_are_cleaned_too(tmp_path):
    header = f'<w:hdr xmlns:w="{W}">{paragraph(run("topp"), deleted("hemmelig"))}</w:hdr>'

    members, told = cleaned(tmp_path, word(paragraph(), extra={"word/header1.xml": header}))

    assert (texts(members["word/header1.xml"]), told) == (["topp"], [CHANGES])


def test_a_part_that_is_no_xml_is_not_printed(tmp_path):
    (tmp_path / "given").write_bytes(word("<w:p>"))

    with pytest.raises(Unreadable):
        list(read("rorikt.office.cleaning:told", str(tmp_path / "given"), str(tmp_path / "made"), "docx", seconds=20))


def test_an_open_document_loses_its_deleted_text_comments_and_hidden_text(tmp_path):
    content = (
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion><text:p>slettet</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>før<text:change text:change-id='c1'/> etter"
        "<office:annotation><text:p>merknad</text:p></office:annotation>"
        " slutt<text:span text:style-name='T1'>skjult</text:span>.</text:p>"
        "<text:section text:name='s' text:display='none'><text:p>gjemt</text:p></text:section>"
    )
    automatic = (
        "<style:style style:name='T1' style:family='text'><style:text-properties text:display='none'/></style:style>"
    )

    members, told = cleaned(tmp_path, open_document("text", content, automatic=automatic), "odt")

    assert texts(members["content.xml"]) == ["før etter slutt."]
    assert told == [CHANGES, COMMENT, HIDDEN]


def test_hidden_slides_and_notes_of_an_open_presentation_go(tmp_path):
    page = "<draw:page draw:name='{}' draw:style-name='{}'><text:p>{}</text:p>{}</draw:page>"
    notes = "<presentation:notes><text:p>husk dette</text:p></presentation:notes>"
    automatic = (
        "<style:style style:name='dp2' style:family='drawing-page'>"
        "<style:drawing-page-properties presentation:visibility='hidden'/></style:style>"
    )
    content = page.format("1", "dp1", "vist", notes) + page.format("2", "dp2", "skjult", "")

    members, told = cleaned(tmp_path, open_document("presentation", content, automatic=automatic), "odp")

    assert texts(members["content.xml"]) == ["vist"]
    assert told == ["1 skjult lysbilde er ikke med.", "Notatene til lysbildene er ikke med."]


def test_hidden_slides_notes_and_comments_of_a_presentation_go(tmp_path):
    spaces = (
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    slide = f"<p:sld {spaces} show='{{}}'><a:t>{{}}</a:t></p:sld>"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {spaces}><p:sldIdLst><p:sldId r:id='r0'/><p:sldId r:id='r1'/>"
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": rels(slide="slides/slide1.xml", slide2="slides/slide2.xml"),
        "ppt/slides/slide1.xml": slide.format("1", "vist"),
        "ppt/slides/slide2.xml": slide.format("0", "skjult"),
        "ppt/slides/_rels/slide1.xml.rels": rels(
            notesSlide="../notesSlides/notesSlide1.xml", comments="../comments/comment1.xml"
        ),
        "ppt/notesSlides/notesSlide1.xml": f"<p:notes {spaces}><a:t>husk dette</a:t></p:notes>",
        "ppt/comments/comment1.xml": f"<p:cmLst {spaces}><p:cm/><p:cm/></p:cmLst>",
    }

    members, told = cleaned(tmp_path, zipped(parts), "pptx")

    assert sorted(name for name in members if name.endswith("xml") and name.startswith("ppt/")) == [
        "ppt/presentation.xml", "ppt/slides/slide1.xml",
    ]  # fmt: skip
    assert "r1" not in members["ppt/presentation.xml"]
    assert told == [
        "2 kommentarer er ikke med.", "1 skjult lysbilde er ikke med.", "Notatene til lysbildene er ikke med.",
    ]  # fmt: skip


def hidden_book():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Synlig", "Kolonnehemmelig", 5])
    sheet.append(["Radhemmelig"])
    sheet.append(["Filterhemmelig"])
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["A1"].comment = Comment("Merknadshemmelig", "A")
    sheet.page_setup.cellComments = "atEnd"
    other = book.create_sheet("Skjult")
    other["A1"] = "Arkhemmelig"
    other.sheet_state = "hidden"
    deep = book.create_sheet("Dypt")
    deep["A1"] = "Dyphemmelig"
    deep.sheet_state = "veryHidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_workbook_tells_what_of_it_is_hidden(tmp_path):
    members, told = cleaned(tmp_path, hidden_book(), "xlsx")

    assert told == [COMMENT, "Skjulte rader og kolonner er ikke med.", "2 skjulte ark er ikke med."]
    assert not [name for name, part in members.items() if "Merknadshemmelig" in part]


def test_nothing_is_told_of_a_file_with_nothing_to_leave_out():
    assert cleaning.sentences(Counter()) == []


def test_a_tree_of_styles_without_any_hides_nothing():
    assert hiding_styles([]) == Styles()


# With LibreOffice, and read back from the PDF

SECRET = paragraph(
    run("Synlig "), deleted("Sletthemmelig"), inserted("Nyord "), run("Skjulthemmelig", "<w:vanish/>"),
    '<w:commentRangeStart w:id="0"/>', run("merket"), '<w:commentRangeEnd w:id="0"/>',
    '<w:r><w:commentReference w:id="0"/></w:r>',
)  # fmt: skip


def printed(data):
    found = examine(data)
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=found.safe, capture_output=True, check=True)
    assert b"hemmelig" not in found.safe
    return " ".join(made.stdout.decode().split()), found.treatment


def turned_into(data, kind, wanted, tmp_path):
    """The same file in another format, made by LibreOffice."""
    source = tmp_path / f"kilde.{kind}"
    source.write_bytes(data)
    return conversion._made(source, kind, wanted).read_bytes()


@pytest.mark.slow
@needs_office
@needs_poppler
@pytest.mark.parametrize("older", ["", "doc", "rtf", "odt"])
def test_what_was_taken_out_of_a_text_is_not_in_its_pdf(tmp_path, older):
    data = word(SECRET, comments=["Merknadshemmelig"])
    if older:
        data = turned_into(data, "docx", older, tmp_path)

    text, treatment = printed(data)

    assert text == "Synlig Nyord merket"
    assert {CHANGES, COMMENT, HIDDEN} <= set(treatment)


@pytest.mark.slow
@needs_office
@needs_poppler
@pytest.mark.parametrize("older", ["", "xls", "ods"])
def test_what_is_hidden_in_a_workbook_is_not_in_its_pdf(tmp_path, older):
    data = hidden_book()
    if older:
        data = turned_into(data, "xlsx", older, tmp_path)

    text, treatment = printed(data)

    assert "hemmelig" not in text
    assert "Synlig" in text
    assert {COMMENT, "Skjulte rader og kolonner er ikke med.", "2 skjulte ark er ikke med."} <= set(treatment)
