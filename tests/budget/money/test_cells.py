"""Amounts as figures and cells: the exact value behind what is printed, and a word where it is closed."""

from decimal import Decimal

import pytest

from budget.money.cells import (
    amount_figure,
    approximately,
    closable_cell,
    dash_for_zero,
    followed_by,
    only_one,
    source_of_rows,
)
from budget.money.fields import sums
from budget.projects.models import PaymentOnAccount
from rorikt.amounts import kroner, percentage, thousands
from rorikt.figures.values import Cell, NotAvailable
from tests.factories import make_payment

AMOUNT = Decimal("1937782.94")


@pytest.mark.parametrize(
    ("form", "text"),
    [("kroner", "1 937 783 kr"), ("ore", "1 937 782,94 kr"), ("tusen", "1 938"), ("mill", "1,938 mill. kr")],
)
def test_a_figure_is_exact_behind_the_form_it_is_printed_in(form, text):
    figure = amount_figure("merforbruk", "Merforbruk", AMOUNT, form, "/okonomi/2023/")

    assert (figure.text.replace("\u00a0", " "), figure.value, figure.unit, figure.source) == (
        text,
        AMOUNT,
        "kr",
        "/okonomi/2023/",
    )


def test_a_form_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="dollar is not one of kroner, ore, tusen, mill"):
        amount_figure("x", "X", AMOUNT, "dollar", "")


def test_a_cell_keeps_what_its_text_rounds_away():
    assert Cell.of(AMOUNT, thousands) == Cell("1\u00a0938", "1937782.94")
    assert Cell.of(Decimal("45.87"), percentage) == Cell("45,87\u00a0%", "45.87")


def test_an_unknown_amount_is_a_dash_and_no_zero():
    assert Cell.of(None, kroner) == Cell("–")
    assert Cell.of(Decimal(0), kroner) == Cell("0,00", "0")
    assert (approximately(None), approximately(Decimal("1463999.5"))) == ("–", "ca.\u00a01\u00a0464\u00a0000")


def test_a_closed_amount_is_nowhere_in_its_cell():
    assert closable_cell(AMOUNT, kroner, is_hidden=True) == Cell("unntatt")
    assert closable_cell(AMOUNT, kroner, is_hidden=False).value == "1937782.94"


def test_nothing_spent_is_printed_as_a_dash_where_that_is_asked_for():
    assert [dash_for_zero(kroner)(amount) for amount in (Decimal(0), None, Decimal("-0.01"))] == ["–", "–", "−0,01"]


def test_one_and_no_other_is_taken():
    assert only_one(["a"], "linjen", 2023) == "a"
    with pytest.raises(NotAvailable, match=r"Fant ikke linjen i 2023\."):
        only_one([], "linjen", 2023)
    with pytest.raises(NotAvailable, match=r"Fant flere enn én linjen i 2023\."):
        only_one(["a", "b"], "linjen", 2023)


def test_more_is_said_after_a_text_only_where_there_is_more():
    assert (followed_by("Sum", "hittil"), followed_by("Sum", "")) == ("Sum hittil", "Sum")


@pytest.mark.django_db
def test_a_source_has_the_number_of_its_rows_and_a_hash_that_any_change_moves():
    first = make_payment(amount=Decimal("0.10"))
    make_payment(municipality_id="1535")
    rows = PaymentOnAccount.objects.order_by("-pk")
    before = source_of_rows("Akonto 2023", rows)

    assert (before.name, before.rows) == ("Akonto 2023", 2)
    assert before == source_of_rows("Akonto 2023", PaymentOnAccount.objects.order_by("pk"))
    assert before.sha256 != source_of_rows("Akonto 2023", rows, year=2023).sha256
    first.amount = Decimal("0.11")
    first.save()
    assert before.sha256 != source_of_rows("Akonto 2023", rows).sha256


@pytest.mark.django_db
def test_sums_are_whole_ore_whatever_the_database_adds_in():
    for number, amount in (("1506", "0.10"), ("1535", "0.20")):
        make_payment(municipality_id=number, amount=Decimal(amount))

    assert str(sums(PaymentOnAccount.objects.all(), "amount")["amount"]) == "0.30"
    assert sums(PaymentOnAccount.objects.none(), "amount") == {"amount": Decimal(0)}
