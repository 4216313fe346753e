"""What the author of an office file has taken out of it, or written beside it, is taken out before it is printed.

Tracked changes are accepted; comments, hidden text, notes, hidden slides and earlier versions go. What was left out is
told in Norwegian. Old formats are made OpenDocument first, which is cleaned here as well. Hidden sheets, rows and
columns stay in the file, since what is seen may be computed from them; LibreOffice does not print them.

Runs in a limited child. A part that cannot be read stops it: what is not understood is not printed either.
"""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from rorikt.children.limited_reading import TOO_HEAVY, Unreadable
from rorikt.office import open_document, word
from rorikt.sheets.office_xml import parse, written

MOST_UNPACKED = 512 * 1024 * 1024
MOST_MEMBERS = 20_000

# One, and many, of what was left out.
_SENTENCES = {
    "changes": "Sporede endringer er godtatt: det som var slettet, er ikke med.",
    "comments": ("1 kommentar er ikke med.", "{} kommentarer er ikke med."),
    "hidden text": "Skjult tekst er ikke med.",
    "hidden rows": "Skjulte rader og kolonner er ikke med.",
    "hidden sheets": ("1 skjult ark er ikke med.", "{} skjulte ark er ikke med."),
    "hidden slides": ("1 skjult lysbilde er ikke med.", "{} skjulte lysbilder er ikke med."),
    "notes": "Notatene til lysbildene er ikke med.",
    "versions": "Tidligere versjoner av teksten er ikke med.",
    "other files": "Andre dokumenter som er lagt inn i filen, er ikke med.",
}
_DROPPED_RELATIONS = {
    "comments": "comments",
    "threadedComment": "",
    "commentsExtended": "",
    "commentsIds": "",
    "commentsExtensible": "",
    "people": "",
    "person": "",
    "commentAuthors": "",
    "authors": "",
    "notesSlide": "notes",
    "aFChunk": "other files",
    "revisionHeaders": "changes",
    "usernames": "",
}
_WORDS_OF_WORD = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml", re.IGNORECASE)
_HIDDEN_LINE = re.compile(rb"""<(?:\w+:)?(?:row|col)\s[^>]*?\shidden=["'](?:1|true|on)["']""")

Package = dict[str, bytes]


def told(given: str, made: str, kind: str) -> Iterator[list[str]]:
    """Write what is left of the file to `made`, and tell what was left out."""
    package = _opened(Path(given))
    found: Counter[str] = Counter()
    if kind in {"docx", "xlsx", "pptx"}:
        _clean_office(package, kind, found)
    else:
        open_document.clean(package, found)
    _write(package, Path(made))
    yield sentences(found)


def sentences(found: Counter[str]) -> list[str]:
    """What was left out, one Norwegian sentence for each kind; `found` counts them."""
    told = []
    for what, sentence in _SENTENCES.items():
        count = found[what]
        if count and isinstance(sentence, str):
            told.append(sentence)
        elif count:
            told.append(sentence[count > 1].format(count))
    return told


def _opened(path: Path) -> Package:
    """Every member once, the last of those with one name."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
            raise Unreadable(TOO_HEAVY)
        return {member.filename: archive.read(member) for member in members if not member.is_dir()}


def _write(package: Package, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in sorted(package.items(), key=lambda item: item[0] != "mimetype"):
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)


# Office Open XML


def _clean_office(package: Package, kind: str, found: Counter[str]) -> None:
    dropped = _drop_relations(package, found)
    if kind == "docx":
        styles = word.hiding_styles(
            [parse(data) for name, data in package.items() if re.fullmatch(r"word/styles\d*\.xml", name, re.IGNORECASE)]
        )
        for name in [name for name in package if _WORDS_OF_WORD.fullmatch(name)]:
            root = parse(package[name])
            word.clean(root, styles, found)
            package[name] = written(root, standalone=True)
    elif kind == "pptx":
        dropped |= _drop_hidden_slides(package, found)
    else:
        _count_hidden_sheets(package, found)
    for name in dropped:
        package.pop(name, None)
    _forget_types(package, dropped)


def _drop_relations(package: Package, found: Counter[str]) -> set[str]:
    dropped: set[str] = set()
    for name in [name for name in package if name.endswith(".rels")]:
        root = parse(package[name])
        for relation in list(root):
            kind = relation.get("Type", "").rpartition("/")[2]
            if kind not in _DROPPED_RELATIONS:
                continue
            part = _target(name, relation.get("Target", ""))
            what = _DROPPED_RELATIONS[kind]
            if what == "comments":
                found["comments"] += _comments_in(package.get(part))
            elif what and (what != "notes" or _says_something(package.get(part))):
                found[what] += 1
            dropped.add(part)
            root.remove(relation)
        package[name] = written(root, standalone=True)
    return dropped


def _target(rels: str, target: str) -> str:
    """`ppt/slides/_rels/slide1.xml.rels` and `../notesSlides/notesSlide1.xml` to the name of the member."""
    folder = posixpath.dirname(posixpath.dirname(rels))
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _comments_in(data: bytes | None) -> int:
    if data is None:
        return 0
    return sum(
        etree.QName(element).localname in {"comment", "cm"} for element in parse(data).iter(etree.Element)
    )  # fmt: skip


def _says_something(data: bytes | None) -> bool:
    """A slide has a sheet of notes although nobody wrote any; the number of the slide stands on it as a field."""
    if data is None:
        return False
    for element in parse(data).iter("{*}t"):
        in_field = any(etree.QName(above).localname == "fld" for above in element.iterancestors())
        if (element.text or "").strip() and not in_field:
            return True
    return False


def _drop_hidden_slides(package: Package, found: Counter[str]) -> set[str]:
    book = next((name for name in package if name.lower() == "ppt/presentation.xml"), "")
    rels = "ppt/_rels/presentation.xml.rels"
    if not book or rels not in package:
        return set()
    root, relations, dropped = parse(package[book]), parse(package[rels]), set()
    targets = {relation.get("Id"): relation for relation in relations}
    for slide in list(root.iter("{*}sldId")):
        key = next((value for name, value in slide.attrib.items() if name.endswith("}id")), "")
        part = _target(rels, targets[key].get("Target", "")) if key in targets else ""
        if part in package and parse(package[part]).get("show") in {"0", "false"}:
            found["hidden slides"] += 1
            slide.getparent().remove(slide)
            relations.remove(targets[key])
            dropped.add(part)
    for section in list(root.iter("{*}sectionLst", "{*}custShowLst")):
        section.getparent().remove(section)
    package[book], package[rels] = written(root, standalone=True), written(relations, standalone=True)
    return dropped | {_rels_of(part) for part in dropped}


def _rels_of(part: str) -> str:
    return f"{posixpath.dirname(part)}/_rels/{posixpath.basename(part)}.rels"


def _count_hidden_sheets(package: Package, found: Counter[str]) -> None:
    book = next((data for name, data in package.items() if name.lower() == "xl/workbook.xml"), None)
    if book is not None:
        states = [sheet.get("state", "visible") for sheet in parse(book).iter("{*}sheet")]
        found["hidden sheets"] += sum(state != "visible" for state in states)
    found["hidden rows"] += sum(
        1 for name, data in package.items() if name.startswith("xl/worksheets/") and _HIDDEN_LINE.search(data)
    )


def _forget_types(package: Package, dropped: set[str]) -> None:
    name = "[Content_Types].xml"
    if name in package and dropped:
        root = parse(package[name])
        for part in list(root):
            if part.get("PartName", "").lstrip("/") in dropped:
                root.remove(part)
        package[name] = written(root, standalone=True)
