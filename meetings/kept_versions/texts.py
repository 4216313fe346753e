"""The text of an approved version as HTML, drawn once for all who may read it, with room for what is each reader's own.

What pages set before paragraphs and at the end of sections has its places in it, which are filled for each reader.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html

from meetings.paragraphs.paragraphs import Marks
from rorikt.keeping.bounded import Bounded
from rorikt.texts import richtext

_APART = "\0"  # in no text, and in no name
_END = "slutt:"  # before the anchor of a section: what closes it

_texts: Bounded["Text"] = Bounded(settings.KEPT_PAGES_MEGABYTES * 250_000)


@dataclass(frozen=True)
class Text:
    """HTML and the names of places by turns; `explained` are the terms that have a button in it."""

    pieces: Sequence[str]
    explained: Sequence[Any]

    def filled(self, marks: Marks, closings: Mapping[str, Sequence[str]]) -> SafeString:
        shown = list(self.pieces)
        for at in range(1, len(shown), 2):
            name = shown[at]
            is_end = name.startswith(_END)
            shown[at] = "".join(closings.get(name[len(_END) :], ())) if is_end else marks.of(name)
        return mark_safe("".join(shown))  # of what the pages themselves hold safe


class Places(Marks):
    """Marks that are places: one before whatever could be marked."""

    def __init__(self) -> None:
        super().__init__({})

    def set_in(self, html: str) -> str:
        if "data-id=" not in html:
            return html
        shown: list[str] = []
        for element in lxml_html.fragment_fromstring(html, create_parent="div"):
            shown.extend(map(self.of, element.xpath("descendant-or-self::*/@data-id")))
            shown.append(richtext.to_html(element))
        return "".join(shown)

    def of(self, name: str) -> str:
        return f"{_APART}{name}{_APART}" if name else ""


def closing_place(anchor: str) -> str:
    return f"{_APART}{_END}{anchor}{_APART}"


def text_of(key: Hashable | None, draw: Callable[[], tuple[str, Sequence[Any]]]) -> Text:
    """The text of this key. `draw` makes it with the places above, and what it explains."""
    found = None if key is None else _texts.get(key)
    if found is None:
        html, explained = draw()
        found = Text(html.split(_APART), explained)
        if key is not None:
            _texts.put(key, found, 2 * len(html))
    return found
