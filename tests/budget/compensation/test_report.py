"""What VAT a municipality carries and may claim: by the split of the run, and by who somebody has said claims it."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.compensation.models import VatClaim
from budget.compensation.report import all_table, municipality_table, year_of_vat
from budget.invoices.actions import record_invoice
from budget.joint_invoices.actions import record_sent
from budget.keys.allocation import allocate
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject
from rorikt.audit.models import AuditEntry
from tests.budget.joint_invoices.making import VESTNES, make, waiting
from tests.budget.pages import send, shown
from tests.factories import KEY_2023, RUN_AT, make_run, make_user

pytestmark = pytest.mark.django_db
INVESTMENT = AllocationRun.Kind.INVESTMENT
VAT_2023 = Decimal("1423150.03")
PARTS = allocate(VAT_2023, {number: Decimal(percent) for number, percent in KEY_2023.items()})


def claim(head, claimant, year=2023):
    return VatClaim.objects.create(year=year, claimant=claimant, source="Svar", stated_at=RUN_AT, stated_by=head)


def printed(table):
    return [[cell.text.replace("\u00a0", " ") for cell in row] for row in table.rows]


def test_vat_on_investments_is_split_as_the_run_split_the_amount(charged_2024):
    run = make_run(INVESTMENT)

    (found,) = year_of_vat(2023, Reader()).carried

    assert (found.basis, found.vat, found.parts) == (run.amount, VAT_2023, PARTS)
    assert found.shares[VESTNES].replace("\u00a0", " ") == "12,39 %"
    assert found.method.startswith("Fordelt etter nøkkelen som gjelder")


def test_the_rows_are_those_that_the_run_was_made_of(charged_2024):
    make_run(INVESTMENT)
    InvestmentProject.objects.update(vat=0)

    assert year_of_vat(2023, Reader()).carried[0].vat == VAT_2023


def test_a_year_of_which_nothing_is_known_has_no_sum_of_nothing(charged_2024):
    found = year_of_vat(2030, Reader())

    assert "ikke fordelt og godkjent" in found.lacks([])
    assert found.claimable(VESTNES) is None


def test_until_somebody_has_found_out_who_claims_it_no_sum_has_it(charged_2024, head):
    make_run(INVESTMENT)
    found = year_of_vat(2023, Reader())

    table = municipality_table(found, VESTNES, Reader())

    assert [cell.text for cell in table.rows[0]][-1] == "Må avklares"
    assert "ikke avklart" in table.lacks
    assert found.claimable(VESTNES) is None
    assert table.total[5].text == "–"


@pytest.mark.parametrize(
    ("claimant", "amount", "by"), [("cooperation", 0, "Samarbeidet"), ("municipalities", PARTS[VESTNES], "Kommunen")]
)
def test_who_claims_it_is_what_a_person_said_with_the_source(charged_2024, head, claimant, amount, by):
    make_run(INVESTMENT)
    claim(head, claimant)
    found = year_of_vat(2023, Reader())

    assert found.claimable(VESTNES) == amount
    assert [cell.text for cell in municipality_table(found, VESTNES, Reader()).rows[0]][-1] == by
    assert year_of_vat(2022, Reader()).claim is None


def test_vat_on_an_invoice_is_the_municipalitys_own_to_claim(charged_2024, head):
    make_run()
    record_sent(make(head), number="F-1", sent_on=date(2024, 2, 21), by=head, now=RUN_AT)
    make(head, number="1506")
    record_invoice(waiting("1539")[0], number="F-2", sent_on=date(2024, 2, 21), by=head, now=RUN_AT)

    found = year_of_vat(2024, Reader())

    assert [(one.title, one.vat, one.parts) for one in found.carried] == [
        ("Faktura F-1", Decimal("60022.83"), {VESTNES: Decimal("60022.83")})
    ]
    assert found.claimable(VESTNES) == Decimal("60022.83")
    assert "1 faktura er sendt enkeltvis" in all_table(found, Reader()).lacks
    assert "Investeringene i 2024 er ikke fordelt" in all_table(found, Reader()).lacks


def test_a_year_of_nothing_says_so(charged_2024):
    found = year_of_vat(2030, Reader())

    assert (found.carried, all_table(found, Reader()).rows) == ((), ())


def test_the_head_says_who_claims_it_and_finance_reads_it(client, head, charged_2024):
    make_run(INVESTMENT)
    client.force_login(head)
    send(
        client, "vat-claim-new", 2023, year="2023", claimant="municipalities", source="Svar fra Skatteetaten 03.02.2024"
    )
    stored = VatClaim.objects.get()
    assert AuditEntry.objects.first().subject == f"budget.vatclaim:{stored.pk}"
    finance = make_user("finance")
    client.force_login(finance)

    page = shown(client.get(reverse("budget:municipality-compensation", args=[2023, VESTNES])))

    assert "Svar fra Skatteetaten 03.02.2024" in page
    assert "176 328,29" in page
    assert client.get(reverse("budget:vat-claim-edit", args=[stored.pk])).status_code == 403
    file = client.get(reverse("budget:municipality-compensation", args=[2023, VESTNES]), {"eksport": "csv"})
    assert "176328.29" in file.content.decode() or "176328,29" in file.content.decode()
