"""Payments on account are set by those who may, each with an audit entry."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from budget.investments.actions import set_payments
from budget.projects.models import PaymentOnAccount
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests.budget.changes import NOW, refused
from tests.factories import make_municipalities, make_payment, make_user

pytestmark = pytest.mark.django_db


def test_payments_are_added_changed_and_removed_each_with_an_audit_entry(head):
    molde, vestnes, rauma, aukra, _ = make_municipalities()
    make_payment(municipality=vestnes, amount=Decimal("5.00"))
    make_payment(municipality=rauma, amount=Decimal("6.00"))
    make_payment(municipality=aukra, amount=Decimal("7.00"))

    typed = {molde: Decimal("0.00"), vestnes: Decimal("9.00"), rauma: None, aukra: Decimal("7.00")}
    set_payments(typed, year=2023, by=head, now=NOW)

    assert dict(PaymentOnAccount.objects.values_list("municipality", "amount")) == {"1506": 0, "1535": 9, "1547": 7}
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "la til akontobetaling",
        "endret akontobetaling",
        "slettet akontobetaling",
    ]
    changed = AuditEntry.objects.get(action="endret akontobetaling").detail
    assert (changed["before"]["amount"], changed["after"]["amount"]) == ("5.00", "9.00")


def test_a_finance_person_sets_the_payment_of_their_own_municipality_only(finance):
    molde, vestnes = make_municipalities()[:2]

    set_payments({vestnes: Decimal(1)}, year=2023, by=finance, now=NOW)
    with pytest.raises(PermissionDenied):
        set_payments({vestnes: Decimal(2), molde: Decimal(2)}, year=2023, by=finance, now=NOW)

    assert PaymentOnAccount.objects.get().municipality == vestnes


@pytest.mark.parametrize("role", [User.Role.AUTHOR, User.Role.COUNCIL_MEMBER, User.Role.ADMINISTRATOR])
def test_others_set_no_payments(role):
    person = make_user(role=role)

    with pytest.raises(PermissionDenied):
        set_payments({make_municipalities()[1]: Decimal(1)}, year=2023, by=person, now=NOW)

    assert not PaymentOnAccount.objects.exists()


def test_a_negative_payment_is_refused(head):
    molde = make_municipalities()[0]

    message = refused(set_payments, {molde: Decimal(-1)}, year=2023, by=head, now=NOW)

    assert message == "En akontobetaling kan ikke være under null."
