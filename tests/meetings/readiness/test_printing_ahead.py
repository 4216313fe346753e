"""A paper is printed soon after it was changed or approved, so that who asks for it finds it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.approving import approval
from meetings.documents import writing
from meetings.documents.models import Document, Section
from meetings.papers import printing
from meetings.readiness import findings, printing_ahead
from meetings.readiness.models import Finding
from rorikt.printing import kept_pdfs
from tests import factories


@pytest.fixture
def draft(municipalities):
    factories.make_cooperation()
    document = factories.make_document()
    factories.make_section(document=document, body="<p>Alt er skrevet.</p>")
    return document


@pytest.fixture
def printed(monkeypatch):
    """The titles of what is printed, in the place of printing it."""
    titles = []
    monkeypatch.setattr(printing, "printed", lambda paper: titles.append(paper.title))
    return titles


def print_all():
    while printing_ahead.is_waiting():
        assert printing_ahead.print_next(timezone.now())


def test_a_draft_is_printed_once_after_each_check_that_found_a_change(draft, head, printed):
    assert not printing_ahead.is_waiting()
    findings.check(draft.pk)
    print_all()
    findings.check(draft.pk)
    print_all()
    assert printed == ["Saksframlegg (utkast)"]

    section = Section.objects.select_related("document").get()
    writing.save_section(section, revision=section.revision, by=head, now=timezone.now())
    findings.check(draft.pk)
    print_all()

    assert printed == ["Saksframlegg (utkast)"] * 2


def test_an_approved_version_is_printed_though_it_was_never_a_checked_draft(draft, head, printed):
    approval.approve_document(draft, by=head, now=timezone.now())

    print_all()

    assert printed == ["Saksframlegg"]
    assert not printing_ahead.is_waiting()


def test_what_was_approved_long_ago_is_printed_for_who_asks(draft, head, printed):
    approval.approve_document(draft, by=head, now=timezone.now() - timedelta(days=8))

    assert not printing_ahead.is_waiting()


def test_a_paper_that_cannot_be_printed_is_not_tried_for_ever_and_holds_up_no_other(draft, monkeypatch):
    def refuse(paper):
        raise ValidationError("Del opp innholdet.")

    monkeypatch.setattr(printing, "printed", refuse)
    findings.check(draft.pk)

    assert printing_ahead.print_next(timezone.now()) == ("«Saksframlegg (utkast)» kan ikke lages: Del opp innholdet.")
    assert not printing_ahead.is_waiting()


@pytest.mark.slow
def test_who_asks_for_it_finds_it(draft):
    findings.check(draft.pk)
    print_all()

    assert kept_pdfs.find(printing.draft_of(Document.objects.get()).key)
    assert Finding.objects.get().printed == Finding.objects.get().rests_on
