"""What python-docx has no words for: hyperlinks, lists that begin anew, alternatives of pictures, flags of rows."""

import re
from io import BytesIO
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.run import Run

from rorikt.characters import writable

FORMATS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "sub": "subscript", "sup": "superscript"}
LINK_STYLE = "Hyperlink"
File = Any  # python-docx tells no types
Formats = frozenset[str]
IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
IGNORABLE_TEXT = re.compile(rb' mc:Ignorable="[^"]*"')
OF_THE_TEMPLATE = {"stylesWithEffects", "webSettings", "customXml", "thumbnail"}
OF_ECMA = "{http://schemas.openxmlformats.org/"
SPACES = re.compile(r"[ \t\r\n]+")  # what a page shows as one, and Word as many
DECORATIVE_XML = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1"'
    ' xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>'
)


def xml(text: str) -> str:
    return writable(text)


def set_up(file: File, *, title: str, author: str) -> None:
    """A4, Norwegian, the number of each page at its foot, and the styles that the template lacks."""
    properties, page = file.core_properties, file.sections[0]
    properties.title, properties.language, properties.author = xml(title), "nb-NO", xml(author)
    properties.comments = ""
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nb-NO")
    style = file.styles["Normal"].element.get_or_add_rPr()
    for old in style.findall(qn("w:lang")):
        style.remove(old)
    style.append(language)
    link = file.styles.add_style(LINK_STYLE, WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.color.rgb, link.font.underline = RGBColor(0x0B, 0x55, 0x63), True
    _number_pages(page)


def keep_to_the_standard(file: File) -> None:
    """Take away what the template has beyond ECMA-376: a copy of its styles for Word 2010, which Word calls broken
    where the two differ, parts of its own document, and the marks of later Words."""
    for relations in (file.part.rels, file.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in OF_THE_TEMPLATE:
                del relations[key]
    for part in file.part.package.iter_parts():
        if isinstance(part, XmlPart):
            part.element.attrib.pop(IGNORABLE, None)
        elif part.partname.endswith(".xml"):
            part._blob = IGNORABLE_TEXT.sub(b"", part.blob)  # python-docx keeps it as it was read
    settings = file.settings.element
    for later in [one for one in settings if not one.tag.startswith(OF_ECMA)]:
        settings.remove(later)
    for zoom in settings.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")


def _number_pages(page: File) -> None:
    foot = page.footer.paragraphs[0]
    foot.alignment = 2
    foot.add_run("Side ").font.size = Pt(8)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)
    number = Run(OxmlElement("w:r"), foot)
    number.text, number.font.size = "1", Pt(8)
    field.append(number._r)


def run(paragraph: File, text: str | None, formats: Formats) -> None:
    if not text:
        return
    made = paragraph.add_run(xml(SPACES.sub(" ", text)))
    for name in formats - {"link"}:
        setattr(made if name in {"bold", "italic"} else made.font, name, True)
    if "link" in formats:
        style = OxmlElement("w:rStyle")
        style.set(qn("w:val"), LINK_STYLE)
        made._r.get_or_add_rPr().insert(0, style)


class Link:
    """A hyperlink at the end of a paragraph, that runs are added to as to a paragraph."""

    def __init__(self, paragraph: File, target: str) -> None:
        key = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        self._paragraph, self._element = paragraph, OxmlElement("w:hyperlink")
        self._element.set(qn("r:id"), key)
        paragraph._p.append(self._element)

    @property
    def part(self) -> File:
        return self._paragraph.part

    @property
    def _p(self) -> File:
        return self._element

    def add_run(self, text: str = "") -> File:
        made = Run(OxmlElement("w:r"), self._paragraph)
        made.text = text
        self._element.append(made._r)
        return made


def new_numbering(file: File, style: str) -> int:
    """A list of this style that begins with 1: all paragraphs of a style are one list to Word."""
    numbering = file.part.numbering_part.element
    of_style = file.styles[style].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(of_style).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    number: int = made.numId
    return number


def number_by(paragraph: File, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def picture(paragraph: File, data: bytes, told: str, *, widest: int, highest: int) -> None:
    """`told` is what stands for it, empty for one that is there for the eye alone."""
    shape = paragraph.add_run().add_picture(BytesIO(data))
    scale = min(1.0, widest / shape.width, highest / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    properties = shape._inline.docPr
    properties.set("name", f"Bilde {properties.get('id')}")
    properties.set("descr", xml(told))
    if not told:
        properties.append(parse_xml(DECORATIVE_XML))


def flag(properties: File, name: str) -> None:
    properties.append(OxmlElement(name))


def name_table(table: File, caption: str) -> None:
    """What is said of it to those who hear it."""
    named = OxmlElement("w:tblCaption")
    named.set(qn("w:val"), xml(caption))
    table._tbl.tblPr.append(named)
