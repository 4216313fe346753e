"""What is kept of a draft's check is shown only while nothing that it rests on has changed."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from budget.lines.models import BudgetLine
from meetings.agenda.actions import save_item
from meetings.attachments.actions import save_attachment
from meetings.documents import writing
from meetings.documents.models import Document, Section
from meetings.own.actions import save_own
from meetings.own.models import ManualFigure
from meetings.papers import checks
from meetings.readiness import duties, findings
from meetings.readiness.models import Finding
from rorikt.audit.rows import store_row
from rorikt.duties import ticking
from support.sla.models import Priority, SlaPolicy
from support.tickets.models import Ticket
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def with_worker(settings):
    settings.HAS_WORKER = True


@pytest.fixture
def draft(municipalities):
    factories.make_cooperation()
    document = factories.make_document(accounting_year=2023)
    factories.make_section(document=document, body="<p>Alt er skrevet.</p>")
    return document


@pytest.fixture
def other(draft):
    return factories.make_section(document=factories.make_document(title="Et annet"), body="<p>Også skrevet.</p>")


def write(section, head, body="<p>Noe nytt.</p>"):
    section = Section.objects.select_related("document").get(pk=section.pk)
    section.body = body
    writing.save_section(section, revision=section.revision, by=head, now=NOW)


def known(document):
    return shown(document).problems


def shown(document):
    [draft] = findings.checked([Document.objects.get(pk=document.pk)], findings.state_of_figures())
    return draft


def test_a_draft_that_nobody_has_checked_is_said_to_be_under_check(draft):
    found = shown(draft)

    assert (found.problems, found.label, found.tone) == (None, "Kontrolleres …", "neutral")


def test_the_clock_checks_every_draft_once(draft, other):
    assert duties.check_drafts(timezone.now()) == "2 utkast er kontrollert."

    assert (known(draft), known(other.document)) == ([], [])
    assert findings.stale_drafts() == []
    assert duties.check_drafts(timezone.now()) == "0 utkast er kontrollert."


def test_what_is_missing_is_kept_as_the_approval_would_say_it(draft):
    factories.make_section(document=draft, title="Tomt", body="")
    factories.make_section(document=draft, title="Kode", body="<p>[[finnes-ikke]]</p>")

    findings.check(draft.pk)

    found = shown(draft)
    assert found.problems == list(checks.document_problems(draft))
    assert (len(found.problems), found.label, found.tone) == (2, "2 mangler", "warning")


CHANGES_OF_ITS_OWN = {
    "its text": lambda draft, head: write(draft.sections.get(), head, ""),
    "a new section": lambda draft, head: writing.add_section(draft, None, "Nytt", by=head, now=NOW),
    "a section less": lambda draft, head: writing.delete_section(draft.sections.get(), by=head, now=NOW),
    "another title": lambda draft, head: writing.place_section(draft.sections.get(), None, "B", by=head, now=NOW),
    "its date": lambda draft, head: writing.save_document(Document.objects.get(pk=draft.pk), by=head, now=NOW),
    "a figure of its own": lambda draft, head: save_own(
        ManualFigure(document=draft, slug="f", label="F", value=1, origin="Telling"), by=head, now=NOW
    ),
}
CHANGES_OF_FIGURES = {
    "a budget line": lambda draft, head: store_row(
        BudgetLine(year=2023, title="Lønn", budgeted=1, actual=1), by=head, now=NOW
    ),
    "a row of a register": lambda draft, head: factories.make_building_project(),
    "a ticket": lambda draft, head: factories.make_ticket(),
    "many tickets": lambda draft, head: Ticket.objects.update(created_at=NOW),
}


@pytest.mark.parametrize("change", [*CHANGES_OF_ITS_OWN.values(), *CHANGES_OF_FIGURES.values()],
                         ids=[*CHANGES_OF_ITS_OWN, *CHANGES_OF_FIGURES])  # fmt: skip
def test_any_change_of_the_draft_or_of_what_it_may_show_puts_the_finding_out_of_date(draft, head, change):
    factories.make_ticket()
    findings.check(draft.pk)
    assert known(draft) == []

    change(draft, head)

    assert known(draft) is None
    assert findings.stale_drafts() == [draft.pk]
    findings.check(draft.pk)
    assert known(draft) is not None


def test_a_change_of_reference_data_puts_the_finding_out_of_date(draft, administrator, client):
    policy = SlaPolicy.objects.create(priority=Priority.LOW, valid_from=date(2023, 1, 1), target=40, unit="hours")
    findings.check(draft.pk)
    client.force_login(administrator)

    client.post(reverse("admin:support_slapolicy_delete", args=[policy.pk]), {"post": "yes"})

    assert not SlaPolicy.objects.exists()
    assert known(draft) is None


def test_what_moves_no_figure_leaves_the_findings_of_other_drafts_alone(draft, other, head):
    item = factories.make_item()
    attachment = factories.make_attachment(agenda_item=item)
    for document in (draft, other.document):
        findings.check(document.pk)

    write(other, head)
    save_attachment(attachment, by=head, now=NOW)
    save_item(item, case_officers=[], by=head, now=NOW)

    assert findings.stale_drafts() == [other.document.pk]
    assert known(draft) == []


def test_what_changes_while_a_draft_is_checked_is_checked_again(draft, head, monkeypatch):
    """The finding rests on what was there before the reading began."""

    def overtaken(document, **how):
        found = checks.findings_of(document, **how)
        write(draft.sections.get(), head, "")
        return found

    monkeypatch.setattr(findings, "findings_of", overtaken)
    findings.check(draft.pk)

    assert Finding.objects.get().problems == []
    assert known(draft) is None


def test_an_older_copy_of_a_document_that_is_stored_brings_no_old_finding_back(draft, head):
    opened = Document.objects.get(pk=draft.pk)
    findings.check(draft.pk)
    write(draft.sections.get(), head, "")
    writing.save_document(opened, by=head, now=NOW)

    assert known(draft) is None


def test_another_release_checks_again(draft, monkeypatch):
    findings.check(draft.pk)

    monkeypatch.setattr(findings, "_programs", lambda: "another")

    assert known(draft) is None


def test_a_day_that_was_to_come_is_checked_again_once_it_has(draft, head, monkeypatch):
    factories.make_ticket(created_at=datetime(2024, 1, 31, 8, tzinfo=UTC))
    write(draft.sections.get(), head, "<p>Åpne: [[apne-totalt:2024-02-07]].</p>")
    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2024, 2, 6))
    findings.check(draft.pk)
    assert "fram i tid" in known(draft)[0]

    monkeypatch.setattr(timezone, "localdate", lambda *given: date(2024, 2, 7))

    assert known(draft) is None
    findings.check(draft.pk)
    assert known(draft) == []


def test_a_draft_that_cannot_be_checked_says_so_and_holds_up_no_other(draft, other, monkeypatch, caplog):
    def fail(document, **how):
        if document == draft:
            raise ZeroDivisionError
        return checks.findings_of(document, **how)

    monkeypatch.setattr(findings, "findings_of", fail)
    duties.check_drafts(timezone.now())

    assert (known(draft), known(other.document)) == ([findings.NOT_CHECKED], [])
    assert "ZeroDivisionError" in caplog.text


def test_an_approved_document_is_not_checked(draft):
    Document.objects.update(status=Document.Status.APPROVED)

    assert findings.stale_drafts() == []


def test_without_a_worker_who_asks_waits_for_the_answer(draft, settings):
    settings.HAS_WORKER = False

    assert known(draft) == []


def test_many_saves_in_a_row_give_one_check(draft, head):
    findings.check(draft.pk)
    for number in range(5):
        write(draft.sections.get(), head, f"<p>{number}</p>")

    assert [str(attempt) for attempt in ticking.tick() if attempt.duty.name == "Kontrollerer utkast"] == [
        "Kontrollerer utkast: 1 utkast er kontrollert."
    ]
    assert [attempt for attempt in ticking.tick() if attempt.duty.name == "Kontrollerer utkast"] == []


def test_the_page_of_approval_shows_what_is_known_and_says_what_is_not(client, draft, head):
    factories.make_section(document=draft, title="Tomt", body="")
    client.force_login(head)
    url = reverse("meetings:document-approve", args=[draft.pk])

    before = client.get(url).content.decode()
    findings.check(draft.pk)
    after = client.get(url).content.decode()

    assert "kontrolleres når du godkjenner" in before
    assert "Tomt er tomt" not in before
    assert "Tomt er tomt. Skriv teksten, eller slett avsnittet." in after


def test_an_approval_checks_anew_whatever_was_kept(client, draft, head):
    findings.check(draft.pk)
    factories.make_section(document=draft, title="Tomt", body="")  # past every rule, so that nothing is noted
    assert known(draft) == []
    client.force_login(head)

    answer = client.post(reverse("meetings:document-approve", args=[draft.pk]))

    assert "Tomt er tomt." in answer.content.decode()
    assert not draft.versions.exists()
