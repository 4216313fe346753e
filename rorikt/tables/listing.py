"""Lists: in the order and on the page that the query string asks for."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django_tables2 import Table

PER_PAGE = 50


def configure(request: HttpRequest, table: Table, **options: Any) -> Table:
    """Order and page the table. A page that does not exist is said in words, and the first one shown."""
    order(request, table)
    _page(request, table.prefixed_page_field, lambda page: table.paginate(page=page, per_page=PER_PAGE, **options))
    return table


def order(request: HttpRequest, table: Table) -> Table:
    """Order a table that is shown whole, as one with a sum below it is."""
    table.request = request
    asked = request.GET.getlist(table.prefixed_order_by_field)
    if asked:
        table.order_by = asked
    return table


def page_of(request: HttpRequest, rows: Sequence[Any] | QuerySet[Any], *, per_page: int | None = None) -> Page:
    """The page of rows that are no table, such as those of a form with a line for each."""
    return _page(request, "page", Paginator(rows, per_page or PER_PAGE).page)


def _page(request: HttpRequest, field: str, show: Callable[[str], Any]) -> Any:
    asked = request.GET.get(field, "1")
    try:
        return show(asked)
    except InvalidPage:
        messages.warning(request, f"Listen har ingen side «{asked}». Her er den første siden.")
        return show("1")
