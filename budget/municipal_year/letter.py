"""A municipality's year as a letter and as a workbook."""

from budget.money.paper import MoneySheet
from budget.municipal_year.report import MunicipalYear
from rorikt.amounts import long_date
from rorikt.people.models import Cooperation, Municipality
from rorikt.tables import export


def letter(found: MunicipalYear) -> MoneySheet:
    """Dated, and addressed; with who approved each amount, the key and its source."""
    tables = [table for table in found.tables if table is not found.history]
    facts = [
        ("Til", addressee(found.municipality)),
        ("Fra", _sender()),
        ("Dato", long_date(found.on)),
        ("Gjelder", f"Betaling i {found.year}"),
        ("Summen", found.charged.so_far or "Hel: alle forventede deler er med."),
        *([("Mot året før", found.compared.missing)] if found.compared.missing else []),
    ]
    return MoneySheet(
        found.title,
        facts,
        [*tables, *found.causes],
        reasons=[(reason.title, f"{reason.why} {reason.rests_on}") for reason in found.reasons],
    )


def workbook(found: MunicipalYear) -> bytes:
    """A sheet for each table, with the rows as they were."""
    return export.xlsx([export.sheet_of(table) for table in found.with_rows])


def addressee(municipality: Municipality) -> str:
    """Its name as it is registered, its number, and where it is reached."""
    name = municipality.name
    name = name if name.lower().endswith("kommune") else f"{name} kommune"
    number = f"org.nr. {municipality.organisation_number}" if municipality.organisation_number else ""
    place = f"{municipality.postal_code} {municipality.city}".strip()
    return ", ".join(filter(None, [name, number, municipality.street_address, place]))


def _sender() -> str:
    own = Cooperation.objects.first()
    return own.name if own else ""
