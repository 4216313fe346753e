"""The editor of one section: its text with tokens, the list of tokens, and how it will be printed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from meetings.documents import writing
from meetings.documents.finding import document_crumbs
from meetings.documents.models import Section
from meetings.documents.numbering import number_sections, section_number
from meetings.papers import compose
from meetings.papers.forms import SectionForm
from meetings.papers.render import pictures_of, shown_blocks
from meetings.tokens import tokens
from rorikt.audit.history import history_for
from rorikt.pages.editing import editor_media
from rorikt.people.permissions import needs
from rorikt.people.person import person


def _find(pk: int) -> Section:
    return get_object_or_404(Section.objects.select_related("document__agenda_item__meeting"), pk=pk)


@needs("meetings.change_section", of=_find)
def edit_section(request: HttpRequest, section: Section) -> HttpResponse:
    form = _form(request, section, request.POST or None)
    if not form.is_valid():
        return _page(request, section, form, _stored(section).body)
    if "preview" in request.POST:
        return _page(request, section, form, form.cleaned_data["body"], is_preview=True)
    try:
        writing.save_section(
            form.instance,
            revision=form.cleaned_data["revision"],
            by=person(request),
            now=timezone.now(),
        )
    except writing.Overtaken:
        return _overtaken(request, section, form.cleaned_data["body"])
    messages.success(request, "Avsnittet er lagret.")
    return redirect(section)


def _form(request: HttpRequest, section: Section, data: Any) -> SectionForm:
    return SectionForm(data, instance=section, may_assign=request.user.has_perm("meetings.change_document"))


def _stored(section: Section) -> Section:
    """The section as it is in the database: checking a form fills the one it was given with what was typed."""
    return Section.objects.select_related("document").get(pk=section.pk)


def _overtaken(request: HttpRequest, section: Section, body: str) -> HttpResponse:
    """Both texts, and a form that saves this person's over the other one if that is what they choose."""
    stored = _stored(section)
    data = request.POST.copy()
    data["revision"] = str(stored.revision)
    form = _form(request, section, data)
    overtaken = {"overtaken": stored, "overtaken_blocks": _blocks(stored, stored.body)}
    return _page(request, section, form, body, is_preview=True, **overtaken)


def _page(request: HttpRequest, section: Section, form: SectionForm, body: str, **extra: Any) -> HttpResponse:
    """`body` is what the page shows as it will be printed."""
    document = section.document
    numbers = {one.pk: number for number, one in number_sections(document.sections.all())}
    context = {
        "form": form,
        "editor_media": editor_media(request, form),
        "section": section,
        "stored_title": _stored(section).title,
        "number": section_number(numbers[section.pk]),
        "anchor": "avsnitt-" + "-".join(map(str, numbers[section.pk])),
        "document": document,
        "crumbs": document_crumbs(document),
        "groups": tokens.catalogue(document),
        "blocks": _blocks(section, body),
        "history": history_for(person(request), "meetings.change_section", section),
        **extra,
    }
    return render(request, "meetings/papers/section.html", context)


def _blocks(section: Section, body: str) -> list[dict[str, Any]]:
    """One text as the document prints it."""
    blocks = compose.section_blocks(body, tokens.Binder(section.document))
    return shown_blocks(blocks, pictures_of(section.document_id), level=writing.level(section))
