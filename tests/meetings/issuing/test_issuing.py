"""Full and public packets, packets that were sent and their supplements, the packet of one case, and single files."""

import io
import re
import subprocess
import zipfile
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.urls import reverse

from meetings.agenda.actions import delete_item, save_item, withdraw_item
from meetings.agenda.models import AgendaItem, Meeting
from meetings.approving import approval
from meetings.attachments import files
from meetings.attachments.actions import add_attachment, note_fault, restore_attachment
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.issuing import issuing
from meetings.issuing.models import IssuedPacket
from meetings.issuing.supplements import ManifestEntry
from meetings.packet import editions, file_names
from rorikt.audit.models import AuditEntry
from rorikt.jobs.models import Job
from rorikt.jobs.queue import silent
from rorikt.pdf import bookmarks, pdf_standards
from tests import factories, pdfs
from tests.meetings.examined import examined
from tests.meetings.packet.test_packing import NOW
from tests.rorikt.pdf.vera import faults

LATER = datetime(2024, 2, 8, 11, tzinfo=UTC)
BASIS = "offentleglova § 23 tredje ledd"


@pytest.fixture
def meeting(municipalities, head):
    """A case with a paper and two attachments, one of them exempt; and a case that is exempt as a whole."""
    factories.make_cooperation()
    meeting = factories.make_meeting()
    first = factories.make_item(meeting=meeting, title="Rapport")
    approve(make_paper(first, "Framlegg", "<p>Åpen tekst.</p>"), head)
    add(first, head, "Kart", pdfs.make_pdf(pages=2, text=""))
    secret = pdfs.make_pdf(text="", title="Hemmelig bokmerke")
    add(first, head, "Hemmelig tilbud", secret, exemption_basis=BASIS, public_title="Et vedlegg")
    second = factories.make_item(
        meeting=meeting,
        title="Hemmelig anskaffelse",
        summary="<p>Hemmelig omtale.</p>",
        exemption_basis=BASIS,
        public_title="En anskaffelse",
    )
    approve(make_paper(second, "Hemmelig framlegg", "<p>Hemmelig tekst.</p>"), head)
    return meeting


def make_paper(item, title, body):
    paper = factories.make_document(agenda_item=item, title=title)
    factories.make_section(document=paper, title="Innledning", body=body)
    return paper


def approve(paper, head):
    approval.approve_document(paper, by=head, now=NOW, reason="noe er rettet")


def add(item, head, title, data, **exempt):
    return add_attachment(item, title=title, data=data, examined=examined(data), by=head, now=NOW, **exempt)


def send(meeting, head, audience="full", **choices):
    return issuing.issue(meeting, audience, by=head, now=LATER, progress=silent, **choices)


def titles(issued):
    return [entry["title"] for entry in issued.manifest]


def everything_in(data):
    """All text of a PDF: of the pages, the outline, the tags, the metadata and the names."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        target = io.BytesIO()
        opened.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
        )
        told = [str(item) for item in opened.objects if isinstance(item, pikepdf.Dictionary)]
        outline = str(bookmarks.outline_of(opened))
    return " ".join([*told, outline, target.getvalue().decode("latin-1")])


def labels(data):
    with pikepdf.open(io.BytesIO(data)) as opened:
        return [page.label for page in opened.pages]


def read(issued):
    with default_storage.open(issued.file.name) as file:
        return file.read()


def text_of(data, tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout


@pytest.mark.slow
def test_no_word_of_what_is_exempt_is_in_the_public_packet(meeting, head, tmp_path):
    public, full = read(send(meeting, head, "public")), read(send(meeting, head))

    for data, is_there in ((public, False), (full, True)):
        assert ("emmelig" in everything_in(data)) is is_there
        assert ("emmelig" in text_of(data, tmp_path)) is is_there
    told = text_of(public, tmp_path)
    for words in ("Et vedlegg", "En anskaffelse", BASIS, "Åpen tekst."):
        assert words in re.sub(r"\s+", " ", told)


@pytest.mark.slow
def test_the_two_editions_say_which_they_are(meeting, head):
    assert [str(send(meeting, head, audience)) for audience in ("full", "public")] == [
        "Møtepakke 2024/M1",
        "Møtepakke 2024/M1 (offentlig)",
    ]


@pytest.mark.slow
def test_what_was_sent_is_kept_with_its_pages_and_who_sent_it(meeting, head):
    issued = send(meeting, head)

    assert (issued.sequence, issued.issued_by, issued.issued_at) == (1, head, LATER)
    assert issued.pages == [str(number) for number in range(1, issued.page_count + 1)]
    assert [entry["title"] for entry in issued.manifest][1:] == [
        "Framlegg",
        "Vedlegg: Kart",
        "Vedlegg: Hemmelig tilbud",
        "Hemmelig framlegg",
    ]
    assert AuditEntry.objects.filter(action="fastsatte møtepakke").count() == 1


@pytest.mark.slow
def test_the_database_refuses_to_change_what_was_sent(meeting, head):
    issued = send(meeting, head)

    with pytest.raises(DatabaseError), transaction.atomic():
        IssuedPacket.objects.filter(pk=issued.pk).update(page_count=1)


@pytest.mark.slow
def test_nothing_new_is_not_sent_again(meeting, head):
    send(meeting, head)

    with pytest.raises(ValidationError, match="Ingenting er endret siden møtepakken ble fastsatt"):
        send(meeting, head)


@pytest.mark.slow
def test_a_change_gives_a_supplement_with_letters_and_a_list(meeting, head, tmp_path):
    first = send(meeting, head)
    kart = next(entry["labels"] for entry in first.manifest if entry["title"] == "Vedlegg: Hemmelig tilbud")[-1]
    add(meeting.agenda.first(), head, "Ny plan", pdfs.make_pdf(pages=2, text="", rotate=90))

    second = send(meeting, head)

    data = read(second)
    assert (str(second), second.sequence) == ("Tillegg 1 til møtepakke 2024/M1", 2)
    assert second.changes == [
        "Saksliste – endret: sak 2024/M1-001 (dokumenter). Side 1a erstatter side 1.",
        f"Vedlegg: Ny plan – ny. Side {kart}a–{kart}b settes inn.",
    ]
    assert labels(data) == ["Tillegg 1", "1a", f"{kart}a", f"{kart}b"]
    assert [page for page in second.pages if page in first.pages] == first.pages
    told = text_of(data, tmp_path)
    assert f"Side {kart}b" in told
    assert re.search(rf"Ny plan +{kart}a\n", told), "the new agenda tells the new numbers"


@pytest.mark.slow
def test_a_second_supplement_counts_from_the_first(meeting, head):
    send(meeting, head)
    item = meeting.agenda.first()
    add(item, head, "Ny plan", pdfs.make_pdf(text="", rotate=90))
    second = send(meeting, head)
    add(item, head, "Enda en plan", pdfs.make_pdf(text="", rotate=180))

    third = send(meeting, head)

    assert third.changes[0].endswith("Side 1b erstatter side 1a.")
    assert set(second.pages) < set(third.pages)


@pytest.mark.slow
def test_a_new_place_is_told_with_a_new_agenda(meeting, head):
    send(meeting, head)
    meeting.place = "Aukra"
    meeting.save()

    second = send(meeting, head)

    assert second.changes == ["Saksliste – endret: møtet (sted). Side 1a erstatter side 1."]
    assert labels(read(second)) == ["Tillegg 1", "1a"]


@pytest.mark.slow
def test_a_supplement_says_which_section_of_a_paper_is_another_and_numbers_it_as_the_packet(meeting, head, tmp_path):
    first = send(meeting, head)
    [was] = [entry["labels"] for entry in first.manifest if entry["title"] == "Framlegg"]
    paper = meeting.agenda.first().documents.get()
    paper.sections.update(body="<p>Ny tekst.</p>")
    Document.objects.filter(pk=paper.pk).update(status=Document.Status.DRAFT)
    factories.make_section(document=paper, title="Kostnader", position=2, body="<p>Ti kroner.</p>")
    approve(paper, head)

    second = send(meeting, head)

    last = was[-1]
    assert f"Framlegg – endret: «Innledning». Nytt: «Kostnader». Side {last}a erstatter side {last}." in second.changes
    told = text_of(read(second), tmp_path)
    assert re.search(rf"Kostnader +{last}a\n", told), "its contents have the numbers of the packet"


@pytest.mark.slow
def test_what_is_changed_after_the_sending_is_said_to_be_not_yet_sent(client, meeting, head, council_member):
    send(meeting, head)
    client.force_login(head)
    pages = [meeting.get_absolute_url(), reverse("meetings:packet-issue", args=[2024, 1])]
    assert ["ikke sendt ennå" in client.get(page).content.decode() for page in pages] == [False, False]

    add(meeting.agenda.first(), head, "Ny plan", pdfs.make_pdf(text="", rotate=90))

    for page in pages:
        told = client.get(page).content.decode()
        assert "<li>Saksliste – endret: sak 2024/M1-001 (dokumenter).</li>" in told
        assert "<li>Vedlegg: Ny plan – ny.</li>" in told
    client.force_login(council_member)
    assert "ikke sendt ennå" not in client.get(pages[0]).content.decode()


def test_a_packet_from_before_agendas_carried_the_cases_is_not_said_to_have_changed(meeting, head):
    """It had a page for each case, and said nothing of what was on its agenda."""
    papers = [
        entry for entry in issuing.entries_of(meeting, issuing._cases(meeting, "full")) if entry.key != "saksliste"
    ]
    before = [
        ManifestEntry("saksliste", "14. februar 2024", "x", ("1",)),
        ManifestEntry("sak-1", "Sak 2024/M1-001 Rapport", "y", ("2",)),
        *(replace(entry, labels=("3",), facts={}) for entry in papers),
    ]
    IssuedPacket.objects.create(
        meeting=meeting,
        audience="full",
        sequence=1,
        manifest=[asdict(entry) for entry in before],
        pages=["1", "2", "3"],
        page_count=3,
        issued_at=NOW,
        issued_by=head,
    )

    assert issuing.unsent_of(meeting) == []

    meeting.agenda.first().attachments.first().delete()
    [(_, told)] = issuing.unsent_of(meeting)
    assert told == ["Vedlegg: Kart – utgår."]


@pytest.mark.slow
def test_a_case_that_was_sent_is_withdrawn_and_its_number_never_given_again(meeting, head, tmp_path):
    first = send(meeting, head)
    second_case = meeting.agenda.get(sequence=2)
    [pages] = [entry["labels"] for entry in first.manifest if entry["title"] == "Hemmelig framlegg"]

    with pytest.raises(ValidationError, match="Trekk den i stedet"):
        delete_item(second_case, by=head, now=LATER)
    withdraw_item(second_case, by=head, now=LATER)
    new = save_item(AgendaItem(meeting=meeting, title="En til"), case_officers=[], by=head, now=LATER)

    assert (new.number, meeting.agenda.count()) == ("2024/M1-003", 3)
    supplement = send(meeting, head)
    assert supplement.changes == [
        "Saksliste – trukket: sak 2024/M1-002. Nytt: sak 2024/M1-003. Side 1a erstatter side 1.",
        f"Hemmelig framlegg – utgår. Side {pages[0]} tas ut.",
    ]
    assert "Trukket. Saken behandles ikke." in text_of(read(supplement), tmp_path)


@pytest.mark.slow
def test_the_database_holds_the_number_of_a_case_that_was_sent(meeting, head):
    send(meeting, head)
    cases = AgendaItem.objects.filter(meeting=meeting)

    for change in (
        lambda: cases.filter(sequence=2).delete(),
        lambda: cases.filter(sequence=2).update(sequence=9),
        lambda: cases.filter(sequence=2).update(sent_at=None),
    ):
        Document.objects.filter(agenda_item__sequence=2).update(agenda_item=None)
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_case_that_nobody_was_sent_is_not_withdrawn(meeting, head):
    with pytest.raises(ValidationError, match="Saken er ikke sendt ut"):
        withdraw_item(meeting.agenda.first(), by=head, now=LATER)


def test_a_withdrawn_case_waits_for_no_approval_and_is_taken_in_again_under_its_number(meeting, head, client):
    item = meeting.agenda.get(sequence=2)
    AgendaItem.objects.filter(pk=item.pk).update(sent_at=LATER)
    make_paper(item, "Notat", "<p>Ikke ferdig.</p>")
    client.force_login(head)

    client.post(reverse("meetings:agenda-item-withdraw", args=[item.reference_id]))
    issuing.check_ready(meeting)
    page = client.get(item.get_absolute_url()).content.decode()
    assert "Saken ble trukket" in page
    assert reverse("meetings:agenda-item-delete", args=[item.reference_id]) not in page

    client.post(reverse("meetings:agenda-item-reinstate", args=[item.reference_id]))
    item.refresh_from_db()
    assert (item.withdrawn_at, item.number) == (None, "2024/M1-002")
    with pytest.raises(ValidationError, match="Notat"):
        issuing.check_ready(meeting)


def test_a_document_that_is_not_approved_is_not_sent(meeting, head):
    make_paper(meeting.agenda.first(), "Notat", "<p>Ikke ferdig.</p>")

    with pytest.raises(ValidationError, match=r"før dokumentene er godkjent: «Notat»\."):
        send(meeting, head)


def test_a_paper_that_was_approved_under_another_number_is_approved_again_first(meeting, head):
    item = factories.make_item(meeting=meeting, title="Ombygging")
    approve(make_paper(item, "Ombygging", "<p>Rådet vedtar.</p>"), head)
    before = item.number
    AgendaItem.objects.filter(pk=item.pk).update(sequence=9)

    with pytest.raises(ValidationError, match=f"«Ombygging» \\({before}, nå .*-009\\)"):
        issuing.check_ready(meeting)


def test_a_meeting_without_cases_is_not_sent(head):
    with pytest.raises(ValidationError, match="Møtet har ingen saker"):
        send(factories.make_meeting(), head)


def lose(title):
    lost = Attachment.objects.get(title=title)
    default_storage.delete(lost.safe_file.name)
    default_storage.delete(lost.file.name)
    return lost


def test_an_attachment_lost_from_storage_stops_the_sending_by_its_name(meeting, head):
    lost = lose("Kart")

    with pytest.raises(ValidationError, match="Vedlegget «Kart» i sak 2024/M1-001 mangler på lageret"):
        send(meeting, head)

    assert not IssuedPacket.objects.exists()
    lost.refresh_from_db()
    assert lost.fault, "the page of the attachment and the one of the sending tell of it"


@pytest.mark.slow
def test_a_page_goes_out_in_place_of_what_cannot_be_read_and_the_rest_as_a_supplement(meeting, head, tmp_path):
    lost = lose("Kart")

    first = send(meeting, head, stand_ins=True)

    assert "Vedlegg: Kart (kan ikke leses)" in titles(first)
    assert "Vedlegget «Kart» kan ikke leses" in text_of(read(first), tmp_path)
    assert "Vedlegg: Hemmelig tilbud" in titles(first)

    data = pdfs.make_pdf(pages=2, text="")
    restore_attachment(lost, data=data, examined=examined(data), by=head, now=NOW)
    second = send(meeting, head)

    [change] = [change for change in second.changes if "Kart" in change]
    assert re.match(r"Vedlegg: Kart – endret\. Side \d+a–\d+b erstatter side \d+", change)
    assert "Vedlegg: Kart" in titles(second)


@pytest.mark.slow
def test_what_was_sent_whole_stays_sent_when_it_cannot_be_read_any_more(meeting, head):
    send(meeting, head)
    lose("Kart")
    add(meeting.agenda.first(), head, "Ny plan", pdfs.make_pdf(text="", rotate=90))

    second = send(meeting, head, stand_ins=True)

    assert not [change for change in second.changes if "Kart" in change]
    assert "Vedlegg: Kart" in titles(second)


def test_the_page_asks_whether_to_send_without_what_cannot_be_read(client, meeting, head):
    client.force_login(head)
    address = reverse("meetings:packet-issue", args=[meeting.year, meeting.sequence])
    assert "Fastsett selv om" not in client.get(address).content.decode()
    note_fault(Attachment.objects.get(title="Kart"), "Den mangler på lageret.", now=NOW)

    page = client.get(address).content.decode()
    assert "Fastsett selv om vedlegg ikke kan leses" in page
    assert "Vedlegget «Kart» i sak 2024/M1-001: Den mangler på lageret." in page

    with transaction.atomic():
        client.post(address, {"audience": "public", "stand_ins": "on"})
    assert Job.objects.latest("pk").arguments["stand_ins"] is True


def test_a_copy_lost_from_storage_is_made_anew_and_sent(meeting, head):
    lost = Attachment.objects.get(title="Kart")
    default_storage.delete(lost.safe_file.name)

    send(meeting, head)

    lost.refresh_from_db()
    assert files.read(lost)


@pytest.mark.parametrize("model", [AgendaItem, Attachment])
def test_what_is_exempt_has_a_public_title(model, meeting):
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(exemption_basis=BASIS, public_title="")


# Pages


def get(client, user, name, *place, follow_job=True, **query):
    client.force_login(user)
    path = reverse(f"meetings:{name}", args=place)
    response = client.get(path, query)
    if response.status_code == 302 and follow_job:
        job = Job.objects.latest("created_at")
        assert job.state == Job.State.DONE, job.error
        response = client.get(job.result_url)
    return response


def body(response):
    data = b"".join(response.streaming_content)
    shut(response)
    return data


def shut(response):
    """Close the file of an answer without the end of the request, which on PostgreSQL closes the test's connection."""
    for close in response._resource_closers:
        close()


def fetch(client, user, capture, name, *place, **query):
    with capture(execute=True):
        shut(get(client, user, name, *place, follow_job=False, **query))
    return body(get(client, user, name, *place, **query))


@pytest.mark.slow
def test_a_person_of_finance_gets_the_public_packet_whatever_they_ask_for(
    client, meeting, finance, council_member, django_capture_on_commit_callbacks
):
    capture = django_capture_on_commit_callbacks

    asked = [fetch(client, finance, capture, name, 2024, 1) for name in ("packet", "packet-public")]
    full = fetch(client, council_member, capture, "packet", 2024, 1)

    assert [("emmelig" in everything_in(data)) for data in (*asked, full)] == [False, False, True]


@pytest.mark.slow
def test_the_packet_of_one_case_holds_that_case(client, meeting, council_member, django_capture_on_commit_callbacks):
    first = meeting.agenda.get(sequence=1).reference_id
    data = fetch(client, council_member, django_capture_on_commit_callbacks, "agenda-item-packet", first)

    titles = [entry.title for entry in bookmarks.outline(data)]
    assert titles[:2] == ["Saksliste", "2024/M1-001 – Rapport"]
    assert "2024/M1-002" not in " ".join(titles)
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert str(opened.docinfo["/Title"]) == "Sak 2024/M1-001"
        assert pdf_standards.claims(opened) == ("", False)


@pytest.mark.slow
def test_single_files_have_names_that_every_system_can_unpack(
    client, meeting, head, council_member, django_capture_on_commit_callbacks
):
    add(meeting.agenda.first(), head, "KART", pdfs.make_pdf(text="", rotate=90))
    add(meeting.agenda.first(), head, "Løsning: «før/etter»?", pdfs.make_pdf(text="", rotate=180))

    data = fetch(client, council_member, django_capture_on_commit_callbacks, "packet-files", 2024, 1)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        utf8 = {entry.filename: bool(entry.flag_bits & 0x800) for entry in archive.infolist()}
        assert archive.testzip() is None
    assert names[:5] == [
        "2024-M1-001 01 Framlegg.pdf",
        "2024-M1-001 02 Kart.pdf",
        "2024-M1-001 03 Hemmelig tilbud.pdf",
        "2024-M1-001 04 KART.pdf",
        "2024-M1-001 05 Løsning- «før-etter»-.pdf",
    ]
    assert utf8[names[4]]


@pytest.mark.slow
def test_single_files_for_the_public_are_without_what_is_exempt(
    client, meeting, finance, django_capture_on_commit_callbacks
):
    data = fetch(client, finance, django_capture_on_commit_callbacks, "packet-files", 2024, 1)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["2024-M1-001 01 Framlegg.pdf", "2024-M1-001 02 Kart.pdf"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kart", "Kart.pdf"),
        ("a/b\\c:d", "a-b-c-d.pdf"),
        (" . ", "_.pdf"),
        ("CON", "_CON.pdf"),
        ("Sa\u030ak", "Såk.pdf"),
        ("x" * 300, "x" * 120 + ".pdf"),
    ],
)
def test_names_of_files_are_safe_everywhere(title, name):
    assert file_names.unique(title, "pdf", set()) == name


def test_names_that_differ_in_case_only_are_told_apart():
    taken = set()

    assert [file_names.unique(title, "pdf", taken) for title in ("Kart", "KART", "kart")] == [
        "Kart.pdf",
        "KART (2).pdf",
        "kart (3).pdf",
    ]


@pytest.mark.slow
def test_the_edition_that_is_still_to_be_made_is_chosen_from_the_start(client, meeting, head):
    client.force_login(head)
    path = reverse("meetings:packet-issue", args=[2024, 1])

    def chosen():
        return client.get(path).context["form"]["audience"].value()

    assert chosen() == "full"
    send(meeting, head)
    assert chosen() == "public"
    Meeting.objects.update(place="Et annet sted")  # the full one lacks that, and the public one is not made
    assert chosen() == ""
    Meeting.objects.update(place=meeting.place)
    send(meeting, head, "public")
    assert chosen() == ""


@pytest.mark.slow
def test_sending_is_for_the_head_and_lands_on_the_page_of_the_meeting(
    client, meeting, head, council_member, finance, django_capture_on_commit_callbacks
):
    path = reverse("meetings:packet-issue", args=[2024, 1])
    client.force_login(council_member)
    assert client.post(path, {"audience": "full"}).status_code == 403

    client.force_login(head)
    assert client.get(path).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {"audience": "full"})
    issued = IssuedPacket.objects.get()
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert issued.get_absolute_url() in page
    assert body(client.get(issued.get_absolute_url())) == read(issued)

    client.force_login(finance)
    assert issued.get_absolute_url() not in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(issued.get_absolute_url()).status_code == 404


def test_the_form_says_what_stands_in_the_way(client, meeting, head):
    make_paper(meeting.agenda.first(), "Notat", "<p>Ikke ferdig.</p>")
    client.force_login(head)

    page = client.post(reverse("meetings:packet-issue", args=[2024, 1]), {"audience": "full"})

    assert "før dokumentene er godkjent: «Notat»." in page.content.decode()
    assert not Job.objects.exists()


def test_pages_say_no_word_of_what_is_exempt_to_those_who_do_not_decide(client, meeting, finance, council_member):
    paths = [
        reverse("meetings:meetings"),
        meeting.get_absolute_url(),
        *(item.get_absolute_url() for item in meeting.agenda.all()),
        reverse("meetings:documents"),
        "/",
    ]

    client.force_login(finance)
    assert [path for path in paths if "emmelig" in client.get(path).content.decode()] == []

    client.force_login(council_member)
    assert "Hemmelig anskaffelse" in client.get(meeting.get_absolute_url()).content.decode()


def test_exempt_papers_are_not_found_by_those_who_do_not_decide(client, meeting, finance, council_member):
    [paper] = meeting.agenda.last().documents.all()
    paths = [paper.get_absolute_url(), reverse("meetings:version", args=[paper.pk, 1])]

    client.force_login(finance)
    assert {client.get(path).status_code for path in paths} <= {403, 404}

    client.force_login(council_member)
    assert [client.get(path).status_code for path in paths] == [200, 200]


def test_an_edition_with_drafts_is_never_the_public_one(meeting, author, finance):
    assert editions.edition_for(author, meeting).with_drafts
    assert not editions.edition_for(author, meeting, is_public=True).with_drafts
    assert editions.edition_for(finance, meeting).is_public


@pytest.mark.slow
def test_supplements_keep_both_standards(meeting, head, tmp_path):
    Attachment.objects.all().delete()
    first = read(send(meeting, head))
    approve(make_paper(meeting.agenda.first(), "Notat", "<p>Nytt.</p>"), head)
    supplement, public = read(send(meeting, head)), read(send(meeting, head, "public"))

    made = {"packet": first, "supplement": supplement, "public": public}
    assert faults(tmp_path, made) == {name: [] for name in made}
