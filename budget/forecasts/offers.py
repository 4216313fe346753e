"""What documents may show of the forecast of a year."""

from budget.forecasts.report import forecast_sum, year_forecast
from budget.money.offers import FORM, FORM_WORDS, OWNER, form_of, month_table
from rorikt.figures.offers import Offer

OFFERS = (
    month_table("tabell:prognose", "Prognose for driften, tabell", year_forecast),
    Offer(
        "prognose-sum",
        "Prognose for driften, sum",
        OWNER,
        lambda asked, *form: forecast_sum(asked.year, asked.month, *map(form_of, form), on=asked.as_of),
        (FORM,),
        words=FORM_WORDS,
    ),
)
COUNTED = (("prognose-sum", "Det hele året er ventet å koste: prognosen for hver driftslinje lagt sammen."),)
