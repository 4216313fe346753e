"""The pages of one plain kind of row: a new one, one changed, one deleted. Each is a form or a question, no more."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Manager, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from rorikt.audit import rows
from rorikt.audit.history import history_for
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.people.permissions import View, needs
from rorikt.people.person import person

Find = Callable[..., Any]


class RowPages(NamedTuple):
    new: View
    edit: View
    delete: View


def row_pages(
    form: type[ModelForm],
    permission: str,
    *,
    find: Find,
    start: Find,
    crumbs: Callable[[Any], Crumbs],
    new: str,
    edit: str = "Endre {row}",
    ask: str = "Slette «{row}»?",
    consequence: str = "",
    delete_url: str = "",
    store: Callable[..., Any] = rows.store_row,
    delete: Callable[..., Any] = rows.delete_row,
) -> RowPages:
    """`find` and `start` take the request and what the address holds: the row that is there, a new one.

    `crumbs` lead to the page that the row stands on. One that has a page of its own is changed from there; the others
    are deleted from their form, by `delete_url`, and show what happened to them on it. In the headings `{row}` is the
    row as it is stored.
    """

    def form_page(request: HttpRequest, row: Model, heading: str, above: Crumbs, **page: Any) -> HttpResponse:
        shown = form(request.POST or None, instance=row)

        def save() -> Model | None:
            is_new = row.pk is None
            store(row, by=person(request), now=timezone.now())
            return None if is_new or not _has_page(row) else row

        return store_page(request, shown, save, heading=heading, crumbs=above, **page)

    @needs(permission)
    def new_page(request: HttpRequest, **address: Any) -> HttpResponse:
        row = start(request, **address)
        return form_page(request, row, new.format(row=row), crumbs(row))

    @needs(permission)
    def edit_page(request: HttpRequest, **address: Any) -> HttpResponse:
        row = find(request, **address)
        history = [] if _has_page(row) else history_for(person(request), permission, row)
        url = reverse(delete_url, kwargs=address) if delete_url else ""
        heading, above = edit.format(row=row), _way_to(row, crumbs(row))
        return form_page(request, row, heading, above, delete_url=url, history=history)

    @needs(permission)
    def question(request: HttpRequest, **address: Any) -> HttpResponse:
        row = find(request, **address)
        return row_delete_page(request, row, ask=ask, consequence=consequence, crumbs=crumbs(row), delete=delete)

    return RowPages(new_page, edit_page, question)


def row_delete_page(
    request: HttpRequest,
    row: Any,
    *,
    consequence: str,
    crumbs: Crumbs,
    ask: str = "Slette «{row}»?",
    delete: Callable[..., Any] = rows.delete_row,
) -> HttpResponse:
    """Asks, and goes to the page that the row stands on, to which `crumbs` lead, when it is gone."""
    return delete_page(
        request,
        lambda: delete(row, by=person(request), now=timezone.now()),
        heading=ask.format(row=row),
        consequence=consequence,
        crumbs=_way_to(row, crumbs),
        done=crumbs[-1][1],
    )


def among(found: "QuerySet[Any] | Manager[Any]") -> Find:
    """Finds a row of these by what the address holds."""
    return lambda request, **address: get_object_or_404(found, **address)


def _has_page(row: Model) -> bool:
    return hasattr(row, "get_absolute_url")


def _way_to(row: Any, crumbs: Crumbs) -> Crumbs:
    """Over the page of the row itself, where it has one."""
    return [*crumbs, (row.title, row.get_absolute_url())] if _has_page(row) else crumbs
