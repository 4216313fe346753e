"""The rich text of a section: what it may hold, and how it is cut into what a document prints."""

import re
from html import escape

import nh3
from lxml import etree, html

ALLOWED_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "sub", "sup", "blockquote", "a"}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "*": {"data-id"}}  # the id of a block, see blocks.py
ALLOWED_SCHEMES = {"http", "https", "mailto"}

_EMPTY_END = re.compile(r"(?:\s*<p>\s*</p>)+\s*$")
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z]")


def clean(text: str) -> str:
    """Only what may stand in a section. Plain text, as a browser without JavaScript sends it, becomes paragraphs."""
    if not _TAG.search(text):
        parts = re.split(r"\n\s*\n", escape(text.strip(), quote=False))
        text = "".join("<p>" + part.replace("\n", "<br>") + "</p>" for part in parts if part.strip())
    cleaned = nh3.clean(
        text, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes=ALLOWED_SCHEMES, link_rel=None
    )
    return _EMPTY_END.sub("", cleaned).strip()  # the editor leaves a line to write on after a table


def elements(text: str) -> list[html.HtmlElement]:
    """The paragraphs and lists of a cleaned text. Loose text between them gets a paragraph of its own."""
    root = html.fragment_fromstring(text or "", create_parent="div")
    found = [_paragraph(root.text)] if root.text and root.text.strip() else []
    for child in list(root):
        loose, child.tail = child.tail, None
        if child.tag != "br":
            found.append(child)
        if loose and loose.strip():
            found.append(_paragraph(loose))
    return found


def to_html(element: html.HtmlElement) -> str:
    return etree.tostring(element, encoding="unicode", method="html")


def plain(text: str) -> str:
    """The words alone, for a search hit or a check."""
    return " ".join(html.fragment_fromstring(text or "", create_parent="div").text_content().split())


def plain_paragraphs(text: str) -> str:
    """As somebody would type it: a blank line between paragraphs, and each point of a list on a line of its own."""
    return "\n\n".join(filter(None, map(_typed, elements(text))))


def _typed(element: html.HtmlElement) -> str:
    if element.tag not in {"ul", "ol"}:
        return " ".join(element.text_content().split())
    points = [" ".join(point.text_content().split()) for point in element.iter("li")]
    return "\n".join(
        f"{number}. {point}" if element.tag == "ol" else f"– {point}" for number, point in enumerate(points, 1)
    )


def _paragraph(text: str) -> html.HtmlElement:
    paragraph = html.Element("p")
    paragraph.text = text.strip()
    return paragraph


# What may stand in a section, by the same rules as `clean`; headings are sections of their own.
EDITOR = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "BlockIds": True,
}
