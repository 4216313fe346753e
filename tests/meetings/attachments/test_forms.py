"""The form of an attachment: what is kept of a file, what is told at its field, and what goes when it is deleted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from tests import factories
from tests.pdfs import make_pdf


@pytest.fixture
def upload(reader, django_capture_on_commit_callbacks):
    def send(name, data, **typed):
        item = AgendaItem.objects.first() or factories.make_item()
        file = SimpleUploadedFile(name, data, "application/pdf")
        with django_capture_on_commit_callbacks(execute=True):
            return reader.post(reverse("meetings:attachment-new", args=[item.reference_id]), {"file": file, **typed})

    return send


def test_a_pdf_becomes_an_attachment_under_its_own_name(reader, head, upload):
    data = make_pdf(pages=3, text="")

    upload("Avtale med Språkrådet.pdf", data)

    attachment = Attachment.objects.get()
    response = reader.get(reverse("meetings:attachment-file", args=[attachment.pk]))
    original = reader.get(reverse("meetings:attachment-original", args=[attachment.pk]))
    assert (attachment.title, attachment.page_count, attachment.uploaded_by) == ("Avtale med Språkrådet", 3, head)
    assert b"".join(original.streaming_content) == data
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Disposition"] == "inline; filename*=utf-8''Avtale%20med%20Spr%C3%A5kr%C3%A5det.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("tom.pdf", b"", "Filen er tom. Velg filen på nytt"),
        ("notat.pdf", b"bare tekst", "Filen er ikke en PDF."),
        ("film.pdf", b"GIF89a" + b"0" * 90, "Filen er ikke en PDF, men et bilde (GIF)"),
    ],
)
def test_a_file_of_a_kind_that_cannot_be_printed_is_refused_at_the_field(reader, settings, name, data, words, upload):
    response = upload(name, data, title="Avtalen")

    form = response.context["form"]
    assert list(form.errors) == ["file"]
    assert words in form.errors["file"][0]
    assert form["title"].value() == "Avtalen"
    assert Attachment.objects.count() == 0
    assert not settings.MEDIA_ROOT.exists()


def test_the_same_file_is_not_added_twice_to_a_case(reader, upload):
    data = make_pdf()
    upload("a.pdf", data)
    file = SimpleUploadedFile("b.pdf", data)
    path = reverse("meetings:attachment-new", args=[AgendaItem.objects.get().reference_id])
    response = reader.post(path, {"file": file})

    assert response.context["form"].errors == {
        "file": ["Saken har allerede denne filen som vedlegg. Velg en annen fil."]
    }
    assert Attachment.objects.count() == 1


def test_nothing_chosen_is_said_at_the_field(reader):
    item = factories.make_item()

    response = reader.post(reverse("meetings:attachment-new", args=[item.reference_id]), {"title": "X"})

    assert response.context["form"].errors == {"file": ["Velg en fil."]}


def test_a_deleted_attachment_takes_its_file_with_it_unless_another_case_has_it(
    reader, settings, django_capture_on_commit_callbacks, upload
):
    data = make_pdf()
    upload("a.pdf", data)
    first = Attachment.objects.get()
    path = settings.MEDIA_ROOT / first.file.name
    kept = factories.make_attachment(file=first.file.name, sha256=first.sha256)

    with django_capture_on_commit_callbacks(execute=True):
        reader.post(reverse("meetings:attachment-delete", args=[first.pk]))
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        reader.post(reverse("meetings:attachment-delete", args=[kept.pk]))
    assert not path.exists()
