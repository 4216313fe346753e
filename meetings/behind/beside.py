"""What the pages of papers need so that a wide screen shows what stands behind a figure beside the text."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from rorikt.pages.beside import Piece


def panel(request: HttpRequest, subject: Any) -> Iterator[Piece]:
    yield Piece("head", "meetings/behind/head.html")
    yield Piece("scripts", "meetings/behind/scripts.html")
