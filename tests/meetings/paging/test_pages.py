"""The pages of the packet where papers and attachments are read, and the way from a page to its place."""

import re
from dataclasses import replace

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from lxml import html

from meetings.agenda.models import Meeting
from meetings.approving import approval
from meetings.documents.models import Document, DocumentVersion
from meetings.issuing import issuing
from meetings.paging.pages import attachment_pages_in_packet, pages_in_packet
from meetings.paragraphs.paragraphs import paragraphs_of
from rorikt.figures.values import Table
from rorikt.jobs.queue import silent
from rorikt.people.models import User
from rorikt.texts.blocks import identified
from tests import factories
from tests.meetings.paging.issued import BEGINS_ON, SECTIONS, issue, make_paper, make_version, part

BASIS = "offentleglova § 23 tredje ledd"
LABELS = ("3", "4", "5", "6")
KEY = "sak-1-dokument-1"


@pytest.fixture
def meeting(municipalities):
    factories.make_cooperation()
    return factories.make_meeting()


@pytest.fixture
def paper(meeting):
    return make_paper(meeting)


@pytest.fixture
def member(municipalities):
    return factories.make_user(User.Role.COUNCIL_MEMBER)


@pytest.fixture
def finance(municipalities):
    return factories.make_user(User.Role.FINANCE)


def issue_paper(paper, audience="full", labels=LABELS, pages=(), **overrides):
    meeting = paper.document.agenda_item.meeting
    parts = [part("saksliste", "s", "1", "2"), part(KEY, paper.content_hash, *labels)]
    told = {"paragraph_pages": {KEY: BEGINS_ON}, **overrides}
    return issue(meeting, parts, [*(pages or ["1", "2", *labels, "7"])], audience, **told)


def marks(client, version):
    page = html.fromstring(client.get(version.get_absolute_url()).content)
    return [
        (link.text_content().strip(), link.get("href"), following(link.getparent()))
        for link in page.xpath("//p[@class='page-mark']/a")
    ]


def following(mark):
    """What the mark stands before; nothing at the end."""
    after = next((one for one in mark.itersiblings() if one.get("class") != "page-mark"), None)
    return after.text_content().strip() if after is not None else ""


def test_each_paragraph_and_section_has_the_label_of_its_page(paper):
    issue_paper(paper)

    assert pages_in_packet(paper, is_public=False) == {
        "avsnitt-1": "3", "aaaaaa": "3", "bbbbbb": "4", "avsnitt-2": "6", "cccccc": "6",
    }  # fmt: skip
    assert pages_in_packet(paper, is_public=True) == {}


def test_a_packet_from_before_pages_were_kept_tells_none_of_them(paper):
    issue_paper(paper, paragraph_pages=None)

    assert pages_in_packet(paper, is_public=False) == {}


def test_pages_stand_before_what_begins_on_them_and_lead_to_the_pdf(client, member, paper):
    packet = issue_paper(paper)
    client.force_login(member)

    url = packet.get_absolute_url()
    assert marks(client, paper) == [
        ("Side 3", f"{url}#page=3", "1 Bakgrunn"),
        ("Side 4", f"{url}#page=4", "B."),
        ("Side 5 ↑", f"{url}#page=5", "2 Vurdering"),
        ("Side 6", f"{url}#page=6", "2 Vurdering"),
    ]
    page = client.get(paper.get_absolute_url()).content.decode()
    assert 'aria-label="Side 3 i møtepakken"' in page
    assert "side 3–6 i møtepakken" in page


def test_a_supplement_numbers_what_it_replaces_and_the_older_version_keeps_its_numbers(client, member, paper):
    first = issue_paper(paper)
    newer = make_version(paper.document, (replace(SECTIONS[0], title="Ny bakgrunn"), SECTIONS[1]))
    new = ("6a", "6b", "6c", "6d")
    second = issue_paper(newer, labels=new, pages=["1", "2", *LABELS, *new, "7"])
    client.force_login(member)

    assert pages_in_packet(newer, is_public=False)["cccccc"] == "6d"
    assert pages_in_packet(paper, is_public=False)["cccccc"] == "6"
    assert marks(client, newer)[0] == ("Side 6a", f"{second.get_absolute_url()}#page=2", "1 Ny bakgrunn")
    assert marks(client, paper)[0] == ("Side 3", f"{first.get_absolute_url()}#page=3", "1 Bakgrunn")
    page = client.get(paper.get_absolute_url()).content.decode()
    assert "og er siden tatt ut" in page
    assert "side 6a–6d" in page


def test_a_version_that_is_not_in_the_packet_has_no_numbers_and_says_so(client, member, paper):
    issue_paper(paper)
    newer = make_version(paper.document, (SECTIONS[0],))
    client.force_login(member)

    assert marks(client, newer) == []
    page = client.get(paper.document.get_absolute_url()).content.decode()
    assert "Denne versjonen er ikke i møtepakken" in page
    assert f'href="{paper.get_absolute_url()}">versjon 1</a>' in page


def test_who_reads_the_public_edition_gets_the_numbers_of_the_public_packet(client, finance, member, paper):
    issue_paper(paper)
    public = issue_paper(paper, "public", labels=("8", "9", "10", "11"), pages=[str(n) for n in range(1, 13)])
    client.force_login(finance)

    assert marks(client, paper)[0] == ("Side 8", f"{public.get_absolute_url()}#page=8", "1 Bakgrunn")
    client.force_login(member)
    assert marks(client, paper)[0][0] == "Side 3"


def test_nobody_is_told_pages_of_a_packet_that_is_not_theirs(client, finance, meeting, paper):
    issue_paper(paper)
    client.force_login(finance)

    assert marks(client, paper) == []
    assert "møtepakken</a>" not in client.get(paper.get_absolute_url()).content.decode()
    assert "Gå til side" not in client.get(meeting.get_absolute_url()).content.decode()
    answer = client.get(reverse("meetings:packet-page", args=[2024, 1, "3"]))
    assert answer.status_code == 404
    assert "ikke fastsatt" in answer.content.decode()


def test_pages_of_an_attachment_are_those_of_the_same_file(client, member, paper):
    attachment = factories.make_attachment(agenda_item=paper.document.agenda_item)
    parts = [part("saksliste", "s", "1"), part(f"sak-1-vedlegg-{attachment.pk}", attachment.sha256, "2", "3")]
    issue(paper.document.agenda_item.meeting, parts, ["1", "2", "3", "4"])
    client.force_login(member)

    assert attachment_pages_in_packet(attachment, is_public=False) == ("2", "3")
    assert "side 2–3 i møtepakken" in client.get(attachment.get_absolute_url()).content.decode()
    answer = client.get(reverse("meetings:packet-page", args=[2024, 1, "3"]))
    assert answer["Location"] == f"{attachment.get_absolute_url()}#side-2"
    attachment.sha256 = "f" * 64
    assert attachment_pages_in_packet(attachment, is_public=False) == ()


@pytest.mark.parametrize(
    ("label", "place"),
    [("1", "#saksliste"), ("3", "#avsnitt-1"), ("4", "#b-bbbbbb"), ("5", "#b-bbbbbb"), ("6", "#avsnitt-2")],
)
def test_a_page_leads_to_where_it_begins(client, member, meeting, paper, label, place):
    issue_paper(paper)
    client.force_login(member)

    answer = client.get(reverse("meetings:packet-page", args=[2024, 1, label]))

    base = meeting if label == "1" else paper.document
    assert answer["Location"] == f"{base.get_absolute_url()}{place}"


def test_a_page_that_is_nowhere_on_the_web_says_what_it_is(client, member, paper):
    packet = issue_paper(paper)
    client.force_login(member)

    answer = client.get(reverse("meetings:packet-page", args=[2024, 1, "7"]))
    assert answer.status_code == 200
    assert "innhold og kontrollsummer" in answer.content.decode()
    assert f"{packet.get_absolute_url()}#page=7" in answer.content.decode()
    missing = client.get(reverse("meetings:packet-page", args=[2024, 1, "99"]))
    assert missing.status_code == 404
    assert "Den går fra side 1 til side 7" in missing.content.decode()


def test_a_page_that_was_taken_out_leads_to_what_stood_there(client, member, paper):
    issue_paper(paper)
    newer = make_version(paper.document, (SECTIONS[0],))
    supplement = issue_paper(newer, labels=("6a",), pages=["1", "2", *LABELS, "6a", "7"], paragraph_pages={})
    client.force_login(member)

    page = client.get(reverse("meetings:packet-page", args=[2024, 1, "4"])).content.decode()

    assert f"«{supplement}»" in page
    assert f"{paper.get_absolute_url()}#b-bbbbbb" in page


@pytest.mark.parametrize(("typed", "label"), [("17", "17"), (" Side 45 A ", "45a"), ("s. 007", "7")])
def test_a_page_is_found_as_people_write_it(client, member, meeting, typed, label):
    client.force_login(member)

    answer = client.get(reverse("meetings:packet-go-to-page", args=[2024, 1]), {"side": typed})

    assert answer["Location"] == reverse("meetings:packet-page", args=[2024, 1, label])


@pytest.mark.parametrize("typed", ["", "a", "1-2", "9" * 30, "../.."])
def test_what_is_no_page_gets_a_sentence(client, member, meeting, typed):
    client.force_login(member)

    answer = client.get(reverse("meetings:packet-go-to-page", args=[2024, 1]), {"side": typed}, follow=True)

    assert answer.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert len(list(answer.context["messages"])) == 1


def letters(text):
    return re.sub(r"[\W_]+", "", text).lower()


def begins_with(paragraph):
    """A table with its caption: its rows may be read in another order from the PDF."""
    said = paragraph.block.caption if isinstance(paragraph.block, Table) else paragraph.text
    return letters("".join(said.split()[:6]))


def check_against_the_pdf(packets, is_public):
    """That each paragraph of their versions begins on the page of the PDF with its label. How many there are."""
    texts = {}
    for packet in packets:
        with default_storage.open(packet.file.name) as file, pypdfium2.PdfDocument(file.read()) as pdf:
            for number in range(len(pdf)):
                text = pdf[number].get_textpage().get_text_bounded()
                if stamp := re.search(r"Side (\d+[a-z]*)\b", text):
                    texts.setdefault(stamp[1], letters(text))
    checked = 0
    for version in DocumentVersion.objects.all():
        labels = pages_in_packet(version, is_public=is_public)
        sections = (version.frozen_public if is_public else version.frozen).sections
        for paragraph in paragraphs_of(sections) if labels else ():
            assert begins_with(paragraph) in texts[labels[paragraph.name]], (paragraph.name, labels[paragraph.name])
            checked += 1
        for section in sections if labels else ():
            assert letters(f"{section.number}{section.title}") in texts[labels[section.anchor]]
    return checked


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
def test_what_is_kept_is_what_stands_on_the_pages_of_the_packet_and_its_supplement():
    meeting, head = Meeting.objects.get(year=2024, sequence=1), User.objects.get(pk=1)
    whole = issuing.issue(meeting, "full", by=head, now=timezone.now(), progress=silent)
    count = check_against_the_pdf([whole], is_public=False)
    assert count > 200

    paper = Document.objects.get(kind=Document.Kind.CASE_PAPER)
    section = paper.sections.filter(parent=None).first()
    more = "".join(f"<p>Nytt avsnitt nummer {n}, {'med mange ord ' * 60}.</p>" for n in range(9))
    section.body = identified(more + section.body)
    section.save()
    paper.status = Document.Status.DRAFT
    paper.save()
    approval.approve_document(paper, by=head, now=timezone.now(), reason="mer er kommet til")
    supplement = issuing.issue(meeting, "full", by=head, now=timezone.now(), progress=silent)

    report = Document.objects.get(kind=Document.Kind.ACTIVITY_REPORT, succeeds=None).versions.get()
    assert check_against_the_pdf([whole, supplement], is_public=False) > count + 9
    assert supplement.paragraph_pages["sak-3-dokument-1"] == whole.paragraph_pages["sak-3-dokument-1"]
    assert pages_in_packet(report, is_public=False)
    assert all(label[-1].isalpha() for label in pages_in_packet(paper.versions.first(), is_public=False).values())
