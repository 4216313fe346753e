"""The pages of a year's budget: forslag, vedtatt, regulert, in words that a reader who knows nothing can rest on."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.frame.actions import Decision
from budget.lines.models import BudgetLine
from budget.result.charts import budget_and_accounts
from budget.year_budget.actions import adopt_budget
from budget.year_budget.models import BudgetAdoption, BudgetRegulation
from rorikt.figures.values import NotAvailable
from rorikt.people.models import User
from tests.budget.pages import errors, open_page, send, shown
from tests.budget.rows import cells
from tests.factories import (
    close_year,
    make_frame_change,
    make_key,
    make_line,
    make_regulation,
    make_user,
    state_reach,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
DECIDED = {"decision": "Rådet vedtok", "decided_on": "13.12.2023", "case": "ingen sak"}


def adopt(by, year=2024):
    decision = Decision("Rådet vedtok budsjettet", date(2023, 12, 13))
    return adopt_budget(year, decision=decision, by=by, now=NOW)


def test_a_year_that_is_not_adopted_says_so_and_shows_the_columns_it_had(as_head):
    make_line(year=2024, title="Lønn")

    page = shown(open_page(as_head, "operating-result", 2024))
    assert "Budsjettet er ikke registrert som vedtatt" in page
    assert "Opprinnelig budsjett" not in page
    assert "Linjene er et forslag" in shown(open_page(as_head, "year-budget", 2024))


def test_the_head_adopts_and_regulates_by_form(as_head, head):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1000))
    answer = send(as_head, "budget-adopt", 2024, **DECIDED)
    assert answer.url == "/okonomi/2024/budsjett/"
    assert BudgetAdoption.objects.get().recorded_by == head

    typed = {f"line_{line.pk}": "−100,50", "reason": "Færre stillinger"}
    answer = send(as_head, "budget-regulation-new", 2024, **DECIDED, **typed)
    page = shown(as_head.get(answer.url))
    assert "Reguleringen endrer budsjettet for 2024 med −100,50 kr, og følger ingen rammeendring." in page
    assert "Den endrer ikke rammen; avstemmingen viser om ramme og budsjett er like." in page

    page = shown(open_page(as_head, "year-budget", 2024))
    assert all(amount in page for amount in ("1 000,00", "−100,50", "899,50"))
    answer = send(as_head, "budget-regulation-reverse", BudgetRegulation.objects.get().pk, **DECIDED, reason="Feil")
    assert answer.status_code == 302
    assert BudgetLine.objects.get().budgeted == 1000


def test_an_empty_regulation_is_told_at_the_form(as_head, head):
    make_line(year=2024)
    adopt(head)

    answer = send(as_head, "budget-regulation-new", 2024, **DECIDED, reason="Ingenting")

    assert errors(answer) == {"__all__": ["Skriv endringen på minst én linje."]}


def test_an_adoption_by_mistake_is_withdrawn_by_form(as_head, head):
    make_line(year=2024)
    adopt(head)

    send(as_head, "budget-adoption-withdraw", 2024, reason="Feil år")

    assert not BudgetAdoption.objects.exists()


def test_the_budget_of_an_adopted_line_cannot_be_typed_in_its_form(as_head, head):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1000))
    adopt(head)

    page = shown(open_page(as_head, "line-edit", line.pk))
    assert "endres med en budsjettregulering" in page
    send(as_head, "line-edit", line.pk, title="Lønn og pensjon", budgeted="5", actual="0", position="1")

    line.refresh_from_db()
    assert (line.title, line.budgeted) == ("Lønn og pensjon", 1000)
    send(as_head, "line-new", 2024, title="Ny", budgeted="5", actual="0", position="2")
    assert BudgetLine.objects.get(title="Ny").budgeted == 0


def test_a_change_of_the_frame_is_led_to_its_line(as_head, head):
    make_key(valid_from=date(2023, 1, 1))
    line = make_line(year=2024, title="Lisens og support", budgeted=Decimal(1000))
    adopt(head)
    change = make_frame_change(title="Ny lisens", amount=Decimal(300), by=head)

    page = shown(open_page(as_head, "year-budget", 2024))
    assert f"/okonomi/2024/budsjett/regulering/ny/?endring={change.pk}" in page
    form = open_page(as_head, "budget-regulation-new", 2024, endring=change.pk).context["form"]
    assert form.fields[f"line_{line.pk}"].initial == 300
    assert "Linjen er foreslått" in shown(open_page(as_head, "budget-regulation-new", 2024, endring=change.pk))
    assert open_page(as_head, "budget-regulation-new", 2024, endring="x").status_code == 404

    address = f"/okonomi/2024/budsjett/regulering/ny/?endring={change.pk}"
    typed = {**DECIDED, "reason": "Følger", f"line_{line.pk}": "300"}
    page = shown(as_head.get(as_head.post(address, typed).url))
    assert "og følger rammeendringen «Ny lisens»" in page
    assert "ikke er lagt på en linje" not in shown(open_page(as_head, "year-budget", 2024))


def test_the_result_of_a_whole_year_has_the_four_columns(as_head, head):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1000), actual=Decimal(950))
    adopt(head)
    make_regulation(line=line, amount=Decimal(-100), by=head)
    close_year(2024)

    page = shown(open_page(as_head, "operating-result", 2024, unit="ore"))
    assert [head_ in page for head_ in ("Opprinnelig budsjett", "Regulering", "Regulert budsjett")] == [True] * 3
    content = open_page(as_head, "operating-result", 2024, eksport="csv").content.decode("utf-8-sig")
    assert content.splitlines()[0].startswith(
        "Type utgift;Regnskap;Opprinnelig budsjett;Regulering;Regulert budsjett;Avvik"
    )
    assert content.splitlines()[1].startswith("Lønn;950,00;1000,00;-100,00;900,00;-50,00")

    table = budget_and_accounts(2024, exact=True)
    assert [column.label for column in table.columns] == [
        "Type utgift", "Opprinnelig budsjett", "Regulering", "Regulert budsjett", "Regnskap", "Avvik",
    ]  # fmt: skip
    assert cells(table)[0] == ["Lønn", "1 000,00", "−100,00", "900,00", "950,00", "−50,00"]


def test_half_a_year_is_held_against_the_regulated_budget_so_far(head):
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1000), actual=Decimal(500))
    adopt(head)
    make_regulation(line=line, amount=Decimal(200), by=head)
    state_reach(2024, 6)

    table = budget_and_accounts(2024, exact=True)

    assert [column.label for column in table.columns][3:] == [
        "Regulert budsjett", "Budsjett hittil", "Regnskap hittil", "Avvik hittil",
    ]  # fmt: skip
    assert cells(table)[0][3:] == ["1 200,00", "600,00", "500,00", "100,00"]


def test_a_table_of_what_is_not_adopted_is_not_shown(head):
    make_line(year=2024, actual=Decimal(1))
    close_year(2024)

    with pytest.raises(NotAvailable, match="ikke registrert som vedtatt"):
        budget_and_accounts(2024)


@pytest.mark.parametrize("role", [role for role in User.Role if role != User.Role.HEAD])
def test_only_the_head_moves_the_budget_and_all_may_read_it(client, head, role):
    make_line(year=2024)
    regulation = make_regulation(by=head)
    client.force_login(make_user(role=role))

    assert open_page(client, "year-budget", 2025).status_code == 200
    assert open_page(client, "budget-regulation", regulation.pk).status_code == 200
    for page in (("budget-adopt", 2024), ("budget-adoption-withdraw", 2025), ("budget-regulation-new", 2025)):
        assert send(client, *page, **DECIDED).status_code == 403
    assert send(client, "budget-regulation-reverse", regulation.pk, **DECIDED).status_code == 403


@pytest.mark.parametrize("name", ["year-budget", "reconciliation"])
def test_the_pages_cost_the_same_queries_for_any_length(as_head, head, name, django_assert_num_queries):
    make_key(valid_from=date(2023, 1, 1))

    def make_rows():
        make_regulation(by=head)
        make_frame_change(year=2025, by=head)

    make_rows()
    open_page(as_head, name, 2025)
    with CaptureQueriesContext(connection) as one_row:
        open_page(as_head, name, 2025)
    for _ in range(3):
        make_rows()

    with django_assert_num_queries(len(one_row)):
        assert open_page(as_head, name, 2025).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["year-budget", "budget-regulation"])
def test_the_pages_are_exported(as_head, head, name, kind):
    regulation = make_regulation(by=head)

    arguments = [2025] if name == "year-budget" else [regulation.pk]
    assert open_page(as_head, name, *arguments, eksport=kind).status_code == 200
