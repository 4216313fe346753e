"""A change saved as it is made: sent by saving.js and answered as data, or by a plain form and answered with a page.

Whoever changes something has seen what was stored, and sends its stamp along (rorikt.audit.overtaken). A browser gives
each change a number of its own and sends it until it is answered: the same change sent twice is stored once.

| status | means | the browser |
|---|---|---|
| 200 | stored | forgets the change |
| 409 | somebody else has stored something since | shows both, and the person chooses |
| 422, 403 | refused, with the reason | tells it |
| 503 | others are saving, or the database is away | sends it again |
| a redirect | the session has ended | lets the person log in on the spot, and sends it again |
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from rorikt.audit.overtaken import Overtaken
from rorikt.pages.editing import Crumbs
from rorikt.people.person import person
from rorikt.refusals import DATABASE_AWAY, told_in_words
from rorikt.saving.models import SavedChange
from rorikt.snapshot import BUSY

NUMBER, PERSON = "X-Saving", "X-Person"


@dataclass(frozen=True)
class Stored:
    """The stamp of what was sent, and what else the browser is told, such as what now stands where that is more."""

    stamp: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One thing that is changed: what was sent of it, and what stores it and returns the stamp of what then stands."""

    label: str
    form: forms.BaseForm
    store: Callable[[], str | Stored]


@dataclass(frozen=True)
class NotSaved:
    """Why a change was not stored, with what was sent and, where somebody else was first, what is stored."""

    change: Change
    reason: str
    overtaken: Overtaken | None = None

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What the person wrote or chose, in words."""
        fields = [one for one in self.change.form if not one.is_hidden]
        return [(str(one.label), _in_words(one, one.value())) for one in fields if one.value()]

    @property
    def stored(self) -> list[tuple[str, str]]:
        values = self.overtaken.stored if self.overtaken else {}
        fields = {one.name: one for one in self.change.form}
        return [(str(fields[name].label), _in_words(fields[name], value)) for name, value in values.items() if value]

    @property
    def again(self) -> list[tuple[str, str]]:
        """The same change by one who has seen what is stored."""
        data = dict(self.change.form.data.items())
        data.pop("csrfmiddlewaretoken", None)
        seen = self.change.form.add_prefix("seen")
        return list({**data, seen: self.overtaken.stamp if self.overtaken else data.get(seen, "")}.items())


def is_sent_by_script(request: HttpRequest) -> bool:
    return NUMBER in request.headers


def save(request: HttpRequest, changes: Sequence[Change], *, back: str, crumbs: Crumbs) -> HttpResponse:
    """`back` is where the person goes on. A browser sends one change at a time, a plain form all of a page."""
    if is_sent_by_script(request):
        return _answered(request, changes[0], back)
    failed = [told for told in (_tried(change, change.store) for change in changes) if told]
    if not failed:
        messages.success(request, f"Lagret {timezone.localtime():%H.%M}.")
        return redirect(back)
    context = {"failed": failed, "crumbs": crumbs, "back": back, "action": request.path}
    return render(request, "pages/not_saved.html", context, status=409)


def _answered(request: HttpRequest, change: Change, back: str) -> HttpResponse:
    user = person(request)
    if request.headers.get(PERSON) != str(user.pk):
        return JsonResponse(
            {"reason": f"Du er logget inn som {user.name}. Endringen er skrevet av en annen."}, status=403
        )
    try:
        number = UUID(request.headers[NUMBER])
    except ValueError:
        return JsonResponse({"reason": "Endringen har ikke noe nummer."}, status=400)
    answer: dict[str, Any] = {}
    failed = _tried(change, lambda: answer.update(_once(request, number, change, back)))
    if failed is None:
        return JsonResponse(answer)
    if failed.overtaken is None:
        return JsonResponse({"reason": failed.reason}, status=503 if failed.reason in {BUSY, DATABASE_AWAY} else 422)
    told = "\n".join(value for _, value in failed.stored) or "Ingenting"
    overtaken = failed.overtaken
    stored = {"stamp": overtaken.stamp, "stored": dict(overtaken.stored), "told": told, **overtaken.more}
    return JsonResponse({"reason": failed.reason, **stored}, status=409)


def _once(request: HttpRequest, number: UUID, change: Change, back: str) -> dict[str, Any]:
    """What the change was answered with, the first time too."""
    mine = SavedChange.objects.filter(by=person(request))
    if earlier := mine.filter(pk=number).first():
        return dict(earlier.answer)
    now = timezone.now()
    try:
        with transaction.atomic():
            stored = change.store()
            stored = stored if isinstance(stored, Stored) else Stored(stored)
            answer = {"stamp": stored.stamp, "at": f"{timezone.localtime(now):%H.%M}", "next": back, **stored.more}
            SavedChange.objects.create(uuid=number, by=person(request), at=now, answer=answer)
    except IntegrityError:
        if earlier := mine.filter(pk=number).first():  # it was sent twice at once
            return dict(earlier.answer)
        raise
    return answer


def _tried(change: Change, store: Callable[[], object]) -> NotSaved | None:
    """None where it is stored."""
    if not change.form.is_valid():
        reasons = [reason for told in change.form.errors.values() for reason in told]
        return NotSaved(change, " ".join(map(str, reasons)))
    try:
        with told_in_words():
            store()
    except Overtaken as error:
        return NotSaved(change, _told(error), error)
    except ValidationError as error:
        return NotSaved(change, " ".join(error.messages))
    return None


def _told(error: Overtaken) -> str:
    if not error.by or error.at is None:
        return "Noen andre lagret noe annet mens du skrev."
    return f"{error.by} lagret noe annet {timezone.localtime(error.at):%H.%M}."


def _in_words(bound: Any, value: Any) -> str:
    """The label of what was chosen, or the text."""
    choices = getattr(bound.field, "choices", None)
    return str(dict(choices).get(str(value), value)) if choices else str(value or "")
