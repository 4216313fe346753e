"""An OpenDocument file (odt, ods, odp) without what its author took out, hid, or wrote beside it.

Deleted text lies in a list of its own; where it stood, there is a mark. Source: OpenDocument 1.3 part 3, 5.5 (tracked
changes), 14.1 (annotations), 19.
"""

from collections import Counter
from typing import Any

from lxml import etree

from rorikt.sheets.office_xml import attribute, inherited, parse, written

_PARTS = ("content.xml", "styles.xml")
_CHANGES = {"tracked-changes", "change", "change-start", "change-end"}
_COMMENTS = {"annotation", "annotation-end"}


def clean(package: dict[str, bytes], found: Counter[str]) -> None:
    """Change the parts of the file in place, and count in `found` what was left out."""
    _drop_versions(package, found)
    trees = {
        name: parse(data)
        for name, data in package.items()
        if name.rpartition("/")[2] in _PARTS  # embedded objects have a content of their own
    }
    hides = _hiding_styles(list(trees.values()))
    for name, root in trees.items():
        _clean(root, hides, found)
        package[name] = written(root)


def _clean(root: Any, hides: dict[str, set[str]], found: Counter[str]) -> None:
    for element in list(root.iter(etree.Element)):
        name = etree.QName(element).localname
        if name in _CHANGES:
            found["changes"] += 1
            _remove(element)
        elif name in _COMMENTS:
            found["comments"] += name == "annotation"
            _remove(element)
        elif name == "notes" and etree.QName(element.getparent()).localname == "page":
            found["notes"] += any(text.strip() for text in element.itertext())
            _remove(element)
        elif _is_hidden(element, name, hides):
            found["hidden text"] += 1
            _remove(element)
        elif name == "page" and attribute(element, "style-name") in hides["slides"]:
            found["hidden slides"] += 1
            _remove(element)
        elif name == "table" and attribute(element, "style-name") in hides["sheets"]:
            found["hidden sheets"] += 1
        elif name in {"table-row", "table-column"} and attribute(element, "visibility") in {"collapse", "filter"}:
            found["hidden rows"] += 1


def _is_hidden(element: Any, name: str, hides: dict[str, set[str]]) -> bool:
    if name in {"p", "h", "span", "a"}:
        return attribute(element, "style-name") in hides["text"]
    if name == "section":
        return attribute(element, "display") == "none"
    return name == "hidden-text" and attribute(element, "is-hidden") == "true"


def _hiding_styles(roots: list[Any]) -> dict[str, set[str]]:
    """Names of the styles whose text, slides and sheets are hidden; what a style does not say, it has from above."""
    says: dict[str, dict[str, bool]] = {"text": {}, "slides": {}, "sheets": {}}
    above: dict[str, str] = {}
    for root in roots:
        for style in root.iter("{*}style"):
            name = attribute(style, "name")
            above[name] = attribute(style, "parent-style-name")
            for properties in style:
                if not isinstance(properties.tag, str):
                    continue
                kind = etree.QName(properties).localname
                if kind == "text-properties" and (display := attribute(properties, "display")):
                    says["text"][name] = display == "none"
                elif kind == "drawing-page-properties" and (visible := attribute(properties, "visibility")):
                    says["slides"][name] = visible == "hidden"
                elif kind == "table-properties" and (display := attribute(properties, "display")):
                    says["sheets"][name] = display == "false"
    return {what: {name for name in above if inherited(name, said, above)} for what, said in says.items()}


def _drop_versions(package: dict[str, bytes], found: Counter[str]) -> None:
    dropped = [name for name in package if name == "VersionList.xml" or name.startswith("Versions/")]
    if not dropped:
        return
    found["versions"] += 1
    for name in dropped:
        del package[name]
    manifest = "META-INF/manifest.xml"
    if manifest in package:
        root = parse(package[manifest])
        for entry in list(root):
            if isinstance(entry.tag, str) and attribute(entry, "full-path") in dropped:
                root.remove(entry)
        package[manifest] = written(root)


def _remove(element: Any) -> None:
    """The element alone: the text behind it is not its own."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
