"""An invoice is recorded once, of an approved run, and taken back with a trace."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from budget.invoices.actions import forget_invoice, record_invoice
from budget.invoices.models import SentInvoice
from rorikt.audit.models import AuditEntry
from tests.factories import RUN_AT, make_run

pytestmark = pytest.mark.django_db
SENT = {"number": "F-77", "sent_on": date(2024, 3, 1), "now": RUN_AT}


def test_an_invoice_is_recorded_once_and_may_be_taken_back(year_2023, head):
    part = make_run().parts.first()
    record_invoice(part, **SENT, by=head)

    with pytest.raises(ValidationError, match="allerede registrert"):
        record_invoice(part, **{**SENT, "number": "F-78"}, by=head)
    forget_invoice(part, by=head, now=RUN_AT)
    with pytest.raises(ValidationError, match="allerede angret"):
        forget_invoice(part, by=head, now=RUN_AT)

    assert not SentInvoice.objects.exists()
    told = AuditEntry.objects.filter(action__contains="sendt faktura").order_by("pk")
    assert [(entry.action, entry.detail["number"]) for entry in told] == [
        ("førte sendt faktura", "F-77"),
        ("angret sendt faktura", "F-77"),
    ]


def test_of_a_draft_nothing_is_sent(year_2023, head):
    with pytest.raises(ValidationError, match="må godkjennes"):
        record_invoice(make_run(approve=False).parts.first(), **SENT, by=head)
    assert not SentInvoice.objects.exists()
