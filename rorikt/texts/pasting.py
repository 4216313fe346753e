"""What is pasted from Word, Outlook, Excel, LibreOffice and the web, made into the text of a section.

Each program writes clipboard HTML of its own: Word's lists are paragraphs with `mso-list` in their style and the
marker as text before, its notes links to `_ftn1` with the texts at the end, its headings styles. What has no place in a
section is left out, and told in words. Pure Python over one string; the caller refuses more than MOST_CHARACTERS.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from lxml import etree, html

from rorikt.texts import richtext
from rorikt.texts.pasted_lists import is_point, make_lists

MOST_CHARACTERS = 8_000_000  # pictures are in it
MOST_PICTURES = 20

_CONDITIONAL = re.compile(
    r"<!--\[if (?:[^\]]{0,200}(?:supportFields|supportFootnotes|supportLists|supportEmptyParas))[^\]]{0,200}\]-->"
    r"|<!\[if [^\]]*\]>|<!\[endif\]>|<!--\[if [^\]]{0,200}\]>(?:.|\n)*?<!\[endif\]-->",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->|<!--\s*EndFragment\s*-->", re.IGNORECASE)
_OUTLINE = re.compile(r"mso-outline-level\s*:\s*(\d)", re.IGNORECASE)
_NOTE = re.compile(r"#?_(?:ftn|edn)(\d+)$|#?sdfootnote(\d+)sym$")
_NOTE_TEXT = re.compile(r"(?:ftn|edn)(\d+)$|sdfootnote(\d+)$")
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,([A-Za-z0-9+/=\s]+)$")

_DROPPED = {"script", "style", "meta", "link", "title", "head", "xml", "object", "embed", "iframe", "template", "svg"}
_CONTROLS = {"form", "input", "select", "button", "textarea", "video", "audio"}
_BLOCKS = {"p", "div", "ul", "ol", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure"}


@dataclass
class Pasted:
    """`pictures` are the base64 of those the text holds, by their numbers; `left_out` sentences."""

    html: str
    pictures: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def told(path: str) -> Iterator[dict[str, Any]]:
    """In a limited child: what is pasted, out of a file."""
    yield asdict(from_clipboard(Path(path).read_text(encoding="utf-8")))


def from_clipboard(given: str) -> Pasted:
    """Raises ValueError for what is no HTML at all."""
    return _Paste(given).pasted()


class _Paste:
    """One paste: the tree as it is reshaped step by step, and what was left out of it."""

    def __init__(self, given: str) -> None:
        text = _FRAGMENT.sub("", _CONDITIONAL.sub("", given.replace("\x00", "")))
        parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
        document = html.document_fromstring(f"<html><body>{text}</body></html>".encode(), parser=parser)
        body = document.find("body")
        self.root: html.HtmlElement = body if body is not None else document
        self.pictures: list[str] = []
        self.told: dict[str, int] = {}

    def pasted(self) -> Pasted:
        self._drop_what_has_no_place()
        self._take_tracked_changes()
        notes = self._take_notes()
        self._place_notes(notes)
        self._take_pictures()
        self._drop_long_tables()
        self._name_headings()
        self._tell("numbering", make_lists(self.root))
        self._mark_words()
        self._unwrap()
        cleaned = richtext.clean(self._inner().replace("data-new", "data-picture"))
        if not cleaned:
            self._tell("nothing", not self.told)
        return Pasted(cleaned, self.pictures, [_sentence(kind, count) for kind, count in self.told.items()])

    def _tell(self, kind: str, count: int = 1) -> None:
        if count:
            self.told[kind] = self.told.get(kind, 0) + count

    def _drop_what_has_no_place(self) -> None:
        for element in list(self.root.iter()):
            tag = element.tag if isinstance(element.tag, str) else ""
            if tag in _CONTROLS:
                self._tell("control")
                _drop(element)
            elif tag in _DROPPED:
                if tag in {"object", "embed", "iframe", "svg"}:
                    self._tell("object")
                _drop(element)
            elif _style(element, "mso-hide") == "all" or _style(element, "display") == "none":
                _drop(element)
            elif ":" in tag and tag.split(":")[0] == "v":
                if tag in {"v:shape", "v:imagedata"} and not any(":" in str(up.tag) for up in element.iterancestors()):
                    self._tell("drawing")
                _drop(element)
            elif ":" in tag:
                element.drop_tag()

    def _take_tracked_changes(self) -> None:
        deleted = [one for one in self.root.iter("del", "s", "strike") if one.tag == "del" or one.get("cite")]
        for element in deleted:
            self._tell("change")
            _drop(element)
        for comment in list(self.root.iter("a", "div", "span")):
            if "mso-comment" in (comment.get("style") or "") or "MsoCommentReference" in (comment.get("class") or ""):
                self._tell("comment")
                _drop(comment)
        struck = [one for one in self.root.iter() if _is_struck(one) and one.text_content().strip()]
        self._tell("struck", sum(not any(map(_is_struck, one.iterancestors())) for one in struck))

    def _take_notes(self) -> dict[str, str]:
        """The texts at the end, by the number of each, without the mark they begin with."""
        notes: dict[str, str] = {}
        for block in list(self.root.iter("div", "p")):
            match = _NOTE_TEXT.fullmatch(block.get("id") or "")
            if match is None:
                continue
            for mark in list(block.iter("a")):
                if "ref" in (mark.get("href") or "") or "anc" in (mark.get("href") or ""):
                    _drop(mark)
            notes[match[1] or match[2]] = " ".join(block.text_content().split())
            _drop(block)
        for element in list(self.root.iter("div")):
            if "footnote-list" in (element.get("style") or "") and not element.text_content().strip():
                _drop(element)
        return notes

    def _place_notes(self, notes: dict[str, str]) -> None:
        for mark in list(self.root.iter("a")):
            match = _NOTE.search(mark.get("href") or "")
            if match is None:
                continue
            number = match[1] or match[2]
            if number in notes:
                note = html.Element("small")
                note.text, note.tail = notes[number], mark.tail
                top = mark
                while top.getparent().tag in {"sup", "span"} and not _says_more(top):
                    note.tail = top.getparent().tail
                    top = top.getparent()
                top.getparent().replace(top, note)
            else:
                self._tell("note")
                _drop(mark)

    def _take_pictures(self) -> None:
        for picture in list(self.root.iter("img")):
            source = picture.get("src") or ""
            match = _DATA.match(source) if len(self.pictures) < MOST_PICTURES else None
            if match is None:
                self._tell("picture")
                _drop(picture)
                continue
            alt, tail = picture.get("alt"), picture.tail
            picture.attrib.clear()
            picture.tail = tail
            picture.set("data-new", f"{len(self.pictures):064x}")
            if alt and not re.match(r"(?:image|bilde|picture)\d*\b", alt, re.IGNORECASE):
                picture.set("alt", alt)
            self.pictures.append("".join(match[1].split()))

    def _drop_long_tables(self) -> None:
        for table in list(self.root.iter("table")):
            rows = sum(1 for _ in table.iter("tr"))
            if rows > richtext.MOST_ROWS:
                self.told[richtext.too_long_table(rows)] = 1
                _drop(table)

    def _name_headings(self) -> None:
        """The highest level that is pasted becomes `h3`, the next one and all below it `h4`."""
        levels = {
            one: level for one in self.root.iter("p", "div", *(f"h{n}" for n in range(1, 7))) if (level := _level(one))
        }
        order = sorted(set(levels.values()))
        for element, level in levels.items():
            element.tag = "h3" if level == order[0] else "h4"

    def _mark_words(self) -> None:
        for element in list(self.root.iter("b", "i", "span", "font", "u", "ins", "strong", "em")):
            weight, slant, raised = (_style(element, name) for name in ("font-weight", "font-style", "vertical-align"))
            is_bold = (element.tag in {"b", "strong"} and weight not in {"normal", "400"}) or weight in {"bold", "700"}
            is_slanted = (element.tag in {"i", "em"} and slant != "normal") or slant == "italic"
            marks = [name for name, is_on in (("strong", is_bold), ("em", is_slanted)) if is_on]
            marks += {"super": ["sup"], "sub": ["sub"]}.get(raised, [])
            if not marks or any(child.tag in _BLOCKS for child in element.iter()):
                element.drop_tag()
                continue
            element.tag = marks[0]
            for name in marks[1:]:
                inner = html.Element(name)
                inner.text, element.text = element.text, None
                inner.extend(list(element))
                element.append(inner)

    def _unwrap(self) -> None:
        """A `div` of text is a paragraph, one of blocks nothing; links to places in the source are text."""
        for element in list(self.root.iter()):
            element.attrib.pop("lang", None)
            if element.tag == "div" and element is not self.root:
                if not element.text_content().strip() and element.find(".//img") is None:
                    element.drop_tree()
                elif any(child.tag in _BLOCKS for child in element.iterdescendants()):
                    element.drop_tag()
                else:
                    element.tag = "p"
            elif element.tag == "a" and not re.match(r"(?:https?|mailto):", element.get("href") or ""):
                element.drop_tag()
            elif element.tag in {"pre", "dt", "dd"}:
                element.tag = "p"
        for paragraph in list(self.root.iter("p")):
            if not paragraph.text_content().replace("\xa0", " ").strip() and paragraph.find(".//img") is None:
                paragraph.drop_tree() if paragraph.getparent().tag != "td" else paragraph.drop_tag()

    def _inner(self) -> str:
        return escape(self.root.text or "", quote=False).strip() + "".join(
            etree.tostring(child, encoding="unicode", method="html") for child in self.root
        )


def _level(element: html.HtmlElement) -> int:
    """That of a heading, 1 for the highest, 0 for what is none."""
    if re.fullmatch(r"h[1-6]", str(element.tag)):
        return int(element.tag[1])
    named = re.search(r"Mso(?:Heading|Title)(\d?)|Overskrift(\d)|Heading(\d)", element.get("class") or "")
    if named:
        return int(named[1] or named[2] or named[3] or 1)
    if "MsoListParagraph" in (element.get("class") or "") and is_point(element):
        return 0
    outline = _OUTLINE.search(element.get("style") or "")
    return int(outline[1]) if outline and int(outline[1]) < 7 else 0


def _is_struck(element: html.HtmlElement) -> bool:
    decoration = _style(element, "text-decoration") or _style(element, "text-decoration-line")
    return element.tag in {"s", "strike", "del"} or "line-through" in decoration


def _says_more(mark: html.HtmlElement) -> bool:
    parent = mark.getparent()
    return " ".join(parent.text_content().split()) != " ".join(mark.text_content().split())


def _style(element: html.HtmlElement, name: str) -> str:
    for part in (element.get("style") or "").split(";") if isinstance(element.tag, str) else ():
        key, _, value = part.partition(":")
        if key.strip().lower() == name:
            return value.strip().lower()
    return ""


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


_SENTENCES = {
    "picture": (
        "Et bilde fulgte ikke med. Sett det inn med knappen «Bilde».",
        "{} bilder fulgte ikke med. Sett dem inn med knappen «Bilde».",
    ),
    "drawing": (
        "En tegning fulgte ikke med. Lagre den som bilde, og sett den inn.",
        "{} tegninger fulgte ikke med. Lagre dem som bilder, og sett dem inn.",
    ),
    "object": ("Et innebygd objekt er utelatt.", "{} innebygde objekter er utelatt."),
    "control": ("Et skjemafelt er utelatt.", "{} skjemafelt er utelatt."),
    "comment": ("En kommentar er utelatt.", "{} kommentarer er utelatt."),
    "change": (
        "En tekst som var slettet med sporing, er utelatt.",
        "{} tekster som var slettet med sporing, er utelatt.",
    ),
    "note": (
        "En fotnote fulgte ikke med, bare henvisningen. Kopier hele teksten, eller skriv den på nytt.",
        "{} fotnoter fulgte ikke med, bare henvisningene. Kopier hele teksten, eller skriv dem på nytt.",
    ),
    "numbering": (
        "En liste er nummerert fra 1. Den hadde andre numre eller bokstaver.",
        "{} lister er nummerert fra 1. De hadde andre numre eller bokstaver.",
    ),
    "nothing": ("Det var ingen tekst i det du limte inn.",) * 2,
    "struck": (
        "En tekst som var strøket over, står nå uten strek. Ta den ut hvis den ikke gjelder.",
        "{} tekster som var strøket over, står nå uten strek. Ta dem ut hvis de ikke gjelder.",
    ),
}


def _sentence(kind: str, count: int) -> str:
    one, many = _SENTENCES.get(kind, (kind, kind))
    return one if count == 1 else many.format(count)
