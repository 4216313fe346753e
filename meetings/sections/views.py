"""The editor of one section: its text with tokens, the list of tokens, and how it will be printed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents import writing
from meetings.documents.finding import document_crumbs, find_section, note_document
from meetings.documents.models import Section
from meetings.documents.numbering import number_sections, section_number
from meetings.papers import compose
from meetings.papers.checks import draft_problems
from meetings.papers.render import pictures_of, shown_blocks
from meetings.revisions.saving import FACTS, Diverged, Saved, save_section
from meetings.sections.beside import beside
from meetings.sections.forms import SectionForm
from meetings.tokens.catalogue import catalogue
from rorikt.audit.history import history_for
from rorikt.pages.editing import Crumbs, editor_media
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.saving import presence
from rorikt.saving.answering import Change, Stored, is_sent_by_script, save

# The name of a field in the form, where what is stored has another.
FIELDS = {"responsible_id": "responsible"}


def find(pk: int, number: int | None = None) -> Section:
    """`number` is one of its revisions, where the page is of that one."""
    return find_section(pk)


def section_crumbs(section: Section) -> Crumbs:
    outline = reverse("meetings:document-outline", args=[section.document_id])
    return [*document_crumbs(section.document), ("Disposisjon", outline)]


@needs("meetings.change_section", of=find)
def edit_section(request: HttpRequest, section: Section) -> HttpResponse:
    stored_title, stored_body = section.title, section.body  # checking a form fills the one it was given
    is_script = is_sent_by_script(request)
    may_assign = request.user.has_perm("meetings.change_document")
    form = SectionForm(request.POST or None, instance=section, may_assign=may_assign, is_draft=is_script)
    if is_script:
        change = Change(str(section), form, lambda: _stored_as_written(request, form))
        return save(request, [change], back=section.get_absolute_url(), crumbs=section_crumbs(section))
    page = {"stored_title": stored_title, "shown_body": stored_body}
    if not form.is_valid():
        return _page(request, section, form, **page)
    if "preview" in request.POST:
        return _page(request, section, form, **page | {"shown_body": section.body}, is_preview=True)
    try:
        with told_in_words():
            _save(request, form)
    except Diverged as diverged:
        return _diverged(request, section, form, diverged, page)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, section, form, **page)
    messages.success(request, "Avsnittet er lagret.")
    for told in [*form.notes, *draft_problems(section.body)]:
        messages.warning(request, told)
    return redirect(section)


def _save(request: HttpRequest, form: SectionForm) -> Saved:
    return save_section(form.instance, seen=form.cleaned_data["text_seen"], by=person(request), now=timezone.now())


def _stored_as_written(request: HttpRequest, form: SectionForm) -> Stored:
    """For the browser: `now` holds the fields that stand otherwise than they were sent, with their stamp."""
    try:
        saved = _save(request, form)
    except Diverged as diverged:
        diverged.values = {choice: _named(values) for choice, values in diverged.values.items()}
        raise
    told: dict[str, Any] = {"notes": [*form.notes, *draft_problems(saved.section.body)]}
    now = _stands(saved.section)
    now["fields"] = {name: value for name, value in now["fields"].items() if form.data.get(name, value) != value}
    if now["fields"] or now["stamp"] != saved.stamp:
        told["now"] = now
    return Stored(saved.stamp, told)


def _stands(section: Section) -> dict[str, Any]:
    """What is stored, as an open editor takes it in."""
    values = {name: getattr(section, name) for name in ("title", "body", *FACTS)}
    return {"stamp": str(section.revision), "fields": _named(values)}


def _named(values: dict[str, Any]) -> dict[str, str]:
    """As the fields of the form hold them."""
    return {FIELDS.get(name, name): str("" if value is None else value) for name, value in values.items()}


def _diverged(
    request: HttpRequest, section: Section, form: SectionForm, diverged: Diverged, page: dict[str, Any]
) -> HttpResponse:
    """Both texts, and the three ways to go on, for one who saves without script."""
    labels = {"mine": "Bruk mitt", "theirs": "Bruk det som er lagret", "both": "Ta med begge"}
    choices = [
        (labels[choice], list({**_named(values), "text_seen": diverged.stamp}.items()))
        for choice, values in diverged.values.items()
    ]
    return _page(request, section, form, **page, diverged=diverged, choices=choices)


def _page(request: HttpRequest, section: Section, form: SectionForm, *, shown_body: str, **extra: Any) -> HttpResponse:
    """`shown_body` is what the page shows as it will be printed.

    Every figure that a text may hold takes a second to compute: the page of who begins to write is sent without them,
    and one without script has a link to the `whole` page. The editor asks for them by itself, see chips.js, and
    writing.js for how the section will be printed.
    """
    document, user = section.document, person(request)
    note_document(request, document)
    stored = Section.objects.select_related("document", "came_from__document").get(pk=section.pk)
    numbers = {
        one.pk: number
        for number, one in number_sections(document.sections.only("pk", "parent", "position", "document"))
    }
    context = {
        "form": form,
        "editor_media": editor_media(request, form),
        "section": section,
        "stored": stored,
        "number": section_number(numbers[section.pk]),
        "anchor": compose.anchor_of(numbers[section.pk]),
        "document": document,
        "crumbs": section_crumbs(section),
        "history": history_for(user, "meetings.change_section", section),
        "writers": presence.writers([section], timezone.now(), but=user).get(section.pk, ""),
        **{name: value for show in beside for name, value in show(request, stored).items()},
        **extra,
    }
    is_whole = "hele" in request.GET or bool(extra.get("is_preview"))
    if is_whole or "slik" in request.GET:
        shown = shown_blocks(
            compose.blocks_of(shown_body, document),
            pictures_of(document.pk),
            level=writing.level(section),
        )
        context |= {"is_shown": True, "blocks": shown}
    if is_whole:
        context |= {"is_whole": True, "groups": catalogue(document)}
    return render(request, "meetings/sections/section.html", context)


@require_POST
@needs("meetings.change_section", of=find)
def note_presence(request: HttpRequest, section: Section) -> HttpResponse:
    """Told by the open editor; it hears who else is here, and what stands if that is not what it has seen.

    `?borte` when it is closed.
    """
    if "borte" in request.GET:
        presence.leave(section, person(request))
        return JsonResponse({})
    now = timezone.now()
    presence.note(section, person(request), now)
    others = presence.writers([section], now, but=person(request))
    told: dict[str, Any] = {"told": others.get(section.pk, "")}
    if request.POST.get("seen") != str(section.revision):
        told["now"] = _stands(section)
    return JsonResponse(told)
