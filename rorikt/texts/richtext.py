"""The rich text of a section: what it may hold, and how it is cut into what a document prints.

As it is stored: paragraphs, lists, sub-headings (`h3`, and `h4` below one), tables whose first row is their head,
a note in `<small>` where its mark stands, and pictures by the hash of their bytes. A picture without `alt` is not yet
described; one with an empty `alt` is there for the eye alone.
"""

import re
from collections import Counter
from html import escape, unescape

import nh3
from lxml import etree, html

from rorikt.characters import writable
from rorikt.texts import structure

INLINE_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "sub", "sup", "blockquote", "a"}
ALLOWED_TAGS = INLINE_TAGS | {"h3", "h4", "small", "figure", "figcaption", "img"}
ALLOWED_TAGS |= {"table", "caption", "thead", "tbody", "tr", "th", "td"}
BLOCK_TAGS = {"p", "ul", "ol", "li", "blockquote", "h3", "h4", "table", "figure"}
ALLOWED_ATTRIBUTES = {
    "a": {"href"},
    "img": {"data-picture", "alt"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
} | {tag: {"data-id"} for tag in BLOCK_TAGS}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
MOST_ROWS = 300  # of one table; a longer one is an attachment, or a table of the figures
# Of what stands in each other, and of lists in all: reading takes the square of their depth, and what stands some
# hundred levels down is lost.
MOST_DEPTH, MOST_LISTS = 60, 3_000

_VALUES = {
    "data-id": re.compile(r"[a-z0-9]{6,20}"),
    "data-picture": re.compile(r"[0-9a-f]{64}"),
    "colspan": re.compile(r"[1-9]\d?"),
    "rowspan": re.compile(r"[1-9]\d{0,2}"),
    "scope": re.compile(r"col|row"),
}
_EMPTY_END = re.compile(r"(?:\s*<p(?: data-id=\"[a-z0-9]+\")?>\s*</p>)+\s*$")
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z]")
_ANY_TAG = re.compile(r"<[^<>]*>")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # what would show the letters after it in another order
_NAMED_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_WITHOUT_END = {"br", "img", "hr", "wbr", "col", "input", "meta", "link", "p", "li", "tr", "td", "th", "dt", "dd"}
_APART = re.compile(r"(?=<small[ >])|(?<=</small>)|(?<=<br>)|(?=</(?:p|li|h3|h4|th|td|caption|figcaption)>)")


def clean(text: str) -> str:
    """Only what may stand in a section. Plain text, as a browser without JavaScript sends it, becomes paragraphs."""
    cleaned = nh3.clean(
        _in_paragraphs(text),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_value,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
    )
    return _EMPTY_END.sub(
        "", structure.mended(_readable(cleaned))
    ).strip()  # the editor leaves a line to write on after a table


def clean_short(text: str) -> str:
    """As `clean`, for a text that is no section: without headings, tables, notes and pictures."""
    cleaned = nh3.clean(
        _in_paragraphs(text), tags=INLINE_TAGS, attributes={"a": {"href"}}, url_schemes=ALLOWED_SCHEMES, link_rel=None
    )
    return _EMPTY_END.sub("", _readable(cleaned)).strip()


def _readable(text: str) -> str:
    """Without characters that no page, sheet or Word file can hold, or that hide what the text says."""
    return _TURNS.sub("", writable(text))


def is_too_nested(text: str) -> bool:
    """Deeper than anybody writes. `clean` keeps the words of such a text alone."""
    open_tags: Counter[str] = Counter()
    lists = depth = 0
    for closes, name in _NAMED_TAG.findall(text):
        tag = name.lower()
        if tag in _WITHOUT_END or (closes and not open_tags[tag]):
            continue
        open_tags[tag] += -1 if closes else 1
        depth += -1 if closes else 1
        lists += tag in {"ul", "ol"} and not closes
        if depth > MOST_DEPTH or lists > MOST_LISTS:
            return True
    return False


def _in_paragraphs(text: str) -> str:
    if is_too_nested(text):
        text = unescape(_ANY_TAG.sub("\n\n", text))
    elif _TAG.search(text):
        return text
    parts = re.split(r"\n\s*\n", escape(text.strip(), quote=False))
    return "".join("<p>" + part.replace("\n", "<br>") + "</p>" for part in parts if part.strip())


def _value(tag: str, name: str, value: str) -> str | None:
    pattern = _VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


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
    spaced = _APART.sub(" ", text or "")
    return " ".join(html.fragment_fromstring(spaced, create_parent="div").text_content().split())


def plain_paragraphs(text: str) -> str:
    """As somebody would type it: a blank line between paragraphs, and each point of a list on a line of its own."""
    return "\n\n".join(filter(None, map(_typed, elements(text))))


def problems(text: str) -> list[str]:
    """One Norwegian sentence for each thing that a section cannot hold."""
    rows = [len(table.findall(".//tr")) for table in (elements(text) if "<table" in text else []) if table.tag]
    return [too_long_table(count) for count in rows if count > MOST_ROWS]


def too_long_table(rows: int) -> str:
    return (
        f"Tabellen har {rows} rader, og et avsnitt kan ha høyst {MOST_ROWS}. Legg den ved saken som fil, "
        "eller ta med bare de radene som leseren trenger."
    )


def pictures(text: str) -> list[str]:
    """The hashes of the pictures of a text, in order."""
    return re.findall(r'data-picture="([0-9a-f]{64})"', text)


def undescribed_pictures(text: str) -> int:
    """How many pictures have neither a description nor are said to be for the eye alone."""
    return len(re.findall(r"<img(?![^>]* alt=)[^>]*>", text))


def _typed(element: html.HtmlElement) -> str:
    if element.tag == "table":
        return "\n".join(
            " – ".join(" ".join(cell.text_content().split()) for cell in row) for row in element.iter("tr")
        )
    if element.tag not in {"ul", "ol"}:
        return plain(to_html(element))
    points = [" ".join(point.text_content().split()) for point in element.iter("li")]
    return "\n".join(
        f"{number}. {point}" if element.tag == "ol" else f"– {point}" for number, point in enumerate(points, 1)
    )


def _paragraph(text: str) -> html.HtmlElement:
    paragraph = html.Element("p")
    paragraph.text = text.strip()
    return paragraph


# What may stand in a text of a page, by the same rules as `clean_short`.
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
# And in a section, by those of `clean`; the last ones are in static/rorikt/ (inserting.js, chips.js, token_list.js).
SECTION_EDITOR = {
    **EDITOR,
    "Heading": {"levels": [3, 4]},
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "CaptionedTable": True,
    "Note": True,
    "Picture": True,
    "Chip": True,
    "TokenList": True,
    "Pasting": True,
    "Menu": {
        "groups": [
            {"group": "headings"},
            {"group": "lists"},
            {"group": "nodes -blockType -lists -headings"},
            {"group": "marks"},
            {"group": "link"},
            {"group": "insert"},
            {"group": "table"},
            {"group": "history"},
        ]
    },
}
