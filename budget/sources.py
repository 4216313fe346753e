"""The rows behind the figures of a year, as a document keeps them: how many, and their hash."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from budget.accounts.report import import_sources
from budget.investments.models import BudgetRevision, CarryOver
from budget.keys.report import key_sources
from budget.lines.models import BudgetLine, LineForecast, MonthAmount, MonthShare, VarianceCause
from budget.lines.result import lines_source_name
from budget.measures.models import Measure
from budget.money.cells import source_of_rows
from budget.money.offers import OWNER
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.result.report import year_source
from budget.year_budget.models import AdoptedLine, BudgetRegulation, RegulatedLine
from rorikt.figures.offers import Owner
from rorikt.figures.values import Source


def sources(year: int, on: date | None = None) -> tuple[Source, ...]:
    """The rows of the year's figures, each kind with its count and hash, and the key they are split by.

    One says how far the accounts reached, as a paper of the day `on` shows them.
    """
    return (
        source_of_rows(lines_source_name(year), BudgetLine.objects.for_year(year)),
        source_of_rows(f"Årsaker til avvik {year}", VarianceCause.objects.filter(line__year=year)),
        source_of_rows(f"Investeringsprosjekter {year}", InvestmentProject.objects.for_year(year)),
        source_of_rows(f"Akonto {year}", PaymentOnAccount.objects.for_year(year)),
        year_source(year, on),
        *key_sources([year]),
        *import_sources(year),
        *_chosen_sources(year),
    )


def _chosen_sources(year: int) -> tuple[Source, ...]:
    """What people have chosen for the year's lines and projects, where they have: the budget as the council adopted it
    and what has moved it since, spreads over the months, forecasts, measures, and changed budgets of projects.
    """
    chosen: dict[str, QuerySet[Any]] = {
        f"Månedsfordeling {year}": MonthShare.objects.filter(line__year=year),
        f"Månedsbeløp {year}": MonthAmount.objects.filter(line__year=year),
        f"Prognoser {year}": LineForecast.objects.filter(line__year=year),
        f"Tiltak i driften {year}": Measure.objects.for_year(year),
        f"Reguleringer av investeringer {year}": BudgetRevision.objects.filter(project__year=year),
        f"Overføringer mellom år {year}": CarryOver.objects.filter(
            Q(from_project__year=year) | Q(to_project__year=year)
        ),
        f"Vedtatt budsjett {year}": AdoptedLine.objects.filter(adoption__year=year),
        f"Budsjettreguleringer {year}": BudgetRegulation.objects.for_year(year),
        f"Regulerte linjer {year}": RegulatedLine.objects.filter(regulation__year=year),
    }
    return tuple(source_of_rows(name, rows) for name, rows in chosen.items() if rows.exists())


OWNERS = (Owner(OWNER, "Økonomi", lambda asked, used: sources(asked.year, asked.as_of)),)
