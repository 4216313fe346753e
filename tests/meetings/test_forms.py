"""What is typed wrong stands at its field in Norwegian, the rest is kept, and nothing is stored."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budget.estimates.models import CostEstimate
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document, Section
from meetings.own.models import ManualFigure, ManualTable
from rorikt.audit.models import AuditEntry
from tests import factories
from tests.pdfs import make_pdf


@pytest.fixture
def reader(client, head):
    client.force_login(head)
    return client


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"held_on": ""}, {"held_on": ["Feltet er påkrevet."]}),
        ({"held_on": "i morgen"}, {"held_on": ["Oppgi en gyldig dato."]}),
        ({"starts_at": "kvart over"}, {"starts_at": ["Oppgi et gyldig tidspunkt."]}),
        ({"sequence": "1"}, {"sequence": ["Året har allerede et møte med dette nummeret. Velg et annet."]}),
        ({"sequence": "0"}, {"sequence": ["Verdien må være større enn eller lik 1."]}),
    ],
)
def test_a_meeting_is_not_planned_wrongly(reader, typed, found):
    factories.make_meeting()

    response = reader.post(reverse("meetings:meeting-new"), {"held_on": "2024-05-03", "place": "Vestnes", **typed})

    assert errors(response) == found
    assert response.context["form"]["place"].value() == "Vestnes"
    assert Meeting.objects.count() == 1
    assert AuditEntry.objects.count() == 0


def test_a_meeting_keeps_its_number_and_its_year(reader):
    meeting = factories.make_meeting()
    url = reverse("meetings:meeting-edit", args=[2024, 1])

    moved = reader.post(url, {"held_on": "2024-02-21", "sequence": "7"})
    refused = reader.post(url, {"held_on": "2025-02-21"})

    meeting.refresh_from_db()
    assert moved.url == meeting.get_absolute_url()
    assert (meeting.held_on, meeting.sequence) == (date(2024, 2, 21), 1)
    assert errors(refused) == {"held_on": ["Møtet har nummer 2024/M1, så datoen må ligge i 2024."]}


def test_a_new_case_gets_the_next_number_and_its_summary_is_cleaned(reader):
    meeting = factories.make_item().meeting
    typed = {"title": "Ny sak", "kind": "decision", "summary": "<p>Om <script>x()</script>saken</p>"}

    response = reader.post(reverse("meetings:agenda-item-new", args=[2024, 1]), typed)

    item = AgendaItem.objects.get(title="Ny sak")
    assert response.url == item.get_absolute_url()
    assert (item.meeting, item.sequence, item.summary) == (meeting, 2, "<p>Om saken</p>")


DOCUMENT = {"kind": "case_paper", "title": "Sak", "document_owner": "IKT", "as_of": "2024-02-01"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"title": ""}, {"title": ["Feltet er påkrevet."]}),
        ({"period_from": "november"}, {"period_from": ["«november» er ikke en måned. Skriv for eksempel 11.2023."]}),
        ({"period_from": "13.2023"}, {"period_from": ["«13.2023» er ikke en måned. Skriv for eksempel 11.2023."]}),
        ({"period_from": "11.2023"}, {"period_to": ["Oppgi både fra og til måned."]}),
        ({"period_to": "11.2023"}, {"period_from": ["Oppgi både fra og til måned."]}),
        (
            {"period_from": "01.2024", "period_to": "2023-11"},
            {"period_to": ["Siste måned kan ikke ligge før den første."]},
        ),
        ({"accounting_year": "i fjor"}, {"accounting_year": ["Oppgi et heltall."]}),
        ({"as_of": "31.02.2024"}, {"as_of": ["Oppgi en gyldig dato."]}),
    ],
)
def test_a_document_is_not_started_wrongly(reader, typed, found):
    response = reader.post(reverse("meetings:document-new"), {**DOCUMENT, **typed})

    assert errors(response) == found
    assert Document.objects.count() == 0


@pytest.mark.parametrize("month", ["11.2023", "2023-11", "11/2023"])
def test_a_month_is_typed_in_several_ways(reader, month):
    typed = {**DOCUMENT, "period_from": month, "period_to": "01.2024"}

    response = reader.post(reverse("meetings:document-new"), typed)

    document = Document.objects.get()
    assert response.url == reverse("meetings:document-outline", args=[document.pk])
    assert (document.period_from, document.period_to) == (date(2023, 11, 1), date(2024, 1, 1))


def test_changing_the_parameters_of_an_approved_document_makes_it_a_draft(reader):
    estimate = CostEstimate.objects.create(title="Partner", slug="partner")
    document = factories.make_document(status=Document.Status.APPROVED)

    reader.post(reverse("meetings:document-edit", args=[document.pk]), {**DOCUMENT, "cost_estimate": estimate.pk})

    document.refresh_from_db()
    assert (document.status, document.cost_estimate) == (Document.Status.DRAFT, estimate)


def test_a_new_section_below_the_fourth_level_is_not_offered(reader):
    document = factories.make_document()
    parent = None
    for _ in range(4):
        parent = factories.make_section(document=document, parent=parent)

    response = reader.post(
        reverse("meetings:document-outline", args=[document.pk]), {"title": "For dypt", "parent": parent.pk}
    )

    assert list(errors(response)) == ["parent"]
    assert document.sections.count() == 4


# The text of a section


def section_form(section, **typed):
    return {"title": section.title, "state": "writing", "revision": section.revision, **typed}


@pytest.fixture
def section(db):
    factories.make_line(actual=1200, budgeted=1000)
    factories.close_year(2023)
    return factories.make_section(document=factories.make_document(accounting_year=2023), body="<p>Før.</p>")


def test_a_text_is_saved_and_cleaned(reader, section):
    typed = section_form(section, body="<p onclick='x()'>Merforbruket er [[merforbruk]].</p>", title="Ny tittel")

    response = reader.post(section.get_absolute_url(), typed)

    section.refresh_from_db()
    assert response.url == section.get_absolute_url()
    assert (section.title, section.body) == ("Ny tittel", "<p>Merforbruket er [[merforbruk]].</p>")
    assert AuditEntry.objects.get().detail == {"revision": 2, "fields": ["title", "body"]}


def test_plain_text_as_sent_without_javascript_becomes_paragraphs(reader, section):
    reader.post(section.get_absolute_url(), section_form(section, body="En linje.\n\nEn til & ferdig."))

    section.refresh_from_db()
    assert section.body == "<p>En linje.</p><p>En til &amp; ferdig.</p>"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>[[merforbrk]]</p>", "[[merforbrk]] finnes ikke. Rett skrivemåten, eller velg en kode fra listen."),
        (
            "<p>Se [[tabell:driftsresultat]] her.</p>",
            "[[tabell:driftsresultat]] er en tabell eller et diagram og må stå alene i et avsnitt.",
        ),
    ],
)
def test_a_token_that_means_nothing_is_an_error_at_the_text(reader, section, body, message):
    response = reader.post(section.get_absolute_url(), section_form(section, body=body, title="Ny tittel"))

    section.refresh_from_db()
    assert errors(response) == {"body": [message]}
    assert response.context["form"]["title"].value() == "Ny tittel"
    assert (section.title, section.body) == ("Innledning", "<p>Før.</p>")


def test_a_figure_that_lacked_its_data_before_does_not_stop_one_who_writes_on(reader):
    section = factories.make_section(body="<p>Det er [[merforbruk]].</p>")
    mine = "<p>Det er [[merforbruk]], og mer til.</p>"

    refused = reader.post(section.get_absolute_url(), section_form(section, body=mine + "<p>[[merforbrk]]</p>"))
    reader.post(section.get_absolute_url(), section_form(section, body=mine))

    section.refresh_from_db()
    assert len(errors(refused)["body"]) == 1
    assert section.body == mine


def test_a_preview_shows_the_figures_and_stores_nothing(reader, section):
    typed = section_form(section, body="<p>Det er [[merforbruk]].</p>", preview="1")

    page = reader.post(section.get_absolute_url(), typed).content.decode()

    section.refresh_from_db()
    assert ">200\u00a0kr</a>" in page
    assert section.body == "<p>Før.</p>"


def test_who_saves_second_sees_both_texts_and_chooses(reader, section):
    opened = section_form(section)
    reader.post(section.get_absolute_url(), {**opened, "body": "<p>Deres.</p>"})

    told = reader.post(section.get_absolute_url(), {**opened, "body": "<p onclick='x()'>Min.</p>"})
    page = told.content.decode()

    assert "Noen andre har lagret dette avsnittet mens du skrev" in page
    assert "<p>Deres.</p>" in page
    assert [block["html"] for block in told.context["blocks"]] == ["<p>Min.</p>"]
    assert Section.objects.get().body == "<p>Deres.</p>"

    again = {**opened, "body": "<p>Min.</p>", "revision": told.context["form"]["revision"].value()}
    reader.post(section.get_absolute_url(), again)
    assert Section.objects.get().body == "<p>Min.</p>"


def test_an_author_does_not_move_the_deadline(client, author, section):
    client.force_login(author)

    client.post(section.get_absolute_url(), section_form(section, body="<p>Ny.</p>", deadline_on="2030-01-01"))

    section.refresh_from_db()
    assert (section.body, section.deadline_on) == ("<p>Ny.</p>", None)


# A document's own tables and figures


def test_a_table_is_pasted_from_a_spreadsheet(reader):
    document = factories.make_document(status=Document.Status.APPROVED)
    typed = {"title": "Brukere av Visma BI", "columns_text": "Kommune\nBrukere | tall", "rows_text": "Molde\t1 200"}

    response = reader.post(reverse("meetings:manual-table-new", args=[document.pk]), typed)

    table = ManualTable.objects.get()
    assert response.url == reverse("meetings:document-data", args=[document.pk])
    assert (table.slug, table.rows) == ("brukere-av-visma-bi", [["Molde", "1200"]])
    document.refresh_from_db()
    assert document.status == Document.Status.DRAFT


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"rows_text": "Molde;mange"}, "rows_text", "Rad 1, kolonne 2 (Brukere): «mange» er ikke et tall."),
        ({"columns_text": "|tall"}, "columns_text", "Kolonne 1 mangler navn."),
        ({"slug": "opptatt"}, "slug", "Dokumentet har allerede en tabell med dette kortnavnet."),
        ({"slug": "ny"}, "slug", "Kortnavnet kan ikke være «ny». Velg et annet."),
    ],
)
def test_a_table_that_cannot_be_read_is_not_stored(reader, typed, field, words):
    document = factories.make_document()
    ManualTable.objects.create(document=document, slug="opptatt", title="T", columns=[{"label": "A", "kind": "text"}])
    whole = {"title": "Brukere", "columns_text": "Kommune\nBrukere | tall", "rows_text": "Molde;1"}

    response = reader.post(reverse("meetings:manual-table-new", args=[document.pk]), {**whole, **typed})

    assert list(errors(response)) == [field]
    assert errors(response)[field][0].startswith(words)
    assert response.context["form"]["title"].value() == "Brukere"
    assert ManualTable.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value": "tolv"}, "value"),
        ({"decimals": "5"}, "decimals"),
        ({"origin": ""}, "origin"),
        ({"slug": "to ord"}, "slug"),
    ],
)
def test_a_figure_that_cannot_be_read_is_not_stored(reader, typed, field):
    document = factories.make_document()
    whole = {"label": "Antall PC-er", "value": "1 200,5", "decimals": "1", "origin": "Telling"}

    response = reader.post(reverse("meetings:manual-figure-new", args=[document.pk]), {**whole, **typed})

    assert list(errors(response)) == [field]
    assert ManualFigure.objects.count() == 0


def test_a_figure_is_opened_as_it_is_printed_and_saved_unchanged(reader):
    document = factories.make_document()
    own = ManualFigure.objects.create(document=document, slug="pc", label="PC", value=1200, origin="Telling")
    url = reverse("meetings:manual-figure", args=[document.pk, "pc"])
    form = reader.get(url).context["form"]

    reader.post(url, {field.name: field.value() if field.value() is not None else "" for field in form})

    own.refresh_from_db()
    assert (form["value"].value(), own.value) == ("1\u00a0200", 1200)


# Attachments


@pytest.fixture
def upload(reader, django_capture_on_commit_callbacks):
    def send(name, data, **typed):
        if not AgendaItem.objects.exists():
            factories.make_item()
        file = SimpleUploadedFile(name, data, "application/pdf")
        with django_capture_on_commit_callbacks(execute=True):
            return reader.post(reverse("meetings:attachment-new", args=[2024, 1, 1]), {"file": file, **typed})

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
    assert response["Content-Disposition"] == (
        "inline; filename=\"Avtale med Sprakradet.pdf\"; filename*=UTF-8''Avtale%20med%20Spr%C3%A5kr%C3%A5det.pdf"
    )
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
    response = reader.post(reverse("meetings:attachment-new", args=[2024, 1, 1]), {"file": file})

    assert response.context["form"].errors == {
        "file": ["Saken har allerede denne filen som vedlegg. Velg en annen fil."]
    }
    assert Attachment.objects.count() == 1


def test_nothing_chosen_is_said_at_the_field(reader):
    factories.make_item()

    response = reader.post(reverse("meetings:attachment-new", args=[2024, 1, 1]), {"title": "X"})

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
