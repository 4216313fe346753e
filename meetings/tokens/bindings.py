"""What each token stands for: the one place that maps names to the figures of `budget`, `support` and the document."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from budget.estimates.models import CostEstimate
from budget.estimates.report import (
    cost_split,
    cost_table,
    estimate_line,
    estimate_share,
    estimate_sum,
    price_tiers,
    sources_of,
    tier_limit,
    tier_price,
    unit_count,
)
from budget.forecasts.report import forecast_sum, year_forecast
from budget.investments.report import (
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
from budget.lines.models import BudgetLine, VarianceCause
from budget.money import cells
from budget.money.cells import Form
from budget.projects.models import InvestmentProject
from budget.result import report
from budget.result.charts import operating_result, operating_result_to_date
from budget.sources import sources
from meetings.documents.models import Document
from meetings.tokens import own_data, projects
from meetings.tokens.own_data import Definitions
from rorikt.calendar import months_between
from rorikt.figures.values import Chart, Figure, NotAvailable, Source, Table
from rorikt.people.models import Municipality
from rorikt.slugs import slug
from support.sla.models import Priority
from support.statistics import figures
from support.statistics.charts import (
    new_by_category,
    new_by_municipality,
    open_incidents_over_time,
    open_requests_over_time,
    open_tickets_over_time,
)
from support.statistics.report import compliance, critical_event_table, resolution_times, ticket_sources

Value = Figure | Table | Chart | Definitions
Arguments = tuple[str, ...]

FORM = "SKRIVEMÅTE"


@dataclass(frozen=True)
class Context:
    """The document whose parameters the figures are computed with. What is not filled in raises NotAvailable."""

    document: Document

    @property
    def year(self) -> int:
        if self.document.accounting_year is None:
            raise NotAvailable("fyll ut regnskapsår for dokumentet.")
        return self.document.accounting_year

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last month, as their first days."""
        if self.document.period_from is None or self.document.period_to is None:
            raise NotAvailable("fyll ut fra og til måned for dokumentet.")
        return self.document.period_from, self.document.period_to

    @property
    def month(self) -> int:
        """The last month of the accounting year that the period holds; December where it ends in a later year.

        Whatever it is, the figures go no further than the document's own date.
        """
        if self.document.period_from is None and self.document.period_to is None:
            return 12
        last = self.period[1]
        if last.year < self.year:
            raise NotAvailable(f"perioden er over før {self.year} begynner. Velg et senere tidsrom for dokumentet.")
        return last.month if last.year == self.year else 12

    @property
    def as_of(self) -> date:
        return self.document.as_of

    @property
    def estimate(self) -> CostEstimate:
        if self.document.cost_estimate is None:
            raise NotAvailable("velg et kostnadsoverslag for dokumentet.")
        return self.document.cost_estimate


def _no_arguments(context: Context) -> Iterable[Arguments]:
    return [()]


@dataclass(frozen=True)
class Binding:
    """`make(context, *arguments)` gives the value of a token.

    `required` of the named `arguments` must be there; `choices` are the arguments that make sense now, for the list
    an author picks from; `owner` says whose rows stand behind it, a key of `SOURCES`.
    """

    name: str
    label: str
    owner: str
    make: Callable[..., Value]
    arguments: Arguments = ()
    required: int = 0
    is_block: bool = False
    choices: Callable[[Context], Iterable[Arguments]] = _no_arguments

    @property
    def allowed(self) -> int:
        return len(self.arguments)

    @property
    def pattern(self) -> str:
        return "[[" + ":".join([self.name, *self.arguments]) + "]]"


# How arguments are read. What a person may have mistyped raises NotAvailable.


def _year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text):
        raise NotAvailable(f"«{text}» er ikke et år. Skriv for eksempel 2024.")
    return int(text)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise NotAvailable(f"«{text}» er ikke en måned. Skriv for eksempel 2024-01.") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotAvailable(f"«{text}» er ikke en dato. Skriv for eksempel 2024-01-31.") from error


def _form(text: str) -> Form:
    if text not in cells.FORMS:
        raise NotAvailable(f"«{text}» er ikke en skrivemåte. Velg {', '.join(cells.FORMS)}.")
    return cast(Form, text)


def _priority(text: str) -> Priority:
    if text not in figures.PRIORITY_SLUGS:
        raise NotAvailable(f"«{text}» er ikke en prioritet. Velg {', '.join(figures.PRIORITY_SLUGS)}.")
    return figures.PRIORITY_SLUGS[text]


# What an author may choose between.


def _lines(context: Context) -> Iterable[Arguments]:
    return [(line.slug,) for line in BudgetLine.objects.for_year(context.year)]


def _causes(context: Context) -> Iterable[Arguments]:
    return [(cause.slug,) for cause in VarianceCause.objects.filter(line__year=context.year, amount__isnull=False)]


def _projects(context: Context) -> Iterable[Arguments]:
    return [(project.slug,) for project in InvestmentProject.objects.for_year(context.year)]


def _estimate_years(context: Context) -> Iterable[Arguments]:
    return [(str(year),) for year in context.estimate.lines.order_by("year").values_list("year", flat=True).distinct()]


def _estimate_lines(context: Context) -> Iterable[Arguments]:
    return [(str(line.year), line.slug) for line in context.estimate.lines.all()]


def _estimate_shares(context: Context) -> Iterable[Arguments]:
    names = [slug(municipality.name) for municipality in Municipality.objects.all()]
    return [(year, name) for (year,) in _estimate_years(context) for name in names]


def _months(context: Context) -> Iterable[Arguments]:
    return [(f"{month:%Y-%m}",) for month in months_between(*context.period)]


def _priority_months(context: Context) -> Iterable[Arguments]:
    return [(priority, month) for priority in figures.PRIORITY_SLUGS for (month,) in _months(context)]


def _own_figures(context: Context) -> Iterable[Arguments]:
    return [(own.slug,) for own in context.document.manual_figures.all()]


def _own_tables(context: Context) -> Iterable[Arguments]:
    return [(own.slug,) for own in context.document.manual_tables.all()]


def _own_sums(context: Context) -> Iterable[Arguments]:
    return [
        (own.slug, str(index))
        for own in context.document.manual_tables.all()
        for index, column in enumerate(own.columns, start=1)
        if column["kind"] == "number"
    ]


def _counted_months(context: Context, used: Iterable[Sequence[str]]) -> tuple[date, date]:
    """The first and the last month that the document counts in: its period, and what its tokens name beside it."""
    months = [day.replace(day=1) for arguments in used for text in arguments if (day := _named_day(text))]
    months += [month for month in (context.document.period_from, context.document.period_to) if month]
    months = months or [context.as_of.replace(day=1)]
    return min(months), max(months)


def _named_day(text: str) -> date | None:
    """The day or the first day of the month that an argument names; `None` for a priority."""
    for read in (_day, _month):
        try:
            return read(text)
        except NotAvailable:
            continue
    return None


# How the functions of the apps become bindings.


def _amount(
    name: str,
    label: str,
    function: Callable[..., Figure],
    *arguments: str,
    choices: Callable[[Context], Iterable[Arguments]] = _no_arguments,
    is_dated: bool = True,
) -> Binding:
    """An amount of the accounting year, which may be followed by how it is written.

    `is_dated`: of the accounts, as far as they reach on the document's own date. A budget is that of the whole year.
    """

    def make(context: Context, *given: str) -> Figure:
        named, form = given[: len(arguments)], given[len(arguments) :]
        day = {"on": context.as_of} if is_dated else {}
        return function(context.year, *named, *map(_form, form), **day)

    return Binding(name, label, "budget", make, (*arguments, FORM), len(arguments), choices=choices)


def _year_table(name: str, label: str, function: Callable[[int, date], Table]) -> Binding:
    """Of the accounting year as far as its accounts reach on the document's own date."""
    return Binding(name, label, "budget", lambda context: function(context.year, context.as_of), is_block=True)


def _month_table(name: str, label: str, function: Callable[[int, int, date], Table]) -> Binding:
    """As `_year_table`, and no further than the last month of the document's period."""

    def make(context: Context) -> Table:
        return function(context.year, context.month, context.as_of)

    return Binding(name, label, "budget", make, is_block=True)


def _estimate_amount(
    name: str,
    label: str,
    function: Callable[..., Figure],
    *arguments: str,
    choices: Callable[[Context], Iterable[Arguments]],
) -> Binding:
    def make(context: Context, year: str, *given: str) -> Figure:
        named, form = given[: len(arguments)], given[len(arguments) :]
        return function(context.estimate, _year(year), *named, *map(_form, form))

    return Binding(name, label, "estimate", make, ("ÅR", *arguments, FORM), 1 + len(arguments), choices=choices)


def _estimate_table(name: str, label: str, function: Callable[[CostEstimate, int], Table]) -> Binding:
    def make(context: Context, year: str) -> Table:
        return function(context.estimate, _year(year))

    return Binding(name, label, "estimate", make, ("ÅR",), 1, is_block=True, choices=_estimate_years)


def _count_on(name: str, label: str, function: Callable[[date], Figure]) -> Binding:
    """A count on a date, which is the document's own where none is given."""

    def make(context: Context, *given: str) -> Figure:
        return function(_day(given[0]) if given else context.as_of)

    return Binding(name, label, "support", make, ("DATO",))


def _count_in(name: str, label: str, function: Callable[[date], Figure]) -> Binding:
    """A count in a month, which is the last of the document's period where none is given."""

    def make(context: Context, *given: str) -> Figure:
        return function(_month(given[0]) if given else context.period[1])

    return Binding(name, label, "support", make, ("MÅNED",), choices=_months)


def _of_priority(name: str, label: str, function: Callable[[Priority, date], Figure]) -> Binding:
    def make(context: Context, priority: str, month: str) -> Figure:
        return function(_priority(priority), _month(month))

    return Binding(name, label, "support", make, ("PRIORITET", "MÅNED"), 2, choices=_priority_months)


def _support_block(name: str, label: str, function: Callable[[Context], Table | Chart]) -> Binding:
    return Binding(name, label, "support", function, is_block=True)


OF_BUDGET_AND_SUPPORT = (
    _amount("resultat", "Mer- eller mindreforbruk, i ord", report.result_in_words),
    _amount("merforbruk", "Merforbruk", report.overspend),
    Binding(
        "merforbruk-prosent",
        "Merforbruk i prosent",
        "budget",
        lambda context: report.overspend_percent(context.year, on=context.as_of),
    ),
    _amount("regnskap-sum", "Regnskap, sum", report.actual_sum),
    _amount("budsjett-sum", "Årsbudsjett, sum", report.budgeted_sum, is_dated=False),
    _amount("budsjett-hittil", "Budsjett så langt som regnskapet går, sum", report.budgeted_so_far),
    _amount("linje-regnskap", "Regnskap for en type utgift", report.line_actual, "LINJE", choices=_lines),
    _amount(
        "linje-budsjett",
        "Årsbudsjett for en type utgift",
        report.line_budgeted,
        "LINJE",
        choices=_lines,
        is_dated=False,
    ),
    _amount("linje-avvik", "Avvik for en type utgift", report.line_variance, "LINJE", choices=_lines),
    _amount("arsak", "Årsak til avvik", report.cause, "ÅRSAK", choices=_causes, is_dated=False),
    _amount("investeringer-regnskap", "Investeringer, regnskap inkl. mva.", investments_actual),
    _amount("investeringer-budsjett", "Investeringer, årsbudsjett", investments_budgeted, is_dated=False),
    _amount("investeringer-mindreforbruk", "Investeringer, mindreforbruk inkl. mva.", investments_underspend),
    _amount("investeringer-eksl-mva", "Investeringer, regnskap eksl. mva.", investments_excl_vat),
    _amount(
        "investering-regnskap",
        "Regnskap inkl. mva. for et investeringsprosjekt",
        project_actual,
        "PROSJEKT",
        choices=_projects,
    ),
    _amount("akonto-sum", "Akonto for investeringer, sum", paid_on_account, is_dated=False),
    _amount("oppgjor-sum", "Avregning av investeringer mot akonto, sum", settlement_variance),
    _year_table("tabell:driftsresultat", "Driftsresultat", operating_result),
    _month_table("tabell:driftsresultat-hittil", "Driftsresultat hittil i år", operating_result_to_date),
    _month_table("tabell:prognose", "Prognose for driften, tabell", year_forecast),
    Binding(
        "prognose-sum",
        "Prognose for driften, sum",
        "budget",
        lambda context, *form: forecast_sum(context.year, context.month, *map(_form, form), on=context.as_of),
        (FORM,),
    ),
    _year_table("tabell:arsaker", "Årsaker til avvik", report.causes),
    _year_table(
        "tabell:fordeling-merforbruk", "Fordeling av mer- eller mindreforbruk i driften", report.overspend_split
    ),
    _year_table("tabell:investeringer", "Investeringer inkl. mva., tabell", investments),
    _year_table("tabell:investeringsoppgjor", "Avregning av investeringer, tabell", investment_settlement),
    _estimate_amount("kostnad-sum", "Kostnad, sum for et år", estimate_sum, choices=_estimate_years),
    _estimate_amount("kostnad-linje", "Kostnadslinje", estimate_line, "LINJE", choices=_estimate_lines),
    _estimate_amount(
        "kostnad-andel", "Kommunens andel av en kostnad", estimate_share, "KOMMUNE", choices=_estimate_shares
    ),
    Binding("antall-enheter", "Antall enheter", "estimate", lambda context: unit_count(context.estimate)),
    Binding("trinn", "Pristrinn", "estimate", lambda context: tier_limit(context.estimate)),
    Binding(
        "trinn-pris",
        "Pris per måned",
        "estimate",
        lambda context, *form: tier_price(context.estimate, *map(_form, form)),
        (FORM,),
    ),
    _estimate_table("tabell:kostnad", "Kostnader et år", cost_table),
    _estimate_table("tabell:kostnadsfordeling", "Kostnadsfordeling et år", cost_split),
    Binding(
        "tabell:pristrinn",
        "Prisliste",
        "estimate",
        lambda context: price_tiers(context.estimate),
        is_block=True,
    ),
    _count_on("apne-feilmeldinger", "Åpne feilmeldinger", figures.open_incidents),
    _count_on("apne-foresporsler", "Åpne tjenesteforespørsler", figures.open_requests),
    _count_on("apne-totalt", "Åpne saker i alt, feilmeldinger og tjenesteforespørsler", figures.open_total),
    _count_in(
        "kritiske-hendelser",
        "Kritiske hendelser i en måned, løste feilmeldinger",
        lambda month: figures.critical_events(month, month),
    ),
    _count_in("nye-feilmeldinger", "Nye feilmeldinger", figures.new_incidents),
    _count_in("nye-foresporsler", "Nye tjenesteforespørsler", figures.new_requests),
    _of_priority("sla-prosent", "Feilmeldinger løst innenfor SLA, prosent", figures.sla_percent),
    _of_priority("losningstid", "Løsningstid for feilmeldinger, snitt", figures.resolution_time),
    _support_block(
        "tabell:sla",
        "Feilmeldinger løst innenfor og utenfor SLA",
        lambda context: compliance(*context.period),
    ),
    _support_block(
        "tabell:losningstid",
        "Løsningstid for feilmeldinger, tabell",
        lambda context: resolution_times(*context.period),
    ),
    _support_block(
        "tabell:kritiske-hendelser",
        "Kritiske hendelser, tabell over løste feilmeldinger",
        lambda context: critical_event_table(*context.period),
    ),
    _support_block(
        "diagram:nye-per-kategori",
        "Nye feilmeldinger per kategori",
        lambda context: new_by_category(*context.period),
    ),
    _support_block(
        "diagram:nye-per-kommune",
        "Nye saker per kommune, feilmeldinger og tjenesteforespørsler",
        lambda context: new_by_municipality(*context.period),
    ),
    _support_block(
        "diagram:apne-feilmeldinger",
        "Åpne feilmeldinger over tid",
        lambda context: open_incidents_over_time(context.as_of),
    ),
    _support_block(
        "diagram:apne-foresporsler",
        "Åpne tjenesteforespørsler over tid",
        lambda context: open_requests_over_time(context.as_of),
    ),
    _support_block(
        "diagram:apne-saker",
        "Åpne saker over tid, feilmeldinger og tjenesteforespørsler",
        lambda context: open_tickets_over_time(context.as_of),
    ),
)

OF_DOCUMENT = (
    Binding(
        "tall",
        "Eget tall",
        "document",
        lambda context, name: own_data.manual_figure(context.document, name),
        ("KORTNAVN",),
        1,
        choices=_own_figures,
    ),
    Binding(
        "tabellsum",
        "Sum av en kolonne",
        "document",
        lambda context, name, column: own_data.table_sum(context.document, name, column),
        ("KORTNAVN", "KOLONNE"),
        2,
        choices=_own_sums,
    ),
    Binding(
        "tabell:egen",
        "Egen tabell",
        "document",
        lambda context, name: own_data.manual_table(context.document, name),
        ("KORTNAVN",),
        1,
        is_block=True,
        choices=_own_tables,
    ),
    Binding(
        "tabell:byggprosjekter",
        "Byggprosjekter",
        "document",
        lambda context: projects.building_projects(),
        is_block=True,
    ),
    Binding(
        "definisjoner",
        "Definisjoner",
        "document",
        lambda context: own_data.definitions(context.document),
        is_block=True,
    ),
)

ALL = (*OF_BUDGET_AND_SUPPORT, *OF_DOCUMENT)
BY_NAME = {binding.name: binding for binding in ALL}

OWNERS = {"budget": "Økonomi", "estimate": "Kostnadsoverslag", "support": "Brukerstøtte", "document": "Dokumentet selv"}
# The rows behind the tokens of an owner, of which the arguments are given.
SOURCES: dict[str, Callable[[Context, Iterable[Sequence[str]]], Iterable[Source]]] = {
    "budget": lambda context, used: sources(context.year, context.as_of),
    "estimate": lambda context, used: sources_of(context.estimate),
    "support": lambda context, used: ticket_sources(*_counted_months(context, used), context.as_of),
    "document": lambda context, used: (),
}
