"""What documents show of services: counts, prices and costs, each with its day, its population and its place."""

from datetime import date
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationRun
from budget.consumption.basis import Scope
from budget.runs import actions
from rorikt.figures.offers import Asked, offers, owners
from rorikt.figures.values import NotAvailable
from tests import factories
from tests.factories import RUN_AT

pytestmark = pytest.mark.django_db

ASKED = Asked(as_of=date(2024, 2, 1), accounting_year=2023)


@pytest.fixture
def service(db):
    factories.make_municipalities()
    found = factories.make_service(title="Visma BI", slug="visma-bi", measure="average")
    for day, molde in ((date(2023, 6, 30), 7), (date(2023, 12, 31), 10), (date(2024, 6, 30), 99)):
        factories.make_count(found, "1506", molde, day, source="Rapport fra leverandøren")
    factories.make_count(found, "1535", 3, date(2023, 12, 31))
    return found


def make(name, *arguments):
    return offers()[name].make(ASKED, *arguments)


def test_counts_per_municipality_with_a_total(service):
    table = make("tabell:tjeneste-antall", "visma-bi", "2023-12-31", "2023-06-30")

    assert [column.label for column in table.columns] == ["Kommune", "30.06.2023", "31.12.2023"]
    assert [[cell.text for cell in row] for row in table.rows] == [["Molde", "7", "10"], ["Vestnes", "–", "3"]]
    assert [cell.text for cell in table.total] == ["SUM", "7", "13"]
    assert (table.as_of, table.source) == (date(2023, 12, 31), f"{service.get_absolute_url()}#antall")
    assert table.note == "Rapport fra leverandøren."


def test_customers_stand_for_themselves_and_one_outside_is_told_of(service):
    outside = factories.make_customer(number="C2", name="Brannvesenet IKS", municipality_id=None)
    own = factories.make_customer(number="C1", name="Molde Eiendom KF")
    factories.make_count(service, "1506", 2, date(2023, 12, 31), customer=own)
    factories.make_count(service, None, 4, date(2023, 12, 31), customer=outside)

    table = make("tabell:tjeneste-antall", "visma-bi", "2023-12-31")

    assert [[cell.text for cell in row] for row in table.rows] == [
        ["C1", "Molde Eiendom KF", "2"], ["C2", "Brannvesenet IKS", "4"], ["–", "Molde", "10"], ["–", "Vestnes", "3"]
    ]  # fmt: skip
    assert [cell.text for cell in table.total] == ["SUM", "", "19"]
    assert "Hører ikke til én kommune: Brannvesenet IKS." in table.note
    assert make("tjeneste-antall", "visma-bi", "2023-12-31", "molde").value == 12


def test_a_count_alone_says_of_whom_and_when(service):
    figure = make("tjeneste-antall", "visma-bi", "2023-12-31")

    assert (figure.value, figure.unit, figure.as_of) == (13, "brukere", date(2023, 12, 31))
    assert figure.label == "Visma BI: antall brukere 31.12.2023, alle"
    with pytest.raises(NotAvailable, match="har ikke noe antall for Rauma"):
        make("tjeneste-antall", "visma-bi", "2023-12-31", "rauma")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ukjent", "2023-12-31"), "Det finnes ingen tjeneste «ukjent»"),
        (("visma-bi", "2023"), "er ikke en dato"),
        (("visma-bi", "2023-01-01"), "har ingen antall 01.01.2023"),
    ],
)
def test_what_is_not_there_says_so(service, arguments, told):
    with pytest.raises(NotAvailable, match=told):
        make("tabell:tjeneste-antall", *arguments)


def test_the_list_offers_no_count_after_the_day_of_the_document(service):
    choices = list(offers()["tabell:tjeneste-antall"].choices(ASKED))

    assert choices == [("visma-bi", "2023-12-31"), ("visma-bi", "2023-12-31", "2023-06-30")]
    assert ("visma-bi", "2023-12-31", "molde") in list(offers()["tjeneste-antall"].choices(ASKED))


def test_the_price_list_has_a_row_for_each_step(service):
    factories.make_price_list(service, (1, 10, 100), (11, None, 90), tiering="own_whole", year=2024)
    factories.make_price_list(service, year=2023)

    table = make("tabell:tjeneste-priser", "visma-bi")

    assert [[cell.text for cell in row][:3] for row in table.rows] == [
        ["2024", "1–10", "100,00"], ["2024", "fra 11", "90,00"], ["2023", "alle", "100,00"]
    ]  # fmt: skip


def test_the_cost_of_each_service_is_that_of_the_approved_runs(service, head):
    for number in ("1539", "1547", "1579"):
        factories.make_count(service, number, 0, date(2023, 12, 31))
    factories.make_price_list(service, year=2023)
    by = {"by": head, "now": RUN_AT}
    with pytest.raises(NotAvailable):
        make("tabell:tjeneste-kostnader")
    run = actions.make_run(
        AllocationRun.Kind.CONSUMPTION, year=2023, charged_year=2023, scope=Scope((service,), 2023), **by
    )
    actions.approve_run(run, **by)

    table = make("tabell:tjeneste-kostnader")

    assert [cell.value for cell in table.rows[0]][1:3] == ["10200.00", "3600.00"]
    assert Decimal(table.total[-1].value) == run.amount


def test_the_sources_are_the_counts_and_prices_of_the_services_that_are_used(service):
    factories.make_service(slug="annen", title="Annen")

    found = list(owners()["service"].sources(ASKED, [("visma-bi", "2023-12-31")]))

    assert [(source.name, source.rows) for source in found] == [("Antall Visma BI", 2)]
    service.counts.filter(municipality="1535").update(count=4)
    [now] = owners()["service"].sources(ASKED, [("visma-bi", "2023-12-31")])
    assert now.sha256 != found[0].sha256
