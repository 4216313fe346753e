"""What the packet writes at the top of its pages: the number of each, and on attachments their case and name.

It is never laid over what stands there. Our own pages leave room for it. Of an attachment it is known how far down its
page begins (`rorikt.uploads.reading_back.mark_heads`); where that is not far enough, the page is made smaller by the
few per cent that are needed. On large sheets the letters are larger in the same measure.
"""

from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Page, Pdf

from rorikt.pdf.lettering import Lettering
from rorikt.safe_pdf.redrawing import box_of
from rorikt.uploads.likeness import HEAD

# In points on an A4 sheet, as seen. A text that begins a centimetre from the top, 28.3, is below the band.
SIDE, TOP, HEIGHT, BAND = 28.0, 13.0, 12.0, 27.5
NUMBER_WIDTH, NUMBER_SIZE, NAME_SIZE, BASE = 80.0, 9.0, 8.0, 2.5
A4_WIDTH = 595.0
_COLOUR = b"0.0235 0.1882 0.2196 rg"
_HEADER = b"/Artifact <</Type/Pagination/Subtype/Header/Attached[/Top]>> BDC"

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class _Sheet:
    """A page as it is seen: its box before it is turned, its turn, and what a point of a stamp measures on it."""

    box: tuple[float, float, float, float]
    turn: int
    point: float

    @property
    def size(self) -> tuple[float, float]:
        x0, y0, x1, y1 = self.box
        return (y1 - y0, x1 - x0) if self.turn % 180 else (x1 - x0, y1 - y0)

    def upright(self, x: float, y: float) -> Matrix:
        """What puts a stamp there, counted from the lower left corner as seen, and upright."""
        x0, y0, x1, y1 = self.box
        point = self.point
        match self.turn:
            case 90:
                return 0, point, -point, 0, x1 - y, y0 + x
            case 180:
                return -point, 0, 0, -point, x1 - x, y1 - y
            case 270:
                return 0, -point, point, 0, x0 + y, y1 - x
        return point, 0, 0, point, x0 + x, y0 + y


def stamp(packet: Pdf, page: Page, label: str, name: str, lettering: Lettering) -> None:
    """Write `label`, such as «Side 12», in the upper right corner, and `name` in the upper left one.

    A page with a name is an attachment's, and is made room on first.
    """
    if name:
        make_room(packet, page)
    _own_resources(page)
    width = lettering.width(label, NUMBER_SIZE)
    written = _written(page, lettering, label, NUMBER_SIZE, upper_right(page), NUMBER_WIDTH - width)
    if name:
        sheet, matrix = sheet_of(page), upper_left(page)
        room = sheet.size[0] / sheet.point - 2 * SIDE - width - 12
        written += _written(page, lettering, lettering.shortened(name, NAME_SIZE, room), NAME_SIZE, matrix, 0)
    page.contents_add(packet.make_stream(b"\n%s %s EMC" % (_HEADER, written)), prepend=False)


def sheet_of(page: Page) -> _Sheet:
    """On a page too small for a stamp it gives way."""
    sheet = _Sheet(box_of(page.cropbox), int(page.obj.get(Name.Rotate, 0)) % 360, 1.0)
    width, height = sheet.size
    unit = float(page.obj.get(Name.UserUnit, 1))
    wanted = max(1.0, min(width, height) * unit / A4_WIDTH) / unit
    return _Sheet(sheet.box, sheet.turn, min(wanted, width / NUMBER_WIDTH, height / HEIGHT))


def upper_right(page: Page) -> Matrix:
    """The matrix that puts the number in the corner which is the upper right one once the page is turned.

    On a page too small for it and its margins, first these give way and then its size.
    """
    sheet = sheet_of(page)
    (width, height), point = sheet.size, sheet.point
    top = min(TOP * point, (height - HEIGHT * point) / 2)
    right = min(SIDE * point, (width - NUMBER_WIDTH * point) / 2)
    return sheet.upright(width - right - NUMBER_WIDTH * point, height - top - HEIGHT * point)


def upper_left(page: Page) -> Matrix:
    sheet = sheet_of(page)
    height, point = sheet.size[1], sheet.point
    top = min(TOP * point, (height - HEIGHT * point) / 2)
    return sheet.upright(SIDE * point, height - top - HEIGHT * point)


def make_room(packet: Pdf, page: Page) -> None:
    """Draw the page smaller where the band at its top is not free; nothing is known of those from before."""
    sheet = sheet_of(page)
    needed = min(BAND * sheet.point / sheet.size[1], 0.5)
    if float(page.obj.get(HEAD, 0)) >= needed:
        return
    share, (x0, y0, x1, y1) = 1 - needed, sheet.box
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    still_x, still_y = {90: (x1, middle_y), 180: (middle_x, y1), 270: (x0, middle_y)}.get(sheet.turn, (middle_x, y0))
    move_x, move_y = needed * still_x, needed * still_y
    opening = b"q %.5f 0 0 %.5f %.4f %.4f cm %.4f %.4f %.4f %.4f re W n\n" % (
        *(share, share, move_x, move_y),
        *(x0, y0, x1 - x0, y1 - y0),  # what was cropped away stays away
    )
    page.contents_add(packet.make_stream(opening), prepend=True)
    page.contents_add(packet.make_stream(b"\nQ"), prepend=False)
    for annotation in page.obj.get(Name.Annots, Array()):
        for key in (Name.Rect, Name.QuadPoints):
            if key in annotation:
                moved = [
                    float(edge) * share + (move_y if at % 2 else move_x) for at, edge in enumerate(annotation[key])
                ]
                annotation[key] = Array(moved)


def _written(page: Page, lettering: Lettering, text: str, size: float, matrix: Matrix, start: float) -> bytes:
    numbers = " ".join(f"{number:.4f}" for number in matrix).encode()
    return b"q %s cm %s %s Q " % (numbers, _COLOUR, lettering.write(page, text, size, start, BASE))


def _own_resources(page: Page) -> None:
    """Directly on the page, so that what it inherits is not lost when a font is added."""
    if Name.Resources not in page.obj:
        page.obj.Resources = Dictionary(dict(page.resources))
