"""The content of a document as a Word file (OOXML), for those who must have one. Styles are Word's own.

What the page reads stands in it: headings with their numbers, paragraphs, lists, tables with header rows, the numbers
of charts as tables, and definitions. Only this module knows python-docx.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import html

from meetings.documents.content import Block, BrokenToken, Content, NumberedSection, Text
from rorikt.characters import writable
from rorikt.figures.values import Cell, Chart, Definitions, Table
from rorikt.texts import richtext

LISTS = {"ul": "List Bullet", "ol": "List Number"}
DEEPEST = 3  # of Word's list styles
MARKS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "sub": "subscript", "sup": "superscript"}
File = Any  # python-docx tells no types
Formats = frozenset[str]


def docx_of(content: Content) -> bytes:
    """The bytes of the file, the same for the same content but for the moment it was made."""
    file = docx.Document()
    _set_up(file, content)
    file.add_heading(_xml(content.title), 0)
    if content.is_draft:
        file.add_paragraph("Utkast – ikke godkjent", "Subtitle")
    _grid(file, [[label, value or "–"] for label, value in content.control], is_headed=False)
    for section in content.sections:
        _write_section(file, section)
    made = BytesIO()
    file.save(made)
    return made.getvalue()


def _set_up(file: File, content: Content) -> None:
    properties = file.core_properties
    properties.title, properties.language = _xml(content.file_title), "nb-NO"
    properties.author = _xml(content.cooperation.name)
    properties.comments = ""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nb-NO")
    style = file.styles["Normal"].element.get_or_add_rPr()
    for old in style.findall(qn("w:lang")):
        style.remove(old)
    style.append(language)


def _write_section(file: File, section: NumberedSection) -> None:
    file.add_heading(_xml(f"{section.number} {section.title}"), min(section.level, 9))
    for block in section.blocks:
        _write_block(file, block)


def _write_block(file: File, block: Block) -> None:
    match block:
        case Text(text):
            for element in richtext.elements(text):
                _write_element(file, element)
        case Table():
            _write_table(file, block)
        case Chart():
            file.add_paragraph(_xml(block.title), "Caption")
            _write_table(file, block.table)
        case Definitions(items):
            _grid(file, [["Begrep", "Betydning"], *([item.term, item.meaning] for item in items)])
        case BrokenToken():
            file.add_paragraph(_xml(block.message))


def _write_element(file: File, element: html.HtmlElement, depth: int = 0) -> None:
    tag = str(element.tag)
    if tag in LISTS:
        _write_list(file, element, depth)
    elif tag == "table":
        rows = [[" ".join(cell.text_content().split()) for cell in row] for row in element.iter("tr")]
        for caption in element.iter("caption"):
            file.add_paragraph(_xml(caption.text_content()), "Caption")
        _grid(file, rows)
    elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        file.add_heading(_xml(element.text_content()), min(int(tag[1]) + 1, 9))
    elif tag == "blockquote":
        for inner in element if len(element) else [element]:
            _write_runs(file.add_paragraph(style="Quote"), inner)
    else:
        _write_runs(file.add_paragraph(), element)


def _write_list(file: File, element: html.HtmlElement, depth: int) -> None:
    level = min(depth + 1, DEEPEST)
    style = LISTS[str(element.tag)] + (f" {level}" if level > 1 else "")
    for point in element.iterchildren("li"):
        paragraph = file.add_paragraph(style=style)
        _run(paragraph, point.text, frozenset())
        for child in point:
            if child.tag in LISTS:
                _write_list(file, child, depth + 1)
            elif child.tag == "p":
                if paragraph.text.strip():
                    paragraph = file.add_paragraph(
                        style=style.replace("Bullet", "Continue").replace("Number", "Continue")
                    )
                _write_runs(paragraph, child)
            else:
                _write_inline(paragraph, child, frozenset())
            _run(paragraph, child.tail if (child.tail or "").strip() else "", frozenset())


def _write_runs(paragraph: File, element: html.HtmlElement) -> None:
    _run(paragraph, element.text, frozenset())
    for child in element:
        _write_inline(paragraph, child, frozenset())
        _run(paragraph, child.tail, frozenset())


def _write_inline(paragraph: File, element: html.HtmlElement, formats: Formats) -> None:
    """Bold and the like as formats, a picture by what stands for it; where a link leads stands behind its words."""
    if element.tag == "br":
        paragraph.add_run().add_break()
        return
    if element.tag == "img":
        _run(paragraph, f"[Bilde: {element.get('alt')}]" if element.get("alt") else "", formats)
        return
    own = formats | ({MARKS[element.tag]} if element.tag in MARKS else set())
    _run(paragraph, element.text, own)
    for child in element:
        _write_inline(paragraph, child, own)
        _run(paragraph, child.tail, own)
    target = element.get("href", "")
    if element.tag == "a" and target.startswith(("http:", "https:", "mailto:")) and target != element.text_content():
        _run(paragraph, f" ({target})", formats)


def _run(paragraph: File, text: str | None, formats: Formats) -> None:
    if not text:
        return
    run = paragraph.add_run(_xml(text.replace("\n", " ")))
    for name in formats:
        setattr(run if name in {"bold", "italic"} else run.font, name, True)


def _write_table(file: File, table: Table) -> None:
    file.add_paragraph(_xml(f"{table.caption} {table.unit_note}".strip()), "Caption")
    head = [f"{column.group} {column.label}".strip() for column in table.columns]
    rows = [*table.rows, *([table.total] if table.total else [])]
    numbers = {place for place, column in enumerate(table.columns) if column.kind == "number"}
    _grid(file, [head, *_texts(rows)], numbers=numbers, has_total=bool(table.total))
    for note in (table.lacks, table.note):
        if note:
            file.add_paragraph(_xml(note))


def _texts(rows: Sequence[tuple[Cell, ...]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


def _grid(
    file: File,
    rows: Sequence[Sequence[str]],
    *,
    is_headed: bool = True,
    numbers: set[int] | frozenset[int] = frozenset(),
    has_total: bool = False,
) -> None:
    """A table whose first row is said again on every page, and to those who hear it, as its head."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    grid = file.add_table(rows=len(rows), cols=width, style="Table Grid")
    for place, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
        is_bold = (is_headed and place == 0) or (has_total and place == len(rows) - 1)
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=False)):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(_xml(text)).bold = is_bold or (not is_headed and column == 0)
            if column in numbers:
                paragraph.alignment = 2  # right
    if is_headed:
        head = OxmlElement("w:tblHeader")
        grid.rows[0]._tr.get_or_add_trPr().append(head)
    file.add_paragraph()


def _xml(text: str) -> str:
    return writable(text)
