"""Lists as other programs write them, made into lists: paragraphs with a marker before their text, as Word and Outlook
have them, and lists that lie beside the point they belong to, as in Google Docs, OneNote and old Word."""

import re
from collections.abc import Iterator

from lxml import etree, html

_LIST = re.compile(r"mso-list\s*:\s*(l\d+)\s+level(\d)", re.IGNORECASE)
_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_SPACER = re.compile(r"font\s*:\s*7(?:\.0)?pt\s+[\"']?Times", re.IGNORECASE)  # what Word fills up with after a marker
_INDENT = re.compile(r"margin(?:-left\s*:|\s*:(?:\s*\S+){3})\s*(-?[\d.]+)(pt|px|in|cm)", re.IGNORECASE)
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35}
_NUMBERED = re.compile(r"^[(\[]?(?:\d+|[a-zA-Z]|[ivxlcIVXLC]+)(?:\.\d+)*[.)\]]")
_FIRST = re.compile(r"[(\[]?1[.)\]]")
_MARKER = re.compile(r"[(\[]?(?:\d+|[a-zA-Z]|[ivxlcIVXLC]+)(?:\.\d+)*[.)\]]|[^\w\s]|[oØ§ü]")
_OTHER_NUMBERS = re.compile(r"list-style-type\s*:\s*(?:lower|upper)-", re.IGNORECASE)


def is_point(element: html.HtmlElement) -> bool:
    """What Word calls a point of a list; a browser may have taken that away, and left the marker."""
    return _LIST.search(_style(element)) is not None or _marker_before_spacer(element) is not None


def make_lists(root: html.HtmlElement) -> int:
    """Make the lists of what stands in `root`. Returns how many were numbered in another way than from 1 on."""
    renumbered = sum(map(_is_numbered_otherwise, root.iter("ol")))
    for paragraph in list(root.iter("pre")):
        if is_point(paragraph):
            paragraph.tag = "p"
    for heading in root.iter("h3", "h4"):
        if is_point(heading):
            _take_marker(heading)  # a section numbers its headings itself
    run: list[html.HtmlElement] = []
    for paragraph in [one for one in root.iter("p") if is_point(one)]:
        if run and (run[-1].getnext() is not paragraph or (run[-1].tail or "").strip()):
            renumbered += _list_of(run)
            run = []
        run.append(paragraph)
    renumbered += _list_of(run) if run else 0
    _nest(root)
    return renumbered


def _list_of(points: list[html.HtmlElement]) -> int:
    """Nested by the level of each point, ordered by its marker. Returns how many lists began with another than 1."""
    place = html.Element("div")
    points[0].addprevious(place)
    indents = sorted({_indent(point) for point in points})
    open_lists: list[html.HtmlElement] = []
    renumbered = 0
    for point in points:
        match = _LIST.search(_style(point))
        level = min(int(match[2]) if match else indents.index(_indent(point)) + 1, len(open_lists) + 1)
        marker = _take_marker(point)
        tag = "ol" if _NUMBERED.match(marker) else "ul"
        del open_lists[level:]
        if len(open_lists) == level and open_lists[-1].tag != tag:
            open_lists.pop()
        if len(open_lists) < level:
            parent = open_lists[-1][-1] if open_lists else place
            open_lists.append(etree.SubElement(parent, tag))
            renumbered += tag == "ol" and not _FIRST.fullmatch(marker)
        item = etree.SubElement(open_lists[-1], "li")
        point.getparent().remove(point)
        point.tail = None
        point.attrib.clear()
        item.append(point)
    place.drop_tag()
    return renumbered


def _nest(root: html.HtmlElement) -> None:
    """A list that stands directly in a list is put into the point before it; without one its points are the list's."""
    for inner in list(root.iter("ul", "ol")):
        outer = inner.getparent()
        if outer is None or outer.tag not in {"ul", "ol"}:
            continue
        before = inner.getprevious()
        if before is not None and before.tag == "li":
            inner.tail = None
            before.append(inner)
            continue
        if len(outer) == 1:
            outer.tag = inner.tag
        inner.drop_tag()


def _take_marker(point: html.HtmlElement) -> str:
    """What stands before the text of a point, `·` or `1.`, which is taken away."""
    for span in point.iter("span"):
        if _IGNORED.search(_style(span)):
            marker = " ".join(span.text_content().split())
            span.drop_tree()
            return marker
    if found := _marker_before_spacer(point):
        marker, part = found
        while part.getparent() is not point and part.getparent().text_content().strip() == marker:
            part = part.getparent()
        _drop_up_to(part, point)
        return marker
    text = point.text_content().lstrip()
    return text if _NUMBERED.match(text) else ""


def _marker_before_spacer(element: html.HtmlElement) -> tuple[str, html.HtmlElement] | None:
    """The marker that a paragraph begins with, and the blank that Word puts after it."""
    for spacer in element.iter("span"):
        if _SPACER.search(_style(spacer)) and not spacer.text_content().strip():
            marker = "".join(_texts_before(spacer, element)).strip()
            return (marker, spacer) if _MARKER.fullmatch(marker) else None
    return None


def _texts_before(part: html.HtmlElement, whole: html.HtmlElement) -> Iterator[str]:
    for event, one in etree.iterwalk(whole, events=("start", "end")):
        if one is part:
            return
        yield (one.text if event == "start" else one.tail if one is not whole else "") or ""


def _drop_up_to(part: html.HtmlElement, whole: html.HtmlElement) -> None:
    """Take away `part` and the texts before it."""
    for event, one in etree.iterwalk(whole, events=("start", "end")):
        if one is part:
            break
        if event == "start":
            one.text = None
        elif one is not whole:
            one.tail = None
    part.drop_tree()


def _is_numbered_otherwise(element: html.HtmlElement) -> bool:
    first = element.find("li")
    styles = [_style(element), "" if first is None else _style(first)]
    return (
        element.get("start", "1") != "1" or element.get("type", "1") != "1" or any(map(_OTHER_NUMBERS.search, styles))
    )


def _indent(element: html.HtmlElement) -> float:
    found = _INDENT.search(_style(element))
    return round(float(found[1]) * _POINTS[found[2].lower()]) if found else 0


def _style(element: html.HtmlElement) -> str:
    return element.get("style") or ""
