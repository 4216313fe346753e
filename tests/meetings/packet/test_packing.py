"""Papers and packets as they are made, kept and delivered."""

import hashlib
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from budget.lines.models import BudgetLine
from meetings.approving import approval
from meetings.attachments.files import original_of, read
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.issuing import issuing
from meetings.packet import editions, mending, packing
from rorikt.jobs.models import Job
from rorikt.pdf import bookmarks
from rorikt.printing import kept_pdfs
from tests import factories, pdfs

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)


def tell(stage, percent):
    """Nobody listens."""


def build(meeting, tmp_path, *, with_drafts=False, progress=tell):
    target = tmp_path / "packet.pdf"
    sewn, places = packing.build(meeting, packing.cases_of(meeting, with_drafts=with_drafts), progress, target)
    return sewn, places, target.read_bytes()


@pytest.fixture
def meeting(municipalities, head):
    """Two cases: one with an approved paper and an attachment, one with a draft."""
    factories.make_cooperation()
    factories.make_line(title="Lønn", actual=Decimal("2900.50"), budgeted=Decimal(1000))
    factories.close_year(2023)
    meeting = factories.make_meeting()
    first = factories.make_item(meeting=meeting, title="Rapport")
    paper = factories.make_document(agenda_item=first, accounting_year=2023, title="Aktivitetsrapport")
    factories.make_section(document=paper, title="Resultat", body="<p>Avvik: [[merforbruk:ore]].</p>")
    approval.approve_document(paper, by=head, now=NOW)
    data = pdfs.make_pdf(pages=2)
    default_storage.save("attachments/a.pdf", ContentFile(data))
    factories.make_attachment(
        agenda_item=first,
        title="Kart",
        file="attachments/a.pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=head,
    )
    second = factories.make_item(meeting=meeting, title="Anskaffelse")
    draft = factories.make_document(agenda_item=second, title="Saksframlegg")
    factories.make_section(document=draft, body="<p>Ikke ferdig.</p>")
    return meeting


def test_a_packet_holds_each_case_its_papers_and_attachments_in_order(meeting, tmp_path):
    sewn, places, data = build(meeting, tmp_path)

    assert {key: (place.page, place.page_count) for key, place in places.items() if "vedlegg" not in key} == {
        "saksliste": (1, 1),
        "sak-1": (2, 0),
        "sak-1-dokument-1": (2, 1),
        "sak-2": (5, 0),
        "innhold": (5, 1),
    }
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert len(opened.pages) == sewn.page_count == 5
    outline = bookmarks.outline(data)
    assert [entry.title for entry in outline] == [
        "Saksliste",
        "2024/M1-001 – Rapport",
        "2024/M1-002 – Anskaffelse",
        "Innhold og kontrollsummer",
    ]
    assert [entry.title for entry in outline[1].children] == ["Aktivitetsrapport", "Kart"]
    assert [entry.page for entry in outline] == [1, 2, 1, 5], "a case without papers leads to the agenda"


def test_every_number_on_a_page_is_the_packets(meeting, tmp_path):
    _, places, data = build(meeting, tmp_path)
    paper = places["sak-1-dokument-1"]

    with pypdfium2.PdfDocument(data) as made:
        texts = [made[number].get_textpage().get_text_range() for number in range(len(made))]

    assert paper.page > 1
    for number, text in enumerate(texts, 1):
        assert set(re.findall(r"Side (\d+)", text)) == {str(number)}
    [line] = [
        line for line in texts[paper.page - 1].splitlines() if line.startswith("1 Resultat") and line[-1].isdigit()
    ]
    assert line.split()[-1] == str(paper.page)


def test_the_agenda_carries_what_each_case_is_about_and_what_is_proposed(meeting, head, tmp_path):
    item = meeting.agenda.get(sequence=2)
    item.summary = "<p>Vi trenger en partner.</p>"
    item.save()
    factories.make_section(
        document=item.documents.get(), title="Forslag til enighet", body="<p>Rådet sier <strong>ja</strong>.</p>"
    )

    html = packing.agenda_html(meeting, cases := packing.cases_of(meeting, with_drafts=True), labels_of(cases))

    assert "<p>Vi trenger en partner.</p>" in html
    assert "<h4>Forslag til enighet</h4><p>Rådet sier <strong>ja</strong>.</p>" in html
    assert html.count("Vedtaket skrives inn i møtet.") == 1


def test_a_packet_made_after_the_decision_says_it_beside_the_papers(meeting, head):
    first, second = meeting.agenda.order_by("sequence")
    before = packing.packet_key(meeting, packing.cases_of(meeting, with_drafts=False))
    factories.decide(first, "Rådet tar saken\ntil <orientering>.")
    factories.decide(second, "", outcome="postponed")

    cases = packing.cases_of(meeting, with_drafts=False)
    html = packing.agenda_html(meeting, cases, labels_of(cases))

    assert "<h4>Vedtak</h4>" in html
    assert "<p>Rådet tar saken<br>til &lt;orientering&gt;.</p>" in html
    assert html.count("Vedtatt 14.\u00a0februar 2024") == html.count("Utsatt 14.\u00a0februar 2024") == 2
    assert "Vedtaket skrives inn i møtet." not in html
    assert [paper.content for case in cases for paper in case.papers] == [
        first.documents.get().versions.first().frozen
    ], "what was approved stays as it was"
    assert packing.packet_key(meeting, cases) != before


def test_the_case_of_briefings_tells_by_itself_where_earlier_decisions_stand(meeting, head):
    meeting.agenda.filter(sequence=2).update(standard="briefings")
    last = factories.decide(factories.make_item(meeting=factories.make_meeting(held_on=date(2023, 6, 1)))).item
    before = packing.packet_key(meeting, packing.cases_of(meeting, with_drafts=False))
    factories.make_action(item=last, title="Signer avtalen", owner=head, due_on=date(2023, 9, 1))
    factories.make_action(item=last, title="Senere", owner=head, decided_on=date(2024, 3, 1))

    for is_public in (False, True):
        cases = packing.cases_of(meeting, with_drafts=False, is_public=is_public)
        html = packing.agenda_html(meeting, cases, labels_of(cases))
        assert ("Signer avtalen" in html, "Over fristen" in html, "Senere" in html) == (True, True, False)
        assert "Oppfølging av vedtak per 14.\u00a0februar 2024" in html
    assert packing.packet_key(meeting, packing.cases_of(meeting, with_drafts=False)) != before


def test_the_decision_stands_before_what_was_proposed(meeting):
    item = meeting.agenda.get(sequence=2)
    factories.make_section(document=item.documents.get(), title="Forslag til enighet", body="<p>Rådet sier ja.</p>")
    factories.decide(item, "Rådet sier nei.")

    cases = packing.cases_of(meeting, with_drafts=True)
    html = packing.agenda_html(meeting, cases, labels_of(cases))

    assert html.index("Rådet sier nei.") < html.index("Rådet sier ja.")


def test_the_public_packet_says_that_an_exempt_case_is_decided_and_not_what(meeting):
    meeting.agenda.filter(sequence=2).update(exemption_basis="offl. § 23", public_title="Avtale")
    factories.decide(meeting.agenda.get(sequence=2), "Kvitravn får oppdraget.")

    cases = packing.cases_of(meeting, with_drafts=False, is_public=True)
    html = packing.agenda_html(meeting, cases, labels_of(cases))

    assert "Kvitravn" not in html
    assert "Vedtatt 14.\u00a0februar 2024" in html


def test_what_was_sent_out_is_not_called_changed_by_a_decision(meeting):
    cases = packing.cases_of(meeting, with_drafts=False)
    before = [entry.content for entry in issuing.entries_of(meeting, cases)]
    factories.decide(meeting.agenda.get(sequence=1))

    cases = packing.cases_of(meeting, with_drafts=False)

    assert [entry.content for entry in issuing.entries_of(meeting, cases)] == before


def labels_of(cases):
    return {key: ("7",) for case in cases for key, _ in (*case.keyed_papers, *case.keyed_attachments)}


def test_a_withdrawn_case_is_named_in_the_agenda_and_nothing_of_it_is_printed(meeting):
    meeting.agenda.filter(sequence=1).update(sent_at=NOW, withdrawn_at=NOW)

    for is_public in (False, True):
        cases = packing.cases_of(meeting, with_drafts=False, is_public=is_public)

        assert "Trukket. Saken behandles ikke." in packing.agenda_html(meeting, cases, labels_of(cases))
        assert packing.files_of(cases) == []
        assert [case.papers for case in cases] == [(), ()]


def test_a_draft_comes_along_only_for_those_who_may_see_it(meeting):
    public = packing.cases_of(meeting, with_drafts=False)
    own = packing.cases_of(meeting, with_drafts=True)

    assert [len(case.papers) for case in public] == [1, 0]
    assert [paper.title for paper in own[1].papers] == ["Saksframlegg (utkast)"]
    assert packing.packet_key(meeting, public) != packing.packet_key(meeting, own)


@pytest.mark.parametrize(
    "change",
    [
        lambda meeting: setattr(meeting, "place", "Aukra"),
        lambda meeting: meeting.agenda.filter(sequence=1).update(title="Ny tittel"),
        lambda meeting: meeting.agenda.get(sequence=1).attachments.update(title="Nytt navn"),
        lambda meeting: meeting.agenda.get(sequence=1).attachments.all().delete(),
    ],
)
def test_the_key_of_a_packet_changes_with_what_it_prints(meeting, change):
    before = packing.packet_key(meeting, packing.cases_of(meeting, with_drafts=False))

    change(meeting)

    assert packing.packet_key(meeting, packing.cases_of(meeting, with_drafts=False)) != before


def test_the_packet_of_approved_papers_stays_the_same_when_rows_change(meeting):
    before = packing.packet_key(meeting, packing.cases_of(meeting, with_drafts=False))

    BudgetLine.objects.update(actual=1)

    assert packing.packet_key(meeting, packing.cases_of(meeting, with_drafts=False)) == before


def kept_packet(meeting):
    """What a job keeps now, and the text of its attachment's first page."""
    kept = packing.build_kept(meeting, packing.cases_of(meeting, with_drafts=False), tell)
    with pypdfium2.PdfDocument(kept.path) as made:
        return kept, [made[number].get_textpage().get_text_range() for number in range(len(made))]


def lose(attachment):
    default_storage.delete(str(attachment.file.name))


def damage(attachment):
    with open(default_storage.path(str(attachment.file.name)), "ab") as file:
        file.write(b"x")


def spoil(attachment):
    """As it was uploaded, and nothing that can be opened."""
    path = default_storage.path(str(attachment.file.name))
    Path(path).write_bytes(b"%PDF-1.7 nothing")
    Attachment.objects.update(sha256=hashlib.sha256(b"%PDF-1.7 nothing").hexdigest())


@pytest.mark.parametrize(
    ("break_it", "fault"),
    [
        (lose, "Vedlegget «Kart» i sak 2024/M1-001 mangler på lageret. Last det opp på nytt."),
        (damage, "Vedlegget «Kart» i sak 2024/M1-001 er endret på lageret etter at det ble lastet opp."),
        (spoil, "Filen er skadet eller ikke hel."),
    ],
)
def test_a_page_stands_in_for_an_attachment_that_cannot_be_read_and_the_rest_is_made(meeting, break_it, fault):
    attachment = Attachment.objects.get()
    break_it(attachment)

    _, pages = kept_packet(meeting)

    [stand_in] = [text for text in pages if "«Kart» kan ikke leses" in " ".join(text.split())]
    assert fault.split(".")[0] in " ".join(stand_in.split())
    assert any("Kart (kan ikke leses)" in " ".join(text.split()) for text in pages[-1:])
    assert any("Resultat" in text for text in pages)
    attachment.refresh_from_db()
    assert attachment.fault.startswith(fault)


def test_an_attachment_that_can_be_read_again_is_in_the_next_packet(meeting):
    attachment = Attachment.objects.get()
    data = read(attachment)
    lose(attachment)
    without, _ = kept_packet(meeting)
    default_storage.save(str(attachment.file.name), ContentFile(data))

    call_command("renew_safe_copies")

    found, pages = kept_packet(meeting)
    assert found.path != without.path
    assert not any("kan ikke leses" in text for text in pages)
    attachment.refresh_from_db()
    assert (attachment.fault, bool(attachment.safe_file)) == ("", True)


def test_a_copy_that_is_damaged_is_made_anew_from_an_original_that_is_whole(meeting):
    call_command("renew_safe_copies")
    attachment = Attachment.objects.get()
    Path(default_storage.path(str(attachment.safe_file.name))).write_bytes(b"%PDF-1.7 nothing")

    _, pages = kept_packet(meeting)

    assert not any("kan ikke leses" in text for text in pages)
    attachment.refresh_from_db()
    assert read(attachment)


@pytest.mark.parametrize("whole", [True, False])
def test_the_same_file_is_taken_again_where_what_is_kept_of_it_cannot_be_read(
    client, head, meeting, whole, django_capture_on_commit_callbacks
):
    attachment = Attachment.objects.get()
    data = read(attachment)
    if not whole:
        damage(attachment)
        kept_packet(meeting)
    client.force_login(head)
    item = attachment.agenda_item
    path = reverse("meetings:attachment-new", args=[item.reference_id])

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, {"file": SimpleUploadedFile("Kart.pdf", data), "title": "Kart"})

    attachment.refresh_from_db()
    if whole:
        assert answer.context["form"].errors["file"] == [
            "Saken har allerede denne filen som vedlegg. Velg en annen fil."
        ]
    else:
        assert Job.objects.get(title__startswith="Vedlegg til sak").state == Job.State.DONE
        assert (attachment.fault, item.attachments.count()) == ("", 1)
        assert original_of(attachment) == data


def test_the_page_of_an_attachment_says_that_it_cannot_be_read(client, head, meeting):
    attachment = Attachment.objects.get()
    lose(attachment)
    kept_packet(meeting)
    client.force_login(head)

    page = client.get(attachment.get_absolute_url()).content.decode()

    assert "Vedlegget kan ikke leses. I møtepakken står det en side som sier det." in page


def test_a_zip_has_a_text_in_place_of_what_cannot_be_read(meeting):
    lose(Attachment.objects.get())

    files = dict(editions._files(editions.Edition(meeting)))

    [name] = [name for name in files if "Kart" in name]
    assert name.endswith(".txt")
    assert files[name].decode().startswith("Vedlegget kan ikke leses. Vedlegget «Kart» i sak 2024/M1-001 mangler")


def test_an_attachment_that_only_joining_finds_unusable_is_found_out(meeting, monkeypatch):
    """What is wrong shows only when the packet is sewn, and nobody is told of which file."""
    calls = []
    build = packing.build

    def fail_once(*arguments, **more):
        calls.append(arguments)
        if len(calls) == 1:
            raise ValidationError("Noe stanset.")
        return build(*arguments, **more)

    monkeypatch.setattr(packing, "build", fail_once)
    monkeypatch.setattr(mending, "_trial", lambda attachment: "" if calls[1:] else "Kan ikke settes inn.")

    kept_packet(meeting)

    assert len(calls) == 2


def test_what_no_attachment_is_to_blame_for_is_told_as_it_is(meeting, monkeypatch):
    def fail(*arguments, **more):
        raise ValidationError("Skriveren stanset.")

    monkeypatch.setattr(packing, "build", fail)

    with pytest.raises(ValidationError, match="Skriveren stanset"):
        kept_packet(meeting)


def test_a_paper_is_printed_once_and_then_kept(meeting):
    [paper] = packing.cases_of(meeting, with_drafts=False)[0].papers
    made = []

    first = kept_pdfs.keep(paper.key, lambda: made.append(1) or b"%PDF-1")
    second = kept_pdfs.keep(paper.key, lambda: made.append(2) or b"%PDF-2")

    assert (first.read(), second, made) == (b"%PDF-1", first, [1])


def test_a_paper_that_fails_to_print_leaves_nothing_behind():
    def fail():
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError):
        kept_pdfs.keep("a" * 64, fail)

    assert kept_pdfs.find("a" * 64) is None


def test_the_first_download_leads_to_a_job_and_the_second_to_the_file(
    client, meeting, council_member, django_capture_on_commit_callbacks
):
    client.force_login(council_member)
    path = reverse("meetings:packet", args=[2024, 1])

    with django_capture_on_commit_callbacks(execute=True):
        first = client.get(path)
    job = Job.objects.get()
    second = client.get(path)

    assert first["Location"] == job.get_absolute_url()
    assert (job.state, job.result_url) == (Job.State.DONE, path)
    assert second["Content-Type"] == "application/pdf"
    assert re.search(r"inline; filename.*2024\.02\.14", second["Content-Disposition"])
    assert b"".join(second.streaming_content).startswith(b"%PDF-")


def test_a_council_member_never_gets_the_draft(client, meeting, council_member):
    client.force_login(council_member)
    draft = Document.objects.get(title="Saksframlegg")

    for name in ("meetings:document", "meetings:document-pdf"):
        assert client.get(reverse(name, args=[draft.pk])).status_code in {403, 404}


def test_the_commands_tell_pages_and_seconds(meeting, tmp_path, capsys):
    target = tmp_path / "packet.pdf"

    call_command("export_packet", "2024/M1", str(target))

    assert re.search(r"packet\.pdf: \d+ sider, \d+\.\d MB, \d+\.\d s", capsys.readouterr().out)
    assert target.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export_packet", "2024-M1", "x.pdf"], "er ikke et møtenummer. Skriv for eksempel 2024/M1."),
        (["export_packet", "2025/M1", "x.pdf"], "finnes ikke. Møter i databasen: 2024/M1."),
        (["export_packet", "2024/M1", "/nowhere/x.pdf"], "Mappen /nowhere finnes ikke."),
        (
            ["export_document", "x.pdf", "--kind", "minutes", "--meeting", "2024/M1"],
            "ikke noe dokument av typen Møteprotokoll",
        ),
        (
            ["export_document", "x.pdf", "--kind", "case_paper", "--meeting", "2024/M1"],
            "Flere dokumenter er av typen Saksframlegg. Velg sak med --case: 1, 2.",
        ),
    ],
)
def test_a_command_says_what_is_wrong_and_what_to_do(meeting, arguments, message):
    with pytest.raises(CommandError, match=re.escape(message)):
        call_command(*arguments)
