"""A stranger's picture made one of ours: drawn again in a limited child, so that only what is seen of it is kept.

Where it was taken, with what and when, and whatever else a file can carry, does not follow.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from rorikt.children import limited_reading
from rorikt.children.limited_reading import Unreadable

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LARGEST_SIDE = 2000  # pixels: a page printed at 250 for each inch
MOST_PNG = 1_500_000  # bytes; a photograph saved as one becomes a JPEG
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
TYPES = {"png": "image/png", "jpeg": "image/jpeg"}


@dataclass(frozen=True)
class CleanPicture:
    """`kind` is a key of TYPES."""

    kind: str
    width: int
    height: int
    data: bytes


def clean_picture(data: bytes) -> CleanPicture:
    """Raises Unreadable with a Norwegian sentence."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"Bildet er på {len(data) // 1024**2} MB, og kan være på høyst {MOST_BYTES // 1024**2}.")
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder:
        given, made = Path(folder) / "given", Path(folder) / "made"
        given.write_bytes(data)
        seconds = limited_reading.LOOKING_SECONDS
        [told] = limited_reading.read("rorikt.uploads.pictures:told", str(given), str(made), seconds=seconds)
        return CleanPicture(**told, data=made.read_bytes())


def told(given: str, made: str) -> Iterator[dict[str, Any]]:
    """In the child: write the picture to `made`, and tell what it became."""
    Image.MAX_IMAGE_PIXELS = None  # counted below, with a sentence that says what to do
    try:
        picture: Image.Image = Image.open(given, formats=FORMATS)
    except OSError as error:
        raise Unreadable("Filen er ikke et bilde som kan vises. Lagre det som PNG eller JPEG.") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise Unreadable(
            f"Bildet har {picture.width * picture.height / 1e6:.0f} megapiksler, og kan ha høyst "
            f"{MOST_PIXELS // 1_000_000}. Gjør det mindre, og velg det på nytt."
        )
    is_drawn = picture.format in {"PNG", "GIF", "BMP"}
    picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    turned = ImageOps.exif_transpose(picture)
    has_holes = "A" in turned.getbands() or "transparency" in turned.info
    plain = turned.convert("RGBA" if has_holes else "RGB")
    plain.info.clear()
    plain.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    kind = "png" if has_holes or is_drawn else "jpeg"
    _save(plain, made, kind)
    if kind == "png" and not has_holes and Path(made).stat().st_size > MOST_PNG:
        kind = "jpeg"
        _save(plain, made, kind)
    yield {"kind": kind, "width": plain.width, "height": plain.height}


def _save(picture: Image.Image, path: str, kind: str) -> None:
    options: dict[str, Any] = {"optimize": True} if kind == "png" else {"quality": 85}
    picture.save(path, kind, **options)
