"""What is shown on the page that is read first, and how much of it there is room for on one sheet of A4."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from meetings.documents.content import Content, KeyFigure, Moved
from meetings.key_figures.gathering import summary_in

# What a sheet holds beside eight key figures with the longest names.
MOST_MOVED = 5
MOST_PARAGRAPHS = 5
LONGEST_ASKED = 500
MOST_IN_SHORT, LONGEST_IN_SHORT = 3, 400
# How many letters a line holds of a name, a trend, a section, and of a line across the sheet.
NAME, TREND, SECTION, ACROSS = 32, 32, 24, 95
MOST_LINES = 26  # of the usual size; with more, smaller letters are used


@dataclass(frozen=True)
class OnPaper:
    """`hidden` is how many of the figures that moved there was no room for; `is_cut` says the same of what is asked."""

    key_figures: tuple[KeyFigure, ...]
    moved: tuple[Moved, ...]
    hidden: int
    asked: tuple[str, ...]
    is_cut: bool
    in_short: tuple[str, ...] = ()
    in_short_is_cut: bool = False

    @property
    def is_dense(self) -> bool:
        """In smaller letters, since it would not be one sheet otherwise."""
        rows = sum(
            max(_lines(one.figure.label, NAME), _lines(one.trend, TREND), _lines(one.section, SECTION))
            for one in self.key_figures
        )
        moved = sum(_lines(f"{one.label}: var {one.was}, er {one.now}", ACROSS) for one in self.moved)
        told = sum(_lines(paragraph, ACROSS) for paragraph in (*self.asked, *self.in_short))
        return rows + moved + told > MOST_LINES


def _lines(text: str, letters: int) -> int:
    return max(1, -(-len(text) // letters))


def on_paper(content: Content) -> OnPaper:
    summary = summary_in(content)
    most_moved, longest = (2, 250) if summary.in_short else (MOST_MOVED, LONGEST_ASKED)  # the room of what is in short
    asked = "\n\n".join(shortened(summary.asked, longest).split("\n\n")[:MOST_PARAGRAPHS])
    in_short = "\n\n".join(shortened(summary.in_short, LONGEST_IN_SHORT).split("\n\n")[:MOST_IN_SHORT])
    return OnPaper(
        key_figures=summary.key_figures,
        moved=summary.moved[:most_moved],
        hidden=len(summary.moved[most_moved:]),
        asked=tuple(asked.split("\n\n")) if asked else (),
        is_cut=asked != summary.asked,
        in_short=tuple(in_short.split("\n\n")) if in_short else (),
        in_short_is_cut=in_short != summary.in_short,
    )


def summary_html(content: Content) -> str:
    context: dict[str, Any] = {"content": content, "summary": summary_in(content), "shown": on_paper(content)}
    return render_to_string("print/summary.html", context)


def shortened(text: str, longest: int) -> str:
    """Whole words, and an ellipsis where something is left out."""
    if len(text) <= longest:
        return text
    return text[:longest].rpartition(" ")[0].rstrip(" ,.;:\n") + " …"
