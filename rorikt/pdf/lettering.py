"""Short texts written on finished pages, such as their numbers, in our own typeface and without a page layout each.

The letters come from one small sheet that is printed once in a process; what is written is an artifact, outside the
content of the page and not read aloud.
"""

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name, Object, Page, Pdf

from rorikt.pdf import typeset

LETTERS = " …Side Tillegg av 0123456789abcdefghijklmnopqrstuvwxyzæøå"
WEIGHTS = (500, 600)
_MAPPED = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]+)>")


@dataclass(frozen=True)
class _Typeface:
    """Codes and widths (in thousandths of the size) of the letters; where its font is on the sheet."""

    codes: dict[str, bytes]
    widths: dict[str, float]
    page: int


class Lettering:
    """One weight of the typeface, at home in `target`, with the letters of numbers and whichever `more` are needed.

    What the typeface has no letter for is left out.
    """

    def __init__(self, target: Pdf, weight: int, more: str = "") -> None:
        data, typefaces = _sheet("".join(sorted({*LETTERS, *more})))
        self._typeface = typefaces[weight]
        with pikepdf.open(io.BytesIO(data)) as sheet:
            self._font = target.copy_foreign(sheet.make_indirect(_font_of(sheet.pages[self._typeface.page])))

    def width(self, text: str, size: float) -> float:
        return sum(self._typeface.widths.get(letter, 0) for letter in text) * size / 1000

    def shortened(self, text: str, size: float, room: float) -> str:
        """As much of it as there is room for, with «…» where some is missing."""
        if self.width(text, size) <= room:
            return text
        while text and self.width(f"{text}…", size) > room:
            text = text[:-1]
        return f"{text.rstrip()}…" if text else ""

    def write(self, page: Page, text: str, size: float, x: float, y: float) -> bytes:
        """The operators that write `text` from the point on, once its font is among those of the page."""
        codes = b"".join(self._typeface.codes.get(letter, b"") for letter in text)
        name = self._name_on(page)
        return b"BT %s %.4g Tf 1 0 0 1 %.4f %.4f Tm <%s> Tj ET" % (name, size, x, y, codes)

    def _name_on(self, page: Page) -> bytes:
        resources = page.obj.get(Name.Resources)
        if resources is None:
            resources = page.obj.Resources = Dictionary()
        fonts = resources.get(Name.Font)
        if fonts is None:
            fonts = resources.Font = Dictionary()
        name = "/Rorikt"
        while name in fonts and fonts[name].objgen != self._font.objgen:
            name += "x"  # a page of an earlier packet has letters of its own
        fonts[name] = self._font
        return name.encode()


def warm_up() -> None:
    """Print the sheet, so that the first document does not wait for it."""
    _sheet("".join(sorted(set(LETTERS))))


@lru_cache(maxsize=8)
def _sheet(chosen: str) -> tuple[bytes, dict[int, _Typeface]]:
    letters = escape(" ".join(letter for letter in chosen if letter.isprintable()))
    pages = "".join(f'<p style="font-weight:{weight};break-after:page">{letters}</p>' for weight in WEIGHTS)
    html = f'<!doctype html><html lang="nb"><title>Bokstaver</title><body style="font-family:Inter">{pages}'
    data = typeset.render_untagged(html, stylesheets=["rorikt/fonts.css"])
    with pikepdf.open(io.BytesIO(data)) as sheet:
        return data, {weight: _typeface(_font_of(sheet.pages[index]), index) for index, weight in enumerate(WEIGHTS)}


def _font_of(page: Page) -> Object:
    """The one that the page is set in: WeasyPrint names all fonts of the document on each page."""
    used = re.search(rb"(/\w+) [\d.]+ Tf", page.obj.Contents.read_bytes())
    if used is None:
        raise ValueError("the sheet of letters has no text")
    return page.obj.Resources.Font[used[1].decode()]


def _typeface(font: Object, page: int) -> _Typeface:
    """Letters that it does not have get codes after those of its glyphs, and are drawn as boxes: they are left out."""
    descriptor = font.DescendantFonts[0].FontDescriptor
    program = descriptor[Name.FontFile2 if Name.FontFile2 in descriptor else Name.FontFile3]
    known = TTFont(io.BytesIO(program.read_bytes()), lazy=True)["maxp"].numGlyphs
    codes = {
        bytes.fromhex(letter.decode()).decode("utf-16-be"): code
        for code, letter in _MAPPED.findall(font.ToUnicode.read_bytes().partition(b"beginbfchar")[2])
        if int(code, 16) < known
    }
    widths: dict[int, float] = {}
    table = list(font.DescendantFonts[0].W)
    while table:
        first, row = int(table.pop(0)), table.pop(0)
        widths.update({first + index: float(width) for index, width in enumerate(row)})
    return _Typeface(codes, {letter: widths[int(code, 16)] for letter, code in codes.items()}, page)
