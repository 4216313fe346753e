"""Which approved reports print a register: said before a column is taken away. They keep what they printed."""

import re
from collections.abc import Iterator

from django.db.models import TextField
from django.db.models.functions import Cast

from meetings.documents.models import Document, DocumentVersion
from meetings.registers.models import Register
from meetings.registers.standard import Standard

# How the keys of the registers' own figures, tables and charts begin, see docs/decisions on tokens.
BEGIN = r"(tabell:|diagram:)?register(-antall|-sum)?:"
OLD_TABLES = {Standard.BUILDING_PROJECTS: "tabell:byggprosjekter"}


def printed_in(register: Register) -> list[Document]:
    """Those whose newest approved version prints something of it, the newest first."""
    key = re.compile(_keys(register))
    contents = DocumentVersion.objects.annotate(told=Cast("content", TextField()))
    about = contents.filter(told__contains=register.slug).select_related("document").order_by("-approved_at", "-pk")
    found: dict[int, Document] = {}
    newest = dict(DocumentVersion.objects.order_by("sequence").values_list("document", "pk"))
    for version in about:
        if newest[version.document_id] == version.pk and any(key.fullmatch(one) for one in _texts(version.content)):
            found[version.document_id] = version.document
    return list(found.values())


def _keys(register: Register) -> str:
    own = rf"{BEGIN}{re.escape(register.slug)}(:.*)?"
    old = OLD_TABLES.get(Standard(register.standard)) if register.standard else None
    return f"{own}|{re.escape(old)}" if old else own


def _texts(value: object) -> Iterator[str]:
    """Every text of a frozen content that may be a key."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str) and len(value) < 200:
        yield value
