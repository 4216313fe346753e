"""HTML to tagged PDF, PDF/A-2a that also claims PDF/UA-1. The only place that knows WeasyPrint.

Fonts and stylesheets are read once in a process, which turns a second's start into milliseconds; rendering itself is
one at a time, since Pango's fonts are shared. The same HTML gives the same bytes.
"""

import io
import mimetypes
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from rorikt.pdf import pdf_standards

STATIC = "https://static.invalid/"  # a host that never answers: what the fetcher below does not know stays unread

STATIC_FILES = Path(__file__).resolve().parents[1] / "static"

STYLESHEETS = ("rorikt/fonts.css", "rorikt/print.css")

_rendering = Lock()


@dataclass(frozen=True)
class OutlineEntry:
    """One line of a PDF's outline. `page` counts from 1, and is `None` where the line leads nowhere;
    `top` is how far up the page it leads, in points."""

    title: str
    page: int | None
    children: tuple["OutlineEntry", ...] = ()
    top: float | None = None


class StaticFetcher(URLFetcher):
    """Reads `data:` and our own static files, nothing else on disk or on any network."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        name = unquote(url.removeprefix(STATIC).partition("?")[0]) if url.startswith(STATIC) else ""
        path = (STATIC_FILES / name).resolve()
        if not path.is_relative_to(STATIC_FILES) or not path.is_file():
            raise ValueError(f"{url} is not one of our static files")
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})


def warm_up() -> None:
    """Read stylesheets and fonts, so that the first page does not wait for them."""
    with _rendering:
        for name in STYLESHEETS:
            _stylesheet(name)


def render(html: str, *, stylesheets: Iterable[str] = STYLESHEETS) -> bytes:
    """The PDF of a whole HTML page with `lang` and `<title>`. `stylesheets` are names of static files.

    Raises ValueError where the title or the language is missing: neither standard allows that.
    """
    with _rendering:
        page = HTML(string=html, base_url=STATIC, url_fetcher=StaticFetcher())
        document = page.render(
            font_config=_fonts(),
            stylesheets=[_stylesheet(name) for name in stylesheets],
            pdf_variant="pdf/a-2a",
            presentational_hints=True,  # the widths of `<col>`
        )
        title, language = document.metadata.title, document.metadata.lang
        if not title or not language:
            raise ValueError(f"a document needs a title and a language, not {title!r} and {language!r}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to be closed
            written = document.write_pdf(pdf_variant="pdf/a-2a", dpi=150)
    with pikepdf.open(io.BytesIO(written)) as pdf:
        pdf_standards.mend(pdf)
        _close_pages(pdf)
        pdf_standards.describe(pdf, title, level="A", accessible=True)
        return save(pdf)


def _close_pages(pdf: pikepdf.Pdf) -> None:
    """WeasyPrint leaves each page upside down; what is written on it later is to stand upright."""
    for page in pdf.pages:
        page.obj.Contents.write(b"q\n" + page.obj.Contents.read_bytes() + b"\nQ")


def render_untagged(html: str, *, stylesheets: Iterable[str] = STYLESHEETS) -> bytes:
    """Pages that are laid over others as something outside their content: margins, letters for page numbers."""
    with _rendering:
        page = HTML(string=html, base_url=STATIC, url_fetcher=StaticFetcher())
        sheets = [_stylesheet(name) for name in stylesheets]
        return page.write_pdf(font_config=_fonts(), stylesheets=sheets)


def save(pdf: pikepdf.Pdf) -> bytes:
    """Bytes that depend on the content alone."""
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def save_to(pdf: pikepdf.Pdf, path: Path) -> None:
    """As `save`, without holding the whole in memory."""
    pdf.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def page_count(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def outline(data: bytes) -> tuple[OutlineEntry, ...]:
    """The outline of a PDF, also where its lines lead to named places."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return outline_of(pdf)


def outline_of(pdf: pikepdf.Pdf) -> tuple[OutlineEntry, ...]:
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    named = named_destinations(pdf)

    def entry(item: pikepdf.OutlineItem) -> OutlineEntry:
        target: Any = item.destination
        if target is None and item.action is not None:
            target = item.action.get(Name.D)
        if isinstance(target, (pikepdf.String, str, Name)):
            target = named.get(str(target))
        kids = tuple(entry(child) for child in item.children)
        if not isinstance(target, pikepdf.Array) or not len(target) or not isinstance(target[0], Dictionary):
            return OutlineEntry(str(item.title), None, kids)
        is_placed = len(target) > 3 and target[1] == Name.XYZ and isinstance(target[3], int | float | Decimal)
        return OutlineEntry(
            str(item.title), numbers.get(target[0].objgen), kids, float(target[3]) if is_placed else None
        )

    with pdf.open_outline() as lines:
        return tuple(entry(item) for item in lines.root)


def links_to(document: Pdf, prefix: str) -> Iterator[tuple[Any, str]]:
    """Every link to an address that begins so, with the rest of the address. They wait for a place in the file."""
    for page in document.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            action = annotation.get(Name.A)
            address = str(action.get(Name.URI, "")) if isinstance(action, Dictionary) else ""
            if address.startswith(prefix):
                yield annotation, address.removeprefix(prefix)


def lead(link: Any, place: Object, text: str) -> None:
    """Turn a link out of the file into one to `place` in it; `text` is what is read aloud."""
    del link[Name.A]
    link.Dest = place
    link.Contents = String(text)


def named_destinations(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """What each name leads to: an array that begins with the page."""
    names = pdf.Root.get(Name.Names)
    if names is None or Name.Dests not in names:
        return {}
    targets = pikepdf.NameTree(names.Dests).items()
    return {str(name): target.D if isinstance(target, Dictionary) else target for name, target in targets}


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _stylesheet(name: str) -> CSS:
    """Raises where the stylesheet or a font it names is missing: a page in the wrong letters is no page."""
    return CSS(
        url=STATIC + name,
        base_url=STATIC + name,
        font_config=_fonts(),
        url_fetcher=StaticFetcher(fail_on_errors=True),
    )
