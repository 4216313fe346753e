"""Attachments from the upload to the packet: what is kept, what is told, and what is read again."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from meetings.attachments import duties, files, uploads
from meetings.attachments.actions import add_attachment, delete_attachment
from meetings.attachments.models import Attachment
from rorikt.audit.models import AuditEntry
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.office import conversion
from rorikt.safe_pdf import redrawing
from rorikt.uploads import examination
from tests import factories
from tests.meetings.examined import examined
from tests.office_files import word
from tests.pdfs import locked, make_pdf

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)


@pytest.fixture
def scan():
    return make_pdf(pages=3, text="")


def add(item, head, data, **overrides):
    fields = {"title": "Kart", "data": data, "examined": examined(data), "by": head, "now": NOW}
    return add_attachment(item, **{**fields, **overrides})


@pytest.fixture
def upload(client, django_capture_on_commit_callbacks):
    """Sends a file as the page of the case does, and lets the job be done."""

    def send(item, data, name="kart.pdf", **fields):
        path = reverse("meetings:attachment-new", args=[item.reference_id])
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, {"file": SimpleUploadedFile(name, data), "title": "", **fields})

    return send


def test_the_original_is_kept_untouched_beside_its_safe_copy(head, scan):
    attachment = add(factories.make_item(), head, scan)

    with attachment.file.open("rb") as original, attachment.safe_file.open("rb") as safe:
        assert original.read() == scan
        assert hashlib.sha256(safe.read()).hexdigest() == attachment.safe_sha256
    assert attachment.sha256 == hashlib.sha256(scan).hexdigest()
    assert (attachment.page_count, attachment.kind, attachment.accessibility) == (3, "pdf", "scanned")
    assert files.read(attachment).startswith(b"%PDF-")


@pytest.mark.slow
@pytest.mark.skipif(not conversion.has_office(), reason="LibreOffice (soffice) is not installed")
def test_what_was_left_out_of_an_office_file_is_told_on_its_page(client, head, upload):
    client.force_login(head)
    body = (
        '<w:p><w:r><w:t>Ny pris</w:t></w:r><w:del w:id="1"><w:r><w:delText>Gammel pris</w:delText></w:r></w:del></w:p>'
    )

    upload(factories.make_item(), word(body, comments=["Er dette riktig?"]), "notat.docx")

    page = client.get(Attachment.objects.get().get_absolute_url()).content.decode()
    assert "Sporede endringer er godtatt: det som var slettet, er ikke med." in page
    assert "1 kommentar er ikke med." in page


def test_the_name_of_the_file_says_nothing_about_what_it_is(client, head, scan, upload):
    client.force_login(head)
    item = factories.make_item()

    upload(item, scan, "KART.PDF")
    wrong = upload(item, b"bare tekst", "notat.pdf")

    assert [attachment.title for attachment in item.attachments.all()] == ["KART"]
    assert wrong.context["form"].errors["file"][0].startswith("Filen er ikke en PDF.")


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_with_the_file_is_said_at_the_field_where_it_is_known_at_once(client, head, settings):
    client.force_login(head)
    item = factories.make_item()
    path = reverse("meetings:attachment-new", args=[item.reference_id])

    page = client.post(path, {"file": SimpleUploadedFile("a.pdf", make_pdf()[:300]), "title": "Avtalen"})

    form = page.context["form"]
    assert (list(form.errors), form["title"].value()) == (["file"], "Avtalen")
    assert form.errors["file"][0].startswith("Filen er skadet eller ikke hel.")
    assert not Attachment.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))


def test_a_file_is_not_examined_by_the_process_that_answers_people(client, head, scan, monkeypatch):
    """The upload only queues the job; a slow conversion holds nobody up."""
    client.force_login(head)
    item = factories.make_item()
    monkeypatch.setattr(files, "examine", lambda *arguments: pytest.fail("examined in the request"))

    path = reverse("meetings:attachment-new", args=[item.reference_id])
    answer = client.post(path, {"file": SimpleUploadedFile("a.pdf", scan), "title": "Kart"})

    job = Job.objects.get()
    assert (answer.url, job.title) == (job.get_absolute_url(), f"Vedlegg til sak {item.number}: Kart")
    assert item.get_absolute_url() in client.get(answer.url).content.decode() or not job.is_finished


def test_a_refused_file_fails_its_job_and_is_not_kept(client, head, settings, upload):
    client.force_login(head)
    item = factories.make_item()

    answer = upload(item, locked(make_pdf(), user="hemmelig", owner="eier"))

    page = client.get(answer.url).content.decode()
    assert "Filen er låst med passord. Be avsenderen om en kopi uten passord." in page
    assert f'href="{item.get_absolute_url()}"' in page
    assert "Prøv igjen" not in page
    assert not Attachment.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))


def test_a_refused_file_that_is_an_attachment_elsewhere_is_kept(head, scan, django_capture_on_commit_callbacks):
    kept = add(factories.make_item(), head, scan)

    with django_capture_on_commit_callbacks(execute=True):
        job = uploads.start(kept.agenda_item, data=scan, title="Kart", exemption_basis="", public_title="", by=head)

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert default_storage.exists(kept.file.name)


def test_an_upload_whose_process_died_when_it_was_stored_leads_to_what_it_stored(
    head, scan, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = uploads.start(
            factories.make_item(), data=scan, title="Kart", exemption_basis="", public_title="", by=head
        )
    stored = Attachment.objects.get()

    again = uploads.make_attachment(queue.silent, **job.arguments)

    assert again == stored.get_absolute_url()
    assert Attachment.objects.get() == stored


def test_an_upload_that_is_cancelled_leaves_nothing(head, scan, monkeypatch, django_capture_on_commit_callbacks):
    examine = files.examine

    def cancel(*arguments):
        Job.objects.update(state=Job.State.CANCELLED, finished_at=NOW)
        return examine(*arguments)

    monkeypatch.setattr(uploads, "_examined", lambda data, progress: (cancel(data), progress("Kontrollerer", 90))[0])
    with django_capture_on_commit_callbacks(execute=True):
        job = uploads.start(
            factories.make_item(), data=scan, title="Kart", exemption_basis="", public_title="", by=head
        )

    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert not Attachment.objects.exists()
    assert not default_storage.exists(job.arguments["path"])
    assert not queue.may_retry(job)


def test_a_case_deleted_in_the_meantime_gets_no_attachment(head, scan, django_capture_on_commit_callbacks):
    item = factories.make_item()

    with django_capture_on_commit_callbacks(execute=True):
        job = uploads.start(item, data=scan, title="Kart", exemption_basis="", public_title="", by=head)
        item.delete()

    job.refresh_from_db()
    assert job.error.startswith("Saken er slettet i mellomtiden.")


def test_a_file_gone_before_it_was_examined_is_said_to_be(head, scan, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = uploads.start(
            factories.make_item(), data=scan, title="Kart", exemption_basis="", public_title="", by=head
        )
        default_storage.delete(job.arguments["path"])

    job.refresh_from_db()
    assert job.error == "Filen er borte fra lageret. Last den opp på nytt."


def test_a_file_that_is_too_large_is_not_taken_into_memory(client, head, monkeypatch, upload):
    client.force_login(head)
    monkeypatch.setattr(examination, "MOST_BYTES", 100)
    monkeypatch.setattr(files, "check_outside", lambda data: pytest.fail("taken into memory"))

    answer = upload(factories.make_item(), make_pdf())

    assert "Filen er større enn 100 MB." in answer.content.decode()
    assert not Job.objects.exists()


def test_the_same_file_twice_is_refused_before_it_is_examined(client, head, scan, upload):
    client.force_login(head)
    item = factories.make_item()

    upload(item, scan)
    again = upload(item, scan)

    assert again.context["form"].errors["file"] == ["Saken har allerede denne filen som vedlegg. Velg en annen fil."]


def test_the_page_says_what_was_done_and_that_a_scan_cannot_be_read_aloud(client, head):
    data = make_pdf(text="")
    attachment = add(factories.make_item(), head, data)
    Attachment.objects.filter(pk=attachment.pk).update(treatment=["Programmer og handlinger i filen er fjernet."])
    client.force_login(head)

    page = client.get(attachment.get_absolute_url()).content.decode()

    assert "Programmer og handlinger i filen er fjernet." in page
    assert "Skannet, uten lesbar tekst" in page
    assert "Det er ikke virkelig tilgjengelig" in page


def test_the_safe_copy_is_shown_and_the_original_only_saved(client, head, scan):
    attachment = add(factories.make_item(), head, scan)
    client.force_login(head)

    shown = client.get(reverse("meetings:attachment-file", args=[attachment.pk]))
    saved = client.get(reverse("meetings:attachment-original", args=[attachment.pk]))

    assert b"".join(shown.streaming_content) == files.read(attachment)
    assert b"".join(saved.streaming_content) == scan
    assert shown["Content-Disposition"] == 'inline; filename="Kart.pdf"'
    assert saved["Content-Disposition"] == 'attachment; filename="Kart.pdf"'


def test_a_file_that_is_gone_or_changed_in_storage_is_named(head, scan):
    attachment = add(factories.make_item(), head, scan)
    path = default_storage.path(attachment.safe_file.name)

    with open(path, "ab") as file:
        file.write(b"x")
    with pytest.raises(ValidationError, match="«Kart» i sak 2024/M1-001 er endret på lageret"):
        files.read(attachment)

    default_storage.delete(attachment.safe_file.name)
    with pytest.raises(ValidationError, match="«Kart» i sak 2024/M1-001 mangler på lageret"):
        files.read(attachment)


def test_a_file_that_is_gone_is_a_page_that_is_not_found(client, head, scan):
    attachment = add(factories.make_item(), head, scan)
    default_storage.delete(attachment.safe_file.name)
    client.force_login(head)

    assert client.get(reverse("meetings:attachment-file", args=[attachment.pk])).status_code == 404


def test_files_go_with_the_last_attachment_that_has_them(head, scan, django_capture_on_commit_callbacks):
    first = add(factories.make_item(), head, scan)
    second = add(factories.make_item(meeting=first.agenda_item.meeting), head, scan)

    with django_capture_on_commit_callbacks(execute=True):
        delete_attachment(first, by=head, now=NOW)
    assert default_storage.exists(second.file.name)
    assert default_storage.exists(second.safe_file.name)

    with django_capture_on_commit_callbacks(execute=True):
        delete_attachment(second, by=head, now=NOW)
    assert not default_storage.exists(second.file.name)
    assert not default_storage.exists(second.safe_file.name)


def kept(data):
    return files.keep(data, hashlib.sha256(data).hexdigest())


def test_attachments_from_before_get_their_safe_copy_by_a_command(head, scan, capsys):
    attachment = factories.make_attachment(title="Gammelt", file=kept(scan))
    factories.make_attachment(title="Borte", agenda_item=attachment.agenda_item)

    call_command("renew_safe_copies")
    call_command("renew_safe_copies")

    attachment.refresh_from_db()
    assert (attachment.page_count, attachment.accessibility) == (3, "scanned")
    assert files.read(attachment)
    printed = capsys.readouterr()
    assert printed.out == (
        "1 trygge kopier laget, 1 vedlegg lot seg ikke lese.\n0 trygge kopier laget, 1 vedlegg lot seg ikke lese.\n"
    )
    assert "«Borte»: Filen mangler på lageret." in printed.err
    assert AuditEntry.objects.filter(action="laget trygg kopi av vedlegg").count() == 1


def test_by_the_clock_each_that_could_not_be_read_is_tried_again_once_a_week(head, scan):
    (renewing,) = duties.DUTIES
    assert not renewing.waits()
    gone = factories.make_attachment(title="Borte")
    old = factories.make_attachment(title="Gammelt", agenda_item=gone.agenda_item, file=kept(scan))
    number = gone.agenda_item.number

    told = [renewing.do(NOW), renewing.do(NOW), renewing.do(NOW)]

    assert told == [
        f"Vedlegget «Borte» i sak {number} lar seg fremdeles ikke lese.",
        f"Vedlegget «Gammelt» i sak {number} har fått en trygg kopi.",
        "",
    ]
    assert not renewing.waits()
    old.refresh_from_db()
    assert files.read(old)


def test_only_those_who_may_change_a_meeting_change_its_attachments(client, council_member, head, scan, upload):
    attachment = add(factories.make_item(), head, scan)
    client.force_login(council_member)

    assert upload(attachment.agenda_item, make_pdf()).status_code == 403
    assert client.get(reverse("meetings:attachment-edit", args=[attachment.pk])).status_code == 403


def test_an_exempt_attachment_needs_a_ground_and_a_public_title(client, head, scan):
    attachment = add(factories.make_item(), head, scan)
    client.force_login(head)
    path = reverse("meetings:attachment-edit", args=[attachment.pk])

    ground = {"title": "Tilbud", "exempt_law": "offentleglova", "exempt_paragraph": "23", "exempt_ledd": "tredje"}

    vague = client.post(path, {**ground, "exempt_paragraph": "hemmelig", "public_title": "Et vedlegg"})
    internal = client.post(path, {**ground, "exempt_paragraph": "14", "exempt_ledd": "", "public_title": "Et vedlegg"})
    unnamed = client.post(path, ground)
    whole = client.post(path, {**ground, "public_title": "Et vedlegg"})

    assert vague.context["form"].errors["exempt_paragraph"] == ["Skriv nummeret på paragrafen, for eksempel 23."]
    assert "kan ikke unntas etter offentleglova § 14" in internal.context["form"].errors["exempt_paragraph"][0]
    assert "Skriv en offentlig tittel" in str(unnamed.context["form"].errors)
    attachment.refresh_from_db()
    assert (attachment.exemption_basis, attachment.exempt_until_event) == (
        "offentleglova § 23 tredje ledd",
        "til leverandør er valgt",
    )
    assert whole.url == attachment.get_absolute_url()


def test_what_is_exempt_is_hidden_from_those_who_do_not_decide(client, finance, council_member, head, scan):
    attachment = add(factories.make_item(), head, scan, exemption_basis="offentleglova § 23", public_title="Et vedlegg")
    paths = [reverse(f"meetings:attachment{name}", args=[attachment.pk]) for name in ("", "-file", "-original")]

    client.force_login(finance)
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]

    client.force_login(council_member)
    answers = [client.get(path) for path in paths]
    for answer in answers:
        answer.close()
    assert [answer.status_code for answer in answers] == [200, 200, 200]


@pytest.mark.slow
@pytest.mark.skipif(redrawing.shutil.which("gs") is None, reason="ghostscript is not installed")
def test_fonts_put_in_are_told(head):
    attachment = add(factories.make_item(), head, make_pdf())

    assert attachment.treatment[:1] == [
        "Skrifttyper som manglet eller ikke kunne leses, er lagt inn i kopien: Helvetica."
    ]
