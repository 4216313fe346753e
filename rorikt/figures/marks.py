"""The marks that charts are drawn with: lines, markers, bars and texts as SVG, and how wide a text is."""

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from rorikt import amounts

INK, MUTED, LINE = "#222d33", "#4a5459", "#d5d9db"
# Dark and light by turns, each at least 3:1 against white (WCAG 1.4.11), so that neighbours differ in grey too.
COLOURS = ("#0b5563", "#d67a1f", "#4a2c6d", "#3d97ab", "#8c1d40", "#84911f", "#1f4e9c", "#7d878c")
DASHES = ("", "7 4", "2 3", "10 3 2 3", "", "7 4", "2 3", "10 3 2 3")
TEXT, SMALL = 13.0, 12.0


def stroke(index: int, path: str) -> str:
    dash = f' stroke-dasharray="{DASHES[index % 8]}"' if DASHES[index % 8] else ""
    look = f'fill="none" stroke="{COLOURS[index % 8]}" stroke-width="2.25" stroke-linejoin="round"{dash}'
    return f'<path d="{path}" {look}/>'


def marker(index: int, x: float, y: float) -> str:
    """Circle, square, triangle or diamond; filled for the first four series, hollow for the next."""
    colour = COLOURS[index % 8]
    look = f'fill="{colour if index % 8 < 4 else "#ffffff"}" stroke="{colour}" stroke-width="1.5"'
    if index % 4 == 0:
        return f'<circle cx="{tenth(x)}" cy="{tenth(y)}" r="3.5" {look}/>'
    path = (
        f"M{tenth(x - 3.5)} {tenth(y - 3.5)}h7v7h-7z",
        f"M{tenth(x)} {tenth(y - 4.5)}l4.5 8h-9z",
        f"M{tenth(x)} {tenth(y - 5)}l5 5l-5 5l-5 -5z",
    )[index % 4 - 1]
    return f'<path d="{path}" {look}/>'


def box_marks(index: int, boxes: list[tuple[float, float, float, float]]) -> list[str]:
    """Bars of one series as one path, full or, for every other pair of series, open: never a texture, which in print
    looks like a fault of the printer."""
    if not boxes:
        return []
    colour, edge = COLOURS[index % 8], 2.0
    if not index % 4 // 2:
        return [f'<path d="{"".join(_box(*box) for box in boxes)}" fill="{colour}"/>']
    inset = [
        (x + edge / 2, y + edge / 2, max(width - edge, 0.1), max(height - edge, 0.1)) for x, y, width, height in boxes
    ]
    return [
        f'<path d="{"".join(_box(*box) for box in inset)}" fill="#ffffff" stroke="{colour}" stroke-width="{edge:g}"/>'
    ]


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{tenth(x)} {tenth(y)}h{tenth(width)}v{tenth(height)}h{tenth(-width)}z"


def value_label(x: float, y: float, value: float | None, decimals: int) -> str:
    return text_at(x, y, printed(value, decimals), anchor="middle", size=SMALL, colour=INK)


def text_at(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "",
    size: float = TEXT,
    colour: str = INK,
    weight: int = 0,
    turned: bool = False,
) -> str:
    attributes = f' text-anchor="{anchor}"' if anchor else ""
    attributes += f' font-weight="{weight}"' if weight else ""
    attributes += f' transform="rotate(-35 {tenth(x)} {tenth(y)})"' if turned else ""
    return (
        f'<text x="{tenth(x)}" y="{tenth(y)}" font-size="{tenth(size)}" fill="{colour}"{attributes}>'
        f"{escape(text, quote=False)}</text>"
    )


def printed(value: float | None, decimals: int) -> str:
    return amounts.number(value, decimals)


def decimals_of(values: Iterable[float | None]) -> int:
    """As many decimals as the values need, two at most."""
    needed = 0
    for value in values:
        if value is not None:
            exponent = Decimal(repr(round(value, 2))).normalize().as_tuple().exponent
            needed = max(needed, -int(exponent))
    return needed


def tenth(value: float) -> str:
    """A coordinate, to the tenth."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def width_of(text: str, size: float) -> float:
    """About how wide Inter prints the text; a little generous."""
    narrow = sum(character in "ijltfrI.,:;|!'()[] \u00a0-" for character in text)
    wide = sum(character in "mwMWÆ%@" for character in text)
    return size * (0.6 * (len(text) - narrow - wide) + 0.36 * narrow + 0.88 * wide)
