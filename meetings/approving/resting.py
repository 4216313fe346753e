"""What the figures of an approved version were asked with, so that the rows behind them can be looked at again.

`{"as_of": …, "accounting_year": …, "period_from": …, "period_to": …, "estimate": key, "used": {owner: [arguments]}}`
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from budget.estimates.models import CostEstimate
from meetings.documents.models import Document, DocumentVersion
from meetings.tokens.tokens import Binder
from rorikt.figures.offers import Asked, owners
from rorikt.figures.values import NotAvailable, Source

DAYS = ("as_of", "period_from", "period_to")


def asked_of(document: Document, binder: Binder) -> dict[str, Any]:
    days = {name: day and day.isoformat() for name in DAYS for day in [getattr(document, name)]}
    return {
        **days,
        "accounting_year": document.accounting_year,
        "estimate": document.cost_estimate_id,
        "used": binder.used,
    }


def moved_sources(version: DocumentVersion) -> Iterator[str]:
    """One sentence for each set of rows that is not what it was at the approval. Corrections are allowed."""
    then = {source.name: source for source in version.frozen.sources}
    try:
        now = {source.name: source for source in _sources_now(version)}
    except NotAvailable as gone:
        yield f"Radene bak tallene kan ikke leses nå: {gone}"
        return
    for name, source in then.items():
        if name not in now:
            yield f"Radene «{name}» finnes ikke mer."
        elif now[name].sha256 != source.sha256:
            yield f"Radene «{name}» er endret siden ({source.rows} rader da, {now[name].rows} nå)."
        elif now[name].settings != source.settings:
            yield f"Reglene for «{name}» er endret siden."


def _sources_now(version: DocumentVersion) -> Iterator[Source]:
    kept: dict[str, Any] = version.seal.rests_on
    asked = Asked(
        **{name: kept[name] and date.fromisoformat(kept[name]) for name in DAYS},
        accounting_year=kept["accounting_year"],
        find_estimate=lambda: CostEstimate.objects.filter(pk=kept["estimate"]).first(),
        document=version.document,
    )
    for owner, used in sorted(kept["used"].items()):
        if owner not in owners():
            raise NotAvailable(f"ingen del av systemet har «{owner}» nå.")
        yield from owners()[owner].sources(asked, used)
