"""The suggestions as they are stored, and in words."""

from collections.abc import Iterable

from budget.allocations.models import AllocationRun
from budget.ledger import kostra
from budget.money.reader import Reader
from budget.posting.models import PostingRule
from budget.posting.suggested import Suggestion


def suggestions() -> list[Suggestion]:
    rows = PostingRule.objects.order_by().values_list("kind", "subject", "year", "art", "function")
    return [Suggestion(*row) for row in rows]


def named_art(art: str, year: int) -> str:
    """`270 Andre tjenester`, as the list of the year names it."""
    return f"{art} {kostra.arts(year).get(art, '')}".strip()


def titles_of(subjects: Iterable[str], reader: Reader) -> dict[str, str]:
    """What is charged under each subject, as the reader may see it: by the newest run of it."""
    wanted = {subject for subject in subjects if subject}
    runs = AllocationRun.objects.filter(subject__in=wanted).order_by("pk") if wanted else ()
    return {run.subject: reader.of_run(run).text(run.title) for run in runs}
