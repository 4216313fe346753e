"""A safe copy of somebody else's PDF: what is put into packets in its stead. The original is never touched.

Nothing in the copy runs, asks or hides; every page stands upright in sound boxes and is closed off, so that a stamp
lands where it should; its tags are whole, or one coarse element a page. A file may be made to break the one who reads
it: examine it through `rorikt.uploads.examination`, which does so in a process with limits.
"""

import io
import math
import zlib
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String
from PIL import Image

from rorikt.pdf import pdf_standards
from rorikt.pdf.tags import BROKEN, TagTree, is_tagged, make_index
from rorikt.safe_pdf import annotations, layers, leading
from rorikt.safe_pdf.redrawing import box_of, fonts, note_fonts, redrawn

MOST_PAGES = 2_000
MOST_METRES = 3.0
MOST_PIXELS = 400_000_000  # an A0 sheet at 400 dots per inch has 245 million
MOST_UNPACKED = 128 * 1024 * 1024  # of one stream that is not a picture

TAGGED, UNTAGGED, SCANNED = "tagged", "untagged", "scanned"

_POINTS_A_METRE = 72 / 0.0254
_LETTER = (0.0, 0.0, 612.0, 792.0)  # what viewers take a page for that says no size of its own
_ALLOWED_ACTIONS = {"/GoTo", "/URI", "/Named"}
_ALLOWED_ADDRESSES = ("http://", "https://", "mailto:", "tel:", "www.")
# What begins a drawing on a page, and what ends it.
_PAINTINGS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"}
_BEGINNINGS = {"m", "re", "BT", "Do", "sh", "INLINE IMAGE"}
_ENDINGS = {"BT": {"ET"}, "Do": {"Do"}, "sh": {"sh"}, "INLINE IMAGE": {"INLINE IMAGE"}}
_ARTIFACT: Any = ([Name.Artifact], pikepdf.Operator("BMC"))
_END: Any = ([], pikepdf.Operator("EMC"))


class Refused(Exception):
    """Why a file is not taken, in a Norwegian sentence that says what to do. `code` names the reason for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Way:
    """How far the copy goes from its original; each step may lose something, and is left out where it does.

    `pictured` are pages, counted from 1, that become the picture of them in the file; `lender` is the same file after
    a viewer has given looks to fields and comments that had none.
    """

    redraws: bool = True
    flattens: bool = True
    pictured: Mapping[int, Path] = field(default_factory=dict)
    lender: Path | None = None


@dataclass(frozen=True)
class Safe:
    """`treatment` says in Norwegian what was done; `accessibility` is how far it can be read aloud.

    `claims_access` is what the sender says of it, that it is PDF/UA-1. `was_redrawn` and `was_flattened` tell which
    steps of the way were taken, `lacks_looks` whether a field or comment has no look of its own, and `hidden_on` are
    the pages, counted from 1, from which something hidden was taken out.
    """

    data: bytes
    page_count: int
    treatment: tuple[str, ...]
    accessibility: str
    claims_access: bool = False
    was_redrawn: bool = False
    was_flattened: bool = False
    lacks_looks: bool = False
    hidden_on: tuple[int, ...] = ()


def make_safe(data: bytes, way: Way = Way()) -> Safe:
    """Raises Refused for what is locked, damaged, empty or beyond all measure."""
    try:
        # Some programs fill the last block of a file up with nothing, which hides its end.
        with pikepdf.open(io.BytesIO(data.rstrip(b"\0")), suppress_warnings=True) as pdf:
            return _made_safe(pdf, way, is_whole=_has_end(data))
    except pikepdf.PasswordError as error:
        raise Refused("encrypted", "Filen er låst med passord. Be avsenderen om en kopi uten passord.") from error
    except (*BROKEN, pikepdf.DependencyError) as error:  # what only another program could unpack is no page either
        raise damaged() from error
    except (MemoryError, RecursionError) as error:
        raise too_heavy() from error


def _has_end(data: bytes) -> bool:
    """Whether something that ends a file comes after its last object: what is cut off may have lost pages."""
    last = data.rfind(b"endobj")
    return last >= 0 and any(data.find(mark, last) >= 0 for mark in (b"trailer", b"startxref", b"%%EOF"))


def _made_safe(pdf: Pdf, way: Way, *, is_whole: bool) -> Safe:
    was_repaired = _check(pdf)
    if was_repaired and not is_whole:
        raise damaged()
    claims_access = _claims_access(pdf)
    done = ["Sperren mot endringer er fjernet i kopien."] if pdf.is_encrypted else []
    if was_repaired:
        pages = {1: "Siden", 2: "Begge sidene"}.get(len(pdf.pages), f"Alle {len(pdf.pages)} sidene")
        done.append(f"Filen var skadet, og er reparert. {pages} vi fant, er med. Se etter i kopien.")
    done += _remove_what_acts(pdf)
    outline = leading.read_outline(pdf, done)
    leading.lead_links(pdf)
    hidden_on = tuple(layers.remove(pdf))
    if hidden_on:
        done.append("Skjulte lag er fjernet.")
    lacks_looks = annotations.lack_looks(pdf)
    if way.lender is not None:
        with pikepdf.open(way.lender) as lender:
            annotations.borrow_looks(pdf, lender)
    has_drawn = annotations.draw_fast(pdf, done, flat=way.flattens)
    _straighten(pdf)
    _simplify(pdf)
    for number, picture in way.pictured.items():
        _put_picture(pdf, pdf.pages[number - 1], picture)
    told: dict[str, Any] = {"claims_access": claims_access, "lacks_looks": lacks_looks, "hidden_on": hidden_on}
    told["was_flattened"] = has_drawn and way.flattens
    if is_tagged(pdf) and not has_drawn and not way.pictured:
        note_fonts(pdf, done)
        make_index(pdf)
        _close_off(pdf)
        _name_links(pdf)
        _drop_own_roles(pdf)
        leading.write_outline(pdf, outline)
        return Safe(_finished(pdf), len(pdf.pages), tuple(done), TAGGED, **told)
    is_scan = not any(True for _ in fonts(pdf))
    if not way.redraws:
        note_fonts(pdf, done)
    with redrawn(pdf, lambda: _saved(pdf), done) if way.redraws else nullcontext(pdf) as drawn:
        told |= {"was_redrawn": drawn is not pdf, "claims_access": False}
        _tag_coarsely(drawn)
        leading.write_outline(drawn, outline)
        return Safe(_finished(drawn), len(drawn.pages), tuple(done), SCANNED if is_scan else UNTAGGED, **told)


def with_fields_as_stamps(data: bytes, lender: Path | None) -> bytes | None:
    """The file as it is, but for fields that a viewer would draw in its own way; `None` where it has none."""
    with pikepdf.open(io.BytesIO(data.rstrip(b"\0")), suppress_warnings=True) as pdf:
        if lender is not None:
            with pikepdf.open(lender) as other:
                annotations.borrow_looks(pdf, other)
        if not annotations.put_fields_as_stamps(pdf):
            return None
        target = io.BytesIO()
        _give_size(pdf)
        pdf.save(target, encryption=False)
        return target.getvalue()


def _claims_access(pdf: Pdf) -> bool:
    """Metadata that cannot be read claim nothing, and are no reason to refuse the file."""
    try:
        return pdf_standards.claims(pdf)[1]
    except BROKEN:
        return False


def damaged() -> Refused:
    return Refused(
        "damaged",
        "Filen er skadet eller ikke hel. Åpne den og lagre den som PDF på nytt, eller be avsenderen sende den igjen.",
    )


def too_heavy() -> Refused:
    return Refused(
        "too_heavy",
        "Filen er for tung å lese, eller laget slik at den ikke lar seg lese. "
        "Åpne den, skriv den ut til en ny PDF, og last opp den.",
    )


# What is refused


def _check(pdf: Pdf) -> bool:
    """Raises Refused; whether the file was damaged and could be read nevertheless."""
    count = len(pdf.pages)
    if count == 0:
        raise Refused("no_pages", "Filen har ingen sider. Lag PDF-en på nytt.")
    if count > MOST_PAGES:
        raise Refused(
            "too_many_pages", f"Filen har {count} sider, og kan høyst ha {MOST_PAGES}. Del den i flere vedlegg."
        )
    if pdf.Root.get(Name.NeedsRendering, False):
        raise Refused(
            "dynamic_form", "Filen er et skjema som bare Adobe Reader kan vise. Skriv det ut til PDF, og last opp den."
        )
    for number, page in enumerate(pdf.pages, 1):
        longest = max(_size(page)) / _POINTS_A_METRE
        if longest > MOST_METRES:
            length = f"{longest:.1f}".replace(".", ",")
            raise Refused(
                "too_large_page",
                f"Side {number} er {length} m lang, og kan høyst være {MOST_METRES:.0f} m. Skriv den ut mindre.",
            )
    for item in pdf.objects:
        if isinstance(item, Stream):
            _check_stream(item)
    return any("damaged" in str(warning) or "reconstruct" in str(warning) for warning in pdf.get_warnings())


def _check_stream(stream: Stream) -> None:
    if stream.get(Name.Subtype) == Name.Image:
        sides = [stream.get(key) for key in (Name.Width, Name.Height)]
        dots = math.prod(int(side) if isinstance(side, int | float | Decimal) else 0 for side in sides)
        if dots > MOST_PIXELS:
            raise Refused("too_heavy", "Filen har et bilde som er for stort. Lagre den med mindre bilder.")
        return
    named = stream.get(Name.Filter, Array())
    filters = list(named) if isinstance(named, Array) else [named]
    data = stream.read_raw_bytes()
    for one in filters:
        if str(one) not in {"/FlateDecode", "/Fl"}:
            return
        data = _unpacked(data)


def _unpacked(data: bytes) -> bytes:
    """Stops a little past the limit, so that a small file which unpacks to gigabytes does no harm."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, MOST_UNPACKED + 1)
    except zlib.error:
        return b""
    if len(unpacked) > MOST_UNPACKED:
        raise too_heavy()
    return unpacked


def _size(page: Page) -> tuple[float, float]:
    """Width and height in points, before the page is turned."""
    x0, y0, x1, y1 = (float(edge) for edge in page.mediabox)
    unit = float(page.obj.get(Name.UserUnit, 1))
    return abs(x1 - x0) * unit, abs(y1 - y0) * unit


# What is taken out


def _remove_what_acts(pdf: Pdf) -> list[str]:
    """Programs, actions, files within the file. Links inside the document and to the web stay."""
    root, scripts, embedded = pdf.Root, 0, 0
    names = root.get(Name.Names)
    if isinstance(names, Dictionary):
        scripts += Name.JavaScript in names
        if Name.EmbeddedFiles in names:
            embedded = max(len(list(pikepdf.NameTree(names.EmbeddedFiles))), 1)
        for name in [name for name in names.keys() if name != "/Dests"]:  # noqa: SIM118
            del names[name]
    opening = root.get(Name.OpenAction)
    scripts += isinstance(opening, Dictionary) and str(opening.get(Name.S)) not in _ALLOWED_ACTIONS
    for key in (Name.OpenAction, Name.AA, Name.AF, Name.Collection, Name.Perms, Name.Legal, Name.PieceInfo):
        if key in root:
            scripts += key == Name.AA
            del root[key]
    for page in pdf.pages:
        for key in (Name.AA, Name.AF, Name.PieceInfo, Name.Thumb, Name.Metadata, Name.PresSteps):
            if key in page.obj:
                scripts += key == Name.AA
                del page.obj[key]
        kept = []
        for annotation in annotations.of(page):
            scripts += _disarm(annotation)
            if str(annotation.get(Name.Subtype)) == "/FileAttachment":
                embedded += 1
            elif str(annotation.get(Name.Subtype)) not in {
                "/Screen",
                "/Movie",
                "/Sound",
                "/3D",
                "/RichMedia",
                "/Popup",
            }:
                kept.append(annotation)
        if Name.Annots in page.obj:
            page.obj.Annots = Array(kept)
    for item in leading.outline_items(root.get(Name.Outlines)):
        scripts += _disarm(item)
    done = ["Programmer og handlinger i filen er fjernet."] if scripts else []
    if embedded:
        files = "Én fil" if embedded == 1 else f"{embedded} filer"
        done.append(f"{files} som lå inne i PDF-en, er fjernet. Last dem opp som egne vedlegg om de trengs.")
    return done


def _disarm(holder: Object) -> bool:
    """Whether something that acts was taken out of an annotation or a line of the outline."""
    removed = Name.AA in holder
    if removed:
        del holder[Name.AA]
    action = holder.get(Name.A)
    if isinstance(action, Dictionary):
        if str(action.get(Name.S)) not in _ALLOWED_ACTIONS or _leads_astray(action):
            del holder[Name.A]
            return True
        if Name.Next in action:
            del action[Name.Next]
            return True
    return removed


def _leads_astray(action: Object) -> bool:
    """Links to the web and to e-mail are fine; not to files and programs, nor to the hosts we use between ourselves."""
    if action.get(Name.S) != Name.URI:
        return False
    address = str(action.get(Name.URI, "")).strip().lower()
    return not address.startswith(_ALLOWED_ADDRESSES) or ".invalid" in address


# How the pages stand


def _straighten(pdf: Pdf) -> None:
    """Boxes that are whole and inside each other, and a turn that is a whole number of quarters."""
    for page in pdf.pages:
        media = box_of(page.mediabox)
        if media[2] - media[0] < 1 or media[3] - media[1] < 1:
            media = _LETTER
        crop = box_of(page.obj.get(Name.CropBox, page.cropbox))
        crop = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
        if crop[2] - crop[0] < 1 or crop[3] - crop[1] < 1:
            crop = media
        turn = int(page.obj.get(Name.Rotate, 0))
        for key in (Name.TrimBox, Name.BleedBox, Name.ArtBox, Name.CropBox, Name.Rotate, Name.RoriktHead):
            if key in page.obj:
                del page.obj[key]
        page.obj.MediaBox = Array(media)
        if crop != media:
            page.obj.CropBox = Array(crop)
        if turn % 360 in {90, 180, 270}:
            page.obj.Rotate = turn % 360


def _put_picture(pdf: Pdf, page: Page, picture: Path) -> None:
    """Let the page be the picture of it, which shows what is inside its crop box before it is turned."""
    with Image.open(picture) as drawn:
        pixels = drawn.convert("RGB")
    image = pdf.make_stream(pixels.tobytes(), Type=Name.XObject, Subtype=Name.Image, ColorSpace=Name.DeviceRGB)
    image.Width, image.Height, image.BitsPerComponent = pixels.width, pixels.height, 8
    x0, y0, x1, y1 = box_of(page.cropbox)
    page.obj.Contents = pdf.make_stream(b"q %.4f 0 0 %.4f %.4f %.4f cm /Page Do Q" % (x1 - x0, y1 - y0, x0, y0))
    page.obj.Resources = Dictionary(XObject=Dictionary(Page=image))
    if Name.Group in page.obj:
        del page.obj.Group
    page.obj.Annots = Array([one for one in annotations.of(page) if one.get(Name.Subtype) == Name.Link])


def _simplify(pdf: Pdf) -> None:
    """Leave out what the archive standard does not allow and nobody sees."""
    for item in pdf.objects:
        if isinstance(item, Stream) and item.get(Name.Type) != Name.Metadata:
            for key in ("/Alternates", "/OPI", "/PS", "/Ref", "/Metadata", "/AF", "/PieceInfo"):
                if key in item and item.get(Name.Subtype) in {Name.Image, Name.Form}:
                    del item[key]
            if item.get(Name.Interpolate, False):
                item.Interpolate = False
        elif isinstance(item, Dictionary):
            for key in ("/TR", "/HTP"):
                if key in item and item.get(Name.Type) == Name.ExtGState:
                    del item[key]
            if item.get(Name.Type) == Name.FontDescriptor and Name.CIDSet in item:
                del item.CIDSet  # need not be there, and is wrong more often than right
            if item.get(Name.Type) == Name.ExtGState and Name.TR2 in item:
                item.TR2 = Name.Default
    for page in pdf.pages:
        for annotation in annotations.of(page):
            annotation.F = 4  # printed, not hidden
            for key in ("/AP", "/Border", "/BS") if annotation.get(Name.Subtype) == Name.Link else ():
                if key == "/AP" and key in annotation:
                    del annotation[key]


def _close_off(pdf: Pdf) -> None:
    """Close what a tagged page leaves open, and mark as artifact what it draws outside its tags.

    Nobody is read what has no tag; the mark only says so. What is drawn afterwards then stands where it is put.
    """
    for page in pdf.pages:
        depth, lowest, marks = 0, 0, 0
        loose: list[Any] = []
        kept: list[Any] = []
        for instruction in pikepdf.parse_content_stream(page):
            name = str(instruction.operator)
            if name in {"BDC", "BMC"}:
                marks += 1
            elif name == "EMC":
                marks -= 1
            depth += {"q": 1, "Q": -1}.get(name, 0)
            lowest = min(lowest, depth)
            if marks == 0 and (loose or name in _BEGINNINGS) and name not in {"BDC", "BMC", "EMC"}:
                loose.append(instruction)
                if name in _ENDINGS.get(str(loose[0].operator), _PAINTINGS):
                    kept += [_ARTIFACT, *loose, _END] if not _has_marks(page, loose) else loose
                    loose = []
            else:
                kept += [*loose, instruction]
                loose = []
        page.obj.Contents = pdf.make_stream(
            b"q " * (1 - lowest)
            + pikepdf.unparse_content_stream([*kept, *loose])
            + b"\n"
            + b"Q " * (depth - lowest + 1)
        )


def _has_marks(page: Page, instructions: list[Any]) -> bool:
    """Whether it draws something that carries tags of its own."""
    if str(instructions[0].operator) != "Do":
        return False
    drawing = page.resources.get(Name.XObject, Dictionary()).get(str(instructions[0].operands[0]), Dictionary())
    return Name.StructParents in drawing or Name.StructParent in drawing


def _name_links(pdf: Pdf) -> None:
    for page in pdf.pages:
        for annotation in annotations.of(page):
            if annotation.get(Name.Subtype) == Name.Link and not str(annotation.get(Name.Contents, "")):
                action = annotation.get(Name.A, Dictionary())
                annotation.Contents = String(str(action.get(Name.URI, "")) or "Lenke i vedlegget")
        if annotations.of(page):
            page.obj.Tabs = Name.S


def _drop_own_roles(pdf: Pdf) -> None:
    """A kind of element that is said to be itself; LibreOffice writes those, and the standard calls them circles."""
    roles = pdf.Root.StructTreeRoot.get(Name.RoleMap, Dictionary())
    for key in [key for key in roles.keys() if str(roles[key]) == key]:  # noqa: SIM118
        del roles[key]


def _tag_coarsely(pdf: Pdf) -> None:
    """One element a page in place of the tags there were, if any."""
    for key in (Name.StructTreeRoot, Name.MarkInfo):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        if Name.StructParents in page.obj:
            del page.obj.StructParents
        for annotation in annotations.of(page):
            if Name.StructParent in annotation:
                del annotation.StructParent
        _drop_marks(pdf, page)
    tags = TagTree(pdf)
    tags.tag_coarsely(tags.add_part("Vedlegg"), list(pdf.pages), "Vedlegg")
    tags.finish()


def _drop_marks(pdf: Pdf, page: Page) -> None:
    """Marked content of a tree that is gone would be tags within tags."""
    page.contents_coalesce()
    contents = page.obj.get(Name.Contents)
    if contents is None or not any(mark in contents.read_bytes() for mark in (b"BDC", b"BMC")):
        return
    kept: list[Any] = []
    is_kept: list[bool] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name in {"BDC", "BMC"}:
            is_kept.append(bool(operands) and operands[0] == Name.OC)
            if not is_kept[-1]:
                continue
        elif (name == "EMC" and not (is_kept.pop() if is_kept else False)) or name in {"DP", "MP"}:
            continue
        kept.append(instruction)
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def _finished(pdf: Pdf) -> bytes:
    """The bytes of the copy, with all that an archive asks of a file.

    It claims no standard: what the original claimed is not ours to repeat before it is checked (see examination.py).
    """
    title = _title_of(pdf)
    for key in (Name.Metadata, Name.OutputIntents, Name.Extensions):
        if key in pdf.Root:
            del pdf.Root[key]
    if Name.Lang in pdf.Root:
        pdf.Root.Lang = String(str(pdf.Root.Lang).replace("_", "-"))
    pdf_standards.set_colours(pdf)
    pdf_standards.describe(pdf, title, level="", accessible=False)
    return _saved(pdf)


def _title_of(pdf: Pdf) -> str:
    """What the file calls itself, without control characters; «Vedlegg» where it says nothing."""
    told = pdf.trailer.get(Name.Info)
    title = str(told.get(Name.Title, "")) if isinstance(told, Dictionary) else ""
    return "".join(letter for letter in title.strip() if letter.isprintable())[:200] or "Vedlegg"


def _saved(pdf: Pdf) -> bytes:
    target = io.BytesIO()  # with all its resources: which are not used is told wrongly of letters that are drawings
    save_to(pdf, target)
    return target.getvalue()


def _give_size(pdf: Pdf) -> None:
    """qpdf writes how many objects there are only over another number: without one the file cannot be opened."""
    if Name.Size not in pdf.trailer:
        pdf.trailer.Size = len(pdf.objects)


def save_to(pdf: Pdf, target: io.BytesIO | Path) -> None:
    _give_size(pdf)
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        encryption=False,
    )
