"""The PDF of a document: printed once for a content, kept under its hash.

The key of a PDF is the hash of all that goes into it, so a kept file is never wrong: what changes gets another key.
"""

import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

from meetings import compose, render
from meetings.models import Document, DocumentVersion
from rorikt import pdf

# Everything a printed page is made of besides its content.
PRINT_SOURCES = (
    "templates/print",
    "templates/document",
    "templates/components",
    "rorikt/static/rorikt/fonts.css",
    "rorikt/static/rorikt/print.css",
    "rorikt/static/rorikt/stamp.css",
    "rorikt/charts.py",
    "rorikt/pdf.py",
    "rorikt/pdf_standards.py",
    "rorikt/tag_tree.py",
    "meetings/packet.py",
    "meetings/packing.py",
    "meetings/render.py",
)


@dataclass(frozen=True)
class Paper:
    """A document as it is to be printed: the content of a version, or of the draft."""

    title: str
    content: dict[str, Any]

    @cached_property
    def key(self) -> str:
        return key_of("document", compose.content_hash(self.content))

    @property
    def html(self) -> str:
        return render.document_html(self.content)

    @property
    def file_name(self) -> str:
        return f"{self.title}.pdf"


def paper_of(document: Document, *, with_drafts: bool) -> Paper | None:
    """The newest approved version; where there is none, the draft for those who may see it, else nothing."""
    version = document.versions.first()
    if version is not None:
        return paper_of_version(version)
    return draft_of(document) if with_drafts else None


def paper_of_version(version: DocumentVersion) -> Paper:
    return Paper(version.content["file_title"], version.content)


def draft_of(document: Document) -> Paper:
    return Paper(f"{document.printed_file_title} (utkast)", compose.compose(document))


def printed(paper: Paper) -> bytes:
    """The PDF of a paper, from the kept file where there is one."""
    return keep(paper.key, lambda: pdf.render(paper.html))


def keep(key: str, make: Callable[[], bytes]) -> bytes:
    """The kept bytes of `key`, made first if need be. A reader never meets a half-written file."""
    path = path_of(key)
    if path.exists():
        return path.read_bytes()
    data = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(data)
    os.replace(part.name, path)
    return data


def path_of(key: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "papers" / f"{key}.pdf"


def key_of(kind: str, *parts: Any) -> str:
    """SHA-256 over plain JSON values and the programs that print them."""
    return hashlib.sha256(json.dumps([kind, fingerprint(), *parts], ensure_ascii=False).encode()).hexdigest()


@functools.cache
def fingerprint() -> str:
    """Of the templates, styles and programs that print: a new release prints anew."""
    digest = hashlib.sha256(" ".join(version(name) for name in ("weasyprint", "pikepdf")).encode())
    for source in PRINT_SOURCES:
        path = settings.BASE_DIR / source
        for file in sorted(path.rglob("*.html")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()
