"""What a reader is shown of the terms: on the page, on paper, and in versions that were approved."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.approving import approval
from meetings.approving.sealing import read_text, text_hash
from meetings.definitions import actions
from meetings.definitions.models import Definition
from meetings.documents.content import content_from_json
from meetings.papers import compose, render
from meetings.papers.checks import findings_of
from meetings.proof import proving
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)
BODY = "<p>En kort (SLA), og en tjenestenivåavtale<small>Om SLA her</small>.</p><p>[[definisjoner]]</p>"
# A part of the activity report as release 0.2.0 stored it, and the hash of what its page read then.
STORED = Path(__file__).parent.parent / "documents" / "version_0_2_0.json"
READ = "16ad25d96714eeb4da6c86f63d5f10c2372489fdd54a9de0f4ba4435fc518e69"


@pytest.fixture
def document(municipalities):
    factories.make_cooperation()
    factories.make_definition(term="SLA", meaning="Avtalt frist.", other_forms="tjenestenivåavtale")
    made = factories.make_document()
    factories.make_section(document=made, title="Frister for SLA", body=BODY)
    return made


def buttons(page):
    return re.findall(r'<button type="button" class="term" popovertarget="([^"]+)" [^>]*>([^<]+)</button>', page)


def explanations(page):
    return re.findall(r'<div popover id="([^"]+)" .*?<strong>(.*?)</strong></p><p>(.*?)</p></div>', page)


def test_a_draft_explains_a_term_once_in_its_section_and_says_what_it_means(reader, document):
    page = reader.get(document.get_absolute_url()).content.decode()

    assert buttons(page) == [("forklaring-1", "SLA")]
    assert explanations(page) == [("forklaring-1", "SLA", "Avtalt frist.")]
    assert '<th scope="row">SLA</th><td>Avtalt frist.</td>' in page


def test_what_explains_nothing_has_no_explanations(reader):
    made = factories.make_document()
    factories.make_definition(term="SLA")
    factories.make_section(document=made, body="<p>Tekst</p>")

    assert explanations(reader.get(made.get_absolute_url()).content.decode()) == []


def test_a_meaning_with_signs_of_html_is_shown_as_it_was_typed(reader, document):
    factories.make_definition(term="XSS", meaning="<script>alert(1)</script>")
    factories.make_section(document=document, body="<p>XSS</p>")

    page = reader.get(document.get_absolute_url()).content.decode()

    assert ("forklaring-2", "XSS", "&lt;script&gt;alert(1)&lt;/script&gt;") in explanations(page)


def test_an_approved_version_explains_as_it_did_when_the_term_is_changed_and_deleted(reader, document, head):
    version = approval.approve_document(document, by=head, now=NOW)
    before = reader.get(version.get_absolute_url()).content.decode()
    [definition] = Definition.objects.all()

    definition.meaning, definition.other_forms = "Noe annet.", ""
    actions.save_definition(definition, by=head, now=NOW)
    actions.delete_definition(definition, by=head, now=NOW)

    after = reader.get(version.get_absolute_url()).content.decode()
    assert explanations(after) == explanations(before) == [("forklaring-1", "SLA", "Avtalt frist.")]
    assert buttons(after) == buttons(before)
    assert list(proving.prove()) == []


def test_the_seal_reads_the_words_of_the_page_as_they_are_without_explanations(document):
    content = compose.compose(document)

    assert content.terms
    without = replace(
        content, terms=(), sections=tuple(replace(one, blocks=one.blocks[:1]) for one in content.sections)
    )
    whole = replace(content, sections=without.sections)
    assert read_text(whole) == read_text(without)
    assert "(SLA)" in read_text(content)


def test_a_version_from_before_terms_were_kept_explains_those_of_its_list_and_keeps_its_seal(db):
    frozen = content_from_json(json.loads(STORED.read_text()))

    assert frozen.terms == ()
    assert [one.term for one in frozen.explained] == ["AD", "ADFS"]
    assert text_hash(frozen) == READ


def test_paper_has_the_list_and_no_buttons(document):
    printed = render.document_html(compose.compose(document))

    assert "popover" not in printed
    assert "<td>Avtalt frist.</td>" in printed


def test_the_page_costs_the_same_queries_for_any_number_of_terms(reader, document):
    costs = []
    for count in (1, 20):
        for number in range(count):
            factories.make_definition(term=f"Ord{count}x{number}")
        with CaptureQueriesContext(connection) as captured:
            reader.get(document.get_absolute_url())
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_an_abbreviation_that_is_a_form_of_a_term_is_explained(document):
    factories.make_section(document=document, body="<p>Vi følger OKR og XDR i år.</p>")
    asked = {"OKR, XDR": "", "XDR": "OKR"}

    for told, form in asked.items():
        if form:
            factories.make_definition(term="Mål og nøkkelresultater", other_forms=form)
        [found] = [one for one in findings_of(document) if one.check == "abbreviation"]
        assert found.says.startswith(f"Forklar {told} første gang")
