"""Every number of a table is followed to the tickets it was counted from."""

import re
from datetime import UTC, datetime

from django.http import QueryDict

from support.tickets.filters import TicketFilter
from support.tickets.models import Ticket

MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)


def follow(tables, *, without=("Prosent", "timer")):
    """How many counts were held against the list that they lead to. Columns and rows `without` have no counts."""
    checked = 0
    for table in tables:
        for row in [*table.rows, *([table.total] if table.total else [])]:
            for column, cell in zip(table.columns, row, strict=True):
                named = f"{column.group} {column.label} {row[0].text}"
                if not cell.link or not re.fullmatch(r"\d+", cell.value) or any(word in named for word in without):
                    continue
                listed = Ticket.objects.with_verdict_at(MONDAY)
                found = TicketFilter(QueryDict(cell.link.partition("?")[2]), listed)
                assert found.form.is_valid(), found.form.errors
                assert found.qs.count() == int(cell.value), (table.caption, named, cell.link)
                checked += 1
    return checked
