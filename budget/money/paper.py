"""The money on paper: a heading, facts and tables as one tagged PDF."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from rorikt.figures.values import Table
from rorikt.people.models import Cooperation
from rorikt.printing import print_workers
from rorikt.tables.export import attachment


@dataclass(frozen=True)
class MoneySheet:
    """`facts` are label and value; `reasons` a label and a text each; `is_draft` is marked on every page."""

    title: str
    facts: Sequence[tuple[str, str]]
    tables: Iterable[Table]
    reasons: Sequence[tuple[str, str]] = ()
    is_draft: bool = False

    @property
    def running(self) -> list[tuple[str, str]]:
        return [("Tittel", self.title), *list(self.facts)[:2]]


def html(sheet: MoneySheet) -> str:
    cooperation = Cooperation.objects.first()
    context: dict[str, Any] = {"sheet": sheet, "name": cooperation.name if cooperation else ""}
    return render_to_string("print/money.html", context)


def deliver(sheet: MoneySheet) -> HttpResponse:
    name = f"{sheet.title} (utkast)" if sheet.is_draft else sheet.title
    return attachment(
        print_workers.run(name, "rorikt.pdf.typeset:render", html(sheet)), f"{name}.pdf", "application/pdf"
    )
