"""What the demo has of 2024: a budget, accounts to April, why they deviate, and what is done about it. All its own."""

from datetime import date, datetime
from decimal import Decimal

from budget.forecasts.actions import set_forecast
from budget.lines.forecast import Method
from budget.lines.models import BudgetLine, VarianceCause
from budget.measures.models import Measure
from budget.projects.models import InvestmentProject
from budget.result.actions import store_cause, store_line
from budget.years.actions import state_reach
from rorikt.audit.rows import store_row
from rorikt.people.models import User

YEAR, REACHED = 2024, 4
# Type of cost: what it has in the budget of the year, and in the accounts to April.
LINES = {
    "Lønn": ("30490000", "10021340.15"),
    "Drift av stab og lokaler": ("3151000", "1084512.60"),
    "Kjøp/leasing": ("335000", "96210.00"),
    "Konsulenter": ("1200000", "655430.25"),
    "Lisens, vedlikehold og support": ("54400000", "19310775.40"),
    "Samband og tele": ("4837000", "1790220.90"),
    "Inntekter": ("-5463000", "-1870400.00"),
}
# One line is left for the check of the report to ask about: «Samband og tele» has no cause.
CAUSES = (
    (
        "Lisens, vedlikehold og support",
        "Lisenser er betalt for hele året",
        "To avtaler faktureres i januar for hele året, mens budsjettet er fordelt jevnt på månedene.",
        780_000,
    ),
    (
        "Lisens, vedlikehold og support",
        "Flere brukere enn budsjettert",
        "Antall lisenser følger antall ansatte i kommunene, som har økt siden budsjettet ble laget.",
        400_000,
    ),
    (
        "Konsulenter",
        "Bistand til nytt nettverk",
        "Ledig stilling er dekket med innleie til og med april.",
        250_000,
    ),
)
# Line, measure, effect, whether the forecast holds it, state, who has it and until when.
MEASURES = (
    (
        "Lisens, vedlikehold og support", "Lisenser som ikke er i bruk, sies opp", 900_000, False,
        Measure.State.STARTED, "Fagansvarlig kundeservice", date(2024, 9, 1),
    ),
    (
        "Konsulenter", "Innleie avsluttes når stillingen er besatt", 400_000, False,
        Measure.State.DECIDED, "Leder ROR-IKT", date(2024, 6, 1),
    ),
    (
        None, "Innkjøp av utstyr utsettes til neste år", 150_000, True,
        Measure.State.DONE, "Leder ROR-IKT", date(2024, 5, 1),
    ),
)  # fmt: skip
FORESEEN = Decimal(56_300_000)


def begin_new_year(*, by: User, now: datetime) -> None:
    """Nothing of it is there before: a new year is empty until somebody fills it."""
    for position, (title, (budgeted, actual)) in enumerate(LINES.items(), start=1):
        line = BudgetLine(year=YEAR, position=position, title=title, budgeted=Decimal(budgeted), actual=Decimal(actual))
        store_line(line, by=by, now=now)
    state_reach(YEAR, REACHED, by=by, now=now)
    lines = {line.title: line for line in BudgetLine.objects.for_year(YEAR)}
    for title, cause, text, amount in CAUSES:
        store_cause(VarianceCause(line=lines[title], title=cause, text=text, amount=Decimal(amount)), by=by, now=now)
    reason = "Avtalene som er betalt for hele året, gir ikke flere utgifter. Økningen i antall brukere varer."
    licences = lines["Lisens, vedlikehold og support"]
    set_forecast(licences, method=Method.BY_HAND, amount=FORESEEN, text=reason, by=by, now=now)
    _spend_on_projects(by=by, now=now)
    for where, title, effect, is_foreseen, state, responsible, deadline in MEASURES:
        measure = Measure(
            year=YEAR,
            line=lines[where] if where else None,
            title=title,
            effect=Decimal(effect),
            is_foreseen=is_foreseen,
            state=state,
            responsible=responsible,
            deadline_on=deadline,
            decided_by="Leder ROR-IKT",
            decided_on=date(2024, 5, 6),
        )
        store_row(measure, by=by, now=now)


def _spend_on_projects(*, by: User, now: datetime) -> None:
    """What was carried over from the year before is under way."""
    for project in InvestmentProject.objects.for_year(YEAR):
        project.actual_excl_vat, project.vat = Decimal(340_000), Decimal(85_000)
        project.committed, project.forecast = Decimal(900_000), Decimal(1_650_000)
        store_row(project, by=by, now=now)
