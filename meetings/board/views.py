"""The board of a document's sections, where several are changed at once, and the sections of one person."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from meetings.board import reminding
from meetings.board.actions import Done, change_several, each
from meetings.board.board import CHOICES, Card, board_of, sections_of
from meetings.board.forms import BoardForm
from meetings.carrying import marking
from meetings.comments.counting import open_counts
from meetings.comments.models import Mention
from meetings.documents.finding import document_tabs, find_document
from meetings.documents.models import Document, Section
from meetings.proposing.counting import edits_to_answer, open_edits, own_edits
from rorikt.pages.editing import Crumbs
from rorikt.people.permissions import needs, require
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables.listing import page_of

# What a button of the board does with each of the chosen ones, and how it is told.
ACTS: dict[str, tuple[Callable[..., None], str, str]] = {
    "unchanged": (marking.mark_unchanged, "er merket som uendret siden sist", "er merket som uendret siden sist"),
    "take": (marking.take_last, "har fått teksten fra sist", "har fått teksten fra sist"),
    "confirm": (marking.confirm_text, "er bekreftet", "er bekreftet"),
    "standing": (
        lambda section, **who: marking.set_standing(section, True, **who),
        "er fast tekst og tas med i neste dokument",
        "er faste tekster og tas med i neste dokument",
    ),
    "not_standing": (
        lambda section, **who: marking.set_standing(section, False, **who),
        "er ikke lenger fast tekst",
        "er ikke lenger faste tekster",
    ),
}
NONE_CHOSEN = "Kryss av for de avsnittene det gjelder."


@needs("meetings.view_draft")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent, it does one thing with the sections that are chosen. `?velg=` is what is chosen from the start."""
    document = find_document(request, pk)
    keys = [int(key) for key in request.POST.getlist("section") if key.isdecimal()]
    form = _form(request, request.POST if request.POST.get("do") == "change" else None)
    if request.method == "POST" and _act(request, document, keys, form):
        return redirect("meetings:document-board", pk)
    context = {
        "document": document,
        "columns": board_of(document, person(request), timezone.localdate(), request.GET.get("velg", ""), keys),
        "choices": [(name, label) for name, (label, _) in CHOICES.items() if name in {"alle", "ubekreftet", "uendret"}],
        "form": form,
        "may_change": request.user.has_perm("meetings.change_section"),
        "may_remind": request.user.has_perm("meetings.change_document"),
        "tabs": document_tabs(request, document, "document-board"),
        "carried_own": document.manual_figures.filter(is_carried=True).count()
        + document.manual_tables.filter(is_carried=True).count(),
    }
    return render(request, "meetings/board/board.html", context)


def _form(request: HttpRequest, data: object) -> BoardForm:
    may = request.user.has_perm("meetings.change_document")
    return BoardForm(data, may_assign=may, may_assure=request.user.has_perm("meetings.assure_section"))


def _act(request: HttpRequest, document: Document, keys: list[int], form: BoardForm) -> bool:
    """Whether anything was done; what was not is told."""
    require(person(request), "meetings.change_section")
    chosen = list(document.sections.filter(pk__in=keys).select_related("responsible"))
    do = request.POST.get("do", "")
    if not chosen:
        messages.error(request, NONE_CHOSEN)
        return False
    if do in ACTS:
        act, one, many = ACTS[do]
        return _tell(request, each(chosen, act, by=person(request), now=timezone.now()), one, many)
    if do != "remind" and not form.is_valid():
        return False
    try:
        with told_in_words():
            count = _remind(request, chosen) if do == "remind" else _change(request, chosen, form)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, f"{count} avsnitt er endret." if do != "remind" else _reminded(count))
    return True


def _change(request: HttpRequest, chosen: list[Section], form: BoardForm) -> int:
    return change_several(chosen, **form.changes(), by=person(request), now=timezone.now())


def _remind(request: HttpRequest, chosen: list[Section]) -> int:
    require(person(request), "meetings.change_document")
    return reminding.ask(chosen, now=timezone.now())


def _reminded(count: int) -> str:
    return f"Påminnelse om {count} avsnitt sendes nå." if count else "Disse er allerede påminnet i dag."


def _tell(request: HttpRequest, done: Done, one: str, many: str) -> bool:
    if done.count:
        messages.success(request, f"{done.count} avsnitt {one if done.count == 1 else many}.")
    for refusal in done.refusals:
        messages.warning(request, refusal)
    return bool(done.count)


@needs("meetings.view_draft")
def my_sections(request: HttpRequest) -> HttpResponse:
    """In all drafts, the most overdue first; the open comments where this person is mentioned, and suggested edits."""
    user, today = person(request), timezone.localdate()
    page = page_of(request, sections_of(user))
    comments, edits = open_counts(list(page)), open_edits(list(page))
    mentions = Mention.objects.of_open(user).select_related("comment__section__document", "comment__made_by")
    crumbs: Crumbs = [("Dokumenter", reverse("meetings:documents"))]
    context = {
        "crumbs": crumbs,
        "page": page,
        "cards": [Card(one, "", comments.get(one.pk, 0), today, edits.get(one.pk, 0)) for one in page],
        "edits_to_answer": edits_to_answer(user),
        "own_edits": own_edits(user, timezone.now()),
        "mentions": mentions.order_by("-made_at")[:20],
    }
    return render(request, "meetings/board/my_sections.html", context)
