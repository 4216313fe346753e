"""A text of Word (docx) as it is when every tracked change is accepted and nothing is hidden or commented.

Works on the tree of one part. Source: ECMA-376 part 1, 17.13.5 (revisions), 17.3.2.41 (vanish), 17.7.3 (toggles).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from rorikt.sheets.office_xml import attribute, inherited

_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
_OF_MATHEMATICS = {
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
}
_PROPERTIES = {"rPr", "trPr", "tcPr", "numPr", "pPr"}
_GONE = {"del", "moveFrom"}
_KEPT = {"ins", "moveTo"}
_FORMER = {
    "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
    "tblPrExChange", "numberingChange", "cellIns", "cellMerge",
}  # fmt: skip
_RANGES = {
    f"{what}Range{end}"
    for what in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo")
    for end in ("Start", "End")
}
_COMMENTS = {"commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"}
_CONTENT = {"t", "drawing", "pict", "object", "sym", "tab", "br", "fldChar", "instrText", "footnoteReference",
            "endnoteReference", "ptab", "fldSimple", "oMath", "oMathPara", "sdt", "noBreakHyphen", "cr"}  # fmt: skip
_FIELDS = {"fldChar", "instrText"}
_OFF = {"0", "false", "off"}


@dataclass(frozen=True)
class Styles:
    """Whether text in a style is hidden, by its key; the style of paragraphs that name none, and what all text is."""

    hides: dict[str, bool] = field(default_factory=dict)
    paragraph: str = ""
    everything: bool = False


def hiding_styles(parts: Iterable[Any]) -> Styles:
    own: dict[str, bool | None] = {}
    above: dict[str, str] = {}
    paragraph, everything = "", False
    for root in parts:
        for defaults in _each(root, {"docDefaults"}):
            everything = any(_is_on(mark) for mark in _each(defaults, {"vanish"}))
        for style in _each(root, {"style"}):
            key = attribute(style, "styleId")
            based = next(_each(style, {"basedOn"}), None)
            own[key], above[key] = _own_vanish(style), attribute(based, "val") if based is not None else ""
            if attribute(style, "type") == "paragraph" and attribute(style, "default") not in {"", *_OFF}:
                paragraph = key
    said = {key: vanishes for key, vanishes in own.items() if vanishes is not None}
    return Styles({key: inherited(key, said, above) for key in own}, paragraph, everything)


def clean(root: Any, styles: Styles, found: Counter[str]) -> None:
    """Change the tree, and count what was left out."""
    _take_away_rows(root, found)
    _take_away_deleted(root, found)
    _join_paragraphs(root, found)
    _accept_rest(root, found)
    _take_away_comments(root)
    _take_away_hidden(root, styles, found)


def _take_away_rows(root: Any, found: Counter[str]) -> None:
    for row in list(_each(root, {"tr"})):
        marks = {_name(mark) for mark in _properties(row, "trPr")}
        if marks & _GONE:
            found["changes"] += 1
            _remove(row)
        elif any(_name(mark) == "hidden" and _is_on(mark) for mark in _properties(row, "trPr")):
            found["hidden text"] += 1
            _remove(row)
    for cell in list(_each(root, {"tc"})):
        if any(_name(mark) == "cellDel" for mark in _properties(cell, "tcPr")):
            found["changes"] += 1
            _remove(cell)
    for row in list(_each(root, {"tr"})):
        if not any(_name(part) in {"tc", "sdt", "customXml"} for part in row):
            _remove(row)
    for table in list(_each(root, {"tbl"})):
        if next(_each(table, {"tr"}), None) is None:
            _replace_by_paragraph(table)


def _take_away_deleted(root: Any, found: Counter[str]) -> None:
    for part in list(_each(root, _GONE)):
        if _name(part.getparent()) not in _PROPERTIES:
            found["changes"] += 1
            _remove(part)
    for part in list(_each(root, {"delText", "delInstrText", "altChunk"})):
        found["other files" if _name(part) == "altChunk" else "changes"] += 1
        _remove(part)


def _join_paragraphs(root: Any, found: Counter[str]) -> None:
    """A paragraph whose end is deleted goes on in the next one, from the last to the first."""
    for paragraph in reversed(list(_each(root, {"p"}))):
        mark = _paragraph_mark(paragraph)
        if mark is None or not any(_name(part) in _GONE for part in mark):
            continue
        found["changes"] += 1
        following = paragraph.getnext()
        while following is not None and _name(following) not in {"p", "tbl", "sectPr", "sdt"}:
            following = following.getnext()
        rest = [part for part in paragraph if _name(part) != "pPr"]
        if following is not None and _name(following) == "p":
            start = 1 if len(following) and _name(following[0]) == "pPr" else 0
            for place, part in enumerate(rest):
                following.insert(start + place, part)
            _remove(paragraph)
        elif not _has_content(paragraph):
            _remove_paragraph(paragraph)


def _accept_rest(root: Any, found: Counter[str]) -> None:
    for part in list(_each(root, _FORMER | _KEPT | _GONE)):
        found["changes"] += 1
        if _name(part) in _KEPT and _name(part.getparent()) not in _PROPERTIES:
            _unwrap(part)
        else:
            _remove(part)
    for part in list(_each(root, _RANGES)):
        _remove(part)


def _take_away_comments(root: Any) -> None:
    for part in list(_each(root, _COMMENTS)):
        _remove(part)


def _take_away_hidden(root: Any, styles: Styles, found: Counter[str]) -> None:
    for run in list(_each(root, {"r"})):
        if _is_hidden(run, styles):
            inside = {_name(part) for part in run}
            found["hidden text"] += bool(inside - {"rPr"} - _FIELDS)
            if inside & _FIELDS:
                for part in [part for part in run if _name(part) not in {"rPr", *_FIELDS}]:
                    _remove(part)
            else:
                _remove(run)
    for paragraph in list(_each(root, {"p"})):
        mark = _paragraph_mark(paragraph)
        is_hidden = mark is not None and any(_name(part) == "vanish" and _is_on(part) for part in mark)
        if is_hidden and not _has_content(paragraph):
            _remove_paragraph(paragraph)
    for shape in list(root.iter("{*}docPr")):
        if shape.get("hidden") not in {None, "", *_OFF}:
            drawing = next((above for above in shape.iterancestors() if _name(above) == "drawing"), None)
            if drawing is not None:
                found["hidden text"] += 1
                _remove(drawing)


def _is_hidden(run: Any, styles: Styles) -> bool:
    """What stands at the text itself decides; else the styles of paragraph and of text each turn it round."""
    direct = [part for part in _properties(run, "rPr") if _name(part) == "vanish"]
    if direct:
        return _is_on(direct[0])
    of_run = next((attribute(part, "val") for part in _properties(run, "rPr") if _name(part) == "rStyle"), "")
    paragraph = next((above for above in run.iterancestors() if _name(above) == "p"), None)
    of_paragraph = styles.paragraph
    if paragraph is not None:
        named = (attribute(part, "val") for part in _properties(paragraph, "pPr") if _name(part) == "pStyle")
        of_paragraph = next(named, styles.paragraph)
    return styles.everything or styles.hides.get(of_run, False) != styles.hides.get(of_paragraph, False)


# The tree


def _name(element: Any) -> str:
    """The local name of what is Word's own; empty for what is not."""
    return "" if element is None or not isinstance(element.tag, str) else _local(element.tag)


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    name = etree.QName(tag)
    is_formula = name.namespace in _OF_MATHEMATICS and name.localname in {"oMath", "oMathPara"}
    return str(name.localname) if name.namespace in _NAMESPACES or is_formula else ""


def _each(root: Any, names: set[str]) -> Iterator[Any]:
    return iter(root.iter(*_tags(frozenset(names))))


@lru_cache(maxsize=64)
def _tags(names: frozenset[str]) -> tuple[str, ...]:
    spaces = [*_NAMESPACES, *_OF_MATHEMATICS]
    return tuple(f"{{{space}}}{name}" for name in sorted(names) for space in spaces if _local(f"{{{space}}}{name}"))


def _properties(element: Any, name: str) -> list[Any]:
    return [part for properties in element if _name(properties) == name for part in properties]


def _paragraph_mark(paragraph: Any) -> Any:
    return next((part for part in _properties(paragraph, "pPr") if _name(part) == "rPr"), None)


def _is_on(mark: Any) -> bool:
    return attribute(mark, "val") not in _OFF


def _own_vanish(style: Any) -> bool | None:
    marks = [part for part in _properties(style, "rPr") if _name(part) == "vanish"]
    return _is_on(marks[0]) if marks else None


def _has_content(paragraph: Any) -> bool:
    return next(_each(paragraph, _CONTENT), None) is not None


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _remove_paragraph(paragraph: Any) -> None:
    """Unless it is the last of its cell or text, which must have one."""
    parent = paragraph.getparent()
    others = [part for part in parent if _name(part) in {"p", "tbl"} and part is not paragraph]
    if others and _name(others[-1]) == "p":
        parent.remove(paragraph)


def _replace_by_paragraph(table: Any) -> None:
    """A cell that held nothing but the table needs a paragraph still."""
    parent = table.getparent()
    if _name(parent) == "tc" and not any(_name(part) == "p" for part in parent):
        parent.replace(table, table.makeelement(f"{{{etree.QName(table).namespace}}}p"))
    else:
        parent.remove(table)


def _unwrap(element: Any) -> None:
    parent, place = element.getparent(), element.getparent().index(element)
    for offset, part in enumerate(list(element)):
        parent.insert(place + offset, part)
    parent.remove(element)
