"""Files of every kind that is read here, changed at random, sent in through the pages and taken as far as they go.

Whatever is in them: a page and a sentence, never an error of ours, in bounded time, and stored whole or not at all. The
suite tries a few of each kind, always the same; `./run test --mutate-files N` tries N of each, others every time.
"""

import io
import os
import random
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import FileField
from django.test import Client
from django.urls import resolve, reverse

from budget.budget_files.models import BudgetImport
from budget.ledger.models import AccountEntry
from budget.payments.models import ReceivedPayment
from budget.services.models import ServiceCount
from budget.vouchers.models import VoucherFile
from meetings.attachments.models import Attachment
from meetings.registers.models import RegisterRow
from meetings.registers.standard import Standard
from rorikt.imports.models import ImportedFile
from rorikt.jobs.models import Job
from rorikt.jobs.queue import FAULT
from rorikt.office.conversion import has_office
from support.tickets.models import Ticket
from tests import factories, office_files, pdfs
from tests.budget.formats.test_kostra_file import record
from tests.budget.ledger.test_saft import document
from tests.hostile_files import workbook
from tests.test_exempt_cases import png_with
from tests.transactions import rolled_back

pytestmark = pytest.mark.django_db
COUNT, SEED = int(os.environ.get("TESTS_MUTATE_FILES", "0")), os.environ.get("TESTS_MUTATE_SEED", "")
FEW = 2
SECONDS = 20  # of the work of this process, and as many of those of each child of its
STORED = [AccountEntry, Ticket, BudgetImport, ReceivedPayment, ServiceCount, VoucherFile, RegisterRow, Attachment]
ODD = [
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b";;;;;;", b'"', b"'", b"-", b"NaN", b"Infinity",
    b"-0", b"1e999999", b"9" * 400, b"=1+1", b"2024-02-30", b"31.12.9999", b"0000", b"\xc2\xa0", b"\xed\xa0\x80", b"<",
    b"&#0;", b"]]>", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"\x7f", b"1.2.3,4,5", b"(12)", b"%%",
    b"/JavaScript", b"endobj", b"stream\n", b"xref", b"../../x", b"PK\x03\x04",
]  # fmt: skip


def csv(*rows):
    return "\r\n".join(rows).encode()


ACCOUNTS = (
    "År;Periode;Konto;Kontonavn;Tekst;Beløp;Bilag",
    "2023;1;10100;Lønn;Januar;1 000,50;7",
    "2023;2;10100;Lønn;;-5;8",
)
TICKETS = (
    "Saksnummer;Type;Prioritet;Opprettet;Løst;Kommune;Status",
    "1001;Feil;Høy;2024-02-01 10:00;2024-02-02 11:00;Molde;Løst",
    "1002;Bestilling;Lav;02.02.2024 09:30;;Vestnes;Åpen",
)
BUDGETS = ("Konto;Navn;Beløp", "10100;Lønn;300", "10200;Leie;5,5")
PAYMENTS = ("Dato;KID;Avsender;Innbetalt;Melding", "01.04.2024;;Vestnes kommune;1 000,00;Akonto")
COUNTS = ("Tjeneste;Kommune;Dato;Antall", "Visma BI;Molde;01.01.2024;10", "Visma BI;Vestnes;01.01.2024;4")
ROWS = ("Leverandør;Avtale;Kommentar", "Firma;Avtale 1;x", "Firma;Avtale 2;y")


def sheet_of(rows):
    return workbook(*(row.split(";") for row in rows))


def docx():
    return office_files.word("<w:p><w:r><w:t>Hei</w:t></w:r></w:p>")


def in_zip():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("7.pdf", pdfs.make_pdf(text="Faktura"))
        archive.writestr("mappe/8.png", png_with("x"))
    return target.getvalue()


# What it is: the address it is sent to, its name, and how it is made.
SAMPLES = {
    "accounts as CSV": ("budget:account-import-new", "regnskap.csv", lambda: csv(*ACCOUNTS)),
    "accounts as XLSX": ("budget:account-import-new", "regnskap.xlsx", lambda: sheet_of(ACCOUNTS)),
    "accounts as SAF-T": ("budget:account-import-new", "saft.xml", lambda: document().encode()),
    "accounts as KOSTRA": (
        "budget:account-import-new",
        "0I.dat",
        lambda: f"{record()}\r\n{record('020')}\r\n".encode(),
    ),
    "tickets as CSV": ("support:ticket-import-new", "saker.csv", lambda: csv(*TICKETS)),
    "tickets as XLSX": ("support:ticket-import-new", "saker.xlsx", lambda: sheet_of(TICKETS)),
    "a budget": ("budget:budget-file-new", "Budsjett 2023.csv", lambda: csv(*BUDGETS)),
    "payments": ("budget:payment-import-new", "innbetalinger.csv", lambda: csv(*PAYMENTS)),
    "counts": ("budget:count-import-new", "antall.csv", lambda: csv(*COUNTS)),
    "rows of a register": ("meetings:register-import-new", "rader.csv", lambda: csv(*ROWS)),
    "vouchers in a ZIP": ("budget:voucher-upload-new", "bilag.zip", in_zip),
    "an attachment as PDF": ("meetings:attachment-new", "vedlegg.pdf", lambda: pdfs.make_pdf(pages=2, title="T")),
    "an attachment as Word": ("meetings:attachment-new", "vedlegg.docx", docx),
}


def mutated(content, chance):
    """The file with up to five changes; of an archive, one of its parts with them, or the archive itself."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        changed = chance.choice(sorted(parts))
        parts[changed] = mutated(parts[changed], chance)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return target.getvalue()
    for _ in range(chance.randint(1, 5)):
        content = changed_once(content, chance)
    return content


def changed_once(content, chance):
    first, last = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    last = min(last, first + chance.choice([1, 2, 8, 64, 4096]))
    match chance.randrange(8):
        case 0:
            return content[:first] + bytes([chance.randrange(256)]) + content[first + 1 :]
        case 1:
            return content[:first] + content[last:]
        case 2:
            return content[:last] + content[first:last] * chance.choice([1, 2, 200]) + content[last:]
        case 3:
            return content[:first]
        case 4:
            return content[:first] + chance.choice(ODD) + content[last:]
        case 5:  # a whole cell, value or attribute
            parts = content.split(mark := chance.choice([b";", b">", b'"', b" ", b"\r\n"]))
            parts[chance.randrange(len(parts))] = chance.choice(ODD)
            return mark.join(parts)
        case 6:
            lines = content.split(b"\n")
            chance.shuffle(lines)
            return b"\n".join(lines)
        case _:
            return content[:first] + content[first:last][::-1] + content[last:]


@pytest.fixture
def installation(head, settings, tmp_path):
    settings.SAFT_SCHEMAS = tmp_path  # nothing to hold a file against, so that a changed one is read on
    factories.make_municipalities()
    factories.make_cooperation()
    factories.make_line(year=2023)
    factories.make_service(title="Visma BI", slug="visma-bi")
    case = factories.make_waiting(title="En sak")
    return {
        "meetings:register-import-new": [factories.make_register(Standard.AGREEMENTS).slug],
        "meetings:attachment-new": [case.reference_id],
    }


def sent(form, **files):
    """What a browser sends of the form as it stands."""
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given = {name: value for name, value in values.items() if value not in (None, False)}
    asked = {name: "x" for name, field in form.fields.items() if field.required and name not in given}
    return {**asked, **given, **files}


def counted():
    return [model.objects.count() for model in STORED]


def take_as_far_as_it_goes(client, page, name, content, on_commit):
    """The file sent in, its columns as they are guessed, and imported. Raises where the server would answer 500."""
    before, given = counted(), {"file": SimpleUploadedFile(name, content)}
    shown = client.get(page)
    if shown.status_code != 405:  # the form of an attachment stands on the page of its case
        form = shown.context["form"]
        field = next(one for one, is_file in form.fields.items() if isinstance(is_file, FileField))
        given = sent(form, **{field: SimpleUploadedFile(name, content)})
    with on_commit(execute=True):
        answer = client.post(page, given)
    if answer.status_code == 200:
        assert any(found.get("form") and found["form"].errors for found in answer.context), "no sentence"
        assert counted() == before
        return "refused"
    imported = ImportedFile.objects.order_by("-pk").first()
    if imported is None:
        return "taken"
    where = answer["Location"]
    if "kolonner" in where:
        shown = client.get(where)
        if shown.status_code == 200:
            with on_commit(execute=True):
                again = client.post(where, {**sent(shown.context["form"]), "source_name": "Kilden"})
            assert again.status_code in {200, 302}
    assert counted() == before, "stored before it was confirmed"
    kind = resolve(page).view_name.removesuffix("-new")
    assert client.get(reverse(kind, args=[imported.pk])).status_code in {200, 302}
    with on_commit(execute=True):
        assert client.post(reverse(f"{kind}-confirm", args=[imported.pk])).status_code in {200, 302, 409}
    imported.refresh_from_db()
    if imported.state != ImportedFile.State.CONFIRMED:
        assert counted() == before, "half stored"
    return imported.state


@pytest.mark.parametrize("what", SAMPLES)
def test_a_changed_file_is_stored_whole_or_answered_in_words(
    what, head, installation, django_capture_on_commit_callbacks
):
    address, name, make = SAMPLES[what]
    page = reverse(address, args=installation.get(address, []))
    client = Client(raise_request_exception=True)
    client.force_login(head)
    given, wrong, ends = make(), [], []
    for number in range(COUNT or FEW + 1):
        chance = random.Random(f"{SEED}{what}{number}")
        content = mutated(given, chance) if number else given
        began = time.process_time()
        with rolled_back():
            try:
                ends.append(take_as_far_as_it_goes(client, page, name, content, django_capture_on_commit_callbacks))
                wrong += [f"{number}: {job.title} {job.error}" for job in Job.objects.filter(error=FAULT)]
            except Exception as error:
                wrong.append(f"{number}: {type(error).__name__} {str(error)[:300]}")
        if time.process_time() - began > SECONDS:
            wrong.append(f"{number}: {time.process_time() - began:.0f} s")
    assert wrong == []
    usual = {"refused"} if name.endswith(".docx") and not has_office() else set()
    assert ends[0] in usual | {"taken", ImportedFile.State.CONFIRMED, ImportedFile.State.PREVIEWED}, (
        "the file as it is, is read"
    )
