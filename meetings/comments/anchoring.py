"""Where in a text a comment belongs: a block of it and the words that were marked there.

A comment is never moved to other words than its own. Where they are gone from their block it belongs to the section.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rorikt.texts import richtext

LONGEST_QUOTE = 400


@dataclass(frozen=True)
class TextBlock:
    """A paragraph, list or table of a text. `key` is its permanent name, empty where the text has none."""

    key: str
    text: str


def blocks_of(body: str) -> list[TextBlock]:
    found = [
        TextBlock(element.get("data-id", ""), _words(element.text_content())) for element in richtext.elements(body)
    ]
    return [block for block in found if block.text]


def quote_of(text: str) -> str:
    """What was marked, as it is kept: in one line, cut at a word."""
    words = _words(text)
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE + 1].rsplit(" ", 1)[0][:LONGEST_QUOTE]


def place_of(blocks: Sequence[TextBlock], key: str, quote: str) -> int | None:
    """Which of the blocks holds the quote: the one of that name, and where blocks have no names, the only one."""
    if not quote:
        return None
    if key:
        found = [place for place, block in enumerate(blocks) if block.key == key and quote in block.text]
    else:
        found = [place for place, block in enumerate(blocks) if quote in block.text]
    return found[0] if len(found) == 1 else None


def _words(text: str) -> str:
    return " ".join(text.split())
