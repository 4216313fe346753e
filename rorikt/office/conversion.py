"""What kind a file is, told by its bytes and never by its name, and a PDF of what is an office file or a picture.

Office files are converted by LibreOffice where it is installed. It runs with a profile of its own, without network and
with limits on time and memory, and is killed with all it started when it hangs. What it gets is cleaned first of what
is not to be seen (cleaning.py), and old formats are made OpenDocument for that.
"""

import io
import json
import math
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from rorikt.children import limited_reading, processes
from rorikt.children.limited_reading import TELLS_TOO_MUCH, TOO_HEAVY, TOO_SLOW, Unreadable
from rorikt.safe_pdf.safe import Refused, too_heavy

OFFICE_SECONDS = 45
OFFICE_MEMORY = 4 * 1024**3
CLEANING_SECONDS = 30
MOST_UNPACKED = 512 * 1024 * 1024
MOST_LISTED = 4 * 1024 * 1024
MOST_PICTURES = 200

OFFICE = {
    "docx": "et Word-dokument",
    "xlsx": "et Excel-regneark",
    "pptx": "en PowerPoint-presentasjon",
    "doc": "et eldre Word-dokument",
    "xls": "et eldre Excel-regneark",
    "ppt": "en eldre PowerPoint-presentasjon",
    "odt": "et OpenDocument-dokument",
    "ods": "et OpenDocument-regneark",
    "odp": "en OpenDocument-presentasjon",
    "rtf": "et tekstdokument (RTF)",
}
PICTURES = {"png": "et bilde (PNG)", "jpg": "et bilde (JPEG)", "tif": "et bilde (TIFF)", "webp": "et bilde (WEBP)"}
_SAVE_AS_PDF = "Åpne den i programmet den er laget i, og lagre den som PDF."
_SAVE_AS_JPEG = "Lagre det som JPEG eller PNG, og last opp det."
_PRINT_MAIL = "Åpne den i e-postprogrammet, skriv den ut til PDF, og last opp PDF-en. Last opp vedleggene hver for seg."
# What is known by its bytes and not taken, and what to do about it.
OTHERS = {
    "gif": ("et bilde (GIF)", _SAVE_AS_JPEG),
    "heic": ("et bilde fra en mobiltelefon (HEIC)", _SAVE_AS_JPEG),
    "svg": ("en tegning (SVG)", "Åpne den i en nettleser, og skriv den ut til PDF."),
    "msg": ("en e-post fra Outlook (MSG)", _PRINT_MAIL),
    "eml": ("en e-post (EML)", _PRINT_MAIL),
    "zip": ("en zip-fil", "Pakk den ut, og last opp filene hver for seg."),
    "locked": ("et Office-dokument med passord", _SAVE_AS_PDF),
}
# Bytes of a picture as it is unpacked: an A1 sheet at 300 dots an inch has 70 million dots of four.
MOST_PICTURE_BYTES = 480_000_000
_BYTES_OF_A_DOT = {"1": 1, "L": 1, "RGB": 4}  # and of all others twice as many, for they are laid on white
_HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
_MAIL = re.compile(
    rb"(?:From |(?:Received|Return-Path|Delivered-To|Message-ID|MIME-Version|X-[\w-]+|From|To|Subject|Date):)",
    re.IGNORECASE,
)
_HEADER = re.compile(rb"^(?:From|To|Subject|Date|MIME-Version|Message-ID):", re.IGNORECASE | re.MULTILINE)
_FILTERS = {"xlsx": "calc", "xls": "calc", "ods": "calc", "pptx": "impress", "ppt": "impress", "odp": "impress"}
_OPENED_AS = {"doc": "odt", "rtf": "odt", "xls": "ods", "ppt": "odp"}
_OLE_STREAMS = {
    "__properties_version1.0": "msg",
    "EncryptedPackage": "locked",
    "WordDocument": "doc",
    "Workbook": "xls",
    "PowerPoint Document": "ppt",
}
_OPEN_DOCUMENTS = {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}


def kind_of(data: bytes) -> str:
    """The suffix of what the bytes are; empty for what is not known."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        found = (kind for name, kind in _OLE_STREAMS.items() if name.encode("utf-16-le") in data)
        return next(found, "doc")
    starts = {
        b"\x89PNG": "png",
        b"\xff\xd8\xff": "jpg",
        b"II*\0": "tif",
        b"MM\0*": "tif",
        b"GIF8": "gif",
        b"{\\rtf": "rtf",
    }
    return next((kind for start, kind in starts.items() if data.startswith(start)), "") or _kind_inside(data)


def _kind_inside(data: bytes) -> str:
    """Of what does not begin in a way of its own."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return "heic"
    beginning = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith((b"<?xml", b"<!--", b"<!DOCTYPE svg", b"<svg")) and b"<svg" in data[:16384]:
        return "svg"
    return "eml" if _MAIL.match(beginning) and len(_HEADER.findall(beginning)) > 1 else ""


def to_pdf(data: bytes, kind: str) -> bytes:
    """Raises Refused where the file cannot be made a PDF of, with what to do instead."""
    check_kind(kind)
    return _picture(data) if kind in PICTURES else office_to_pdf(data, kind)[0]


def check_kind(kind: str) -> None:
    """Raises Refused for kinds that no PDF can be made of here."""
    if kind == "pdf" or kind in PICTURES or (kind in OFFICE and has_office()):
        return
    what, advice = OTHERS.get(kind) or (OFFICE.get(kind, ""), _SAVE_AS_PDF)
    told = f"Filen er ikke en PDF, men {what}." if what else "Filen er ikke en PDF."
    raise Refused("not_a_pdf", f"{told} {advice}")


def has_office() -> bool:
    return _soffice() is not None


def _soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _has_short_list(data: bytes) -> bool:
    """Whether the list of what is in a zip may be read by the process that answers people: it can hold millions."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    length = int.from_bytes(data[end + 12 : end + 16], "little")
    is_counted_elsewhere = data[max(0, end - 20) : end].startswith(b"PK\x06\x07")
    return end >= 0 and length <= MOST_LISTED and not is_counted_elsewhere


def _kind_of_zip(data: bytes) -> str:
    if not _has_short_list(data):
        return "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
                if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
                    return kind
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    mimetype = file.read(100)
                return next((kind for end, kind in _OPEN_DOCUMENTS.items() if mimetype.endswith(end)), "zip")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return "zip"
    return "zip"


def office_to_pdf(data: bytes, kind: str) -> tuple[bytes, tuple[str, ...]]:
    """Without what its author took out, hid or wrote beside it, and what was left out so. Raises Refused."""
    check_kind(kind)
    save_it = (
        f"Åpne den i programmet den er laget i, lagre den som PDF, og last opp PDF-en i stedet for {OFFICE[kind]}."
    )
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder:
        source = Path(folder) / f"vedlegg.{kind}"
        source.write_bytes(data)
        try:
            if kind in _OPENED_AS:
                source = _made(source, kind, _OPENED_AS[kind])
            cleaned = source.with_name(f"renset{source.suffix}")
            told = limited_reading.read(
                "rorikt.office.cleaning:told", str(source), str(cleaned), source.suffix[1:], seconds=CLEANING_SECONDS
            )
            left_out = tuple(sentence for sentences in told for sentence in sentences)
            made = _made(cleaned, source.suffix[1:], "pdf")
        except processes.TimedOut as error:
            raise Refused(
                "office_hangs", f"Filen lot seg ikke gjøre om til PDF på {OFFICE_SECONDS} sekunder. {save_it}"
            ) from error
        except Unreadable as error:
            if str(error) in {TOO_HEAVY, TOO_SLOW, TELLS_TOO_MUCH}:
                raise too_heavy() from error
            raise Refused("office_failed", f"Filen lot seg ikke gjøre om til PDF. {save_it}") from error
        except (processes.Died, OSError) as error:
            raise Refused("office_failed", f"Filen lot seg ikke gjøre om til PDF. {save_it}") from error
        return made.read_bytes(), left_out


def _made(source: Path, kind: str, wanted: str) -> Path:
    """The file made another kind by LibreOffice. Raises TimedOut, Died, and FileNotFoundError where it made nothing."""
    command = processes.limited(
        _command(_soffice() or "soffice", source, kind, wanted),
        memory=OFFICE_MEMORY,
        seconds=2 * math.ceil(OFFICE_SECONDS),  # of work, on two processors
        written=MOST_UNPACKED,
    )
    processes.run(command, seconds=OFFICE_SECONDS, environment=_environment(str(source.parent)))
    made = source.with_suffix(f".{wanted}")
    if not made.exists():
        raise FileNotFoundError(made)
    return made


def _command(program: str, source: Path, kind: str, wanted: str) -> list[str]:
    chosen = {
        "UseTaggedPDF": ("boolean", "true"),
        "SelectPdfVersion": ("long", "2"),
        "ExportNotes": ("boolean", "false"),
        "ExportNotesInMargin": ("boolean", "false"),
        "ExportNotesPages": ("boolean", "false"),
        "ExportHiddenSlides": ("boolean", "false"),
    }
    options = json.dumps({name: {"type": kind, "value": value} for name, (kind, value) in chosen.items()})
    to_pdf = f"pdf:{_FILTERS.get(kind, 'writer')}_pdf_Export:{options}"
    return [
        program,
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={(source.parent / 'profile').as_uri()}",
        "--convert-to",
        to_pdf if wanted == "pdf" else wanted,
        "--outdir",
        str(source.parent),
        str(source),
    ]


def _environment(folder: str) -> dict[str, str]:
    """No secrets, and a proxy that never answers: what a document links to on the net is not fetched."""
    nowhere = "http://127.0.0.1:9"
    path = "/usr/local/bin:/usr/bin:/bin"
    return {"PATH": path, "HOME": folder, "LC_ALL": "C.UTF-8", "http_proxy": nowhere, "https_proxy": nowhere}


def _picture(data: bytes) -> bytes:
    """A page for each picture, in its own size where it says how large it is, else as it fits an A4 sheet."""
    Image.MAX_IMAGE_PIXELS = None  # asked below; Pillow's own measure is below that of a scanned drawing
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "TIFF", "WEBP"]) as picture:
            most = MOST_PICTURE_BYTES // _BYTES_OF_A_DOT.get(picture.mode, 8)
            if picture.width * picture.height > most:
                raise _too_many_dots(picture.width, picture.height, most)
            if getattr(picture, "n_frames", 1) > MOST_PICTURES:
                raise too_heavy()
            dots = max(picture.width / 8.27, picture.height / 11.69, 72.0)
            frames = [_opaque(frame) for frame in ImageSequence.Iterator(picture)]
        made = io.BytesIO()
        options = {} if any(frame.mode == "1" for frame in frames) else {"quality": 90}
        frames[0].save(made, "PDF", save_all=True, append_images=frames[1:], resolution=dots, **options)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused(
            "damaged_picture", "Bildet er skadet eller ikke helt. Åpne det og lagre det på nytt, gjerne som PDF."
        ) from error
    except MemoryError as error:
        raise too_heavy() from error
    return made.getvalue()


def _too_many_dots(width: int, height: int, most: int) -> Refused:
    dots = round(width * height / 1e6)
    return Refused(
        "too_large_picture",
        f"Bildet har {dots} millioner punkter ({width} × {height}), og kan høyst ha {most // 1_000_000}. "
        "Lagre det med færre punkter, eller som PDF.",
    )


def _opaque(frame: Image.Image) -> Image.Image:
    """Upright as the camera was held, on white where it is transparent."""
    upright = ImageOps.exif_transpose(frame)  # a copy
    if upright.mode in {"1", "L", "RGB"}:
        return upright
    if upright.mode in {"RGBA", "LA", "P", "PA"}:
        layered = upright.convert("RGBA")
        sheet = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(sheet, layered).convert("RGB")
    return upright.convert("RGB")
