"""A PDF drawn again by Ghostscript, where it is installed: fonts embedded, print colours made RGB.

Tags are lost on the way, so it is for files that have none.
"""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from rorikt.pdf.tags import BROKEN

GHOSTSCRIPT_SECONDS = 10


def redrawn(pdf: Pdf, data: Callable[[], bytes], done: list[str]) -> Pdf:
    """The same pages by Ghostscript, with fonts embedded, where that is needed and Ghostscript can do it.

    Ghostscript may lose what it does not understand: the copy is to be read back.
    """
    problems = _font_problems(pdf)
    if not problems and not _uses_print_colours(pdf):
        return pdf
    redrawn = _ghostscript(data()) if shutil.which("gs") else None
    if redrawn is not None and [_seen_size(page) for page in redrawn.pages] != [_seen_size(page) for page in pdf.pages]:
        redrawn.close()
        redrawn = None
    if redrawn is None:
        note_fonts(pdf, done)
        return pdf
    if problems:
        done.append(f"Skrifttyper som manglet eller ikke kunne leses, er lagt inn i kopien: {', '.join(problems)}.")
    return redrawn


def note_fonts(pdf: Pdf, done: list[str]) -> None:
    problems = _font_problems(pdf)
    if problems:
        done.append(
            f"Skrifttyper mangler i filen: {', '.join(problems)}. Den kan se annerledes ut hos andre, og holder ikke "
            "mål for arkivet. Lagre den med innebygde skrifttyper om du kan."
        )


def fonts(pdf: Pdf) -> Iterator[Object]:
    """Those that are objects of their own, and those that stand right where they are used."""
    for item in pdf.objects:
        if not isinstance(item, Dictionary | Stream):
            continue
        if item.get(Name.Type) == Name.Font and Name.Subtype in item:
            yield item
        for holder in (item, item.get(Name.Resources)):
            named = holder.get(Name.Font) if isinstance(holder, Dictionary) else None
            for font in named.values() if isinstance(named, Dictionary) else ():
                if isinstance(font, Dictionary) and not font.is_indirect and Name.Subtype in font:
                    yield font


def _font_problems(pdf: Pdf) -> list[str]:
    """The names of the fonts that are not in the file, or are there and cannot be read."""
    names = set()
    for font in fonts(pdf):
        if str(font.Subtype) == "/Type3":
            continue
        parts = font.get(Name.DescendantFonts)
        holder = parts[0] if isinstance(parts, Array) and len(parts) and isinstance(parts[0], Dictionary) else font
        descriptor = holder.get(Name.FontDescriptor)
        if not isinstance(descriptor, Dictionary):
            descriptor = Dictionary()
        keys = [key for key in (Name.FontFile, Name.FontFile2, Name.FontFile3) if key in descriptor]
        if not keys or not _is_readable(descriptor[keys[0]], keys[0]):
            names.add(_name_of(font))
    return sorted(names)


def _name_of(font: Object) -> str:
    """Without the mark of a part of it. Older programs wrote its letters in the code of their country, not in UTF-8."""
    name = font.get(Name.BaseFont, Name("/uten navn"))
    try:
        text = str(name)
    except UnicodeDecodeError:
        text = unquote(name.unparse().replace(b"#", b"%").decode("latin-1"), encoding="cp1252")
    return text[1:].split("+")[-1]


def _is_readable(program: Object, key: Name) -> bool:
    try:
        data = program.read_bytes()
        if key == Name.FontFile2:
            font = TTFont(io.BytesIO(data), lazy=True)
            return all(table in font.reader.tables for table in ("head", "hhea", "hmtx", "maxp", "glyf", "loca"))
    except Exception:  # fontTools raises whatever the bytes lead it to
        return False
    return bool(data)


def _uses_print_colours(pdf: Pdf) -> bool:
    """Whether any colour is CMYK, which the archive standard allows only with a print profile."""
    if any(b"/DeviceCMYK" in item.stream_dict.unparse() for item in pdf.objects if isinstance(item, Stream)):
        return True
    if any(b"/DeviceCMYK" in item.unparse() for item in pdf.objects if isinstance(item, Array | Dictionary)):
        return True
    return any(
        str(instruction.operator) in {"k", "K"}
        for page in pdf.pages
        for instruction in pikepdf.parse_content_stream(page, operators="k K")
    )


def _ghostscript(data: bytes) -> Pdf | None:
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder:
        source, target = Path(folder) / "in.pdf", Path(folder) / "out.pdf"
        source.write_bytes(data)
        options = (
            "-dBATCH -dNOPAUSE -dSAFER -q -sDEVICE=pdfwrite -dPDFA=2 -dPDFACompatibilityPolicy=1 "
            "-dAutoRotatePages=/None -sColorConversionStrategy=RGB -dEmbedAllFonts=true -dPreserveAnnots=true "
            "-dDownsampleColorImages=false -dDownsampleGrayImages=false -dDownsampleMonoImages=false "
            "-dAutoFilterColorImages=false -dColorImageFilter=/FlateEncode "
            "-dAutoFilterGrayImages=false -dGrayImageFilter=/FlateEncode"
        )
        command = ["gs", *options.split(), f"-sOutputFile={target}", str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=GHOSTSCRIPT_SECONDS)
            return pikepdf.open(io.BytesIO(target.read_bytes()))
        except (subprocess.SubprocessError, OSError, *BROKEN):
            return None


def _seen_size(page: Page) -> tuple[int, int]:
    """Width and height in whole points as the page is seen, cropped and turned."""
    x0, y0, x1, y1 = box_of(page.cropbox)
    unit = float(page.obj.get(Name.UserUnit, 1))
    width, height = round((x1 - x0) * unit), round((y1 - y0) * unit)
    return (height, width) if int(page.obj.get(Name.Rotate, 0)) % 180 else (width, height)


def box_of(box: Object) -> tuple[float, float, float, float]:
    """Its corners, the lower left one first."""
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
