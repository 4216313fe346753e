"""The basis of an invoice: what one municipality owes by one run, line by line, and who sells to whom."""

from datetime import date
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationRun
from budget.invoices.actions import record_invoice
from budget.invoices.invoice import draft, facts, invoice_basis, lines_table, seller, sent_references
from budget.invoices.peppol import Reference, Vat, VatCategory, problems
from budget.lines.models import BudgetLine
from budget.money.reader import Reader
from budget.runs.actions import approve_run, correct_run
from rorikt.figures.values import NotAvailable
from rorikt.people.models import Cooperation, Municipality
from tests.budget import golden
from tests.factories import (
    KEY_2024,
    RUN_AT,
    close_year,
    make_cooperation,
    make_item,
    make_key,
    make_meeting,
    make_run,
    make_user,
    named_case,
)

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind
VESTNES = "1535"


@pytest.fixture
def sold(year_2023):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    return make_cooperation(bank_account="99991000018")


def basis_of(run, number=VESTNES, reader=None):
    return invoice_basis(run.parts.get(municipality=number), reader or Reader())


def lines(basis):
    return [(line.name, line.amount) for line in basis.lines]


def plain(text):
    return text.replace("\u00a0", " ")


def test_the_lines_add_up_to_what_is_booked_of_every_kind(sold):
    settlement = make_run(Kind.INVESTMENT)
    offset = make_run(Kind.OFFSET, year=2024, contribution=Decimal(11_000_000), offsets=settlement)

    for run in (make_run(), offset):
        for part in run.parts.all():
            basis = invoice_basis(part, Reader())
            assert sum(line.amount for line in basis.lines) == basis.net == part.booked


def test_an_overspend_is_one_line_that_says_the_share_and_the_whole(sold):
    basis = basis_of(make_run())

    (line,) = basis.lines
    assert (line.name, line.amount) == ("Merforbruk 2023", golden.PRINTED_SPLIT[VESTNES])
    assert plain(line.description).startswith("12,39 % av 1 937 782,94 kr. Merforbruk 2023: regnskap")
    assert basis.title == "Fakturagrunnlag: Merforbruk 2023, Vestnes"


def test_what_is_paid_on_account_is_taken_off_and_too_much_is_a_credit_note(sold):
    basis = basis_of(make_run(Kind.INVESTMENT))

    assert lines(basis) == [
        ("Avregning av investeringer 2023", Decimal("1201410.76")),
        ("Betalt akonto", Decimal("-1439000.45")),
    ]
    assert basis.net == Decimal("-237589.69")
    assert basis.title == "Grunnlag for kreditnota: Avregning av investeringer 2023, Vestnes"
    table = lines_table(basis)
    assert (table.total[0].text, table.total[2].value) == ("Til gode", "-237589.69")
    assert table.note == "Beløp under null betales tilbake til kommunen."


def test_what_a_settlement_owes_is_offset_by_its_own_word(sold):
    settlement = make_run(Kind.INVESTMENT)
    offset = make_run(Kind.OFFSET, year=2024, contribution=Decimal(11_000_000), offsets=settlement)

    assert lines(basis_of(offset)) == [
        ("Investeringstilskudd 2024", Decimal("1405800.00")),
        ("Motregnet", Decimal("-237589.69")),
    ]
    assert lines_table(basis_of(offset)).total[0].text == "Å betale"


def test_a_correction_invoices_the_difference_alone(sold, head):
    run = make_run()
    line = BudgetLine.objects.for_year(2023).first()
    line.actual += 1000
    line.save()
    correction = correct_run(run, charged_year=2024, reason="Glemt bilag", by=head, now=RUN_AT)
    approve_run(correction, by=head, now=RUN_AT)
    correction.refresh_from_db()

    basis = basis_of(correction)

    assert basis.net == Decimal("123.90")
    assert lines(basis)[1] == ("Etter forrige fordeling", -golden.PRINTED_SPLIT[VESTNES])
    assert basis.lines[1].description == "Merforbruk 2023"


def test_one_who_owes_nothing_still_gets_a_line(sold):
    key = make_key({"1506": "100.00", VESTNES: "0.00"}, valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31))
    BudgetLine.objects.filter(year=2023).update(year=2022)
    close_year(2022)
    run = make_run(year=2022)

    assert run.key == key
    assert lines(basis_of(run)) == [("Merforbruk 2022", 0)]


def test_a_draft_has_no_invoice_and_a_settlement_that_is_offset_has_it_elsewhere(sold):
    settlement = make_run(Kind.INVESTMENT)
    with pytest.raises(NotAvailable, match="må godkjennes"):
        basis_of(make_run(approve=False))
    assert basis_of(settlement).net

    make_run(Kind.OFFSET, year=2024, contribution=Decimal(11_000_000), offsets=settlement)

    with pytest.raises(NotAvailable, match="gjøres opp i «Investeringstilskudd 2024»"):
        basis_of(settlement)


def test_of_an_exempt_run_each_municipality_has_its_own_amount_and_none_has_its_words(sold, head):
    make_item(
        meeting=make_meeting(),
        title="Hemmelig avtale",
        exemption_basis="offentleglova § 23",
        public_title="Anskaffelse",
    )
    run = make_run(case=named_case("2024/M1-001"))
    own = make_user("finance", municipality=Municipality.objects.get(pk=VESTNES))

    with pytest.raises(NotAvailable, match="Beløpet er unntatt offentlighet"):
        basis_of(run)
    with pytest.raises(NotAvailable, match="Beløpet er unntatt offentlighet"):
        basis_of(run, "1506", Reader(own))
    seen = basis_of(run, reader=Reader(own))

    assert seen.net == golden.PRINTED_SPLIT[VESTNES]
    assert seen.title == "Fakturagrunnlag: Unntatt offentlighet: Anskaffelse, Vestnes"
    assert "1 937" not in plain(seen.lines[0].description)
    assert "det som fordeles" in seen.lines[0].description
    assert "Merforbruk" not in " ".join([*map(str, seen.lines), *(text for _, text in facts(seen))])
    assert basis_of(run, "1506", Reader(head)).title.endswith("Merforbruk 2023, Molde")


# Who sells and buys


def test_the_office_municipality_sells_where_the_cooperation_is_no_legal_person(sold):
    Municipality.objects.filter(pk="1506").update(organisation_number="310000108", city="Molde")

    assert (seller().name, seller().organisation_number, seller().city) == ("Molde kommune", "310000108", "Molde")
    Cooperation.objects.update(seller_name="Molde kommune, IKT")
    assert seller().name == "Molde kommune, IKT"


def test_a_cooperation_that_is_a_legal_person_sells_itself(sold):
    Cooperation.objects.update(organisation_number="310000310")
    assert (seller().name, seller().organisation_number) == ("ROR-IKT", "310000310")

    Cooperation.objects.update(seller_name="ROR-IKT IKS")
    assert seller().name == "ROR-IKT IKS"


def test_nobody_sells_before_the_cooperation_is_there():
    with pytest.raises(NotAvailable, match="Samarbeidet er ikke lagt inn"):
        seller()


def test_the_buyer_is_called_a_municipality_once(sold):
    Municipality.objects.filter(pk=VESTNES).update(name="Vestnes kommune")
    run = make_run()

    said = dict(facts(basis_of(run)))

    assert said["Kjøper"] == "Vestnes kommune"
    assert dict(facts(basis_of(run, "1539")))["Kjøper"] == "Rauma kommune"


def test_only_the_office_is_told_that_it_would_invoice_itself(sold):
    Municipality.objects.filter(pk="1506").update(organisation_number="310000108")
    run = make_run()

    assert "til intern føring" in dict(facts(basis_of(run, "1506")))["Merknad"]
    assert "Merknad" not in dict(facts(basis_of(run)))


def test_two_without_a_number_are_not_taken_for_the_same(sold):
    assert "Merknad" not in dict(facts(basis_of(make_run(), "1506")))


def test_the_status_says_when_the_invoice_was_sent(sold, head):
    part = make_run().parts.get(municipality=VESTNES)
    assert dict(facts(invoice_basis(part, Reader())))["Status"] == "Utkast til faktura. Ikke sendt."

    record_invoice(part, number="F-77", sent_on=date(2024, 3, 1), by=head, now=RUN_AT)
    part.refresh_from_db()

    assert dict(facts(invoice_basis(part, Reader())))["Status"] == "Faktura F-77 er sendt 01.03.2024."


def test_a_draft_is_marked_as_one_and_has_the_account_of_the_cooperation(sold):
    Municipality.objects.filter(pk="1506").update(organisation_number="310000108")
    Municipality.objects.filter(pk=VESTNES).update(organisation_number="310000175")
    basis = basis_of(make_run())

    made = draft(
        basis,
        issued_on=date(2024, 2, 20),
        due_on=date(2024, 3, 21),
        buyer_reference="IKT",
        vat=Vat(VatCategory.STANDARD, Decimal(25)),
    )

    assert made.number == f"UTKAST-{basis.run.pk}-1535"
    assert made.note.startswith("UTKAST, ikke sendt. Fakturagrunnlag: Merforbruk 2023, Vestnes.")
    assert (made.bank_account, made.seller.name, made.buyer.name) == ("99991000018", "Molde kommune", "Vestnes kommune")
    assert (made.net, made.tax) == (golden.PRINTED_SPLIT[VESTNES], Decimal("60022.83"))
    assert problems(made) == []


def test_what_was_sent_may_be_credited_once_by_its_number(sold, head):
    parts = [run.parts.get(municipality=VESTNES) for run in (make_run(), make_run(Kind.INVESTMENT))]
    for part in parts:
        record_invoice(part, number="F-77", sent_on=date(2024, 3, 1), by=head, now=RUN_AT)

    assert sent_references(parts[0].municipality) == [Reference("F-77", date(2024, 3, 1))]
    assert sent_references(Municipality.objects.get(pk="1506")) == []
