"""Columns that all lists have."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from rorikt import amounts
from rorikt.cases.models import CaseNames, CaseReference
from rorikt.cases.naming import NO_CASE

NUMBER = {part: {"class": "number"} for part in ("th", "td", "tf")}


class ChangeableTable(tables.Table):
    """The last column leads to the form of the row, for those who may change it. `change_page` is its name."""

    change_page = ""

    change = tables.Column(verbose_name="Endre", empty_values=(), orderable=False)

    def __init__(self, *args: Any, may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, orderable=False, exclude=() if may_change else ("change",), **kwargs)

    def render_change(self, record: Any) -> str:
        url = reverse(self.change_page, args=[record.pk])
        return format_html('<a href="{}" aria-label="Endre {}">Endre</a>', url, record)


def change_link(page: str) -> Callable[..., str | None]:
    """For `linkify`: the form of the row by this name, for those who may change it."""

    def address(record: Any, table: Any) -> str | None:
        return reverse(page, args=[record.pk]) if table.may_change else None

    return address


class DayColumn(tables.Column):
    """A day or a moment, printed as `14.02.2024`; exported exact, as are the others here."""

    def render(self, value: Any) -> str:
        return amounts.short_date(value)


class MomentColumn(tables.Column):
    """A moment, printed as `14.02.2024 10.05`."""

    def render(self, value: datetime) -> str:
        return amounts.short_moment(value)


class NumberColumn(tables.Column):
    """A number as it is: a year, a version."""

    attrs = NUMBER


class CountColumn(NumberColumn):
    """How many, printed as `1 937`."""

    def render(self, value: int) -> str:
        return amounts.number(value)


class CaseColumn(tables.Column):
    """The case that a row names. The rows need it with them: `select_related("case")`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default": NO_CASE, "order_by": ("case__number", "case"), **kwargs})
        self.names = CaseNames()

    def render(self, value: CaseReference) -> str:
        return self.names.of(value)
