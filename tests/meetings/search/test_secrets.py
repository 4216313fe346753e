"""A secret word in every text of an exempt case, a draft and a case that waits: who finds it, and what tells of it.

For those who may not read it, it is as a word that nobody ever wrote: the same page, after the same questions to the
database.
"""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.content import NumberedSection, Text
from meetings.documents.models import Document
from meetings.search import storing
from meetings.search.models import Entry, ListedWord, Reach
from meetings.search.searching import search
from rorikt.people.models import User
from tests import factories
from tests.test_exempt_cases import SECRET, make_exempt
from tests.transactions import rolled_back

pytestmark = pytest.mark.django_db
TODAY = date(2024, 9, 1)
NOWHERE = "kolibrix"  # as long, and in no text
DRAFTED = "havsvale"  # what stands in drafts alone
ASKED = re.compile(r"'(?:[^']|'')*'(?:, '(?:[^']|'')*')*")  # what was asked for, one or several
ROLES = list(User.Role)
READS_EXEMPT = {
    User.Role.HEAD,
    User.Role.SECRETARY,
    User.Role.AUTHOR,
    User.Role.ADMINISTRATOR,
    User.Role.COUNCIL_MEMBER,
}
WRITES = READS_EXEMPT - {User.Role.COUNCIL_MEMBER}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        factories.make_municipalities()
        exempt = make_exempt()
        meeting = factories.make_meeting(year=2024, sequence=9, held_on=date(2024, 9, 11))
        open_item = factories.make_item(meeting=meeting, title="Om fugler")
        draft = factories.make_document(agenda_item=open_item, title=f"{DRAFTED} tittel")
        factories.make_section(document=draft, title=f"{DRAFTED} avsnitt", body=f"<p>{DRAFTED} tekst.</p>")
        factories.make_waiting(title=f"{DRAFTED} i kø", summary=f"<p>{DRAFTED}</p>")
        parts = factories.make_document(agenda_item=open_item, title="Med en lukket del", status="approved")
        whole = factories.make_content(sections=(_section(f"<p>Steinkobben er {SECRET}.</p><p>Åpent om fugler.</p>"),))
        public = factories.make_content(sections=(_section("<p>Åpent om fugler.</p>"),))
        factories.make_version(parts, content=whole, public_content=public.to_json())
        storing.keep_in_step()
        yield exempt


def _section(html):
    return NumberedSection("1", 1, "avsnitt-1", "Om", (Text(html),), "s1")


@pytest.fixture(params=ROLES, ids=str)
def reader(request, world):
    return factories.make_user(role=request.param, municipality_id="1535")


def page_of(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("meetings:search"), asked).content.decode()


def same_for_all(page, word):
    """Without what is another at each request, and without the word itself."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", page)
    return page.replace(word, "ORDET")


def test_the_secret_word_is_found_by_those_who_read_it_and_nobody_else(reader):
    found = search(reader, SECRET, today=TODAY)

    assert (found.count > 0) == (reader.role in READS_EXEMPT)


def test_what_stands_in_drafts_is_found_by_those_who_write_and_nobody_else(reader):
    found = search(reader, DRAFTED, today=TODAY)

    assert (found.count > 0) == (reader.role in WRITES)


def test_no_row_that_a_reader_may_see_has_a_word_of_what_is_closed_to_it(reader):
    rows = Entry.objects.visible_to(reader).values_list("title", "section", "text", "words", "more", "address")
    told = "\n".join(" ".join(map(str, row)) for row in rows).lower()

    assert (SECRET in told) == (reader.role in READS_EXEMPT)
    assert (DRAFTED in told) == (reader.role in WRITES)


def test_the_words_that_all_may_be_offered_hold_no_secret(world):
    assert not ListedWord.objects.filter(reach=Reach.OPEN, word__in=[SECRET, DRAFTED]).exists()
    assert not ListedWord.objects.filter(reach=Reach.EXEMPT, word=DRAFTED).exists()
    assert ListedWord.objects.filter(word=SECRET).exists()


@pytest.mark.parametrize("more", ["", " sak", " fugler", " -fugler"])
def test_the_page_is_that_of_a_word_nobody_wrote(client, reader, more):
    closed = [word for word, roles in ((SECRET, READS_EXEMPT), (DRAFTED, WRITES)) if reader.role not in roles]

    for word in closed:
        page, other = page_of(client, reader, q=word + more), page_of(client, reader, q=NOWHERE + more)
        assert same_for_all(page, word) == same_for_all(other, NOWHERE)


def test_a_misspelling_of_the_secret_word_is_not_set_right(client, reader):
    for typed in ("kvitravm", "kvitrvan", "kvtravn", "qvitravn"):
        page = page_of(client, reader, q=typed).replace(typed, "")

        assert (SECRET in page) == (reader.role in READS_EXEMPT)


@pytest.mark.parametrize(
    "asked", [{}, {"aar": "2024"}, {"type": "paper"}, {"type": "case", "aar": "2024"}, {"kommune": "1535"}]
)
def test_no_filter_brings_it_forth(client, reader, asked):
    if reader.role in READS_EXEMPT:
        pytest.skip("reads it")

    page = page_of(client, reader, q=SECRET, **asked)

    assert same_for_all(page, SECRET) == same_for_all(page_of(client, reader, q=NOWHERE, **asked), NOWHERE)


def test_counts_and_filters_of_an_open_word_count_what_is_open(reader):
    found = search(reader, "fugler", today=TODAY)
    hits = [hit.entry for group in found.groups for hit in group.hits]
    seen = set(Entry.objects.visible_to(reader).values_list("pk", flat=True))

    assert {entry.pk for entry in hits} <= seen
    assert sum(count for _, _, count in found.kinds) == found.count == len(hits) + sum(g.more for g in found.groups)


def test_the_same_questions_are_asked_for_a_closed_word_and_for_none(reader):
    if reader.role in READS_EXEMPT:
        pytest.skip("reads it")
    asked = []
    for word in (SECRET, NOWHERE):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            search(reader, word, today=TODAY)
        asked.append([ASKED.sub("?", query["sql"]) for query in queries])

    assert asked[0] == asked[1]


def test_what_is_closed_after_it_was_indexed_is_closed_at_once(world, finance, council_member):
    meeting = factories.make_meeting(year=2025, sequence=1, held_on=date(2025, 1, 15))
    item = factories.make_item(meeting=meeting, title="Alkekonge er valgt", summary="<p>Alkekonge.</p>")
    paper = factories.make_document(agenda_item=item, title="Alkekonge", status="approved")
    factories.make_version(paper, content=factories.make_content(sections=(_section("<p>Alkekonge flyr.</p>"),)))
    attachment = factories.make_attachment(agenda_item=item, title="Alkekonge som vedlegg")
    storing.keep_in_step()
    assert search(finance, "alkekonge", today=TODAY).count == search(council_member, "alkekonge", today=TODAY).count > 3

    closing = {"exemption_basis": "offentleglova § 23", "public_title": "Et valg"}
    AgendaItem.objects.filter(pk=item.pk).update(**closing)

    assert search(finance, "alkekonge", today=TODAY).count == 0
    misspelt = search(finance, "alkekongr", today=TODAY)
    assert (misspelt.count, dict(misspelt.instead), misspelt.nearest) == (0, {}, "")
    storing.keep_in_step()
    assert search(finance, "alkekonge", today=TODAY).count == 0
    assert search(council_member, "alkekonge", today=TODAY).count > 3
    assert [group.title for group in search(finance, "valg", today=TODAY).groups] == ["2025/M1-001 Et valg"]
    assert not ListedWord.objects.filter(reach=Reach.OPEN, word="alkekonge").exists()

    AgendaItem.objects.filter(pk=item.pk).update(exemption_basis="", public_title="")
    Document.objects.filter(pk=paper.pk).update(**closing)
    Attachment.objects.filter(pk=attachment.pk).update(**closing)
    kinds = {hit.entry.kind for group in search(finance, "alkekonge", today=TODAY).groups for hit in group.hits}
    assert kinds <= {"case"}


def test_the_part_of_a_paper_that_is_exempt_is_found_by_few_and_the_rest_by_all(world, finance, council_member):
    assert [search(user, "steinkobben", today=TODAY).count for user in (finance, council_member)] == [0, 1]
    assert [search(user, "åpent om fugler", today=TODAY).count for user in (finance, council_member)] == [1, 1]
