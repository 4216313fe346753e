"""All that a person has noted, to take along: a page that is read and printed, and data in JSON."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from meetings.notes.shown import ShownNote
from rorikt.people.models import User

KINDS = ("html", "json")


def answer(kind: str, notes: Sequence[ShownNote], user: User) -> HttpResponse:
    day = timezone.localdate()
    if kind == "json":
        data = {"name": user.name, "made_on": day, "notes": [as_data(one) for one in notes]}
        response: HttpResponse = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        page = {"notes": notes, "person": user, "day": day}
        response = HttpResponse(render_to_string("meetings/notes/export.html", page))
    response["Content-Disposition"] = f'attachment; filename="notater-{day}.{kind}"'
    return response


def as_data(shown: ShownNote) -> dict[str, Any]:
    """What a browser needs to show it at its place, and a person to use it elsewhere."""
    note, words = shown.note, shown.words
    return {
        "uuid": str(note.pk),
        "stamp": note.stamp,
        "text": words.text,
        "quote": words.quote,
        "place": shown.place,
        "title": shown.title,
        "url": shown.url,
        "document": note.document_id,
        "attachment": note.attachment_id,
        "item": note.item_id,
        "meeting": note.meeting_id,
        "section": note.section,
        "block": note.block,
        "page": note.page,
        "row": words.row,
        "column": words.column,
        "told": shown.told,
        "was": words.was,
        "is_shared": note.shared_with_id is not None,
        "made_at": timezone.localtime(note.made_at).isoformat(),
        "changed_at": timezone.localtime(note.changed_at).isoformat(),
        "questions": [
            {"text": one.text, "asked_at": one.asked_at, "answer": one.answer, "answered_at": one.answered_at}
            for one in shown.questions
        ],
    }
