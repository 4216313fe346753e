"""A meeting read in one place: what stands beside a paper, what comes first of a case, and the way on."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml.html import document_fromstring

from meetings.documents.content import NumberedSection, Text
from meetings.reading.proposed import NO_DOCUMENT, NO_PAPER, NO_PROPOSAL, proposed_in
from meetings.reading.room import room_of
from tests import factories

pytestmark = pytest.mark.django_db
SENT = datetime(2024, 2, 1, tzinfo=UTC)


def paper_of(item, title="Saksframlegg", proposal="", **overrides):
    document = factories.make_document(agenda_item=item, title=title, status="approved", **overrides)
    texts = [("Forslag til vedtak", proposal)] if proposal else []
    texts.append(("Bakgrunn", "Det er bakgrunnen."))
    sections = tuple(
        NumberedSection(str(n), 1, f"avsnitt-{n}", heading, (Text(f"<p>{text}</p>"),), key=f"s{n}")
        for n, (heading, text) in enumerate(texts, start=1)
    )
    content = factories.make_content(kind=document.kind, title=title, file_title=title, sections=sections)
    factories.make_version(document, content=content)
    return document


def page_of(client, user, thing):
    client.force_login(user)
    return document_fromstring(client.get(thing.get_absolute_url()).content)


def headings(page):
    return [" ".join(one.text_content().split()) for one in page.xpath("//main//h2")]


def test_the_agenda_stands_beside_a_paper_with_what_is_read_now(client, council_member):
    item = factories.make_item(title="Partner")
    paper, other = paper_of(item, "Framlegget"), paper_of(factories.make_item(meeting=item.meeting, title="Budsjett"))
    factories.make_attachment(agenda_item=item, title="Avtalen")

    [agenda] = page_of(client, council_member, paper).xpath("//nav[@id='saksliste-ved-siden']")

    said = " ".join(agenda.text_content().split())
    assert "Partner Framlegget 0 av 1 avsnitt lest Vedlegg: Avtalen Ikke lest" in said
    [now] = agenda.xpath(".//a[@aria-current='page']")
    assert now.get("href") == paper.get_absolute_url()
    assert agenda.xpath(f".//a[@href='{other.get_absolute_url()}']")


def test_who_may_not_read_a_case_learns_nothing_of_it_beside_the_papers(client, finance):
    meeting = factories.make_meeting()
    exempt = {"exemption_basis": "offl. § 23", "public_title": "Avtale"}
    closed = factories.make_item(meeting=meeting, title="Kvitravn", summary="<p>Kvitravn</p>", **exempt)
    paper_of(closed, "Kvitravn", "Kvitravn får den.")
    factories.make_attachment(agenda_item=closed, title="Kvitravn")
    item = factories.make_item(meeting=meeting)
    paper, attachment = paper_of(item), factories.make_attachment(agenda_item=item)
    factories.make_attachment(agenda_item=item, title="Kvitravn", **exempt)
    paper_of(item, "Kvitravn", **exempt)
    client.force_login(finance)

    pages = [client.get(one.get_absolute_url()).content.decode() for one in (meeting, item, paper, attachment, closed)]

    assert [page.count("Kvitravn") for page in pages] == [0, 0, 0, 0, 0]
    assert room_of(meeting, finance).progress.total == 2
    assert "Forslaget er unntatt offentlighet sammen med saken." in pages[-1]


def test_the_way_through_a_meeting_goes_case_by_case_with_papers_and_attachments(client, council_member):
    item = factories.make_item(title="Første")
    paper, attachment = paper_of(item), factories.make_attachment(agenda_item=item)
    factories.make_document(agenda_item=item, title="Et utkast")
    second = factories.make_item(meeting=item.meeting, title="Andre")

    room = room_of(item.meeting, council_member)

    assert [stop.subject for stop in room.stops] == [item, paper, attachment, second]
    assert [stop.subject for stop in room.around(attachment)] == [paper, second]
    assert room.around(item)[0] is None
    assert room.around(factories.make_item()) == (None, None)
    page = page_of(client, council_member, attachment)
    assert page.xpath("//nav[@aria-label='Videre i møtet']/a/@href") == [
        paper.get_absolute_url(),
        second.get_absolute_url(),
    ]


def test_a_case_begins_with_what_is_proposed_and_what_it_costs(client, council_member, head):
    factories.make_key(shares=factories.KEY_2024, valid_from=date(2024, 1, 1))
    item = factories.make_item(kind="decision", summary="<p>Om saken.</p>", sent_at=SENT)
    estimate = factories.make_estimate(title="Partner")
    factories.make_estimate_line(estimate=estimate, amount=Decimal(1000))
    paper_of(item, "Framlegget", "Rådet kjøper den.", cost_estimate=estimate)

    page = page_of(client, council_member, item)

    assert headings(page)[1:] == ["Det som er foreslått", "Det koster", "Om saken", "Dokumenter", "Vedlegg", "Notater"]
    assert "Rådet kjøper den." in page.text_content()
    assert "Vestnes betaler 128 kr av 1 000 kr i 2024" in " ".join(page.text_content().split())
    assert headings(page_of(client, head, item))[-2:] == ["Arbeidet med saken", "Notater"]


def test_of_several_papers_the_newest_that_proposes_something_counts(council_member):
    item = factories.make_item()
    old, new = paper_of(item, "Gammelt", "Nei."), paper_of(item, "Nytt", "Ja.")
    paper_of(item, "Uten forslag")
    [case] = room_of(item.meeting, council_member).cases

    proposed = proposed_in(case, is_closed=False)

    assert (proposed.html, proposed.source.url) == ("<p>Ja.</p>", new.get_absolute_url())
    assert old.pk < new.pk


def test_a_case_says_plainly_when_nothing_is_proposed(council_member, head):
    meeting = factories.make_meeting()
    _, without, draft, _ = (
        factories.make_item(meeting=meeting, kind=kind) for kind in ("decision",) * 3 + ("briefing",)
    )
    paper_of(without)
    factories.make_document(agenda_item=draft)

    def told(user):
        return [proposed_in(case, is_closed=False) for case in room_of(meeting, user).cases]

    assert [one.told for one in told(council_member)[:3]] == [NO_DOCUMENT, NO_PROPOSAL, NO_DOCUMENT]
    assert [one.told for one in told(head)[:3]] == [NO_DOCUMENT, NO_PROPOSAL, NO_PAPER]
    assert told(head)[3].usual == "Saken tas til orientering."


def test_a_writer_reads_what_was_approved_and_that_it_has_changed_since(head):
    item = factories.make_item()
    paper = paper_of(item, "Framlegget", "Ja.")
    paper.status = "draft"
    paper.save()
    [case] = room_of(item.meeting, head).cases

    proposed = proposed_in(case, is_closed=False)

    assert proposed.html == "<p>Ja.</p>"
    assert proposed.source.note == "Slik det var godkjent 06.02.2024. Dokumentet er endret siden."
    assert case.papers[0].progress.total == 0


def test_a_meeting_begins_with_the_reading_and_says_when_there_is_none(client, council_member):
    item = factories.make_item()
    assert "Det er ikke lagt fram noe å lese" in page_of(client, council_member, item.meeting).text_content()
    paper_of(item)
    factories.make_attachment(agenda_item=item, page_count=40)

    page = page_of(client, council_member, item.meeting)

    said = " ".join(page.text_content().split())
    assert headings(page)[0] == "Lesingen din"
    assert "0 av 1 avsnitt og 0 av 1 vedlegg lest" in said
    assert "ca. 1 min og 40 sider vedlegg (ca. 1 t 20 min)" in said
    assert "Begynn å lese" in said
    assert "Arbeidet med møtet" not in said


def test_what_is_withdrawn_need_not_be_read(council_member):
    item = factories.make_item(sent_at=SENT, withdrawn_at=SENT)
    paper_of(item)

    room = room_of(item.meeting, council_member)

    assert (room.progress.total, room.resumed, len(room.stops)) == (0, None, 2)


def test_a_case_that_waits_for_a_meeting_is_read_alone(client, head):
    item = factories.make_waiting()
    paper = paper_of(item)

    page = page_of(client, head, item)
    beside = page_of(client, head, paper)

    assert paper.title in page.text_content()
    assert page.xpath("//nav[@id='saksliste-ved-siden']") == []
    assert beside.xpath("//nav[@id='saksliste-ved-siden']") == []
    assert len(beside.xpath("//nav[@id='innhold-ved-siden']//a")) == 1
