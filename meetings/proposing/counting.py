"""How many open suggestions sections have, and which of them one person is to know of."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from meetings.documents.models import Section
from meetings.proposing.models import ProposedEdit
from rorikt.people.models import User

MOST = 20  # on the page of one person
KNOWN_AFTER = timedelta(days=14)  # an answer is no news any more


def open_edits(sections: "Iterable[Section] | QuerySet[Section]") -> dict[int, int]:
    """By the key of the section; those without any are left out."""
    counted = ProposedEdit.objects.open().filter(section__in=sections).order_by().values_list("section")
    return dict(counted.annotate(count=Count("pk")))


def edits_to_answer(user: User) -> list[ProposedEdit]:
    """To the sections that this person is responsible for, the oldest first."""
    return list(_told(ProposedEdit.objects.open().owned_by(user))[:MOST])


def own_edits(user: User, now: datetime) -> list[ProposedEdit]:
    """Those this person has made that are open, or were answered not long ago, the newest first."""
    news = Q(state=ProposedEdit.State.OPEN) | Q(decided_at__gt=now - KNOWN_AFTER)
    return list(_told(ProposedEdit.objects.filter(news, made_by=user)).order_by("-made_at", "-pk")[:MOST])


def _told(edits: "QuerySet[ProposedEdit]") -> "QuerySet[ProposedEdit]":
    return edits.select_related("section__document", "made_by", "decided_by")
