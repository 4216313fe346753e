"""What the pages of standard registers share: the page of one that is not begun, and columns of their lists."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from meetings.registers.standard import Standard

EXEMPT = "Unntatt offentlighet"


def not_begun(request: HttpRequest, standard: Standard) -> HttpResponse:
    """Kind and empty; with the way to begin it for those who may."""
    may_begin = request.user.has_perm("meetings.design_registers")
    context = {"standard": standard, "title": standard.label, "may_begin": may_begin}
    return render(request, "meetings/register_pages/not_begun.html", context)


def tag(label: str, tone: str = "neutral") -> str:
    return format_html('<span class="ds-tag" data-color="{}">{}</span>', tone, label)


class StateColumn(tables.Column):
    """A word with its colour beside it; of the records, a State or something else with a label and a tone."""

    def render(self, value: Any) -> str:
        return tag(value.label, value.tone)

    def value(self, value: Any) -> str:
        return str(value.label)


class TitleColumn(tables.Column):
    """The name of a row with the way to its page, and that it is exempt; records have `title`, `url`, `is_exempt`."""

    def __init__(self, verbose_name: str, **told: Any) -> None:
        super().__init__(verbose_name, accessor="title", empty_values=(), **told)

    def render(self, record: Any) -> str:
        name = format_html('<a class="ds-link" href="{}">{}</a>', record.url, record.title or "Rad uten navn")
        return format_html("{} {}", name, tag(EXEMPT, "warning")) if record.is_exempt else name

    def value(self, record: Any) -> str:
        return f"{record.title} ({EXEMPT.lower()})" if record.is_exempt else str(record.title)


class DueColumn(tables.Column):
    """A day, and in words that it is over; records have `is_late`. `late` is what is then said."""

    def __init__(self, verbose_name: str, late: str = "Forsinket", **told: Any) -> None:
        super().__init__(verbose_name, **told)
        self.late = late

    def render(self, value: Any, record: Any) -> str:
        day = f"{value:%d.%m.%Y}"
        return format_html("{} {}", day, tag(self.late, "warning")) if record.is_late else day

    def value(self, value: Any) -> Any:
        return value


def lines(texts: list[str]) -> str:
    """One below the other in a cell."""
    return format_html_join(SafeString("<br>"), "{}", ((text,) for text in texts))
