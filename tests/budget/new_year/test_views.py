"""The pages of a year that begins, as they are clicked through."""

from decimal import Decimal

import pytest
from django.urls import reverse

from budget.ledger.models import AccountMapping
from budget.lines.models import BudgetLine
from tests.budget.accounts.accounts_files import make_mapping
from tests.factories import make_line

TITLES = ("Lønn", "Konsulenter", "Lisenser", "Drift", "Utstyr", "Reiser", "Inntekter")


@pytest.fixture
def last_year(head):
    for at, title in enumerate(TITLES, start=1):
        line = make_line(year=2024, title=title, position=at, budgeted=Decimal(at * 1000), actual=0)
        make_mapping(line, f"{at}0000", f"{at}9999")


def page(name, year=2025):
    return reverse(f"budget:{name}", args=[year])


def test_seven_lines_and_seven_mappings_are_three_clicks(client, head, last_year):
    client.force_login(head)

    needs = client.get(page("new-year"))
    assert page("new-year-copy") in needs.content.decode()
    shown = client.get(page("new-year-copy")).content.decode()
    assert "Lag 7 linjer, 7 koblinger" in shown
    answer = client.post(page("new-year-copy"), {"budget": "as_it_was", "parts": ["has_lines", "has_mappings"]})

    assert answer.url == page("new-year-budgets")
    assert BudgetLine.objects.for_year(2025).count() == AccountMapping.objects.filter(year=2025).count() == 7


def test_what_is_shown_first_is_what_is_made(client, head, last_year):
    client.force_login(head)
    chosen = {"budget": "raised", "percent": "2,5", "parts": ["has_lines"]}

    shown = client.get(page("new-year-copy"), chosen)
    client.post(page("new-year-copy"), chosen)

    (table,) = shown.context["tables"]
    assert [row[2].value for row in table.rows] == [
        str(budgeted.quantize(Decimal(1)))
        for budgeted in BudgetLine.objects.for_year(2025).values_list("budgeted", flat=True)
    ]
    assert BudgetLine.objects.for_year(2025).first().budgeted == 1025


@pytest.mark.parametrize(
    ("chosen", "fault"),
    [
        ({"budget": "raised", "parts": ["has_lines"]}, "Skriv hvor mange prosent"),
        ({"budget": "raised", "percent": "500", "parts": ["has_lines"]}, "mellom −50 og 100"),
        ({"budget": "as_it_was"}, "Velg minst én ting"),
    ],
)
def test_choices_that_cannot_be_made_are_said_and_nothing_is_made(client, head, last_year, chosen, fault):
    client.force_login(head)

    for answer in (client.get(page("new-year-copy"), chosen), client.post(page("new-year-copy"), chosen)):
        assert fault in str(answer.context["form"].errors)
    assert not BudgetLine.objects.for_year(2025).exists()


def test_a_second_click_says_that_all_is_there(client, head, last_year):
    client.force_login(head)
    chosen = {"budget": "as_it_was", "parts": ["has_lines", "has_mappings"]}
    client.post(page("new-year-copy"), chosen)

    answer = client.post(page("new-year-copy"), chosen)

    assert "Alt som er valgt fra 2024, finnes allerede i 2025." in answer.content.decode()
    assert BudgetLine.objects.for_year(2025).count() == 7


def test_the_first_year_of_all_has_nothing_to_take(client, head, db):
    client.force_login(head)

    answer = client.get(page("new-year-copy"), follow=True)

    assert "Ingen tidligere år har budsjettlinjer å hente til 2025" in answer.content.decode()


def budgets(client):
    return client.get(page("new-year-budgets")).context["form"]


def test_all_budgets_are_adjusted_in_one_form(client, head):
    lines = [make_line(year=2025, title=title, budgeted=Decimal(100), actual=0) for title in TITLES]
    client.force_login(head)
    form = budgets(client)
    typed = {str(line.pk): "1 200,50" for line in lines} | {"marks": form["marks"].value()}

    client.post(page("new-year-budgets"), typed)

    assert set(BudgetLine.objects.for_year(2025).values_list("budgeted", flat=True)) == {Decimal("1200.50")}


def test_a_budget_that_another_changed_is_shown_at_its_line_and_stored_the_next_time(client, head):
    line = make_line(year=2025, title="Lønn", budgeted=Decimal(100), actual=0)
    client.force_login(head)
    typed = {str(line.pk): "300", "marks": budgets(client)["marks"].value()}
    BudgetLine.objects.filter(pk=line.pk).update(budgeted=200)

    first = client.post(page("new-year-budgets"), typed).context["form"]
    assert "En annen har endret dette" in str(first.errors[str(line.pk)])
    client.post(page("new-year-budgets"), {**typed, "marks": first["marks"].value()})

    line.refresh_from_db()
    assert line.budgeted == 300


def test_an_amount_that_is_none_is_said_at_its_line_and_no_line_is_stored(client, head):
    lines = [make_line(year=2025, title=title, budgeted=Decimal(100), actual=0) for title in TITLES[:2]]
    client.force_login(head)

    answer = client.post(page("new-year-budgets"), {str(lines[0].pk): "5", str(lines[1].pk): "mye"})

    assert list(answer.context["form"].errors) == [str(lines[1].pk)]
    assert set(BudgetLine.objects.for_year(2025).values_list("budgeted", flat=True)) == {Decimal(100)}


@pytest.mark.parametrize("name", ["new-year", "new-year-copy", "new-year-budgets"])
def test_the_pages_cost_the_same_queries_for_any_length(client, head, name, django_assert_max_num_queries):
    client.force_login(head)
    make_mapping(make_line(year=2024, title="Første", actual=0), "50000", "50001")
    make_line(year=2025, title="Første", actual=0)
    client.get(page(name))
    with django_assert_max_num_queries(60) as few:
        client.get(page(name))

    for at in range(8):
        make_mapping(make_line(year=2024, title=f"Linje {at}", actual=0), f"1{at}000", f"1{at}999")
        make_line(year=2025, title=f"Ny {at}", actual=0)
    with django_assert_max_num_queries(60) as many:
        client.get(page(name))

    assert len(many) == len(few)


def test_who_may_only_read_sees_how_far_it_is_without_buttons(client, finance, last_year):
    client.force_login(finance)

    shown = client.get(page("new-year")).content.decode()

    assert "Ingen linjer er lagt inn. 2024 har 7 linjer." in shown
    assert page("new-year-copy") not in shown
    assert client.get(page("new-year-copy")).status_code == 403
