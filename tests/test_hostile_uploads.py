"""Files that are made to break the one who reads them, sent in through the pages: a sentence, and nothing half done."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rorikt.children import limited_reading
from rorikt.imports.models import ImportedFile
from rorikt.jobs.models import Job
from rorikt.sheets import tabular
from tests.hostile_files import laughing_xml, many_cells, workbook

pytestmark = pytest.mark.django_db
PAGES = ["budget:account-import-new", "support:ticket-import-new"]
TABLE = (["Konto", "Beløp", "År"], ["10100", "5", "2023"], ["10200", "6", "2023"])


def send(client, page, content, name="fil.xlsx"):
    return client.post(reverse(page), {"content": SimpleUploadedFile(name, content), "source": ""})


def columns_of(form, **changes):
    """What a browser sends of the form as it stands."""
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in {**values, **changes}.items() if value not in (None, False)}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (workbook(cells=["A1", "XFD1048576"]), "Cellen XFD1048576 ligger langt utenfor tabellen"),
        (workbook([f"k{n}" for n in range(16_384)]), "kolonner"),
        (";".join(f"k{n}" for n in range(1_000_000)).encode(), "en linje som er for lang"),
        (workbook(*TABLE)[:-200], "skadet"),
    ],
    ids=["edge", "wide", "million", "broken"],
)
def test_the_upload_says_what_is_wrong_and_keeps_nothing(client, head, page, content, words):
    client.force_login(head)

    [sentence] = send(client, page, content).context["form"].errors["content"]

    assert words in sentence
    assert not ImportedFile.objects.exists()


@pytest.mark.slow
def test_six_million_cells_are_refused_at_the_upload(client, head):
    client.force_login(head)

    [sentence] = send(client, PAGES[0], many_cells(20_000, 300)).context["form"].errors["content"]

    assert "flere enn 5 millioner celler" in sentence
    assert not ImportedFile.objects.exists()


def test_a_reader_that_dies_does_not_take_the_page_with_it(client, head, monkeypatch):
    client.force_login(head)
    read = limited_reading.read
    monkeypatch.setattr(
        tabular.limited_reading,
        "read",
        lambda *asked, **limits: read("tests.rorikt.children.test_limited_reading:dies", **limits),
    )

    answer = send(client, PAGES[0], workbook(*TABLE))

    assert answer.context["form"].errors["content"] == [limited_reading.BROKEN]
    assert not ImportedFile.objects.exists()


def test_a_stray_cell_is_told_of_in_the_preview_and_the_rows_are_read(client, head, django_capture_on_commit_callbacks):
    client.force_login(head)
    uploaded = send(client, PAGES[0], workbook(*TABLE, cells=["XFD1048576"]))

    form = client.get(uploaded.url).context["form"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(uploaded.url, columns_of(form))

    imported = ImportedFile.objects.get()
    preview = client.get(reverse("budget:account-import", args=[imported.pk])).content.decode()
    assert (imported.row_count, imported.error_count) == (2, 0)
    assert "Cellen XFD1048576 ligger langt utenfor tabellen og er ikke lest." in preview


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_shows_the_file_again_does_not_read_it_again(client, head, monkeypatch, page):
    client.force_login(head)
    book = openpyxl.Workbook()
    book.active.append(["Saksnummer", "Opprettet", "Beløp"])
    book.active.append(["1", "2024-03-01 10:00", "5"])
    target = io.BytesIO()
    book.save(target)
    address = send(client, page, target.getvalue()).url
    first = client.get(address)

    monkeypatch.setattr(tabular.limited_reading, "read", lambda *asked, **limits: pytest.fail("read again"))
    again = client.get(address)

    assert (first.status_code, again.status_code) == (200, 200)
    assert "2024-03-01 10:00" in again.content.decode()


def test_a_saft_file_that_laughs_fails_its_job_with_a_sentence(client, head, django_capture_on_commit_callbacks):
    client.force_login(head)

    with django_capture_on_commit_callbacks(execute=True):
        send(client, PAGES[0], laughing_xml(), name="saft.xml")

    job, imported = Job.objects.get(), ImportedFile.objects.get()
    assert job.state == Job.State.FAILED
    assert "den er bygd slik at den vokser når den leses" in job.error
    assert (imported.state, imported.row_count) == (ImportedFile.State.FAILED, 0)
