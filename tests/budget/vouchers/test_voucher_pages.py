"""The pages of vouchers: the way from a figure to its picture, who sees it, and an upload by clicking."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.ledger.models import AccountEntry
from budget.vouchers import actions, copies
from budget.vouchers.models import OpenedYear, VoucherFile
from rorikt.audit.models import AuditEntry
from rorikt.imports.models import ImportedFile
from rorikt.people.models import User
from tests import factories
from tests.budget.accounts.accounts_files import make_mapping
from tests.budget.vouchers.zips import NOW, import_rows, pdf, store, upload, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(head):
    """Two vouchers, of which the first has a picture with its safe copy."""
    line = factories.make_line(year=2024, title="Konsulenter", actual=0)
    make_mapping(line, "12700")
    import_rows(by=head)
    store(zipped({"10023.pdf": pdf("Bistand")}), by=head)
    file = VoucherFile.objects.get()
    copies.make_ready(file)
    return file


def page(client, name, *args, **query):
    return client.get(reverse(f"budget:{name}", args=args), query)


def body(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("latin-1")


def links(answer):
    return re.findall(r'href="([^"]+)"', answer.content.decode())


def test_the_way_goes_from_the_result_to_the_picture_of_the_invoice(client, head, stored):
    """For the head, and for the finance staff of a municipality once the year is opened: every step is a link."""
    OpenedYear.objects.create(year=2024, opened_at=NOW, opened_by=head)
    for person in (head, factories.make_user(User.Role.FINANCE)):
        client.force_login(person)
        answer = page(client, "operating-result", 2024)
        for step in (
            r"/linjer/\d+/",
            r"/linjer/\d+/konti/",
            r"/poster/\?account=12700.*",
            "/bilag/nr/10023/",
            f"/bilag/{stored.pk}/",
        ):
            address = next(
                link.replace("&amp;", "&") for link in links(answer) if re.fullmatch(f"/okonomi(/2024)?{step}", link)
            )
            answer = client.get(address)
            assert answer.status_code == 200, (person.role, step)
        assert body(answer).startswith("%PDF")


# Who sees the picture: in a closed year, in one that is opened, and of a voucher that is shielded in it.
SEES = {
    User.Role.HEAD: (200, 200, 200),
    User.Role.ADMINISTRATOR: (200, 200, 200),
    User.Role.FINANCE: (403, 200, 403),
    User.Role.SECRETARY: (403, 403, 403),
    User.Role.AUTHOR: (403, 403, 403),
    User.Role.COUNCIL_MEMBER: (403, 403, 403),
}


@pytest.mark.parametrize("role", SEES)
def test_who_sees_the_picture_of_a_voucher(client, head, stored, role):
    client.force_login(factories.make_user(role))
    addresses = [reverse(f"budget:{name}", args=[stored.pk]) for name in ("voucher-file", "voucher-file-original")]
    seen = []
    for step in (
        lambda: None,
        lambda: actions.open_year(2024, by=head, now=NOW),
        lambda: factories.make_shielded_voucher(year=2024, number="10023"),
    ):
        step()
        answers = [client.get(address) for address in addresses]
        codes = {answer.status_code for answer in answers}
        assert all(body(answer) for answer in answers)
        shown = page(client, "voucher", 2024, "10023").content.decode()
        assert (f"/bilag/{stored.pk}/" in shown) == (codes == {200})
        seen.append(codes)

    assert seen == [{code} for code in SEES[role]]
    rows = page(client, "voucher", 2024, "10023").status_code
    assert rows == (403 if role == User.Role.COUNCIL_MEMBER else 200)


def test_the_reason_of_a_shield_is_told_to_nobody_else(client, head, finance, stored):
    actions.open_year(2024, by=head, now=NOW)
    factories.make_shielded_voucher(year=2024, number="10023", reason="sykmelding")

    client.force_login(finance)
    hidden = page(client, "voucher", 2024, "10023").content.decode()
    client.force_login(head)
    told = page(client, "voucher", 2024, "10023").content.decode()

    assert ("sykmelding" in hidden, "sykmelding" in told) == (False, True)
    assert "skjermet" in hidden


def test_the_picture_is_not_kept_by_the_browser_and_shown_only_in_our_own_pages(client, head, stored):
    client.force_login(head)

    shown = page(client, "voucher-file", stored.pk)
    saved = page(client, "voucher-file-original", stored.pk)

    assert (shown["Cache-Control"], shown["X-Frame-Options"], shown["Content-Type"]) == (
        "private, no-store", "SAMEORIGIN", "application/pdf",
    )  # fmt: skip
    assert saved["Content-Disposition"].startswith("attachment")
    assert (saved["Content-Type"], saved["X-Frame-Options"]) == ("application/octet-stream", "DENY")
    body(shown), body(saved)


def test_entries_are_found_by_voucher_and_say_which_has_a_picture(client, head, stored):
    client.force_login(head)

    answer = page(client, "entries", 2024, voucher="10023")
    of_invoice = page(client, "entries", 2024, reference="INV-2")
    written = page(client, "entries", 2024, eksport="csv")

    assert {row.record.voucher for row in answer.context["table"].rows} == {"10023"}
    assert "10023</a> (bilde)" in answer.content.decode()
    assert [row.record.voucher for row in of_invoice.context["table"].rows] == ["10024"]
    assert "Bilag" in body(written)
    assert "10024" in body(written)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_cost_the_same_queries_for_any_length(client, head, rows):
    import_rows(*(f"2024;1;;12700;K;{20_000 + n};;Tekst;{n}" for n in range(rows)), by=head)
    store(zipped({f"{20_000 + n}.pdf": pdf(f"Nr {n}") for n in range(rows)}), by=head)
    client.force_login(head)
    costs = {}
    for name, args in (("entries", [2024]), ("vouchers", [2024]), ("voucher", [2024, "20000"])):
        page(client, name, *args)
        with CaptureQueriesContext(connection) as asked:
            page(client, name, *args)
        costs[name] = len(asked)

    assert costs == {"entries": 12, "vouchers": 13, "voucher": 12}


def test_the_vouchers_of_a_year_are_listed_with_those_that_lack_a_picture(client, head, stored):
    client.force_login(head)

    answer = page(client, "vouchers", 2024)
    lacking = page(client, "vouchers", 2024, picture="uten")

    listed = [
        (row.record["voucher"], row.record["row_count"], row.record["file_count"])
        for row in answer.context["table"].rows
    ]
    assert listed == [("10023", 2, 1), ("10024", 1, 0)]
    assert "1 av 2 bilag" in answer.content.decode()
    assert [row.record["voucher"] for row in lacking.context["table"].rows] == ["10024"]


def test_a_year_without_vouchers_says_what_to_do(client, finance):
    client.force_login(finance)

    assert "kolonnen for bilagsnummer" in page(client, "vouchers", 2022).content.decode()


@pytest.fixture
def send(client, head, django_capture_on_commit_callbacks):
    client.force_login(head)

    def send(*files, **values):
        chosen = [SimpleUploadedFile(name, data) for name, data in files]
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("budget:voucher-upload-new"), {"content": chosen, "year": 2024, **values})

    return send


def test_files_chosen_one_by_one_are_looked_into_and_stored_by_clicking(
    client, head, send, django_capture_on_commit_callbacks
):
    import_rows(by=head)
    send(("10023.pdf", pdf()), ("tull.pdf", pdf("x")))
    imported = ImportedFile.objects.get(kind="vouchers")
    preview = page(client, "voucher-upload", imported.pk).content.decode()
    confirm = reverse("budget:voucher-upload-confirm", args=[imported.pk])

    client.post(confirm)
    unasked = VoucherFile.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(confirm, {"without": "on"})

    assert "tull.pdf" in preview
    assert "Lagre uten filen som ikke kan brukes" in preview
    assert unasked == 0
    assert [one.number for one in VoucherFile.objects.all()] == ["10023"]
    shown = page(client, "voucher-upload", imported.pk).content.decode()
    assert "Angre importen" in shown
    imported.refresh_from_db()
    assert imported.original_name == "2 filer"


def test_a_file_whose_name_says_nothing_is_added_to_the_voucher_that_was_said(client, head, send):
    import_rows(by=head)

    send(("skann.pdf", pdf()), number="10024")

    imported = ImportedFile.objects.get(kind="vouchers")
    assert [one[2] for one in imported.summary["fitting"]] == ["10024"]


def test_names_that_match_nothing_are_paged_with_what_to_do_and_nothing_can_be_stored(client, head):
    import_rows(by=head)
    imported = upload(zipped({f"x{n:03}.txt": b"x" for n in range(60)}), by=head)
    client.force_login(head)

    first, second = (page(client, "voucher-upload", imported.pk, page=n).content.decode() for n in (1, 2))

    assert "Ingen av filene kan brukes" in first
    assert ("x000.txt" in first, "x055.txt" in first, "x055.txt" in second) == (True, False, True)
    assert reverse("budget:voucher-upload-confirm", args=[imported.pk]) not in first


@pytest.mark.parametrize(
    ("files", "values", "words"),
    [
        ([("a.pdf", b"")], {}, "Filen er tom"),
        ([], {}, "Velg en fil"),
        ([("a.zip", zipped({"1.pdf": b""})), ("b.pdf", b"x")], {}, "én zip-fil om gangen"),
        ([("a.zip", zipped({"1.pdf": b""}))], {"number": "1"}, "La feltet stå tomt for en zip-fil"),
        ([("a.pdf", b"x"), ("a.pdf", b"y")], {}, "heter det samme"),
    ],
)
def test_the_upload_says_what_is_wrong_and_keeps_nothing(send, files, values, words):
    assert words in send(*files, **values).content.decode()
    assert not ImportedFile.objects.exists()


def test_a_broken_zip_fails_with_a_sentence(client, send):
    send(("bilag.zip", zipped({"1.pdf": pdf()})[:-30]))

    imported = ImportedFile.objects.get()
    assert imported.state == "failed"
    assert "Zip-filen er skadet" in page(client, "voucher-upload", imported.pk).content.decode()


def test_a_year_is_opened_and_closed_by_the_head_and_the_trail_tells_it(client, head, stored):
    client.force_login(head)
    address = reverse("budget:voucher-access", args=[2024])

    asked = client.get(address).content.decode()
    client.post(address)
    twice = client.post(address).content.decode()
    opened = OpenedYear.objects.count()
    client.post(f"{address}?steng=1")
    client.post(f"{address}?steng=1")

    assert "Åpne bilagene i 2024 for kommunene?" in asked
    assert "allerede åpne" in twice
    assert (opened, OpenedYear.objects.count()) == (1, 0)
    assert AuditEntry.objects.order_by("-pk").first().action == "trakk innsyn i bilag"


def test_a_voucher_is_shielded_with_a_reason_and_shown_again(client, head, stored):
    client.force_login(head)
    shield, unshield = (reverse(f"budget:voucher-{name}", args=[2024, "10023"]) for name in ("shield", "unshield"))

    empty = client.post(shield, {"reason": ""})
    client.post(shield, {"reason": "Lønnsforhold"})
    shielded = page(client, "voucher", 2024, "10023").content.decode()
    twice = client.post(shield, {"reason": "Igjen"}).content.decode()
    client.post(unshield)

    assert empty.status_code == 200
    assert "Lønnsforhold" in shielded
    assert "allerede skjermet" in twice
    assert "Lønnsforhold" not in page(client, "voucher", 2024, "10023").content.decode()


def test_a_copy_that_is_not_made_yet_is_made_for_who_asks(client, head, stored, django_capture_on_commit_callbacks):
    store(zipped({"10024.pdf": pdf("Ny")}), by=head)
    waiting = VoucherFile.objects.get(number="10024")
    client.force_login(head)

    before = page(client, "voucher-file", waiting.pk)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("budget:voucher-file-ready", args=[waiting.pk]))

    assert before.status_code == 404
    assert body(page(client, "voucher-file", waiting.pk)).startswith("%PDF")


def test_a_number_with_odd_signs_has_a_page_of_its_own(client, head):
    import_rows("2024;1;;12700;K;2024/7-Ø 1;;Tekst;5", by=head)
    client.force_login(head)

    [url] = [link for link in links(page(client, "entries", 2024)) if "/bilag/nr/" in link]

    assert "Bilag 2024/7-Ø 1" in client.get(url).content.decode()


def test_a_number_that_nobody_has_is_not_found(client, head):
    client.force_login(head)

    assert page(client, "voucher", 2024, "4711").status_code == 404


def test_a_large_voucher_is_paged(client, head):
    import_rows(*(f"2024;1;;12700;K;1;;Rad {n};1" for n in range(60)), by=head)
    client.force_login(head)

    answer = page(client, "voucher", 2024, "1")

    assert (AccountEntry.objects.count(), len(answer.context["table"].paginated_rows)) == (60, 50)
    assert "60,00 kroner" in answer.content.decode()


def test_vouchers_are_found_by_what_any_of_their_rows_says(client, head, stored):
    client.force_login(head)

    answer = page(client, "vouchers", 2024, text="mva av")

    assert [row.record["voucher"] for row in answer.context["table"].rows] == ["10023"]
