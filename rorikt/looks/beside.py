"""What stands beside a text that is read: the way to the panel, and the reading aloud of it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from rorikt.pages.beside import Piece


def ease_beside(request: HttpRequest, subject: Any) -> Iterable[Piece]:
    yield Piece("head", "rorikt/looks/aloud_head.html")
    yield Piece("tools", "rorikt/looks/ease.html")
    yield Piece("scripts", "rorikt/looks/aloud_scripts.html")
