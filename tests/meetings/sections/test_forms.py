"""The text of a section: what is saved, what is told, and what happens when two write at once."""

import pytest
from django.urls import reverse

from meetings.documents.models import Section
from rorikt.audit.models import AuditEntry
from rorikt.texts.blocks import without_ids
from tests import factories


def section_form(section, **typed):
    return {"title": section.title, "state": "draft", "text_seen": str(section.revision), **typed}


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
    assert (section.title, without_ids(section.body)) == ("Ny tittel", "<p>Merforbruket er [[merforbruk]].</p>")
    told = AuditEntry.objects.get().detail
    assert told["fields"] == ["title", "body", "state"]
    assert (told["after"]["title"], told["after"]["revision"]) == ("Ny tittel", "2")


def test_plain_text_as_sent_without_javascript_becomes_paragraphs(reader, section):
    reader.post(section.get_absolute_url(), section_form(section, body="En linje.\n\nEn til & ferdig."))

    section.refresh_from_db()
    assert without_ids(section.body) == "<p>En linje.</p><p>En til &amp; ferdig.</p>"


def test_a_token_that_means_nothing_is_saved_and_told(reader, section):
    typed = section_form(section, body="<p>Det er [[merforbrk]].</p>", title="Ny tittel")

    response = reader.post(section.get_absolute_url(), typed, follow=True)

    section.refresh_from_db()
    assert (section.title, without_ids(section.body)) == ("Ny tittel", "<p>Det er [[merforbrk]].</p>")
    assert [str(one) for one in response.context["messages"]] == [
        "Avsnittet er lagret.",
        "[[merforbrk]] finnes ikke. Rett skrivemåten, eller velg en kode fra listen.",
    ]


def test_a_preview_shows_the_figures_and_stores_nothing(reader, section):
    typed = section_form(section, body="<p>Det er [[merforbruk]].</p>", preview="1")

    page = reader.post(section.get_absolute_url(), typed).content.decode()

    section.refresh_from_db()
    assert ">200\u00a0kr</a>" in page
    assert section.body == "<p>Før.</p>"


def test_who_changed_the_same_second_sees_both_texts_and_chooses(reader, section):
    section.body = '<p data-id="aaaaaa">Før.</p><p data-id="bbbbbb">Etter.</p>'
    section.save()
    opened = section_form(section)
    reader.post(
        section.get_absolute_url(),
        {**opened, "body": '<p data-id="aaaaaa">Deres.</p><p data-id="bbbbbb">Etter.</p>'},
    )

    mine = '<p data-id="aaaaaa" onclick="x()">Min.</p><p data-id="bbbbbb">Etter, av meg.</p>'
    told = reader.post(section.get_absolute_url(), {**opened, "body": mine})

    assert told.context["diverged"].both == [{"label": "Tekst", "mine": "Min.", "theirs": "Deres."}]
    assert "Noen andre har endret det samme mens du skrev" in told.content.decode()
    assert without_ids(Section.objects.get().body) == "<p>Deres.</p><p>Etter.</p>"

    choices = {label: dict(fields) for label, fields in told.context["choices"]}
    results = {}
    for label, fields in choices.items():
        reader.post(section.get_absolute_url(), {**fields, "text_seen": str(Section.objects.get().revision)})
        results[label] = without_ids(Section.objects.get().body)
    assert results == {
        "Bruk mitt": "<p>Min.</p><p>Etter, av meg.</p>",
        "Bruk det som er lagret": "<p>Deres.</p><p>Etter, av meg.</p>",
        "Ta med begge": "<p>Min.</p><p>Deres.</p><p>Etter, av meg.</p>",
    }


def test_what_two_changed_in_different_places_is_merged_without_asking(reader, section):
    section.body = '<p data-id="aaaaaa">Før.</p><p data-id="bbbbbb">Etter.</p>'
    section.save()
    opened = section_form(section)
    theirs = '<p data-id="aaaaaa">Før, av dem.</p><p data-id="bbbbbb">Etter.</p>'
    mine = '<p data-id="aaaaaa">Før.</p><p data-id="bbbbbb">Etter, av meg.</p>'

    reader.post(section.get_absolute_url(), {**opened, "body": theirs, "title": "Deres tittel"})
    reader.post(section.get_absolute_url(), {**opened, "body": mine})

    section.refresh_from_db()
    assert without_ids(section.body) == "<p>Før, av dem.</p><p>Etter, av meg.</p>"
    assert section.title == "Deres tittel"


def test_an_author_does_not_move_the_deadline(client, author, section):
    client.force_login(author)

    client.post(section.get_absolute_url(), section_form(section, body="<p>Ny.</p>", deadline_on="2030-01-01"))

    section.refresh_from_db()
    assert (without_ids(section.body), section.deadline_on) == ("<p>Ny.</p>", None)


def test_the_page_leads_back_to_each_page_above_it_once(reader, section):
    page = reader.get(section.get_absolute_url()).content.decode()

    trail = page[page.index('class="ds-breadcrumbs"') : page.index('id="innhold"')]
    assert trail.count(">Disposisjon<") == 1


def test_the_page_of_a_section_leads_back_to_the_board_and_the_check(reader, section):
    page = reader.get(section.get_absolute_url()).content.decode()

    for name in ("document-board", "document-review"):
        assert f'href="{reverse(f"meetings:{name}", args=[section.document_id])}"' in page


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<ul><li>" * 1_000, "så mange nivåer"),
        ("<p>x</p>" * 5_001, "mer enn 5\u00a0000 avsnitt"),
        ("<p>" + "x" * 400_000 + "</p>", "400\u00a0007 tegn"),
    ],
)
def test_a_text_too_large_to_be_read_is_refused_in_words_and_the_stored_one_stands(reader, section, body, told):
    response = reader.post(section.get_absolute_url(), section_form(section, body=body))

    section.refresh_from_db()
    assert told in response.text
    assert section.body == "<p>Før.</p>"


def test_the_ids_of_the_blocks_are_not_counted_as_text(reader, section):
    body = "".join(f'<p data-id="b{number:09}">{"x" * 85}</p>' for number in range(4_000))

    reader.post(section.get_absolute_url(), section_form(section, body=body))

    section.refresh_from_db()
    assert len(section.body) > 400_000
    assert len(without_ids(section.body)) == len(without_ids(body))
