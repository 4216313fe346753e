"""What runs have to say before the accounts or the keys under them are moved."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q

from budget.allocations.models import AllocationRun
from budget.purposes.models import KeyPurpose


def approved_runs(years: set[int], since: datetime) -> Iterator[str]:
    """One sentence for each run approved after `since` that shares the operating result of one of the years."""
    runs = AllocationRun.objects.approved().filter(kind=AllocationRun.Kind.OPERATING_RESULT, year__in=years)
    for run in runs.filter(approved_at__gte=since):
        yield (
            f"«{run.title}» er godkjent med tall fra denne importen, som derfor ikke kan angres. "
            "Importer en fil som erstatter den, og korriger fordelingen."
        )


def runs_of_keys(purpose: KeyPurpose, first: date, last: date | None) -> Iterator[str]:
    """Of each run of the years that a key is for: an approved one stays, a draft has to be computed again."""
    by_key = Q(key__purpose=purpose) | Q(spans__key__purpose=purpose)
    runs = AllocationRun.objects.filter(by_key, year__gte=first.year).distinct()
    runs = runs if last is None else runs.filter(year__lte=last.year)
    approved = runs.approved().count()
    if approved:
        fordelinger = "1 godkjent fordeling" if approved == 1 else f"{approved} godkjente fordelinger"
        yield f"{fordelinger} i perioden står som de er; skal de følge den nye nøkkelen, må de korrigeres."
    for run in runs.filter(state=AllocationRun.State.DRAFT):
        yield f"Utkastet «{run.title}» må regnes ut på nytt før det kan godkjennes."
