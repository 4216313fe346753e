"""Payments typed and imported, what they leave to be paid, and who sees them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from budget.allocations.models import AllocationPart, AllocationRun
from budget.charges.report import charged_year, charges_of
from budget.frame.actions import Decision
from budget.frame.models import FrameChange
from budget.instalments.actions import plan_on_account, set_instalments
from budget.invoices.actions import record_invoice
from budget.joint_invoices.actions import record_sent
from budget.payments import payments_file
from budget.payments.actions import store_payment
from budget.payments.models import ReceivedPayment
from budget.payments.report import dues_table, owed_table, standing_of
from budget.projects.models import PaymentOnAccount
from rorikt.imports import imported_files
from rorikt.imports.reading import guess_mapping
from rorikt.people.models import Municipality, User
from tests.budget.joint_invoices.making import STANDARD, waiting
from tests.budget.joint_invoices.making import make as joint_invoice
from tests.budget.pages import open_page, send, shown
from tests.budget.rows import cells
from tests.factories import RUN_AT, make_frame_change, make_run, make_user, named_case

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind
VESTNES = "1535"
NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
TODAY = date(2024, 9, 1)


@pytest.fixture
def vestnes(charged_2024):
    return Municipality.objects.get(pk=VESTNES)


@pytest.fixture
def invoiced(vestnes, head):
    """The overspend of 2023, sent to Vestnes as invoice 10234."""
    part = make_run().parts.get(municipality=VESTNES)
    record_invoice(part, number="10234", sent_on=date(2024, 3, 1), by=head, now=NOW)
    return part


def frame_of_2024():
    decision = Decision("Rådets vedtak", date(2023, 12, 1), named_case("2023/M4-003"))
    return make_frame_change(
        kind=FrameChange.Kind.BASE, title="Driftsramme", amount=Decimal(80_000_000), decision=decision
    )


def standing(municipality, year=2024, **given):
    return standing_of(municipality, charged_year(year).of(municipality.pk), charges_of(municipality, year), **given)


def pay(municipality, amount, *, by, part=None, on=date(2024, 4, 1), **given):
    payment = ReceivedPayment(
        municipality=municipality, year=2024, part=part, paid_on=on, amount=Decimal(amount), **given
    )
    store_payment(payment, by=by, now=NOW)
    return payment


def test_the_days_of_payment_add_up_to_what_the_municipality_is_charged(vestnes, head):
    frame_of_2024()
    late = Decision("Rådets vedtak i juni", date(2024, 6, 12), named_case("2024/M2-001"))
    make_frame_change(title="Sikkerhetspartner", amount=Decimal("333333.33"), decision=late)
    make_run()
    make_run(Kind.INVESTMENT)
    set_instalments(2024, "frame", [(date(2024, month, 15), None) for month in (2, 5, 8, 11)], by=head, now=NOW)

    found = standing(vestnes)
    table = dues_table(found, 2024, TODAY, with_payments=True)

    assert sum((due.amount for due in found.dues), Decimal(0)) == charged_year(2024).total(VESTNES)
    rows = cells(table)
    assert [row[0] for row in rows] == [
        "15.02.2024",
        "15.05.2024",
        "15.08.2024",
        "15.11.2024",
        "med faktura",
        "med faktura",
        "SUM så langt",
    ]
    assert rows[0][3] == rows[1][3] == "2 556 000,00"
    assert [rows[2][3], rows[3][3]] == ["2 577 300,00", "2 577 300,00"]


def test_a_year_without_amounts_has_no_sums_of_nothing(vestnes):
    found = standing(vestnes, 2030)

    assert cells(owed_table(found, 2030, TODAY))[-1] == ["SUM så langt", "", "", "–", "–", "–"]


def test_what_is_planned_on_account_is_charged_until_it_is_settled_and_never_counted_twice(vestnes, head):
    plan_on_account({vestnes: Decimal(1_439_000)}, year=2024, by=head, now=NOW)
    pay(vestnes, 700_000, by=head, is_on_account=True)

    before = standing(vestnes)
    PaymentOnAccount.objects.create(year=2024, municipality=vestnes, amount=Decimal(900_000))
    after = standing(vestnes)

    assert (before.charged, before.paid, before.left) == (1_439_000, 700_000, 739_000)
    assert (after.charged, after.paid, after.left) == (1_439_000, 900_000, 539_000)
    assert "Det som er ført i alt, gjelder" in after.notes[0]


def test_a_charge_is_settled_by_what_is_paid_of_it_and_too_much_is_the_municipalitys(invoiced, vestnes, head):
    pay(vestnes, "240000.00", by=head, part=invoiced)
    owed = standing(vestnes)
    pay(vestnes, "100.00", by=head, part=invoiced)
    over = standing(vestnes)

    assert (owed.claims[0].step, owed.left, owed.overdue(TODAY)) == ("fakturert", Decimal("91.31"), Decimal("91.31"))
    assert (over.left, over.overdue(TODAY)) == (Decimal("-8.69"), 0)


def test_what_was_paid_and_invoiced_later_does_not_count_on_an_earlier_day(invoiced, vestnes, head):
    pay(vestnes, "240091.31", by=head, part=invoiced, on=date(2024, 4, 1))

    assert standing(vestnes, until=date(2024, 3, 31)).paid == 0
    assert standing(vestnes, until=date(2024, 4, 1)).left == 0
    assert standing(vestnes, until=date(2024, 2, 28)).invoiced == 0


def test_a_payment_is_of_a_charge_of_its_own_municipality(invoiced, head):
    with pytest.raises(ValidationError, match="en annen kommunes"):
        pay(Municipality.objects.get(pk="1506"), 1, by=head, part=invoiced)


# From a file

HEADER = "Dato;KID;Avsender;Innbetalt;Melding"


def upload(*rows, by, header=HEADER, name="innbetalinger.csv"):
    content = ContentFile("\r\n".join([header, *rows]).encode())
    imported = imported_files.upload(content, kind="payments", name=name, by=by, now=NOW)
    mapping = guess_mapping(payments_file.FIELDS, imported_files.layout_of(imported).header)
    imported_files.choose_mapping(imported, mapping=mapping, options={}, source=None, by=by)
    imported_files.preview(imported)
    return imported


def stored():
    rows = ReceivedPayment.objects.order_by("pk").values_list("municipality", "part", "amount", "reference")
    return list(rows)


def test_a_file_is_matched_by_invoice_kid_and_municipality_and_what_is_none_of_ours_is_named(invoiced, head):
    imported = upload(
        "01.04.2024;10234;;200 000,00;",
        "02.04.2024;000102347;;40 091,31;",
        "03.04.2024;;Molde kommune;500,00;akonto?",
        "04.04.2024;99999;Ukjent AS;77,00;",
        by=head,
    )
    imported_files.confirm(imported, by=head, now=NOW)

    assert stored() == [
        (VESTNES, invoiced.pk, Decimal("200000.00"), "10234"),
        (VESTNES, invoiced.pk, Decimal("40091.31"), "000102347"),
        ("1506", None, Decimal("500.00"), "akonto?"),
    ]
    warned = [one["reason"].replace("\u00a0", " ") for one in imported.summary["warnings"]]
    assert warned == [
        "Fant verken faktura eller kommune for faktura 99999 og «Ukjent AS». Raden er ikke importert: 77,00 kr."
    ]


def test_an_invoice_over_several_charges_says_whose_and_not_for_what(invoiced, vestnes, head):
    other = make_run(Kind.INVESTMENT).parts.get(municipality=VESTNES)
    record_invoice(other, number="10234", sent_on=date(2024, 3, 1), by=head, now=NOW)

    imported_files.confirm(upload("01.04.2024;10234;;2 501,62;", by=head), by=head, now=NOW)

    assert stored() == [(VESTNES, None, Decimal("2501.62"), "10234")]
    found = standing(vestnes)
    assert (found.unplaced, found.left) == (Decimal("2501.62"), 0)


def test_an_invoice_over_charges_of_two_years_is_known_by_its_number(vestnes, head):
    make_run()
    make_run(Kind.INVESTMENT, charged_year=2025)
    invoice = joint_invoice(head)
    record_sent(invoice, number="F-1", sent_on=date(2024, 2, 21), by=head, now=NOW)

    imported = upload("01.04.2024;F-1;;2 501,62;", by=head)
    imported_files.confirm(imported, by=head, now=NOW)

    assert not imported.summary.get("warnings")
    payment = ReceivedPayment.objects.get()
    assert (payment.municipality_id, payment.year, payment.part) == (VESTNES, invoice.year, None)


def test_an_import_is_undone_and_rows_that_are_there_already_are_left_out(invoiced, head):
    first = upload("01.04.2024;10234;;200 000,00;", by=head)
    imported_files.confirm(first, by=head, now=NOW)
    second = upload("01.04.2024;10234;;200 000,00;", "05.04.2024;10234;;91,31;", by=head, name="april.csv")

    assert (second.row_count, second.summary["known"]) == (1, 1)
    imported_files.confirm(second, by=head, now=NOW)
    imported_files.undo(first, by=head, now=NOW)
    assert [row[2] for row in stored()] == [Decimal("91.31")]


def test_an_invoice_sent_to_another_and_an_amount_of_nothing_keep_the_file_out(invoiced, head):
    imported = upload("01.04.2024;10234;Molde;1,00;", "01.04.2024;10234;;0;", by=head)

    assert [one["column"] for one in imported.summary["errors"]] == ["Avsender", "Innbetalt"]
    with pytest.raises(ValidationError, match="rader med feil"):
        imported_files.confirm(imported, by=head, now=NOW)
    assert stored() == []


# Pages


def test_the_head_types_a_payment_for_a_charge(client, head, invoiced):
    client.force_login(head)

    answer = send(
        client, "received-new", 2024, VESTNES, covers=str(invoiced.pk), paid_on="01.04.2024", amount="240 091,31",
        reference="10234",
    )  # fmt: skip

    assert answer.status_code == 302, answer.context["form"].errors
    assert stored() == [(VESTNES, invoiced.pk, Decimal("240091.31"), "10234")]
    page = shown(open_page(client, "municipality-charges", 2024, VESTNES))
    assert "oppgjort" in page
    assert "Innbetalinger fra Vestnes i 2024" in page


def test_what_a_municipality_has_paid_is_its_own_business(client, head, invoiced, vestnes):
    pay(vestnes, "123456.78", by=head, part=invoiced)
    theirs, own = (
        make_user(User.Role.FINANCE, municipality=Municipality.objects.get(pk=one)) for one in ("1506", VESTNES)
    )

    seen = {}
    for person in (theirs, own):
        client.force_login(person)
        pages = [open_page(client, "municipality-charges", 2024, VESTNES), open_page(client, "received", 2024)]
        seen[person.municipality_id] = ["123 456,78" in shown(page) for page in pages]

    assert seen == {"1506": [False, False], VESTNES: [True, True]}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_queries_for_any_length(
    client, head, invoiced, vestnes, rows, django_assert_num_queries
):
    for n in range(rows):
        pay(vestnes, 10 + n, by=head, part=invoiced)
    client.force_login(head)
    open_page(client, "received", 2024)

    with django_assert_num_queries(8):
        response = client.get(reverse("budget:received", args=[2024]))

    assert len(response.context["table"].rows) == rows


def test_terms_are_set_and_shown(client, head, vestnes):
    client.force_login(head)

    answer = send(client, "instalments-set", 2024, "frame", due_1="15.02.2024", due_2="15.08.2024", percent_1="40")
    assert "Skriv andelen for alle terminene" in shown(answer)
    send(
        client, "instalments-set", 2024, "frame", due_1="15.02.2024", due_2="15.08.2024", percent_1="40", percent_2="60"
    )
    send(client, "on-account-plan", 2024, **{f"planned_{VESTNES}": "1 439 000"})

    page = shown(open_page(client, "instalments", 2024))
    assert "40,00 %" in page
    assert "1 439 000,00" in page
    assert AllocationPart.objects.count() == 0
    assert RUN_AT


def test_vat_of_an_invoice_is_owed_beside_the_charge_and_paid_with_it(vestnes, head):
    """Charges are without VAT: 240 091,31 with 25 % is paid by 300 114,14, and nothing is paid too much."""
    part = make_run().parts.get(municipality=VESTNES)
    invoice = joint_invoice(head, waiting()[:1], vats=[STANDARD])
    record_sent(invoice, number="F-100", sent_on=date(2024, 2, 21), by=head, now=NOW)
    before = standing(vestnes)
    pay(vestnes, "300114.14", by=head, part=part)
    after = standing(vestnes)

    vat = {claim.title: claim for claim in after.claims}["Mva. på faktura F-100"]
    assert (before.charged, before.left) == (Decimal("300114.14"), Decimal("300114.14"))
    assert (after.left, after.overdue(TODAY)) == (0, 0)
    assert (vat.charged, vat.paid, vat.step) == (Decimal("60022.83"), Decimal("60022.83"), "oppgjort")
    assert {claim.step for claim in after.claims if claim.is_decided} == {"oppgjort"}
