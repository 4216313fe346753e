"""The seal of an approved version: what proves later that it still reads as it did.

What a page reads is taken from its own HTML, so that a release whose templates leave something out, or read an old
content in another way, is found as surely as a changed row. Drawings are not read: the numbers of a chart are in the
table behind it. Whoever changes the words around a content, as a label in a table, makes every seal break; see
docs/decisions/0028-what-an-approved-version-freezes.md.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from lxml import html

from meetings.approving.models import Seal
from meetings.documents.content import Content
from meetings.documents.models import DocumentVersion
from meetings.papers.render import page_context
from rorikt.audit import trail

NOT_READ = "//svg|//script|//style|//summary"
EXPLAINED = "//button[@popovertarget]"
ANY_DOCUMENT = 0  # whose the pictures are is not read


def read_text(content: Content) -> str:
    """The words of its page, one space between them."""
    words = _words(content, "document/control_header.html", "document/sections.html")
    return f"{' '.join(content.title.split())} {words}".strip()


def _words(content: Content, *parts: str, **told: Any) -> str:
    context = {**page_context(content, ANY_DOCUMENT), "show_sources": False, **told}
    page = "".join(render_to_string(part, context) for part in parts)
    root = html.fragment_fromstring(page, create_parent="div")
    for element in root.xpath(NOT_READ):
        element.drop_tree()
    for term in root.xpath(EXPLAINED):
        term.drop_tag()  # a word is the same with and without an explanation
    return " ".join(" ".join(root.itertext()).split())


def text_hash(content: Content) -> str:
    """Of all that its pages read: the document itself and, where it has one, the summary before it."""
    read = read_text(content)
    if content.summary:
        asked = content.summary.asked.split("\n\n")
        read = f"{read} {_words(content, 'meetings/summary/parts.html', summary=content.summary, asked=asked)}"
    return hashlib.sha256(read.encode()).hexdigest()


def hash_of(stored: Any) -> str:
    """Of a content as it is stored, or of other plain JSON, whatever order a database keeps its keys in."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def put_seal(version: DocumentVersion, *, now: datetime, **kept: Any) -> Seal:
    """`kept` is what the version cannot tell itself: what it rests on, its reason, and who checked it."""
    public = version.public_content
    return Seal.objects.create(
        version=version,
        text_hash=text_hash(version.frozen),
        public_hash=hash_of(public) if public else "",
        public_text_hash=text_hash(version.frozen_public) if public else "",
        sealed_at=now,
        **kept,
    )


def seal_hash(version: DocumentVersion) -> str:
    """Over the seal and what it is put on. Written into the trail, whose rows follow each other."""
    seal: Seal = version.seal
    return hash_of(
        [
            [version.document_id, version.sequence, version.content_hash, version.approved_by_id],
            version.approved_at.astimezone(UTC).isoformat(),
            [seal.text_hash, seal.public_hash, seal.public_text_hash, seal.rests_on, seal.reason, seal.changes],
            [seal.quality_check_id, seal.sealed_at.astimezone(UTC).isoformat()],
        ]
    )


def rests_on(version: DocumentVersion) -> dict[str, Any]:
    """What the figures of a version were asked with; nothing of one from before it was kept."""
    seal = Seal.objects.filter(version=version).first()
    return seal.rests_on if seal else {}


@transaction.atomic
def seal_later(version: DocumentVersion, *, now: datetime) -> None:
    """On a version from before there were seals. Nobody knows any more what its figures were asked with."""
    put_seal(version, now=now)
    trail.record(
        "satte segl", version.document, by=None, now=now,
        version=version.sequence, sha256=version.content_hash, seal=seal_hash(version),
    )  # fmt: skip
