"""What a person decides before a draft invoice is made; VAT has no default."""

from datetime import date
from decimal import Decimal

import pytest

from budget.invoices.forms import InvoiceForm
from budget.invoices.peppol import Vat, VatCategory

TYPED = {"category": "S25", "issued_on": "2024-02-20", "due_on": "2024-03-21", "buyer_reference": "IKT", "reason": ""}


def form(**typed):
    return InvoiceForm({**TYPED, **typed})


@pytest.mark.parametrize(
    ("category", "reason", "vat"),
    [
        ("S25", "", Vat(VatCategory.STANDARD, Decimal(25))),
        ("Z", "", Vat(VatCategory.ZERO)),
        ("E", "Offentlig myndighet", Vat(VatCategory.EXEMPT, reason="Offentlig myndighet")),
        ("O", "Ikke omsetning", Vat(VatCategory.OUTSIDE, reason="Ikke omsetning")),
    ],
)
def test_only_the_standard_category_has_a_rate(category, reason, vat):
    checked = form(category=category, reason=reason)

    assert checked.is_valid()
    assert checked.vat() == vat


@pytest.mark.parametrize("category", ["E", "O"])
def test_no_vat_without_a_reason(category):
    assert set(form(category=category).errors) == {"reason"}


def test_nothing_is_chosen_for_the_person():
    assert "trygt standardvalg" in form(category="").errors["category"][0]
    assert InvoiceForm().fields["category"].initial is None


def test_an_invoice_may_be_due_the_day_it_is_dated_and_not_before():
    assert form(due_on="2024-02-20").is_valid()
    assert set(form(due_on="2024-02-19").errors) == {"due_on"}


def test_a_form_begins_with_the_days_that_the_cooperation_gives():
    assert InvoiceForm.starting(date(2024, 2, 20), 30, "IKT") == {
        "issued_on": date(2024, 2, 20),
        "due_on": date(2024, 3, 21),
        "buyer_reference": "IKT",
    }
