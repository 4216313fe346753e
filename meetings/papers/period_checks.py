"""What a report of a period lacks besides what every paper may lack: explained deviations, and accounts to its end."""

from collections.abc import Iterator
from decimal import Decimal

from django.urls import reverse

from budget.deviations.report import period_of
from budget.deviations.threshold import Deviation, Threshold, over, unexplained
from budget.lines.result import Explanation
from budget.years.so_far import last_month_over
from budget.years.state import state_of
from meetings.claims.findings import Finding
from meetings.documents.models import Document
from rorikt.amounts import MONTHS, NO_BREAK_SPACE, short_date, whole_kroner
from rorikt.figures.values import NotAvailable


def period_findings(document: Document) -> Iterator[Finding]:
    """None of a document of another kind."""
    if not document.is_of_period:
        return
    year, end, threshold = document.accounting_year, document.period_to, document.threshold
    settings = reverse("meetings:document-edit", args=[document.pk])
    if year is None or end is None or end.year != year:
        says = "Rapporten har ikke en periode i regnskapsåret sitt. Velg år og periode under Opplysninger."
        yield Finding("setup", says, mended_on=settings)
        return
    yield from the_accounts_reach_the_period(document, year, end.month)
    if threshold is None:
        says = "Rapporten sier ikke hvilke avvik som skal forklares. Oppgi en grense under Opplysninger."
        yield Finding("setup", says, mended_on=settings)
        return
    try:
        deviations = period_of(year, end.month, document.as_of).deviations
    except NotAvailable:
        return  # told of by the tables that cannot be shown
    yield from every_deviation_is_explained(deviations, threshold)
    yield from explanations_add_up(deviations, threshold)


def the_accounts_reach_the_period(document: Document, year: int, month: int) -> Iterator[Finding]:
    """The figures say how far they go, but the report says that it is of the whole period."""
    until, settings = MONTHS[month - 1], reverse("meetings:document-edit", args=[document.pk])
    accounting_year = reverse("budget:accounting-year", args=[year])
    if last_month_over(year, document.as_of) < month:
        says = (
            f"Rapporten gjelder til og med {until} {year}, men per {short_date(document.as_of)} var ikke {until} over. "
            "Velg en senere dato eller en kortere periode."
        )
        yield Finding("reach", says, values=(until, str(document.as_of)), mended_on=settings)
        return
    state = state_of(year, document.as_of)
    if state.is_closed or state.accounts_to is None:
        return  # where no month is known, the tables say so
    if state.accounts_to < month:
        reached = MONTHS[state.accounts_to - 1]
        says = (
            f"Regnskapet for {year} går til og med {reached}, men rapporten gjelder til og med {until}. "
            "Hent inn regnskapet som mangler, eller velg en kortere periode."
        )
        yield Finding("reach", says, values=(reached, until), source=accounting_year, mended_on=accounting_year)
    elif not state.is_confirmed:
        says = (
            f"Regnskapet for {year} har poster til og med {MONTHS[state.accounts_to - 1]}, men ingen har bekreftet at "
            "måneden er ført ferdig. Bekreft den under Økonomi, Regnskapsåret."
        )
        yield Finding("reach", says, values=(until, ""), source=accounting_year, mended_on=accounting_year)


def every_deviation_is_explained(deviations: list[Deviation], threshold: Threshold) -> Iterator[Finding]:
    """What is over the threshold has a cause in words, written on its line. Another amount asks again."""
    for one in unexplained(deviations, threshold):
        says = (
            f"{one.title} har {_told(one, threshold)} uten forklaring. Avvik {threshold.told} skal forklares: skriv "
            "årsaken og forklaringen på linjen."
        )
        yield Finding(
            "deviation",
            says,
            quote=one.title,
            values=(str(one.to_date), str(one.expected)),
            source=one.url,
            mended_on=one.url,
        )


def explanations_add_up(deviations: list[Deviation], threshold: Threshold) -> Iterator[Finding]:
    """The causes of a line explain its deviation, to within what would have to be explained of itself."""
    for one in over(deviations, threshold):
        found = one.explanation(threshold)
        if found is None:
            continue
        if one.explains_too_much(threshold):
            yield _not_adding_up(one, found, threshold, "mer enn avviket")
        elif one.explains_too_little(threshold):
            yield _not_adding_up(one, found, threshold, "bare en del av avviket")


def _not_adding_up(one: Deviation, found: Explanation, threshold: Threshold, what: str) -> Finding:
    says = (
        f"Årsakene på {one.title} forklarer {_signed(found.explained)}, {what}: linjen har {_told(one, threshold)}. "
        f"Forskjellen er {_kroner(abs(found.unexplained))}."
    )
    values = (str(found.variance), str(found.causes))
    return Finding("explained", says, quote=one.title, values=values, source=one.url, mended_on=one.url)


def _told(one: Deviation, threshold: Threshold) -> str:
    """`et merforbruk hittil på 312 000 kr`, or what is expected where only that is over."""
    amount = one.told_of(threshold)
    word = "merforbruk" if amount < 0 else "mindreforbruk"
    if one.is_over_to_date(threshold):
        return f"et {word} på {_kroner(abs(amount))} så langt"
    return f"et ventet {word} på {_kroner(abs(amount))} for året"


def _signed(amount: Decimal) -> str:
    return f"et {'merforbruk' if amount < 0 else 'mindreforbruk'} på {_kroner(abs(amount))}"


def _kroner(amount: Decimal) -> str:
    return f"{whole_kroner(amount)}{NO_BREAK_SPACE}kr"
