"""Between draft and approved: somebody has read it as it stands, and any change takes that back."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from budget.lines.models import BudgetLine
from meetings.approving import approval, quality
from meetings.approving.models import QualityCheck
from meetings.documents import writing
from meetings.documents.models import Document
from meetings.own.actions import save_own
from meetings.own.models import ManualFigure
from rorikt.audit.models import AuditEntry
from rorikt.people.models import Cooperation
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)


@pytest.fixture
def draft(municipalities):
    factories.make_cooperation()
    factories.make_line(title="Lønn", actual=2900, budgeted=1000)
    factories.close_year(2023)
    document = factories.make_document(title="Rapport", accounting_year=2023)
    factories.make_section(document=document, title="Resultat", body="<p>Avvik: [[merforbruk:ore]].</p>")
    return document


@pytest.fixture
def asks_for_it(draft):
    Cooperation.objects.update(are_papers_checked=True)


def status(document):
    return Document.objects.get(pk=document.pk).get_status_display()


def write(document, by):
    section = document.sections.first()
    section.body += "<p>Mer.</p>"
    writing.save_section(section, revision=section.revision, by=by, now=NOW)


def test_a_draft_that_is_in_order_is_quality_checked_by_a_person_at_a_time(draft, author):
    check = quality.check_quality(draft, by=author, now=NOW)

    assert status(draft) == "Kvalitetssikret"
    assert (check.checked_by, check.checked_at, check.mark) == (author, NOW, draft.mark)
    assert AuditEntry.objects.get().action == "kvalitetssikret dokument"


def test_a_draft_that_is_not_in_order_is_not_quality_checked(draft, author):
    factories.make_section(document=draft, title="Tomt", body="")

    with pytest.raises(ValidationError, match="Avsnitt 2 Tomt er tomt"):
        quality.check_quality(draft, by=author, now=NOW)

    assert (status(draft), QualityCheck.objects.count()) == ("Utkast", 0)


CHANGES = {
    "its text": write,
    "a new section": lambda draft, by: writing.add_section(draft, None, "Nytt", by=by, now=NOW),
    "a section less": lambda draft, by: writing.delete_section(draft.sections.first(), by=by, now=NOW),
    "another title": lambda draft, by: writing.place_section(draft.sections.first(), None, "B", by=by, now=NOW),
    "what is known of it": lambda draft, by: writing.save_document(Document.objects.get(pk=draft.pk), by=by, now=NOW),
    "a figure of its own": lambda draft, by: save_own(
        ManualFigure(document=draft, slug="f", label="F", value=1, origin="Telling"), by=by, now=NOW
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_of_what_belongs_to_it_makes_it_a_draft_again(draft, author, head, change):
    quality.check_quality(draft, by=author, now=NOW)

    change(draft, head)

    assert status(draft) == "Utkast"
    assert quality.check_of(Document.objects.get(pk=draft.pk)) is None


def test_who_checked_it_stands_in_the_header_of_the_approved_version(draft, author, head):
    quality.check_quality(draft, by=author, now=NOW)

    version = approval.approve_document(draft, by=head, now=NOW)

    assert dict(version.frozen.control)["Kvalitetssikret av"] == f"{author.printed_title} 06.02.2024"
    assert version.seal.quality_check.checked_by == author
    assert status(draft) == "Godkjent"


def test_where_the_cooperation_does_not_ask_for_it_a_draft_is_approved_without(draft, head):
    version = approval.approve_document(draft, by=head, now=NOW)

    assert version.seal.quality_check is None
    assert "Kvalitetssikret av" not in dict(version.frozen.control)


def test_where_the_cooperation_asks_for_it_a_draft_is_not_approved_without(draft, head, asks_for_it):
    with pytest.raises(ValidationError, match="ikke kvalitetssikret slik det står nå"):
        approval.approve_document(draft, by=head, now=NOW)

    assert status(draft) == "Utkast"


def test_where_the_cooperation_asks_for_it_two_have_read_what_is_approved(draft, author, head, asks_for_it):
    quality.check_quality(draft, by=head, now=NOW)
    with pytest.raises(ValidationError, match="Du har kvalitetssikret dokumentet selv"):
        approval.approve_document(draft, by=head, now=NOW)

    quality.check_quality(draft, by=author, now=NOW)

    assert approval.approve_document(draft, by=head, now=NOW).seal.quality_check.checked_by == author


def test_a_figure_that_moved_since_asks_for_another_look(draft, author, head):
    quality.check_quality(draft, by=author, now=NOW)
    BudgetLine.objects.update(actual=3000)

    with pytest.raises(ValidationError, match="tallene er endret siden"):
        approval.approve_document(draft, by=head, now=NOW)
    quality.check_quality(draft, by=author, now=NOW)

    assert approval.approve_document(draft, by=head, now=NOW).sequence == 1


def test_what_is_approved_is_not_quality_checked_after(draft, author, head):
    approval.approve_document(draft, by=head, now=NOW)

    with pytest.raises(ValidationError, match="allerede godkjent"):
        quality.check_quality(draft, by=author, now=NOW)


def test_minutes_have_a_way_of_their_own(head):
    meeting = factories.make_meeting()
    minutes = factories.make_document(kind="minutes", minutes_of=meeting)

    with pytest.raises(ValidationError, match="sendes til merknad"):
        quality.check_quality(minutes, by=head, now=NOW)


def test_the_page_asks_and_the_document_says_who_has_read_it(client, draft, author):
    client.force_login(author)
    url = reverse("meetings:document-check", args=[draft.pk])

    asked = client.get(url).content.decode()
    client.post(url)
    page = client.get(draft.get_absolute_url()).content.decode()

    assert "Kvalitetssikre dokumentet?" in asked
    assert f"Kvalitetssikret av {author.printed_title} " in page


def test_the_page_of_the_approval_asks_for_a_reason_only_after_the_first(client, draft, head):
    client.force_login(head)
    url = reverse("meetings:document-approve", args=[draft.pk])
    first = client.get(url).content.decode()
    client.post(url)
    write(draft, head)

    second, refused = client.get(url).content.decode(), client.post(url).content.decode()
    client.post(url, {"reason": "noe manglet"})

    assert ("Endret fordi" in first, "Endret fordi" in second) == (False, True)
    assert "Skriv hvorfor dokumentet er endret" in refused
    assert draft.versions.first().seal.reason == "noe manglet"


def test_three_states_are_told_apart_in_the_list_and_in_the_filter(client, draft, author):
    quality.check_quality(draft, by=author, now=NOW)
    factories.make_document(title="Et utkast")
    client.force_login(author)
    url = reverse("meetings:documents")

    everything, checked = client.get(url).content.decode(), client.get(url, {"status": "checked"}).content.decode()

    assert "Et utkast" in everything
    assert "Kvalitetssikret" in checked
    assert "Et utkast" not in checked
