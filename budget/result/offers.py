"""What documents may show of the operating result."""

from collections.abc import Iterable

from budget.lines.models import BudgetLine, VarianceCause
from budget.money.offers import OWNER, amount, month_table, year_table
from budget.result import report
from budget.result.charts import budget_and_accounts, operating_result, operating_result_to_date
from rorikt.figures.offers import Arguments, Asked, Offer


def _lines(asked: Asked) -> Iterable[Arguments]:
    return [(line.slug,) for line in BudgetLine.objects.for_year(asked.year)]


def _causes(asked: Asked) -> Iterable[Arguments]:
    return [(cause.slug,) for cause in VarianceCause.objects.filter(line__year=asked.year, amount__isnull=False)]


OFFERS = (
    amount("resultat", "Mer- eller mindreforbruk, i ord", report.result_in_words),
    amount("merforbruk", "Merforbruk", report.overspend),
    Offer(
        "merforbruk-prosent",
        "Merforbruk i prosent",
        OWNER,
        lambda asked: report.overspend_percent(asked.year, on=asked.as_of),
    ),
    amount("regnskap-sum", "Regnskap, sum", report.actual_sum),
    amount("budsjett-sum", "Årsbudsjett, sum", report.budgeted_sum, is_dated=False),
    amount("budsjett-hittil", "Budsjett så langt som regnskapet går, sum", report.budgeted_so_far),
    amount("linje-regnskap", "Regnskap for en type utgift", report.line_actual, "LINJE", choices=_lines),
    amount(
        "linje-budsjett",
        "Årsbudsjett for en type utgift",
        report.line_budgeted,
        "LINJE",
        choices=_lines,
        is_dated=False,
    ),
    amount("linje-avvik", "Avvik for en type utgift", report.line_variance, "LINJE", choices=_lines),
    amount("arsak", "Årsak til avvik", report.cause, "ÅRSAK", choices=_causes, is_dated=False),
    year_table("tabell:driftsresultat", "Driftsresultat", operating_result),
    month_table("tabell:driftsresultat-hittil", "Driftsresultat hittil i år", operating_result_to_date),
    year_table(
        "tabell:budsjett-og-regnskap", "Opprinnelig og regulert budsjett, regnskap og avvik", budget_and_accounts
    ),
    year_table("tabell:arsaker", "Årsaker til avvik", report.causes),
    year_table(
        "tabell:fordeling-merforbruk", "Fordeling av mer- eller mindreforbruk i driften", report.overspend_split
    ),
)
COUNTED = (
    ("resultat", "Budsjettet for de samme månedene minus regnskapet, av alle driftslinjene i året lagt sammen."),
    ("merforbruk", "Regnskapet minus budsjettet for de samme månedene, av alle driftslinjene i året lagt sammen."),
    ("merforbruk-prosent", "Merforbruket i prosent av budsjettet for de samme månedene."),
    ("regnskap-sum", "Regnskapet på alle driftslinjene i året lagt sammen, så langt regnskapet går."),
    ("budsjett-sum", "Årsbudsjettet på alle driftslinjene lagt sammen."),
    ("budsjett-hittil", "Budsjettet for de månedene som regnskapet går til, på alle driftslinjene lagt sammen."),
    ("linje-regnskap", "Regnskapet på kontoene som hører til driftslinjen, så langt regnskapet går."),
    ("linje-avvik", "Budsjettet for de samme månedene minus regnskapet på driftslinjen. Minus er merforbruk."),
    ("arsak", "Beløpet som er ført opp på årsaken. Står det «ca.», er det anslått."),
)
