"""The page of search, and a person's own saved searches."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.search import offering, saved, storing
from meetings.search.filters import Asked, asked_of
from meetings.search.models import SavedSearch
from meetings.search.searching import HITS_IN_A_GROUP, MOST, search
from meetings.visits.quoted import note_quoted
from rorikt.characters import writable
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.words.asking import NotAsked, parse

KEPT = ("q", "aar", "type", "mote", "kommune", "orden", "sak")  # of an address, in this order
MOST_IN_ONE = 200  # places of one case, where that is all that is shown
MOST_OWN = 20


@needs("meetings.view_meeting")
def search_page(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request.GET, person(request), request)
    context: dict[str, Any] = {"asked": asked, "typed": asked.typed, "told": asked.error, "most": MOST}
    if "q" in request.GET and not asked.error:
        context |= _results(request, asked)
    return render(request, "meetings/search/search.html", context)


def _results(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    if not settings.HAS_WORKER:
        storing.keep_in_step()
    user = person(request)
    try:
        found = search(
            user,
            asked.typed,
            narrow=asked.narrow,
            mentioning=asked.mentioning,
            by_date=asked.by_date,
            page=asked.page,
            hits_in_a_group=MOST_IN_ONE if asked.item else HITS_IN_A_GROUP,
            today=timezone.localdate(),
        )
    except NotAsked as problem:
        return {"told": str(problem)}
    note_quoted(user, (hit.entry for group in found.groups for hit in group.hits), "treff i søk", now=timezone.now())
    own = [hit for look in offering.own for hit in look(user, parse(asked.typed))][:MOST_OWN]
    return {
        "found": found,
        "own": own,
        "kinds": [(label, count, _address(request, type=value)) for value, label, count in found.kinds],
        "years": [(year, count, _address(request, aar=str(year))) for year, count in found.years],
        "groups": [(group, _address(request, sak=str(group.item)) if group.item else "") for group in found.groups],
        "everything": _address(request, type="", aar="", mote="", kommune="", sak=""),
        "nearest": _address(request, q=found.nearest) if found.nearest else "",
        "before": _address(request, side=str(found.page - 1)) if found.page > 1 else "",
        "after": _address(request, side=str(found.page + 1)) if found.page < found.pages else "",
        "asked_again": _query(request).urlencode(),
    }


def _query(request: HttpRequest, **changed: str) -> QueryDict:
    """What was asked for, in one order and without what is empty, so that the same search has one address."""
    query = QueryDict(mutable=True)
    for name in (*KEPT, "side"):
        value = changed.get(name, "" if name == "side" else request.GET.get(name, ""))
        if value:
            query[name] = str(value)
    return query


def _address(request: HttpRequest, **changed: str) -> str:
    return f"{request.path}?{_query(request, **changed).urlencode()}"


@needs("meetings.view_meeting")
def saved_searches(request: HttpRequest) -> HttpResponse:
    own = SavedSearch.objects.filter(owner=person(request))
    return render(request, "meetings/search/saved.html", {"searches": own})


@needs("meetings.view_meeting")
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a mail leads, whose address tells nothing."""
    found = _own(request, pk)
    return redirect(f"{found.get_absolute_url()}&orden=dato")


@require_POST
@needs("meetings.view_meeting")
def save_search(request: HttpRequest) -> HttpResponse:
    """What stands in the address of the search is posted as it is."""
    asked = QueryDict(request.POST.get("asked", "")[:600])
    query = QueryDict(mutable=True)
    for name in KEPT:
        if value := writable(asked.get(name, "")):
            query[name] = value
    back = f"{reverse('meetings:search')}?{query.urlencode()}"
    try:
        saved.save_search(person(request), query.get("q", ""), query.urlencode(), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    messages.success(request, "Søket er lagret. Du får beskjed når det kommer noe nytt som passer.")
    return redirect("meetings:saved-searches")


@require_POST
@needs("meetings.view_meeting")
def delete_saved(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    saved.delete_search(found)
    messages.success(request, "Søket er slettet.")
    return redirect("meetings:saved-searches")


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    """The same answer to who asks for another's and for one that is not there."""
    found = SavedSearch.objects.filter(pk=pk, owner=person(request)).first()
    if found is None:
        raise PermissionDenied
    return found
