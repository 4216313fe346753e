"""What documents may show of the investments and their settlement."""

from collections.abc import Iterable

from budget.investments.report import (
    investment_disposal,
    investment_settlement,
    investments,
    investments_actual,
    investments_budgeted,
    investments_excl_vat,
    investments_underspend,
    paid_on_account,
    project_actual,
    settlement_variance,
)
from budget.money.offers import amount, year_table
from budget.projects.models import InvestmentProject
from rorikt.figures.offers import Arguments, Asked


def _projects(asked: Asked) -> Iterable[Arguments]:
    return [(project.slug,) for project in InvestmentProject.objects.for_year(asked.year)]


OFFERS = (
    amount("investeringer-regnskap", "Investeringer, regnskap inkl. mva.", investments_actual),
    amount("investeringer-budsjett", "Investeringer, årsbudsjett", investments_budgeted, is_dated=False),
    amount("investeringer-mindreforbruk", "Investeringer, mindreforbruk inkl. mva.", investments_underspend),
    amount("investeringer-eksl-mva", "Investeringer, regnskap eksl. mva.", investments_excl_vat),
    amount(
        "investering-regnskap",
        "Regnskap inkl. mva. for et investeringsprosjekt",
        project_actual,
        "PROSJEKT",
        choices=_projects,
    ),
    amount("akonto-sum", "Akonto for investeringer, sum", paid_on_account, is_dated=False),
    amount("oppgjor-sum", "Avregning av investeringer mot akonto, sum", settlement_variance),
    year_table("tabell:investeringer", "Investeringer inkl. mva., tabell", investments),
    year_table("tabell:investeringer-disposisjon", "Investeringer, bruk og prognose, tabell", investment_disposal),
    year_table("tabell:investeringsoppgjor", "Avregning av investeringer, tabell", investment_settlement),
)
COUNTED = (
    ("investeringer-regnskap", "Regnskapet på alle investeringsprosjektene i året lagt sammen, med mva."),
    (
        "investeringer-budsjett",
        "Budsjettene på alle prosjektene slik de først ble satt: uten endringer og overføringer.",
    ),
    (
        "investeringer-mindreforbruk",
        "Det som kunne brukes i året minus regnskapet, på alle prosjektene lagt sammen, med mva.",
    ),
    ("investeringer-eksl-mva", "Regnskapet på alle prosjektene uten mva.: det er dette kommunene deler."),
    ("akonto-sum", "Det alle kommunene til sammen har betalt på forskudd for investeringene i året."),
    ("oppgjor-sum", "Det kommunene har betalt på forskudd, minus utgiftene uten mva. Pluss er betalt for mye."),
)
