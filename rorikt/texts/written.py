"""What an author wrote in a section, as it is printed below the section's own heading.

A sub-heading is one level below that of its section, notes stand numbered at the end of the section with links both
ways, a table looks as those of figures do, and a picture is fetched from where the reader may see it.
"""

import re
from collections.abc import Callable

from lxml import html
from lxml.html import builder

from rorikt.texts import richtext

_STRUCTURE = re.compile(r"<(?:h3|h4|small|table|img)[ >]")
LOWEST_HEADING = 6
UNDESCRIBED = "Bilde som ennå ikke er beskrevet"


class Written:
    """The texts of one section, in order. `picture` gives the address of a picture by its hash.

    `background`, for print, gives the style of a box that shows one that is there for the eye alone.

    `level` is the section's, 1 for a chapter; its anchor keeps the names of its notes apart from those of others.
    """

    def __init__(
        self,
        anchor: str,
        level: int,
        picture: Callable[[str], str],
        background: Callable[[str], str] | None = None,
    ) -> None:
        self._anchor, self._level, self._picture, self._background = anchor, level, picture, background
        self._notes: list[html.HtmlElement] = []

    def shown(self, text: str) -> str:
        if not _STRUCTURE.search(text):
            return text
        return "".join(richtext.to_html(self._printed(element)) for element in richtext.elements(text))

    def notes(self) -> str:
        """The notes of what has been shown so far; empty where there are none."""
        if not self._notes:
            return ""
        title = html.Element("p", {"class": "notes-title"})
        title.text = "Noter"
        notes = html.Element("ol")
        notes.extend(self._notes)
        return richtext.to_html(builder.DIV(title, notes, builder.CLASS("notes")))

    def _printed(self, element: html.HtmlElement) -> html.HtmlElement:
        if element.tag in {"h3", "h4"}:
            self._lower(element)
        for note in list(element.iter("small")):
            self._move(note)
        for picture in list(element.iter("img")):
            self._show(picture)
        if element.tag == "table":
            return _framed(element)
        return element

    def _show(self, picture: html.HtmlElement) -> None:
        sha256 = picture.attrib.pop("data-picture", "")
        if picture.get("alt") == "" and self._background:
            picture.getparent().replace(picture, html.Element("div", {"style": self._background(sha256)}))
            return
        picture.set("src", self._picture(sha256))
        if picture.get("alt") is None:
            picture.set("alt", UNDESCRIBED)

    def _lower(self, heading: html.HtmlElement) -> None:
        steps = int(heading.tag[1]) - 2  # below the section's own heading, which is `h2` for a chapter
        heading.tag = f"h{min(self._level + 1 + steps, LOWEST_HEADING)}"
        heading.set("class", "within")

    def _move(self, note: html.HtmlElement) -> None:
        number = len(self._notes) + 1
        name = f"{self._anchor}-note-{number}"
        mark = builder.A(str(number), href=f"#{name}", id=f"{name}-sted", **{"aria-label": f"Note {number}"})
        back = builder.A("Tilbake", href=f"#{name}-sted", **{"aria-label": f"Tilbake til teksten ved note {number}"})
        point = html.Element("li", {"id": name})
        point.text = note.text or "" if len(note) else (note.text or "").rstrip() + " "
        point.extend(list(note))
        if len(point):
            point[-1].tail = (point[-1].tail or "").rstrip() + " "
        point.append(back)
        self._notes.append(point)
        placed = builder.SUP(mark, builder.CLASS("note"))
        placed.tail, note.tail = note.tail, None
        note.getparent().replace(note, placed)


def _framed(table: html.HtmlElement) -> html.HtmlElement:
    """As components/data_table.html shows one: it scrolls by itself, and is reached by the keyboard to do so."""
    rows = len(table.findall(".//tr"))
    table.set("class", "ds-table written" + (" short" if rows < 12 else ""))
    caption = table.find("caption")
    label = caption.text_content() if caption is not None else "Tabell"
    frame = html.Element("div", {"class": "table-scroll", "tabindex": "0", "role": "region", "aria-label": label})
    if identity := table.attrib.pop("data-id", ""):
        frame.set("data-id", identity)
    frame.append(table)
    return frame
