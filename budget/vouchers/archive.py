"""A zip of vouchers, opened in a limited child: what files it has, what they are, and whether they can be opened.

Names are never used as paths. What is unpacked gets a number for a name.
"""

import hashlib
import io
import lzma
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from rorikt.children import limited_reading
from rorikt.children.limited_reading import READING_SECONDS, Unreadable
from rorikt.office import conversion

MOST_FILES = 10_000
LARGEST_FILE = 50 * 1024 * 1024
MOST_UNPACKED = 2 * 1024**3
LONGEST_NAME = 200
KINDS = ("pdf", *conversion.PICTURES)
SEVERAL = "Del den i flere, for eksempel én for hver måned."
BROKEN = "Zip-filen er skadet eller ikke hel. Lag den på nytt, og last den opp igjen."
_UTF8, _LOCKED = 0x800, 0x1
# What other systems put into a zip beside what was meant.
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Packed:
    """A file of the zip: its name with folders, and what it is. `fault` says why it cannot be used, if it cannot."""

    path: str
    sha256: str
    byte_count: int
    kind: str
    fault: str = ""


def files_of(path: Path, folder: Path | None = None) -> Iterator[tuple[int, Packed]]:
    """The files with their places in the zip, read in a limited child. Those that can be used are unpacked into
    `folder`, each under its place. Raises Unreadable, possibly after some files."""
    asked = (str(path), str(folder or ""))
    for place, told in limited_reading.read("budget.vouchers.archive:told_files", *asked, seconds=READING_SECONDS):
        yield place, Packed(*told)


def told_files(path: str, folder: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """In the child."""
    Image.MAX_IMAGE_PIXELS = None  # only looked at; whoever makes the copy counts them
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(name_of(entry))]
            _check(entries, Path(path).stat().st_size)
            for place, entry in enumerate(entries):
                yield place, _told(archive, entry, Path(folder) / str(place) if folder else None)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        raise Unreadable(BROKEN) from error
    except (NotImplementedError, RuntimeError) as error:
        raise Unreadable(
            "Zip-filen er pakket på en måte som ikke kan leses her. Lag den på nytt som vanlig zip."
        ) from error


def name_of(entry: zipfile.ZipInfo) -> str:
    """With `æ` and `ø` also where the program that packed it did not say how they are written."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode()
        except UnicodeDecodeError:
            name = raw.decode("cp850")
    plain = unicodedata.normalize("NFC", name).replace("\\", "/")
    return "".join(letter for letter in plain if letter.isprintable())[-LONGEST_NAME:]


def _is_litter(name: str) -> bool:
    last = name.rpartition("/")[2].casefold()
    return last in _LITTER or last.startswith("._") or name.startswith("__MACOSX/")


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    """What can be refused before anything is unpacked."""
    if len(entries) > MOST_FILES:
        raise Unreadable(f"Zip-filen har {len(entries)} filer, og kan ha høyst {MOST_FILES}. {SEVERAL}")
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise Unreadable("Zip-filen er låst med passord. Lag den på nytt uten passord.")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable(f"Filene i zip-filen er til sammen over {MOST_UNPACKED // 1024**3} GB. {SEVERAL}")
    if sum(entry.compress_size for entry in entries) > size:
        raise Unreadable(BROKEN)  # the same bytes stand for several files, which no honest program does


def _told(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path | None) -> tuple[Any, ...]:
    name = name_of(entry)
    if entry.file_size > LARGEST_FILE:
        most = LARGEST_FILE // 1024**2
        return name, "", entry.file_size, "", f"Filen er større enn {most} MB. Lagre den med mindre bilder."
    with archive.open(entry) as file:
        data = file.read(LARGEST_FILE + 1)
    kind = conversion.kind_of(data)
    fault = _fault(data, kind)
    if target is not None and not fault:
        target.write_bytes(data)
    return name, hashlib.sha256(data).hexdigest(), len(data), kind, fault


def _fault(data: bytes, kind: str) -> str:
    if not data:
        return "Filen er tom."
    if kind == "pdf":
        return _fault_of_pdf(data)
    if kind in conversion.PICTURES:
        return _fault_of_picture(data)
    if kind == "zip":
        return "Filen er en zip-fil i zip-filen. Pakk den ut, og legg filene rett i zip-filen."
    what, advice = conversion.OTHERS.get(kind, ("", ""))
    if what:
        return f"Filen er {what}. {advice}"
    if kind in conversion.OFFICE:
        return f"Filen er {conversion.OFFICE[kind]}. Lagre den som PDF."
    return "Filen er ikke PDF eller et bilde (PNG, JPEG, TIFF eller WEBP). Lagre den som PDF."


def _fault_of_pdf(data: bytes) -> str:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return "" if len(pdf.pages) else "PDF-filen har ingen sider. Hent den på nytt."
    except pikepdf.PasswordError:
        return "PDF-filen er låst med passord. Lagre den uten passord."
    except pikepdf.PdfError:
        return "PDF-filen er skadet og kan ikke åpnes. Hent den på nytt."


def _fault_of_picture(data: bytes) -> str:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.verify()
    except Exception:  # readers of pictures raise whatever they meet
        return "Bildet er skadet og kan ikke åpnes. Hent det på nytt."
    return ""
