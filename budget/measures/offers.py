"""What documents may show of the measures of a year."""

from budget.measures.report import coverage_in_words, coverage_table, measures_sum, measures_table
from budget.money.offers import FORM, FORM_WORDS, OWNER, amount, form_of, month_table, year_table
from rorikt.figures.offers import Offer

OFFERS = (
    year_table("tabell:tiltak", "Tiltak som er besluttet, tabell", measures_table),
    month_table("tabell:tiltak-dekning", "Ventet avvik og tiltak, tabell", coverage_table),
    amount("tiltak-sum", "Tiltak, ventet virkning, sum", measures_sum),
    Offer(
        "tiltak-dekning",
        "Hvor mye av ventet merforbruk tiltakene dekker, i ord",
        OWNER,
        lambda asked, *form: coverage_in_words(asked.year, asked.month, *map(form_of, form), on=asked.as_of),
        (FORM,),
        words=FORM_WORDS,
    ),
)
