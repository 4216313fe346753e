"""What all pages that change a row share: show the form, store, and keep what was typed when it cannot be stored."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from rorikt import rows
from rorikt.people import person

# The pages above this one, label and address; the last one is where the person goes when it is done.
Crumbs = list[tuple[str, str]]


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    store: Callable[[], Any],
    *,
    heading: str,
    crumbs: Crumbs,
    delete_url: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            store()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Endringen er lagret.")
            return redirect(crumbs[-1][1])
    context = {"form": form, "heading": heading, "crumbs": crumbs, "back": crumbs[-1][1], "delete_url": delete_url}
    return render(request, "budget/form.html", context)


def row_form_page(
    request: HttpRequest,
    kind: type[forms.ModelForm],
    row: Model,
    *,
    heading: str,
    crumbs: Crumbs,
    delete_url: str = "",
    store: Callable[..., None] = rows.store_row,
) -> HttpResponse:
    form = kind(request.POST or None, instance=row)

    def save() -> None:
        store(form.instance, by=person(request), now=timezone.now())

    return form_page(request, form, save, heading=heading, crumbs=crumbs, delete_url=delete_url)


def delete_page(
    request: HttpRequest,
    delete: Callable[[], None],
    *,
    heading: str,
    consequence: str,
    crumbs: Crumbs,
    done: str,
    verb: str = "Slett",
    told: str = "Slettet.",
) -> HttpResponse:
    """Asks first. Goes to `done` when it is deleted, or says why it cannot be."""
    fault = ""
    if request.method == "POST":
        try:
            delete()
        except ValidationError as error:
            fault = " ".join(error.messages)
        else:
            messages.success(request, told)
            return redirect(done)
    context = {
        "heading": heading,
        "consequence": consequence,
        "crumbs": crumbs,
        "back": crumbs[-1][1],
        "fault": fault,
        "verb": verb,
    }
    return render(request, "budget/confirm_delete.html", context)


def row_delete_page(
    request: HttpRequest,
    row: Model,
    *,
    consequence: str,
    crumbs: Crumbs,
    done: str,
    delete: Callable[..., None] = rows.delete_row,
) -> HttpResponse:
    def act() -> None:
        delete(row, by=person(request), now=timezone.now())

    heading = f"Slette «{row}»?"
    return delete_page(request, act, heading=heading, consequence=consequence, crumbs=crumbs, done=done)
