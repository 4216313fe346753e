"""A consumption run: made, approved, corrected, and frozen with its counts."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.allocations.report import explained_part
from budget.charges.charge_parts import State
from budget.charges.report import charged_year
from budget.consumption.basis import Scope
from budget.consumption.models import ConsumedMonth, ConsumptionRow
from budget.consumption.report import rows_tables
from budget.invoices.lines import lines_of
from budget.memberships.models import Membership
from budget.money.reader import Reader
from budget.runs import actions
from budget.runs.basis import moved_since
from budget.services.models import Service, ServiceCount, ServiceParticipant
from rorikt.people.models import Municipality
from tests import factories
from tests.factories import RUN_AT

pytestmark = pytest.mark.django_db

MOLDE, VESTNES, RAUMA, AUKRA, HUSTADVIKA = "1506", "1535", "1539", "1547", "1579"


@pytest.fixture
def service(db):
    """100 kr a month for each user on the last of January, for all five."""
    factories.make_municipalities()
    found = factories.make_service(title="Visma BI", measure="day", counting_month=1, counting_day=31)
    factories.make_price_list(found)
    for number, count in ((MOLDE, 10), (VESTNES, 3), (RAUMA, 2), (AUKRA, 0), (HUSTADVIKA, 5)):
        factories.make_count(found, number, count)
    return found


@pytest.fixture
def by(head):
    return {"by": head, "now": RUN_AT}


def make(by, *services, first=1, last=12, year=2024):
    scope = Scope(services, year, first, last)
    return actions.make_run(AllocationRun.Kind.CONSUMPTION, year=year, charged_year=year, scope=scope, **by)


def approve(run, by):
    actions.approve_run(run, **by)
    run.refresh_from_db()


def amounts(run):
    return {part.municipality_id: part.amount for part in run.parts.all()}


def booked(run):
    return {part.municipality_id: part.booked for part in run.parts.all()}


def test_each_pays_its_count_at_the_price_of_the_months(service, by):
    run = make(by, service, last=6)

    assert amounts(run) == {
        MOLDE: Decimal(6000), VESTNES: Decimal(1800), RAUMA: Decimal(1200), AUKRA: Decimal(0), HUSTADVIKA: Decimal(3000)
    }  # fmt: skip
    assert (run.amount, run.key, run.title) == (Decimal(12000), None, "Forbruk av Visma BI januar–juni 2024")
    row = run.consumption.get(municipality=VESTNES)
    assert (row.months, row.count, row.ratio, row.counts) == (6, Decimal(3), Decimal(15), [["2024-01-31", 3]])
    assert row.arithmetic == "3 brukere × 100,00\u00a0kr × 6 måneder"
    sharing = run.basis["sharing"]["services"][0]
    assert (sharing["measure"], sharing["parts"][MOLDE]) == (
        "Antallet 31. januar",
        {"count": "10.0000", "months": 6, "ratio": "50.0000"},
    )


def test_one_that_joins_in_july_pays_from_july_and_one_that_has_left_is_nowhere(service, by):
    Membership.objects.create(municipality_id=VESTNES, first_on=date(2024, 7, 1))
    Membership.objects.create(municipality_id=RAUMA, first_on=date(2020, 1, 1), last_on=date(2023, 12, 31))
    service.measure = Service.Measure.AVERAGE
    service.save()
    factories.make_count(service, VESTNES, 4, date(2024, 8, 1))

    run = make(by, service)

    assert RAUMA not in amounts(run)
    assert (amounts(run)[VESTNES], run.consumption.get(municipality=VESTNES).months) == (Decimal(2400), 6)


def test_who_does_not_take_part_gets_exactly_nothing_and_is_said_not_to(service, by):
    service.is_for_all = False
    service.save()
    ServiceParticipant.objects.create(service=service, municipality_id=MOLDE, first_on=date(2024, 1, 1))

    run = make(by, service)

    assert amounts(run) == {MOLDE: Decimal(12000), **dict.fromkeys([VESTNES, RAUMA, AUKRA, HUSTADVIKA], Decimal(0))}
    assert run.basis["sharing"]["not_taking_part"] == [VESTNES, RAUMA, AUKRA, HUSTADVIKA]
    [table] = rows_tables(run, Reader())
    assert [(row[0].text, row[1].text, row[5].text) for row in table.rows[:2]] == [
        ("Molde", "10", "12\u00a0000,00"),
        ("Vestnes", "deltar ikke", "0,00"),
    ]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda one: one.price_lists.all().delete(),
            "«Visma BI» har ingen prisliste for 2024. Legg den inn på tjenesten.",
        ),
        (
            lambda one: one.counts.filter(municipality=VESTNES).delete(),
            "«Visma BI» mangler antall for Vestnes (31.01.2024). Legg det inn på tjenesten.",
        ),
        (
            lambda one: Service.objects.filter(pk=one.pk).update(measure="each_month"),
            "«Visma BI» mangler antall for Molde (februar–mars 2024), Vestnes (februar–mars 2024), "
            "Rauma (februar–mars 2024), Aukra (februar–mars 2024), Hustadvika (februar–mars 2024). Legg det inn på "
            "tjenesten.",
        ),
    ],
)
def test_what_is_missing_is_said_with_what_to_do_and_nothing_is_stored(service, by, spoil, told):
    spoil(service)
    service.refresh_from_db()

    with pytest.raises(ValidationError) as refused:
        make(by, service, last=3)

    assert refused.value.messages == [told]
    assert not AllocationRun.objects.exists()
    assert not ConsumedMonth.objects.exists()


def test_a_count_above_the_price_list_says_so(service, by):
    service.price_lists.all().delete()
    factories.make_price_list(service, (1, 9, 100), tiering="own_whole")

    with pytest.raises(ValidationError, match="har ikke noe trinn for 10 brukere"):
        make(by, service)


def test_a_month_of_a_service_is_charged_once(service, by):
    first = make(by, service, last=6)

    with pytest.raises(ValidationError, match="«Visma BI» er allerede med i «Forbruk av Visma BI januar–juni 2024»"):
        make(by, service, first=6)

    assert amounts(make(by, service, first=7))[MOLDE] == Decimal(6000)
    actions.delete_run(first, **by)
    assert amounts(make(by, service, last=6))[MOLDE] == Decimal(6000)


def test_a_correction_uses_counts_and_prices_as_they_are_and_books_what_differs(service, by):
    run = make(by, service)
    approve(run, by)
    before = list(ConsumptionRow.objects.filter(run=run).values())
    service.counts.filter(municipality=VESTNES).update(count=1)
    service.price_lists.update(price=Decimal("99.99"))

    assert "Antall 2024" in moved_since(run, Reader())
    correction = actions.correct_run(run, charged_year=2025, reason="Talt feil", **by)

    assert booked(correction) == {
        MOLDE: Decimal("-1.20"), VESTNES: Decimal("-2400.12"), RAUMA: Decimal("-0.24"), AUKRA: Decimal(0),
        HUSTADVIKA: Decimal("-0.60"),
    }  # fmt: skip
    assert sum(row.booked for row in correction.consumption.all()) == sum(booked(correction).values())
    assert list(ConsumptionRow.objects.filter(run=run).values()) == before
    approve(correction, by)
    service.counts.filter(municipality=VESTNES).update(count=3)
    again = actions.correct_run(correction, charged_year=2025, reason="Likevel", **by)
    assert booked(again)[VESTNES] == Decimal("2399.76")


def test_a_correction_of_one_that_no_longer_takes_part_gives_all_of_it_back(service, by):
    run = make(by, service)
    approve(run, by)
    service.is_for_all = False
    service.save()
    ServiceParticipant.objects.create(service=service, municipality_id=VESTNES, first_on=date(2024, 1, 1))

    correction = actions.correct_run(run, charged_year=2024, reason="Bare Vestnes", **by)

    assert booked(correction)[MOLDE] == Decimal(-12000)
    row = correction.consumption.get(municipality=MOLDE)
    assert (row.months, row.amount, row.previously, row.arithmetic) == (0, 0, Decimal(12000), "Deltar ikke")


def test_a_draft_whose_counts_have_moved_is_computed_again_before_it_is_approved(service, by):
    run = make(by, service)
    service.counts.filter(municipality=MOLDE).update(count=11)

    with pytest.raises(ValidationError, match="Grunnlaget er endret"):
        actions.approve_run(run, **by)
    actions.recompute_run(run, **by)
    approve(run, by)

    assert amounts(run)[MOLDE] == Decimal(13200)
    assert run.consumption.count() == 5


@pytest.mark.parametrize("change", ["update", "delete", "insert"])
def test_the_database_refuses_to_change_the_rows_of_an_approved_run(service, by, change):
    run = make(by, service)
    approve(run, by)
    row = run.consumption.first()

    def spoil():
        if change == "update":
            ConsumptionRow.objects.filter(pk=row.pk).update(count=99)
        elif change == "delete":
            ConsumedMonth.objects.filter(run=run)._raw_delete("default")
        else:
            row.pk, row.municipality_id = None, Municipality.objects.create(number="1111", name="Ny").pk
            row.save(force_insert=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        spoil()


def test_a_fixed_sum_adds_up_with_the_others_to_the_ore(service, by):
    fixed = factories.make_service(title="Drift", unit="fixed", fixed_as="equally")
    factories.make_price_list(fixed, price=Decimal("100.00"), per="year")

    run = make(by, service, fixed, last=4)

    assert run.amount == Decimal(8000) + Decimal("33.33")
    assert sum(amounts(run).values()) == run.amount
    assert sorted(row.amount for row in run.consumption.filter(service=fixed)) == [
        *[Decimal("6.66")] * 2,
        *[Decimal("6.67")] * 3,
    ]


def test_a_year_with_prices_expects_consumption_until_every_month_is_charged(service, by):
    def of_2024():
        return [(p.title, p.state, p.note) for p in charged_year(2024).parts if p.like.startswith("consumption")]

    assert of_2024() == [("Forbruk av tjenester 2024", State.NOT_SET, "Ikke fordelt: Visma BI.")]
    first = make(by, service, last=6)
    actions.approve_run(first, **by)
    assert of_2024() == [
        (first.title, State.ALLOCATED, ""),
        ("Forbruk av tjenester 2024, resten", State.NOT_SET, "Ikke fordelt: Visma BI (juli–desember)."),
    ]
    actions.approve_run(make(by, service, first=7), **by)
    assert [state for _, state, _ in of_2024()] == [State.ALLOCATED, State.ALLOCATED]


def test_an_invoice_has_a_line_for_each_service(service, by):
    other = factories.make_service(title="Backup", unit="fixed")
    factories.make_price_list(other, price=Decimal(50))
    run = make(by, service, other, last=2)
    approve(run, by)

    lines = lines_of(run.parts.get(municipality=VESTNES), Reader())

    assert [(line.name, line.amount) for line in lines] == [("Backup", Decimal(100)), ("Visma BI", Decimal(600))]
    assert lines[1].description == "3 brukere × 100,00\u00a0kr × 2 måneder"


def test_the_page_says_what_it_will_be_before_it_is_made(service, as_head):
    page = reverse("budget:consumption-new")
    asked = {"year": 2024, "first": 1, "last": 12, "charged_year": 2024}

    shown = as_head.get(page, asked).content.decode()
    assert "24\u00a0000,00" in shown
    assert not AllocationRun.objects.exists()

    as_head.post(f"{page}?year=2024&first=1&last=12&charged_year=2024")
    run = AllocationRun.objects.get()
    assert as_head.get(run.get_absolute_url()).status_code == 200
    assert as_head.get(run.get_absolute_url(), {"eksport": "xlsx"}).status_code == 200


def test_the_page_says_what_is_missing_and_makes_nothing(service, as_head):
    ServiceCount.objects.filter(municipality=VESTNES).delete()
    page = reverse("budget:consumption-new")

    shown = as_head.get(page, {"year": 2024, "first": 1, "last": 12, "charged_year": 2024}).content.decode()
    as_head.post(f"{page}?year=2024&first=1&last=12&charged_year=2024")

    assert "mangler antall for Vestnes (31.01.2024)" in shown
    assert "Lag utkastet" not in shown
    assert not AllocationRun.objects.exists()


def test_a_fixed_price_with_steps_is_told_and_not_charged_as_nothing(service, by):
    service.price_lists.all().delete()
    factories.make_price_list(service, (1, None, 100), tiering="own_whole")
    service.unit = "fixed"
    service.save()

    with pytest.raises(ValidationError, match="har trinn, men prisen er fast"):
        make(by, service)


def test_of_an_exempt_case_a_municipality_sees_what_it_pays_itself_and_no_more(service, by, client):
    closed = {"exemption_basis": "offentleglova § 23", "public_title": "En sak"}
    case = factories.make_item(meeting=factories.make_meeting(), title="Hemmelig", **closed).reference
    scope = Scope((service,), 2024)
    run = actions.make_run(AllocationRun.Kind.CONSUMPTION, year=2024, charged_year=2024, case=case, scope=scope, **by)
    approve(run, by)
    client.force_login(factories.make_user("finance"))

    shown = client.get(run.get_absolute_url()).content.decode()
    written = client.get(run.get_absolute_url(), {"eksport": "csv"}).content.decode("utf-8", "replace")

    assert "3\u00a0600,00" in shown
    assert "12\u00a0000,00" not in shown
    assert ("3600" in written, "12000" in written, "10 brukere" in written) == (True, False, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_run_costs_the_same_queries_for_any_number_of_services(
    service, by, as_head, rows, django_assert_max_num_queries
):
    more = [factories.make_service(title=f"Fast {n}", unit="fixed") for n in range(rows)]
    for one in more:
        factories.make_price_list(one)
    run = make(by, service, *more)
    as_head.get(run.get_absolute_url())

    with django_assert_max_num_queries(45):
        as_head.get(run.get_absolute_url())


def test_beside_each_amount_stands_what_was_counted_and_its_part_of_the_whole(service, by):
    run = make(by, service)

    (way,) = explained_part(run, run.parts.get(municipality=VESTNES))

    assert (way.method, way.measure, way.count, way.ratio, way.purpose) == (
        "Antall og pris", "bruker: antallet 31. januar", "3", Decimal("0.15"), "Visma BI"
    )  # fmt: skip
