"""What is new to a reader, where papers, attachments, cases and meetings are read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from lxml import html

from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.content import NumberedSection, Text
from meetings.documents.models import Document
from meetings.news.models import LastSeen
from meetings.news.visiting import PAUSE
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories
from tests.meetings.paging.issued import issue, make_paper, make_version, part

FIRST = (
    NumberedSection("1", 1, "avsnitt-1", "Bakgrunn", (Text('<p data-id="aaaaaa">Det var slik.</p>'),), "s1"),
    NumberedSection("2", 1, "avsnitt-2", "Vurdering", (Text('<p data-id="bbbbbb">Vi mener A.</p>'),), "s2"),
)
SECOND = (FIRST[0], replace(FIRST[1], blocks=(Text('<p data-id="bbbbbb">Vi mener B.</p>'),)))
QUERIES = 16
SECRET = NumberedSection("3", 1, "avsnitt-3", "Hemmelig", (Text('<p data-id="cccccc">Hemmelig nå.</p>'),), "s3")


@pytest.fixture
def meeting(municipalities):
    factories.make_cooperation()
    return factories.make_meeting()


@pytest.fixture
def paper(meeting):
    return make_paper(meeting, FIRST)


@pytest.fixture
def member(client, municipalities):
    user = factories.make_user(User.Role.COUNCIL_MEMBER)
    client.force_login(user)
    return user


def read(client, url, **headers):
    return html.fromstring(client.get(url, **headers).content)


def go_away(user, **pause):
    """As if all they have looked at was so long ago, half a day unless it is told."""
    for row in LastSeen.objects.filter(user=user):
        row.first_at -= timedelta(**pause) if pause else PAUSE
        row.last_at -= timedelta(**pause) if pause else PAUSE
        row.save()


def marks(page):
    return [" ".join(one.text_content().split()) for one in page.find_class("news-mark")]


def summary(page):
    found = page.xpath("//*[@id='siden-sist']")
    return " ".join(found[0].text_content().split()) if found else ""


def test_nothing_is_new_to_one_who_reads_for_the_first_time(client, member, paper):
    page = read(client, paper.document.get_absolute_url())

    assert (marks(page), summary(page)) == ([], "")


def test_a_new_version_is_marked_with_what_stood_there(client, member, paper):
    read(client, paper.document.get_absolute_url())
    go_away(member)
    make_version(paper.document, SECOND)

    page = read(client, paper.document.get_absolute_url())

    [mark] = page.find_class("news-mark")
    assert mark.getnext().get("id") == "b-bbbbbb"
    assert mark.xpath(".//del")[0].text_content() == "[tatt ut: A]"
    assert mark.xpath(".//ins")[0].text_content() == "[satt inn: B]"
    assert summary(page).startswith("Siden du sist var her ")
    assert summary(page).endswith(": 1 avsnitt er endret")
    assert page.xpath(f"//a[@href='#{mark.get('id')}']")[0].text_content() == "2 Vurdering"


def test_marks_stay_through_the_visit_and_are_gone_in_the_next(client, member, paper):
    url = paper.document.get_absolute_url()
    read(client, url)
    go_away(member)
    make_version(paper.document, SECOND)

    assert len(marks(read(client, url))) == 1
    assert len(marks(read(client, url))) == 1
    go_away(member)
    assert marks(read(client, url)) == []


def test_who_has_seen_the_changes_is_told_no_more(client, member, paper):
    url = paper.document.get_absolute_url()
    read(client, url)
    make_version(paper.document, SECOND)
    assert len(marks(read(client, url))) == 1

    client.post(reverse("meetings:document-news-seen", args=[paper.document_id]))

    assert marks(read(client, url)) == []
    assert not AuditEntry.objects.exists()


def test_the_paper_is_shown_without_marks_to_one_who_asks(client, member, paper):
    url = paper.document.get_absolute_url()
    read(client, url)
    make_version(paper.document, SECOND)

    page = read(client, f"{url}?markeringer=nei")

    assert marks(page) == []
    assert "1 avsnitt er endret" in summary(page)


@pytest.mark.parametrize("asked", ["siden=1", "siden=1&markeringer=tull"])
def test_any_earlier_version_can_be_held_against(client, member, paper, asked):
    newer = make_version(paper.document, SECOND)

    page = read(client, f"{newer.get_absolute_url()}?{asked}")

    is_known = asked == "siden=1"
    assert (len(marks(page)) == 1) is is_known
    assert summary(page).startswith("Siden versjon 1, ") is is_known


@pytest.mark.parametrize("asked", ["siden=2", "siden=9", "siden=x", "siden=-1", "siden=99999999999999999999"])
def test_what_is_no_earlier_version_is_not_held_against(client, member, paper, asked):
    newer = make_version(paper.document, SECOND)

    assert summary(read(client, f"{newer.get_absolute_url()}?{asked}")) == ""


def test_an_older_version_that_is_looked_up_is_no_visit(client, member, paper):
    url = paper.document.get_absolute_url()
    newer = make_version(paper.document, SECOND)
    read(client, paper.get_absolute_url())
    assert not LastSeen.objects.exists()

    read(client, url)
    read(client, paper.get_absolute_url())

    assert LastSeen.objects.get().seen == newer.pk


@pytest.mark.parametrize("headers", [{"sec-fetch-dest": "empty"}, {"sec-purpose": "prefetch"}])
def test_what_is_fetched_and_not_looked_at_is_no_visit(client, member, paper, headers):
    client.get(paper.document.get_absolute_url(), headers=headers)

    assert not LastSeen.objects.exists()


def test_a_list_is_no_visit_to_what_it_names(client, member, meeting, paper):
    read(client, meeting.get_absolute_url())
    assert not LastSeen.objects.exists()

    read(client, paper.document.agenda_item.get_absolute_url())

    assert [row.document for row in LastSeen.objects.all()] == [None]


def test_a_draft_is_no_news(client, head, paper):
    client.force_login(head)
    Document.objects.update(status="draft")

    page = read(client, paper.document.get_absolute_url())

    assert (summary(page), LastSeen.objects.count()) == ("", 0)


def test_the_public_edition_is_held_against_the_public_edition(client, municipalities, meeting, paper):
    """What only the whole has came with the second version; the public reads that it is as it was."""
    finance = factories.make_user(User.Role.FINANCE)
    member = factories.make_user(User.Role.COUNCIL_MEMBER)
    url = paper.document.get_absolute_url()
    for user in (finance, member):
        client.force_login(user)
        read(client, url)
    public = factories.make_content(title=paper.document.title, sections=FIRST).to_json()
    make_version(paper.document, (*FIRST, SECRET), public_content=public)

    client.force_login(finance)
    page = client.get(url).content.decode()
    assert "emmelig" not in page
    assert "ingenting i teksten er endret" in page
    assert not read(client, meeting.get_absolute_url()).xpath("//section[@aria-labelledby='nytt-i-motet']")
    client.force_login(member)
    assert (
        "Endret"
        in read(client, meeting.get_absolute_url())
        .xpath("//section[@aria-labelledby='nytt-i-motet']")[0]
        .text_content()
    )
    assert marks(read(client, url)) == ["Nytt avsnitt"]


def test_what_became_exempt_is_not_told_to_the_public(client, municipalities, meeting):
    """The section stood in the first version as the public read it; who asks for the differences gets what they may."""
    paper = make_paper(meeting, (*FIRST, SECRET))
    finance = factories.make_user(User.Role.FINANCE)
    client.force_login(finance)
    read(client, paper.document.get_absolute_url())
    AgendaItem.objects.update(exemption_basis="offentleglova § 23", public_title="En sak")

    assert client.get(paper.document.get_absolute_url()).status_code == 404
    assert "Hemmelig" not in client.get(meeting.get_absolute_url()).content.decode()


def test_a_meeting_tells_what_is_new_since_it_was_first_opened(client, member, meeting, paper):
    item = paper.document.agenda_item
    read(client, paper.document.get_absolute_url())
    go_away(member)
    make_version(paper.document, SECOND, approved_at=timezone.now())
    attachment = factories.make_attachment(agenda_item=item, title="Kart", uploaded_at=timezone.now())
    other = make_paper(meeting, FIRST, title="Notat")
    other.document.versions.all()
    page = read(client, meeting.get_absolute_url())

    told = [
        " ".join(one.text_content().split()) for one in page.xpath("//section[@aria-labelledby='nytt-i-motet']//li")
    ]

    assert [one.split(",")[0] for one in told] == ["Endret: 2024.02.14 - Prøverapport", "Nytt vedlegg: Kart"]
    client.get(attachment.get_absolute_url())
    client.get(paper.document.get_absolute_url())
    assert not read(client, meeting.get_absolute_url()).xpath("//section[@aria-labelledby='nytt-i-motet']")


def test_one_who_has_opened_nothing_of_a_meeting_is_not_told_that_all_is_new(client, member, meeting, paper):
    assert "Nytt for deg" not in client.get(meeting.get_absolute_url()).content.decode()


def test_a_withdrawn_case_is_told_until_it_is_opened(client, member, meeting, paper):
    item = paper.document.agenda_item
    read(client, item.get_absolute_url())
    item.withdrawn_at = timezone.now()
    item.save()

    assert "Trukket" in read(client, meeting.get_absolute_url()).xpath(
        "string(//section[@aria-labelledby='nytt-i-motet'])"
    )
    page = read(client, item.get_absolute_url())
    assert "Saken er trukket." in page.xpath("string(//section[@aria-labelledby='nytt-i-saken'])")
    assert not read(client, meeting.get_absolute_url()).xpath("//section[@aria-labelledby='nytt-i-motet']")


def test_what_was_taken_out_of_a_case_is_told_and_not_named(client, member, meeting, paper):
    item = paper.document.agenda_item
    attachment = factories.make_attachment(agenda_item=item, title="Kart")
    read(client, item.get_absolute_url())
    attachment.delete()

    told = read(client, meeting.get_absolute_url()).xpath("string(//section[@aria-labelledby='nytt-i-motet']//li)")
    assert " ".join(told.split()).startswith(f"Noe er tatt ut: Sak {item.number}: ")
    page = read(client, item.get_absolute_url())
    assert "1 vedlegg er tatt ut." in page.xpath("string(//section[@aria-labelledby='nytt-i-saken'])")


def test_all_of_a_meeting_is_marked_as_seen_at_once(client, member, meeting, paper):
    read(client, paper.document.get_absolute_url())
    make_version(paper.document, SECOND)
    assert "Nytt for deg" in client.get(meeting.get_absolute_url()).content.decode()

    client.post(reverse("meetings:meeting-news-seen", args=[2024, 1]))

    assert "Nytt for deg" not in client.get(meeting.get_absolute_url()).content.decode()
    assert marks(read(client, paper.document.get_absolute_url())) == []


def test_what_was_sent_after_the_notice_is_told_apart(client, member, meeting, paper):
    item = paper.document.agenda_item
    first = [part("saksliste", "s", "1"), part("sak-1-dokument-1", paper.content_hash, "2")]
    issue(meeting, first, ["1", "2"])
    Meeting.objects.update(summoned_at=datetime(2024, 2, 7, 13, tzinfo=UTC))
    newer = make_version(paper.document, SECOND)
    parts = [part("saksliste", "s", "1"), part("sak-1-dokument-1", newer.content_hash, "2a", "2b")]
    late = datetime(2024, 2, 8, 12, tzinfo=UTC)
    issue(meeting, parts, ["1", "2", "2a", "2b"], issued_at=late, changes=["Framlegg – endret: «Vurdering»."])

    page = read(client, meeting.get_absolute_url())
    assert "Ettersendt 8.\xa0februar 2024" in page.xpath("string(//details[@class='sent-later'])")
    assert "Framlegg – endret: «Vurdering»." in page.xpath("string(//details[@class='sent-later'])")
    case = read(client, item.get_absolute_url()).xpath("string(//ul[@class='sent-later'])")
    assert " ".join(case.split()) == "Ettersendt 8. februar 2024: sak-1-dokument-1, side 2a–2b i møtepakken"
    assert "Ettersendt" in client.get(newer.get_absolute_url()).content.decode()
    assert "Ettersendt" not in client.get(paper.get_absolute_url()).content.decode()


def test_a_supplement_of_the_full_packet_is_not_told_to_those_who_read_the_public_one(client, meeting, paper):
    issue(meeting, [part("saksliste", "s", "1")], ["1"])
    issue(meeting, [part("saksliste", "t", "1a")], ["1", "1a"], changes=["Hemmelig er endret."])
    client.force_login(factories.make_user(User.Role.FINANCE))

    page = client.get(meeting.get_absolute_url()).content.decode()

    assert "Ettersendt" not in page
    assert "Hemmelig" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_meeting_costs_the_same_queries_for_any_number_of_papers(
    client, member, meeting, rows, django_assert_num_queries
):
    papers = [make_paper(meeting, FIRST) for _ in range(rows)]
    for paper in papers:
        read(client, paper.document.get_absolute_url())
        make_version(paper.document, SECOND)
        factories.make_attachment(agenda_item=paper.document.agenda_item)
    client.get(meeting.get_absolute_url())

    with django_assert_num_queries(QUERIES):
        client.get(meeting.get_absolute_url())


def test_what_a_person_has_seen_is_nobody_elses_and_goes_with_them(client, member, paper):
    read(client, paper.document.get_absolute_url())

    assert LastSeen not in admin.site._registry
    assert not AuditEntry.objects.exists()
    assert [field.name for field in LastSeen._meta.fields if field.get_internal_type() == "TextField"] == []
    member.delete()
    assert not LastSeen.objects.exists()


def test_the_database_keeps_one_row_for_each_person_and_thing(member, paper):
    now = timezone.now()
    facts = {"user": member, "seen": 1, "first_at": now, "last_at": now}
    LastSeen.objects.create(document=paper.document, **facts)

    for wrong in ({"document": paper.document}, {}, {"document": paper.document, "item": paper.document.agenda_item}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LastSeen.objects.create(**wrong, **facts)
