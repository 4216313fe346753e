"""Balances are issued, frozen, and confirmed or disputed once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budget.balances.actions import answer_balance, issue_balances
from budget.balances.models import BalanceConfirmation
from budget.balances.report import hash_of
from budget.payments.actions import store_payment
from budget.payments.models import ReceivedPayment
from rorikt.people.models import Municipality, User
from tests.budget.pages import open_page, send, shown
from tests.factories import make_run, make_user

pytestmark = pytest.mark.django_db
VESTNES = "1535"
NOW = datetime(2025, 1, 10, 12, tzinfo=UTC)
NEW_YEARS_EVE = date(2024, 12, 31)


@pytest.fixture
def issued(charged_2024, head):
    part = make_run().parts.get(municipality=VESTNES)
    vestnes = Municipality.objects.get(pk=VESTNES)
    payment = ReceivedPayment(
        municipality=vestnes, year=2024, part=part, paid_on=date(2024, 4, 1), amount=Decimal(40_000)
    )
    store_payment(payment, by=head, now=NOW)
    issue_balances(2024, as_of=NEW_YEARS_EVE, by=head, now=NOW)
    return BalanceConfirmation.objects.get(municipality=VESTNES)


def finance_of(number):
    return make_user(User.Role.FINANCE, municipality=Municipality.objects.get(pk=number))


def test_each_municipality_is_told_what_it_was_charged_has_paid_and_owes(issued):
    assert BalanceConfirmation.objects.count() == 5
    figures = issued.figures
    assert (figures["charged"], figures["paid"], figures["left"]) == ("240091.31", "40000.00", "200091.31")
    assert issued.sha256 == hash_of(2024, VESTNES, NEW_YEARS_EVE, figures)


def test_what_is_issued_never_changes_and_an_answer_is_given_once(issued, head):
    for field, value in (("figures", {}), ("as_of", date(2024, 1, 1)), ("sha256", "0" * 64)):
        with pytest.raises(IntegrityError), transaction.atomic():
            BalanceConfirmation.objects.filter(pk=issued.pk).update(**{field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        issued.delete()
    issued = BalanceConfirmation.objects.get(municipality=VESTNES)
    answer_balance(issued, answer="confirmed", text="", by=finance_of(VESTNES), now=NOW)
    with pytest.raises(ValidationError, match="allerede besvart"):
        answer_balance(issued, answer="disputed", text="Nei", by=head, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        BalanceConfirmation.objects.filter(pk=issued.pk).update(answer_text="noe annet")


def test_it_is_issued_again_only_where_it_says_something_else(issued, head):
    with pytest.raises(ValidationError, match="ikke allerede er sendt"):
        issue_balances(2024, as_of=NEW_YEARS_EVE, by=head, now=NOW)
    payment = ReceivedPayment(municipality=issued.municipality, year=2024, paid_on=date(2024, 5, 1), amount=Decimal(1))
    store_payment(payment, by=head, now=NOW)

    again = issue_balances(2024, as_of=NEW_YEARS_EVE, by=head, now=NOW)

    assert [(one.municipality_id, one.version, one.figures["left"]) for one in again] == [(VESTNES, 2, "200090.31")]
    with pytest.raises(ValidationError, match="nyere saldobekreftelse"):
        answer_balance(issued, answer="confirmed", text="", by=head, now=NOW)


def test_a_dispute_needs_a_reason_and_the_head_sees_it(client, issued, head):
    client.force_login(finance_of(VESTNES))
    assert "Skriv hva som ikke stemmer." in shown(send(client, "balance-answer", issued.pk, answer="disputed"))
    send(client, "balance-answer", issued.pk, answer="disputed", text="Vi betalte 50 000 i mai.")

    client.force_login(head)
    page = shown(open_page(client, "balances", 2024))
    assert "Bestridt" in page
    assert "Vi betalte 50 000 i mai." in page
    assert page.count("Ikke besvart") == 4


def test_another_municipality_neither_reads_nor_answers_it(client, issued):
    client.force_login(finance_of("1506"))

    assert open_page(client, "balance", issued.pk).status_code == 403
    assert send(client, "balance-answer", issued.pk, answer="confirmed").status_code == 403
    assert len(open_page(client, "balances", 2024).context["table"].rows) == 1


def test_nothing_is_issued_of_a_day_to_come_or_of_an_empty_year(charged_2024, head):
    with pytest.raises(ValidationError, match="ikke er etter i dag"):
        issue_balances(2025, as_of=date(2025, 12, 31), by=head, now=NOW)
    with pytest.raises(ValidationError, match="Ingen kommune"):
        issue_balances(2022, as_of=date(2022, 12, 31), by=head, now=NOW)
