"""The pages of a PDF, each as a picture and as text, made by PDFium in a limited child.

Whoever asks names a few pages at a time, so that what is made of them is kept even where a later page brings the child
down. What the child tells is held against what it may tell: it has read a stranger's file.
"""

import hashlib
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from pypdfium2 import PdfDocument, PdfiumError

from rorikt.children import limited_reading
from rorikt.children.limited_reading import Unreadable

WIDTH, HEIGHT = 1400, 2000  # dots at most: as sharp as an iPad shows a page from edge to edge
SMALL_WIDTH, SMALL_HEIGHT = 320, 460  # of the first page, where it stands for the whole
LARGEST_SCALE = 4.0  # of a page the size of a stamp
FEW_COLOURS = 20_000  # a page of text has fewer, and is kept as sharp as it is
QUALITY = 60
MOST_BYTES = 3_000_000  # of one picture
LONGEST_TEXT = 100_000
SECONDS_TO_START, SECONDS_A_PAGE = 5, 8
_TYPE = b"WEBP"
_SPLIT_WORD = ("\ufffe\n", "\x02\n")  # how PDFium tells of a hyphen at the end of a line


@dataclass(frozen=True)
class PagePicture:
    """`picture` is empty where the page cannot be drawn, `text` where it has none that can be read.

    `small` is only of the first page.
    """

    number: int
    text: str
    width: int = 0
    height: int = 0
    picture: bytes = b""
    small: bytes = b""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.picture).hexdigest() if self.picture else ""


def pages_of(data: bytes, numbers: Sequence[int], *, are_drawn: bool = True) -> list[PagePicture]:
    """Those of the PDF with these numbers, counted from 1. Raises Unreadable where none of them can be read.

    A page that brings the child down is one without picture and text, and the others are read without it.
    """
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder:
        given = Path(folder) / "given.pdf"
        given.write_bytes(data)
        try:
            return _read(given, numbers, are_drawn=are_drawn)
        except Unreadable:
            if len(numbers) == 1:
                raise
        found = [_alone(given, number, are_drawn=are_drawn) for number in numbers]
        if not any(found):
            raise Unreadable(limited_reading.BROKEN)
        return [page or PagePicture(number, "") for page, number in zip(found, numbers, strict=True)]


def _alone(given: Path, number: int, *, are_drawn: bool) -> PagePicture | None:
    try:
        return _read(given, [number], are_drawn=are_drawn)[0]
    except Unreadable:
        return None


def _read(given: Path, numbers: Sequence[int], *, are_drawn: bool) -> list[PagePicture]:
    seconds = SECONDS_TO_START + SECONDS_A_PAGE * len(numbers)
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder:
        function = "rorikt.uploads.page_pictures:told"
        told = limited_reading.read(function, str(given), folder, list(numbers), are_drawn, seconds=seconds)
        return [_page(answer, number, Path(folder)) for answer, number in zip(told, numbers, strict=True)]


def _page(answer: dict[str, Any], number: int, folder: Path) -> PagePicture:
    picture, width, height = _bytes(folder / f"{number}.webp"), int(answer["width"]), int(answer["height"])
    if not picture or not 0 < width <= WIDTH or not 0 < height <= HEIGHT:
        picture, width, height = b"", 0, 0
    text = tidy(str(answer["text"]))[:LONGEST_TEXT]
    return PagePicture(number, text, width, height, picture, _bytes(folder / f"{number}.small.webp"))


def _bytes(path: Path) -> bytes:
    """Of a picture of the one kind there is, no larger than it may be; else none."""
    if not path.is_file() or path.is_symlink() or path.stat().st_size > MOST_BYTES:
        return b""
    data = path.read_bytes()
    return data if data[8:12] == _TYPE else b""


def tidy(text: str) -> str:
    """The text of a page by its lines: words that are split at the end of a line are whole, and nothing is unseen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in _SPLIT_WORD:
        text = text.replace(mark, "")
    seen = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C")
    lines = [" ".join(line.split()) for line in seen.split("\n")]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept).strip()


# The side that reads


def told(given: str, folder: str, numbers: list[int], are_drawn: bool) -> Iterator[dict[str, Any]]:
    """In the child: write the pictures to the folder, and tell of each page."""
    try:
        pdf = PdfDocument(given)
        pdf.init_forms()
        count = len(pdf)
    except PdfiumError as error:
        raise Unreadable(limited_reading.BROKEN) from error
    for number in numbers:
        yield _told(pdf, number, Path(folder), are_drawn) if number <= count else _nothing()


def _nothing(text: str = "") -> dict[str, Any]:
    return {"text": text, "width": 0, "height": 0}


def _told(pdf: PdfDocument, number: int, folder: Path, are_drawn: bool) -> dict[str, Any]:
    try:
        page = pdf[number - 1]
    except PdfiumError:
        return _nothing()
    text = ""
    try:
        text = page.get_textpage().get_text_range()[:LONGEST_TEXT]
        if not are_drawn:
            return _nothing(text)
        width, height = page.get_size()
        scale = min(WIDTH / width, HEIGHT / height, LARGEST_SCALE)
        picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        picture.thumbnail((WIDTH, HEIGHT))
    except (PdfiumError, ZeroDivisionError):
        return _nothing(text)
    finally:
        page.close()
    _save(picture, folder / f"{number}.webp")
    if number == 1:
        small = picture.copy()
        small.thumbnail((SMALL_WIDTH, SMALL_HEIGHT))
        small.save(folder / "1.small.webp", "WEBP", quality=QUALITY, method=2)
    return {"text": text, "width": picture.width, "height": picture.height}


def _save(picture: Image.Image, path: Path) -> None:
    if picture.getcolors(FEW_COLOURS):
        picture.save(path, "WEBP", lossless=True, quality=30, method=2)
        if path.stat().st_size <= MOST_BYTES // 10:
            return
    picture.save(path, "WEBP", quality=QUALITY, method=2)
