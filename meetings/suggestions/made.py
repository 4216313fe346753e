"""Which cases were made of what a page shows: the page itself tells it, and so where it was treated."""

from collections.abc import Iterator

from meetings.agenda.closed import title_for
from meetings.agenda.decided import outcome_of
from meetings.suggestions.models import CaseSuggestion
from rorikt.decisions import CaseMade
from rorikt.people.models import User


def made_of(path: str, user: User) -> Iterator[CaseMade]:
    """The oldest first."""
    rows = CaseSuggestion.objects.filter(url=path, item__isnull=False)
    for row in rows.select_related("item__meeting", "item__treatment").order_by("pk"):
        yield case_made(row, user)


def case_made(row: CaseSuggestion, user: User) -> CaseMade:
    item = row.item
    if item is None:
        raise ValueError(f"no case was made of {row.fact}")
    outcome = outcome_of(item)
    return CaseMade(item.number, title_for(item, user), item.get_absolute_url(), outcome.told if outcome else "")
