"""HTML to tagged PDF, PDF/A-2a that also claims PDF/UA-1. The only place that knows WeasyPrint.

Fonts and stylesheets are read once in a process, which turns a second's start into milliseconds; rendering itself is
one at a time, since Pango's fonts are shared. The same HTML gives the same bytes.
"""

import io
import mimetypes
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from rorikt.pdf import pdf_standards

STATIC = "https://static.invalid/"  # a host that never answers: what the fetcher below does not know stays unread

STATIC_FILES = Path(__file__).resolve().parents[1] / "static"

STYLESHEETS = ("rorikt/fonts.css", "rorikt/print.css")

_rendering = Lock()


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
