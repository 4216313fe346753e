"""What approved runs have to say before the accounts under them are taken away."""

from collections.abc import Iterator
from datetime import datetime

from budget.allocations.models import AllocationRun


def approved_runs(years: set[int], since: datetime) -> Iterator[str]:
    """One sentence for each run approved after `since` that shares the operating result of one of the years."""
    runs = AllocationRun.objects.approved().filter(kind=AllocationRun.Kind.OPERATING_RESULT, year__in=years)
    for run in runs.filter(approved_at__gte=since):
        yield (
            f"«{run.title}» er godkjent med tall fra denne importen, som derfor ikke kan angres. "
            "Importer en fil som erstatter den, og korriger fordelingen."
        )
