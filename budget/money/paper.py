"""The money on paper: a heading, facts and tables as one tagged PDF, which goes the way of all tables' PDFs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone

from rorikt.amounts import short_date
from rorikt.figures.values import Table
from rorikt.people.models import Cooperation
from rorikt.tables import printed_tables


@dataclass(frozen=True)
class MoneySheet:
    """`facts` are label and value; `reasons` a label and a text each; `is_draft` is marked on every page.

    `approved` says when and by whom, of what will not change. Of all else the paper tells the day that it was so.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    tables: Iterable[Table]
    reasons: Sequence[tuple[str, str]] = ()
    is_draft: bool = False
    approved: str = ""

    @property
    def name(self) -> str:
        return f"{self.title} (utkast)" if self.is_draft else self.title

    @property
    def told(self) -> str:
        return self.approved or f"Slik tallene var {short_date(timezone.localdate())}"

    @property
    def running(self) -> list[tuple[str, str]]:
        return [("Tittel", self.title), ("Godkjent", self.approved) if self.approved else ("Dato", self.told)]


def html(sheet: MoneySheet) -> str:
    cooperation = Cooperation.objects.first()
    context: dict[str, Any] = {"sheet": sheet, "name": cooperation.name if cooperation else ""}
    return render_to_string("print/money.html", context)


def deliver(request: HttpRequest, sheet: MoneySheet, *, origin: str) -> HttpResponseBase:
    """The kept PDF, or the page of the job that prints it; `origin` is the page it belongs to."""
    return printed_tables.deliver_html(request, sheet.name, html(sheet), origin=origin)
