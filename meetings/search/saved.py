"""Saved searches: kept by their owner, looked at again, told of once for each place that is new."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from meetings.search.filters import asked_of
from meetings.search.models import Entry, SavedSearch, ToldHit
from meetings.search.searching import places_since
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.telling.telling import AT_ONCE, Kind, tell
from rorikt.words.asking import NotAsked, parse

MOST_SAVED = 30
TOO_MANY = f"Du har {MOST_SAVED} lagrede søk. Slett et av dem først."
MOST_TOLD = 100  # new places of one search that are looked at at once
MOST_NAMED = 10
KIND = "meetings.saved_search"
TELLS = (
    Kind(
        KIND,
        "Nye treff på søk jeg har lagret",
        AT_ONCE,
        help="E-posten sier hvor mange det er, og nevner bare det som er åpent for alle.",
    ),
)


@transaction.atomic
def save_search(owner: User, typed: str, asked: str, *, now: datetime) -> SavedSearch:
    """Nothing of it goes into the trail: it is nobody else's. Raises ValidationError."""
    try:
        parse(typed)
    except NotAsked as problem:
        raise ValidationError(str(problem)) from None
    if SavedSearch.objects.filter(owner=owner).count() >= MOST_SAVED:
        raise ValidationError(TOO_MANY)
    saved = SavedSearch(owner=owner, typed=typed, asked=asked, saved_at=now, looked_at=now)
    saved.full_clean()
    saved.save()
    return saved


def delete_search(saved: SavedSearch) -> None:
    saved.delete()


def is_any() -> bool:
    return SavedSearch.objects.exists()


def tell_of_new(now: datetime) -> int:
    """How many places people were told of."""
    return sum(_tell(pk, now) for pk in SavedSearch.objects.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _tell(pk: int, now: datetime) -> int:
    saved = locked(SavedSearch.objects.filter(pk=pk).select_related("owner")).first()
    if saved is None:
        return 0
    new = _new_in(saved)
    SavedSearch.objects.filter(pk=pk).update(looked_at=now)
    ToldHit.objects.bulk_create([ToldHit(saved=saved, place=place_of(entry)) for entry in new], ignore_conflicts=True)
    if new:
        _send(saved, new, now)
    return len(new)


def _new_in(saved: SavedSearch) -> list[Entry]:
    """What is said since it was saved, and has not been told; one for each place, whatever its edition."""
    asked = asked_of(QueryDict(saved.asked), saved.owner)
    entries = places_since(saved.owner, saved.typed, asked.narrow, asked.mentioning)
    since = entries.filter(since__gt=saved.saved_at).select_related("source").order_by("-pk")[: MOST_TOLD * 2]
    told = set(saved.told.values_list("place", flat=True))
    places = {place_of(entry): entry for entry in since}
    return [entry for place, entry in places.items() if place not in told][:MOST_TOLD]


def place_of(entry: Entry) -> str:
    return f"{entry.source.kind}:{entry.source.object_id}:{entry.name}"


def _send(saved: SavedSearch, new: Sequence[Entry], now: datetime) -> None:
    """The mail names neither what was searched for nor what is closed to anybody: it may be passed on."""
    titles = Entry.objects.open_to_all().filter(pk__in=[one.pk for one in new]).values_list("title", flat=True)
    named = "".join(f"\n– {title}" for title in list(dict.fromkeys(titles.order_by("-pk")))[:MOST_NAMED])
    text = f"Det er {len(new)} {'nytt' if len(new) == 1 else 'nye'} treff på et søk du har lagret."
    once = f"{KIND}:{saved.pk}:{max(entry.pk for entry in new)}"
    tell(
        KIND,
        [saved.owner],
        subject="Nytt på et søk du har lagret",
        text=f"{text}{named and f' Blant annet i:{named}'}",
        url=reverse("meetings:saved-search", args=[saved.pk]),
        once=once,
        now=now,
    )
