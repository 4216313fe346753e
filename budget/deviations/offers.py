"""What documents may show of a year up to a month: result with forecast, and what deviates more than a threshold.

The threshold is that of the document, or the one that is named: `[[tabell:avvik:100000:5]]`.
"""

from decimal import Decimal

from budget.deviations.report import (
    deviation_count,
    deviation_to_date,
    deviations_table,
    expected_deviation,
    result_and_forecast,
)
from budget.deviations.threshold import USUAL, Threshold
from budget.money.offers import FORM, FORM_WORDS, OWNER, form_of, month_table
from rorikt.figures.offers import Asked, Offer
from rorikt.figures.values import Figure, NotAvailable, Table

KRONER, PERCENT = "KRONER", "PROSENT"


def threshold_of(asked: Asked, *given: str) -> Threshold:
    """The one that is named, else that of the document, else the usual one."""
    if not given:
        return asked.threshold or USUAL
    amount, percent = [*map(_whole, given), None][:2]
    return Threshold(amount, percent)


def _whole(text: str) -> Decimal:
    if not text.isdecimal():
        raise NotAvailable(f"«{text}» er ikke et helt tall. Skriv for eksempel [[tabell:avvik:100000:5]].")
    return Decimal(text)


def _table(asked: Asked, *given: str) -> Table:
    return deviations_table(asked.year, asked.month, threshold_of(asked, *given), asked.as_of)


def _count(asked: Asked, *given: str) -> Figure:
    return deviation_count(asked.year, asked.month, threshold_of(asked, *given), asked.as_of)


OFFERS = (
    month_table("tabell:resultat-og-prognose", "Resultat og prognose, tabell", result_and_forecast),
    Offer("tabell:avvik", "Avvik over terskelen, med årsaker", OWNER, _table, (KRONER, PERCENT), is_block=True),
    Offer("avvik-antall", "Antall typer utgift med avvik over terskelen", OWNER, _count, (KRONER, PERCENT)),
    Offer(
        "avvik-hittil",
        "Mer- eller mindreforbruk i perioden, i ord",
        OWNER,
        lambda asked, *form: deviation_to_date(asked.year, asked.month, *map(form_of, form), on=asked.as_of),
        (FORM,),
        words=FORM_WORDS,
    ),
    Offer(
        "avvik-ventet",
        "Ventet mer- eller mindreforbruk for hele året, i ord",
        OWNER,
        lambda asked, *form: expected_deviation(asked.year, asked.month, *map(form_of, form), on=asked.as_of),
        (FORM,),
        words=FORM_WORDS,
    ),
)
COUNTED = (
    ("avvik-hittil", "Budsjettet for månedene i perioden minus regnskapet, av alle driftslinjene lagt sammen."),
    ("avvik-ventet", "Årsbudsjettet minus prognosen for hele året, av alle driftslinjene lagt sammen."),
)
