"""The pages of investments and payments on account: what they show, to whom, and what is told where typing is wrong."""

from decimal import Decimal

import pytest
from django.urls import reverse

from budget.projects.models import InvestmentProject, PaymentOnAccount
from rorikt.people.models import User
from tests.budget import golden
from tests.budget.pages import errors, open_page, send, shown
from tests.factories import make_municipalities, make_payment, make_project, make_user

pytestmark = pytest.mark.django_db


# What the pages show


def test_the_investments_lead_to_each_project_and_to_the_settlement(client, council_member):
    golden.make_year_2023()
    client.force_login(council_member)

    page = shown(open_page(client, "investments", 2023))
    assert all(text in page for text in golden.PRINTED_PROJECT_SUM)
    assert reverse("budget:settlement", args=[2023]) in page
    project = InvestmentProject.objects.get(title="Helseplattformen")
    assert "603 796,90" in shown(client.get(project.get_absolute_url()))


def test_the_projects_are_listed_by_status_with_the_sum_of_those_shown(client, council_member):
    make_project(year=2023, title="A", status="completed", budgeted=Decimal(1000))
    make_project(year=2023, title="B", budgeted=Decimal(2000))
    client.force_login(council_member)

    def titles(**query):
        table = client.get(reverse("budget:investments", args=[2023]), query).context["table"]
        return [row.record.title for row in table.rows]

    assert sorted(titles(status="completed")) == ["A"]
    assert sorted(titles(status="tull")) == sorted(titles()) == ["A", "B"]
    exported = client.get(reverse("budget:investments", args=[2023]), {"status": "completed", "eksport": "csv"})
    assert "2000" not in exported.content.decode()


# Who may do what


@pytest.mark.parametrize("role", [User.Role.AUTHOR, User.Role.COUNCIL_MEMBER, User.Role.ADMINISTRATOR])
def test_payments_are_closed_to_those_who_keep_no_accounts(client, role):
    client.force_login(make_user(role=role))

    assert open_page(client, "payments", 2023).status_code == 403
    assert send(client, "payments", 2023, payment_1535="1").status_code == 403
    assert "Registrer akonto" not in shown(open_page(client, "settlement", 2023))


def test_a_finance_person_sees_and_sends_the_payment_of_their_own_municipality_only(client, finance):
    make_payment(municipality_id="1506", amount=Decimal(7))
    client.force_login(finance)

    page = shown(open_page(client, "payments", 2023))
    assert "Vestnes" in page
    assert "Molde" not in page

    response = send(client, "payments", 2023, payment_1535="1 439 000,45", payment_1506="1")
    assert response.url == "/okonomi/2023/oppgjor/"
    assert dict(PaymentOnAccount.objects.values_list("municipality", "amount")) == {
        "1506": Decimal(7),
        "1535": Decimal("1439000.45"),
    }


# Forms


def test_a_project_is_added_and_deleted(client, head):
    client.force_login(head)

    send(
        client, "project-new", 2023, title="Nettverk", budgeted="500 000", actual_excl_vat="800", vat="200", position=1
    )
    project = InvestmentProject.objects.get()
    assert (project.year, project.actual, project.variance) == (2023, 1000, 499_000)

    assert send(client, "project-delete", project.pk).url == "/okonomi/2023/investeringer/"
    assert not InvestmentProject.objects.exists()


def test_payments_are_told_at_the_municipality_and_nothing_is_stored(client, head):
    client.force_login(head)
    make_municipalities()

    response = send(client, "payments", 2023, payment_1506="5 315 000", payment_1535="−1", payment_1539="x")

    assert errors(response) == {
        "payment_1535": ["En akontobetaling kan ikke være under null."],
        "payment_1539": ["«x» er ikke et tall. Skriv for eksempel 1 937 782,94."],
    }
    assert 'value="5 315 000"' in shown(response)
    assert not PaymentOnAccount.objects.exists()


def test_an_empty_payment_is_unknown_and_a_zero_is_zero(client, head):
    client.force_login(head)
    make_municipalities()

    send(client, "payments", 2023, payment_1506="0", payment_1535="")

    assert list(PaymentOnAccount.objects.values_list("municipality", "amount")) == [("1506", 0)]
