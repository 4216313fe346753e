"""An invoice over several runs: made final and never changed, sent, withdrawn, credited; each part on one at most."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from lxml import etree

from budget.invoices.actions import forget_invoice, record_invoice
from budget.invoices.models import Invoice, InvoiceLine, InvoicePart, SentInvoice
from budget.invoices.peppol import Reference
from budget.invoices.ubl_schema import schema_faults
from budget.joint_invoices.actions import forget_sent, record_sent, reverse_invoice, withdraw_invoice
from rorikt.audit.models import AuditEntry
from tests.budget import golden
from tests.budget.invoices.peppol_rules import broken
from tests.budget.joint_invoices.making import EXEMPT, OUTSIDE, STANDARD, VESTNES, make, waiting
from tests.factories import RUN_AT

pytestmark = pytest.mark.django_db
SENT = {"number": "F-100", "sent_on": date(2024, 2, 21), "now": RUN_AT}
OVERSPEND = golden.PRINTED_SPLIT[VESTNES]


def texts(content, path):
    return [element.text for element in etree.fromstring(content.encode()).iterfind(path)]


def test_one_invoice_has_the_lines_of_several_runs_each_with_its_vat(runs, contribution, head):
    invoice = make(head, vats=[STANDARD, EXEMPT, EXEMPT])

    lines = [(line.name, line.amount, line.category) for line in invoice.lines.all()]
    assert lines == [
        ("Merforbruk 2023", OVERSPEND, "S"),
        ("Investeringstilskudd 2024", Decimal("1405800.00"), "E"),
        ("Motregnet", Decimal("-237589.69"), "E"),
    ]
    assert (invoice.net, invoice.tax) == (OVERSPEND + Decimal("1168210.31"), Decimal("60022.83"))
    assert [held.part.run for held in invoice.parts.all()] == [runs[0], contribution]
    assert (invoice.draft_number, str(invoice)) == ("UTKAST-2024-1535-1", "Faktura UTKAST-2024-1535-1")


def test_the_file_is_kept_with_its_hash_valid_and_by_the_rules(runs, contribution, head):
    invoice = make(head, vats=[STANDARD, EXEMPT, EXEMPT], order_reference="4500", contract_reference="Avtalen")

    content = invoice.content.encode()
    assert invoice.sha256 == sha256(content).hexdigest()
    assert (schema_faults(content), broken(content)) == ([], set())
    assert texts(invoice.content, ".//{*}PayableAmount") == [f"{invoice.total:.2f}"]
    assert texts(invoice.content, ".//{*}OrderReference/{*}ID") == ["4500"]


def test_a_part_is_on_one_invoice_and_none_is_left_waiting(runs, head):
    parts = waiting()
    make(head, parts[:1])

    assert [part.run for part in waiting()] == [runs[1]]
    with pytest.raises(ValidationError, match="Begynn på nytt"):
        make(head, parts)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoicePart.objects.create(invoice=Invoice.objects.get(), part=parts[0])
    assert Invoice.objects.count() == 1


def test_what_is_paid_through_another_run_waits_there_alone(runs, contribution):
    assert [part.run for part in waiting()] == [runs[0], contribution]


def test_outside_the_scope_of_vat_stands_alone(runs, contribution, head):
    with pytest.raises(ValidationError, match="Lag to fakturaer"):
        make(head, vats=[STANDARD, OUTSIDE, OUTSIDE])

    assert make(head, vats=[OUTSIDE] * 3).tax == 0


def test_money_back_needs_the_invoice_that_it_credits_or_why_there_is_none(runs, head):
    settlement = waiting()[1:]
    with pytest.raises(ValidationError, match="Velg fakturaen som krediteres"):
        make(head, settlement)

    invoice = make(head, settlement, credits=[Reference("A-7", date(2023, 3, 1))])

    assert (invoice.word, invoice.net) == ("Kreditnota", Decimal("-237589.69"))
    assert [str(one) for one in invoice.credited.all()] == ["A-7 (01.03.2023)"]
    assert texts(invoice.content, ".//{*}InvoiceDocumentReference/*") == ["A-7", "2023-03-01"]
    assert (
        make(head, waiting("1539")[1:], number="1539", no_credited_reason="Akonto uten faktura").credited.count() == 0
    )


def test_recorded_as_sent_every_part_of_it_is_invoiced_and_that_is_taken_back(runs, contribution, head):
    invoice = make(head)
    record_sent(invoice, **SENT, by=head)

    sent = SentInvoice.objects.filter(number="F-100", invoice=invoice)
    assert {one.part.run for one in sent} == {runs[0], contribution}
    with pytest.raises(ValidationError, match="allerede registrert som sendt"):
        record_sent(invoice, **SENT, by=head)
    forget_sent(invoice, by=head, now=RUN_AT)
    with pytest.raises(ValidationError, match="allerede angret"):
        forget_sent(invoice, by=head, now=RUN_AT)

    invoice.refresh_from_db()
    assert not SentInvoice.objects.exists()
    assert (invoice.is_sent, waiting()) == (False, [])
    told = AuditEntry.objects.filter(action__contains="faktura").order_by("pk")
    assert [(entry.action, entry.detail["number"]) for entry in told] == [
        ("laget faktura", "UTKAST-2024-1535-1"),
        ("førte sendt faktura", "F-100"),
        ("angret sendt faktura", "F-100"),
    ]


def test_a_number_is_of_one_invoice(runs, head):
    record_sent(make(head, waiting()[:1]), **SENT, by=head)
    other = make(head, waiting("1506")[:1], number="1506")

    with pytest.raises(ValidationError, match="registrert på en annen"):
        record_sent(other, **SENT, by=head)


def test_a_part_on_an_invoice_is_not_recorded_alone(runs, head):
    part = waiting()[0]
    invoice = make(head, [part])
    with pytest.raises(ValidationError, match="faktura med flere deler"):
        record_invoice(part, **SENT, by=head)

    record_sent(invoice, **SENT, by=head)
    with pytest.raises(ValidationError, match="faktura med flere deler"):
        forget_invoice(part, by=head, now=RUN_AT)


def test_one_that_is_not_sent_is_withdrawn_and_its_parts_wait_again(runs, head):
    invoice = make(head, waiting()[:1])
    withdraw_invoice(invoice, reason="Feil kommune", by=head, now=RUN_AT)

    assert [part.run for part in waiting()] == runs
    with pytest.raises(ValidationError, match="allerede registrert som trukket"):
        record_sent(invoice, **SENT, by=head)
    with pytest.raises(ValidationError, match="allerede trukket"):
        withdraw_invoice(invoice, reason="Igjen", by=head, now=RUN_AT)
    assert make(head, waiting()[:1]).draft_number == "UTKAST-2024-1535-2"


def test_one_that_is_sent_is_credited_line_by_line_and_its_parts_wait_once_that_is_sent(runs, contribution, head):
    invoice = make(head, vats=[STANDARD, EXEMPT, EXEMPT])
    dates = {"issued_on": date(2024, 3, 1), "due_on": date(2024, 3, 31), "text": "Feil beløp"}
    with pytest.raises(ValidationError, match="Bare en sendt"):
        reverse_invoice(invoice, **dates, by=head, now=RUN_AT)
    record_sent(invoice, **SENT, by=head)
    with pytest.raises(ValidationError, match="Lag en kreditnota"):
        withdraw_invoice(invoice, reason="Feil", by=head, now=RUN_AT)

    reversal = reverse_invoice(invoice, **dates, by=head, now=RUN_AT)

    assert (reversal.net, reversal.tax) == (-invoice.net, -invoice.tax)
    assert texts(reversal.content, ".//{*}InvoiceDocumentReference/*") == ["F-100", "2024-02-20"]
    assert (schema_faults(reversal.content.encode()), broken(reversal.content.encode())) == ([], set())
    with pytest.raises(ValidationError, match="allerede en kreditnota"):
        reverse_invoice(invoice, **dates, by=head, now=RUN_AT)
    with pytest.raises(ValidationError, match="Trekk den først"):
        forget_sent(invoice, by=head, now=RUN_AT)
    assert waiting() == []

    record_sent(reversal, **{**SENT, "number": "K-1"}, by=head)
    assert [part.run for part in waiting()] == [runs[0], contribution]
    assert not SentInvoice.objects.exists()
    with pytest.raises(ValidationError, match="kan dette ikke angres"):
        forget_sent(reversal, by=head, now=RUN_AT)


CHANGES = {
    "the VAT of a line": lambda: InvoiceLine.objects.update(category="Z"),
    "a reference": lambda: Invoice.objects.update(buyer_reference="En annen"),
    "the file": lambda: Invoice.objects.update(content="<x/>"),
    "the hash": lambda: Invoice.objects.update(sha256="0" * 64),
    "the sum": lambda: Invoice.objects.update(net=1),
    "what it credits": lambda: Invoice.objects.get().credited.update(number="B"),
    "a line less": lambda: InvoiceLine.objects.all()._raw_delete("default"),
    "a part less": lambda: InvoicePart.objects.all()._raw_delete("default"),
    "another part": lambda: InvoicePart.objects.update(part=waiting("1506")[0]),
    "the invoice itself": lambda: Invoice.objects.all()._raw_delete("default"),
    "a line more": lambda: InvoiceLine.objects.create(
        invoice=Invoice.objects.get(),
        part=waiting("1506")[0],
        position=9,
        name="Til",
        amount=1,
        category="S",
        percent=25,
    ),
    "a part more": lambda: InvoicePart.objects.create(invoice=Invoice.objects.get(), part=waiting("1506")[0]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_what_was_sent(runs, head, change):
    settlement = waiting()[1:]
    record_sent(make(head, settlement, credits=[Reference("A-7", date(2023, 3, 1))]), **SENT, by=head)

    with pytest.raises(IntegrityError), transaction.atomic():
        CHANGES[change]()


def test_what_was_released_does_not_come_back(runs, head):
    withdraw_invoice(make(head, waiting()[:1]), reason="Feil", by=head, now=RUN_AT)

    for change in (
        lambda: InvoicePart.objects.update(is_in_force=True),
        lambda: Invoice.objects.update(withdrawn_at=None, withdrawn_by=None, withdrawal_reason=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
