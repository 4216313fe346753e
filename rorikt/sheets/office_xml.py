"""The XML inside office files, read without a step outside the file, and what their two families have in common."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

SAFELY: Any = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def parse(data: bytes) -> Any:
    """Raises lxml's XMLSyntaxError. Expands no entity and fetches nothing."""
    return etree.fromstring(data, etree.XMLParser(**SAFELY))


def written(root: Any, *, standalone: bool | None = None) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=standalone))


def attribute(element: Any, name: str) -> str:
    """The one of this name, whichever its namespace is; empty where there is none."""
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def inherited(style: str, said: Mapping[str, bool], above: Mapping[str, str]) -> bool:
    """What a style says, or the nearest one above it that says anything; a ring of styles says nothing."""
    seen: set[str] = set()
    while style and style not in seen:
        if style in said:
            return said[style]
        seen.add(style)
        style = above.get(style, "")
    return False
