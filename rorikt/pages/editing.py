"""What all pages that change something share: show the form or the question, store, and keep what was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_prose_editor.fields import ProseEditorFormField

from rorikt.cases.fields import CaseField
from rorikt.people.person import person
from rorikt.refusals import told_in_words

# The pages above this one, label and address; the last one is where the person goes when it is done.
Crumbs = list[tuple[str, str]]


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: str,
    crumbs: Crumbs,
    back: str = "",
    submit: str = "Lagre",
    **extra: Any,
) -> HttpResponse:
    """The form as it stands. `back` is the page above where nothing else is said."""
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back or crumbs[-1][1], "submit": submit, **extra}
    if any(isinstance(field, ProseEditorFormField) for field in form.fields.values()):
        context["editor_media"] = editor_media(request, form)
    return render(request, "pages/form.html", context)


def editor_media(request: HttpRequest, form: forms.BaseForm) -> Any:
    """Scripts and styles of the text editor, with the nonce that its import map needs."""
    return form.media.with_nonce(request.csp_nonce)  # type: ignore[attr-defined]


def store_page(
    request: HttpRequest,
    form: forms.BaseForm,
    store: Callable[[], Any],
    *,
    heading: str,
    crumbs: Crumbs,
    told: str = "Endringen er lagret.",
    **page: Any,
) -> HttpResponse:
    """A form whose answer is what `store` returns, or the page above where it returns nothing.

    What `store` refuses stands at the form. `told` is said of what has no page to be seen on.
    """
    for field in form.fields.values():
        if isinstance(field, CaseField):
            field.shown_to(person(request))
    if request.method == "POST" and form.is_valid():
        try:
            with told_in_words():
                made = store()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if made is None:
                messages.success(request, told)
            return redirect(made or crumbs[-1][1])
    return form_page(request, form, title=heading, crumbs=crumbs, **page)


def confirm_page(
    request: HttpRequest, *, title: str, text: str, crumbs: Crumbs, back: str, submit: str, **extra: Any
) -> HttpResponse:
    """A question that is answered by sending the page's form; `problems` are what stands in the way."""
    context = {"title": title, "text": text, "crumbs": crumbs, "back": back, "submit": submit, **extra}
    return render(request, "pages/confirm.html", context)


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
    back: str = "",
    is_danger: bool = True,
) -> HttpResponse:
    """Asks first. Goes to `done` when it is deleted, or says why it cannot be."""
    fault = ""
    if request.method == "POST":
        try:
            with told_in_words():
                delete()
        except ValidationError as error:
            fault = " ".join(error.messages)
        else:
            messages.success(request, told)
            return redirect(done)
    return confirm_page(
        request,
        title=heading,
        label=verb,
        text=consequence,
        crumbs=crumbs,
        back=back or crumbs[-1][1],
        submit=verb,
        fault=fault,
        is_danger=is_danger,
    )
