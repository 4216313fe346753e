"""The footnotes of a Word file: a part of their own, which python-docx knows nothing of."""

from types import SimpleNamespace

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from meetings.word.marks import File

TEXT, MARK = "footnotetext", "footnotereference"  # the ids that their styles are given
# What stands between the text and its notes. Word expects both, with numbers below those of the notes.
_SEPARATORS = (
    f"<w:footnotes {nsdecls('w', 'r')}>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


class Notes:
    """The part is there from the first note on."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._part: File = None
        self._count = 0

    def add(self, paragraph: File) -> File:
        """The paragraph of a new note, whose mark is put at the end of `paragraph`."""
        if self._part is None:
            self._begin()
        self._count += 1
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self._count))
        _marked(paragraph.add_run()).append(reference)
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(self._count))
        self._part.element.append(note)
        written = OxmlElement("w:p")
        note.append(written)
        return self._begun(Paragraph(written, SimpleNamespace(part=self._part)))

    def _begun(self, paragraph: File) -> File:
        style = paragraph._p.get_or_add_pPr().get_or_add_pStyle()
        style.val = TEXT
        _marked(paragraph.add_run()).append(OxmlElement("w:footnoteRef"))
        paragraph.add_run(" ")
        return paragraph

    def _begin(self) -> None:
        document, styles = self._file.part, self._file.styles
        text = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        text.base_style, text.font.size = styles["Normal"], Pt(9)
        mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
        mark.font.superscript = True
        name = PackURI("/word/footnotes.xml")
        self._part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, parse_xml(_SEPARATORS), document.package)
        document.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)


def _marked(made: File) -> File:
    style = OxmlElement("w:rStyle")
    style.set(qn("w:val"), MARK)
    made._r.get_or_add_rPr().insert(0, style)
    return made._r
