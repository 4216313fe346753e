"""What a figure was in the last documents: earlier reports of the same kind, and what the document was made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from meetings.behind.subjects import Place, find_figure, same_place
from meetings.documents.content import Content
from meetings.documents.models import Document, DocumentVersion
from meetings.key_figures.gathering import shown_in
from meetings.key_figures.trend import is_same_thing, printed
from meetings.paragraphs.leading import SUM, cell_url, figure_url
from rorikt.amounts import short_date
from rorikt.figures.values import Cell, Chart, Column, Figure, Series, Table
from rorikt.people.models import User

MOST = 8
UNITS = ((1_000_000, "mill. "), (1_000, "1000 "))  # of kroner, where all are that large


@dataclass(frozen=True)
class Then:
    """What a document said of the same. `label` is empty where it was called the same, but for its time."""

    as_of: date
    title: str
    text: str
    value: float | None
    label: str = ""
    url: str = ""


def earlier_versions(document: Document, user: User) -> list[DocumentVersion]:
    """The newest approved version of each of the last documents, the last one first, of those this person may read."""
    before = set(_line(document))
    seen = Document.objects.visible_to(user).exclude(pk=document.pk)
    if document.is_report:
        before |= set(seen.filter(kind=document.kind, as_of__lt=document.as_of).values_list("pk", flat=True))
    newer = DocumentVersion.objects.filter(document=OuterRef("document"), sequence__gt=OuterRef("sequence"))
    versions = DocumentVersion.objects.filter(document__in=seen.filter(pk__in=before)).exclude(Exists(newer))
    return list(versions.select_related("document").order_by("-document__as_of", "-document")[:MOST])


def _line(document: Document) -> Iterator[int]:
    """What it was made from, and what that was made from, to the first."""
    if document.succeeds_id is None:
        return
    made_from = dict(Document.objects.exclude(succeeds=None).order_by().values_list("pk", "succeeds"))
    pk: int | None = document.succeeds_id
    while pk is not None:
        yield pk
        pk = made_from.pop(pk, None)  # so that a circle ends


def figure_then(token: str, now: Figure, version: DocumentVersion, content: Content) -> Then | None:
    """`content` is what the person may read of the version. Only what is in the same unit can stand beside it."""
    found = find_figure(content, token)
    figure = found[1] if found else shown_in(content, token)
    if figure is None or figure.unit != now.unit:
        return None
    url = figure_url(version.document_id, version.sequence, token) if found else ""
    label = "" if is_same_thing(now, figure) else figure.label
    value = None if figure.value is None else float(figure.value)
    return Then(content.as_of, content.title, printed(figure), value, label, url)


def cell_then(place: Place, version: DocumentVersion, content: Content) -> Then | None:
    found = same_place(content, place)
    if found is None:
        return None
    row = SUM if found.row is None else str(found.row + 1)
    url = cell_url(version.document_id, version.sequence, found.paragraph.name, row, found.column + 1)
    label = "" if found.table.caption == place.table.caption else found.table.caption
    return Then(content.as_of, content.title, found.cell.text, number_of(found.cell.value), label, url)


def number_of(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def trend_chart(label: str, unit: str, told: list[Then]) -> Chart | None:
    """`told` in the order of time, the document itself last. None where there are no two numbers of the same."""
    known = [one for one in told if one.value is not None and not one.label]
    days = [one.as_of for one in known]
    if len(known) < 2 or len(set(days)) != len(days):
        return None
    values = [one.value for one in known if one.value is not None]
    by, prefix = next(((by, prefix) for by, prefix in UNITS if unit == "kr" and min(map(abs, values)) >= by), (1, ""))
    table = Table(
        "utvikling",
        label,
        (Column("Status per"), Column("Verdi", "number")),
        tuple((Cell(short_date(one.as_of)), Cell(one.text)) for one in known),
    )
    return Chart(
        key="utvikling",
        title=f"{label}, i de siste dokumentene",
        kind="lines",
        categories=tuple(short_date(day) for day in days),
        series=(Series(label, tuple(round(value / by, 3) for value in values)),),
        unit=f"{prefix}{unit}",
        table=table,
        days=tuple(days),
    )
