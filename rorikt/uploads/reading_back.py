"""A safe copy read back: does it show what its original shows, and say what it says? Told page by page, by PDFium.

PDFium is the reader of Chrome, and knows nothing of pikepdf and Ghostscript, which made the copy. It may be brought
down by what it reads: `python -m rorikt.uploads.reading_back` does so in a process with limits (see
`rorikt.uploads.examination`).
"""

import json
import sys
import unicodedata
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from pypdfium2 import PdfDocument, PdfiumError

from rorikt.children import processes
from rorikt.safe_pdf.safe import save_to
from rorikt.uploads.likeness import GONE, HEAD, MOST_SECONDS, Page

MOST_MEMORY = 2 * 1024**3
# An inch: the fewest at which a letter that has become another is seen, and those of a second look where it seems so.
DOTS, CLOSER = 60, 120
LONGEST = 1_500  # dots along the longest side, however large the sheet
PICTURE_DOTS, LONGEST_PICTURE = 150, 4_000
# How light or dark a dot may have become, of 255, held against the dots around it: edges are softened differently.
TOLERANCE = 40
BLOCK = 12  # dots: five millimetres
LOOKED_AT, PAPER = 0.1, 250  # the upper tenth of a page is looked at for room; what is lighter than that is paper
_HYPHENS = "-\u2010\u00ad"

Box = tuple[float, float, float, float]
Picture = Any  # an array of numpy: rows, columns, three colours


def compare(original: Path, copy: Path, stamped: Path | None = None) -> list[Page | None]:
    """One answer for each page of the original, `None` for one that cannot be drawn there; raises where it cannot be
    opened. A copy that cannot be opened, or has another number of pages, has none that is the same.

    `stamped` is the original with its fields as stamps. PDFium draws fields in its own way, so a page of the copy may
    look like either.
    """
    with _opened(original) as before:
        count = len(before)
        try:
            with _opened(copy) as after:
                if len(after) != count:
                    return [GONE] * count
                pages = [_compare_page(before, after, number) for number in range(count)]
                if stamped is None or not any(page and page.looks_other for page in pages):
                    return pages
                with _opened(stamped) as other:
                    return [
                        _liker(page, _compare_page(other, after, number)) if page and page.looks_other else page
                        for number, page in enumerate(pages)
                    ]
        except PdfiumError:
            return [GONE] * count


def _liker(page: Page, other: Page | None) -> Page:
    """What the letters say of the original stands."""
    return replace(page, changed=other.changed, in_block=other.in_block) if other and not other.looks_other else page


def give_looks(original: Path, target: Path) -> None:
    """Write the file with a look for each field and comment that PDFium knows how to draw without."""
    with _opened(original) as pdf:
        for page in pdf:
            page.render(scale=0.1, may_draw_forms=True)
            page.close()
        pdf.save(str(target))


def draw(original: Path, folder: Path, numbers: list[int]) -> dict[int, str]:
    """A picture of each of the pages, counted from 1, as they are before they are turned; by their numbers."""
    pictures = {}
    with _opened(original) as pdf:
        for number in numbers:
            page = pdf[number - 1]
            if page.get_rotation():
                page.set_rotation(0)
                page.close()
                page = pdf[number - 1]
            scale = min(PICTURE_DOTS / 72, LONGEST_PICTURE / max(page.get_size()))
            pictures[number] = str(folder / f"{number}.png")
            page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB").save(pictures[number])
            page.close()
    return pictures


def mark_heads(copy: Path) -> None:
    """Note on each page how much of it is free at its top, so that a packet knows where it may write."""
    with _opened(copy) as pdf:
        heads = [_head(pdf, number) for number in range(len(pdf))]
    marked = copy.with_suffix(".heads")
    with pikepdf.open(copy) as written:
        for page, head in zip(written.pages, heads, strict=True):
            page.obj[HEAD] = head
        save_to(written, marked)
    marked.replace(copy)


def _head(pdf: PdfDocument, number: int) -> float:
    """A share of the height of the page, at most the part of it that is looked at."""
    try:
        page = pdf[number]
    except PdfiumError:
        return 0.0
    try:
        width, height = page.get_size()
        scale = min(CLOSER / 72, 2 * LONGEST / max(width, height))
        bitmap = page.render(
            scale=scale, crop=(0, height * (1 - LOOKED_AT), 0, 0), may_draw_forms=True, prefer_bgrx=True
        )
        rows = (bitmap.to_numpy()[:, :, :3] < PAPER).any(axis=(1, 2))
    except PdfiumError:
        return 0.0
    finally:
        page.close()
    free = int(rows.argmax()) if rows.any() else len(rows)
    return round(max(free - 1, 0) / len(rows) * LOOKED_AT, 4)


def _opened(path: Path) -> PdfDocument:
    pdf = PdfDocument(path)
    pdf.init_forms()
    return pdf


def _compare_page(before: PdfDocument, after: PdfDocument, number: int) -> Page | None:
    boxes = [_sheet(pdf, number) for pdf in (before, after)]
    box, other_box = boxes if None not in boxes else (None, None)
    try:
        letters = _letters(before, number)
        picture = _picture(before, number, box, DOTS)
    except PdfiumError:
        return None
    try:
        lost = letters - _letters(after, number)
        changed, in_block = _change(picture, _picture(after, number, other_box, DOTS))
        digits = sum(count for letter, count in lost.items() if letter.isdecimal())
        page = Page(changed, in_block, letters.total(), lost.total(), digits)
        if page.looks_other:  # or what was half a dot off is
            closer = _change(_picture(before, number, box, CLOSER), _picture(after, number, other_box, CLOSER))
            page = replace(page, changed=min(page.changed, closer[0]), in_block=min(page.in_block, closer[1]))
    except PdfiumError:
        return GONE
    return page


def _sheet(pdf: PdfDocument, number: int) -> Box | None:
    """The whole of the page, also what is cropped away; PDFium does not tell it of a page that inherits it."""
    try:
        page = pdf[number]
    except PdfiumError:
        return None
    try:
        box: Box | None = page.get_mediabox(fallback_ok=False)
        return box
    finally:
        page.close()


def _picture(pdf: PdfDocument, number: int, box: Box | None, dots: int) -> Picture:
    page = pdf[number]
    try:
        if box is not None:
            page.set_cropbox(*box)
        scale = min(dots / 72, LONGEST / max(page.get_size()))
        bitmap = page.render(scale=scale, may_draw_forms=True, prefer_bgrx=True)
        return bitmap.to_numpy()[:, :, :3].astype(np.int16)
    finally:
        page.close()


def _letters(pdf: PdfDocument, number: int) -> Counter[str]:
    """Without spaces, hyphens and what cannot be seen, which each reader counts in its own way."""
    page = pdf[number]
    try:
        text = unicodedata.normalize("NFKC", page.get_textpage().get_text_range())
    finally:
        page.close()
    return Counter(letter for letter in text if unicodedata.category(letter)[0] in "LNSP" and letter not in _HYPHENS)


def _change(before: Picture, after: Picture) -> tuple[float, float]:
    """Of all dots, and of the block of them where it is most."""
    if any(abs(one - other) > 1 for one, other in zip(before.shape, after.shape, strict=True)):
        return 1.0, 1.0
    height, width = (min(one, other) for one, other in zip(before.shape[:2], after.shape[:2], strict=True))
    before, after = before[:height, :width], after[:height, :width]
    if np.array_equal(before, after):
        return 0.0, 0.0
    changed = (_stands_out(before, after) | _stands_out(after, before)).any(axis=2)
    blocks = np.add.reduceat(np.add.reduceat(changed, range(0, height, BLOCK), 0), range(0, width, BLOCK), 1)
    return float(changed.mean()), min(float(blocks.max()) / BLOCK**2, 1.0)


def _stands_out(one: Picture, other: Picture) -> Picture:
    """Where a dot is lighter or darker than all that are around its place in the other."""
    return (one > _around(other, np.maximum) + TOLERANCE) | (one < _around(other, np.minimum) - TOLERANCE)


def _around(picture: Picture, most: np.ufunc) -> Picture:
    padded = np.pad(picture, ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows = most(most(padded[:-2], padded[1:-1]), padded[2:])
    return most(most(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])


def main(task: str, *arguments: str) -> None:
    processes.limit(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    match task:
        case "compare":
            print(json.dumps([page and asdict(page) for page in compare(*map(Path, arguments))]))
        case "looks":
            give_looks(*map(Path, arguments))
        case "heads":
            mark_heads(Path(arguments[0]))
        case "draw":
            print(json.dumps(draw(Path(arguments[0]), Path(arguments[1]), json.loads(arguments[2]))))


if __name__ == "__main__":
    main(*sys.argv[1:])
