"""Notes of the person who is logged in, and those shared with them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from meetings.agenda.finding import find_meeting
from meetings.notes import actions, exporting, leaving
from meetings.notes.forms import AskForm, NoteForm, NotesFilter, PlacedNoteForm, form_of
from meetings.notes.models import Note, NoteQuerySet
from meetings.notes.places import place_of, read
from meetings.notes.shown import ShownNote, shown_of
from meetings.questions.actions import ask as ask_question
from meetings.questions.models import Question
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.pages.going_back import is_own_page
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.saving.answering import Change, Stored, save
from rorikt.tables.listing import page_of

# What a new note is of, by the parameter of its page.
ABOUT = {"dokument": "document", "vedlegg": "attachment", "sak": "item", "mote": "meeting"}


def find(pk: UUID) -> Note | None:
    """None for one that is not there, so that this is answered as one that is somebody else's."""
    return Note.objects.with_place().filter(pk=pk).first()


def crumbs() -> Crumbs:
    return [("Notater", reverse("meetings:notes"))]


@needs("meetings.keep_notes")
def notes(request: HttpRequest) -> HttpResponse:
    """One's own and those shared with one, of a meeting, of a case, or all; the newest first."""
    user = person(request)
    form = NotesFilter(request.GET, user=user)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = _chosen(Note.objects.readable_by(user).with_place(), user, chosen)
    query = chosen.get("q", "").casefold().split()
    if query:  # what is sealed is read here, and nowhere else
        rows = [one for one in rows if all(word in _sayings(one) for word in query)]  # type: ignore[assignment]
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "notes": shown_of(page.object_list, user),
        "is_filtered": any(chosen.values()),
        "leaving": leaving.of(user),
        "questions": Question.objects.readable_by(user).filter(asked_by=user).exists(),
        "may_answer": Question.objects.answerable_by(user).exists(),
        "item": chosen.get("sak"),
    }
    return render(request, "meetings/notes/notes.html", context)


def _chosen(rows: NoteQuerySet, user: User, chosen: dict[str, Any]) -> NoteQuerySet:
    if meeting := chosen.get("mote"):
        rows = rows.in_meeting(meeting)
    if item := chosen.get("sak"):
        rows = rows.of_case(item)
    if whose := chosen.get("hvem"):
        rows = rows.of(user) if whose == "mine" else rows.exclude(author=user)
    return rows


def _sayings(note: Note) -> str:
    words = note.words
    return " ".join([words.text, words.quote]).casefold()


@needs("meetings.read_note", of=find)
def note(request: HttpRequest, found: Note) -> HttpResponse:
    user = person(request)
    [shown] = shown_of([found], user)
    context = {"shown": shown, "crumbs": crumbs(), "form": form_of(found, user) if shown.is_own else None}
    return render(request, "meetings/notes/note_page.html", context)


@require_POST
@sensitive_post_parameters()
@needs("meetings.keep_notes")
def save_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The note of that number as it is written, new or not; answered as data to a script, see rorikt/saving."""
    user = person(request)
    form = NoteForm(request.POST, user=user)

    def store() -> Stored:
        if form.cleaned_data["is_deleted"]:
            actions.delete_note(pk, seen=form.cleaned_data["seen"], by=user)
            return Stored("")
        saved = actions.save_note(pk, form.sent, seen=form.cleaned_data["seen"], by=user, now=timezone.now())
        return Stored(saved.stamp, {"told": saved.told} if saved.told else {})

    back = request.POST.get("back", "")
    back = back if is_own_page(back) else reverse("meetings:notes")
    return save(request, [Change("Notat", form, store)], back=back, crumbs=crumbs())


@sensitive_post_parameters()
@needs("meetings.keep_notes")
def new(request: HttpRequest) -> HttpResponse:
    """A page that needs no script: of the document, attachment, case or meeting that is asked for."""
    user = person(request)
    if not request.GET.keys() & ABOUT.keys():
        messages.info(request, "Åpne det du vil notere ved, og velg «Nytt notat» der.")
        return redirect("meetings:notes")
    about, title, content, has_pages = _asked_for(request, user)
    form = PlacedNoteForm(
        request.POST or None,
        user=user,
        content=content,
        chosen=request.GET.get("sted", ""),
        has_pages=has_pages,
        initial=about,
    )

    def store() -> str:
        saved = actions.save_note(form.cleaned_data["number"], form.sent, seen="", by=user, now=timezone.now())
        messages.success(request, saved.told or f"Notatet er lagret {timezone.localtime():%H.%M}.")
        [shown] = shown_of([saved.note], user)
        return shown.url or reverse("meetings:notes")

    return store_page(request, form, store, heading="Nytt notat", crumbs=crumbs(), lead=title, submit="Lagre notatet")


def _asked_for(request: HttpRequest, user: User) -> tuple[dict[str, int], str, Any, bool]:
    """The field and key of what it is of, what that is called, its content, and whether it has pages."""
    for parameter, name in ABOUT.items():
        asked = request.GET.get(parameter, "")
        if not asked.isdecimal() or len(asked) > 12:
            continue
        place = place_of({name: int(asked)}, user)
        if not place.stored:
            raise Http404
        row: Any = place.stored[name]
        content = read(row, None, user)[0] if name == "document" else None
        return {name: row.pk}, place.words["title"], content, name in {"attachment", "meeting"}
    raise Http404


@needs("meetings.change_note", of=find)
def delete(request: HttpRequest, found: Note) -> HttpResponse:
    user = person(request)
    [shown] = shown_of([found], user)
    return delete_page(
        request,
        lambda: actions.delete_note(found.pk, seen=found.stamp, by=user),
        heading="Slett notatet?",
        consequence=f"«{shown.label}» slettes for godt. Et spørsmål du har sendt fra det, blir stående i saken.",
        crumbs=crumbs(),
        back=shown.url or found.get_absolute_url(),
        done=shown.url or reverse("meetings:notes"),
        verb="Slett notatet",
        told="Notatet er slettet.",
    )


@sensitive_post_parameters()
@needs("meetings.change_note", of=find)
def ask(request: HttpRequest, found: Note) -> HttpResponse:
    """Send the text as a question: what is written here, and nothing else of the note."""
    user = person(request)
    [shown] = shown_of([found], user)
    if not shown.url:
        return _not_asked(request)
    form = AskForm(request.POST or None, initial={"text": shown.words.text[:4000]})

    def store() -> str:
        ask_question(
            form.cleaned_data["text"],
            item=found.item or getattr(found.document or found.attachment, "agenda_item", None),
            document=found.document,
            anchor=shown.url.partition("#")[2],
            about=_about(shown),
            is_shared=form.cleaned_data["is_shared"],
            note=found.pk,
            by=user,
            now=timezone.now(),
        )
        messages.success(request, "Spørsmålet er sendt. Svaret kommer på stedet der du stilte det.")
        return shown.url

    lead = f"Det du skriver her, leses av saksbehandlerne, IKT-lederen og sekretæren. Gjelder: {_about(shown)}"
    return store_page(
        request, form, store, heading="Send som spørsmål", crumbs=crumbs(), lead=lead, submit="Send spørsmålet",
        back=shown.url,
    )  # fmt: skip


def _about(shown: ShownNote) -> str:
    """Where it is, and the words of the paper that it points at."""
    place = ", ".join(filter(None, [shown.title, shown.place]))
    return f"{place}: «{shown.words.quote}»" if shown.words.quote else place


def _not_asked(request: HttpRequest) -> HttpResponse:
    messages.error(request, "Stedet notatet gjelder, er ikke å finne lenger, så det er ingen å spørre.")
    return redirect("meetings:notes")


@needs("meetings.keep_notes")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All of one's own: a page to read and print, or data."""
    user = person(request)
    if kind not in exporting.KINDS:
        raise Http404
    return exporting.answer(kind, shown_of(Note.objects.of(user).with_place().order_by("made_at"), user), user)


@needs("meetings.keep_notes")
def of_meeting(request: HttpRequest, year: int, sequence: int) -> JsonResponse:
    """One's own of a meeting, as data: for who takes the meeting along."""
    user = person(request)
    rows = Note.objects.of(user).in_meeting(find_meeting(year, sequence)).with_place()
    return JsonResponse({"notes": [exporting.as_data(one) for one in shown_of(rows, user)]})
