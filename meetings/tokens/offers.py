"""What a document may show of its own: numbers and tables that no app keeps, and definitions."""

from collections.abc import Iterable

from meetings.terms.registered import registered_terms
from meetings.tokens import own_data
from rorikt.figures.offers import Arguments, Asked, Offer, Owner
from rorikt.figures.values import Definitions, NotAvailable, Term

OWNER = "document"


def _figures(asked: Asked) -> Iterable[Arguments]:
    return [(own.slug,) for own in asked.document.manual_figures.all()]


def _tables(asked: Asked) -> Iterable[Arguments]:
    return [(own.slug,) for own in asked.document.manual_tables.all()]


def _sums(asked: Asked) -> Iterable[Arguments]:
    return [
        (own.slug, str(index))
        for own in asked.document.manual_tables.all()
        for index, column in enumerate(own.columns, start=1)
        if column["kind"] == "number"
    ]


def _definitions() -> Definitions:
    """All that there are: which of them a document uses is known when it is composed."""
    terms = registered_terms()
    if not terms:
        raise NotAvailable("ingen begreper er forklart ennå. Legg dem inn under Definisjoner.")
    return Definitions(tuple(Term(one.term, one.meaning) for one in terms))


OFFERS = (
    Offer(
        "tall",
        "Eget tall",
        OWNER,
        lambda asked, name: own_data.manual_figure(asked.document, name),
        ("KORTNAVN",),
        1,
        choices=_figures,
    ),
    Offer(
        "tabellsum",
        "Sum av en kolonne",
        OWNER,
        lambda asked, name, column: own_data.table_sum(asked.document, name, column),
        ("KORTNAVN", "KOLONNE"),
        2,
        choices=_sums,
    ),
    Offer(
        "tabell:egen",
        "Egen tabell",
        OWNER,
        lambda asked, name: own_data.manual_table(asked.document, name),
        ("KORTNAVN",),
        1,
        is_block=True,
        choices=_tables,
    ),
    Offer("definisjoner", "Definisjoner", OWNER, lambda asked: _definitions(), is_block=True),
)
OWNERS = (Owner(OWNER, "Dokumentet selv", lambda asked, used: ()),)
