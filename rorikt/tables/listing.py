"""Lists: a table in the order and on the page that the query string asks for."""

from typing import Any

from django.contrib import messages
from django.core.paginator import InvalidPage
from django.http import HttpRequest
from django_tables2 import Table

PER_PAGE = 25


def configure(request: HttpRequest, table: Table, **options: Any) -> Table:
    """Order and page the table. A page that does not exist is said in words, and the first one shown."""
    table.request = request
    order = request.GET.getlist(table.prefixed_order_by_field)
    if order:
        table.order_by = order
    asked = request.GET.get(table.prefixed_page_field, "1")
    try:
        table.paginate(page=asked, per_page=PER_PAGE, **options)
    except InvalidPage:
        messages.warning(request, f"Listen har ingen side «{asked}». Her er den første siden.")
        table.paginate(page=1, per_page=PER_PAGE, **options)
    return table
