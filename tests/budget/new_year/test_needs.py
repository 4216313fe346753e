"""What a year needs, how far it is, and why."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.frame.models import FrameChange
from budget.keys.models import CostKey, InhabitantCount, KeyCalculation
from budget.lines.models import MonthAmount
from budget.new_year.actions import begin_year
from budget.new_year.copying import Choices
from budget.new_year.needs import State, _gaps, needs_of, to_prepare
from budget.years.actions import close_year
from rorikt.people.models import Municipality
from tests.budget.accounts.accounts_files import csv_file, import_accounts, make_mapping
from tests.factories import (
    make_count,
    make_frame_change,
    make_key,
    make_line,
    make_municipalities,
    make_payment,
    make_price_list,
    make_project,
    make_purpose,
    make_service,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 1, 10, 12, tzinfo=UTC)
LINES, BUDGET, MAPPINGS = "Budsjettlinjer", "Årsbudsjett", "Kontokoblinger"
KEY, INHABITANTS, FRAME, ACCOUNT = "Fordelingsnøkler", "Innbyggertall", "Vedtatt ramme", "Akontoplan"
PROJECTS = "Investeringer og overføringer"


def found(year=2025):
    return {need.title: need for need in needs_of(year)}


def state(title, year=2025):
    need = found(year)[title]
    return need.state, need.said


def test_the_very_first_year_needs_all_and_has_nothing_to_take_it_from():
    make_municipalities()

    needs = needs_of(2025)

    assert [need.title for need in needs if need.state is State.MISSING] == [
        LINES, BUDGET, "Budsjettet på måneder", MAPPINGS, KEY, FRAME,
    ]  # fmt: skip
    assert not any("Hent fra" in need.act for need in needs)
    assert state(LINES) == (State.MISSING, "Ingen linjer er lagt inn.")


def test_an_empty_year_after_one_with_lines_is_led_to_take_them():
    line = make_line(year=2024, title="Lønn", actual=0)
    make_mapping(line, "10000", "19999")

    assert state(LINES) == (State.MISSING, "Ingen linjer er lagt inn. 2024 har 1 linje.")
    assert state(MAPPINGS)[1] == "Ingen konti er koblet til en type utgift. 1 kobling kan hentes fra 2024."
    assert found()[LINES].act == "Hent fra 2024"


def test_a_year_half_prepared_names_what_is_not_there():
    for title in ("Lønn", "Drift", "Lisenser"):
        make_line(year=2024, title=title, actual=0)
    make_line(year=2025, title="Lønn", budgeted=Decimal(0), actual=0)
    make_line(year=2025, title="Nytt", budgeted=Decimal(10), actual=0)

    assert state(LINES) == (
        State.PARTLY,
        "2 linjer. Fra 2024 er ikke med: «Drift», «Lisenser». Er de falt bort, er dette i orden.",
    )
    assert state(BUDGET) == (State.PARTLY, "Til sammen 10,00 kr. Uten beløp: «Lønn».")


def test_what_was_taken_from_the_year_before_is_in_place(head):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(100), actual=0)
    make_mapping(line, "10000", "19999")

    begin_year(2025, before=2024, choices=Choices(), by=head, now=NOW)

    needs = found()
    assert [needs[title].state for title in (LINES, BUDGET, MAPPINGS)] == [State.READY] * 3


def test_accounts_without_a_line_are_counted(head):
    line = make_line(year=2025, title="Lønn", actual=0)
    make_mapping(line, "10000", "19999")
    import_accounts(csv_file("2025;1;10100;;;;1", "2025;1;30000;;;;1"), by=head)

    assert state(MAPPINGS) == (State.PARTLY, "1 kobling. 1 konto i regnskapet mangler kobling.")


def test_a_key_has_to_hold_for_every_day_of_the_year():
    make_municipalities()
    make_key(valid_from=date(2024, 1, 1), valid_to=date(2025, 6, 30))

    assert state(KEY) == (State.PARTLY, "Ingen nøkkel gjelder 01.07.2025–31.12.2025 for «Samarbeidsavtalen».")
    make_key(valid_from=date(2025, 7, 1), valid_to=None)

    assert state(KEY) == (State.READY, "Samarbeidsavtalen: 01.01.2024 – 30.06.2025 og fra 01.07.2025.")
    assert state(KEY, 2023) == (State.MISSING, "Ingen nøkkel gjelder 01.01.2023–31.12.2023 for «Samarbeidsavtalen».")


def test_what_some_share_needs_its_key_in_the_new_year_too_until_it_has_ended():
    make_key(valid_from=date(2024, 1, 1), valid_to=None)
    journal, old = make_purpose(title="Journal"), make_purpose(title="Gammelt")
    make_key(purpose=journal, valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    make_key(purpose=old, valid_from=date(2023, 1, 1), valid_to=date(2023, 12, 31))

    assert state(KEY) == (State.PARTLY, "Ingen nøkkel gjelder 01.01.2025–31.12.2025 for «Journal».")


@given(st.lists(st.tuples(st.integers(1, 31), st.integers(1, 31)).map(sorted), max_size=3))
def test_the_days_without_a_key_are_just_those_that_no_key_holds_on(spans):
    keys = [CostKey(valid_from=date(2025, 1, first), valid_to=date(2025, 1, last)) for first, last in sorted(spans)]

    gaps = _gaps(keys, date(2025, 1, 1), date(2025, 1, 31))

    uncovered = {day for first, last in gaps for day in range(first.day, last.day + 1)}
    assert uncovered == {day for day in range(1, 32) if not any(first <= day <= last for first, last in spans)}


def test_inhabitants_are_asked_for_where_the_key_is_made_of_them():
    make_municipalities()
    key = make_key(valid_from=date(2024, 1, 1), valid_to=None)
    assert state(INHABITANTS)[0] is State.NOT_NEEDED

    KeyCalculation.objects.create(key=key, components=[{"title": "Innbyggere 01.01.2023", "percent": "100"}])
    assert state(INHABITANTS) == (State.MISSING, "Nøkkelen bygger på innbyggertall. Ingen er lagt inn.")
    members = list(Municipality.objects.all())
    for municipality in members[:2]:
        InhabitantCount.objects.create(municipality=municipality, counted_on=date(2024, 1, 1), count=7000)
    assert state(INHABITANTS) == (State.PARTLY, "2 av 5 kommuner per 01.01.2024.")
    for municipality in members[2:]:
        InhabitantCount.objects.create(municipality=municipality, counted_on=date(2024, 1, 1), count=7000)
    assert state(INHABITANTS)[0] is State.READY
    assert state(INHABITANTS, 2026) == (
        State.MISSING, "Nøkkelen bygger på innbyggertall. De nyeste er fra 01.01.2024."
    )  # fmt: skip


def test_the_frame_is_in_place_once_it_is_decided_and_the_budget_follows_it():
    make_municipalities()
    make_key(valid_from=date(2025, 1, 1), valid_to=None)
    line = make_line(year=2025, budgeted=Decimal(100), actual=0)
    assert state(FRAME)[0] is State.MISSING
    make_frame_change(kind=FrameChange.Kind.BASE, year=2025, title="Driftsramme", amount=Decimal(120))

    assert state(FRAME)[0] is State.PARTLY
    line.budgeted = Decimal(120)
    line.save()
    assert state(FRAME)[0] is State.READY


def test_on_account_is_asked_for_where_there_are_projects():
    make_municipalities()
    assert state(ACCOUNT)[0] is State.NOT_NEEDED
    make_project(year=2025)
    assert state(ACCOUNT) == (State.MISSING, "0 av 5 kommuner har akonto for investeringene.")
    make_payment(year=2025, municipality=Municipality.objects.first())
    assert state(ACCOUNT)[0] is State.PARTLY


def test_money_left_of_projects_is_told_once_the_year_before_is_closed(head):
    make_line(year=2024, actual=1)
    make_project(year=2024, budgeted=Decimal(1000), actual_excl_vat=Decimal(300), vat=0)

    before = state(PROJECTS)
    close_year(2024, closed_on=date(2025, 1, 5), is_whole=True, by=head, now=NOW)

    assert before == (
        State.NOT_NEEDED,
        "0 prosjekter i 2025. Hva som kan overføres fra 2024, vises når det året er avsluttet.",
    )
    assert state(PROJECTS) == (State.PARTLY, "0 prosjekter i 2025. 1 prosjekt fra 2024 har penger å overføre.")


def test_from_october_the_year_to_come_is_to_be_made_ready_the_first_that_lacks_lines_before_others(head):
    assert to_prepare(date(2025, 11, 1)) is None
    line = make_line(year=2024, title="Lønn", actual=0)

    assert to_prepare(date(2024, 9, 30)) == (2024, ["kontokoblinger", "fordelingsnøkkel"])
    assert to_prepare(date(2024, 10, 1)) == (2025, ["budsjettlinjer"])
    assert to_prepare(date(2027, 1, 1))[0] == 2025
    make_municipalities()
    make_key(valid_from=date(2024, 1, 1), valid_to=None)
    make_mapping(line, "10000", "19999")
    assert to_prepare(date(2024, 9, 30)) is None
    begin_year(2025, before=2024, choices=Choices(), by=head, now=NOW)
    assert to_prepare(date(2024, 12, 1)) is None
    assert to_prepare(date(2024, 5, 1)) is None


def test_a_service_that_had_a_price_is_asked_for_one_and_for_its_counts():
    make_municipalities()
    users, portal = make_service(title="Microsoft 365"), make_service(title="Innbyggerportal", unit="fixed")
    make_service(title="Uten pris")
    assert state("Tjenester og priser")[0] is state("Tellinger")[0] is State.NOT_NEEDED
    for service in (users, portal):
        make_price_list(service, year=2024)

    assert state("Tjenester og priser") == (
        State.MISSING, "Hadde pris i 2024, men ikke i 2025: «Innbyggerportal», «Microsoft 365».",
    )  # fmt: skip
    make_price_list(users, year=2025)
    assert state("Tjenester og priser") == (State.PARTLY, "Hadde pris i 2024, men ikke i 2025: «Innbyggerportal».")
    make_price_list(portal, year=2025)
    assert state("Tjenester og priser") == (State.READY, "2 tjenester har pris.")
    assert state("Tellinger") == (
        State.MISSING, "0 av 1 tjenester er telt i 2025. Mangler: «Microsoft 365».",
    )  # fmt: skip
    make_count(users, "1506", 10, date(2025, 1, 31))
    assert state("Tellinger")[0] is State.READY


def test_the_months_of_a_file_are_a_distribution_too():
    line = make_line(year=2025, budgeted=Decimal(1200), actual=0)
    for month in range(1, 13):
        MonthAmount.objects.create(line=line, month=month, amount=Decimal(100))

    assert state("Budsjettet på måneder") == (
        State.READY, "1 av 1 linjer har egen fordeling; resten er likt på alle månedene."
    )  # fmt: skip
