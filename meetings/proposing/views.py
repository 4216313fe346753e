"""Changes that are suggested to a section: written by who may read the draft, decided by who may write in it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents.finding import document_crumbs, find_section
from meetings.documents.models import Section
from meetings.proposing import actions
from meetings.proposing.beside import suggest_url
from meetings.proposing.forms import DecideForm, SuggestForm
from meetings.proposing.models import ProposedEdit
from rorikt.pages.editing import Crumbs, editor_media
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.saving.answering import Change, Stored, is_sent_by_script, save
from rorikt.tables.listing import page_of
from rorikt.texts.differing import difference

SENT = "Forslaget er sendt. Teksten i avsnittet er som før til noen tar det inn."


def find_edit(pk: int) -> ProposedEdit:
    edits = ProposedEdit.objects.select_related(
        "section__document__agenda_item__meeting", "base", "made_by", "decided_by"
    )
    return get_object_or_404(edits, pk=pk)


@needs("meetings.view_draft")
def section_edits(request: HttpRequest, pk: int) -> HttpResponse:
    """The open ones first, then what has become of the others, the newest first."""
    section = find_section(pk)
    edits = ProposedEdit.objects.filter(section=section).select_related("made_by", "decided_by")
    edits = edits.order_by(F("decided_at").desc(nulls_first=True), "-made_at", "-pk")
    page = page_of(request, edits)
    context = {"section": section, "page": page, "crumbs": _crumbs(section), "suggest_url": suggest_url(section)}
    return render(request, "meetings/proposing/section_edits.html", context)


@needs(actions.MAY, of=find_section)
def suggest(request: HttpRequest, section: Section) -> HttpResponse:
    """The text of the section in the editor, and why it should be another."""
    if section.document.is_approved and request.method == "GET":
        messages.error(request, actions.IS_APPROVED)
        return redirect("meetings:section-edits", section.pk)
    form = SuggestForm(request.POST or None, section=section)

    def store() -> Stored:
        typed = form.cleaned_data
        made = actions.suggest_edit(
            section,
            typed["body"],
            seen=typed["base"],
            reason=typed["reason"],
            by=person(request),
            now=timezone.now(),
        )
        messages.success(request, SENT)
        return Stored(typed["base"], {"next": made.get_absolute_url()})

    if is_sent_by_script(request):
        change = Change(f"Forslag til {section}", form, store)
        return save(request, [change], back=request.path, crumbs=_crumbs(section))
    if form.is_valid():
        try:
            with told_in_words():
                return redirect(store().more["next"])
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "section": section,
        "form": form,
        "editor_media": editor_media(request, form),
        "crumbs": [*_crumbs(section), ("Forslag til endring", reverse("meetings:section-edits", args=[section.pk]))],
    }
    return render(request, "meetings/proposing/suggest.html", context)


@needs("meetings.view_draft")
def proposed_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, find_edit(pk))


@require_POST
@needs("meetings.change_section", of=lambda pk: find_edit(pk).section)
def take(request: HttpRequest, section: Section) -> HttpResponse:
    edit = find_edit(_key(request))
    form = _decide_form(edit, request.POST)
    if not form.is_valid():
        return _page(request, edit, form)
    try:
        with told_in_words():
            taken = actions.take_edit(
                edit,
                form.choices(),
                seen=form.cleaned_data["seen"],
                answer=form.cleaned_data["answer"],
                by=person(request),
                now=timezone.now(),
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _page(request, find_edit(edit.pk), form)
    told = "Forslaget er tatt inn." if taken.state == ProposedEdit.State.TAKEN else "Det du valgte, er tatt inn."
    messages.success(request, told)
    return redirect(section)


@require_POST
@needs("meetings.change_section", of=lambda pk: find_edit(pk).section)
def refuse(request: HttpRequest, section: Section) -> HttpResponse:
    edit = find_edit(_key(request))
    form = _decide_form(edit, request.POST)
    form.is_valid()  # what is ticked counts for nothing here
    if "answer" in form.errors:
        return _page(request, edit, form)
    try:
        with told_in_words():
            actions.refuse_edit(edit, answer=form.cleaned_data["answer"], by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Forslaget er avslått. Teksten er som før.")
    return redirect(edit)


@require_POST
@needs("meetings.withdraw_edit", of=find_edit)
def withdraw(request: HttpRequest, edit: ProposedEdit) -> HttpResponse:
    try:
        with told_in_words():
            actions.withdraw_edit(edit, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Forslaget er trukket.")
    return redirect(edit)


def _page(request: HttpRequest, edit: ProposedEdit, form: DecideForm | None = None) -> HttpResponse:
    """What is suggested against what it was written on, and for who may decide, against what stands."""
    user, section = person(request), edit.section
    may_decide = edit.is_open and user.has_perm("meetings.change_section", section)
    context = {
        "edit": edit,
        "section": section,
        "differences": difference(edit.base.body, edit.body),
        "form": (form if form and edit.is_open else _decide_form(edit)) if may_decide else None,
        "may_withdraw": edit.is_open and user.has_perm("meetings.withdraw_edit", edit),
        "crumbs": [*_crumbs(section), ("Forslag til endring", reverse("meetings:section-edits", args=[section.pk]))],
    }
    return render(request, "meetings/proposing/proposed_edit.html", context)


def _decide_form(edit: ProposedEdit, data: Any = None) -> DecideForm:
    return DecideForm(data, changes=actions.changes_in(edit), initial={"seen": str(edit.section.revision)})


def _crumbs(section: Section) -> Crumbs:
    board = reverse("meetings:document-board", args=[section.document_id])
    return [*document_crumbs(section.document), ("Tavle", board)]


def _key(request: HttpRequest) -> int:
    return int(request.resolver_match.kwargs["pk"]) if request.resolver_match else 0
