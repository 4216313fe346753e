"""What estimates have to say before the keys that split them are moved."""

from collections.abc import Iterator
from datetime import date

from budget.estimates.models import CostEstimate
from budget.purposes.models import KeyPurpose


def estimates_of_keys(purpose: KeyPurpose, first: date, last: date | None) -> Iterator[str]:
    """Estimates with costs in the years that a key is for: approved papers stay, the estimate is split anew."""
    found = CostEstimate.objects.filter(purpose=purpose)
    if purpose.is_general:
        found |= CostEstimate.objects.filter(purpose__isnull=True)
    found = found.filter(lines__year__gte=first.year)
    count = (found if last is None else found.filter(lines__year__lte=last.year)).distinct().count()
    if count:
        overslag = "1 kostnadsoverslag" if count == 1 else f"{count} kostnadsoverslag"
        yield f"{overslag} i perioden vises med de nye andelene. Godkjente dokumenter endres ikke."
