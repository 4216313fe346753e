"""A draft held against the schemas of UBL 2.1 (ubl_schemas), which say what may stand where. The rules say the rest."""

from functools import cache
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).parent / "ubl_schemas" / "maindoc"


def schema_faults(content: bytes) -> list[str]:
    """What the schema refuses, in its own words; empty for a valid document."""
    root = etree.fromstring(content)
    schema = _schema(etree.QName(root).localname)
    return [] if schema.validate(root) else [str(fault) for fault in schema.error_log]


@cache
def _schema(kind: str) -> etree.XMLSchema:
    """Read once: that takes the better part of a second."""
    return etree.XMLSchema(etree.parse(FOLDER / f"UBL-{kind}-2.1.xsd"))
