"""What the checks of a document need to know beside its text: what its parameters offer, which terms are explained, and
which paths lead to a page."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import Resolver404, resolve

from meetings.agenda.addresses import CASE, MEETING
from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.finding import DOCUMENT
from meetings.documents.models import Document
from meetings.tokens.catalogue import entries
from meetings.tokens.tokens import Binder
from rorikt.figures.offers import offers
from rorikt.figures.values import Chart, Figure, Table
from rorikt.people.models import Cooperation, Municipality

# What stands behind the addresses that begin so.
ROWS: dict[str, Callable[[dict[str, Any]], QuerySet[Any]]] = {
    DOCUMENT: lambda named: Document.objects.filter(pk=named["pk"]),
    MEETING: lambda named: Meeting.objects.filter(year=named["year"], sequence=named["sequence"]),
    CASE: lambda named: AgendaItem.objects.filter(reference=named["pk"]),
}


def offered(binder: Binder) -> Iterator[Figure | Table | Chart]:
    """Every figure and table that the document could print."""
    found = (entry.value for entry in entries(binder, offers().values()))
    return (value for value in found if isinstance(value, (Figure, Table, Chart)))


def names() -> set[str]:
    """Of the cooperation, its council and its municipalities, which may be written in capitals."""
    cooperation = Cooperation.objects.first()
    own = {cooperation.name, cooperation.council_name} if cooperation else set()
    return own | set(Municipality.objects.values_list("name", flat=True))


def is_page(path: str) -> bool:
    """Whether a path of this site leads somewhere; of documents, meetings and cases, whether there is one."""
    try:
        found = resolve(path.partition("#")[0].partition("?")[0])
    except Resolver404:
        return False
    rows = next((find(found.kwargs) for begins, find in ROWS.items() if found.route.startswith(begins)), None)
    return rows is None or rows.exists()
