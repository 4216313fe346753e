"""Who writes where now: told by open editors each quarter of a minute, forgotten when they stop. Locks nothing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model

from rorikt.people.models import User
from rorikt.saving.models import Presence

FORGOTTEN_AFTER = timedelta(seconds=45)


def note(row: Model, user: User, now: datetime) -> None:
    here = Presence(place=_place(row), user=user, at=now)
    Presence.objects.bulk_create([here], update_conflicts=True, unique_fields=["place", "user"], update_fields=["at"])


def leave(row: Model, user: User) -> None:
    Presence.objects.filter(place=_place(row), user=user).delete()


def writers(rows: Iterable[Model], now: datetime, *, but: User) -> dict[int, str]:
    """«Kari og Ola skriver her nå», by the key of each row that others than `but` have open."""
    keys = {_place(row): row.pk for row in rows}
    there = Presence.objects.filter(place__in=keys, at__gt=now - FORGOTTEN_AFTER).exclude(user=but)
    names: dict[int, list[str]] = defaultdict(list)
    for one in there.select_related("user").order_by("user__name", "pk"):
        names[keys[one.place]].append(one.user.name)
    return {pk: _told(found) for pk, found in names.items()}


def _told(names: list[str]) -> str:
    listed = " og ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{listed} skriver her nå"


def _place(row: Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"
