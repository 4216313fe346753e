"""The content of a document as a Word file (OOXML), for those who must have one. Styles are Word's own.

What the page reads stands in it: headings with their numbers, paragraphs, lists, links, tables with header rows,
pictures with what stands for them, footnotes, the numbers of charts as tables, and definitions. Only this room knows
python-docx.
"""

from collections.abc import Sequence
from io import BytesIO

import docx
from docx.shared import Mm
from lxml import html

from meetings.documents.content import Block, BrokenToken, Content, NumberedSection, Text
from meetings.pictures.pictures import bytes_of
from meetings.word import grids, marks
from meetings.word.grids import GridCell
from meetings.word.marks import File
from meetings.word.notes import Notes
from rorikt.figures.values import Chart, Definitions, Table
from rorikt.texts import richtext
from rorikt.texts.written import UNDESCRIBED

LISTS = {"ul": "List Bullet", "ol": "List Number"}
DEEPEST = 3  # of Word's list styles
LOWEST_HEADING = 9
BLOCKS = {"p", "ul", "ol", "blockquote", "table", "figure", "h3", "h4"}


def docx_of(content: Content) -> bytes:
    """The bytes of the file, the same for the same content but for the moment it was made."""
    writer = _Writer(docx.Document(), content)
    writer.write(content)
    marks.keep_to_the_standard(writer.file)
    made = BytesIO()
    writer.file.save(made)
    return made.getvalue()


class _Writer:
    """One file as it is written; `level` is that of the section whose text is being written, 1 for a chapter."""

    def __init__(self, file: File, content: Content) -> None:
        self.file, self.level = file, 1
        marks.set_up(file, title=content.file_title, author=content.cooperation.name)
        self.notes = Notes(file)
        self.text_width = file.sections[0].page_width - file.sections[0].left_margin - file.sections[0].right_margin

    def write(self, content: Content) -> None:
        self.file.add_heading(marks.xml(content.title), 0)
        if content.is_draft:
            self.file.add_paragraph("Utkast – ikke godkjent", "Subtitle")
        if content.control:
            facts = [(label, value or "–") for label, value in content.control]
            self._grid(grids.of_texts(facts, heads=0, is_first_head=True))
        for section in content.sections:
            self._section(section)

    def _section(self, section: NumberedSection) -> None:
        self.level = section.level
        self._heading(f"{section.number} {section.title}", section.level)
        for block in section.blocks:
            self._block(block)

    def _heading(self, text: str, level: int) -> File:
        return self.file.add_heading(marks.xml(text), min(level, LOWEST_HEADING))

    def _block(self, block: Block) -> None:
        match block:
            case Text(text):
                for element in richtext.elements(text):
                    self._element(self.file, element)
            case Table():
                self._table(block)
            case Chart():
                self._caption(block.title)
                self._table(block.table)
            case Definitions(items):
                rows = [("Begrep", "Betydning"), *((item.term, item.meaning) for item in items)]
                self._grid(grids.of_texts(rows, heads=1, is_first_head=True))
            case BrokenToken():
                self.file.add_paragraph(marks.xml(block.message))

    def _table(self, table: Table) -> None:
        caption = f"{table.caption} {table.unit_note}".strip()
        self._caption(caption)
        self._grid(grids.of_table(table), caption, widths=[column.width for column in table.columns])
        for note in (table.lacks, table.changes, table.note):
            if note:
                self.file.add_paragraph(marks.xml(note))

    def _caption(self, text: str) -> None:
        self.file.add_paragraph(marks.xml(text), "Caption").paragraph_format.keep_with_next = True

    def _grid(self, cells: Sequence[GridCell], caption: str = "", widths: Sequence[int] = ()) -> None:
        """A table whose first rows are said again on every page, and to those who hear it, as its head."""
        if not cells:
            return
        rows, columns = max(cell.row + cell.high for cell in cells), max(cell.column + cell.wide for cell in cells)
        table = self.file.add_table(rows=rows, cols=columns, style="Table Grid")
        shares = widths if widths and all(widths) else [100 / columns] * columns
        for place, share in enumerate(shares):
            table.columns[place].width = int(self.text_width * share / sum(shares))
        for one in cells:
            place = table.cell(one.row, one.column)
            if (one.wide, one.high) != (1, 1):
                place = place.merge(table.cell(one.row + one.high - 1, one.column + one.wide - 1))
            self._cell(place, one)
        for row in table.rows:
            marks.flag(row._tr.get_or_add_trPr(), "w:cantSplit")
        for number in range(grids.head_rows(cells)):
            marks.flag(table.rows[number]._tr.get_or_add_trPr(), "w:tblHeader")
        if caption:
            marks.name_table(table, caption)
        self.file.add_paragraph()

    def _cell(self, place: File, cell: GridCell) -> None:
        paragraph = place.paragraphs[0]
        formats = frozenset({"bold"}) if cell.is_bold else frozenset()
        if cell.element is None:
            marks.run(paragraph, cell.text, formats)
        elif any(child.tag in BLOCKS for child in cell.element):
            for child in cell.element:
                self._element(place, child, formats=formats)
            paragraph._p.getparent().remove(paragraph._p)  # each cell is made with an empty one
        else:
            self._inline(paragraph, cell.element, formats)
        if cell.is_right:
            for one in place.paragraphs:
                one.alignment = 2

    def _element(
        self, place: File, element: html.HtmlElement, depth: int = 0, formats: marks.Formats = frozenset()
    ) -> None:
        """A block of a text, at the end of the file or of a cell."""
        tag = str(element.tag)
        if tag in LISTS:
            self._list(place, element, depth, formats)
        elif tag == "table":
            caption = " ".join(" ".join(one.text_content().split()) for one in element.iter("caption"))
            if caption:
                self._caption(caption)
            self._grid(grids.of_html(element), caption)
        elif tag == "figure":
            self._figure(place, element)
        elif tag in {"h3", "h4"}:
            self._inline(self._heading("", self.level + int(tag[1]) - 2), element, formats)
        elif tag == "blockquote":
            for inner in element if len(element) else [element]:
                if inner.tag in LISTS:
                    self._list(place, inner, depth, formats)
                else:
                    self._inline(place.add_paragraph(style="Quote"), inner, formats)
        else:
            self._inline(place.add_paragraph(), element, formats)

    def _list(self, place: File, element: html.HtmlElement, depth: int, formats: marks.Formats) -> None:
        level = min(depth + 1, DEEPEST)
        ending = f" {level}" if level > 1 else ""
        style = LISTS[str(element.tag)] + ending
        number = marks.new_numbering(self.file, style) if element.tag == "ol" else None
        for point in element.iterchildren("li"):
            paragraph = place.add_paragraph(style=style)
            if number is not None:
                marks.number_by(paragraph, number)
            marks.run(paragraph, point.text, formats)
            for child in point:
                if child.tag in LISTS:
                    self._list(place, child, depth + 1, formats)
                elif child.tag in BLOCKS:
                    if paragraph.text.strip():
                        paragraph = place.add_paragraph(style=f"List Continue{ending}")
                    self._inline(paragraph, child, formats)
                else:
                    self._inline_child(paragraph, child, formats)
                marks.run(paragraph, child.tail if (child.tail or "").strip() else "", formats)

    def _figure(self, place: File, element: html.HtmlElement) -> None:
        for picture in element.iter("img"):
            paragraph = place.add_paragraph()
            self._picture(paragraph, picture)
        for caption in element.iter("figcaption"):
            paragraph.paragraph_format.keep_with_next = True
            self._inline(place.add_paragraph(style="Caption"), caption, frozenset())

    def _picture(self, paragraph: File, picture: html.HtmlElement) -> None:
        data, told = bytes_of(picture.get("data-picture", "")), picture.get("alt", UNDESCRIBED)
        if data is None:
            marks.run(paragraph, f"[Bilde: {told}]" if told else "", frozenset())
            return
        marks.picture(paragraph, data, told, widest=self.text_width, highest=Mm(200))

    def _inline(self, paragraph: File, element: html.HtmlElement, formats: marks.Formats) -> None:
        marks.run(paragraph, element.text, formats)
        for child in element:
            self._inline_child(paragraph, child, formats)
            marks.run(paragraph, child.tail, formats)

    def _inline_child(self, paragraph: File, element: html.HtmlElement, formats: marks.Formats) -> None:
        """Bold and the like as formats; a link, a note and a picture as Word has them."""
        target = element.get("href", "")
        if element.tag == "br":
            paragraph.add_run().add_break()
        elif element.tag == "img":
            self._picture(paragraph, element)
        elif element.tag == "small":
            self._inline(self.notes.add(paragraph), element, frozenset())
        elif element.tag == "a" and target.startswith(("http:", "https:", "mailto:")):
            self._inline(marks.Link(paragraph, target), element, formats | {"link"})
        else:
            own = {marks.FORMATS[element.tag]} if element.tag in marks.FORMATS else set()
            self._inline(paragraph, element, formats | own)
