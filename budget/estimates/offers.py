"""What documents may show of the cost estimate that is chosen for them."""

from collections.abc import Callable, Iterable

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
from budget.money.offers import FORM, FORM_WORDS, form_of
from rorikt.figures.offers import Arguments, Asked, Offer, Owner, year_of
from rorikt.figures.values import Figure, Table
from rorikt.people.models import Municipality
from rorikt.slugs import slug

OWNER = "estimate"


def _years(asked: Asked) -> Iterable[Arguments]:
    return [(str(year),) for year in asked.estimate.lines.order_by("year").values_list("year", flat=True).distinct()]


def _lines(asked: Asked) -> Iterable[Arguments]:
    return [(str(line.year), line.slug) for line in asked.estimate.lines.all()]


def _shares(asked: Asked) -> Iterable[Arguments]:
    names = [slug(municipality.name) for municipality in Municipality.objects.all()]
    return [(year, name) for (year,) in _years(asked) for name in names]


def _amount(
    name: str,
    label: str,
    function: Callable[..., Figure],
    *arguments: str,
    choices: Callable[[Asked], Iterable[Arguments]],
) -> Offer:
    def make(asked: Asked, year: str, *given: str) -> Figure:
        named, form = given[: len(arguments)], given[len(arguments) :]
        return function(asked.estimate, year_of(year), *named, *map(form_of, form))

    return Offer(
        name, label, OWNER, make, ("ÅR", *arguments, FORM), 1 + len(arguments), choices=choices, words=FORM_WORDS
    )


def _table(name: str, label: str, function: Callable[[CostEstimate, int], Table]) -> Offer:
    def make(asked: Asked, year: str) -> Table:
        return function(asked.estimate, year_of(year))

    return Offer(name, label, OWNER, make, ("ÅR",), 1, is_block=True, choices=_years)


OFFERS = (
    _amount("kostnad-sum", "Kostnad, sum for et år", estimate_sum, choices=_years),
    _amount("kostnad-linje", "Kostnadslinje", estimate_line, "LINJE", choices=_lines),
    _amount("kostnad-andel", "Kommunens andel av en kostnad", estimate_share, "KOMMUNE", choices=_shares),
    Offer("antall-enheter", "Antall enheter", OWNER, lambda asked: unit_count(asked.estimate)),
    Offer("trinn", "Pristrinn", OWNER, lambda asked: tier_limit(asked.estimate)),
    Offer(
        "trinn-pris",
        "Pris per måned",
        OWNER,
        lambda asked, *form: tier_price(asked.estimate, *map(form_of, form)),
        (FORM,),
        words=FORM_WORDS,
    ),
    _table("tabell:kostnad", "Kostnader et år", cost_table),
    _table("tabell:kostnadsfordeling", "Kostnadsfordeling et år", cost_split),
    Offer("tabell:pristrinn", "Prisliste", OWNER, lambda asked: price_tiers(asked.estimate), is_block=True),
)
OWNERS = (Owner(OWNER, "Kostnadsoverslag", lambda asked, used: sources_of(asked.estimate)),)
COUNTED = (
    (
        "kostnad-sum",
        "Alle kostnadene i overslaget for året lagt sammen. Det som koster etter trinn, er det trinnet som gjelder.",
    ),
    ("kostnad-andel", "Kommunens del av summen for året, etter fordelingsnøkkelen for året."),
    ("trinn-pris", "Prisen per måned uten mva. på det trinnet som antallet havner på."),
)
