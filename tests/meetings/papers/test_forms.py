"""The text of a section: what is saved, what is told, and what happens when two write at once."""

import pytest

from meetings.documents.models import Section
from rorikt.audit.models import AuditEntry
from tests import factories
from tests.meetings.forms import errors


def section_form(section, **typed):
    return {"title": section.title, "state": "draft", "revision": section.revision, **typed}


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
    told = AuditEntry.objects.get().detail
    assert told["fields"] == ["title", "body", "state"]
    assert (told["after"]["title"], told["after"]["revision"]) == ("Ny tittel", "2")


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
