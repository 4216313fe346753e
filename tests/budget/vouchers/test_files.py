"""From a zip to the files of vouchers: matched, stored whole or not at all, undone, and followed by a newer import."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError
from pikepdf import Dictionary, Name

from budget.ledger.models import AccountEntry
from budget.vouchers import actions, copies, report
from budget.vouchers.models import VoucherFile
from rorikt.audit.models import AuditEntry
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.storing import keeping
from tests import factories, pdfs
from tests.budget.accounts.accounts_files import REPLACE
from tests.budget.vouchers.test_archive import PNG
from tests.budget.vouchers.zips import NOW, import_rows, pdf, store, upload, zipped

pytestmark = pytest.mark.django_db
ONE, TWO = pdf("En"), pdf("To")
BOTH = {"2024-10023.pdf": ONE, "10024 Leverandør.pdf": TWO}


@pytest.fixture
def entries(head):
    return import_rows(by=head)


def kept():
    """The names of all files in storage that are of vouchers."""
    folder = Path(default_storage.path("vouchers"))
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def test_an_entry_keeps_its_voucher_and_what_it_refers_to(entries):
    found = AccountEntry.objects.order_by("line_number").values_list("voucher", "reference")

    assert list(found) == [("10023", "INV-1"), ("10023", "INV-1"), ("10024", "INV-2"), (None, None)]


def test_the_preview_tells_what_fits_and_what_does_not_and_stores_nothing(head, entries):
    imported = upload(zipped({**BOTH, "faktura.pdf": pdf("x"), "10024.txt": b"hei"}), by=head)

    page = report.upload_page(imported)
    assert [(one.path, one.number) for one in page.fitting] == [
        ("2024-10023.pdf", "10023"), ("10024 Leverandør.pdf", "10024"),
    ]  # fmt: skip
    assert [path for path, _ in page.left_out] == ["faktura.pdf", "10024.txt"]
    assert page.left_out[0][1] == (
        "Ingen bilag i 2024 har et nummer som står i filnavnet. Gi filen navn etter bilaget, for eksempel 10023.pdf."
    )
    assert (page.vouchers, page.missing) == (2, 0)
    assert (VoucherFile.objects.count(), kept()) == (0, [])


def test_a_zip_that_fits_nothing_cannot_be_stored(head, entries):
    imported = upload(zipped({"a.pdf": ONE, "b.pdf": TWO}), by=head)

    with pytest.raises(ValidationError, match="ingen rader"):
        imported_files.confirm(imported, by=head, now=NOW)

    assert (VoucherFile.objects.count(), kept()) == (0, [])


def test_a_confirmed_zip_becomes_files_of_vouchers_and_is_not_kept_itself(
    head, entries, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        imported = store(zipped({**BOTH, "uten navn Ola Nordmann.pdf": pdf("x")}), by=head)

    found = VoucherFile.objects.order_by("number")
    assert [(one.number, one.name, one.kind) for one in found] == [
        ("10023", "2024-10023.pdf", "pdf"), ("10024", "10024 Leverandør.pdf", "pdf"),
    ]  # fmt: skip
    assert kept() == sorted(f"{hashlib.sha256(data).hexdigest()}.pdf" for data in (ONE, TWO))
    assert not default_storage.exists(f"imports/{imported.sha256[:2]}/{imported.sha256}")
    assert ImportedFile.objects.get(pk=imported.pk).file.name == ""


def test_what_was_seen_is_what_is_stored_or_nothing_is(head, entries, monkeypatch):
    imported = upload(zipped(BOTH), by=head)
    keep, count = keeping.keep_file, iter(range(9))
    monkeypatch.setattr(keeping, "keep_file", lambda *given: keep(*given) if next(count) == 0 else 1 / 0)

    with pytest.raises(ZeroDivisionError):
        imported_files.confirm(imported, by=head, now=NOW)

    assert (VoucherFile.objects.count(), kept()) == (0, [])
    imported.refresh_from_db()
    assert imported.state == "previewed"


def test_several_files_of_one_voucher_are_kept_and_the_same_one_only_once(head, entries):
    first = {"10023_1.pdf": ONE, "10023_2.png": PNG, "10023 kopi.pdf": ONE}
    imported = store(zipped(first), by=head)
    again = upload(zipped({"10023 igjen.pdf": ONE, "10024.pdf": ONE}), by=head)

    assert [why for _, why in report.upload_page(imported).left_out] == [
        "Den samme filen er i zip-filen to ganger for bilag 10023."
    ]
    assert [one.kind for one in VoucherFile.objects.all()] == ["pdf", "png"]
    page = report.upload_page(again)
    assert [why for _, why in page.left_out] == ["Bilag 10023 har denne filen fra før."]
    assert [one.number for one in page.fitting] == ["10024"]


def test_what_is_said_of_all_files_goes_before_their_names(head, entries):
    imported = upload(zipped({"10024.pdf": ONE, "skann.pdf": TWO}), by=head, number="10023")
    unknown = upload(zipped({"skann 2.pdf": TWO}), by=head, number="99")

    assert {one.number for one in report.upload_page(imported).fitting} == {"10023"}
    assert report.upload_page(unknown).fitting == []


def test_a_file_named_by_its_invoice_is_found_by_what_the_rows_refer_to(head, entries):
    imported = upload(zipped({"INV-2.pdf": ONE}), by=head)

    assert [one.number for one in report.upload_page(imported).fitting] == ["10024"]


def test_the_same_numbers_in_another_year_are_other_vouchers(head, entries):
    imported = upload(zipped(BOTH), by=head, year=2023)

    assert report.upload_page(imported).fitting == []


def test_an_upload_is_undone_with_its_files_but_not_those_that_others_have(
    head, entries, django_capture_on_commit_callbacks
):
    store(zipped({"10024.pdf": ONE}), by=head)
    imported = store(zipped({"10023.pdf": ONE, "10023_2.pdf": TWO}), by=head)

    with django_capture_on_commit_callbacks(execute=True):
        imported_files.undo(imported, by=head, now=NOW)

    assert [one.number for one in VoucherFile.objects.all()] == ["10024"]
    assert kept() == [f"{hashlib.sha256(ONE).hexdigest()}.pdf"]


def test_vouchers_are_added_to_a_closed_year_and_not_taken_from_it(head, entries):
    factories.close_year(2024, closed_on=date(2025, 1, 20))
    imported = store(zipped(BOTH), by=head)

    with pytest.raises(ValidationError, match="2024 er avsluttet"):
        imported_files.undo(imported, by=head, now=NOW)
    with pytest.raises(ValidationError, match="2024 er avsluttet"):
        actions.delete_file(VoucherFile.objects.first(), by=head, now=NOW)

    assert VoucherFile.objects.count() == 2
    assert ImportedFile.objects.get(pk=imported.pk).state == "confirmed"


def test_pictures_follow_their_number_to_a_newer_import_or_say_that_they_have_no_row(head, entries):
    store(zipped(BOTH), by=head)

    import_rows("2024;1;12.01.2024;12700;K;10023;;Rettet;900", "2024;2;;12700;K;;;Nytt;1", by=head, mode=REPLACE)

    assert report.voucher_of(2024, "10023").amount == 900
    assert [file.name for file in report.voucher_of(2024, "10023").files] == ["2024-10023.pdf"]
    gone = report.voucher_of(2024, "10024")
    assert (gone.row_count, gone.replaced, len(gone.files)) == (0, 1, 1)
    coverage = report.coverage_of(2024)
    assert (coverage.vouchers, coverage.pictured, coverage.without_row) == (1, 1, ("10024",))


def test_nobody_but_the_head_uploads(administrator, finance, head, entries):
    for person in (administrator, finance):
        with pytest.raises(PermissionDenied):
            upload(zipped(BOTH), by=person)


def test_the_clock_makes_safe_copies_and_says_why_where_it_cannot(head, entries):
    store(zipped({**BOTH, "10024.png": PNG}), by=head)
    lost = VoucherFile.objects.get(kind="png")
    default_storage.delete(lost.file.name)

    told = copies.make_some(NOW)

    assert told == "3 trygge kopier av bilag er laget."
    ready = VoucherFile.objects.exclude(pk=lost.pk)
    assert [(one.page_count, bool(one.safe_file), one.fault) for one in ready] == [(1, True, ""), (1, True, "")]
    lost.refresh_from_db()
    assert (lost.safe_file.name, lost.fault) == ("", copies.GONE)
    assert copies.make_some(NOW) == ""


def test_a_safe_copy_holds_no_program(head, entries):
    def acts(pdf, page):
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        return {}

    acting = pdfs.drawn(b"BT /F1 12 Tf 20 100 Td (Faktura) Tj ET", acts)
    assert b"JavaScript" in acting
    store(zipped({"10023.pdf": acting}), by=head)
    file = VoucherFile.objects.get()

    copies.make_ready(file)

    with file.safe_file.open("rb") as made:
        data = made.read()
    assert hashlib.sha256(data).hexdigest() == file.safe_sha256
    assert b"JavaScript" not in data


def test_the_database_keeps_a_file_once_for_a_voucher(head, entries):
    store(zipped({"10023.pdf": ONE}), by=head)
    double = VoucherFile.objects.get()
    double.pk = None

    with pytest.raises(IntegrityError):
        double.save()


def test_a_deleted_file_leaves_its_trace(head, entries):
    store(zipped({"10023.pdf": ONE}), by=head)

    actions.delete_file(VoucherFile.objects.get(), by=head, now=NOW)

    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.detail["number"], entry.by) == ("slettet bilagsfil", "10023", head)
