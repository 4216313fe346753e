"""What the demo has of plans: a four-year plan, forecasts and changed budgets of projects. All of it is the demo's own.

No figure that the council was shown comes from here: forecasts end at the accounts, and the revisions add up to zero.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from budget.forecasts.actions import set_forecast
from budget.investments.actions import carry_over, revise
from budget.lines.forecast import Method
from budget.lines.models import BudgetLine
from budget.plan.actions import make_plan, set_growth, store_row
from budget.plan.models import FinancialPlan, PlanChange
from budget.projects.models import InvestmentProject
from rorikt.people.models import User

YEAR = 2023
GROWTH = {2024: Decimal("4.30"), 2025: Decimal("3.00"), 2026: Decimal("2.50"), 2027: Decimal("2.50")}
# Line, what it is, the first year, the amount, and whether it stays.
MEASURES = (
    ("Lisens, vedlikehold og support", "Ny avtale med Microsoft for skolene", 2024, 1_200_000, True),
    ("Lisens, vedlikehold og support", "Identitetsløsning ført som drift", 2024, 600_000, True),
    ("Lisens, vedlikehold og support", "Oppsagte lisenser etter gjennomgang", 2025, -900_000, True),
    ("Konsulenter", "Bistand ved innføring av nytt økonomisystem", 2025, 500_000, False),
)
# Foreseen after September; in January the accounts were known.
FORESEEN = {
    "Lisens, vedlikehold og support": (55_500_000, "Ekstra lisenser er fakturert, og en kreditnota er ventet."),
    "Konsulenter": (2_900_000, "Mer bistand enn budsjettert til Helseplattformen."),
}
MOVED = Decimal(500_000)


def plan_ahead(*, by: User, now: datetime) -> None:
    _make_plan(by=by, now=now)
    _foresee(by=by, now=now)


def _make_plan(*, by: User, now: datetime) -> None:
    plan = FinancialPlan(title="Økonomiplan 2024–2027", base_year=YEAR)
    make_plan(plan, by=by, now=now)
    set_growth(plan, GROWTH, by=by, now=now)
    lines = {line.title: line for line in plan.lines.all()}
    for title, measure, year, amount, is_lasting in MEASURES:
        change = PlanChange(line=lines[title], title=measure, year=year, amount=Decimal(amount), is_lasting=is_lasting)
        store_row(change, by=by, now=now)


def _foresee(*, by: User, now: datetime) -> None:
    in_autumn, in_january = now - timedelta(days=118), now - timedelta(days=20)
    for line in BudgetLine.objects.for_year(YEAR).filter(title__in=FORESEEN):
        amount, reason = FORESEEN[line.title]
        set_forecast(line, method=Method.BY_HAND, amount=Decimal(amount), text=reason, by=by, now=in_autumn)
        set_forecast(
            line, method=Method.RUN_RATE, amount=None, text="Regnskapet for året er kjent.", by=by, now=in_january
        )


def change_project_budgets(*, by: User, now: datetime) -> None:
    """Before the year is closed, since nothing moves its budgets after that."""
    projects = {project.title: project for project in InvestmentProject.objects.for_year(YEAR)}
    decision = "Rådets møte i september"
    for title, amount, reason in (
        ("Klientsikkerhet", -MOVED, "Utsatt til neste år."),
        ("Grunnmur del 3", MOVED, "Utstyr måtte skiftes før planlagt."),
    ):
        revise(
            projects[title], amount=amount, reason=reason, decision=decision, decided_on=date(2023, 9, 20), by=by,
            now=now,
        )  # fmt: skip
    carry_over(
        projects["Beredskapsplattform"],
        target=None,
        amount=Decimal(1_800_000),
        reason="Anskaffelsen er ikke avsluttet.",
        decision="Rådets møte i desember",
        decided_on=date(2023, 12, 13),
        by=by,
        now=now,
    )
