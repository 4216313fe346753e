"""From what waits to the file, by the pages: parts, VAT and references, the sums shown first, and who may."""

from decimal import Decimal

import pytest
from django.urls import reverse

from budget.invoices.models import Invoice
from budget.joint_invoices.actions import record_sent
from rorikt.audit.models import AuditEntry
from tests.budget import golden
from tests.budget.joint_invoices.making import VESTNES, make, waiting
from tests.budget.joint_invoices.test_actions import SENT
from tests.budget.pages import errors, plain, shown

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "ROR-IKT 2024", "first_on": "01.01.2024", "last_on": "31.12.2024", "issued_on": "20.02.2024",
    "due_on": "21.03.2024", "buyer_reference": "IKT",
}  # fmt: skip


def new_url(parts, number=VESTNES):
    query = "&".join(f"del={part.pk}" for part in parts)
    return f"{reverse('budget:joint-invoice-new', args=[2024, number])}?{query}"


def test_the_page_proposes_what_is_shared_and_not_invoiced(as_head, runs, contribution):
    page = as_head.get(reverse("budget:joint-invoice-new", args=[2024, VESTNES]))

    assert page.context["form"].initial["del"] == [str(part.pk) for part in waiting()]
    assert "Merforbruk 2023: 240 091,31 kr (betales i 2024)" in shown(page)
    assert "Investeringstilskudd 2024: 1 168 210,31 kr" in shown(page)


def test_vat_has_no_default_and_sums_are_shown_before_it_is_final(as_head, runs, contribution):
    url = new_url(waiting())

    unchosen = as_head.post(url, {**TYPED, "show": "1"})
    seen = as_head.post(
        url, {**TYPED, "vat": "S25", "vat_2": "E", "vat_3": "E", "reason_exempt": "Unntatt", "show": "1"}
    )

    assert "trygt standardvalg" in errors(unchosen)["vat"][0]
    assert "60 022,83" in shown(seen)
    assert not Invoice.objects.exists()


def test_mixed_with_what_is_outside_the_scope_it_proposes_two_invoices(as_head, runs, contribution):
    parts = waiting()
    typed = {**TYPED, "vat": "O", "vat_1": "S25", "reason_outside": "Fordeling", "save": "1"}

    page = as_head.post(new_url(parts), typed)

    assert "Lag to fakturaer" in errors(page)["vat"][0]
    assert [url for _, url in page.context["two"]] == [new_url(parts[:1]), new_url(parts[1:])]
    assert not Invoice.objects.exists()


def test_from_the_list_to_the_file_and_back_as_a_credit_note(as_head, runs, contribution):
    listed = shown(as_head.get(reverse("budget:joint-invoices")))
    assert "1 408 301,62" in listed

    made = as_head.post(new_url(waiting()), {**TYPED, "vat": "S25", "save": "1"})
    invoice = Invoice.objects.get()
    assert made["Location"] == invoice.get_absolute_url()
    xml = as_head.get(reverse("budget:joint-invoice-xml", args=[invoice.pk]))
    assert (xml.content, xml["Content-Type"]) == (invoice.content.encode(), "application/xml")
    page = shown(as_head.get(invoice.get_absolute_url()))
    assert "1 760 377,03" in page
    assert "Ferdig, men ikke sendt" in page

    as_head.post(reverse("budget:joint-invoice-sent", args=[invoice.pk]), {"number": "F-1", "sent_on": "21.02.2024"})
    assert "Faktura F-1 er sendt 21.02.2024" in shown(as_head.get(invoice.get_absolute_url()))
    single = as_head.get(reverse("budget:invoice-basis", args=[runs[0].pk, VESTNES]))
    assert "Faktura F-1" in shown(single)
    assert single.context["form"] is None
    dates = {"issued_on": "01.03.2024", "due_on": "31.03.2024", "text": "Feil"}
    as_head.post(reverse("budget:joint-invoice-reverse", args=[invoice.pk]), dates)
    reversal = Invoice.objects.get(reverses=invoice)
    assert "Krediterer hele" in shown(as_head.get(reversal.get_absolute_url()))
    as_head.post(reverse("budget:joint-invoice-withdraw", args=[reversal.pk]), {"reason": "Likevel riktig"})
    as_head.post(reverse("budget:joint-invoice-forget", args=[invoice.pk]))
    assert AuditEntry.objects.first().action == "angret sendt faktura"


def test_a_credit_note_chooses_among_what_was_sent(as_head, head, runs):
    parts = waiting()
    invoice = make(head, parts[:1])
    record_sent(invoice, **SENT, by=head)
    url = new_url(parts[1:])

    silent = as_head.post(url, {**TYPED, "vat": "S25", "save": "1"})
    half = as_head.post(url, {**TYPED, "vat": "S25", "credited_number": "A-1", "save": "1"})
    both = as_head.post(
        url, {**TYPED, "vat": "S25", "credited": "2024-02-20 F-100", "no_credited_reason": "Ingen", "save": "1"}
    )
    as_head.post(url, {**TYPED, "vat": "S25", "credited": "2024-02-20 F-100", "save": "1"})

    assert list(errors(silent)) == list(errors(both)) == ["credited"]
    assert list(errors(half)) == ["credited_on"]
    made = Invoice.objects.exclude(pk=invoice.pk).get()
    assert [one.number for one in made.credited.all()] == ["F-100"]


def test_what_was_invoiced_meanwhile_is_told_and_nothing_is_made(as_head, head, runs):
    url = new_url(waiting())
    make(head, waiting()[:1])

    assert "fakturert i mellomtiden" in plain(as_head.post(url, {**TYPED, "vat": "S25", "save": "1"}))
    assert Invoice.objects.count() == 1


def test_finance_reads_the_invoice_and_gets_its_files_but_makes_none(client, head, finance, runs, contribution):
    invoice = make(head)
    client.force_login(finance)

    page = client.get(invoice.get_absolute_url())

    assert "Merforbruk 2023" in shown(page)
    assert client.get(invoice.get_absolute_url(), {"eksport": "xlsx"})["Content-Disposition"].endswith('Vestnes.xlsx"')
    assert client.get(reverse("budget:joint-invoice-new", args=[2024, VESTNES])).status_code == 403
    assert client.get(reverse("budget:joint-invoice-xml", args=[invoice.pk])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_length(client, head, finance, runs, count, django_assert_num_queries):
    for number in ["1535", "1539", "1506"][:count]:
        make(head, waiting(number)[:1], number=number)
    client.force_login(finance)
    client.get(reverse("budget:joint-invoices"))

    with django_assert_num_queries(15):
        page = client.get(reverse("budget:joint-invoices"))

    assert len(page.context["table"].rows) == count


def test_an_invoice_adds_up_to_what_its_runs_book(head, runs, contribution):
    for number in golden.PRINTED_SPLIT:
        if number in {"1535", "1539"}:
            invoice = make(head, number=number)
            booked = sum((held.part.booked for held in invoice.parts.all()), Decimal(0))
            assert sum((line.amount for line in invoice.lines.all()), Decimal(0)) == booked == invoice.net
