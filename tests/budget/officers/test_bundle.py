"""All of a period in one zip: it adds up to the page of the municipality's year, and holds what it says it holds."""

import csv
import hashlib
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from budget.charges.report import years_of_charges
from budget.frame.actions import Decision
from budget.invoices.models import Invoice, InvoicePart
from budget.municipal_year.report import year_seen_by
from budget.officers import bundle
from budget.officers.bundle import BundledFile, charges_table, dues_table, files_of, zipped
from budget.officers.duties import forget_files
from budget.officers.making import make_file
from budget.officers.models import PeriodFile
from budget.officers.period import Period
from rorikt.jobs.models import Job
from rorikt.jobs.queue import silent
from rorikt.people.models import Municipality, User
from rorikt.printing.kept_pdfs import Kept
from tests import factories
from tests.factories import RUN_AT
from tests.transactions import rolled_back

pytestmark = pytest.mark.django_db
VESTNES = "1535"


@pytest.fixture
def vestnes(charged_2024):
    return Municipality.objects.get(pk=VESTNES)


@pytest.fixture
def officer(vestnes):
    return factories.make_user(User.Role.FINANCE, municipality=vestnes, email="vestnes@example.no")


@pytest.fixture
def overspend(charged_2024):
    return factories.make_run()


@pytest.fixture
def unprinted(monkeypatch, tmp_path):
    """What is printed is tried with the printing; here it is enough that each file is asked for."""
    path = tmp_path / "printed.pdf"
    path.write_bytes(b"%PDF-1.7 x")
    monkeypatch.setattr("rorikt.tables.printed_tables.printed", lambda name, html: Kept(path, "0" * 64))


def total(table, at=3):
    return Decimal(table.total[at].value or 0) if table.total else Decimal(0)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def opened(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def built(user, number=VESTNES, period=Period(2024)):  # noqa: B008  frozen
    found = year_seen_by(user, Municipality.objects.get(pk=number), period.year)
    return found, {file.name: file for file in files_of(found, period, user, silent)}


@pytest.mark.usefixtures("demo_loaded")
@pytest.mark.parametrize("number", ["1506", "1535", "1539", "1547", "1579"])
def test_a_years_file_adds_up_to_the_page_of_the_year_and_its_months_to_its_runs(number):
    head, municipality = User.objects.get(pk=1), Municipality.objects.get(pk=number)
    years = years_of_charges()
    assert years

    for year in years:
        found = year_seen_by(head, municipality, year)
        whole = charges_table(found, Period(year))
        assert total(whole) == found.charged.total(number)
        assert total(whole) == Decimal(found.charges_table.total[-1].value)
        runs = sum(row.amount for row in bundle.charged_parts(found, Period(year)) if row.charge)
        assert sum(total(charges_table(found, Period(year, month, month))) for month in range(1, 13)) == runs
        thirds = (Period(year, first, first + 3) for first in (1, 5, 9))
        assert sum(total(charges_table(found, third)) for third in thirds) == runs
        if found.dues:
            assert total(dues_table(found, Period(year)), 2) == sum(due.amount for due in found.standing.dues)


@given(
    shared=st.lists(
        st.tuples(
            st.decimals(Decimal("-90000"), Decimal("9000000"), places=2),
            st.integers(-500, 700).map(lambda days: RUN_AT + timedelta(days=days)),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_shared_and_whenever_the_files_add_up_to_the_page(shared, vestnes, head):
    with rolled_back():
        for amount, at in shared:
            factories.make_frame_change(amount=amount or Decimal(1), by=head, now=at)
        found = year_seen_by(head, vestnes, 2024)
        months = [charges_table(found, Period(2024, month, month)) for month in range(1, 13)]

        assert sum_of_csv(charges_table(found, Period(2024))) == found.charged.total(VESTNES)
        assert sum(map(sum_of_csv, months)) == found.charged.total(VESTNES)


def sum_of_csv(table):
    """Of the rows, which has to be what stands under them."""
    rows = [Decimal(row[3].replace(",", ".")) for row in rows_of(bundle._csv(table))[1:]]
    assert sum(rows[:-1]) == rows[-1]
    return rows[-1]


def test_the_zip_has_charges_rows_days_invoices_and_vouchers(officer, overspend, unprinted):
    part = overspend.parts.get(municipality=VESTNES)
    invoice = factories.make_invoice(part, content="<Invoice/>")
    InvoicePart.objects.create(invoice=invoice, part=part)
    sent = {"number": "2024-17", "sent_on": date(2024, 3, 1), "recorded_at": RUN_AT, "recorded_by": officer}
    Invoice.objects.filter(pk=invoice.pk).update(**sent)
    factories.make_invoice(part, number="")
    factories.make_posting(kind="operating_result", year=2024, art="380", function="120")

    found, files = built(officer)

    assert sorted(files) == [
        "Betalingsdager 2024.csv",
        "Bilag 2024.csv",
        "Fakturaer/Faktura 2024-17.pdf",
        "Fakturaer/Faktura 2024-17.xml",
        "Krav 2024.csv",
        "Krav med rader 2024.xlsx",
    ]
    assert files["Fakturaer/Faktura 2024-17.xml"].content == b"<Invoice/>"
    charged = {row[0]: row for row in rows_of(files["Krav 2024.csv"].content)}
    amount, art, function = charged["Merforbruk 2023"][3:6]
    assert (amount, art[:3], function) == ("240091,31", "380", "120")
    book = load_workbook(io.BytesIO(files["Krav med rader 2024.xlsx"].content))
    assert len(book.sheetnames) == 1 + len(found.with_rows)


def test_an_invoice_that_quotes_what_was_closed_since_is_there_without_its_file(officer, vestnes, unprinted):
    item = factories.make_item(title="Hemmelig", public_title="En sak", exemption_basis="offentleglova § 23")
    decision = Decision("Vedtak", date(2024, 2, 14), item.reference)
    part = factories.make_frame_change(decision=decision).run.parts.get(municipality=vestnes)
    invoice = factories.make_invoice(part, content="<Invoice>Hemmelig</Invoice>")
    sent = {"number": "2024-17", "sent_on": date(2024, 3, 1), "recorded_at": RUN_AT, "recorded_by": officer}
    Invoice.objects.filter(pk=invoice.pk).update(**sent)

    _, files = built(officer)

    assert [name for name in files if name.startswith("Fakturaer/")] == ["Fakturaer/Faktura 2024-17.pdf"]


def test_a_charge_that_is_on_no_invoice_has_its_basis(officer, overspend, unprinted):
    _, files = built(officer)

    assert [name for name in files if name.startswith("Fakturagrunnlag/")] == [
        f"Fakturagrunnlag/{overspend.pk} Merforbruk 2023.pdf"
    ]


def test_of_a_month_only_what_was_approved_in_it_is_there(officer, overspend, unprinted):
    month = timezone.localdate(overspend.approved_at).month

    _, there = built(officer, period=Period(2024, month, month))
    _, other = built(officer, period=Period(2024, 12, 12))

    def titles(files):
        charges = next(file for name, file in files.items() if name.startswith("Krav ") and name.endswith(".csv"))
        return {row[0] for row in rows_of(charges.content)}

    assert "Merforbruk 2023" in titles(there)
    assert "Merforbruk 2023" not in titles(other)


def test_the_contents_name_each_file_with_its_hash_and_the_same_files_give_the_same_bytes():
    files = [
        BundledFile("Krav/2024: alt?.csv", "Kravene", b"en"),
        BundledFile("krav/2024 alt.csv", "Kravene", b"to"),
    ]

    content = zipped("Alt", ["Hentet nå."], files)

    there = opened(content)
    assert set(there) == {"Krav/2024 alt.csv", "krav/2024 alt 2.csv", "Innhold.txt"}
    for name in set(there) - {"Innhold.txt"}:
        told = there["Innhold.txt"].decode()
        assert f"{name}\r\n  Kravene\r\n  SHA-256 {hashlib.sha256(there[name]).hexdigest()}" in told
    assert zipped("Alt", ["Hentet nå."], files) == content


def test_an_officer_orders_the_file_and_gets_it_and_nobody_else_does(
    client, officer, overspend, unprinted, head, django_capture_on_commit_callbacks
):
    client.force_login(officer)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("budget:officer-file-new", args=[VESTNES]), {"year": "2024", "part": "aar"})
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    assert (job.state, job.error) == ("done", "")
    assert job.result_url == f"{reverse('budget:officers')}#filer"
    url = PeriodFile.objects.get().get_absolute_url()
    assert f'href="{url}"' in client.get(reverse("budget:officers")).text
    response = client.get(url)

    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    assert "Krav 2024.csv" in opened(b"".join(response.streaming_content))
    client.force_login(head)
    assert client.get(url).status_code == 403


def test_another_municipality_and_another_period_are_refused(client, officer, overspend):
    client.force_login(officer)

    assert (
        client.post(reverse("budget:officer-file-new", args=["1506"]), {"year": "2024", "part": "aar"}).status_code
        == 404
    )
    for wrong in ({"year": "1999", "part": "aar"}, {"year": "2024", "part": "t9"}, {}):
        assert client.post(reverse("budget:officer-file-new", args=[VESTNES]), wrong).status_code == 302
    assert not Job.objects.exists()


def test_one_who_has_moved_gets_neither_a_new_file_nor_the_old_one(client, officer, overspend, unprinted):
    make_file(silent, user_id=officer.pk, number=VESTNES, months=[2024, 1, 12])
    url = PeriodFile.objects.get().get_absolute_url()
    officer.municipality_id = "1506"
    officer.save()
    client.force_login(officer)

    assert client.get(url).status_code == 403
    with pytest.raises(ValidationError, match="ikke lenger"):
        make_file(silent, user_id=officer.pk, number=VESTNES, months=[2024, 1, 12])


def test_a_file_from_before_a_case_was_closed_is_not_given_any_more(client, officer, overspend, unprinted):
    make_file(silent, user_id=officer.pk, number=VESTNES, months=[2024, 1, 12])
    url = PeriodFile.objects.get().get_absolute_url()
    factories.make_item(exemption_basis="offentleglova § 23", public_title="En sak")
    client.force_login(officer)

    assert "Filen er ikke gyldig lenger" in client.get(url, follow=True).text


def test_files_are_gone_after_a_day(officer, overspend, unprinted):
    make_file(silent, user_id=officer.pk, number=VESTNES, months=[2024, 1, 12])
    path = str(PeriodFile.objects.get().file)
    assert default_storage.exists(path)

    forget_files(timezone.now() + timedelta(hours=23))
    assert default_storage.exists(path)
    forget_files(timezone.now() + timedelta(hours=25))

    assert not default_storage.exists(path)
    assert not PeriodFile.objects.exists()


def test_an_exempt_case_is_in_the_public_words_in_the_file_of_an_officer(officer, vestnes, unprinted):
    closed = {"title": "Hemmelig anskaffelse", "public_title": "En anskaffelse"}
    item = factories.make_item(exemption_basis="offentleglova § 23", **closed)
    decision = Decision("Hemmelig vedtak", date(2024, 2, 14), item.reference)
    factories.make_frame_change(title="Hemmelig anskaffelse", decision=decision)

    _, files = built(officer)

    for file in files.values():
        contents = file.content
        if file.name.endswith(".xlsx"):
            contents = b" ".join(opened(contents).values())
        assert b"emmelig" not in contents, file.name
        assert "emmelig" not in f"{file.name} {file.told}"
    assert "En anskaffelse" in files["Krav 2024.csv"].content.decode("utf-8-sig")


@pytest.mark.slow
def test_invoices_are_printed(officer, overspend):
    _, files = built(officer)

    assert files[f"Fakturagrunnlag/{overspend.pk} Merforbruk 2023.pdf"].content.startswith(b"%PDF")
