"""The order of a text that has passed the whitelist: headings that skip no level, tables that are whole, pictures that
are known. What is printed from it keeps PDF/UA, and a reader who listens finds the head of each column."""

import re
from itertools import takewhile

from lxml import etree, html

_STRUCTURE = re.compile(r"<(?:h3|h4|table|t[rdh]|thead|tbody|caption|figure|img|figcaption)[ >]")
_PARTS = ("table", "caption", "thead", "tbody", "tr", "th", "td")


def mended(text: str) -> str:
    """The same text with its structure in order; most texts have none."""
    if not _STRUCTURE.search(text):
        return text
    root = html.fragment_fromstring(text, create_parent="div")
    _order_headings(root)
    for table in [one for one in root.iter("table") if not any(above.tag == "table" for above in one.iterancestors())]:
        _mend_table(table)
    _place_pictures(root)
    inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
    return html_escape(root.text or "") + inner


def html_escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _order_headings(root: html.HtmlElement) -> None:
    """An `h4` only below an `h3`; in lists, quotes and cells a heading is a paragraph."""
    has_upper = False
    for heading in list(root.iter("h3", "h4")):
        if not heading.text_content().strip():
            heading.drop_tree()
        elif heading.getparent() is not root:
            heading.tag = "p"
        else:
            heading.tag = "h4" if heading.tag == "h4" and has_upper else "h3"
            has_upper = True


def _mend_table(table: html.HtmlElement) -> None:
    """Caption, head and body, the same number of columns in each row; a table in a cell becomes its text."""
    for inner in [one for one in table.iterdescendants(*_PARTS) if _tables_above(one, table) or one.tag == "table"]:
        inner.drop_tag()
    caption, rows = table.find("caption"), [row for row in table.iter("tr") if len(row)]
    if not rows:
        table.drop_tree()
        return
    heads = len(list(takewhile(lambda row: all(cell.tag == "th" for cell in row), rows)))
    heads = heads if 0 < heads < len(rows) else 1
    _make_rectangular(rows[:heads], _width(rows))
    _make_rectangular(rows[heads:], _width(rows))
    for row in rows[:heads]:
        for cell in row:
            cell.tag = "th"
            cell.attrib.pop("scope", None)  # set last, so that the same table is always written in the same way
            cell.set("scope", "col")
    for row in rows[heads:]:
        for cell in row:
            cell.attrib.pop("scope", None)
            if cell.tag == "th":
                cell.set("scope", "row")
    _rebuild(table, caption, rows[:heads], rows[heads:])


def _tables_above(element: html.HtmlElement, table: html.HtmlElement) -> bool:
    above = next(element.iterancestors("table"), None)
    return above is not None and above is not table


def _rebuild(
    table: html.HtmlElement,
    caption: html.HtmlElement | None,
    head: list[html.HtmlElement],
    body: list[html.HtmlElement],
) -> None:
    for child in list(table):
        table.remove(child)
    table.text = None
    if caption is not None and caption.text_content().strip():
        caption.tail = None
        table.append(caption)
    for tag, rows in (("thead", head), ("tbody", body)):
        if rows:
            part = etree.SubElement(table, tag)
            for row in rows:
                row.text = row.tail = None
                part.append(row)


def _width(rows: list[html.HtmlElement]) -> int:
    return max(sum(_span(cell, "colspan") for cell in row) for row in rows)


def _make_rectangular(rows: list[html.HtmlElement], width: int) -> None:
    """Spans end with the rows, and what a row lacks is filled up with empty cells."""
    taken: set[tuple[int, int]] = set()
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            cell.tail = None
            while (index, column) in taken:
                column += 1
            wide, high = min(_span(cell, "colspan"), max(width - column, 1)), _span(cell, "rowspan")
            high = min(high, len(rows) - index)
            _set_span(cell, "colspan", wide)
            _set_span(cell, "rowspan", high)
            taken |= {(index + down, column + right) for down in range(high) for right in range(wide)}
        for missing in range(width):
            if (index, missing) not in taken:
                etree.SubElement(row, row[-1].tag)


def _span(cell: html.HtmlElement, name: str) -> int:
    return int(cell.get(name) or 1)


def _set_span(cell: html.HtmlElement, name: str, value: int) -> None:
    cell.attrib.pop(name, None)
    if value > 1:
        cell.set(name, str(value))


def _place_pictures(root: html.HtmlElement) -> None:
    """A picture that is not ours is left out; each of ours has a figure of its own, and a figure its picture."""
    for picture in list(root.iter("img")):
        if not picture.get("data-picture"):
            picture.drop_tree()
        elif picture.getparent().tag != "figure":
            top = picture
            while top.getparent() is not root:
                top = top.getparent()
            figure = html.Element("figure")
            top.addnext(figure)
            if top is picture:
                figure.tail, picture.tail = picture.tail, None
                figure.append(picture)
            else:
                figure.tail, top.tail = top.tail, None
                moved = html.Element("img", dict(picture.attrib))
                picture.drop_tree()
                figure.append(moved)
                if top.tag == "p" and not top.text_content().strip() and not len(top):
                    top.drop_tree()
    for figure in list(root.iter("figure")):
        if figure.find("img") is None:
            figure.drop_tag()
    for caption in list(root.iter("figcaption")):
        if not caption.text_content().strip():
            caption.drop_tree()
        elif caption.getparent().tag != "figure":
            caption.tag = "p"
