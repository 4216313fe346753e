"""The tables of a page as one tagged PDF, printed by a worker and kept under the hash of what it says.

A page that is asked for its tables as a PDF answers with the kept file, or with the page of the job that prints it and
then leads back to the same address.
"""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone

from rorikt import amounts
from rorikt.figures.values import Cell, Chart, Column, Kind, Table
from rorikt.jobs import queue
from rorikt.jobs.queue import Progress
from rorikt.pages import downloads
from rorikt.people.models import Cooperation
from rorikt.people.person import person
from rorikt.printing import kept_pdfs, print_workers
from rorikt.storing import keeping
from rorikt.storing.unused import WAITING

MOST_ROWS = 2000
WIDE = 7  # from so many columns the page is in landscape
NARROWEST, WIDEST = 5, 40  # letters that a column is assumed to need
# What a printed table is made of besides its HTML.
PRINT_SOURCES = (
    "rorikt/pdf/typeset.py",
    "rorikt/pdf/pdf_standards.py",
    "rorikt/static/rorikt/print.css",
    "rorikt/static/rorikt/fonts.css",
    "rorikt/static/vendor/inter-ui",
)


def answer(request: HttpRequest, name: str, shown: Sequence[Table | Chart]) -> HttpResponseBase:
    """The kept PDF, or the page of the job that prints it; back to the page where there are too many rows."""
    count = sum(len(table.rows) for table in _tables(shown))
    if count > MOST_ROWS:
        most = amounts.number(MOST_ROWS)
        rows = amounts.number(count)
        messages.error(request, f"En PDF kan ha {most} rader, og dette er {rows}. Velg færre, eller hent Excel.")
        return redirect(f"{request.path}?{_without_export(request)}".rstrip("?"))
    origin = f"{request.path}?{_without_export(request)}".rstrip("?")
    return deliver_html(request, name, html_of(name, shown), origin=origin)


def deliver_html(request: HttpRequest, name: str, html: str, *, origin: str) -> HttpResponseBase:
    """The kept PDF of what is laid out already, or the page of the job that prints it and comes back to this address.

    `origin` is the page that a job which has stopped leads back to. What stands there may be exempt from the public, so
    no browser keeps it.
    """
    key = _key_of(html)
    kept = kept_pdfs.find(key)
    if kept:
        return downloads.deliver(request, kept.path, kept.sha256, f"{name}.pdf", is_exempt=True)
    keeping.put(_waiting(key), html)
    url = request.get_full_path()
    # The same tables asked for on another page get a job of their own, which leads back to that page.
    own = hashlib.sha256(f"{key} {url}".encode()).hexdigest()
    title = f"{name} (PDF)"[:200]
    return redirect(
        queue.start(
            print_tables, key=own, title=title, by=person(request), origin=origin, name=name, url=url, sha256=key
        )
    )


def printed(name: str, html: str) -> kept_pdfs.Kept:
    """The PDF of what is laid out already, printed now: for work, not for a page. It asks nothing of the database."""
    return kept_pdfs.keep(_key_of(html), lambda: print_workers.run(name, "rorikt.pdf.typeset:render", html))


def _key_of(html: str) -> str:
    return hashlib.sha256(f"{kept_pdfs.fingerprint(*PRINT_SOURCES)} {html}".encode()).hexdigest()


def html_of(name: str, shown: Sequence[Table | Chart]) -> str:
    cooperation = Cooperation.objects.first()
    context = {
        "name": name[:1].upper() + name[1:].replace("-", " "),
        "shown": [(one, isinstance(one, Chart)) for one in shown],
        "day": amounts.short_date(timezone.localdate()),
        "cooperation": cooperation.name if cooperation else "",
        "is_wide": any(len(table.columns) >= WIDE for table in _tables(shown)),
    }
    return render_to_string("print/tables.html", context)


def _tables(shown: Sequence[Table | Chart]) -> list[Table]:
    return [one.table if isinstance(one, Chart) else one for one in shown]


def table_of(
    caption: str,
    header: Sequence[str],
    texts: Sequence[Sequence[str]],
    *,
    values: Sequence[Sequence[Any]],
    has_total: bool = False,
) -> Table:
    """A list in columns as wide as what they hold; `values` are what stands behind the texts, and tell numbers.

    `has_total` says that the last row is the sum of the others.
    """
    needs = [min(max([NARROWEST, *(len(row[at]) for row in [header, *texts])]), WIDEST) for at in range(len(header))]
    columns = tuple(
        Column(label, _kind([row[at] for row in values[: len(values) - has_total]]), 100 * needs[at] // sum(needs))
        for at, label in enumerate(header)
    )
    cells = [tuple(Cell(text) for text in row) for row in texts]
    total = cells.pop() if has_total and cells else ()
    return Table(key="eksport", caption=caption, columns=columns, rows=tuple(cells), total=total)


def _kind(values: Sequence[Any]) -> Kind:
    held = [value for value in values if value not in (None, "")]
    return "number" if held and all(isinstance(value, Decimal | int) for value in held) else "text"


@queue.work("tables", restartable=True, needs=lambda *, sha256, **arguments: keeping.exists(_waiting(sha256)))
def print_tables(progress: Progress, *, name: str, url: str, sha256: str) -> str:
    """Raises ValidationError where the tables have waited so long that they are gone."""
    try:
        html = keeping.read(_waiting(sha256)).decode()
    except FileNotFoundError as error:
        if kept_pdfs.find(sha256):  # another page with the same tables was first
            return url
        raise ValidationError("Tabellene er slettet i mellomtiden. Gå tilbake og be om dem på nytt.") from error

    def keep() -> Any:
        return kept_pdfs.keep(sha256, lambda: print_workers.run(name, "rorikt.pdf.typeset:render", html))

    print_workers.run_side_by_side([keep], finished=lambda count: progress(f"Lager {name}", 30 + 60 * count))
    keeping.forget(_waiting(sha256))
    kept_pdfs.prune(settings.PAPERS_MEGABYTES)
    return url


def _waiting(key: str) -> str:
    """Where the HTML of a table waits for a worker, of whatever machine; what is left behind there is tidied away."""
    return f"{WAITING}{key}.html"


def _without_export(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("eksport", None)
    return query.urlencode()
