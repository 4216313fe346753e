"""The outline of a document: its sections in order, with who writes them and how far they are."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents import writing
from meetings.documents.finding import document_crumbs, document_tabs, find_document
from meetings.documents.forms import NewSectionForm
from meetings.documents.models import Document, Section
from meetings.documents.numbering import MAX_LEVEL, number_sections, section_number
from rorikt.pages.editing import confirm_page, form_page
from rorikt.pages.ordering import MoveForm
from rorikt.people.models import User
from rorikt.people.person import person


@dataclass(frozen=True)
class Row:
    """A section as the outline shows it."""

    number: str
    level: int
    section: Section
    may_write: bool
    may_have_parts: bool
    is_first: bool
    is_last: bool


def rows_of(document: Document, user: User) -> list[Row]:
    numbered = list(number_sections(document.sections.select_related("responsible")))
    numbers = {number for number, _ in numbered}
    return [
        Row(
            number=section_number(number),
            level=len(number),
            section=section,
            may_write=user.has_perm("meetings.change_section", section),
            may_have_parts=len(number) < MAX_LEVEL,
            is_first=number[-1] == 1,
            is_last=(*number[:-1], number[-1] + 1) not in numbers,
        )
        for number, section in numbered
    ]


@permission_required("meetings.view_draft", raise_exception=True)
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, and the form of a new section. `?under=` is the section it is placed under."""
    document = find_document(request, pk)
    may_change = request.user.has_perm("meetings.change_document")
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = NewSectionForm(request.POST or None, document=document, initial={"parent": request.GET.get("under")})
    if form.is_valid():
        title, parent = form.cleaned_data["title"], form.cleaned_data["parent"]
        try:
            writing.add_section(document, parent, title, by=person(request), now=timezone.now())
        except ValidationError as error:
            form.add_error("parent", error)
        else:
            messages.success(request, f"Avsnittet «{title}» er lagt til.")
            return redirect("meetings:document-outline", pk)
    context = {
        "document": document,
        "rows": rows_of(document, person(request)),
        "form": form,
        "may_change": may_change,
        "tabs": document_tabs(request, document, "document-outline"),
    }
    return render(request, "meetings/documents/outline.html", context)


@permission_required("meetings.change_document", raise_exception=True)
def place_section(request: HttpRequest, pk: int) -> HttpResponse:
    """A new heading, or another place in the outline."""
    section = _find(pk)
    form = NewSectionForm(
        request.POST or None,
        document=section.document,
        without=section,
        initial={"title": section.title, "parent": section.parent_id},
    )
    if form.is_valid():
        title, parent = form.cleaned_data["title"], form.cleaned_data["parent"]
        try:
            writing.place_section(section, parent, title, by=person(request), now=timezone.now())
        except ValidationError as error:
            form.add_error("parent", error)
        else:
            messages.success(request, f"Avsnittet «{title}» er lagret.")
            return redirect("meetings:document-outline", section.document_id)
    return form_page(
        request,
        form,
        title=f"Flytt eller gi nytt navn: {section.title}",
        crumbs=document_crumbs(section.document),
        back=_outline_url(section),
    )


@require_POST
@permission_required("meetings.change_document", raise_exception=True)
def move_section(request: HttpRequest, pk: int) -> HttpResponse:
    section = _find(pk)
    writing.move_section(section, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    return redirect(f"{_outline_url(section)}#avsnitt-{section.pk}")


@permission_required("meetings.change_document", raise_exception=True)
def delete_section(request: HttpRequest, pk: int) -> HttpResponse:
    section = _find(pk)
    if request.method == "POST":
        writing.delete_section(section, by=person(request), now=timezone.now())
        messages.success(request, f"Avsnittet «{section.title}» er slettet.")
        return redirect("meetings:document-outline", section.document_id)
    below = writing.size(section) - 1
    return confirm_page(
        request,
        title=f"Slett avsnittet «{section.title}»?",
        text=" ".join(
            [
                "Teksten i avsnittet slettes." if section.body else "Avsnittet har ingen tekst.",
                f"{below} underavsnitt slettes også." if below else "",
            ]
        ).strip(),
        crumbs=document_crumbs(section.document),
        back=_outline_url(section),
        submit="Slett avsnittet",
    )


def _find(pk: int) -> Section:
    return get_object_or_404(Section.objects.select_related("document", "parent"), pk=pk)


def _outline_url(section: Section) -> str:
    return reverse("meetings:document-outline", args=[section.document_id])
