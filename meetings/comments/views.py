"""The comments of a section, for all who may read the draft: a page of its own, and a part of the section's page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.comments import actions
from meetings.comments.beside import comments_beside
from meetings.comments.forms import AnswerForm, CommentForm
from meetings.comments.models import Comment
from meetings.documents.finding import document_crumbs, find_section
from meetings.documents.models import Section
from rorikt.pages.editing import store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.texts import richtext


@needs("meetings.view_draft")
def section_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it is stored, with its codes, and what is said of it. A new comment is sent here."""
    section = find_section(pk)
    form = None
    if request.method == "POST":
        form = CommentForm(request.POST, section=section, auto_id="kommentar_%s")
        if form.is_valid():
            made = _write(request, section, form)
            if made:
                messages.success(request, "Kommentaren er lagt til.")
                return redirect(made)
    context = {
        "section": section,
        "document": section.document,
        "crumbs": document_crumbs(section.document),
        "parts": [richtext.to_html(element) for element in richtext.elements(section.body)],
        "may_write": request.user.has_perm("meetings.change_section", section),
        **comments_beside(request, section, form),
    }
    return render(request, "meetings/comments/section_comments.html", context)


def _write(request: HttpRequest, section: Section, form: CommentForm) -> Comment | None:
    said = {name: form.cleaned_data[name] for name in ("text", "quote", "block")}
    try:
        return actions.write_comment(section, said.pop("text"), **said, by=person(request), now=timezone.now())
    except ValidationError as error:
        form.add_error("text", error)
        return None


@needs(actions.MAY)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _find_comment(pk)
    form = AnswerForm(request.POST or None, section=comment.section)

    def store() -> str:
        actions.answer_comment(comment, form.cleaned_data["text"], by=person(request), now=timezone.now())
        messages.success(request, "Svaret er lagt til.")
        return comment.get_absolute_url()

    section = comment.section
    crumbs = [*document_crumbs(section.document), (f"Kommentarer: {section}", comment.get_absolute_url())]
    return store_page(
        request,
        form,
        store,
        heading="Svar på kommentar",
        crumbs=crumbs,
        submit="Svar",
        lead=comment.text,
        script="rorikt/commenting.js",
    )


@require_POST
@needs(actions.MAY)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _find_comment(pk)
    actions.settle_comment(comment, by=person(request), now=timezone.now())
    messages.success(request, "Kommentaren er avgjort.")
    return redirect(comment)


@require_POST
@needs(actions.MAY)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _find_comment(pk)
    actions.reopen_comment(comment, by=person(request), now=timezone.now())
    messages.success(request, "Kommentaren er tatt opp igjen.")
    return redirect(comment)


def _find_comment(pk: int) -> Comment:
    return get_object_or_404(Comment.objects.select_related("section__document"), pk=pk)
