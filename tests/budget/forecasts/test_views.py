"""The pages of the forecast and of the months of a budget: what they show, take, refuse and cost."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.lines.models import LineForecast
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests.budget.pages import errors, open_page, send, shown
from tests.factories import make_cause, make_line, make_total, make_user

pytestmark = pytest.mark.django_db


def months(*typed):
    return {f"month_{month}": text for month, text in enumerate(typed, start=1)}


def test_the_forecast_page_shows_each_way_the_chosen_one_and_who_chose(client, head, council_member):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1_200_000))
    make_total(line=line, month=1, amount=Decimal(110_000))
    client.force_login(head)
    send(client, "forecast-set", line.pk, method="by_hand", amount="1 300 000", text="Ny avtale")

    client.force_login(council_member)
    page = shown(open_page(client, "forecast", 2024))
    assert all(text in page for text in ("1 320", "1 300", "Satt for hånd", head.name, "−100 000,00"))
    assert "Ny avtale" in shown(client.get(line.get_absolute_url()))


def test_a_line_without_months_asks_for_accounts_or_a_forecast(client, council_member):
    make_line(year=2031, title="Lønn")
    client.force_login(council_member)

    assert "Noen linjer har ingen prognose ennå: Lønn." in shown(open_page(client, "forecast", 2031))


def test_an_empty_year_has_a_kind_forecast_page(client, council_member):
    client.force_login(council_member)

    assert "Ingen driftslinjer er lagt inn" in shown(open_page(client, "forecast", 2031))


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"method": "by_hand", "amount": "1000", "text": ""}, {"text"}),
        ({"method": "by_hand", "amount": "", "text": "Avtale"}, {"amount"}),
        ({"method": "by_hand", "amount": "mye", "text": "Avtale"}, {"amount"}),
        ({"method": "gjetning", "amount": "", "text": ""}, {"method"}),
    ],
)
def test_a_forecast_that_cannot_be_is_refused_at_its_field(client, head, typed, fields):
    client.force_login(head)

    assert set(errors(send(client, "forecast-set", make_line().pk, **typed))) == fields
    assert not LineForecast.objects.exists()


def test_a_budget_is_spread_over_the_months_and_made_even_again(client, head):
    line = make_line(budgeted=Decimal(1000))
    client.force_login(head)

    send(client, "distribution", line.pk, **months("60", *["0"] * 10, "40"))
    assert [share.percent for share in line.month_shares.all()] == [60, *[0] * 10, 40]
    assert "600,00" in shown(client.get(line.get_absolute_url()))

    send(client, "distribution", line.pk, **months(*[""] * 12))
    assert not line.month_shares.exists()


def test_months_that_are_not_a_whole_are_refused_with_what_is_missing(client, head):
    line = make_line()
    client.force_login(head)

    found = errors(send(client, "distribution", line.pk, **months("60", "39,5")))

    assert found == {
        "month_1": ["Månedene er til sammen 99,50 %; det mangler 0,50 prosentpoeng. De skal være nøyaktig 100,00 %."]
    }
    assert not line.month_shares.exists()


def test_an_exported_forecast_has_its_exact_amounts(client, council_member):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal("1200.50"))
    make_total(line=line, month=1, amount=Decimal("100.25"), year=2024)
    client.force_login(council_member)

    lines = open_page(client, "forecast", 2024, eksport="csv").content.decode("utf-8-sig").splitlines()

    assert lines[1].split(";")[:6] == ["Lønn", "100,25", "1200,50", "1203,00", "", "1203,00"]


def changing_pages():
    """Every address that changes something, with what it is about."""
    line = make_line()
    return [
        ("forecast-set", line.pk),
        ("distribution", line.pk),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [role for role in User.Role if role != User.Role.HEAD])
def test_only_the_head_may_change_forecasts(client, role):
    pages = changing_pages()
    client.force_login(make_user(role=role))

    assert {open_page(client, *page).status_code for page in pages} == {403}
    assert {send(client, *page).status_code for page in pages} == {403}
    assert not AuditEntry.objects.exists()


def test_the_head_may_open_every_form_and_nobody_without_logging_in(client, head):
    pages = changing_pages()
    assert {open_page(client, *page).status_code for page in pages} == {302}

    client.force_login(head)
    assert {open_page(client, *page).status_code for page in pages} == {200}


@pytest.mark.parametrize("role", list(User.Role))
def test_everyone_in_the_cooperation_may_read(client, role):
    client.force_login(make_user(role=role))

    assert {open_page(client, *page).status_code for page in [("forecast", 2023)]} == {200}


def row_of_everything():
    """One more line, with its accounts of two years and its forecast."""
    line = make_line(year=2023)
    make_total(line=line, month=1)
    make_total(line=make_line(year=2022, title=line.title), month=1)
    make_cause(line=line)
    LineForecast.objects.create(
        line=line, method="run_rate", set_at="2024-01-01T00:00Z", set_by=User.objects.first() or make_user()
    )


def test_the_page_costs_the_same_queries_for_any_length(client, head, django_assert_num_queries):
    row_of_everything()
    client.force_login(head)
    open_page(client, "forecast", 2023)
    with CaptureQueriesContext(connection) as one_row:
        open_page(client, "forecast", 2023)
    for _ in range(3):
        row_of_everything()

    with django_assert_num_queries(len(one_row)):
        assert open_page(client, "forecast", 2023).status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_forecast_is_a_file_too(client, council_member, kind):
    row_of_everything()
    client.force_login(council_member)

    response = open_page(client, "forecast", 2023, eksport=kind)

    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]
