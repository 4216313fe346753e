"""What rooms above add to a page of a room below: pieces of it, each with the place it stands in.

A page names itself and its places; a room that adds to it registers when all is loaded. A piece has its own template,
which gets `it` (the context of the piece), `user` and `csrf_token`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Piece:
    """`place` is one of the page's: `head`, `notice` (above its text), `tools`, `aside`, `text` (of an attachment),
    `below` or `scripts`.
    """

    place: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Adding = Callable[[HttpRequest, Any], Iterable[Piece]]
# By the name of the page; what it is about is the second argument.
adding: dict[str, list[Adding]] = defaultdict(list)


def pieces_of(page: str, request: HttpRequest, subject: Any) -> dict[str, list[Piece]]:
    """By their places, in the order in which rooms have registered."""
    found: dict[str, list[Piece]] = defaultdict(list)
    for add in adding[page]:
        for piece in add(request, subject):
            found[piece.place].append(piece)
    return dict(found)
