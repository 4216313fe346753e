"""What readers find, where it leads them, and in which order."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from meetings.attachment_pages.models import AttachmentPage, PagesOfFile
from meetings.documents.content import NumberedSection, Text
from meetings.documents.models import Document
from meetings.search import storing
from meetings.search.models import Entry, ListedWord
from meetings.search.searching import search
from rorikt.words.asking import NotAsked
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2024, 3, 1)


@pytest.fixture
def meeting(db):
    return factories.make_meeting(year=2024, sequence=1, held_on=date(2024, 2, 14))


def section(html, title="Økonomi", number="1", key="s1"):
    return NumberedSection(number, 1, f"avsnitt-{number}", title, (Text(html),), key)


def make_paper(*sections, title="Saksframlegg om nøkler", **overrides):
    document = factories.make_document(title=title, status=Document.Status.APPROVED, **overrides)
    content = factories.make_content(title=title, sections=tuple(sections))
    factories.make_version(document, content=content)
    return document


def found(user, typed, **options):
    storing.keep_in_step()
    return search(user, typed, today=TODAY, **options)


def texts(result):
    return ["".join(piece.text for piece in hit.pieces) for group in result.groups for hit in group.hits]


def test_a_word_finds_its_forms_and_its_compounds_in_the_paragraph_where_it_stands(meeting, council_member):
    item = factories.make_item(meeting=meeting, title="Rammen for neste år")
    text = '<p data-id="abc123">Driftsbudsjettet holder.</p><p data-id="def456">Nøklene ble fordelt.</p>'
    paper = make_paper(section(text), agenda_item=item, title="Rammen")

    budget, key = found(council_member, "budsjett"), found(council_member, "nøkkel")

    assert [hit.entry.address for hit in budget.groups[0].hits] == [f"{paper.get_absolute_url()}#b-abc123"]
    assert [hit.entry.address for hit in key.groups[0].hits] == [f"{paper.get_absolute_url()}#b-def456"]
    assert [piece for hit in budget.groups[0].hits for piece in hit.pieces] == [
        ("Driftsbudsjettet", True),
        (" holder.", False),
    ]
    assert budget.groups[0].title == f"{item.number} Rammen for neste år"


@pytest.mark.parametrize("typed", ["nøkkel", "noekkel", "nokkel", "nøkler", "nokler", "NØKLENE", "nøkel", "nøkkkel"])
def test_a_word_is_found_however_it_is_typed(meeting, council_member, typed):
    make_paper(
        section('<p data-id="def456">Fordelingsnøklene gjelder.</p><p>En nøkkel.</p>'),
        agenda_item=factories.make_item(meeting=meeting),
    )

    assert "En nøkkel." in texts(found(council_member, typed))


def test_a_leader_is_not_found_by_what_was_led(meeting, council_member):
    make_paper(
        section("<p>Lederen åpnet. Møtet ble ledet godt.</p><p>Han ledet.</p>"),
        agenda_item=factories.make_item(meeting=meeting),
    )

    assert texts(found(council_member, "leder")) == ["Lederen åpnet. Møtet ble ledet godt."]
    assert len(texts(found(council_member, "lede"))) == 2


def test_words_are_all_there_or_else_some_of_them(meeting, council_member):
    make_paper(
        section("<p>Budsjettet for drift.</p><p>Rammen for møtet.</p>"),
        agenda_item=factories.make_item(meeting=meeting),
    )

    both, some = found(council_member, "budsjett drift"), found(council_member, "budsjett ramme")

    assert (texts(both), both.is_any) == (["Budsjettet for drift."], False)
    assert (sorted(texts(some)), some.is_any) == (["Budsjettet for drift.", "Rammen for møtet."], True)


def test_a_phrase_stands_in_a_row_and_minus_takes_away(meeting, council_member):
    make_paper(
        section("<p>Budsjett og regnskap følges.</p><p>Regnskap før budsjett.</p>"),
        agenda_item=factories.make_item(meeting=meeting),
    )

    assert texts(found(council_member, "«budsjett og regnskapet»")) == ["Budsjett og regnskap følges."]
    assert texts(found(council_member, '"regnskap" -følge')) == ["Regnskap før budsjett."]


def test_what_is_misspelt_says_what_it_was_changed_to(meeting, council_member):
    make_paper(section("<p>Sikkerhetspartneren er valgt.</p>"), agenda_item=factories.make_item(meeting=meeting))

    result = found(council_member, "sikkerhetspartnern")

    assert dict(result.instead) == {"sikkerhetspartnern": "sikkerhetspartneren"}
    assert texts(result) == ["Sikkerhetspartneren er valgt."]


def test_no_hit_offers_the_nearest_word(meeting, council_member):
    make_paper(section("<p>Driftsrammen er satt.</p>"), agenda_item=factories.make_item(meeting=meeting))

    result = found(council_member, "driftsrmmne")

    assert (result.count, result.nearest) == (0, "driftsrammen")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Skriv ett eller flere ord"),
        ("*", "Skriv ett eller flere ord"),
        ("«»", "Skriv ett eller flere ord"),
        ("og i for", "så vanlige"),
        ("-budsjett", "ikke skal være med"),
        ("x" * 10_000, "for langt"),
        ("a b c d e f g h j k l m n o p".replace(" ", "1 "), "for mange ord"),
    ],
)
def test_what_cannot_be_searched_for_gets_a_sentence(council_member, typed, told):
    with pytest.raises(NotAsked, match=told):
        search(council_member, typed, today=TODAY)


HOSTILE = [
    '"', '"""', "' OR 1=1 --", "NEAR(a b)", "AND OR NOT", "budsjett*", "words:budsjett", "{words} : x", "a\0b", "(((",
    "x AND y", "^budsjett", "'; DROP TABLE meetings_entry;", "𝔅udsjett", "\u202ebudsjett", "ﬁl", "%s %s", "\\",
    "--", "-",     "«budsjett", "&|!<->:*", "'a':A", "ß İ ı", "0", "١٢٣", "a" * 200, "a.b.c.d/e-f:g",
]  # fmt: skip


@pytest.mark.parametrize("typed", [*HOSTILE, "x" * 10_000, "*"])
def test_whatever_is_typed_is_answered_with_a_page(client, council_member, meeting, typed):
    make_paper(section("<p>Budsjettet (A) & B's 'a':A.</p>"), agenda_item=factories.make_item(meeting=meeting))
    client.force_login(council_member)

    expected = 404 if "\0" in typed else 200  # no address of the product takes one

    assert client.get(reverse("meetings:search"), {"q": typed}).status_code == expected


def test_a_draft_is_found_by_those_who_write_and_by_nobody_else(author, council_member, finance, meeting):
    draft = factories.make_document(agenda_item=factories.make_item(meeting=meeting))
    factories.make_section(document=draft, title="Drøfting", body='<p data-id="abc123">Kvitravn flyr.</p>')

    assert [found(user, "kvitravn").count for user in (author, council_member, finance)] == [1, 0, 0]


def test_what_is_written_after_the_approval_is_found_as_the_reader_has_it(author, council_member, meeting):
    paper = make_paper(
        section('<p data-id="abc123">Om budsjett.</p>'), agenda_item=factories.make_item(meeting=meeting)
    )
    factories.make_section(document=paper, title="Ny", body='<p data-id="abc123">Om regnskap.</p>')
    Document.objects.filter(pk=paper.pk).update(status="draft")

    assert texts(found(council_member, "budsjett")) == ["Om budsjett."]
    assert texts(found(council_member, "regnskap")) == []
    assert texts(found(author, "regnskap")) == ["Om regnskap."]
    assert texts(found(author, "budsjett")) == []


def test_only_the_newest_version_is_found(council_member, meeting):
    paper = make_paper(section("<p>Om budsjett.</p>"), agenda_item=factories.make_item(meeting=meeting))
    found(council_member, "budsjett")
    factories.make_version(paper, content=factories.make_content(sections=(section("<p>Om regnskap.</p>"),)))

    assert (found(council_member, "budsjett").count, found(council_member, "regnskap").count) == (0, 1)


def test_cases_decisions_definitions_and_attachments_are_found(council_member, meeting):
    item = factories.make_item(meeting=meeting, title="Valg av leverandør", summary="<p>Kort om anbudet.</p>")
    factories.decide(item, "Rådet slutter seg til avtalen.")
    factories.make_definition(term="SLA", meaning="Tjenestenivå som er avtalt.")
    factories.make_attachment(agenda_item=item, title="Tilbudsbrev")

    kinds = {
        typed: [hit.entry.kind for group in found(council_member, typed).groups for hit in group.hits]
        for typed in ("leverandører", "anbud", "slutter", "sla", "tilbud", item.number)
    }

    assert kinds == {
        "leverandører": ["case"], "anbud": ["case"], "slutter": ["decision"], "sla": ["definition"],
        "tilbud": ["attachment"], item.number: ["case"],
    }  # fmt: skip


def test_a_search_in_one_meeting_finds_nothing_of_another(client, council_member, meeting):
    other = factories.make_meeting(year=2023, sequence=3, held_on=date(2023, 10, 4))
    factories.make_item(meeting=meeting, title="Budsjett for 2024")
    factories.make_item(meeting=other, title="Budsjett for 2023")
    client.force_login(council_member)

    everywhere = client.get(reverse("meetings:search"), {"q": "budsjett"}).context["found"]
    within = client.get(reverse("meetings:search"), {"q": "budsjett", "mote": meeting.pk}).context["found"]
    that_year = client.get(reverse("meetings:search"), {"q": "budsjett", "aar": 2023}).context["found"]

    assert (everywhere.count, everywhere.years) == (2, [(2024, 1), (2023, 1)])
    assert [group.title for group in within.groups] == ["2024/M1-001 Budsjett for 2024"]
    assert [group.title for group in that_year.groups] == ["2023/M3-001 Budsjett for 2023"]


def test_what_names_a_municipality_is_found_by_it(client, council_member, meeting, municipalities):
    make_paper(
        section("<p>Molde bygger skole.</p><p>Aukra bygger skole.</p>"),
        agenda_item=factories.make_item(meeting=meeting),
    )
    client.force_login(council_member)

    answer = client.get(reverse("meetings:search"), {"q": "skole", "kommune": "1547"})

    assert texts(answer.context["found"]) == ["Aukra bygger skole."]


@pytest.mark.parametrize("cases", [1, 30])
def test_a_page_of_hits_costs_the_same_however_many_there_are(client, council_member, django_assert_num_queries, cases):
    meeting = factories.make_meeting(year=2024, sequence=1, held_on=date(2024, 2, 14))
    for _ in range(cases):
        make_paper(section("<p>Om budsjett.</p>"), agenda_item=factories.make_item(meeting=meeting, title="Budsjett"))
    storing.keep_in_step()
    client.force_login(council_member)
    client.get(reverse("meetings:search"), {"q": "budsjett"})

    with django_assert_num_queries(24):
        answer = client.get(reverse("meetings:search"), {"q": "budsjett"})

    assert len(answer.context["found"].groups) == min(cases, 10)


def test_to_build_it_anew_changes_nothing_and_can_be_done_twice(council_member, meeting):
    make_paper(section("<p>Om budsjett.</p>"), agenda_item=factories.make_item(meeting=meeting))
    storing.keep_in_step()
    before = (list(Entry.objects.values()), list(ListedWord.objects.values_list("word", "reach", "count")))

    call_command("rebuild_search")
    call_command("rebuild_search")

    assert (list(Entry.objects.values()), list(ListedWord.objects.values_list("word", "reach", "count"))) == before
    assert not storing.is_stale()


def test_a_save_is_found_and_what_stands_as_it_was_is_not_stored_again(author, meeting):
    draft = factories.make_document(agenda_item=factories.make_item(meeting=meeting))
    first = factories.make_section(document=draft, title="Først", body='<p data-id="aaaaaa">Om budsjett.</p>')
    factories.make_section(document=draft, title="Så", body='<p data-id="bbbbbb">Om regnskap.</p>')
    storing.keep_in_step()
    kept = set(Entry.objects.values_list("pk", flat=True))

    first.body = '<p data-id="aaaaaa">Om gebyr.</p>'
    first.save()
    Document.objects.filter(pk=draft.pk).update(mark="00000000-0000-0000-0000-000000000001")

    assert storing.is_stale()
    assert texts(found(author, "gebyr")) == ["Om gebyr."]
    assert len(set(Entry.objects.values_list("pk", flat=True)) - kept) == 1
    assert not ListedWord.objects.filter(word="budsjett").exists()


def test_what_is_deleted_is_not_found_nor_offered(author, meeting):
    draft = factories.make_document(agenda_item=factories.make_item(meeting=meeting))
    factories.make_section(document=draft, title="Først", body="<p>Kvitravn.</p>")
    assert found(author, "kvitravn").count == 1

    draft.delete()
    misspelt = found(author, "kvitravm")

    assert (misspelt.count, dict(misspelt.instead), misspelt.nearest) == (0, {}, "")
    storing.relist()
    assert not ListedWord.objects.filter(word="kvitravn").exists()


def test_a_hit_in_a_title_comes_before_one_in_a_paragraph(council_member, meeting):
    make_paper(section("<p>Om gebyr.</p>"), agenda_item=factories.make_item(meeting=meeting, title="Noe annet"))
    factories.make_item(meeting=meeting, title="Nye gebyrer")

    assert [group.title for group in found(council_member, "gebyr").groups] == [
        "2024/M1-002 Nye gebyrer", "2024/M1-001 Noe annet",
    ]  # fmt: skip


def test_the_newest_come_first_where_that_is_asked_for(client, council_member):
    for year in (2022, 2024, 2023):
        meeting = factories.make_meeting(year=year, sequence=1, held_on=date(year, 2, 14))
        factories.make_item(meeting=meeting, title="Gebyr")
    client.force_login(council_member)

    answer = client.get(reverse("meetings:search"), {"q": "gebyr", "orden": "dato"})

    assert [group.day.year for group in answer.context["found"].groups] == [2024, 2023, 2022]


def test_the_words_are_marked_on_the_page_and_markup_of_a_text_is_not(client, council_member, meeting):
    make_paper(section("<p>Gebyret &lt;b&gt; er 5.</p>"), agenda_item=factories.make_item(meeting=meeting))
    client.force_login(council_member)

    page = client.get(reverse("meetings:search"), {"q": "gebyr"}).content.decode()

    assert "<mark>Gebyret</mark> &lt;b&gt; er 5." in page


def test_the_field_stands_on_every_page_of_one_who_is_logged_in(client, council_member):
    assert 'id="site-search"' not in client.get(reverse("account_login")).content.decode()
    client.force_login(council_member)

    assert 'id="site-search"' in client.get(reverse("meetings:meetings")).content.decode()


def test_the_administrator_reads_no_saved_search():
    from django.contrib import admin

    names = {model.__name__ for model in admin.site._registry}

    assert names.isdisjoint({"SavedSearch", "ToldHit", "Entry", "Source", "ListedWord"})


def test_the_text_of_an_attachment_is_found_on_its_page_once_it_is_read(council_member, meeting):
    attachment = factories.make_attachment(agenda_item=factories.make_item(meeting=meeting), title="Tilbud")
    assert found(council_member, "responstid").count == 0

    pages = PagesOfFile.objects.create(sha256=attachment.printed_sha256, is_finished=True, tried_at=timezone.now())
    for number, text in ((1, "Forside"), (2, "Responstiden er fire timer."), (3, "Vedlegg om responstider.")):
        AttachmentPage.objects.create(of=pages, number=number, text=text)
    hits = [hit.entry for group in found(council_member, "responstid").groups for hit in group.hits]

    assert {(hit.section, hit.address) for hit in hits} == {
        ("Side 2", f"{attachment.get_absolute_url()}#side-2"), ("Side 3", f"{attachment.get_absolute_url()}#side-3"),
    }  # fmt: skip
