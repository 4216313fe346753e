"""The page of an invoice basis: a draft whose VAT a person chose, and who may make it."""

from decimal import Decimal

import pytest
from django.urls import reverse
from lxml import etree

from budget.allocations.models import AllocationRun
from rorikt.audit.models import AuditEntry
from rorikt.people.models import Cooperation, Municipality
from tests.budget.pages import plain
from tests.factories import make_run

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind


def test_a_draft_invoice_is_an_xml_file_whose_vat_a_person_chose(as_head, charged_2024):
    run = make_run()
    url = reverse("budget:invoice-basis", args=[run.pk, "1535"])
    dates = {"issued_on": "2024-02-20", "due_on": "2024-03-21", "buyer_reference": "IKT", "reason": ""}

    unchosen = as_head.post(url, dates)
    reasonless = as_head.post(url, {**dates, "category": "E"})
    late = as_head.post(url, {**dates, "category": "S25", "due_on": "2024-01-01"})
    made = as_head.post(url, {**dates, "category": "S25"})

    assert "trygt standardvalg" in unchosen.context["form"].errors["category"][0]
    assert list(reasonless.context["form"].errors) == ["reason"]
    assert list(late.context["form"].errors) == ["due_on"]
    assert made["Content-Disposition"] == 'attachment; filename="UTKAST faktura Merforbruk 2023 Vestnes.xml"'
    root = etree.fromstring(made.content)
    assert root.findtext(".//{*}PayableAmount") == "300114.14"
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.detail["vat"], entry.detail["total"]) == ("laget fakturautkast", "S", "300114.14")


def test_a_draft_without_organisation_numbers_says_what_is_missing(as_head, charged_2024):
    Municipality.objects.update(organisation_number="")
    run = make_run()
    form = {"category": "S25", "issued_on": "2024-02-20", "due_on": "2024-03-21", "buyer_reference": "IKT"}

    response = as_head.post(reverse("budget:invoice-basis", args=[run.pk, "1535"]), form)

    assert len(response.context["form"].non_field_errors()) == 2
    assert not AuditEntry.objects.filter(action="laget fakturautkast").exists()


def test_finance_reads_the_basis_but_makes_no_draft(client, finance, charged_2024):
    run = make_run()
    client.force_login(finance)
    url = reverse("budget:invoice-basis", args=[run.pk, "1535"])

    response = client.post(url, {"category": "S25"})

    assert (response.status_code, response.context["form"]) == (200, None)


def test_a_draft_run_and_an_offset_settlement_have_no_invoice(as_head, charged_2024):
    draft = make_run(approve=False)
    settlement = make_run(Kind.INVESTMENT)
    make_run(Kind.OFFSET, year=2024, contribution=Decimal(11_000_000), offsets=settlement)

    pages = [plain(as_head.get(reverse("budget:invoice-basis", args=[run.pk, "1535"]))) for run in (draft, settlement)]

    assert "må godkjennes" in pages[0]
    assert "Dette gjøres opp i «Investeringstilskudd 2024»" in pages[1]


def test_the_cooperation_sells_where_it_is_a_legal_person(as_head, charged_2024):
    Cooperation.objects.update(organisation_number="310000310", seller_name="Samarbeidet")
    run = make_run()

    assert "Samarbeidet, org.nr. 310000310" in plain(
        as_head.get(reverse("budget:invoice-basis", args=[run.pk, "1535"]))
    )


def test_the_office_municipality_is_not_invoiced_by_itself(as_head, charged_2024):
    run = make_run()

    pages = [plain(as_head.get(reverse("budget:invoice-basis", args=[run.pk, number]))) for number in ("1506", "1535")]

    assert ["til intern føring" in page for page in pages] == [True, False]


def test_a_credit_note_of_one_run_needs_the_invoice_that_it_credits(as_head, charged_2024):
    url = reverse("budget:invoice-basis", args=[make_run(Kind.INVESTMENT).pk, "1535"])
    typed = {"category": "S25", "issued_on": "2024-02-20", "due_on": "2024-03-21", "buyer_reference": "IKT"}

    silent = as_head.post(url, typed)
    made = as_head.post(url, {**typed, "credited_number": "A-9", "credited_on": "01.03.2023"})

    assert list(silent.context["form"].errors) == ["credited_number"]
    root = etree.fromstring(made.content)
    assert [one.text for one in root.iterfind(".//{*}InvoiceDocumentReference/*")] == ["A-9", "2023-03-01"]
