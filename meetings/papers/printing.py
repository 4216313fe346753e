"""The PDF of a document, out of parts that are each printed once and kept.

A changed section costs its own part: the others are found under the hash of their HTML. The key of a PDF is the hash of
all that goes into it, so a kept file is never stale: what changes gets another key.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from meetings.documents.content import Content
from meetings.documents.models import Document, DocumentVersion
from meetings.papers import chapters, compose, render
from rorikt.jobs.queue import Progress, silent
from rorikt.pdf.joining import Printed
from rorikt.printing import kept_pdfs, print_workers
from rorikt.printing.kept_pdfs import Kept

# Everything a printed page is made of besides its content.
PRINT_SOURCES = (
    "templates/print",
    "templates/document",
    "templates/components",
    "rorikt/static/rorikt/fonts.css",
    "rorikt/static/rorikt/print.css",
    "rorikt/static/vendor/inter-ui",
    "rorikt/figures/charts.py",
    "rorikt/figures/values.py",
    "rorikt/pdf/bookmarks.py",
    "rorikt/pdf/joining.py",
    "rorikt/pdf/lettering.py",
    "rorikt/pdf/typeset.py",
    "rorikt/pdf/pdf_standards.py",
    "rorikt/pdf/tags.py",
    "rorikt/texts/written.py",
    "meetings/attachments/parts.py",
    "meetings/documents/content.py",
    "meetings/papers/chapters.py",
    "meetings/packet/sewing.py",
    "meetings/packet/stamping.py",
    "meetings/packet/packing.py",
    "meetings/papers/printing.py",
    "meetings/paragraphs/paragraphs.py",
    "meetings/papers/render.py",
)


@dataclass(frozen=True)
class PrintedPaper:
    """A document as it is to be printed: the content of a version, or of the draft. A version knows its hash.

    `has_exempt`: some of its parts are exempt from the public, which reads another edition.
    """

    title: str
    content: Content
    known_hash: str = ""
    has_exempt: bool = False

    @cached_property
    def content_hash(self) -> str:
        return self.known_hash or self.content.sha256

    @cached_property
    def key(self) -> str:
        return key_of("document", self.content_hash)

    @property
    def html(self) -> str:
        return render.document_html(self.content)

    @property
    def file_name(self) -> str:
        return f"{self.title}.pdf"


def paper_of(document: Document, *, with_drafts: bool, is_public: bool = False) -> PrintedPaper | None:
    """The newest approved version; where there is none, the draft for those who may see it, else nothing."""
    version = document.versions.first()
    if version is not None:
        return paper_of_version(version, is_public=is_public)
    return draft_of(document) if with_drafts else None


def paper_of_version(version: DocumentVersion, *, is_public: bool = False) -> PrintedPaper:
    """`is_public` is without those parts that are exempt."""
    if is_public and version.is_apart:
        return PrintedPaper(version.frozen_public.file_title, version.frozen_public)
    return PrintedPaper(version.frozen.file_title, version.frozen, version.content_hash, has_exempt=version.is_apart)


def draft_of(document: Document) -> PrintedPaper:
    return PrintedPaper(f"{document.printed_file_title} (utkast)", compose.compose(document))


@dataclass(frozen=True)
class Piece:
    """A part of a paper as it is sent to a print worker. `name` is what the user calls it."""

    name: str
    html: str
    depth: int = 0
    function: str = "rorikt.pdf.typeset:render"

    @cached_property
    def key(self) -> str:
        return key_of("part", self.function, self.html)

    def kept(self) -> Kept:
        return kept_pdfs.keep(self.key, partial(print_workers.run, self.name, self.function, self.html))


@dataclass(frozen=True)
class Pieces:
    """What a paper is printed in: its front and its chapters, or the whole of it, and what stands in the margins."""

    paper: PrintedPaper
    bodies: tuple[Piece, ...]
    margins: Piece


def pieces_of(paper: PrintedPaper) -> Pieces:
    """One piece for each chapter, or one for all of a short paper."""
    cut, name = chapters.cut(paper.content.sections), paper.title
    bodies = [
        Piece(f"{name}: {chapter.name}", render.chapter_html(paper.content, chapter.sections), chapter.depth)
        for chapter in cut
    ]
    margins = Piece(
        f"{name}: topptekst", render.margins_html(paper.content), function="rorikt.pdf.typeset:render_untagged"
    )
    front = Piece(f"{name}: innhold", render.front_html(paper.content)) if cut else Piece(name, paper.html)
    return Pieces(paper, (front, *bodies), margins)


def printed(paper: PrintedPaper, progress: Progress = silent) -> Kept:
    return print_all([paper], progress)[0]


def print_all(papers: Sequence[PrintedPaper], progress: Progress = silent) -> list[Kept]:
    """The PDFs of papers, with what is missing printed side by side.

    Raises ValidationError that names the parts that could not be printed; the others are kept for the next time.
    """
    missing = {paper.key: pieces_of(paper) for paper in papers if not kept_pdfs.find(paper.key)}
    parts = [piece for pieces in missing.values() for piece in (*pieces.bodies, pieces.margins)]
    print_side_by_side(parts, progress)
    done = print_workers.run_side_by_side(
        [partial(_joined, pieces) for pieces in missing.values()],
        finished=lambda count: progress("Setter sammen dokumentene", 80) if missing else None,
    )
    made = dict(zip(missing, done, strict=True))
    return [made.get(paper.key) or _joined(pieces_of(paper)) for paper in papers]


def print_numbered(papers: Sequence[tuple[PrintedPaper, Sequence[str]]]) -> list[Kept]:
    """Papers as they stand in a packet, whose numbers their pages have. Raises as `print_all`."""
    return print_workers.run_side_by_side(
        [partial(_joined, pieces_of(paper), tuple(labels)) for paper, labels in papers]
    )


def print_side_by_side(pieces: Sequence[Piece], progress: Progress = silent) -> list[Kept]:
    """In the order of `pieces`. Raises ValidationError that names those that could not be printed."""

    def tell(count: int) -> None:
        if count < len(pieces):
            progress(f"Lager {pieces[count].name} ({count + 1} av {len(pieces)})", 5 + 75 * count // len(pieces))

    return print_workers.run_side_by_side([piece.kept for piece in pieces], finished=tell)


def _joined(pieces: Pieces, labels: tuple[str, ...] = ()) -> Kept:
    """The kept PDF of the whole paper, from its parts; its pages are called `labels` where it is in a packet."""
    paper = pieces.paper

    def write(path: Path) -> None:
        parts = [Printed(piece.name, piece.kept().path, piece.depth) for piece in pieces.bodies]
        margins = pieces.margins.kept().read()
        print_workers.run(
            paper.title, "rorikt.pdf.joining:join", paper.content.file_title, "nb", parts, margins, path, labels
        )

    return kept_pdfs.keep_written(key_of("numbered", paper.key, labels) if labels else paper.key, write)


def key_of(kind: str, *parts: Any) -> str:
    """SHA-256 over plain JSON values and the programs that print them."""
    printed_by = kept_pdfs.fingerprint(*PRINT_SOURCES)
    return hashlib.sha256(json.dumps([kind, printed_by, *parts], ensure_ascii=False).encode()).hexdigest()
