"""How many open comments sections have, in one query."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from meetings.comments.models import Comment
from meetings.documents.models import Section


def open_counts(sections: "Iterable[Section] | QuerySet[Section]") -> dict[int, int]:
    """By the key of the section; those without any are left out."""
    counted = Comment.objects.open().filter(section__in=sections).order_by().values_list("section")
    return dict(counted.annotate(count=Count("pk")))
