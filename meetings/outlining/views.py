"""The outline of a document: its sections in order, with who writes them and how far they are."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents import writing
from meetings.documents.finding import document_crumbs, document_tabs, find_document
from meetings.documents.models import Document, Section
from meetings.documents.numbering import MAX_LEVEL, number_sections, section_number
from meetings.outlining.forms import NewSectionForm
from rorikt.pages.editing import delete_page, store_page
from rorikt.pages.ordering import MoveForm
from rorikt.people.models import User
from rorikt.people.permissions import needs, require
from rorikt.people.person import person
from rorikt.saving import presence


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
    writers: str = ""


def rows_of(document: Document, user: User) -> list[Row]:
    numbered = list(number_sections(document.sections.select_related("responsible")))
    numbers = {number for number, _ in numbered}
    there = presence.writers([section for _, section in numbered], timezone.now(), but=user)
    return [
        Row(
            number=section_number(number),
            level=len(number),
            section=section,
            may_write=user.has_perm("meetings.change_section", section),
            may_have_parts=len(number) < MAX_LEVEL,
            is_first=number[-1] == 1,
            is_last=(*number[:-1], number[-1] + 1) not in numbers,
            writers=there.get(section.pk, ""),
        )
        for number, section in numbered
    ]


@needs("meetings.view_draft")
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, and the form of a new section. `?under=` is the section it is placed under."""
    document = find_document(request, pk)
    may_change = request.user.has_perm("meetings.change_document")
    if request.method == "POST":
        require(person(request), "meetings.change_document")
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


@needs("meetings.change_document")
def place_section(request: HttpRequest, pk: int) -> HttpResponse:
    """A new heading, or another place in the outline."""
    section = _find(pk)
    form = NewSectionForm(
        request.POST or None,
        document=section.document,
        without=section,
        initial={"title": section.title, "parent": section.parent_id},
    )

    def store() -> str:
        title, parent = form.cleaned_data["title"], form.cleaned_data["parent"]
        try:
            writing.place_section(section, parent, title, by=person(request), now=timezone.now())
        except ValidationError as error:
            raise ValidationError({"parent": error}) from error
        messages.success(request, f"Avsnittet «{title}» er lagret.")
        return _outline_url(section)

    return store_page(
        request,
        form,
        store,
        heading=f"Flytt eller gi nytt navn: {section.title}",
        crumbs=[*document_crumbs(section.document), ("Disposisjon", _outline_url(section))],
    )


@require_POST
@needs("meetings.change_document")
def move_section(request: HttpRequest, pk: int) -> HttpResponse:
    section = _find(pk)
    writing.move_section(section, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    return redirect(f"{_outline_url(section)}#avsnitt-{section.pk}")


@needs("meetings.change_document")
def delete_section(request: HttpRequest, pk: int) -> HttpResponse:
    section = _find(pk)
    below = writing.size(section) - 1
    parts = [
        "Teksten i avsnittet slettes." if section.body else "Avsnittet har ingen tekst.",
        f"{below} underavsnitt slettes også." if below else "",
    ]
    return delete_page(
        request,
        lambda: writing.delete_section(section, by=person(request), now=timezone.now()),
        heading=f"Slett avsnittet «{section.title}»?",
        consequence=" ".join(parts).strip(),
        crumbs=document_crumbs(section.document),
        back=_outline_url(section),
        done=_outline_url(section),
        verb="Slett avsnittet",
        told=f"Avsnittet «{section.title}» er slettet.",
    )


def _find(pk: int) -> Section:
    return get_object_or_404(Section.objects.select_related("document", "parent"), pk=pk)


def _outline_url(section: Section) -> str:
    return reverse("meetings:document-outline", args=[section.document_id])
